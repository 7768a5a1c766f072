#include "detect/set.h"

#include "codec/base64.h"
#include "codec/md5.h"
#include "codec/sha256.h"

#include <arpa/inet.h>

struct item {
	uint64_t hash; /* 0: free */
	uint32_t value;
};

/* Sets of one name and type are one. */
struct detect_set {
	struct item *items;
	size_t n, cap; /* cap: a power of two */
	size_t loaded;
	struct span name;
	uint8_t type;
	struct detect_set *shared; /* the one that is meant */
};

uint64_t set_hash(struct span bytes)
{
	uint64_t h = 0xcbf29ce484222325ULL;

	for (size_t i = 0; i < bytes.n; i++)
		h = (h ^ bytes.p[i]) * 0x100000001B3ULL;
	h ^= h >> 32;
	h *= 0x9E3779B97F4A7C15ULL;
	h ^= h >> 29;
	return h ? h : 1;
}

static struct item *slot(struct detect_set *s, uint64_t hash)
{
	size_t i = (size_t)hash & (s->cap - 1);

	while (s->items[i].hash && s->items[i].hash != hash)
		i = (i + 1) & (s->cap - 1);
	return &s->items[i];
}

static void grow(struct detect_set *s)
{
	struct item *old = s->items;
	size_t cap = s->cap;

	s->cap = cap ? cap * 2 : 64;
	s->items = mem_alloc(s->cap * sizeof(struct item));
	memset(s->items, 0, s->cap * sizeof(struct item));
	for (size_t i = 0; i < cap; i++)
		if (old[i].hash)
			*slot(s, old[i].hash) = old[i];
	(void)mem_free(old);
}

static void put(struct detect_set *s, uint64_t hash, uint32_t value)
{
	struct item *it;

	if (s->n * 2 >= s->cap)
		grow(s);
	it = slot(s, hash);
	s->n += !it->hash;
	*it = (struct item){hash, value};
}

static int nibble(uint8_t c)
{
	return c >= '0' && c <= '9'                 ? c - '0'
	       : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
						    : -1;
}

/* A line's value in the form in which it is compared: bytes. */
static bool read_value(uint8_t type, struct span text, struct str *out)
{
	char addr[64] = {0};
	uint8_t bytes[16];

	str_clear(out);
	switch (type) {
	case RULE_SET_STRING:
		return base64_decode(text, out) == 0;
	case RULE_SET_MD5:
	case RULE_SET_SHA256:
		for (size_t i = 0; i + 1 < text.n; i += 2) {
			if (nibble(text.p[i]) < 0 || nibble(text.p[i + 1]) < 0)
				return false;
			str_u8(out, (uint8_t)(nibble(text.p[i]) << 4 | nibble(text.p[i + 1])));
		}
		return out->n == (type == RULE_SET_MD5 ? 16 : 32);
	default:
		if (text.n >= sizeof(addr))
			return false;
		memcpy(addr, text.p, text.n);
		if (inet_pton(AF_INET, addr, bytes) == 1)
			str_put(out, bytes, 4);
		else if (inet_pton(AF_INET6, addr, bytes) == 1)
			str_put(out, bytes, 16);
		return out->n > 0;
	}
}

static void load(struct detect_set *s, struct span text)
{
	STR_AUTO(value, 1 << 20);
	struct span line;

	while (span_line(&text, &line)) {
		struct span first = {0};
		uint32_t rep = 0;

		line = span_trim(line);
		if (!line.n || line.p[0] == '#' || !span_split(&line, ',', &first))
			continue;
		for (size_t i = 0;
		     i < line.n && line.p[i] >= '0' && line.p[i] <= '9' && rep < 65536; i++)
			rep = rep * 10 + line.p[i] - '0';
		if (read_value(s->type, span_trim(first), &value))
			put(s, set_hash(str_bytes(&value)), rep);
	}
	s->loaded = s->n;
}

struct detect_set **set_open(const struct rule_image *image)
{
	uint32_t n = image->count[RT_SETS];
	struct detect_set **sets = mem_alloc((n + 1) * sizeof(struct detect_set *));

	for (uint32_t i = 0; i < n; i++) {
		const struct rule_set *row = &image->sets[i];
		struct detect_set *s = mem_alloc(sizeof(*s));

		*s = (struct detect_set){
		    .name = rule_image_bytes(image, row->name, row->n), .type = row->type};
		sets[i] = s;
		s->shared = s;
		for (uint32_t j = 0; j < i && s->shared == s; j++)
			if (sets[j]->type == s->type && sets[j]->name.n == s->name.n &&
			    memcmp(sets[j]->name.p, s->name.p, s->name.n) == 0)
				s->shared = sets[j]->shared;
		grow(s);
		if (row->nload && !s->shared->loaded)
			load(s->shared, rule_image_bytes(image, row->load, row->nload));
	}
	return sets;
}

struct detect_set **set_close(struct detect_set **sets, const struct rule_image *image)
{
	for (uint32_t i = 0; sets && i < image->count[RT_SETS]; i++) {
		(void)mem_free(sets[i]->items);
		(void)mem_free(sets[i]);
	}
	(void)mem_free(sets);
	return NULL;
}

/* What is asked for: the bytes, or their digest where the set has digests and the buffer none.
 */
static uint64_t asked(const struct detect_set *s, struct span bytes)
{
	uint8_t digest[32];
	char hex[SHA256_HEX];

	if (s->type == RULE_SET_MD5 && bytes.n != 16) {
		(void)md5_hex(bytes, hex);
		for (size_t i = 0; i < 16; i++)
			digest[i] =
			    (uint8_t)((unsigned)(nibble((uint8_t)hex[2 * i]) & 15) << 4 |
				      (unsigned)(nibble((uint8_t)hex[2 * i + 1]) & 15));
		return set_hash(span_of(digest, 16));
	}
	if (s->type == RULE_SET_SHA256 && bytes.n != 32) {
		sha256_of(bytes, digest);
		return set_hash(span_of(digest, 32));
	}
	return set_hash(bytes);
}

bool set_holds(struct look *l, const struct rule_op *op, struct span bytes)
{
	const struct rule_set *row = &l->d->image->sets[op->data];
	struct detect_set *s = l->d->sets[op->data]->shared;
	uint64_t hash = asked(s, bytes);
	struct item *it = slot(s, hash);
	bool there = it->hash != 0;

	switch (row->command) {
	case RULE_SET_ISSET:
		return there;
	case RULE_SET_ISNOTSET:
		return !there;
	case RULE_SET_ADD:
		if (!there && s->n - s->loaded >= SET_ADDED)
			l->d->counts.evicted++;
		else if (!there)
			put(s, hash, 0);
		return !there;
	case RULE_SET_REMOVE:
		if (there)
			it->hash = 2; /* a grave, which no value has */
		return there;
	default:
		return there && (row->mode == RULE_GT      ? it->value > row->value
				    : row->mode == RULE_LT ? it->value < row->value
							   : it->value == row->value);
	}
}
