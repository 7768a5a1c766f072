/*
 * Work on a case: what is said, tasks, the timeline with the log of decisions, what was seen of
 * the attacker, what it has to do with. Who may is the caller's question; what must be so is
 * checked here. Each function is a transaction with its entry in the log.
 */
#ifndef VARDE_DESK_INCIDENT_WORK_H
#define VARDE_DESK_INCIDENT_WORK_H

#include "desk/incident_sight.h"
#include "desk/log.h"

/*
 * Says something: sets id and time. The parties must be of the case (none: its owner and the
 * CERT); under RED persons must be named. POST_ANSWER stops the CERT's own clock of its
 * parties. Parties that see it hear of it, and the CERT when a party says it. ERR_RANGE,
 * ERR_UNSUPPORTED (the case has ended), ERR_NOTFOUND.
 */
int incident_post_put(struct db *db, const struct actor *actor, struct incident_post *post,
    int64_t now, struct arena *arena) MUST_USE;

/* Sets a task: id, created. party NULL: the CERT's own; else the party hears of it. ERR_RANGE,
 * ERR_NOTFOUND. */
int incident_task_put(struct db *db, const struct actor *actor, struct incident_task *task,
    int64_t now, struct arena *arena) MUST_USE;

/* Ends it (TASK_DONE or TASK_DROPPED). The next situation report is due so many hours later.
 * ERR_NOTFOUND (no such task of the case), ERR_UNSUPPORTED (it has ended). */
int incident_task_end(struct db *db, const struct actor *actor, const char *incident,
    const char *task, int state, int64_t now, struct arena *arena) MUST_USE;

/* Writes a line into the timeline; a decision needs its why. Sets id and entered. ERR_RANGE,
 * ERR_NOTFOUND. */
int incident_entry_put(struct db *db, const struct actor *actor, struct incident_entry *entry,
    int64_t now, struct arena *arena) MUST_USE;

/* Enters what was seen, one value a line. ERR_RANGE (none, too many, too long). */
int incident_observables_put(struct db *db, const struct actor *actor,
    const struct incident_observable *like, const struct text_list *values, int64_t now,
    struct arena *arena) MUST_USE;

/* Makes a candidate indicator of it (desk/ioc.h): the case's number is its source, its label
 * the stricter of the case's and AMBER. ERR_RANGE (it is none: message), ERR_UNSUPPORTED (an
 * exercise), ERR_NOTFOUND. MAY_REVIEW. */
int incident_observable_candidate(struct db *db, const struct actor *actor,
    const char *incident, const char *observable, int64_t now, struct arena *arena) MUST_USE;

/* Links the case to a thing: by its kind and its number or identifier as people write it; sets
 * id, object, label and org of *link. ERR_NOTFOUND (no such thing), ERR_EXISTS. */
int incident_link_put(struct db *db, const struct actor *actor, struct incident_link *link,
    const char *what, int64_t now, struct arena *arena) MUST_USE;

/* Takes the link away. ERR_NOTFOUND. */
int incident_link_drop(struct db *db, const struct actor *actor, const char *incident,
    const char *link, int64_t now, struct arena *arena) MUST_USE;

#endif
