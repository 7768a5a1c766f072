/*
 * Arenas: memory by lifetime (process, run, job, target, request). Allocation never fails: when
 * the system has no more memory the process ends with a message, since no collector or command
 * can do better, and its parent copes. Whoever reads foreign bytes bounds them (base/limits.h)
 * before they become an allocation.
 */
#ifndef VARDE_BASE_ARENA_H
#define VARDE_BASE_ARENA_H

#include "base/macros.h"
#include "base/span.h"

#include <stdarg.h>

struct arena;

/* A new, empty arena. Gives; arena_free ends it. */
struct arena *arena_new(void);

/* Frees the arena and everything in it; NULL is allowed. Returns NULL. */
struct arena *arena_free(struct arena *arena);

/* Cleanup-attribute helper: frees *arena. */
void arena_freep(struct arena **arena);

/* Forgets everything in the arena but keeps one chunk for reuse. */
void arena_clear(struct arena *arena);

/* n zeroed bytes, aligned for any type. Never NULL. The arena owns them. */
void *arena_alloc(struct arena *arena, size_t n);

/* A zeroed array of count elements of size bytes; ends the process on overflow. The arena owns
 * it. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* A NUL-terminated copy of s; NULL gives NULL. The arena owns it. */
char *arena_strdup(struct arena *arena, const char *s);

/* A NUL-terminated copy of n bytes at p (embedded NULs are copied). The arena owns it. */
char *arena_strndup(struct arena *arena, const void *p, size_t n);

/* A copy of the span's bytes. The arena owns it. */
struct span arena_span(struct arena *arena, struct span s);

/* Formats as printf into the arena. Never NULL. The arena owns the text. */
char *arena_printf(struct arena *arena, const char *fmt, ...) PRINTF(2, 3);

/* The same with a va_list. */
char *arena_vprintf(struct arena *arena, const char *fmt, va_list ap) PRINTF(2, 0);

/* Bytes handed out since creation or the last clear. */
size_t arena_used(const struct arena *arena);

#define ARENA_NEW(arena, type)          ((type *)arena_alloc(arena, sizeof(type)))
#define ARENA_ARRAY(arena, count, type) ((type *)arena_array(arena, count, sizeof(type)))

/* Heap memory for the few things that outlive every arena. Never NULL; end the process when
 * there is none. */
void *mem_alloc(size_t n);
void *mem_resize(void *p, size_t n); /* takes p, gives the moved block */
void *mem_free(void *p);             /* takes p, NULL is allowed; returns NULL */

#endif
