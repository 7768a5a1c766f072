/*
 * render FOLDER LANG FINDINGS FLAGS [FORMAT]: writes the report of the sample input
 * (tests/report/sample_input.h), for the browser and interop tests, the benchmark and pictures.
 */
#include "base/parse.h"
#include "report/write.h"
#include "sample_input.h"

#include <stdio.h>

int main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	const char *format = argc == 6 ? argv[5] : "all";
	int64_t n, flags;
	struct msg msg = {0};
	int r;

	if (argc < 5 || argc > 6 || parse_int(span_str(argv[3]), 0, 100000, &n) < 0 ||
	    parse_int(span_str(argv[4]), 0, 31, &flags) < 0 || !report_format_of(format)) {
		(void)fputs("usage: render FOLDER LANG FINDINGS FLAGS [FORMAT]\n", stderr);
		return 2;
	}
	r = report_write(sample_input(arena, argv[2], (size_t)n, (unsigned)flags), argv[1],
	    report_format_of(format), &msg);
	if (r < 0)
		(void)fprintf(stderr, "render: %s: %s (%s)\n", msg.what, msg.detail, msg.hint);
	arena_free(arena);
	return r < 0;
}
