#include "rule/indicator_list.h"

#include "base/parse.h"

#include <arpa/inet.h>

enum { NAME = 253, JA4 = 36, ID_DIGITS = 26, WORD = 255, SHA512_DIGITS = 128 };

/* What a line says of its value. */
struct said {
	struct span type, id, family;
	int64_t number;
	unsigned tlp, confidence, impact, category;
};

/* A value in the form in which it is looked for. */
struct form {
	enum indicator_kind kind;
	uint8_t bytes[INDICATOR_VALUE];
	size_t n;
};

void indicator_list_init(struct indicator_list *list)
{
	*list = (struct indicator_list){0};
	str_init(&list->rows, INDICATOR_LIST_MAX);
	str_init(&list->text, INDICATOR_LIST_MAX);
}

void indicator_list_done(struct indicator_list *list)
{
	str_done(&list->rows);
	str_done(&list->text);
}

/* --- values: each gives why it is none, or NULL --- */

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static int digit(uint8_t c)
{
	c = lower(c);
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool all_hex(struct span v)
{
	for (size_t i = 0; i < v.n; i++)
		if (digit(v.p[i]) < 0)
			return false;
	return v.n > 0;
}

/* Appends in lower case; false when it is too long. */
static bool put(struct form *f, struct span v, bool fold)
{
	if (v.n > sizeof(f->bytes) - f->n)
		return false;
	for (size_t i = 0; i < v.n; i++)
		f->bytes[f->n++] = fold ? lower(v.p[i]) : v.p[i];
	return true;
}

static bool is_name(struct span v)
{
	bool dot = false, label = false, letter = false;

	for (size_t i = 0; i < v.n; i++) {
		uint8_t c = lower(v.p[i]);

		if (c == '.' && (!label || i + 1 == v.n))
			return false;
		if (c != '.' && c != '-' && c != '_' && !(c >= 'a' && c <= 'z') &&
		    !(c >= '0' && c <= '9'))
			return false;
		label = c != '.';
		dot |= c == '.';
		/* Of the last label: one of digits alone is the end of no name. */
		letter = c != '.' && (letter || c > '9');
	}
	return dot && letter && v.n <= NAME;
}

static const char *take_name(struct span v, struct form *f)
{
	f->kind = INDICATOR_DOMAIN;
	if (span_starts(v, "*.")) {
		f->kind = INDICATOR_WILDCARD;
		v = span_sub(v, 2, v.n);
	}
	if (v.n && v.p[v.n - 1] == '.')
		v.n--;
	if (!is_name(v))
		return "it is no name of two labels or more in ASCII";
	return put(f, v, true) ? NULL : "it is too long";
}

static void clear_host(uint8_t *p, size_t n, int64_t bits)
{
	for (size_t i = 0; i < n; i++) {
		int64_t keep = bits - 8 * (int64_t)i;

		if (keep < 8)
			p[i] = (uint8_t)(keep <= 0 ? 0 : p[i] & (0xff << (8 - keep)));
	}
}

static const char no_network[] = "it is no network";

static const char *take_address(struct span v, struct form *f)
{
	char text[64] = {0}, shown[INET6_ADDRSTRLEN];
	struct span rest = v, address;
	uint8_t p[16];
	int64_t bits;
	int family, most;

	if (!span_split(&rest, '/', &address) || address.n >= sizeof(text))
		return "it is no address";
	memcpy(text, address.p, address.n);
	family = memchr(text, ':', address.n) ? AF_INET6 : AF_INET;
	most = family == AF_INET ? 32 : 128;
	bits = most;
	if (inet_pton(family, text, p) != 1)
		return "it is no address";
	if (rest.p && parse_int(rest, 1, most, &bits) < 0)
		return no_network;
	clear_host(p, (size_t)most / 8, bits);
	f->kind = family == AF_INET ? INDICATOR_IPV4 : INDICATOR_IPV6;
	(void)inet_ntop(family, p, shown, sizeof(shown));
	f->n = (size_t)snprintf(
	    (char *)f->bytes, sizeof(f->bytes), bits < most ? "%s/%d" : "%s", shown, (int)bits);
	return NULL;
}

static size_t until(struct span v, const char *signs)
{
	size_t n = 0;

	while (n < v.n && !strchr(signs, v.p[n]))
		n++;
	return n;
}

static const char *take_url(struct span v, struct form *f)
{
	ptrdiff_t scheme = span_find(v, "://");
	struct span host, path;
	size_t n;

	if (scheme >= 0)
		v = span_sub(v, (size_t)scheme + 3, v.n);
	n = until(v, "/?#");
	host = span_sub(v, 0, n);
	path = span_sub(v, n, v.n);
	path.n = until(path, "#");
	if (!host.n)
		return "it has no host";
	if (memchr(host.p, '@', host.n) || span_starts(host, "["))
		return "its host is no name or IPv4 address";
	host.n = until(host, ":");
	if (!host.n)
		return "it has no host";
	f->kind = INDICATOR_URL;
	if (!put(f, host, true) || (!span_starts(path, "/") && !put(f, span_str("/"), false)) ||
	    !put(f, path, false))
		return "it is too long";
	return NULL;
}

static const char *take_hash(struct span v, struct form *f)
{
	if (!all_hex(v))
		return "it is no hash";
	if (v.n == SHA512_DIGITS)
		return "SHA-512 is not looked for";
	if (v.n != 32 && v.n != 40 && v.n != 64)
		return "it has the length of no hash";
	f->kind = v.n == 32 ? INDICATOR_MD5 : v.n == 40 ? INDICATOR_SHA1 : INDICATOR_SHA256;
	for (size_t i = 0; i < v.n; i += 2)
		f->bytes[f->n++] = (uint8_t)(digit(v.p[i]) << 4 | digit(v.p[i + 1]));
	return NULL;
}

static const char *take_ja3(struct span v, struct form *f)
{
	if (v.n != 32 || !all_hex(v))
		return "it is no JA3";
	f->kind = INDICATOR_JA3;
	return put(f, v, true) ? NULL : "it is too long";
}

static bool is_ja4(struct span v)
{
	return v.n == JA4 && v.p[10] == '_' && v.p[23] == '_';
}

static const char *take_ja4(struct span v, struct form *f)
{
	if (!is_ja4(v))
		return "it is no JA4";
	f->kind = INDICATOR_JA4;
	return put(f, v, true) ? NULL : "it is too long";
}

static const char *take_email(struct span v, struct form *f)
{
	const uint8_t *at = memchr(v.p, '@', v.n);

	if (!at || at == v.p || at + 1 == v.p + v.n)
		return "it is no mail address";
	f->kind = INDICATOR_EMAIL;
	return put(f, v, true) ? NULL : "it is too long";
}

static const struct {
	const char *type;
	const char *(*take)(struct span v, struct form *f);
} types[] = {
    {"domain", take_name},
    {"wildcard_domain", take_name},
    {"ipv4", take_address},
    {"ipv4_cidr", take_address},
    {"ipv6", take_address},
    {"ipv6_cidr", take_address},
    {"url", take_url},
    {"hash", take_hash},
    {"ja3", take_ja3},
    {"ja4", take_ja4},
    {"email", take_email},
};

static const char *take_any(struct span v, struct form *f)
{
	const char *why;

	if (span_find(v, "://") >= 0)
		return take_url(v, f);
	if (memchr(v.p, '@', v.n))
		return take_email(v, f);
	why = take_address(v, f);
	if (!why || why == no_network)
		return why;
	f->n = 0;
	if (is_ja4(v))
		return take_ja4(v, f);
	if (all_hex(v))
		return take_hash(v, f);
	return memchr(v.p, '/', v.n) ? take_url(v, f) : take_name(v, f);
}

static const char *take_value(struct span v, struct span type, struct form *f)
{
	f->n = 0;
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] <= ' ' || v.p[i] == 0x7f)
			return "it has a blank or a control character";
	for (size_t i = 0; type.n && i < ARRAY_LEN(types); i++)
		if (span_eq(type, types[i].type))
			return types[i].take(v, f);
	return type.n ? "its type is not known" : take_any(v, f);
}

/* --- what is said of it --- */

static unsigned number_of(const char *const *names, struct span word, unsigned unknown)
{
	for (unsigned i = 0; names[i]; i++)
		if (span_ieq(word, names[i]))
			return i;
	return unknown;
}

static const char *take_word(struct span word, struct said *s)
{
	struct span key;

	if (!span_split(&word, ':', &key) || !word.p)
		return NULL;
	if (span_eq(key, "type"))
		s->type = word;
	else if (span_eq(key, "id"))
		s->id = word;
	else if (span_eq(key, "malware_family") && !span_eq(word, "unknown"))
		s->family = word;
	else if (span_eq(key, "confidence"))
		s->confidence = number_of(indicator_levels, word, INDICATOR_LEVEL_UNKNOWN);
	else if (span_eq(key, "impact"))
		s->impact = number_of(indicator_levels, word, INDICATOR_LEVEL_UNKNOWN);
	else if (span_eq(key, "category"))
		s->category = number_of(indicator_categories, word, INDICATOR_CATEGORY_UNKNOWN);
	else if (span_eq(key, "number") &&
		 parse_int(word, 0, (UINT32_MAX - INDICATOR_SID) / INDICATOR_SIDS - 1,
		     &s->number) < 0)
		return "its number is none";
	else if (span_eq(key, "tlp")) {
		s->tlp = number_of(indicator_tlps, word, INDICATOR_TLP_UNKNOWN);
		/* No label is ever guessed, and RED goes to no machine. */
		if (s->tlp == INDICATOR_TLP_UNKNOWN)
			return "its label is not known";
		if (s->tlp == 4)
			return "its label is RED";
	}
	return NULL;
}

/* 26 digits of Crockford's base 32 as 128 bits; false: it is another identifier. */
static bool take_id(struct span text, uint8_t *to)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	unsigned acc = 0, bits = 0;
	size_t out = 0;

	if (text.n != ID_DIGITS || text.p[0] > '7')
		return false;
	for (size_t i = 0; i < text.n; i++) {
		const char *at = text.p[i] ? strchr(digits, text.p[i]) : NULL;

		if (!at)
			return false;
		acc = (acc << 5 | (unsigned)(at - digits)) & 0xffff;
		bits += i ? 5 : 3; /* two zeros stand first */
		if (bits >= 8) {
			bits -= 8;
			to[out++] = (uint8_t)(acc >> bits);
		}
	}
	return out == INDICATOR_ID;
}

static void put_short(struct str *out, struct span text)
{
	text.n = MIN(text.n, (size_t)WORD);
	str_u8(out, (uint8_t)text.n);
	str_span(out, text);
}

static void add(struct indicator_list *list, const struct form *f, const struct said *s)
{
	struct indicator_row row = {.text = (uint32_t)list->text.n,
	    .number = (uint32_t)s->number,
	    .n = (uint16_t)f->n,
	    .what = (uint8_t)((unsigned)f->kind | s->tlp << 4),
	    .said = (uint8_t)(s->category | s->confidence << 4 | s->impact << 6)};

	str_put(&list->text, f->bytes, f->n);
	put_short(&list->text, s->family);
	if (s->id.n && !take_id(s->id, row.id)) {
		memset(row.id, 0, sizeof(row.id));
		row.what |= INDICATOR_ID_TEXT;
		put_short(&list->text, s->id);
	}
	str_put(&list->rows, &row, sizeof(row));
	list->n++;
}

static const char *take_line(struct indicator_list *list, struct span line)
{
	struct said s = {.tlp = INDICATOR_TLP_UNKNOWN,
	    .confidence = INDICATOR_LEVEL_UNKNOWN,
	    .impact = INDICATOR_LEVEL_UNKNOWN,
	    .category = INDICATOR_CATEGORY_UNKNOWN};
	ptrdiff_t sign = span_find(line, " # ");
	struct span value = span_trim(span_sub(line, 0, sign < 0 ? line.n : (size_t)sign));
	struct span rest =
			sign < 0 ? span_of(NULL, 0) : span_sub(line, (size_t)sign + 3, line.n),
		    word;
	struct form form;
	const char *why = NULL;

	while (!why && span_split(&rest, ' ', &word))
		why = take_word(word, &s);
	if (!why)
		why = take_value(value, s.type, &form);
	if (!why)
		add(list, &form, &s);
	return why;
}

void indicator_list_read(struct indicator_list *list, const char *name, struct span text)
{
	struct span line;

	for (size_t nr = 1; span_line(&text, &line); nr++) {
		const char *why;

		line = span_trim(line);
		if (!line.n || line.p[0] == '#')
			continue;
		why = take_line(list, line);
		if (why && list->refused++ == 0) {
			list->why = why;
			list->line = nr;
			list->file = name;
		}
	}
}
