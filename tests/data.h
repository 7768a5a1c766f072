/* Real public data for tests: ../shared/data beside the project, or the folder that VARDE_DATA
 * names. */
#ifndef VARDE_TESTS_DATA_H
#define VARDE_TESTS_DATA_H

#include "base/arena.h"
#include "base/span.h"

/* The file of that name in the arena; p is NULL when it is not there. */
struct span data_read(const char *name, struct arena *arena);

/* The same, and the test is skipped when it is not there. */
#define data_need(ret, name, arena)                                          \
	do {                                                                 \
		*(ret) = data_read(name, arena);                             \
		if (!(ret)->p) {                                             \
			(void)arena_free(arena);                             \
			print_message("# %s is not there: skipped\n", name); \
			skip();                                              \
		}                                                            \
	} while (0)

#endif
