#include "flow/flow_table.h"
#include "flow/tcp.h"
#include "sense/eve.h"

static void put_tcp(struct json_writer *w, const struct flow *flow)
{
	static const struct {
		uint8_t bit;
		const char *name;
	} flags[] = {{TCP_SYN, "syn"}, {TCP_FIN, "fin"}, {TCP_RST, "rst"}, {TCP_PSH, "psh"},
	    {TCP_ACK, "ack"}, {TCP_URG, "urg"}, {TCP_ECE, "ecn"}, {TCP_CWR, "cwr"}};
	uint8_t to_server = flow->side[0].tcp_flags, to_client = flow->side[1].tcp_flags;

	json_write_key(w, "tcp");
	json_write_object(w);
	eve_member_hex(w, "tcp_flags", to_server | to_client);
	eve_member_hex(w, "tcp_flags_ts", to_server);
	eve_member_hex(w, "tcp_flags_tc", to_client);
	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		if ((to_server | to_client) & flags[i].bit)
			json_member_bool(w, flags[i].name, true);
	json_member_text(w, "state", tcp_state_name(flow->tcp_state));
	/* Bytes that were not seen or were let go: never silently. */
	if (flow->side[0].gap)
		json_member_int(w, "ts_gap", (int64_t)flow->side[0].gap);
	if (flow->side[1].gap)
		json_member_int(w, "tc_gap", (int64_t)flow->side[1].gap);
	json_write_object_end(w);
}

/* What each direction alone says, where they differ. */
static void put_app(struct json_writer *w, const struct flow *flow)
{
	const char *app = eve_app(flow->app), *to_server = eve_app(flow->app_side[0]);
	const char *to_client = eve_app(flow->app_side[1]);

	if (app)
		json_member_text(w, "app_proto", app);
	if (to_server && flow->app_side[0] != flow->app)
		json_member_text(w, "app_proto_ts", to_server);
	if (to_client && flow->app_side[1] != flow->app)
		json_member_text(w, "app_proto_tc", to_client);
}

void eve_flow(struct eve *eve, const struct flow *flow, int64_t now)
{
	struct json_writer *w;

	if (!eve_wants(eve, EVE_FLOW))
		return;
	w = eve_begin(eve, "flow", now, NULL, flow, FLOW_TO_SERVER);
	if ((flow->proto == 1 || flow->proto == 58) && flow->side[1].packets) {
		json_member_int(w, "response_icmp_type", flow->icmp[1] >> 8);
		json_member_int(w, "response_icmp_code", flow->icmp[1] & 255);
	}
	put_app(w, flow);
	json_write_key(w, "flow");
	json_write_object(w);
	json_member_int(w, "pkts_toserver", (int64_t)flow->side[0].packets);
	json_member_int(w, "pkts_toclient", (int64_t)flow->side[1].packets);
	json_member_int(w, "bytes_toserver", (int64_t)flow->side[0].bytes);
	json_member_int(w, "bytes_toclient", (int64_t)flow->side[1].bytes);
	eve_member_time(w, "start", flow->start);
	eve_member_time(w, "end", flow->last);
	/* Whole seconds on the clock, as Suricata counts. */
	json_member_int(w, "age", flow->last / 1000000 - flow->start / 1000000);
	json_member_text(w, "state", flow_table_state(flow->state));
	json_member_text(w, "reason", flow_table_reason(flow->reason));
	json_member_bool(w, "alerted", flow->alerted);
	json_write_object_end(w);
	if (flow->proto == 6)
		put_tcp(w, flow);
	eve_end(eve);
}
