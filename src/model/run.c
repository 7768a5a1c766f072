#include "model/run.h"

#include "base/limits.h"

static const char *const states[] = {"running", "stopped", "finished", "failed", NULL};

const char *const deadlines_names[] = {"bod-26-04", "cvss-bands", NULL};

static const struct field fields[] = {
    F_TEXT(run, id, FIELD_REQUIRED, 64, "Identifier; sorts by time."),
    F_ENUM(run, state, FIELD_REQUIRED, states, "How far it is."),
    F_TIME(run, created, FIELD_REQUIRED, "When it was ordered."),
    F_TIME(run, started, 0, "When the first packet was allowed."),
    F_TIME(run, ended, 0, "When it ended."),
    F_TEXT(run, authorised_by, 0, 512, "Who authorised it."),
    F_LIST(run, targets, FIELD_REQUIRED, 2048, "Perimeter."),
    F_LIST(run, exclude, 0, 2048, "Exclusions."),
    F_TEXT(run, profile, 0, 32, "How deep."),
    F_TEXT(run, job, 0, LIMIT_LINE, "The job as JSON."),
    F_TEXT(run, tool, 0, 64, "Program and version."),
    F_LIST(run, sources, 0, 64, "Addresses that packets came from."),
    F_TEXT(run, compared, 0, 64, "Run it was compared with."),
    F_INT(run, findings, 0, 0, INT64_MAX, "Number of findings."),
    F_ENUM(run, deadlines, 0, deadlines_names, "What decides its deadlines."),
};

const struct record_type run_type = RECORD_TYPE("run", run, fields, "One audit.");
