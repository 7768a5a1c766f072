/* A made-up but realistic hospital audit, for tests, the benchmark and pictures: the same seed
 * gives the same input. */
#ifndef VARDE_TESTS_REPORT_SAMPLE_INPUT_H
#define VARDE_TESTS_REPORT_SAMPLE_INPUT_H

#include "report/input.h"

enum sample_flag {
	SAMPLE_COMPARED =
	    1, /* with an earlier run: some findings new, some fixed, some not assessable */
	SAMPLE_HOSTILE =
	    2, /* every foreign text carries markup, formulas, escapes, overrides */
	SAMPLE_STOPPED = 4, /* stopped before its end: coverage with gaps */
	SAMPLE_EMPTY = 8,   /* no host answered, no finding */
	SAMPLE_CLEAN = 16,  /* hosts, but no finding */
};

/* What hostile samples carry in every foreign text. */
#define SAMPLE_HOSTILE_TEXT                                                           \
	"=cmd|'/c calc'!A1 </script><img src=x onerror=alert(1)> \x1b[31mred\x1b[0m " \
	"\xe2\x80\xae"                                                                \
	"gnp.exe & \"q\" 'a'"

/* The input with that many findings (at least the hospital's own ones are used first); the
 * arena owns everything. */
struct report_input *sample_input(
    struct arena *arena, const char *lang, size_t findings, unsigned flags);

#endif
