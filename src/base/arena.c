#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

enum { CHUNK_MIN = 4096, CHUNK_MAX = 1 << 20 };

struct chunk {
	struct chunk *next;
	size_t size;
	size_t used;
	max_align_t data[];
};

struct arena {
	struct chunk *head;
	size_t next_size;
	size_t total;
};

static NORETURN void out_of_memory(void)
{
	(void)fputs(
	    "varde: the system has no more memory; end other programs or give it more\n",
	    stderr);
	abort();
}

void *mem_alloc(size_t n)
{
	void *p = calloc(1, n ? n : 1);

	if (!p)
		out_of_memory();
	return p;
}

void *mem_resize(void *p, size_t n)
{
	void *q = realloc(p, n ? n : 1);

	if (!q)
		out_of_memory();
	return q;
}

void *mem_free(void *p)
{
	free(p);
	return NULL;
}

struct arena *arena_new(void)
{
	struct arena *arena = mem_alloc(sizeof(*arena));

	arena->next_size = CHUNK_MIN;
	return arena;
}

static void free_chunks(struct chunk *c)
{
	while (c) {
		struct chunk *next = c->next;

		free(c);
		c = next;
	}
}

struct arena *arena_free(struct arena *arena)
{
	if (arena) {
		free_chunks(arena->head);
		free(arena);
	}
	return NULL;
}

void arena_freep(struct arena **arena)
{
	*arena = arena_free(*arena);
}

void arena_clear(struct arena *arena)
{
	if (arena->head) {
		free_chunks(arena->head->next);
		arena->head->next = NULL;
		arena->head->used = 0;
	}
	arena->total = 0;
}

static struct chunk *chunk_new(struct arena *arena, size_t need)
{
	size_t size = MAX(need, arena->next_size);
	struct chunk *c;

	if (size > SIZE_MAX - sizeof(*c))
		out_of_memory();
	c = malloc(sizeof(*c) + size);
	if (!c)
		out_of_memory();
	c->size = size;
	c->used = 0;
	c->next = arena->head;
	arena->head = c;
	if (arena->next_size < CHUNK_MAX)
		arena->next_size *= 2;
	return c;
}

void *arena_alloc(struct arena *arena, size_t n)
{
	const size_t align = _Alignof(max_align_t);
	struct chunk *c = arena->head;
	void *p;

	if (n > SIZE_MAX / 2)
		out_of_memory();
	n = (n + align - 1) / align * align;
	if (!c || c->size - c->used < n)
		c = chunk_new(arena, n);
	p = (char *)c->data + c->used;
	c->used += n;
	arena->total += n;
	memset(p, 0, n);
	return p;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t n;

	if (__builtin_mul_overflow(count, size, &n))
		out_of_memory();
	return arena_alloc(arena, n);
}

char *arena_strdup(struct arena *arena, const char *s)
{
	return s ? arena_strndup(arena, s, strlen(s)) : NULL;
}

char *arena_strndup(struct arena *arena, const void *p, size_t n)
{
	char *to = arena_alloc(arena, n + 1);

	if (n)
		memcpy(to, p, n);
	return to;
}

struct span arena_span(struct arena *arena, struct span s)
{
	return span_of(arena_strndup(arena, s.p, s.n), s.n);
}

char *arena_vprintf(struct arena *arena, const char *fmt, va_list ap)
{
	va_list again;
	int n;
	char *to;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		return arena_strdup(arena, "");
	to = arena_alloc(arena, (size_t)n + 1);
	(void)vsnprintf(to, (size_t)n + 1, fmt, ap); /* the size was just measured */
	return to;
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list ap;
	char *to;

	va_start(ap, fmt);
	to = arena_vprintf(arena, fmt, ap);
	va_end(ap);
	return to;
}

size_t arena_used(const struct arena *arena)
{
	return arena->total;
}
