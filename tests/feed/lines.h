/* One line through a format, as text, for the tests of feed/intake.h. */
#ifndef VARDE_TESTS_FEED_LINES_H
#define VARDE_TESTS_FEED_LINES_H

#include "feed/intake.h"

#define LINES_NOW INT64_C(1795356000000) /* 2026-11-22T14:00:00Z */

/* Reads the line (file may be NULL) and compares what it says with want:
 *   "TYPE/TYPE VICTIM[!] SEVERITY TIME CLIENT:PORT[=NAME] SERVER:PORT[=NAME] INDICATOR xN"
 * and " KIND/VIA=VALUE" for each trace; "-" for nothing. The event must be valid. */
void lines_expect(const char *format, const char *file, const char *line, const char *want);

/* The line must be refused with that reason. */
void lines_refused(const char *format, const char *line, const char *why);

/* The detail and the id of the event of the line, in the arena. */
const char *lines_detail(const char *line, struct arena *arena);
const char *lines_id(const char *line, struct arena *arena);

#endif
