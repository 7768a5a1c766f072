/* Writes the sample document as a PDF: sample-pdf LANGUAGE FINDINGS FILE. The checks of
 * tests/interop read it. */
#include "../report/sample_doc.h"

#include "report/pdf.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct str out;
	struct msg msg = {0};
	FILE *f;
	int err;

	if (argc != 4)
		return 2;
	str_init(&out, 64 << 20);
	err = report_pdf(
	    sample_doc(arena, argv[1], (size_t)strtoul(argv[2], NULL, 10)), &out, &msg);
	if (err) {
		(void)fprintf(
		    stderr, "sample-pdf: %s: %s; %s\n", msg.what, msg.detail, msg.hint);
		return 1;
	}
	f = fopen(argv[3], "wb");
	if (!f || fwrite(out.p, 1, out.n, f) != out.n || fclose(f) != 0) {
		perror(argv[3]);
		return 1;
	}
	str_done(&out);
	arena_free(arena);
	return 0;
}
