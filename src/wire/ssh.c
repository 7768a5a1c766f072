#include "wire/ssh.h"

#include "codec/cursor.h"
#include "wire/line.h"

enum {
	COOKIE = 16,
	PACKET_MIN = 12, /* length field, padding length, and payload and padding up to a
			    multiple of 8 */
	PADDING_MIN = 4,
	BLOCK = 8,
};

static bool is_text(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return true;
}

/* Splits "SSH-protocol-software comments". */
static int parse_ident_line(struct span line, struct ssh_ident *ident)
{
	struct span rest = span_sub(line, 4, line.n);
	ptrdiff_t space;

	if (line.n > SSH_IDENT_MAX || !is_text(line))
		return ERR_SYNTAX;
	if (!span_split(&rest, '-', &ident->protocol) || ident->protocol.n == 0 || rest.n == 0)
		return ERR_SYNTAX;
	space = span_find(rest, " ");
	ident->software = space < 0 ? rest : span_sub(rest, 0, (size_t)space);
	ident->comments =
	    space < 0 ? span_of(NULL, 0) : span_trim(span_sub(rest, (size_t)space, rest.n));
	ident->line = line;
	return ident->software.n ? 0 : ERR_SYNTAX;
}

int ssh_ident_parse(struct span bytes, struct ssh_ident *ret)
{
	struct span rest = bytes, line;
	struct ssh_ident ident = {0};
	int r;

	while (line_take(&rest, &line)) {
		if (!span_starts(line, "SSH-"))
			continue;
		r = parse_ident_line(line, &ident);
		if (r < 0)
			return r;
		ident.size = bytes.n - rest.n;
		*ret = ident;
		return 0;
	}
	if (bytes.n > SSH_IDENT_BEFORE ||
	    (span_starts(rest, "SSH-") && rest.n > SSH_IDENT_MAX + 1)) /* a CR */
		return ERR_SYNTAX;
	return ERR_TRUNCATED;
}

int ssh_ident_size(struct span bytes, size_t *ret_size)
{
	struct ssh_ident ident;
	int r = ssh_ident_parse(bytes, &ident);

	if (r < 0)
		return r;
	*ret_size = ident.size;
	return 0;
}

int ssh_packet_parse(struct span bytes, struct span *ret_payload)
{
	struct cursor c = cursor_of(bytes);
	uint32_t length = cursor_u32(&c);
	uint8_t padding = cursor_u8(&c);
	struct span payload;

	if (cursor_err(&c) < 0)
		return cursor_err(&c);
	if (length + 4 < PACKET_MIN || length > SSH_PACKET_MAX - 4 || padding < PADDING_MIN ||
	    padding + 1U >= length)
		return ERR_SYNTAX;
	payload = cursor_bytes(&c, length - padding - 1);
	cursor_skip(&c, padding);
	if (cursor_err(&c) < 0)
		return cursor_err(&c);
	*ret_payload = payload;
	return 0;
}

int ssh_packet_size(struct span bytes, size_t *ret_size)
{
	struct cursor c = cursor_of(bytes);
	struct span payload;
	int r = ssh_packet_parse(bytes, &payload);

	if (r < 0)
		return r;
	*ret_size = cursor_u32(&c) + 4;
	return 0;
}

void ssh_packet_build(struct str *to, struct span payload)
{
	size_t padding = BLOCK - (5 + payload.n) % BLOCK;

	if (padding < PADDING_MIN)
		padding += BLOCK;
	str_u32(to, (uint32_t)(1 + payload.n + padding));
	str_u8(to, (uint8_t)padding);
	str_span(to, payload);
	for (size_t i = 0; i < padding; i++)
		str_u8(to, 0);
}

int ssh_kexinit_parse(struct span payload, struct ssh_kexinit *ret)
{
	struct cursor c = cursor_of(payload);
	struct ssh_kexinit k = {0};

	if (cursor_u8(&c) != SSH_KEXINIT)
		cursor_fail(&c, ERR_SYNTAX);
	k.cookie = cursor_bytes(&c, COOKIE);
	for (size_t i = 0; i < SSH_LISTS; i++) {
		k.lists[i] = cursor_bytes(&c, cursor_u32(&c));
		/* Names are printable US-ASCII, RFC 4251 section 6. */
		if (!is_text(k.lists[i]))
			cursor_fail(&c, ERR_SYNTAX);
	}
	k.follows = cursor_u8(&c) != 0;
	cursor_skip(&c, 4); /* reserved */
	if (cursor_err(&c) < 0)
		return cursor_err(&c);
	*ret = k;
	return 0;
}

void ssh_kexinit_build(struct str *to, const struct ssh_kexinit *kexinit)
{
	str_u8(to, SSH_KEXINIT);
	for (size_t i = 0; i < COOKIE; i++)
		str_u8(to, i < kexinit->cookie.n ? kexinit->cookie.p[i] : 0);
	for (size_t i = 0; i < SSH_LISTS; i++) {
		str_u32(to, (uint32_t)kexinit->lists[i].n);
		str_span(to, kexinit->lists[i]);
	}
	str_u8(to, kexinit->follows);
	str_u32(to, 0);
}

bool ssh_name(struct span *rest, struct span *ret_name)
{
	while (rest->n && span_split(rest, ',', ret_name))
		if (ret_name->n)
			return true;
	return false;
}

bool ssh_is_marker(struct span name)
{
	return span_starts(name, "ext-info-") || span_starts(name, "kex-strict-");
}
