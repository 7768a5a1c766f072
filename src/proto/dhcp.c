/* DHCP for IPv4 (RFC 2131, RFC 2132): each message is a transaction. */
#include "codec/cursor.h"
#include "proto/proto_impl.h"
#include "proto/rows.h"
#include "proto/say.h"

enum {
	PORT_SERVER = 67,
	PORT_CLIENT = 68,
	OPTIONS = 240, /* where they begin, behind the cookie */
	OPTION_MAX = 64,
	ADDRESSES = 16,
	NAME_AT = 44, /* server name and file, which may hold options (52) */
	FILE_AT = 108,
	END = 255
};

struct dhcp_option {
	uint8_t code;
	struct span value;
};

struct dhcp_own {
	struct span message; /* the transaction's arena's */
	struct dhcp_option options[OPTION_MAX];
	size_t n;
};

static const char *const params[256] = {
    [1] = "subnet_mask",
    [2] = "time_offset",
    [3] = "router",
    [4] = "time_server",
    [5] = "name_server",
    [6] = "dns_server",
    [7] = "log_server",
    [12] = "hostname",
    [15] = "domain",
    [17] = "root_path",
    [26] = "interface_mtu",
    [28] = "broadcast",
    [31] = "router_discovery",
    [33] = "static_route",
    [40] = "nis_domain",
    [41] = "nis_server",
    [42] = "ntp_server",
    [43] = "vendor_specific",
    [44] = "netbios_name_server",
    [46] = "netbios_node_type",
    [47] = "netbios_scope",
    [51] = "ip_address_lease_time",
    [54] = "server_identifier",
    [58] = "renewal_time",
    [59] = "rebinding_time",
    [60] = "vendor_class_identifier",
    [66] = "tftp_server_name",
    [67] = "bootfile_name",
    [119] = "domain_search",
    [121] = "classless_static_route",
    [252] = "private_proxy_autodiscovery",
};

static enum proto_guess dhcp_probe(
    struct span first, enum flow_dir dir, const struct flow *flow)
{
	static const uint8_t cookie[] = {0x63, 0x82, 0x53, 0x63};

	(void)dir;
	if (flow->sport != PORT_SERVER && flow->sport != PORT_CLIENT &&
	    flow->cport != PORT_SERVER && flow->cport != PORT_CLIENT)
		return PROTO_NO;
	return first.n >= OPTIONS && (first.p[0] == 1 || first.p[0] == 2) &&
		       memcmp(first.p + OPTIONS - 4, cookie, 4) == 0
		   ? PROTO_YES
		   : PROTO_NO;
}

static struct span find(const struct dhcp_own *own, uint8_t code)
{
	for (size_t i = 0; i < own->n; i++)
		if (own->options[i].code == code)
			return own->options[i].value;
	return span_of(NULL, 0);
}

/* False: the options are torn. */
static bool read_options(struct dhcp_own *own, struct span bytes)
{
	struct cursor c = cursor_of(bytes);

	while (cursor_left(&c)) {
		uint8_t code = cursor_u8(&c);
		struct span value;

		if (code == END)
			return true;
		if (code == 0)
			continue;
		value = cursor_bytes(&c, cursor_u8(&c));
		if (cursor_err(&c))
			return false;
		if (own->n < OPTION_MAX)
			own->options[own->n++] = (struct dhcp_option){code, value};
	}
	return true;
}

static void dhcp_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct tx *tx;
	struct dhcp_own *own;
	struct span overload;
	bool whole;

	(void)state;
	if (data.n < OPTIONS)
		return;
	tx = proto_tx_new(env, flow, PROTO_DHCP);
	if (!tx)
		return;
	own = tx->own = ARENA_NEW(tx->arena, struct dhcp_own);
	own->message = arena_span(tx->arena, data);
	whole = read_options(own, span_sub(own->message, OPTIONS, data.n));
	overload = find(own, 52);
	if (overload.n && overload.p[0] & 1)
		whole &= read_options(own, span_sub(own->message, FILE_AT, 128));
	if (overload.n && overload.p[0] & 2)
		whole &= read_options(own, span_sub(own->message, NAME_AT, 64));
	if (!whole)
		proto_tx_event(tx, PROTO_EVENT_DHCP_OPTION);
	tx->done[0] = tx->done[1] = true;
	proto_tx_grown(env, tx, dir, true);
}

static void address(struct json_writer *w, const char *key, struct span value)
{
	if (value.n >= 4)
		say_ipv4(w, key, value.p);
}

static void addresses(struct json_writer *w, const char *key, struct span value)
{
	if (value.n < 4)
		return;
	json_write_key(w, key);
	json_write_array(w);
	for (size_t i = 0; i + 4 <= value.n && i < (size_t)ADDRESSES * 4; i += 4)
		say_ipv4(w, NULL, value.p + i);
	json_write_array_end(w);
}

static void number(struct json_writer *w, const char *key, struct span value)
{
	struct cursor c = cursor_of(value);

	if (value.n == 4)
		json_member_int(w, key, cursor_u32(&c));
}

/* A text without what fills its end. */
static void text(struct json_writer *w, const char *key, struct span value)
{
	while (value.n && !value.p[value.n - 1])
		value.n--;
	say_span(w, key, value);
}

static void write_params(struct json_writer *w, struct span list)
{
	if (!list.n)
		return;
	json_write_key(w, "params");
	json_write_array(w);
	for (size_t i = 0; i < list.n; i++)
		if (params[list.p[i]])
			json_write_text(w, params[list.p[i]]);
	json_write_array_end(w);
}

static void dhcp_log(const struct tx *tx, struct json_writer *w)
{
	static const char *const types[] = {
	    NULL, "discover", "offer", "request", "decline", "ack", "nak", "release", "inform"};
	const struct dhcp_own *own = tx->own;
	struct span m = own->message, type = find(own, 53), id = find(own, 61);
	struct cursor c = cursor_of(m);

	json_member_text(w, "type", m.p[0] == 1 ? "request" : "reply");
	cursor_seek(&c, 4);
	json_member_int(w, "id", cursor_u32(&c));
	say_hex(w, "client_mac", span_sub(m, 28, 6), ':');
	say_ipv4(w, "assigned_ip", m.p + 16);
	say_ipv4(w, "client_ip", m.p + 12);
	if (m.p[0] == 2) {
		say_ipv4(w, "relay_ip", m.p + 24);
		say_ipv4(w, "next_server_ip", m.p + 20);
	}
	if (type.n && type.p[0] && type.p[0] < ARRAY_LEN(types))
		json_member_text(w, "dhcp_type", types[type.p[0]]);
	if (id.n > 1)
		say_hex(w, "client_id", span_sub(id, id.p[0] == 1, id.n), ':');
	text(w, "hostname", find(own, 12));
	address(w, "requested_ip", find(own, 50));
	write_params(w, find(own, 55));
	number(w, "lease_time", find(own, 51));
	number(w, "renewal_time", find(own, 58));
	number(w, "rebinding_time", find(own, 59));
	address(w, "subnet_mask", find(own, 1));
	addresses(w, "routers", find(own, 3));
	addresses(w, "dns_servers", find(own, 6));
	text(w, "vendor_class_identifier", find(own, 60));
}

const struct proto proto_row_dhcp = {
    .id = PROTO_DHCP,
    .name = "dhcp",
    .event = "dhcp",
    .udp = true,
    .probe = dhcp_probe,
    .take = dhcp_take,
    .log = dhcp_log,
};
