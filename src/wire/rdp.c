#include "wire/rdp.h"

#include "codec/cursor.h"

enum {
	TPKT_VERSION = 3,
	TPKT_MAX = 512, /* bytes of a first packet; our bound: they are 11 to 19 */
	X224 = 7,       /* bytes of an X.224 CR or CC header, its length byte included */
	X224_REQUEST = 0xe0,
	X224_CONFIRM = 0xd0,
	NEGOTIATION = 8, /* bytes */
	TYPE_REQUEST = 1,
	TYPE_RESPONSE = 2,
	TYPE_FAILURE = 3,
};

/* Header of TPKT (RFC 1006 section 6) and X.224 (ITU-T X.224 section 13.3) before n bytes of
 * user data. */
static void put_header(struct str *to, uint8_t code, size_t n)
{
	str_u8(to, TPKT_VERSION);
	str_u8(to, 0);
	str_u16(to, (uint16_t)(4 + X224 + n));
	str_u8(to, (uint8_t)(X224 - 1 + n)); /* does not count itself */
	str_u8(to, code);
	str_u16(to, 0); /* destination reference */
	str_u16(to, 0); /* source reference */
	str_u8(to, 0);  /* class 0 */
}

static void put_negotiation(struct str *to, uint8_t type, uint32_t value)
{
	str_u8(to, type);
	str_u8(to, 0); /* flags */
	str_u8(to, NEGOTIATION);
	str_u8(to, 0);
	for (int i = 0; i < 4; i++)
		str_u8(to, (uint8_t)(value >> (8 * i)));
}

void rdp_request_build(struct str *to, uint32_t protocols)
{
	put_header(to, X224_REQUEST, NEGOTIATION);
	put_negotiation(to, TYPE_REQUEST, protocols);
}

void rdp_confirm_build(struct str *to, const struct rdp_confirm *confirm)
{
	put_header(to, X224_CONFIRM, confirm->answer == RDP_PLAIN ? 0 : NEGOTIATION);
	if (confirm->answer != RDP_PLAIN)
		put_negotiation(to,
		    confirm->answer == RDP_FAILED ? TYPE_FAILURE : TYPE_RESPONSE,
		    confirm->value);
}

/* Steps over the TPKT header and gives a cursor over what it holds. */
static struct cursor parse_tpkt(struct cursor *c)
{
	uint8_t version = cursor_u8(c), reserved = cursor_u8(c);
	uint16_t length;

	if (version != TPKT_VERSION || reserved != 0)
		cursor_fail(c, ERR_SYNTAX);
	length = cursor_u16(c);
	if (!cursor_err(c) && (length < 4 + X224 || length > TPKT_MAX))
		cursor_fail(c, ERR_SYNTAX);
	return cursor_sub(c, cursor_err(c) ? 0 : length - 4U);
}

int rdp_packet_size(struct span bytes, size_t *ret_size)
{
	struct cursor c = cursor_of(bytes);
	struct cursor body = parse_tpkt(&c);

	if (cursor_err(&body) < 0)
		return cursor_err(&body);
	*ret_size = c.at;
	return 0;
}

int rdp_confirm_parse(struct span bytes, struct rdp_confirm *ret)
{
	struct cursor c = cursor_of(bytes);
	struct cursor body = parse_tpkt(&c);
	struct rdp_confirm confirm = {.answer = RDP_PLAIN};
	size_t length = cursor_u8(&body);

	if (cursor_err(&body) < 0)
		return cursor_err(&body);
	if (length != cursor_left(&body) || cursor_u8(&body) != X224_CONFIRM)
		return ERR_SYNTAX;
	cursor_skip(&body, X224 - 2);
	if (cursor_left(&body)) {
		uint8_t type = cursor_u8(&body);

		cursor_skip(&body, 1); /* flags */
		if (cursor_u16_le(&body) != NEGOTIATION ||
		    (type != TYPE_RESPONSE && type != TYPE_FAILURE))
			cursor_fail(&body, ERR_SYNTAX);
		confirm.answer = type == TYPE_FAILURE ? RDP_FAILED : RDP_SELECTED;
		confirm.value = cursor_u32_le(&body);
	}
	if (cursor_err(&body) < 0 || cursor_left(&body))
		return ERR_SYNTAX;
	*ret = confirm;
	return 0;
}

const char *rdp_confirm_text(const struct rdp_confirm *confirm)
{
	if (confirm->answer == RDP_PLAIN)
		return "standard RDP without negotiation";
	if (confirm->answer == RDP_SELECTED) {
		if (confirm->value == RDP_STANDARD)
			return "standard RDP";
		return confirm->value & RDP_NLA    ? "NLA"
		       : confirm->value == RDP_TLS ? "TLS"
						   : "another protocol";
	}
	switch (confirm->value) {
	case RDP_TLS_REQUIRED:
		return "failure: TLS required";
	case RDP_TLS_NOT_ALLOWED:
		return "failure: TLS not allowed";
	case RDP_NO_CERTIFICATE:
		return "failure: no certificate for TLS";
	case RDP_NLA_REQUIRED:
		return "failure: NLA required";
	default:
		return "failure";
	}
}
