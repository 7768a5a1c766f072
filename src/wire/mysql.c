#include "wire/mysql.h"

#include "codec/cursor.h"

enum {
	PACKET_MAX = 4096, /* bytes of a first packet; our bound: they are about 100 */
	HANDSHAKE_V10 = 10,
	ERROR = 255,
	SALT = 8, /* bytes of the first part of the scramble */
	RESERVED = 10,
	TEXT_MIN = ' ',
};

static bool is_text(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < TEXT_MIN || s.p[i] == 0x7f)
			return false;
	return true;
}

/* Steps over the packet's header and gives a cursor over its payload. */
static struct cursor parse_header(struct cursor *c)
{
	uint32_t length = cursor_u24_le(c);
	uint8_t sequence = cursor_u8(c);
	struct span rest = cursor_rest(c);

	if (!cursor_err(c) && (length == 0 || length > PACKET_MAX || sequence != 0))
		cursor_fail(c, ERR_SYNTAX);
	if (!cursor_err(c) && rest.n && rest.p[0] != HANDSHAKE_V10 && rest.p[0] != ERROR)
		cursor_fail(c, ERR_SYNTAX);
	return cursor_sub(c, length);
}

int mysql_packet_size(struct span bytes, size_t *ret_size)
{
	struct cursor c = cursor_of(bytes);
	struct cursor payload = parse_header(&c);

	if (cursor_err(&payload) < 0)
		return cursor_err(&payload);
	*ret_size = c.at;
	return 0;
}

static void parse_error(struct cursor *c, struct mysql_greeting *g)
{
	g->refused = true;
	g->code = cursor_u16_le(c);
	g->message = cursor_rest(c);
	/* "#" and five characters of SQLSTATE, which servers leave out before a handshake. */
	if (span_starts(g->message, "#"))
		g->message = span_sub(g->message, 6, g->message.n);
	if (g->code == 0 || !is_text(g->message))
		cursor_fail(c, ERR_SYNTAX);
}

static void parse_handshake(struct cursor *c, struct mysql_greeting *g)
{
	uint8_t scramble;

	g->version = cursor_cstr(c);
	if (!is_text(g->version) || g->version.n == 0)
		cursor_fail(c, ERR_SYNTAX);
	cursor_skip(c, 4 + SALT + 1); /* connection id, scramble, filler */
	g->capabilities = cursor_u16_le(c);
	if (cursor_left(c) == 0)
		return;        /* 3.21 ends here */
	cursor_skip(c, 1 + 2); /* character set, status */
	g->capabilities |= (uint32_t)cursor_u16_le(c) << 16;
	scramble = cursor_u8(c);
	cursor_skip(c, RESERVED);
	if (cursor_left(c) == 0)
		return;
	cursor_skip(c, scramble > SALT + 13 ? scramble - SALT : 13);
	/* Some versions do not end the plugin's name with a NUL. */
	g->plugin = cursor_rest(c);
	if (g->plugin.n && g->plugin.p[g->plugin.n - 1] == 0)
		g->plugin.n--;
	if (!is_text(g->plugin))
		cursor_fail(c, ERR_SYNTAX);
}

int mysql_greeting_parse(struct span bytes, struct mysql_greeting *ret)
{
	struct cursor c = cursor_of(bytes);
	struct cursor payload = parse_header(&c);
	struct mysql_greeting g = {0};

	if (cursor_u8(&payload) == ERROR)
		parse_error(&payload, &g);
	else
		parse_handshake(&payload, &g);
	if (cursor_err(&payload) < 0)
		return cursor_err(&payload) == ERR_TRUNCATED && !cursor_err(&c)
			   ? ERR_SYNTAX
			   : cursor_err(&payload);
	*ret = g;
	return 0;
}

static void put_le(struct str *to, uint32_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		str_u8(to, (uint8_t)(v >> (8 * i)));
}

static void put_zeros(struct str *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		str_u8(to, 0);
}

void mysql_greeting_build(struct str *to, const struct mysql_greeting *greeting)
{
	STR_AUTO(body, PACKET_MAX);

	if (greeting->refused) {
		str_u8(&body, ERROR);
		put_le(&body, greeting->code, 2);
		str_span(&body, greeting->message);
	} else {
		str_u8(&body, HANDSHAKE_V10);
		str_span(&body, greeting->version);
		put_zeros(&body, 1 + 4 + SALT + 1);
		put_le(&body, greeting->capabilities, 2);
		put_zeros(&body, 1 + 2);
		put_le(&body, greeting->capabilities >> 16, 2);
		str_u8(&body, SALT + 13);
		put_zeros(&body, RESERVED + 13);
		str_span(&body, greeting->plugin);
		str_u8(&body, 0);
	}
	put_le(to, (uint32_t)body.n, 3);
	str_u8(to, 0);
	str_span(to, str_bytes(&body));
}

struct span mysql_version(struct span version)
{
	if (span_starts(version, "5.5.5-") && span_ifind(version, "mariadb") >= 0)
		return span_sub(version, 6, version.n);
	return version;
}
