/* report.json and observations.ndjson: the report for machines, under the closed schemas of
 * docs/schema/. */
#ifndef VARDE_REPORT_JSON_H
#define VARDE_REPORT_JSON_H

#include "base/err.h"
#include "base/str.h"
#include "codec/json.h"
#include "report/input.h"

/* Appends report.json. ERR_UNSUPPORTED: no such language; ERR_LIMIT: *out is too small. */
int report_json(const struct report_input *in, struct str *out) MUST_USE;

/* Appends the run's observations, one JSON object a line. ERR_LIMIT: *out is too small. */
int report_ndjson(const struct report_input *in, struct str *out) MUST_USE;

/* Writes the closed JSON schema (2020-12) of report.json, of one line of NDJSON, and of a
 * record. */
void report_json_schema(struct json_writer *w);
void report_json_schema_observation(struct json_writer *w);
void report_json_schema_record(const struct record_type *type, struct json_writer *w);

/*
 * Appends JSON text with what steers terminals and editors written as \u escapes: C1 controls,
 * DEL, bidirectional and invisible characters. They can only stand inside strings, where an
 * escape means the same.
 */
void report_json_quiet(struct str *out, struct span json);

#endif
