/*
 * Legal clocks of incidents (struct obligation): the regimes as rows, where a clock stands,
 * what is submitted, and who is reminded. Every time is computed from when the organisation
 * became aware (or from when what came before was submitted), never from when a form was
 * opened.
 */
#ifndef VARDE_DESK_OBLIGATION_H
#define VARDE_DESK_OBLIGATION_H

#include "desk/log.h"
#include "model/incident.h"
#include "store/db.h"

#define OBLIGATION_HOUR INT64_C(3600000)

/* From when a clock counts. */
enum obligation_trigger {
	TRIGGER_AWARE,    /* the organisation became aware */
	TRIGGER_REPORTED, /* the CERT got the report */
	TRIGGER_NOTIFIED, /* the notification was submitted */
	TRIGGER_ASKED,    /* somebody asked for it */
};

/* When a clock is set up. */
enum obligation_when {
	WHEN_VICTIM,   /* for every organisation that is hit */
	WHEN_PERSONAL, /* when personal data are concerned */
	WHEN_ASKED,    /* when somebody asks */
};

struct obligation_row {
	const char *regime;
	int stage;   /* enum obligation_stage */
	int trigger; /* enum obligation_trigger */
	int when;    /* enum obligation_when */
	int64_t hours;
	int months;
	const char *law; /* where it stands written; not translated */
	bool cert;       /* the CERT's own duty */
};

/* The regimes; ends with regime NULL. */
extern const struct obligation_row obligation_rows[];

/* An authority, by the language of the organisation's country. */
struct obligation_authority {
	const char *regime, *lang, *name;
	const char *law; /* why it is that one; not translated */
};

/* The authorities, the first one of a regime and language is proposed; ends with regime NULL.
 */
extern const struct obligation_authority obligation_authorities[];

/* The row of a clock; NULL for one that is no more known. */
const struct obligation_row *obligation_row_of(const char *regime, int stage);

/* The authority of the regime where that language is spoken; NULL: none is known. */
const char *obligation_authority(const char *regime, const char *lang);

/* The same time so many calendar months later; the last day of a month that is shorter. */
int64_t obligation_months(int64_t from, int months);

/* Where the clock stands at now. */
enum obligation_state obligation_state(const struct obligation *o, int64_t now);

/* Whether it was or is late at now, whatever came after. */
bool obligation_is_late(const struct obligation *o, int64_t now);

/* From when it is due soon: a quarter of its time before the end. */
int64_t obligation_soon(const struct obligation *o);

/*
 * Inside the caller's DB_WRITE transaction: sets up the clocks that the party must have and has
 * not, and computes anew those that are not submitted. Only who is hit has clocks.
 */
int obligation_open(struct db *db, const struct incident_party *party, int64_t now,
    struct arena *arena) MUST_USE;

/* The same after a step of the case: what is no incident needs no report; what has ended has a
 * final report due. */
int obligation_follow(struct db *db, const struct actor *actor, const struct incident *i,
    int64_t now, struct arena *arena) MUST_USE;

/* What is submitted. Borrows. */
struct obligation_submission {
	const char *recipient, *content;
	int64_t sent; /* when; 0: now. Not in the future, not before the trigger */
};

/* Notes that it was submitted; what counts from it begins. ERR_RANGE, ERR_UNSUPPORTED (it was,
 * or does not apply), ERR_NOTFOUND, ERR_BUSY. *ret (NULL allowed) is the clock after it. */
int obligation_submit(struct db *db, const struct actor *actor, const char *id,
    const struct obligation_submission *what, int64_t now, struct arena *arena,
    struct obligation *ret) MUST_USE;

/* The CERT's answer to the party was given: its own clock stops. Inside the caller's
 * transaction. */
int obligation_answered(struct db *db, const struct actor *actor, const char *party,
    const char *text, int64_t now, struct arena *arena) MUST_USE;

enum obligation_action {
	OBLIGATION_DO_WAIVE,   /* it does not apply: note says why */
	OBLIGATION_DO_RESUME,  /* it does after all: note says why */
	OBLIGATION_DO_GOES_ON, /* a final report that cannot be: a progress report instead */
	OBLIGATION_DO_ACCEPT,  /* the CERT: the recipient is content */
	OBLIGATION_DO_REVISE,  /* the CERT: note says what is missing */
	OBLIGATION_DO_FORWARD, /* the CERT hands it on: note is the authority, which the party
				  has consented to */
	OBLIGATION_ACTIONS,
};

/* Names of the actions, in forms; NULL-terminated. */
extern const char *const obligation_action_names[];

/* Whether the action is the CERT's alone. */
bool obligation_action_of_cert(int action);

/* Does it. ERR_RANGE (the text is missing), ERR_UNSUPPORTED, ERR_DENIED (no consent),
 * ERR_NOTFOUND, ERR_BUSY. */
int obligation_act(struct db *db, const struct actor *actor, const char *id, int action,
    const char *text, int64_t now, struct arena *arena) MUST_USE;

/* The CERT or an authority asks the party for an intermediate report until then. ERR_RANGE (due
 * is past), ERR_NOTFOUND. */
int obligation_ask(struct db *db, const struct actor *actor, const char *party, int64_t due,
    const char *text, int64_t now, struct arena *arena) MUST_USE;

/*
 * One pass of the schedule: reminds of clocks that are due soon (once) and late (once a day),
 * at most max of them, and sets the next situation report of major incidents. Safe to be run by
 * any number of servers. *ret: how many messages.
 */
int obligation_remind(struct db *db, int64_t now, int max, int64_t *ret) MUST_USE;

#endif
