#include "base/vec.h"

void *vec_grow(struct arena *arena, void *items, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : 8;
	void *to = arena_array(arena, more, size);

	if (n)
		memcpy(to, items, n * size);
	*cap = more;
	return to;
}
