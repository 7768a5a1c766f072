/*
 * Messages on their way: leased and decided of some at a time (notify/telling.c), then told one
 * after the other (notify/notify.c). Internal to notify/.
 */
#ifndef VARDE_NOTIFY_TELLING_H
#define VARDE_NOTIFY_TELLING_H

#include "base/map.h"
#include "model/directive.h"
#include "model/member.h"
#include "notify/letter.h"
#include "notify/notify.h"

/* A step on its way. */
struct step {
	struct db *db;
	const struct notify_options *o;
	int64_t begun, mono; /* the time it was given, and the clock's then */
	struct notify_result *ret;
};

enum telling_fate {
	TELLING_OPEN,  /* nothing is decided yet */
	TELLING_SEND,  /* it is ours to send */
	TELLING_ENDED, /* it was put off, dropped, given back, or told in a digest */
};

struct tellings;

/* A message that is being told. */
struct telling {
	struct step *step;
	struct tellings *of;
	struct arena *arena; /* that of all, then of this one */
	struct outgoing m;
	enum telling_fate fate;
	bool unnamed; /* its Message-ID is not stored yet */
	struct person person;
	struct org org;
	struct texts_reader reader;
	struct directive rule; /* of a webhook */
	const char *to;        /* address */
	const char *back;      /* ... that replies and bounces come to */
	struct letter letter;
	int err; /* of the database, while the mail server was talked to */
};

/* Messages that were leased together. */
struct tellings {
	struct step *step;
	struct arena *arena;
	int64_t taken; /* when */
	struct telling *all;
	size_t n;
	struct map people, orgs; /* by id: struct person, struct org; NULL: it is gone */
	struct map off;          /* addresses that nothing is sent to */
	struct map sealed;       /* ids of people with a key in use */
};

/* Now, as the step counts: it may last, as mails before this one took their time. */
int64_t telling_now(const struct step *step);

/*
 * Leases at most max messages and decides what becomes of each, in one transaction; step and
 * arena are set. Gives how many there were.
 */
int telling_take(struct tellings *b, size_t max) MUST_USE;

#endif
