/* Any bytes are read or refused; what is read compiles or is refused, and matches in bounded
 * steps. */
#include "feed/recog.h"
#include "match/print.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct print_set *set = print_set_new();
	struct recog_file file;
	struct print_values values;

	if (recog_parse(span_of(data, size), arena, &file, NULL) == 0) {
		vec_foreach (p, &file.prints)
			if (print_set_add(set, &p->print, NULL) == 0)
				vec_foreach (e, &p->examples)
					(void)print_match(
					    set, p->print.field, e->text, arena, &values, NULL);
	}
	(void)print_set_free(set);
	(void)arena_free(arena);
	return 0;
}
