#include "model/observation.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	STR_AUTO(once, 1 << 24);
	STR_AUTO(twice, 1 << 24);
	struct observation o, again;
	struct msg msg;

	if (obs_parse(span_of(data, size), arena, &o, &msg) < 0)
		return 0;
	HOLDS(record_validate(&obs_types[o.kind], o.rec, &msg) == 0);
	HOLDS(obs_subject(&o) != NULL);
	obs_write(&o, &once);
	HOLDS(obs_parse(str_bytes(&once), arena, &again, &msg) == 0 && again.kind == o.kind);
	HOLDS(record_compare(&obs_types[o.kind], o.rec, again.rec) == 0);
	obs_write(&again, &twice);
	HOLDS(fuzz_same(str_bytes(&once), str_bytes(&twice)));
	return 0;
}
