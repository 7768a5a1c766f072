/* A run: one audit from order to report, as the store keeps it. */
#ifndef VARDE_MODEL_RUN_H
#define VARDE_MODEL_RUN_H

#include "model/record.h"

/* What decides until when something must be mended. */
enum deadlines {
	DEADLINES_BOD_26_04,  /* CISA's table: exposure, exploited, automatable, impact */
	DEADLINES_CVSS_BANDS, /* critical 7, high 30, medium 90 days, else the next update */
};

/* Names of the values; NULL-terminated. */
extern const char *const deadlines_names[];

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
	int deadlines;            /* enum deadlines: what decides its deadlines */
};

/* The fields of struct run. */
extern const struct record_type run_type;

#endif
