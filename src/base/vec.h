/*
 * Growing arrays whose elements an arena owns: declare VEC(struct x) v; push with
 * vec_push(arena, &v, element). Growing copies into a new block, so pointers to elements are
 * good until the next push.
 */
#ifndef VARDE_BASE_VEC_H
#define VARDE_BASE_VEC_H

#include "base/arena.h"

#define VEC(type)                                      \
	struct {                                       \
		type *items; /* the arena owns them */ \
		size_t n, cap;                         \
	}

/* Makes room for one more element of size bytes; used by vec_push. Gives the (moved) items. */
void *vec_grow(struct arena *arena, void *items, size_t n, size_t *cap, size_t size);

#define vec_push(arena, v, ...)                                                         \
	do {                                                                            \
		if ((v)->n == (v)->cap)                                                 \
			(v)->items = vec_grow(                                          \
			    arena, (v)->items, (v)->n, &(v)->cap, sizeof(*(v)->items)); \
		(v)->items[(v)->n++] = (__VA_ARGS__);                                   \
	} while (0)

#define vec_foreach(it, v)                                                                   \
	for (__typeof__((v)->items + 0) it = (v)->items; (v)->n && it < (v)->items + (v)->n; \
	     it++)

#endif
