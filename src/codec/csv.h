/*
 * CSV (RFC 4180) that a spreadsheet opens without harm: a cell that it would read as a formula
 * gets a leading apostrophe, also when white space stands before the sign. Control characters
 * become U+FFFD, text-steering ones are shown by their code point.
 */
#ifndef VARDE_CODEC_CSV_H
#define VARDE_CODEC_CSV_H

#include "base/str.h"

struct csv_writer {
	struct str *out; /* borrowed */
	char separator;  /* ',' of the RFC, or ';' which spreadsheets expect where the comma is
			    the decimal sign */
	bool begun;      /* the row has a cell */
};

/* Begins a file with the byte order mark, by which spreadsheets know UTF-8. Borrows out. */
void csv_init(struct csv_writer *w, struct str *out, char separator);

/* Appends a cell of text (NULL: empty), quoted when needed, defused when a spreadsheet would
 * read a formula. */
void csv_cell(struct csv_writer *w, const char *text);

/* Appends a cell with a number, which is never defused. */
void csv_int(struct csv_writer *w, int64_t v);

/* Ends the row (CRLF). */
void csv_end(struct csv_writer *w);

/* Whether a spreadsheet would read the cell as a formula: = + - @ TAB CR first, white space
 * before it or not. */
bool csv_is_formula(struct span cell);

/*
 * Takes one cell out of *rest (which then begins after its separator or row end) and appends
 * its text to out; *ret_row_ends tells whether the row ends with it. The byte order mark is the
 * caller's to skip. ERR_SYNTAX: a quote inside a bare cell, or text after a closing quote;
 * ERR_TRUNCATED: no closing quote.
 */
int csv_next(struct span *rest, char separator, struct str *out, bool *ret_row_ends) MUST_USE;

#endif
