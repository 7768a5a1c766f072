/*
 * Reports as the Shadowserver Foundation sends them, and others after it: a CSV file a day and
 * kind, named YYYY-MM-DD-REPORT-WHATEVER.csv. Its first line names the columns; those that are
 * known fill an event, the others are kept as they are, so that a new column or a report of
 * another name is no error. Pure: bytes in, events out.
 */
#ifndef VARDE_FEED_SHADOWSERVER_H
#define VARDE_FEED_SHADOWSERVER_H

#include "base/err.h"
#include "model/event.h"

enum {
	SHADOWSERVER_COLUMNS = 256,  /* of one file */
	SHADOWSERVER_LINES = 20,     /* wrong rows that are named */
	SHADOWSERVER_ROWS = 5000000, /* of one file */
	SHADOWSERVER_CELL = 16384,   /* bytes of one cell */
};

struct shadowserver_counts {
	size_t rows;            /* that could be read */
	size_t wrong;           /* that could not */
	struct text_list lines; /* the first of these: "12: there is no time in it" */
};

/*
 * The report's name in that of a file ("2026-11-20-scan_rdp-hospital-asn.csv": "scan_rdp"), in
 * the arena; the file's name without its ending when it is named otherwise. Lower-case letters,
 * digits and "_" alone; "report" for nothing.
 */
const char *shadowserver_report(const char *file, struct arena *arena);

/*
 * Reads the file. like says what rows do not: feed, report, tlp, import. emit (NULL: rows are
 * only counted) gets each event; its texts live in the arena, which emit may clear when it has
 * what it needs. An error of emit ends the reading. ERR_SYNTAX: no header with a time and a
 * place, no CSV, or more rows are wrong than right; ERR_LIMIT: too much. *ret is set in any
 * case and lives in the arena keep.
 */
int shadowserver_read(struct span text, const struct event *like, struct arena *arena,
    int (*emit)(void *ctx, struct event *event), void *ctx, struct arena *keep,
    struct shadowserver_counts *ret, struct msg *msg) MUST_USE;

#endif
