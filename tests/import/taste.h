/* Readers at work: what a file gave, as text. */
#ifndef VARDE_TESTS_IMPORT_TASTE_H
#define VARDE_TESTS_IMPORT_TASTE_H

#include "import/import.h"
#include "test.h"

/* Reads the text; fails the test when it is refused or of another tool. In the arena. */
struct import_file taste_read(struct arena *arena, int tool, const char *text);

/*
 * Fails the test unless the text is read as exactly these lines, "SEVERITY RULE PLACE" a
 * finding, with " CVE-..." behind: "high ssl-poodle www.chu.test/192.0.2.1:443/path CVE-...".
 */
void taste_assert(int tool, const char *text, const char *want);

/* Fails the test unless the text is refused with that error and a message. */
void taste_refused(const char *text, int err);

/* Every proper beginning of the text and the text with garbage in it are read or refused
 * without harm; what is read has values within their bounds. */
void taste_harmless(const char *text);

/* The finding of that rule; fails the test when there is none. */
const struct tool_finding *taste_find(const struct import_file *file, const char *rule);

#endif
