/* Any bytes as a tool's file: what is read has values that fit their record. */
#include "import/import.h"

#include "codec/utf8.h"
#include "fuzz.h"

static void check(const struct tool_finding *f)
{
	HOLDS(f->rule && f->rule[0] && strlen(f->rule) <= TOOL_TEXT);
	HOLDS(f->title && strlen(f->title) <= TOOL_TEXT && utf8_valid(span_str(f->title)));
	HOLDS(!f->evidence || strlen(f->evidence) <= TOOL_EVIDENCE);
	HOLDS(!f->path || strlen(f->path) <= TOOL_TEXT);
	HOLDS((f->host || f->addr) && f->port >= 0 && f->port <= 65535);
	HOLDS(f->severity >= 0 && f->severity < CRIT_LEVELS && f->cves.n <= TOOL_CVES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct import_file file = {0};
	struct msg msg = {0};

	if (import_read(span_of(data, size), arena, &file, &msg) == 0)
		vec_foreach (f, &file.findings.all)
			check(f);
	else
		HOLDS(msg.what[0] && msg.hint[0]);
	arena_free(arena);
	return 0;
}
