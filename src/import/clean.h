/* Words of foreign files as values that may be stored: every one validated, bounded, or left
 * out. */
#ifndef VARDE_IMPORT_CLEAN_H
#define VARDE_IMPORT_CLEAN_H

#include "model/tool.h"

/* One line of text: valid UTF-8, no control characters, blanks and line ends as one blank,
 * markup (<b>) left out, at most max bytes. "" for nothing. In the arena. */
const char *clean_line(struct arena *arena, struct span text, size_t max);

/* The same of a string; NULL is "". */
const char *clean_text(struct arena *arena, const char *text, size_t max);

/* Adds the CVE numbers in the text to the list, each once, TOOL_CVES at most. */
void clean_cves(struct arena *arena, const char *text, struct text_list *cves);

/* The number of a CWE in "CWE-79", "cwe:79" or "79"; 0 for none. */
int64_t clean_cwe(const char *text);

/* The vector when it is a CVSS vector, also behind "CVSS2#" and with blanks around; else NULL.
 */
const char *clean_vector(struct arena *arena, const char *text);

/* How bad a vector says it is, by its base score; CRIT_INFO for a score of 0. */
int clean_severity(const char *vector);

/* How bad a score in text is ("7.5"); dflt when it is none. */
int clean_score(const char *text, int dflt);

/* How bad a word says it is ("High", "moderate", "warning", "OK"); dflt for others. */
int clean_word(const char *word, int dflt);

/*
 * A time in any of the forms that the tools write: RFC 3339 with or without zone, seconds since
 * 1970, "Tue Nov 21 10:15:00 2023", "Tue, 21 Nov 2023 10:15:00". Without a zone it is UTC. 0
 * when it is none, or outside of 2000 to 2100. ms since 1970.
 */
int64_t clean_time(const char *text);

/* Sets host or addr by what the text is (a name in Unicode too, an address, also in brackets);
 * neither when it is none of them. Gives whether it is one. */
bool clean_host(struct arena *arena, struct span text, struct tool_finding *f);

/* Sets host or addr, port, and path of a URL, without what else is in it: user, query and
 * fragment may hold what somebody wrote. False when it is no http(s) URL. */
bool clean_url(struct arena *arena, const char *url, struct tool_finding *f);

/* A port number, 0 for anything else. */
int64_t clean_port(const char *text);

#endif
