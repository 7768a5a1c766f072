/* Runs a reader over the lines of a file and times it: shared by the JSON benchmark's programs,
 * so it knows no library of theirs. */
#ifndef VARDE_BENCH_LINES_H
#define VARDE_BENCH_LINES_H

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

/*
 * Reads each line of the file with fn, which gives the number of members of the object or a
 * negative number for a fault, three times. Prints NAME, the best time in ms, and the sum of
 * the members. Gives an exit code.
 */
static inline int lines_run(
    const char *name, const char *path, long (*fn)(const char *line, size_t n))
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	const char *text;
	double best = 1e9;
	long members = 0;

	if (fd < 0 || fstat(fd, &st) < 0)
		return 1;
	text = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (text == MAP_FAILED)
		return 1;
	for (int round = 0; round < 3; round++) {
		struct timespec from, to;
		double ms;

		members = 0;
		(void)clock_gettime(CLOCK_MONOTONIC, &from);
		for (const char *at = text, *end = text + st.st_size, *stop; at < end;
		     at = stop + 1) {
			long n;

			stop = memchr(at, '\n', (size_t)(end - at));
			n = stop ? fn(at, (size_t)(stop - at)) : -1;
			if (n < 0)
				return 1;
			members += n;
		}
		(void)clock_gettime(CLOCK_MONOTONIC, &to);
		ms = (double)(to.tv_sec - from.tv_sec) * 1e3 +
		     (double)(to.tv_nsec - from.tv_nsec) / 1e6;
		best = ms < best ? ms : best;
	}
	(void)printf("%s %.1f %ld\n", name, best, members);
	return 0;
}

#endif
