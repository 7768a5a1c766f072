/* render FOLDER LANG FINDINGS FLAGS: writes the report of the sample input, for the browser and interop tests and pictures. */
#include "base/limits.h"
#include "base/parse.h"
#include "os/file.h"
#include "report/build.h"
#include "report/html.h"
#include "sample_input.h"

#include <stdio.h>

int main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	int64_t n, flags;
	struct doc *doc;
	struct msg msg = { 0 };
	STR_AUTO(out, LIMIT_DOCUMENT);

	if (argc != 5 || parse_int(span_str(argv[3]), 0, 100000, &n) < 0 ||
	    parse_int(span_str(argv[4]), 0, 31, &flags) < 0) {
		fputs("usage: render FOLDER LANG FINDINGS FLAGS\n", stderr);
		return 2;
	}
	if (report_build(sample_input(arena, argv[2], (size_t)n, (unsigned)flags), arena, &doc) < 0 ||
	    report_html(doc, &out) < 0 || file_make_folder(argv[1], 0755, &msg) < 0 ||
	    file_write(arena_printf(arena, "%s/report.html", argv[1]), str_bytes(&out), 0644, &msg) < 0) {
		fprintf(stderr, "render: %s %s\n", msg.what, msg.detail);
		return 1;
	}
	arena_free(arena);
	return 0;
}
