/* Writes the files of a report into a folder, each whole or not at all. */
#ifndef VARDE_REPORT_WRITE_H
#define VARDE_REPORT_WRITE_H

#include "base/err.h"
#include "base/str.h"
#include "report/input.h"

enum report_format {
	REPORT_HTML = 1,    /* report.html */
	REPORT_PDF = 2,     /* report.pdf */
	REPORT_JSON = 4,    /* report.json */
	REPORT_CSV = 8,     /* findings.csv */
	REPORT_NDJSON = 16, /* observations.ndjson */
	REPORT_ALL = 31,
};

/* The format of that name ("html", "pdf", "json", "csv", "ndjson", "all"), or 0. */
unsigned report_format_of(const char *name);

/* The media type of one format: "application/pdf". */
const char *report_media_type(enum report_format format);

/*
 * The file's name: "report.pdf". Tables and lines of records carry no watermark in themselves,
 * so with one (NULL for none) their names do: "findings-for-anna-berg-2026-11-22.csv", in ASCII
 * letters and digits. The arena owns it.
 */
const char *report_file_name(
    enum report_format format, const char *watermark, struct arena *arena);

/*
 * Appends one format to *out. ERR_UNSUPPORTED: no such language; ERR_LIMIT: *out is too small;
 * ERR_NOTFOUND: a typeface for the PDF is missing. *msg (NULL allowed) says what to do.
 */
int report_render(const struct report_input *in, enum report_format format, struct str *out,
    struct msg *msg) MUST_USE;

/*
 * Writes the formats (a mask) into the folder, which is made when it is missing. All are
 * rendered before the first is written, and each takes the place of an old one only when it is
 * whole: ERR_FULL, ERR_DENIED, ERR_IO leave the old file. ERR_UNSUPPORTED: no such language;
 * ERR_LIMIT: larger than LIMIT_DOCUMENT; ERR_NOTFOUND: a typeface for the PDF is missing. *msg
 * (NULL allowed) says what to do.
 */
int report_write(const struct report_input *in, const char *folder, unsigned formats,
    struct msg *msg) MUST_USE;

#endif
