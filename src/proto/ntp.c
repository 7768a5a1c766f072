/* NTP (RFC 5905): known and counted; what is wrong is noted, nothing is told of each packet. */
#include "proto/proto_impl.h"
#include "proto/rows.h"

enum {
	PORT_NTP = 123,
	PACKET = 48,
	CONTROL = 6,
	CONTROL_PACKET = 12,
	PRIVATE = 7,
	VERSIONS = 4
};

static bool sound(struct span m)
{
	unsigned mode, version;

	if (!m.n)
		return false;
	mode = m.p[0] & 7;
	version = m.p[0] >> 3 & 7;
	if (!mode || !version || version > VERSIONS)
		return false;
	if (mode == CONTROL)
		return m.n >= CONTROL_PACKET;
	return mode == PRIVATE ? m.n >= 8 : m.n >= PACKET;
}

static enum proto_guess ntp_probe(struct span first, enum flow_dir dir, const struct flow *flow)
{
	(void)dir;
	if (flow->sport != PORT_NTP && flow->cport != PORT_NTP)
		return PROTO_NO;
	return sound(first) ? PROTO_YES : PROTO_NO;
}

static void ntp_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct tx *tx = proto_tx_new(env, flow, PROTO_NTP);

	(void)state;
	if (!tx)
		return;
	if (!sound(data))
		proto_tx_event(tx, PROTO_EVENT_NTP_MALFORMED);
	tx->done[0] = tx->done[1] = true;
	proto_tx_grown(env, tx, dir, true);
}

const struct proto proto_row_ntp = {
    .id = PROTO_NTP,
    .name = "ntp",
    .udp = true,
    .probe = ntp_probe,
    .take = ntp_take,
};
