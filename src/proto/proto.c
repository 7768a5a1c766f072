#include "proto/proto.h"
#include "proto/proto_impl.h"
#include "proto/rows.h"

const struct proto *const protos[PROTO_IDS] = {
    [PROTO_HTTP1] = &proto_row_http1,
    [PROTO_HTTP2] = &proto_row_http2,
    [PROTO_DNS] = &proto_row_dns,
    [PROTO_TLS] = &proto_row_tls,
    [PROTO_QUIC] = &proto_row_quic,
    [PROTO_SOCKS] = &proto_row_socks,
    [PROTO_SMTP] = &proto_row_smtp,
    [PROTO_SSH] = &proto_row_ssh,
    [PROTO_FTP] = &proto_row_ftp,
    [PROTO_FTP_DATA] = &proto_row_ftp_data,
    [PROTO_MQTT] = &proto_row_mqtt,
    [PROTO_DICOM] = &proto_row_dicom,
    [PROTO_HL7] = &proto_row_hl7,
    [PROTO_SMB] = &proto_row_smb,
    [PROTO_DCERPC] = &proto_row_dcerpc,
    [PROTO_SNMP] = &proto_row_snmp,
    [PROTO_DHCP] = &proto_row_dhcp,
    [PROTO_RDP] = &proto_row_rdp,
    [PROTO_MODBUS] = &proto_row_modbus,
    [PROTO_NTP] = &proto_row_ntp,
};

enum { UDP = 17 };

static enum flow_dir other(enum flow_dir dir)
{
	return dir == FLOW_TO_SERVER ? FLOW_TO_CLIENT : FLOW_TO_SERVER;
}

static struct flow_proto *state_of(struct proto_env *env, struct flow *flow)
{
	struct flow_proto *fp = flow->app_state;

	if (fp)
		return fp;
	fp = env->states;
	if (fp) {
		env->states = fp->next;
		env->nstates--;
		*fp = (struct flow_proto){0};
	} else {
		fp = mem_alloc(sizeof(*fp));
	}
	str_init(&fp->held[0], env->limits->probe);
	str_init(&fp->held[1], env->limits->probe);
	flow->app_state = fp;
	return fp;
}

static void state_give(struct proto_env *env, struct flow *flow)
{
	struct flow_proto *fp = flow->app_state;

	flow->app_state = NULL;
	str_done(&fp->held[0]);
	str_done(&fp->held[1]);
	if (env->nstates >= PROTO_POOL) {
		mem_free(fp);
		return;
	}
	fp->next = env->states;
	env->states = fp;
	env->nstates++;
}

/* The parser's end: what is open is told before the state, which it may borrow from, goes. */
static void parser_end(struct proto_env *env, struct flow *flow)
{
	struct flow_proto *fp = flow->app_state;

	proto_tx_finish_all(env, flow);
	if (fp->proto && fp->proto->free)
		fp->proto->free(env, flow, fp->state);
	fp->proto = NULL;
	fp->state = NULL;
}

static void failed(struct proto_env *env, struct flow *flow)
{
	flow->app = PROTO_FAILED;
	env->counts.flows[PROTO_FAILED]++;
	state_give(env, flow);
	if (env->sink->known)
		env->sink->known(env->sink->ctx, flow);
}

/* Begins anew with the bytes that come next. */
static void change(struct flow *flow, struct proto_env *env)
{
	struct flow_proto *fp = flow->app_state;

	parser_end(env, flow);
	flow->app = PROTO_UNKNOWN;
	for (int dir = 0; dir < 2; dir++) {
		flow->app_side[dir] = PROTO_UNKNOWN;
		str_clear(&fp->held[dir]);
		fp->lost[dir] = fp->looked[dir] = 0;
	}
	fp->change = fp->spoke = false;
	fp->tries = 0;
}

void proto_change(struct flow *flow)
{
	if (flow->app_state)
		flow->app_state->change = true;
}

static void deliver(
    struct proto_env *env, struct flow *flow, enum flow_dir dir, struct span data)
{
	struct flow_proto *fp = flow->app_state;

	if (!data.n || !fp->proto)
		return;
	fp->proto->take(env, flow, fp->state, dir, data);
	if (fp->change)
		change(flow, env);
}

static void deliver_gap(struct proto_env *env, struct flow *flow, enum flow_dir dir, uint64_t n)
{
	struct flow_proto *fp = flow->app_state;

	if (!n || !fp->proto)
		return;
	env->counts.gaps[fp->proto->id]++;
	if (fp->proto->gap)
		fp->proto->gap(env, flow, fp->state, dir, n);
	if (fp->change)
		change(flow, env);
}

static void deliver_end(struct proto_env *env, struct flow *flow, enum flow_dir dir)
{
	struct flow_proto *fp = flow->app_state;

	if (fp->proto && fp->proto->end)
		fp->proto->end(env, flow, fp->state, dir);
}

/* Asks each protocol; the first that is sure has it. */
static enum proto_guess ask(
    struct span first, enum flow_dir dir, const struct flow *flow, const struct proto **ret)
{
	enum proto_guess best = PROTO_NO;

	for (size_t id = 0; id < PROTO_IDS; id++) {
		const struct proto *p = protos[id];
		enum proto_guess guess;

		if (!p || !p->probe || !(flow->proto == UDP ? p->udp : p->tcp))
			continue;
		guess = p->probe(first, dir, flow);
		if (guess == PROTO_YES) {
			*ret = p;
			return PROTO_YES;
		}
		if (guess == PROTO_MORE)
			best = PROTO_MORE;
	}
	return best;
}

bool proto_turned(const struct flow *flow, enum flow_dir dir, struct span first)
{
	const struct proto *proto;

	return ask(first, dir, flow, &proto) != PROTO_YES &&
	       ask(first, other(dir), flow, &proto) == PROTO_YES;
}

static void begin(
    struct proto_env *env, struct flow *flow, enum flow_dir dir, const struct proto *proto)
{
	struct flow_proto *fp = flow->app_state;

	fp->proto = proto;
	flow->app = (uint8_t)proto->id;
	flow->app_side[dir] = (uint8_t)proto->id;
	env->counts.flows[proto->id]++;
	fp->state = proto->begin ? proto->begin(env, flow) : NULL;
	if (env->sink->known)
		env->sink->known(env->sink->ctx, flow);
}

/* What a direction said before the protocol was known. */
static void deliver_held(struct proto_env *env, struct flow *flow, enum flow_dir dir)
{
	struct flow_proto *fp = flow->app_state;

	deliver(env, flow, dir, str_bytes(&fp->held[dir]));
	deliver_gap(env, flow, dir, fp->lost[dir]);
	fp->lost[dir] = 0;
	str_done(&fp->held[dir]);
}

static void hold(struct flow_proto *fp, enum flow_dir dir, struct span data)
{
	size_t room = fp->held[dir].max - fp->held[dir].n;
	struct span kept = span_sub(data, 0, fp->lost[dir] ? 0 : room);

	str_span(&fp->held[dir], kept);
	fp->lost[dir] += data.n - kept.n;
}

static bool side_failed(const struct flow *flow, enum flow_dir dir)
{
	return flow->app_side[dir] == PROTO_FAILED;
}

/* A direction of which it is known that it is nothing we know: the other one may still tell. */
static void look_failed(struct proto_env *env, struct flow *flow, enum flow_dir dir)
{
	struct flow_proto *fp = flow->app_state;

	flow->app_side[dir] = PROTO_FAILED;
	if (side_failed(flow, other(dir)) || fp->ended[other(dir)] ||
	    fp->looked[dir] >= env->limits->probe)
		failed(env, flow);
}

/* Whether another flow announced this one. */
static bool announced(struct proto_env *env, struct flow *flow, enum flow_dir dir)
{
	for (size_t id = 0; id < PROTO_IDS; id++) {
		if (!protos[id] || !protos[id]->expects || !protos[id]->expects(env, flow))
			continue;
		begin(env, flow, dir, protos[id]);
		return true;
	}
	return false;
}

/* Bytes of a TCP flow whose protocol is not known yet. */
static void look(struct proto_env *env, struct flow *flow, enum flow_dir dir, struct span data)
{
	struct flow_proto *fp = flow->app_state;
	const struct proto *proto = NULL;
	enum proto_guess guess;
	bool first = fp->held[dir].n == 0;

	if (!fp->spoke) {
		fp->spoke = true;
		fp->first_dir = (uint8_t)dir;
		if (announced(env, flow, dir)) {
			deliver(env, flow, dir, data);
			return;
		}
	}
	fp->looked[dir] += data.n;
	if (side_failed(flow, dir)) {
		hold(fp, dir, data);
		look_failed(env, flow, dir);
		return;
	}
	if (!first)
		hold(fp, dir, data);
	guess = ask(first ? data : str_bytes(&fp->held[dir]), dir, flow, &proto);
	if (guess == PROTO_YES) {
		begin(env, flow, dir, proto);
		if (fp->first_dir != dir)
			deliver_held(env, flow, other(dir));
		if (first)
			deliver(env, flow, dir, data);
		else
			deliver_held(env, flow, dir);
		if (fp->proto && fp->first_dir == dir)
			deliver_held(env, flow, other(dir));
		return;
	}
	if (first)
		hold(fp, dir, data);
	if (guess == PROTO_NO || fp->looked[dir] >= env->limits->probe)
		look_failed(env, flow, dir);
}

/* The other direction, once the protocol is known: whether its first bytes look like it too. */
static void look_side(struct flow *flow, enum flow_dir dir, struct span data)
{
	const struct proto *proto = flow->app_state->proto;

	if (flow->app_side[dir] != PROTO_UNKNOWN || !proto)
		return;
	flow->app_side[dir] =
	    (uint8_t)(!proto->probe || proto->probe(data, dir, flow) != PROTO_NO
			  ? proto->id
			  : PROTO_FAILED);
}

void proto_tcp(struct proto_env *env, struct flow *flow, enum flow_dir dir, struct span data)
{
	if (flow->app == PROTO_FAILED || !data.n)
		return;
	if (!state_of(env, flow)->proto) {
		look(env, flow, dir, data);
		return;
	}
	look_side(flow, dir, data);
	deliver(env, flow, dir, data);
}

void proto_gap(struct proto_env *env, struct flow *flow, enum flow_dir dir, uint64_t n)
{
	struct flow_proto *fp;

	if (flow->app == PROTO_FAILED || !n)
		return;
	fp = state_of(env, flow);
	if (fp->proto) {
		deliver_gap(env, flow, dir, n);
		return;
	}
	fp->lost[dir] += n;
	look_failed(env, flow, dir);
}

void proto_end(struct proto_env *env, struct flow *flow, enum flow_dir dir)
{
	struct flow_proto *fp = flow->app_state;

	if (!fp || fp->ended[dir])
		return;
	fp->ended[dir] = true;
	deliver_end(env, flow, dir);
}

void proto_udp(struct proto_env *env, struct flow *flow, enum flow_dir dir, struct span data)
{
	const struct proto *proto = NULL;
	struct flow_proto *fp;

	if (flow->app == PROTO_FAILED || !data.n)
		return;
	fp = state_of(env, flow);
	if (fp->proto) {
		look_side(flow, dir, data);
		deliver(env, flow, dir, data);
		return;
	}
	if (ask(data, dir, flow, &proto) == PROTO_YES) {
		begin(env, flow, dir, proto);
		deliver(env, flow, dir, data);
	} else if (++fp->tries >= PROTO_TRIES) {
		flow->app_side[dir] = PROTO_FAILED;
		failed(env, flow);
	}
}

void proto_flow_done(struct proto_env *env, struct flow *flow)
{
	struct flow_proto *fp = flow->app_state;

	if (!fp)
		return;
	/* Datagrams that were looked at and were of no protocol that we know. */
	if (flow->proto == 17 && !fp->proto && flow->app == PROTO_UNKNOWN && fp->tries)
		flow->app = PROTO_FAILED;
	proto_end(env, flow, FLOW_TO_SERVER);
	proto_end(env, flow, FLOW_TO_CLIENT);
	parser_end(env, flow);
	state_give(env, flow);
}
