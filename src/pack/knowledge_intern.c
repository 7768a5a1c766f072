#include "pack/knowledge_intern.h"

enum { FIRST_SLOTS = 1024 };

static uint64_t hash_of(const uint8_t *p, size_t n)
{
	uint64_t h = 0x9E3779B97F4A7C15U ^ n;

	for (; n >= 8; n -= 8, p += 8) {
		uint64_t v;

		memcpy(&v, p, 8);
		h = (h ^ v) * 0xD6E8FEB86659FD93U;
		h ^= h >> 32;
	}
	for (; n; n--, p++)
		h = (h ^ *p) * 0x100000001B3U;
	h ^= h >> 29;
	h *= 0xBF58476D1CE4E5B9U;
	return h ^ h >> 32;
}

void knowledge_intern_init(struct knowledge_intern *set, size_t row)
{
	*set = (struct knowledge_intern){.row = row, .nslots = FIRST_SLOTS};
	str_init(&set->bytes, UINT32_MAX / 2);
	set->slots = mem_alloc(set->nslots * sizeof(*set->slots));
	memset(set->slots, 0, set->nslots * sizeof(*set->slots));
	if (!row)
		str_char(&set->bytes, '\0');
}

void knowledge_intern_done(struct knowledge_intern *set)
{
	str_done(&set->bytes);
	set->slots = mem_free(set->slots);
}

/* The bytes of what a slot names. */
static struct span member(const struct knowledge_intern *set, uint32_t name)
{
	if (set->row)
		return span_of(set->bytes.p + name * set->row, set->row);
	return span_str(set->bytes.p + name);
}

static void grow(struct knowledge_intern *set)
{
	uint32_t *old = set->slots;
	size_t n = set->nslots;

	set->nslots = n * 2;
	set->slots = mem_alloc(set->nslots * sizeof(*set->slots));
	memset(set->slots, 0, set->nslots * sizeof(*set->slots));
	for (size_t i = 0; i < n; i++) {
		struct span s;
		size_t at;

		if (!old[i])
			continue;
		s = member(set, old[i] - 1);
		at = hash_of(s.p, s.n) & (set->nslots - 1);
		while (set->slots[at])
			at = (at + 1) & (set->nslots - 1);
		set->slots[at] = old[i];
	}
	mem_free(old);
}

static uint32_t find_or_add(struct knowledge_intern *set, struct span s)
{
	size_t at;
	uint32_t name;

	if (set->n >= set->nslots / 2)
		grow(set);
	at = hash_of(s.p, s.n) & (set->nslots - 1);
	for (; set->slots[at]; at = (at + 1) & (set->nslots - 1)) {
		struct span have = member(set, set->slots[at] - 1);

		if (have.n == s.n && memcmp(have.p, s.p, s.n) == 0)
			return set->slots[at] - 1;
	}
	name = set->row ? set->n : (uint32_t)set->bytes.n;
	str_put(&set->bytes, s.p, s.n);
	if (!set->row)
		str_char(&set->bytes, '\0');
	set->n++;
	set->slots[at] = name + 1;
	return name;
}

uint32_t knowledge_intern_row(struct knowledge_intern *set, const void *row)
{
	return find_or_add(set, span_of(row, set->row));
}

uint32_t knowledge_intern_text(struct knowledge_intern *set, const char *text)
{
	return text && *text ? find_or_add(set, span_str(text)) : 0;
}

const void *knowledge_intern_at(const struct knowledge_intern *set, uint32_t number)
{
	return set->bytes.p + number * set->row;
}
