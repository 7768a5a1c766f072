/*
 * Time and memory of a report of 1,000 findings in all formats, from records in memory to files
 * on disk. Fails when a limit of the design is passed: 1 s, 64 MiB. Argument: folder to write
 * to.
 */
#include "report/sample_input.h"
#include "report/write.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

enum { FINDINGS = 1000, ROUNDS = 5, LIMIT_MS = 1000, LIMIT_KIB = 64 << 10 };

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* The best of a few rounds: what else runs on the machine is not ours to measure. */
static double best_of(const struct report_input *in, const char *folder, unsigned formats)
{
	double best = 1e9;

	for (int i = 0; i < ROUNDS; i++) {
		struct msg msg = {0};
		double begin = now_ms(), ms;

		if (report_write(in, folder, formats, &msg) < 0) {
			(void)fprintf(stderr, "bench: %s: %s\n", msg.what, msg.detail);
			return -1;
		}
		ms = now_ms() - begin;
		best = MIN(best, ms);
	}
	return best;
}

int main(int argc, char **argv)
{
	static const char *const names[] = {"html", "pdf", "json", "csv", "ndjson", "all"};
	const char *folder = argc > 1 ? argv[1] : "bench-report";
	struct arena *arena = arena_new();
	struct report_input *in = sample_input(arena, "nb", FINDINGS, SAMPLE_COMPARED);
	struct rusage usage;
	double ms = 0;

	for (size_t i = 0; i < ARRAY_LEN(names) && ms >= 0; i++) {
		ms = best_of(in, folder, report_format_of(names[i]));
		(void)printf("report of %d findings, %s: %.0f ms\n", FINDINGS, names[i], ms);
	}
	arena_free(arena);
	getrusage(RUSAGE_SELF, &usage);
	(void)printf(
	    "report of %d findings, peak memory: %ld KiB\n", FINDINGS, usage.ru_maxrss);
	if (ms < 0 || ms > LIMIT_MS || usage.ru_maxrss > LIMIT_KIB) {
		(void)fprintf(
		    stderr, "bench: over the limit of %d ms or %d KiB\n", LIMIT_MS, LIMIT_KIB);
		return 1;
	}
	return 0;
}
