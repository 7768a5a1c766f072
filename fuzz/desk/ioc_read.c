/* Any bytes as an import of indicators: what it gives is canonical, and reads again as itself.
 */
#include "desk/ioc.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const struct ioc_import import = {.text = span_of(data, size),
	    .like = {.tlp = TLP_GREEN},
	    .now = INT64_C(1795000000000)};
	struct ioc_lines lines = {0};
	struct msg why = {0};
	size_t left = 0;

	if (ioc_read(&import, arena, &lines, &left, &why) < 0)
		HOLDS(why.what[0]);
	else
		vec_foreach (line, &lines.all) {
			struct ioc again = {0};

			HOLDS(line->why || line->ioc.tlp != TLP_RED ||
			      !span_starts(import.text, "{"));
			HOLDS(line->why || ioc_parse(span_str(line->ioc.value), line->ioc.type,
					       arena, &again, &why) == 0);
			HOLDS(line->why || strcmp(again.value, line->ioc.value) == 0);
		}
	arena_free(arena);
	return 0;
}
