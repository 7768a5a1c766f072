#include "codec/base64.h"

#include "base/err.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(struct span bytes, struct str *out)
{
	for (size_t i = 0; i < bytes.n; i += 3) {
		size_t left = MIN(bytes.n - i, (size_t)3);
		uint32_t v = (uint32_t)bytes.p[i] << 16;

		if (left > 1)
			v |= (uint32_t)bytes.p[i + 1] << 8;
		if (left > 2)
			v |= bytes.p[i + 2];
		str_char(out, alphabet[v >> 18]);
		str_char(out, alphabet[v >> 12 & 63]);
		str_u8(out, (uint8_t)(left > 1 ? alphabet[v >> 6 & 63] : '='));
		str_u8(out, (uint8_t)(left > 2 ? alphabet[v & 63] : '='));
	}
}

/* The value of a letter of the alphabet, or -1. */
static int value_of(uint8_t c)
{
	const char *at = c ? strchr(alphabet, c) : NULL;

	return at ? (int)(at - alphabet) : -1;
}

/* One group of four letters into to[3]; gives how many bytes it stands for, or 0 when it is
 * none. */
static size_t decode_group(const uint8_t *p, bool last, uint8_t *to)
{
	size_t pad = 0;
	uint32_t v = 0;

	if (last && p[3] == '=')
		pad = p[2] == '=' ? 2 : 1;
	for (size_t i = 0; i < 4; i++) {
		int bits = i < 4 - pad ? value_of(p[i]) : 0;

		if (bits < 0)
			return 0;
		v = v << 6 | (uint32_t)bits;
	}
	if ((pad == 1 && (v & 0xff)) || (pad == 2 && (v & 0xffff)))
		return 0;
	to[0] = (uint8_t)(v >> 16);
	to[1] = (uint8_t)(v >> 8);
	to[2] = (uint8_t)v;
	return 3 - pad;
}

int base64_decode(struct span text, struct str *out)
{
	size_t before = out->n;

	if (text.n % 4)
		return ERR_SYNTAX;
	for (size_t i = 0; i < text.n; i += 4) {
		uint8_t bytes[3];
		size_t n = decode_group(text.p + i, i + 4 == text.n, bytes);

		if (n == 0) {
			str_cut(out, before);
			return ERR_SYNTAX;
		}
		str_put(out, bytes, n);
	}
	return 0;
}
