/* From stored observations to findings and deliverables. */
#ifndef VARDE_RUN_FINISH_H
#define VARDE_RUN_FINISH_H

#include "assess/assess.h"
#include "report/write.h"
#include "store/observation.h"
#include "store/run.h"

/* A stored run with all that a report of it is made from. Everything lives in one arena. */
struct stored_run {
	struct run run;
	struct observations obs;
	struct findings findings; /* against the compared run when there is one, else all new */
	struct run previous;      /* id NULL: nothing to compare with */
	struct findings told;     /* findings and gone together, when it was compared */
	struct findings gone;     /* the previous run's that this one lacks */
};

/* What differs between two deliverables of one run; NULL and 0 for what is usual. */
struct finish_options {
	const char *lang;         /* "en" */
	const char *label;        /* "TLP:AMBER" */
	const char *organisation; /* the first target's name */
	const char *watermark;    /* none; see struct report_input */
	int64_t now;              /* the present, epoch ms */
};

/* Finds the run of that id, "latest" the newest. ERR_NOTFOUND with a message that says how to
 * list them. */
int finish_find(struct db *db, const char *id, struct arena *arena, struct run *ret,
    struct msg *msg) MUST_USE;

/*
 * Loads a run; id "latest" is the newest one. compare: the run to compare with, "none", or NULL
 * for the newest earlier one of the same perimeter. Assesses anew: knowledge may have grown.
 * ERR_NOTFOUND and errors of the store, with a message.
 */
int finish_load(struct db *db, const char *id, const char *compare, struct arena *arena,
    struct stored_run *ret, struct msg *msg) MUST_USE;

/*
 * For a run that has seen all it will: stores run->state and .ended, loads it as finish_load
 * does, and gathers the addresses it sent from. Nothing else is stored (finish_store).
 */
int finish_assess(struct db *db, struct run *run, const char *compare, struct arena *arena,
    struct stored_run *ret, struct msg *msg) MUST_USE;

/* Stores the findings, their number and what they were compared with; the run's state is the
 * caller's. */
int finish_store(struct db *db, struct stored_run *stored, struct msg *msg) MUST_USE;

/* The watermark of somebody's copy, in the language (NULL: "en"): "For NAME, DATE,
 * ORGANISATION"; organisation may be NULL. The arena owns it. */
const char *finish_watermark(const char *lang, const char *name, int64_t when,
    const char *organisation, struct arena *arena);

/* Writes the formats (a mask) into the folder; as report_write. */
int finish_report(const struct stored_run *stored, const struct finish_options *options,
    const char *folder, unsigned formats, struct msg *msg) MUST_USE;

/* Appends one format to *out (LIMIT_DOCUMENT is enough for all); as report_render. */
int finish_render(const struct stored_run *stored, const struct finish_options *options,
    enum report_format format, struct str *out, struct msg *msg) MUST_USE;

#endif
