#include "data.h"

#include <stdio.h>
#include <stdlib.h>

struct span data_read(const char *name, struct arena *arena)
{
	const char *folder = getenv("VARDE_DATA");
	const char *path =
	    arena_printf(arena, "%s/%s", folder ? folder : VARDE_SHARED "/data", name);
	FILE *f = fopen(path, "rb");
	struct span ret = {0};
	long n;

	if (!f)
		return ret;
	if (fseek(f, 0, SEEK_END) == 0 && (n = ftell(f)) > 0) {
		uint8_t *p = arena_alloc(arena, (size_t)n);

		rewind(f);
		if (fread(p, 1, (size_t)n, f) == (size_t)n)
			ret = span_of(p, (size_t)n);
	}
	(void)fclose(f);
	return ret;
}
