/* From stored observations to findings and the report: what audit and report have in common. */
#ifndef VARDE_CMD_FINISH_H
#define VARDE_CMD_FINISH_H

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

/*
 * Loads a run; id "latest" is the newest one. compare: the run to compare with, "none", or NULL
 * for the newest earlier one of the same perimeter. Assesses anew: knowledge may have grown.
 * ERR_NOTFOUND and errors of the store, with a message.
 */
int finish_load(struct db *db, const char *id, const char *compare, struct arena *arena,
    struct stored_run *ret, struct msg *msg) MUST_USE;

#define FINISH_BEGIN_HINT "Begin with: varde audit DOMAIN ADDRESS/BITS --authorised-by \"...\""

/* The message for a command that wants a run when there is no database of one's own yet. */
void finish_nothing(struct arena *arena, struct msg *msg);

/* Finds the run of that id, "latest" the newest. ERR_NOTFOUND with a message that says how to
 * list them. */
int finish_find(struct db *db, const char *id, struct arena *arena, struct run *ret,
    struct msg *msg) MUST_USE;

/* Stores the findings, their number and what they were compared with; the run's state is the
 * caller's. */
int finish_store(struct db *db, struct stored_run *stored, struct msg *msg) MUST_USE;

/* Writes the report's files. lang, label and organisation may be NULL. */
int finish_report(const struct stored_run *stored, const char *lang, const char *label,
    const char *organisation, const char *folder, unsigned formats, struct msg *msg) MUST_USE;

/* Prints the findings as a table: at most max rows, texts in the language. */
void finish_print(const struct stored_run *stored, const char *lang, size_t max);

/* "2 critical, 5 high, ..." in the arena. */
char *finish_counts(const struct findings *findings, struct arena *arena);

#endif
