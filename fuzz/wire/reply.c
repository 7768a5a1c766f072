#include "wire/reply.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size), rest, text;
	struct reply reply, again;

	if (reply_parse(all, &reply) < 0)
		return 0;
	HOLDS(reply.code >= 100 && reply.code <= 599);
	HOLDS(reply.lines.n && fuzz_inside(reply.lines, all));
	HOLDS(reply_parse(reply.lines, &again) == 0);
	HOLDS(again.code == reply.code && again.lines.n == reply.lines.n);
	HOLDS(reply_parse(span_sub(all, 0, reply.lines.n - 1), &again) < 0);
	rest = reply.lines;
	while (reply_text(&rest, &text))
		HOLDS(fuzz_inside(text, all));
	(void)reply_is_enhanced(&reply);
	return 0;
}
