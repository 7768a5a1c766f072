#include "sense/worker.h"

#include "flow/tcp.h"
#include "packet/checksum.h"
#include "proto/env.h"

enum {
	CHECKSUM_SAMPLE = 1000,
	TALK_PACKETS =
	    4 /* from one side: an unanswered SYN, and again, is no sign of a blind eye */
};

struct worker {
	struct worker_settings settings;
	struct defrag *defrag;
	struct flow_table *table;
	struct stream_pool *pool;
	struct eve *eve;
	struct proto_sink sink;
	struct proto_env *env;
	struct detect *detect;   /* NULL: no rules */
	struct digests *digests; /* NULL: none are asked for */
	struct stats stats;
	struct packet *packet; /* at hand; NULL at the end of a flow */
	struct span data;      /* of a stream, on their way through protocols */
	uint64_t missing;      /* bytes of the stream right before those at hand */
	int64_t now;           /* of the newest packet */
	int64_t anomaly_second;
	uint32_t anomalies;      /* told in it */
	uint64_t checked, wrong; /* checksums */
	bool unsummed;           /* of the frame at hand */
};

const struct worker_settings worker_settings_usual = {
    .checksum = WORKER_CHECKSUM_AUTO, .midstream = true, .anomalies = 1000};

/* Bytes of a stream, in order. */
static void on_data(
    void *ctx, struct flow *flow, enum flow_dir dir, struct span data, uint64_t at)
{
	struct worker *w = ctx;

	if (w->detect)
		detect_stream(w->detect, w->packet, flow, dir, data, at);
	w->data = data;
	proto_tcp(w->env, flow, dir, data);
	w->data = span_of(NULL, 0);
	w->missing = 0;
}

static void on_gap(void *ctx, struct flow *flow, enum flow_dir dir, uint64_t n)
{
	struct worker *w = ctx;

	w->missing = n;
	proto_gap(w->env, flow, dir, n);
}

static void on_end(void *ctx, struct flow *flow, enum flow_dir dir)
{
	struct worker *w = ctx;

	proto_end(w->env, flow, dir);
}

static void on_grown(void *ctx, struct tx *tx, enum flow_dir dir)
{
	struct worker *w = ctx;

	if (w->detect)
		detect_tx(w->detect, w->packet, tx, dir);
}

static void on_alert(void *ctx, const struct detect_hit *hit)
{
	struct worker *w = ctx;
	struct detect_hit told = *hit;

	if (hit->flow)
		hit->flow->alerted = true;
	w->stats.alerts++;
	/* The packet at hand may be the one that confirms the bytes that matched. */
	if (hit->tx && w->data.n)
		told.payload = w->data;
	told.missing = hit->stream ? w->missing : 0;
	eve_alert(w->eve, &told, w->now);
}

/* What a detector of our own said. */
static void tell_watched(struct worker *w, const struct watcher_report *report,
    struct flow *flow, const struct tx *tx)
{
	w->stats.forgotten += report->evicted;
	for (size_t i = 0; i < report->n; i++) {
		flow->alerted = true;
		w->stats.alerts++;
		w->stats.watched++;
		eve_watch(w->eve, &report->hits[i], flow, tx);
	}
}

static void on_known(void *ctx, struct flow *flow)
{
	struct worker *w = ctx;
	struct watcher_report report;

	if (!w->settings.watchers)
		return;
	watcher_known(w->settings.watchers, flow, &report);
	tell_watched(w, &report, flow, NULL);
}

static void watch_finished(struct worker *w, const struct tx *tx)
{
	struct watcher_report report;

	if (!w->settings.watchers)
		return;
	watcher_tx(w->settings.watchers, tx, &report);
	tell_watched(w, &report, tx->flow, tx);
}

static void on_finished(void *ctx, struct tx *tx)
{
	struct worker *w = ctx;
	const struct proto *proto = protos[tx->proto];

	if (!proto->tells || proto->tells(tx))
		eve_tx(w->eve, w->packet, tx, w->now);
	if (tx->nevents)
		eve_tx_anomalies(w->eve, w->packet, tx, w->now);
	watch_finished(w, tx);
	if (w->detect)
		detect_tx_done(w->detect, tx);
	if (w->digests)
		digests_drop(w->digests, tx);
}

static void on_file(void *ctx, struct tx *tx, const struct tx_file *file, struct span data)
{
	struct worker *w = ctx;
	struct digest_values values;
	bool whole = w->digests && digests_take(w->digests, tx, file, data, &values);

	if (w->detect)
		detect_file(w->detect, w->packet, tx, file, data);
	if (file->closed)
		eve_fileinfo(w->eve, w->packet, tx, file, whole ? &values : NULL, w->now);
}

/* Where a sensor sees one direction only, TCP goes on without the other. */
static void count_sides(struct stats *s, const struct flow *flow)
{
	uint64_t most = MAX(flow->side[0].packets, flow->side[1].packets);

	if (flow->proto != 6 || most < TALK_PACKETS)
		return;
	s->two_way++;
	s->one_sided += MIN(flow->side[0].packets, flow->side[1].packets) == 0;
}

static void on_flow_done(void *ctx, struct flow *flow)
{
	struct worker *w = ctx;
	struct packet *packet = w->packet;
	struct watcher_report report;

	count_sides(&w->stats, flow);
	/* The packet at hand, if any, is of another flow. */
	w->packet = NULL;
	if (flow->side[0].stream)
		stream_flow_done(w->pool, flow);
	proto_flow_done(w->env, flow);
	if (w->detect)
		detect_flow_done(w->detect, flow);
	if (w->settings.watchers) {
		watcher_flow(w->settings.watchers, flow, &report);
		tell_watched(w, &report, flow, NULL);
	}
	eve_flow(w->eve, flow, w->now);
	w->packet = packet;
}

/* Bodies are inflated and kept for who looks at them: rules, hashes of files, events that tell
 * of them. */
static void want_bodies(struct worker *w)
{
	w->settings.proto.no_bodies =
	    !(w->settings.eve.types & (EVE_APP | EVE_FILEINFO | EVE_ANOMALY)) &&
	    (!w->detect || !detect_wants_bodies(w->detect));
}

int worker_new(const struct worker_settings *settings, struct eve_out *out, struct worker **ret,
    struct msg *msg)
{
	struct worker *w = mem_alloc(sizeof(*w));
	struct stream_sink sink = {.ctx = w, .data = on_data, .gap = on_gap, .end = on_end};
	int r;

	memset(w, 0, sizeof(*w));
	w->settings = *settings;
	w->eve = eve_new(out, &settings->eve);
	w->digests = digests_new(settings->eve.digests);
	w->defrag = defrag_new(&settings->defrag);
	w->table = flow_table_new(&settings->flow, on_flow_done, w);
	w->pool = stream_pool_new(&settings->stream, &sink);
	w->sink = (struct proto_sink){.ctx = w,
	    .grown = on_grown,
	    .finished = on_finished,
	    .file = on_file,
	    .known = on_known};
	w->env = proto_env_new(&w->sink, &w->settings.proto);
	r = settings->rules ? detect_new(settings->rules, on_alert, w, msg, &w->detect) : 0;
	if (r == 0 && settings->eve.digests && !w->digests) {
		msg_what(
		    msg, "the system does not have the digests of files that were asked for");
		r = ERR_UNSUPPORTED;
	}
	if (r < 0) {
		(void)worker_free(w);
		return r;
	}
	want_bodies(w);
	*ret = w;
	return 0;
}

int worker_swap(struct worker *w, const struct rule_image *rules, struct msg *msg)
{
	int r = w->detect ? detect_swap(w->detect, rules, msg)
			  : detect_new(rules, on_alert, w, msg, &w->detect);

	want_bodies(w);
	return r;
}

struct worker *worker_free(struct worker *w)
{
	if (!w)
		return NULL;
	w->table = flow_table_free(w->table);
	(void)proto_env_free(w->env);
	(void)detect_free(w->detect);
	(void)stream_pool_free(w->pool);
	(void)defrag_free(w->defrag);
	(void)digests_free(w->digests);
	(void)eve_free(w->eve);
	return mem_free(w);
}

void worker_end_flows(struct worker *w)
{
	struct flow_count before = flow_table_count(w->table);

	w->table = flow_table_free(w->table);
	w->stats.flow.total += before.total;
	w->stats.flow.tcp += before.tcp;
	w->stats.flow.udp += before.udp;
	w->stats.flow.icmp += before.icmp;
	w->stats.flow.icmpv6 += before.icmpv6;
	w->stats.flow.other += before.other;
	w->stats.flow.timeout += before.timeout;
	w->stats.flow.forced += before.forced;
	w->stats.flow.reused += before.reused;
	w->table = flow_table_new(&w->settings.flow, on_flow_done, w);
}

void worker_idle(struct worker *w, int64_t now)
{
	w->now = MAX(w->now, now);
	flow_table_expire(w->table, now);
	eve_flush(w->eve);
}

struct eve *worker_eve(struct worker *w)
{
	return w->eve;
}

int64_t worker_time(const struct worker *w)
{
	return w->now;
}

void worker_stats(const struct worker *w, struct stats *ret)
{
	struct stats now = {.flow = flow_table_count(w->table),
	    .stream = stream_pool_count(w->pool),
	    .defrag = defrag_count(w->defrag),
	    .eve = eve_count(w->eve)};

	*ret = w->stats;
	stats_add(ret, &now);
}

static void count_tunnel(struct stats *s, const struct packet *p)
{
	switch (p->tunnel) {
	case PACKET_TUNNEL_IPV4:
		s->kinds[STATS_IPV4_IN_IPV4] += p->family == 4;
		s->kinds[STATS_IPV6_IN_IPV4] += p->family == 6;
		break;
	case PACKET_TUNNEL_IPV6:
		s->kinds[STATS_IPV4_IN_IPV6] += p->family == 4;
		s->kinds[STATS_IPV6_IN_IPV6] += p->family == 6;
		break;
	case PACKET_TUNNEL_TEREDO:
		s->kinds[STATS_TEREDO]++;
		break;
	case PACKET_TUNNEL_VXLAN:
		s->kinds[STATS_VXLAN]++;
		break;
	case PACKET_TUNNEL_GENEVE:
		s->kinds[STATS_GENEVE]++;
		break;
	default:
		break;
	}
}

static void count_kind(struct stats *s, const struct packet *p)
{
	s->packets++;
	s->kinds[STATS_IPV4] += p->family == 4;
	s->kinds[STATS_IPV6] += p->family == 6;
	s->kinds[STATS_TUNNEL] += p->depth > 0;
	s->kinds[STATS_FRAGMENT] += p->fragment;
	s->kinds[STATS_ARP] += p->ether == 0x0806 && p->depth == 0;
	count_tunnel(s, p);
	if (p->family == 0 || p->fragment || p->l4.n == 0)
		return;
	switch (p->proto) {
	case 1:
		s->kinds[STATS_ICMPV4]++;
		break;
	case 6:
		s->kinds[STATS_TCP]++;
		break;
	case 17:
		s->kinds[STATS_UDP]++;
		break;
	case 47:
		s->kinds[STATS_GRE]++;
		break;
	case 58:
		s->kinds[STATS_ICMPV6]++;
		break;
	case 132:
		s->kinds[STATS_SCTP]++;
		break;
	default:
		break;
	}
}

static void count_events(struct stats *s, const struct packet *p)
{
	for (int i = 0; i < 4; i++)
		for (uint64_t left = p->events[i]; left; left &= left - 1) {
			int event = i * 64 + __builtin_ctzll(left);

			if (event < PACKET_EVENT_END)
				s->events[event]++;
		}
}

/* Whether the packet counts: its checksum is right, or is not looked at. */
static bool checksum_passes(struct worker *w, const struct packet *p)
{
	/* What never left this machine has none; no attacker says so, but the kernel. */
	if (w->settings.checksum == WORKER_CHECKSUM_NONE || w->unsummed)
		return true;
	if (w->settings.checksum == WORKER_CHECKSUM_AUTO && w->checked >= CHECKSUM_SAMPLE &&
	    w->wrong * 10 >= w->checked)
		return true;
	w->checked++;
	if (checksum_ok(p))
		return true;
	w->wrong++;
	w->stats.checksums++;
	return false;
}

static void tell_anomalies(
    struct worker *w, struct packet *p, struct flow *flow, enum flow_dir dir)
{
	if (!(p->events[0] | p->events[1] | p->events[2] | p->events[3]))
		return;
	count_events(&w->stats, p);
	if (!eve_wants(w->eve, EVE_ANOMALY))
		return;
	if (p->time / 1000000 != w->anomaly_second) {
		w->anomaly_second = p->time / 1000000;
		w->anomalies = 0;
	}
	if (w->anomalies >= w->settings.anomalies) {
		w->stats.suppressed++;
		return;
	}
	w->anomalies++;
	eve_anomalies(w->eve, p, flow, dir, flow ? flow->told : NULL);
}

/* Of a connection that is picked up it is not known who began it: its first bytes tell. */
static enum flow_dir settle_sides(const struct packet *p, struct flow *flow, enum flow_dir dir)
{
	if (!flow->midstream || flow->sides_known || !p->payload.n)
		return dir;
	flow->sides_known = true;
	if (!proto_turned(flow, dir, p->payload))
		return dir;
	flow_table_turn(flow);
	return dir == FLOW_TO_SERVER ? FLOW_TO_CLIENT : FLOW_TO_SERVER;
}

/* Gives the packet's direction, which its bytes may turn round. */
static enum flow_dir take_tcp(
    struct worker *w, struct packet *p, struct flow *flow, enum flow_dir dir)
{
	uint8_t before = flow->tcp_state, flags = p->tcp_flags;

	w->stats.syn += (flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
	w->stats.synack += (flags & (TCP_SYN | TCP_ACK)) == (TCP_SYN | TCP_ACK);
	w->stats.rst += (flags & TCP_RST) != 0;
	if (tcp_take(flow, p, dir, w->settings.midstream)) {
		dir = settle_sides(p, flow, dir);
		stream_put(w->pool, flow, p, dir);
	} else {
		p->stray = p->payload.n > 0;
	}
	if (before == TCP_NONE && flow->tcp_state != TCP_NONE) {
		w->stats.sessions++;
		w->stats.midstream += flow->midstream;
	}
	stream_look(w->pool, flow, p, dir);
	return dir;
}

static void on_packet(void *ctx, struct packet *p)
{
	struct worker *w = ctx;
	enum flow_dir dir = FLOW_TO_SERVER;
	struct flow *flow;
	bool counts, look;

	w->packet = p;
	count_kind(&w->stats, p);
	w->missing = 0;
	flow = flow_table_take(w->table, p, &dir);
	/* A wrong one takes bytes out of a stream. Datagrams stand alone: a capture on their
	 * sender's side has them before the card put the checksum in. */
	counts = !flow || checksum_passes(w, p) || p->proto != 6;
	look = counts && flow && !flow->quiet;
	if (look && p->proto == 6)
		dir = take_tcp(w, p, flow, dir);
	else if (counts && flow && p->proto == 6)
		/* Nobody reads on, but it still has to end. */
		(void)tcp_take(flow, p, dir, w->settings.midstream);
	if (look && p->proto == 6)
		stream_flush(w->pool, flow, p, dir);
	else if (look && p->proto == 17 && p->payload.n)
		proto_udp(w->env, flow, dir, p->payload);
	/* Last: its bytes may just have told which protocol the flow speaks. */
	if (w->detect && counts)
		detect_packet(w->detect, p, flow, dir);
	tell_anomalies(w, p, flow, dir);
	w->packet = NULL;
}

/* Link types that packet/ knows. */
static bool known_link(int link)
{
	static const uint16_t links[] = {PACKET_NULL, PACKET_ETHERNET, PACKET_PPP,
	    PACKET_RAW_OLD, PACKET_RAW, PACKET_LOOP, PACKET_SLL, PACKET_RAW_IPV4,
	    PACKET_RAW_IPV6, PACKET_NFLOG, PACKET_SLL2};

	for (size_t i = 0; i < ARRAY_LEN(links); i++)
		if (links[i] == link)
			return true;
	return false;
}

void worker_frame(struct worker *w, const struct capture_frame *frame)
{
	struct packet p = {.time = frame->time,
	    .nr = frame->nr,
	    .frame = frame->bytes,
	    .caplen = frame->caplen,
	    .wirelen = frame->wirelen};
	uint64_t invalid = 0;

	w->unsummed = frame->unsummed;
	w->stats.frames++;
	w->stats.bytes += frame->wirelen;
	w->stats.largest = MAX(w->stats.largest, frame->wirelen);
	w->now = MAX(w->now, frame->time);
	if (!known_link(frame->link)) {
		w->stats.kinds[STATS_UNKNOWN_LINK]++;
		return;
	}
	packet_decode(&p, frame->link, w->defrag, on_packet, w);
	invalid = p.events[0] | p.events[1];
	w->stats.kinds[STATS_VLAN] += p.nvlan > 0;
	/* Malformed: something is wrong and what should be there is not. */
	if (invalid && (p.family == 0 || (p.l4.n == 0 && !p.fragment)))
		w->stats.invalid++;
}
