#include "rule/ac.h"

#include "base/vec.h"

struct state {
	uint32_t child, sibling; /* first child; next child of the same parent; 0: none */
	uint32_t fail;
	uint32_t out;  /* the nearest state on the way of fail that ends a pattern; 0: none */
	uint32_t ends; /* 1 + first pattern that ends here; 0: none */
	uint8_t byte;
};

struct pattern {
	struct span bytes;
	uint32_t id, next; /* 1 + the next one that ends in the same state */
	bool nocase;
};

struct ac {
	struct arena *arena;
	VEC(struct state) states;
	VEC(struct pattern) patterns;
	uint32_t root[256]; /* the root's children, which nearly every byte asks for */
};

/* All is stored in lower case; patterns with case are compared once more at the end. */
static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

struct ac *ac_new(struct arena *arena)
{
	struct ac *ac = ARENA_NEW(arena, struct ac);

	ac->arena = arena;
	vec_push(arena, &ac->states, (struct state){0});
	return ac;
}

static uint32_t child(const struct ac *ac, uint32_t state, uint8_t byte)
{
	if (state == 0)
		return ac->root[byte];
	for (uint32_t c = ac->states.items[state].child; c; c = ac->states.items[c].sibling)
		if (ac->states.items[c].byte == byte)
			return c;
	return 0;
}

void ac_add(struct ac *ac, struct span bytes, bool nocase, uint32_t id)
{
	uint32_t at = 0;

	for (size_t i = 0; i < bytes.n; i++) {
		uint8_t b = lower(bytes.p[i]);
		uint32_t next = child(ac, at, b);

		if (!next) {
			next = (uint32_t)ac->states.n;
			vec_push(ac->arena, &ac->states,
			    (struct state){.byte = b, .sibling = ac->states.items[at].child});
			ac->states.items[at].child = next;
			if (at == 0)
				ac->root[b] = next;
		}
		at = next;
	}
	vec_push(ac->arena, &ac->patterns,
	    (struct pattern){
		.bytes = bytes, .id = id, .nocase = nocase, .next = ac->states.items[at].ends});
	ac->states.items[at].ends = (uint32_t)ac->patterns.n;
}

static uint32_t step(const struct ac *ac, uint32_t state, uint8_t byte)
{
	uint32_t next;

	while (!(next = child(ac, state, byte)) && state)
		state = ac->states.items[state].fail;
	return next;
}

/* Breadth first: a state's fail is shorter than the state, hence known. */
void ac_ready(struct ac *ac)
{
	uint32_t *queue = ARENA_ARRAY(ac->arena, ac->states.n, uint32_t);
	size_t head = 0, tail = 0;

	for (uint32_t c = ac->states.items[0].child; c; c = ac->states.items[c].sibling)
		queue[tail++] = c;
	while (head < tail) {
		uint32_t s = queue[head++];

		for (uint32_t c = ac->states.items[s].child; c;
		     c = ac->states.items[c].sibling) {
			struct state *st = &ac->states.items[c];

			st->fail = step(ac, ac->states.items[s].fail, st->byte);
			st->out = ac->states.items[st->fail].ends
				      ? st->fail
				      : ac->states.items[st->fail].out;
			queue[tail++] = c;
		}
	}
}

static void report(const struct ac *ac, uint32_t state, const uint8_t *end,
    void (*found)(void *ctx, uint32_t id), void *ctx)
{
	for (uint32_t p = ac->states.items[state].ends; p;) {
		const struct pattern *pat = &ac->patterns.items[p - 1];

		if (pat->nocase || memcmp(end - pat->bytes.n, pat->bytes.p, pat->bytes.n) == 0)
			found(ctx, pat->id);
		p = pat->next;
	}
}

void ac_scan(
    const struct ac *ac, struct span bytes, void (*found)(void *ctx, uint32_t id), void *ctx)
{
	uint32_t state = 0;

	for (size_t i = 0; i < bytes.n; i++) {
		state = step(ac, state, lower(bytes.p[i]));
		for (uint32_t s = state; s; s = ac->states.items[s].out)
			report(ac, s, bytes.p + i + 1, found, ctx);
	}
}
