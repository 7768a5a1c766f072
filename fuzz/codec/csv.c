/* A cell that is written is read back as it was defused, and never as a formula; any text can
 * be read. */
#include "codec/csv.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct span rest = span_of(data, size);
	struct csv_writer w;
	bool ends;
	STR_AUTO(out, (size_t)1 << 24);
	STR_AUTO(cell, (size_t)1 << 24);

	csv_init(&w, &out, ';');
	csv_cell(&w, arena_strndup(arena, data, size));
	csv_end(&w);
	while (rest.n && csv_next(&rest, ',', &cell, &ends) == 0)
		HOLDS(fuzz_inside(rest, span_of(data, size)));
	str_clear(&cell);
	rest = span_sub(str_bytes(&out), 3, out.n);
	HOLDS(csv_next(&rest, ';', &cell, &ends) == 0 && ends && rest.n == 0);
	HOLDS(!csv_is_formula(str_bytes(&cell)));
	arena_free(arena);
	return 0;
}
