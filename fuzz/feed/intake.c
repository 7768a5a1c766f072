/* Any lines, by whatever format sniffs them: what is taken can be stored, what is not has a
 * reason. */
#include "feed/intake.h"

#include "fuzz.h"

static void on_line(const struct intake *in)
{
	for (int i = 0; i < INTAKE_SIDES && in->event; i++) {
		struct event e = in->of;

		e.type = in->type[i];
		e.addr = in->side[i].addr;
		e.addr_key = in->side[i].addr_key;
		e.port = in->side[i].port;
		e.name = in->side[i].name;
		HOLDS(record_validate(&event_type, &e, NULL) == 0);
	}
	for (size_t i = 0; i < in->nmet; i++)
		HOLDS(in->met[i].value && in->met[i].kind < TRACE_KINDS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct event like = {
	    .feed = "fuzz", .report = "r", .import = "i", .time = INT64_C(1795356000000)};
	struct span rest = span_of(data, size), line;

	while (span_line(&rest, &line)) {
		struct intake_read rd = {.like = &like, .arena = arena_new(), .line = line};
		const struct intake_format *format = NULL;
		struct intake in;
		int r = intake_line(&rd, &format, &in);

		HOLDS(r == 0 || rd.why);
		if (r == 0)
			on_line(&in);
		arena_free(rd.arena);
	}
	return 0;
}
