/* The member "vulnerabilities" of report.json: one record for each vulnerability of each
 * finding about software, with values of their own where the finding has lines of text. */
#ifndef VARDE_REPORT_JSON_SOFTWARE_H
#define VARDE_REPORT_JSON_SOFTWARE_H

#include "report/view.h"

/* The record's fields, for the schema. */
extern const struct record_type report_json_software_type;

/* Writes the records of the view's present findings, then of those to be verified, into the
 * list that w is writing. ended: of the run, from which deadlines count where a finding does
 * not say when it was first seen. */
void report_json_software(
    const struct view *view, int64_t ended, struct arena *arena, struct json_writer *w);

#endif
