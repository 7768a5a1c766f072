#include "sense/eve.h"

#include "base/time.h"
#include "os/file.h"
#include "sense/community.h"
#include "wire/ip.h"

#include <poll.h>
#include <pthread.h>

enum {
	ESP = 50, /* RFC 4303 */
	BATCH = 1 << 20,
	LINE_MAX_BYTES = 1 << 20, /* of one event */
	KEPT = 512
};

struct eve_out {
	int fd, also; /* -1: none */
	pthread_mutex_t lock;
};

/* The community identifier of a flow of which was told lately: it is a digest. */
struct kept_id {
	uint64_t flow;
	char text[COMMUNITY_TEXT];
};

struct eve {
	struct eve_out *out;
	struct eve_settings settings;
	struct str buf;
	struct json_writer w;
	struct eve_count count;
	size_t line; /* where the event at hand begins */
	uint64_t waiting;
	struct kept_id kept[KEPT]; /* by the flow's identifier */
	int64_t second;            /* of the time stamp that is ready */
	char stamp[20];
};

const struct eve_settings eve_settings_usual = {
    .types = EVE_ALL, .apps = UINT64_MAX, .community = true, .payload = 256};

struct eve_out *eve_out_new(int fd)
{
	struct eve_out *out = mem_alloc(sizeof(*out));

	memset(out, 0, sizeof(*out));
	out->fd = fd;
	out->also = -1;
	(void)pthread_mutex_init(&out->lock, NULL);
	return out;
}

void eve_out_also(struct eve_out *out, int fd)
{
	out->also = fd;
}

int eve_out_exchange(struct eve_out *out, int fd)
{
	int old;

	(void)pthread_mutex_lock(&out->lock);
	old = out->fd;
	out->fd = fd;
	(void)pthread_mutex_unlock(&out->lock);
	return old;
}

struct eve_out *eve_out_free(struct eve_out *out)
{
	if (out)
		(void)pthread_mutex_destroy(&out->lock);
	return mem_free(out);
}

struct eve *eve_new(struct eve_out *out, const struct eve_settings *settings)
{
	struct eve *eve = mem_alloc(sizeof(*eve));

	memset(eve, 0, sizeof(*eve));
	eve->out = out;
	eve->settings = *settings;
	eve->second = -1;
	str_init(&eve->buf, BATCH + LINE_MAX_BYTES);
	return eve;
}

/* To both; a line that did not get to one of them is no written line. */
static int write_out(struct eve *eve)
{
	const struct eve_out *out = eve->out;
	struct pollfd room = {out->also, POLLOUT, 0};
	int r = 0, also = 0;

	if (out->fd >= 0 || out->also < 0)
		r = file_write_all(out->fd, str_bytes(&eve->buf));
	if (out->also >= 0) {
		eve->count.waited += poll(&room, 1, 0) == 0;
		also = file_write_all(out->also, str_bytes(&eve->buf));
	}
	return r < 0 ? r : also;
}

void eve_flush(struct eve *eve)
{
	int r;

	if (eve->buf.n == 0)
		return;
	(void)pthread_mutex_lock(&eve->out->lock);
	r = write_out(eve);
	(void)pthread_mutex_unlock(&eve->out->lock);
	if (r < 0)
		eve->count.dropped += eve->waiting;
	else
		eve->count.bytes += eve->buf.n;
	eve->waiting = 0;
	str_clear(&eve->buf);
}

struct eve *eve_free(struct eve *eve)
{
	if (!eve)
		return NULL;
	eve_flush(eve);
	str_done(&eve->buf);
	return mem_free(eve);
}

bool eve_wants(const struct eve *eve, enum eve_type type)
{
	return eve->settings.types & type;
}

const struct eve_settings *eve_settings(const struct eve *eve)
{
	return &eve->settings;
}

struct eve_count eve_count(const struct eve *eve)
{
	return eve->count;
}

static void put_digits(char *to, uint32_t v, size_t n)
{
	while (n > 0) {
		to[--n] = (char)('0' + v % 10);
		v /= 10;
	}
}

/* "2026-11-22T14:30:00" of a second, into to[19]. */
static void put_second(char *to, int64_t second)
{
	struct time_parts t = time_split(second * 1000);

	put_digits(to, (uint32_t)MIN(MAX(t.year, 0), 9999), 4);
	to[4] = to[7] = '-';
	put_digits(to + 5, (uint32_t)t.month, 2);
	put_digits(to + 8, (uint32_t)t.day, 2);
	to[10] = 'T';
	put_digits(to + 11, (uint32_t)t.hour, 2);
	to[13] = to[16] = ':';
	put_digits(to + 14, (uint32_t)t.minute, 2);
	put_digits(to + 17, (uint32_t)t.second, 2);
}

static int64_t second_of(int64_t micros)
{
	return micros >= 0 ? micros / 1000000 : (micros - 999999) / 1000000;
}

void eve_member_time(struct json_writer *w, const char *key, int64_t micros)
{
	char text[32] = {0};
	int64_t second = second_of(micros);

	put_second(text, second);
	text[19] = '.';
	put_digits(text + 20, (uint32_t)(micros - second * 1000000), 6);
	for (int i = 0; i < 5; i++)
		text[26 + i] = "+0000"[i];
	json_write_key(w, key);
	json_write_span(w, span_of(text, 31));
}

void eve_member_hex(struct json_writer *w, const char *key, uint8_t v)
{
	static const char digits[] = "0123456789abcdef";
	char text[2] = {digits[v >> 4], digits[v & 15]};

	json_write_key(w, key);
	json_write_span(w, span_of(text, 2));
}

const char *eve_proto(uint8_t proto, char *to)
{
	static const struct {
		uint8_t proto;
		const char *name;
	} names[] = {{6, "TCP"}, {17, "UDP"}, {1, "ICMP"}, {58, "IPv6-ICMP"}, {132, "SCTP"},
	    {47, "GRE"}, {2, "IGMP"}, {4, "IP-ENCAP"}, {41, "IPv6"}, {50, "ESP"}, {51, "AH"}};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (names[i].proto == proto)
			return names[i].name;
	put_digits(to, proto, 3);
	to[3] = '\0';
	return to;
}

/* The time stamp; its second is written once a second. */
static void put_stamp(struct eve *eve, int64_t time)
{
	int64_t second = second_of(time);
	char fraction[8] = ".";

	if (second != eve->second) {
		put_second(eve->stamp, second);
		eve->second = second;
	}
	put_digits(fraction + 1, (uint32_t)(time - second * 1000000), 6);
	str_put(&eve->buf, "{\"timestamp\":\"", 14);
	str_put(&eve->buf, eve->stamp, 19);
	str_put(&eve->buf, fraction, 7);
	str_put(&eve->buf, "+0000\"", 6);
}

static void member_address(
    struct json_writer *w, const char *key, uint8_t family, const uint8_t *address)
{
	struct ip ip = {.family = family};
	char text[IP_TEXT];

	memcpy(ip.b, address, 16);
	json_member_text(w, key, ip_text(&ip, text));
}

static void put_vlans(struct json_writer *w, const uint16_t *vlan, uint8_t n)
{
	if (n == 0)
		return;
	json_write_key(w, "vlan");
	json_write_array(w);
	for (uint8_t i = 0; i < n; i++)
		json_write_int(w, vlan[i]);
	json_write_array_end(w);
}

static bool has_ports(uint8_t proto)
{
	return proto == 6 || proto == 17 || proto == 132;
}

static void put_flow_tuple(struct eve *eve, const struct flow *f, enum flow_dir dir)
{
	struct json_writer *w = &eve->w;
	bool back = dir == FLOW_TO_CLIENT;
	char proto[4];

	put_vlans(w, f->vlan, f->nvlan);
	member_address(w, "src_ip", f->family, back ? f->server : f->client);
	if (has_ports(f->proto))
		json_member_int(w, "src_port", back ? f->sport : f->cport);
	member_address(w, "dest_ip", f->family, back ? f->client : f->server);
	if (has_ports(f->proto))
		json_member_int(w, "dest_port", back ? f->cport : f->sport);
	json_member_text(w, "proto", eve_proto(f->proto, proto));
	json_member_int(w, "ip_v", f->family);
	if (f->proto == ESP)
		json_member_int(w, "spi", (int64_t)f->cport << 16 | f->sport);
	if (f->proto == 1 || f->proto == 58) {
		json_member_int(w, "icmp_type", f->icmp[dir] >> 8);
		json_member_int(w, "icmp_code", f->icmp[dir] & 255);
	}
}

static void put_packet_tuple(struct eve *eve, const struct packet *p)
{
	struct json_writer *w = &eve->w;
	bool ports = p->l4.n && has_ports(p->proto);
	char proto[4];

	put_vlans(w, p->vlan, p->nvlan);
	if (p->family == 0)
		return;
	member_address(w, "src_ip", p->family, p->src);
	if (ports)
		json_member_int(w, "src_port", p->sport);
	member_address(w, "dest_ip", p->family, p->dst);
	if (ports)
		json_member_int(w, "dest_port", p->dport);
	json_member_text(w, "proto", eve_proto(p->proto, proto));
	json_member_int(w, "ip_v", p->family);
	if (p->l4.n && (p->proto == 1 || p->proto == 58)) {
		json_member_int(w, "icmp_type", p->icmp_type);
		json_member_int(w, "icmp_code", p->icmp_code);
	}
}

void eve_member_tunnel(struct json_writer *w, const struct packet *inner)
{
	const struct packet *p = inner->outer;
	char proto[4];

	json_write_key(w, "tunnel");
	json_write_object(w);
	member_address(w, "src_ip", p->family, p->src);
	if (has_ports(p->proto))
		json_member_int(w, "src_port", p->sport);
	member_address(w, "dest_ip", p->family, p->dst);
	if (has_ports(p->proto))
		json_member_int(w, "dest_port", p->dport);
	json_member_text(w, "proto", eve_proto(p->proto, proto));
	json_member_int(w, "depth", inner->depth);
	json_member_int(w, "pcap_cnt", (int64_t)p->nr);
	json_member_text(w, "pkt_src", "wire/pcap");
	json_write_object_end(w);
}

/* Where an event's bytes come from, as Suricata names it; NULL: it is not told. */
static const char *source_of(
    const char *name, const struct packet *packet, const struct flow *flow)
{
	static const char *const tunnels[] = {"wire/pcap", "gre tunnel", "ipv4 tunnel",
	    "ipv6 tunnel", "teredo tunnel", "vxlan encapsulation", "geneve encapsulation"};

	if (packet)
		return packet->rebuilt ? "defrag"
				       : tunnels[MIN(packet->tunnel, ARRAY_LEN(tunnels) - 1)];
	/* What was not confirmed when a connection ended is looked at then. */
	return flow && flow->proto == 6 && strcmp(name, "flow") != 0 ? "stream (flow timeout)"
								     : NULL;
}

static const char *community_of(struct eve *eve, const struct flow *flow)
{
	struct kept_id *k = &eve->kept[flow->id % KEPT];

	if (k->flow != flow->id || !k->text[0]) {
		k->flow = flow->id;
		(void)community_id(flow, eve->settings.seed, k->text);
	}
	return k->text;
}

struct json_writer *eve_begin(struct eve *eve, const char *name, int64_t time,
    const struct packet *packet, const struct flow *flow, enum flow_dir dir)
{
	const char *source = source_of(name, packet, flow);

	eve->line = eve->buf.n;
	put_stamp(eve, time);
	json_write_init(&eve->w, &eve->buf, 0);
	/* The object is open and has a member already. */
	eve->w.depth = 1;
	eve->w.comma = true;
	if (flow)
		json_member_int(&eve->w, "flow_id", (int64_t)flow->id);
	if (eve->settings.interface)
		json_member_text(&eve->w, "in_iface", eve->settings.interface);
	else if (packet)
		json_member_int(&eve->w, "pcap_cnt", (int64_t)packet->nr);
	json_member_text(&eve->w, "event_type", name);
	if (source)
		json_member_text(&eve->w, "pkt_src", source);
	if (flow)
		put_flow_tuple(eve, flow, dir);
	else if (packet)
		put_packet_tuple(eve, packet);
	if (flow && eve->settings.community)
		json_member_text(&eve->w, "community_id", community_of(eve, flow));
	return &eve->w;
}

void eve_end(struct eve *eve)
{
	json_write_object_end(&eve->w);
	str_char(&eve->buf, '\n');
	eve->count.events++;
	eve->waiting++;
	if (str_ok(&eve->buf) < 0) {
		/* Longer than an event may be: the line is taken back. */
		eve->buf.over = false;
		str_cut(&eve->buf, eve->line);
		eve->count.dropped++;
		eve->waiting--;
	}
	if (eve->buf.n >= BATCH)
		eve_flush(eve);
}
