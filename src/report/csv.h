/* findings.csv: one row a finding, in the report's language, safe to open in a spreadsheet. */
#ifndef VARDE_REPORT_CSV_H
#define VARDE_REPORT_CSV_H

#include "base/err.h"
#include "base/str.h"
#include "report/input.h"

/*
 * Appends the file: a row of titles, then the run's findings, then those of the previous run
 * that are fixed or not assessable. Cells are separated by a comma in English and by a
 * semicolon in French and Norwegian, as spreadsheets set to these languages expect.
 * ERR_UNSUPPORTED: no such language; ERR_LIMIT: *out is too small.
 */
int report_csv(const struct report_input *in, struct str *out) MUST_USE;

/* The separator of a language's file. */
char report_csv_separator(const char *lang);

#endif
