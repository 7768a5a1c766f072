#include "proto/ja.h"
#include "codec/sha256.h"

#include <stdlib.h>

static const char digits[] = "0123456789abcdef";

static void add_number(struct str *to, unsigned v)
{
	char text[8];
	size_t n = sizeof(text);

	do {
		text[--n] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	str_put(to, text + n, sizeof(text) - n);
}

/* Values of a list, joined by "-", those of RFC 8701 left out. */
static void add_list(struct str *to, struct span list, size_t size)
{
	bool first = true;

	for (size_t i = 0; i + size <= list.n; i += size) {
		unsigned v = list.p[i];

		if (size == 2)
			v = v << 8 | list.p[i + 1];
		if (size == 2 && hello_grease(v))
			continue;
		if (!first)
			str_char(to, '-');
		first = false;
		add_number(to, v);
	}
}

static void add_extensions(struct str *to, struct span rest)
{
	struct span data;
	bool first = true;
	unsigned type;

	while (hello_extension(&rest, &type, &data)) {
		if (hello_grease(type))
			continue;
		if (!first)
			str_char(to, '-');
		first = false;
		add_number(to, type);
	}
}

void ja_3_string(const struct hello *hello, struct str *to)
{
	add_number(to, hello->version);
	str_char(to, ',');
	add_list(to, hello->ciphers, 2);
	str_char(to, ',');
	add_extensions(to, hello->extensions);
	str_char(to, ',');
	add_list(to, hello->groups, 2);
	str_char(to, ',');
	add_list(to, hello->points, 1);
}

void ja_3s_string(const struct hello *hello, struct str *to)
{
	add_number(to, hello->version);
	str_char(to, ',');
	add_list(to, hello->ciphers, 2);
	str_char(to, ',');
	add_extensions(to, hello->extensions);
}

static const char *version_text(unsigned version)
{
	static const struct {
		unsigned version;
		const char *text;
	} rows[] = {{0x0304, "13"}, {0x0303, "12"}, {0x0302, "11"}, {0x0301, "10"},
	    {0x0300, "s3"}, {0x0002, "s2"}, {0xfeff, "d1"}, {0xfefd, "d2"}, {0xfefc, "d3"}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].version == version)
			return rows[i].text;
	return "00";
}

static bool plain(unsigned c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* First and last character of the first protocol; "99" when one is not ASCII; of their hex when
 * one is no letter or digit.
 */
static void alpn_text(struct span list, char *to)
{
	struct span name;

	to[0] = to[1] = '0';
	if (!hello_alpn(&list, &name) || !name.n)
		return;
	if (name.p[0] > 127 || name.p[name.n - 1] > 127) {
		to[0] = to[1] = '9';
	} else if (plain(name.p[0]) && plain(name.p[name.n - 1])) {
		to[0] = (char)name.p[0];
		to[1] = (char)name.p[name.n - 1];
	} else {
		to[0] = digits[name.p[0] >> 4];
		to[1] = digits[name.p[name.n - 1] & 15];
	}
}

static int by_value(const void *a, const void *b)
{
	return (int)*(const uint16_t *)a - (int)*(const uint16_t *)b;
}

static size_t add_hex(char *to, unsigned v, bool first, char before)
{
	size_t n = 0;

	if (!first)
		to[n++] = before;
	for (int shift = 12; shift >= 0; shift -= 4)
		to[n++] = digits[v >> shift & 15];
	return n;
}

/* The first 12 digits of the text's SHA-256; of nothing 12 zeros. */
static void short_hash(const char *text, size_t n, char *to)
{
	char hex[SHA256_HEX];

	if (n)
		memcpy(to, sha256_hex(span_of(text, n), hex), 12);
	else
		memset(to, '0', 12);
}

/* The values as hex with commas, in the order they stand. */
static size_t join(const uint16_t *values, size_t n, char *to)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		at += add_hex(to + at, values[i], i == 0, ',');
	return at;
}

struct list {
	uint16_t values[JA_LIST];
	size_t n;
};

static void list_add(struct list *list, unsigned v)
{
	if (!hello_grease(v) && list->n < JA_LIST)
		list->values[list->n++] = (uint16_t)v;
}

static void list_of(struct list *list, struct span from)
{
	list->n = 0;
	for (size_t i = 0; i + 2 <= from.n; i += 2)
		list_add(list, (unsigned)from.p[i] << 8 | from.p[i + 1]);
}

static void two_digits(size_t n, char *to)
{
	n = MIN(n, (size_t)99);
	to[0] = (char)('0' + n / 10);
	to[1] = (char)('0' + n % 10);
}

/* Extensions in order of number without name and ALPN, then signature algorithms as they stand.
 */
static void extensions_hash(const struct hello *hello, size_t *ret_count, char *to)
{
	struct span rest = hello->extensions, data;
	char text[5 * 2 * JA_LIST + 1];
	struct list list;
	size_t n, count = 0;
	unsigned type;

	list.n = 0;
	while (hello_extension(&rest, &type, &data)) {
		count += !hello_grease(type);
		if (type != HELLO_SERVER_NAME && type != HELLO_ALPN)
			list_add(&list, type);
	}
	qsort(list.values, list.n, sizeof(list.values[0]), by_value);
	n = join(list.values, list.n, text);
	list_of(&list, hello->signatures);
	if (n && list.n) {
		text[n++] = '_';
		n += join(list.values, list.n, text + n);
	}
	short_hash(text, n, to);
	*ret_count = count;
}

const char *ja_4(const struct hello *hello, char transport, char *to)
{
	char text[5 * JA_LIST];
	struct list list;
	size_t extensions;

	to[0] = transport;
	memcpy(to + 1, version_text(hello->chosen), 2);
	to[3] = hello->has_name ? 'd' : 'i';
	list_of(&list, hello->ciphers);
	two_digits(list.n, to + 4);
	alpn_text(hello->alpn, to + 8);
	to[10] = '_';
	qsort(list.values, list.n, sizeof(list.values[0]), by_value);
	short_hash(text, join(list.values, list.n, text), to + 11);
	to[23] = '_';
	extensions_hash(hello, &extensions, to + 24);
	two_digits(extensions, to + 6);
	to[36] = '\0';
	return to;
}
