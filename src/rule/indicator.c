#include "rule/indicator.h"

const char *const indicator_tlps[] = {"clear", "green", "amber", "amber+strict", "red", NULL};
const char *const indicator_levels[] = {"low", "medium", "high", NULL};
const char *const indicator_categories[] = {"ceofraud", "malware", "phishing", "scan", "attack",
    "bruteforce", "scam", "mining", "webshell", "unknown", "ddos", NULL};

/* --- hashes --- */

enum { LABELS = 63 };

static const uint64_t basis = 0xcbf29ce484222325ULL, prime = 0x100000001b3ULL;

/* Bytes are taken from the last to the first, so that one pass over a name gives the hashes of
 * all names above it. */
static inline uint64_t step(uint64_t h, uint8_t c)
{
	return (h ^ c) * prime;
}

static inline uint64_t finish(uint64_t h, enum indicator_kind kind)
{
	h += (uint64_t)kind * 0x9e3779b97f4a7c15ULL;
	h = (h ^ h >> 32) * 0xd6e8feb86659fd93ULL;
	h = (h ^ h >> 32) * 0xd6e8feb86659fd93ULL;
	return h ^ h >> 32;
}

uint64_t indicator_hash(enum indicator_kind kind, struct span first, struct span second)
{
	uint64_t h = basis;

	for (size_t i = second.n; i > 0; i--)
		h = step(h, second.p[i - 1]);
	for (size_t i = first.n; i > 0; i--)
		h = step(h, first.p[i - 1]);
	return finish(h, kind);
}

static bool same(const struct rule_image *im, const struct indicator_row *row,
    enum indicator_kind kind, struct span first, struct span second)
{
	const uint8_t *text = im->indicator_text + row->text;

	return indicator_row_kind(row) == kind && row->n == first.n + second.n &&
	       (!first.n || memcmp(text, first.p, first.n) == 0) &&
	       (!second.n || memcmp(text + first.n, second.p, second.n) == 0);
}

/* There is always a free slot: indicator_sound has seen one. */
static const struct indicator_row *find(const struct rule_image *im, uint64_t hash,
    enum indicator_kind kind, struct span first, struct span second)
{
	uint32_t nslots = im->count[RT_INDICATOR_SLOTS], slot;
	uint32_t bits = im->indicator->row_bits, tag = indicator_tag(hash, bits);
	uint32_t rows = (UINT32_C(1) << bits) - 1;

	for (uint32_t i = indicator_slot(hash, nslots); (slot = im->indicator_slots[i]);
	     i = (i + 1) & (nslots - 1)) {
		const struct indicator_row *row;

		if ((slot & ~rows) != tag)
			continue;
		row = &im->indicators[(slot & rows) - 1];
		if (same(im, row, kind, first, second))
			return row;
	}
	return NULL;
}

const struct indicator_row *indicator_find(
    const struct rule_image *im, enum indicator_kind kind, struct span value)
{
	struct span none = {0};

	if (!indicator_has(im, kind))
		return NULL;
	return find(im, indicator_hash(kind, value, none), kind, value, none);
}

const struct indicator_row *indicator_url(
    const struct rule_image *im, struct span host, struct span path)
{
	if (!indicator_has(im, INDICATOR_URL) || !host.n)
		return NULL;
	return find(im, indicator_hash(INDICATOR_URL, host, path), INDICATOR_URL, host, path);
}

const struct indicator_row *indicator_name(const struct rule_image *im, struct span name)
{
	bool wild = indicator_has(im, INDICATOR_WILDCARD);
	const struct indicator_row *best = NULL;
	struct span none = {0};
	uint64_t h = basis;
	int labels = 1;

	if (!name.n || (!wild && !indicator_has(im, INDICATOR_DOMAIN)))
		return NULL;
	for (size_t i = name.n; i > 0; i--) {
		bool begins = i == 1 || name.p[i - 2] == '.';

		h = step(h, name.p[i - 1]);
		if (wild && begins && name.p[i - 1] != '.' &&
		    im->indicator->labels >> MIN(labels, LABELS) & 1) {
			const struct indicator_row *row =
			    find(im, finish(h, INDICATOR_WILDCARD), INDICATOR_WILDCARD,
				span_sub(name, i - 1, name.n), none);

			best = row ? row : best;
		}
		labels += name.p[i - 1] == '.';
	}
	if (indicator_has(im, INDICATOR_DOMAIN)) {
		const struct indicator_row *row =
		    find(im, finish(h, INDICATOR_DOMAIN), INDICATOR_DOMAIN, name, none);

		best = row ? row : best;
	}
	return best;
}

/* --- addresses --- */

static const struct indicator_row *row_of(const struct rule_image *im, uint32_t row)
{
	return row ? &im->indicators[row - 1] : NULL;
}

static const struct indicator_row *find4(const struct rule_image *im, const uint8_t *p)
{
	uint32_t a = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	uint32_t low = im->indicator_tops[a >> 16], high = im->indicator_tops[(a >> 16) + 1];

	/* The first range that begins behind the address. */
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (im->indicator_nets4[mid].low <= a)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? row_of(im, im->indicator_nets4[low - 1].row) : NULL;
}

static const struct indicator_row *find6(const struct rule_image *im, const uint8_t *p)
{
	uint32_t low = 0, high = im->count[RT_INDICATOR_NETS6];

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (memcmp(im->indicator_nets6[mid].low, p, 16) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? row_of(im, im->indicator_nets6[low - 1].row) : NULL;
}

const struct indicator_row *indicator_address(
    const struct rule_image *im, int family, const uint8_t *address)
{
	if (family == 4 && indicator_has(im, INDICATOR_IPV4))
		return find4(im, address);
	if (family == 6 && indicator_has(im, INDICATOR_IPV6))
		return find6(im, address);
	return NULL;
}

/* --- what is told of one --- */

static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

static void put_hex(struct str *out, struct span bytes)
{
	for (size_t i = 0; i < bytes.n; i++) {
		str_char(out, digits[bytes.p[i] >> 4]);
		str_char(out, digits[bytes.p[i] & 15]);
	}
}

static bool is_digest(enum indicator_kind kind)
{
	return kind == INDICATOR_MD5 || kind == INDICATOR_SHA1 || kind == INDICATOR_SHA256;
}

void indicator_value(
    const struct rule_image *im, const struct indicator_row *row, struct str *out)
{
	struct span value = span_of(im->indicator_text + row->text, row->n);

	if (is_digest(indicator_row_kind(row))) {
		put_hex(out, value);
		return;
	}
	if (indicator_row_kind(row) == INDICATOR_WILDCARD)
		str_add(out, "*.");
	str_span(out, value);
}

void indicator_family(
    const struct rule_image *im, const struct indicator_row *row, struct str *out)
{
	const uint8_t *p = im->indicator_text + row->text + row->n;

	str_put(out, p + 1, p[0]);
}

/* 128 bits as 26 digits of Crockford's base 32; two zeros stand first (desk/id.c). */
void indicator_id(const struct rule_image *im, const struct indicator_row *row, struct str *out)
{
	static const uint8_t none[INDICATOR_ID];
	const uint8_t *p = im->indicator_text + row->text + row->n;
	unsigned acc = 0, bits = 2;

	if (row->what & INDICATOR_ID_TEXT) {
		p += 1 + p[0];
		str_put(out, p + 1, p[0]);
		return;
	}
	if (memcmp(row->id, none, sizeof(none)) == 0)
		return;
	for (size_t i = 0; i < INDICATOR_ID; i++) {
		acc = (acc << 8 | row->id[i]) & 0xfff;
		for (bits += 8; bits >= 5; bits -= 5)
			str_char(out, digits[acc >> (bits - 5) & 31]);
	}
}

const char *indicator_type(const struct indicator_row *row)
{
	static const char *const names[INDICATOR_KINDS] = {"domain", "wildcard_domain", "ipv4",
	    "ipv6", "url", "hash", "hash", "hash", "ja3", "ja4", "email"};

	return names[indicator_row_kind(row)];
}
