#include "wire/smtp.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size), rest, keyword, params;
	struct reply reply;

	HOLDS(!smtp_greets(all) || size >= 4);
	if (reply_parse(all, &reply) < 0)
		return 0;
	rest = reply.lines;
	if (smtp_skip_domain(&rest, &keyword))
		HOLDS(fuzz_inside(keyword, all));
	while (smtp_extension(&rest, &keyword, &params)) {
		HOLDS(keyword.n && fuzz_inside(keyword, all) && fuzz_inside(params, all));
		HOLDS(span_find(keyword, " ") < 0 && span_find(keyword, "=") < 0);
	}
	HOLDS(rest.n == 0);
	return 0;
}
