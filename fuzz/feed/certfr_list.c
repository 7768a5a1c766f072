/* Any bytes as a list of CERT-FR: what it gives are paths. */
#include "feed/certfr_list.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct certfr_list list;
	struct msg msg = {0};

	if (certfr_list_read(span_of(data, size), arena, &list, &msg) < 0)
		HOLDS(msg.what[0] && msg.detail[0]);
	else
		vec_foreach (item, &list.all)
			HOLDS(item->path[0] == '/' && item->path[1] != '/' &&
			      !strchr(item->path, '.'));
	arena_free(arena);
	return 0;
}
