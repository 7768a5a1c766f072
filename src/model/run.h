/* A run: one audit from order to report, as the store keeps it. */
#ifndef VARDE_MODEL_RUN_H
#define VARDE_MODEL_RUN_H

#include "model/record.h"

enum run_state { RUN_RUNNING, RUN_STOPPED, RUN_FINISHED, RUN_FAILED };

struct run {
	const char *id; /* "20261121-093000-k3v9": sorts by time */
	int state;      /* enum run_state */
	int64_t created;
	int64_t started, ended;
	const char *authorised_by;
	struct text_list targets;
	struct text_list exclude;
	const char *profile;
	const char *job;          /* the job as JSON, to resume with */
	const char *tool;         /* "varde 0.1.0" */
	struct text_list sources; /* addresses that packets came from */
	const char *compared;     /* id of the run it was compared with */
	int64_t findings;         /* number of findings */
};

/* The fields of struct run. */
extern const struct record_type run_type;

#endif
