#include "wire/ip.h"

#include "base/err.h"
#include "base/parse.h"

static const uint8_t mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/* A decimal number without sign or leading zeros: "010" is octal to some readers, so it is
 * nobody's. */
static int plain_number(struct span text, int max, int *ret)
{
	int64_t v;
	int r;

	if (!text.n || text.p[0] == '-' || (text.n > 1 && text.p[0] == '0'))
		return ERR_SYNTAX;
	r = parse_int(text, 0, max, &v);
	if (r < 0)
		return r;
	*ret = (int)v;
	return 0;
}

static int parse_v4(struct span text, uint8_t to[4])
{
	struct span rest = text, part;
	int n = 0, v, r;

	while (span_split(&rest, '.', &part)) {
		if (n == 4)
			return ERR_SYNTAX;
		r = plain_number(part, 255, &v);
		if (r < 0)
			return r;
		to[n++] = (uint8_t)v;
	}
	return n == 4 ? 0 : ERR_SYNTAX;
}

static int hex_value(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (c | 0x20) - 'a' + 10;
	return -1;
}

/* Up to four hex digits at *at; returns their number. */
static size_t parse_group(struct span text, size_t at, unsigned *ret)
{
	size_t n = 0;
	unsigned v = 0;

	while (n < 4 && at + n < text.n && hex_value(text.p[at + n]) >= 0)
		v = v << 4 | (unsigned)hex_value(text.p[at + n++]);
	*ret = v;
	return n;
}

/* A text being read: groups go to b from the front; gap is where "::" stood. */
struct v6 {
	struct span text;
	size_t at, n, gap;
	uint8_t b[16];
};

/* Reads one group, or a dotted quad, which must be the last. */
static int v6_group(struct v6 *v)
{
	unsigned group;
	size_t digits = parse_group(v->text, v->at, &group), end = v->at + digits;
	int r;

	if (!digits)
		return ERR_SYNTAX;
	if (end < v->text.n && v->text.p[end] == '.') {
		if (v->n > 12)
			return ERR_SYNTAX;
		r = parse_v4(span_sub(v->text, v->at, SIZE_MAX), v->b + v->n);
		if (r < 0)
			return r;
		v->n += 4;
		v->at = v->text.n;
		return 0;
	}
	if (v->n > 14)
		return ERR_SYNTAX;
	v->b[v->n++] = (uint8_t)(group >> 8);
	v->b[v->n++] = (uint8_t)group;
	v->at = end;
	return 0;
}

/* Steps over the colon or the double colon between groups; a single one needs a group behind
 * it. */
static int v6_colons(struct v6 *v)
{
	if (v->text.p[v->at++] != ':' || v->at == v->text.n)
		return ERR_SYNTAX;
	if (v->text.p[v->at] != ':')
		return 0;
	if (v->gap != SIZE_MAX)
		return ERR_SYNTAX;
	v->gap = v->n;
	v->at++;
	return 0;
}

static int parse_v6(struct span text, uint8_t to[16])
{
	struct v6 v = {.text = text, .gap = SIZE_MAX};
	size_t tail;
	int r = 0;

	if (span_starts(text, "::")) {
		v.gap = 0;
		v.at = 2;
	}
	while (!r && v.at < text.n) {
		r = v6_group(&v);
		if (!r && v.at < text.n)
			r = v6_colons(&v);
	}
	if (r < 0)
		return r;
	/* "::" stands for at least one group. */
	if (v.gap == SIZE_MAX ? v.n != 16 : v.n > 14)
		return ERR_SYNTAX;
	tail = v.gap == SIZE_MAX ? 0 : v.n - v.gap;
	memset(to, 0, 16);
	memcpy(to, v.b, v.n - tail);
	memcpy(to + 16 - tail, v.b + v.n - tail, tail);
	return 0;
}

static int parse_any(struct span text, struct ip *ret)
{
	struct ip ip = {0};
	int r;

	if (text.n && memchr(text.p, ':', text.n)) {
		ip.family = 6;
		r = parse_v6(text, ip.b);
	} else {
		ip.family = 4;
		r = parse_v4(text, ip.b);
	}
	if (r < 0)
		return r;
	*ret = ip;
	return 0;
}

static bool is_mapped(const struct ip *ip)
{
	return ip->family == 6 && memcmp(ip->b, mapped_prefix, sizeof(mapped_prefix)) == 0;
}

static struct ip unmap(const struct ip *ip)
{
	struct ip v4 = {.family = 4};

	memcpy(v4.b, ip->b + 12, 4);
	return v4;
}

int ip_parse(struct span text, struct ip *ret)
{
	struct ip ip;
	int r = parse_any(text, &ip);

	if (r < 0)
		return r;
	*ret = is_mapped(&ip) ? unmap(&ip) : ip;
	return 0;
}

int ip_of(struct span bytes, struct ip *ret)
{
	struct ip ip = {0};

	if (bytes.n != 4 && bytes.n != 16)
		return ERR_SYNTAX;
	ip.family = bytes.n == 4 ? 4 : 6;
	memcpy(ip.b, bytes.p, bytes.n);
	*ret = is_mapped(&ip) ? unmap(&ip) : ip;
	return 0;
}

static char *put_number(char *to, unsigned v, unsigned base)
{
	char digits[10];
	int n = 0;

	do {
		digits[n++] = "0123456789abcdef"[v % base];
		v /= base;
	} while (v);
	while (n)
		*to++ = digits[--n];
	return to;
}

static char *put_v4(char *to, const uint8_t *b)
{
	for (int i = 0; i < 4; i++) {
		if (i)
			*to++ = '.';
		to = put_number(to, b[i], 10);
	}
	return to;
}

static unsigned group_at(const uint8_t b[16], int i)
{
	return (unsigned)b[(size_t)i * 2] << 8 | b[(size_t)i * 2 + 1];
}

/* The longest run of two or more zero groups, the first of equals (RFC 5952 section 4.2): start
 * in *ret_at, length returned. */
static int zero_run(const uint8_t b[16], int *ret_at)
{
	int best = 0, run = 0;

	for (int i = 0; i < 8; i++) {
		run = group_at(b, i) ? 0 : run + 1;
		if (run > best && run >= 2) {
			best = run;
			*ret_at = i + 1 - run;
		}
	}
	return best;
}

static char *put_v6(char *to, const uint8_t b[16])
{
	int gap = 8, run = zero_run(b, &gap);

	for (int i = 0; i < 8; i++) {
		if (run && i == gap) {
			*to++ = ':';
			*to++ = ':';
			i += run - 1;
			continue;
		}
		if (i && !(run && i == gap + run))
			*to++ = ':';
		to = put_number(to, group_at(b, i), 16);
	}
	return to;
}

const char *ip_text(const struct ip *ip, char *to)
{
	char *end = to;

	if (ip->family == 4)
		end = put_v4(to, ip->b);
	else if (ip->family == 6)
		end = put_v6(to, ip->b);
	*end = 0;
	return to;
}

int ip_cmp(const struct ip *a, const struct ip *b)
{
	return a->family != b->family ? a->family - b->family
				      : memcmp(a->b, b->b, sizeof(a->b));
}

bool ip_eq(const struct ip *a, const struct ip *b)
{
	return ip_cmp(a, b) == 0;
}

bool ip_is_loopback(const struct ip *ip)
{
	static const uint8_t one[16] = {[15] = 1};

	return ip->family == 4 ? ip->b[0] == 127
			       : ip->family == 6 && memcmp(ip->b, one, 16) == 0;
}

bool ip_next(struct ip *ip)
{
	struct ip next = *ip;

	for (int i = ip_bits(ip) / 8 - 1; i >= 0; i--)
		if (++next.b[i]) {
			*ip = next;
			return true;
		}
	return false;
}

int ip_bits(const struct ip *ip)
{
	return ip->family == 4 ? 32 : ip->family == 6 ? 128 : 0;
}

const char *ip_reverse_name(const struct ip *ip, char *to)
{
	char *at = to;

	if (ip->family == 4) {
		for (int i = 3; i >= 0; i--) {
			at = put_number(at, ip->b[i], 10);
			*at++ = '.';
		}
		memcpy(at, "in-addr.arpa", sizeof("in-addr.arpa"));
	} else if (ip->family == 6) {
		for (int i = 15; i >= 0; i--) {
			at = put_number(at, ip->b[i] & 15, 16);
			*at++ = '.';
			at = put_number(at, ip->b[i] >> 4, 16);
			*at++ = '.';
		}
		memcpy(at, "ip6.arpa", sizeof("ip6.arpa"));
	} else {
		*at = 0;
	}
	return to;
}

const char *ip_net_zone(const struct ip_net *net, char *to)
{
	char name[IP_REVERSE];
	const char *at = ip_reverse_name(&net->ip, name);
	int step = net->ip.family == 4 ? 8 : 4;

	for (int left = (ip_bits(&net->ip) - net->bits + step - 1) / step; left > 0; left--)
		at = strchr(at, '.') + 1;
	memcpy(to, at, strlen(at) + 1);
	return to;
}

/* The bits of byte i that belong to a prefix of that length. */
static uint8_t mask_byte(int bits, int i)
{
	int left = bits - 8 * i;

	return (uint8_t)(left >= 8 ? 0xff : left <= 0 ? 0 : 0xff << (8 - left));
}

struct ip_net ip_net_of(const struct ip *ip, int bits)
{
	struct ip_net net = {*ip, MAX(0, MIN(bits, ip_bits(ip)))};

	for (int i = 0; i < 16; i++)
		net.ip.b[i] &= mask_byte(net.bits, i);
	return net;
}

int ip_net_parse(struct span text, struct ip_net *ret, bool *ret_host_bits)
{
	const uint8_t *slash = text.n ? memchr(text.p, '/', text.n) : NULL;
	size_t n = slash ? (size_t)(slash - text.p) : text.n;
	struct ip_net net;
	struct ip ip;
	int bits, r = parse_any(span_sub(text, 0, n), &ip);

	if (r < 0)
		return r;
	bits = ip_bits(&ip);
	if (slash) {
		r = plain_number(span_sub(text, n + 1, SIZE_MAX), bits, &bits);
		if (r < 0)
			return r;
	}
	if (is_mapped(&ip) && bits >= 96) {
		ip = unmap(&ip);
		bits -= 96;
	}
	net = ip_net_of(&ip, bits);
	if (ret_host_bits)
		*ret_host_bits = !ip_eq(&net.ip, &ip);
	*ret = net;
	return 0;
}

const char *ip_net_text(const struct ip_net *net, char *to)
{
	char *end;

	ip_text(&net->ip, to);
	end = to + strlen(to);
	*end++ = '/';
	end = put_number(end, (unsigned)net->bits, 10);
	*end = 0;
	return to;
}

bool ip_net_has(const struct ip_net *net, const struct ip *ip)
{
	struct ip_net around = ip_net_of(ip, net->bits);

	return ip->family && ip_eq(&around.ip, &net->ip);
}

bool ip_net_covers(const struct ip_net *outer, const struct ip_net *inner)
{
	return inner->bits >= outer->bits && ip_net_has(outer, &inner->ip);
}

uint64_t ip_net_count(const struct ip_net *net)
{
	int host = ip_bits(&net->ip) - net->bits;

	return host >= 64 ? UINT64_MAX : UINT64_C(1) << host;
}

struct ip ip_net_last(const struct ip_net *net)
{
	struct ip last = net->ip;

	for (int i = 0; i < ip_bits(&last) / 8; i++)
		last.b[i] |= (uint8_t)~mask_byte(net->bits, i);
	return last;
}
