#include "proto/say.h"

enum { HEX = 256 };

static const char digits[] = "0123456789abcdef";

void say_span(struct json_writer *w, const char *key, struct span value)
{
	if (!value.n)
		return;
	json_write_key(w, key);
	json_write_span(w, value);
}

void say_hex(struct json_writer *w, const char *key, struct span value, char separator)
{
	char text[HEX * 3];
	size_t n = 0;

	for (size_t i = 0; i < value.n && i < HEX; i++) {
		if (i && separator)
			text[n++] = separator;
		text[n++] = digits[value.p[i] >> 4];
		text[n++] = digits[value.p[i] & 15];
	}
	json_write_key(w, key);
	json_write_span(w, span_of(text, n));
}

void say_ipv4(struct json_writer *w, const char *key, const uint8_t *address)
{
	char text[16];
	size_t n = 0;

	for (int i = 0; i < 4; i++) {
		unsigned v = address[i];

		if (i)
			text[n++] = '.';
		if (v >= 100)
			text[n++] = (char)('0' + v / 100);
		if (v >= 10)
			text[n++] = (char)('0' + v / 10 % 10);
		text[n++] = (char)('0' + v % 10);
	}
	if (key)
		json_write_key(w, key);
	json_write_span(w, span_of(text, n));
}

static size_t put_utf8(uint8_t *to, uint32_t c)
{
	if (c < 0x80) {
		to[0] = (uint8_t)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (uint8_t)(0xc0 | c >> 6);
		to[1] = (uint8_t)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (uint8_t)(0xe0 | c >> 12);
		to[1] = (uint8_t)(0x80 | (c >> 6 & 63));
		to[2] = (uint8_t)(0x80 | (c & 63));
		return 3;
	}
	to[0] = (uint8_t)(0xf0 | c >> 18);
	to[1] = (uint8_t)(0x80 | (c >> 12 & 63));
	to[2] = (uint8_t)(0x80 | (c >> 6 & 63));
	to[3] = (uint8_t)(0x80 | (c & 63));
	return 4;
}

struct span say_utf16(struct arena *arena, struct span text)
{
	uint8_t *to = arena_alloc(arena, text.n / 2 * 3 + 1);
	size_t n = 0;

	for (size_t i = 0; i + 1 < text.n; i += 2) {
		uint32_t c = (uint32_t)text.p[i] | (uint32_t)text.p[i + 1] << 8, low = 0;

		if (i + 3 < text.n)
			low = (uint32_t)text.p[i + 2] | (uint32_t)text.p[i + 3] << 8;
		if (c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		} else if (c >= 0xd800 && c < 0xe000) {
			c = 0xfffd;
		}
		n += put_utf8(to + n, c);
	}
	return span_of(to, n);
}

const char *say_number(uint32_t v, int width, char *to)
{
	to[0] = '0';
	to[1] = 'x';
	for (int i = width - 1; i >= 0; i--, v >>= 4)
		to[2 + i] = digits[v & 15];
	to[2 + width] = '\0';
	return to;
}
