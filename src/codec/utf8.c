#include "codec/utf8.h"

enum { REPLACEMENT = 0xfffd };

size_t utf8_next(struct span s, uint32_t *ret_code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	uint32_t code;
	size_t n;

	if (s.n == 0)
		return 0;
	if (s.p[0] < 0x80) {
		*ret_code = s.p[0];
		return 1;
	}
	n = s.p[0] >= 0xf0 ? 4 : s.p[0] >= 0xe0 ? 3 : 2;
	if (s.p[0] < 0xc2 || s.p[0] > 0xf4 || s.n < n)
		return 0;
	code = s.p[0] & (0x7fU >> n);
	for (size_t i = 1; i < n; i++) {
		if ((s.p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s.p[i] & 0x3f);
	}
	if (code < least[n] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	*ret_code = code;
	return n;
}

bool utf8_valid(struct span s)
{
	uint32_t code;

	while (s.n) {
		size_t n = utf8_next(s, &code);

		if (n == 0)
			return false;
		s = span_sub(s, n, s.n);
	}
	return true;
}

void utf8_put(struct str *to, uint32_t code)
{
	if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		code = REPLACEMENT;
	if (code < 0x80) {
		str_u8(to, (uint8_t)code);
	} else if (code < 0x800) {
		str_u8(to, (uint8_t)(0xc0 | code >> 6));
		str_u8(to, (uint8_t)(0x80 | (code & 0x3f)));
	} else if (code < 0x10000) {
		str_u8(to, (uint8_t)(0xe0 | code >> 12));
		str_u8(to, (uint8_t)(0x80 | (code >> 6 & 0x3f)));
		str_u8(to, (uint8_t)(0x80 | (code & 0x3f)));
	} else {
		str_u8(to, (uint8_t)(0xf0 | code >> 18));
		str_u8(to, (uint8_t)(0x80 | (code >> 12 & 0x3f)));
		str_u8(to, (uint8_t)(0x80 | (code >> 6 & 0x3f)));
		str_u8(to, (uint8_t)(0x80 | (code & 0x3f)));
	}
}

static bool is_control(uint32_t c)
{
	return (c < 32 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c < 0xa0);
}

char *utf8_clean(struct arena *arena, struct span bytes, size_t max)
{
	STR_AUTO(to, max + 4);

	while (bytes.n && to.n < max) {
		size_t before = to.n;
		uint32_t code;
		size_t n = utf8_next(bytes, &code);

		if (n == 0) {
			code = bytes.p[0];
			n = 1;
		}
		utf8_put(&to, is_control(code) ? REPLACEMENT : code);
		if (to.n > max)
			str_cut(&to, before);
		if (to.n == before)
			break;
		bytes = span_sub(bytes, n, bytes.n);
	}
	return str_dup(&to, arena);
}
