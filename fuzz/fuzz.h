/* What the fuzz targets share. A target is LLVMFuzzerTestOneInput over one parser, of at most
 * 30 lines. */
#ifndef VARDE_FUZZ_FUZZ_H
#define VARDE_FUZZ_FUZZ_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An invariant: false is a crash, whatever the build. */
static inline void fuzz_holds(bool condition)
{
	if (!condition)
		__builtin_trap();
}
#define HOLDS(condition) fuzz_holds(condition)

/* Whether the part (borrows) lies inside the whole: every result of a parser does. */
static inline bool fuzz_inside(struct span part, struct span whole)
{
	return part.n == 0 || (part.p >= whole.p && part.n <= whole.n &&
				  part.p - whole.p <= (ptrdiff_t)(whole.n - part.n));
}

/* Whether the two hold the same bytes. */
static inline bool fuzz_same(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

#endif
