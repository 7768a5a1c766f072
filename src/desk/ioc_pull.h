/* One look at a source of indicators (desk/ioc_source.h): what it holds is shown, or taken in.
 */
#ifndef VARDE_DESK_IOC_PULL_H
#define VARDE_DESK_IOC_PULL_H

#include "desk/ioc.h"
#include "desk/ioc_source.h"

enum {
	IOC_PULL_LOOK = 5,     /* events that are read to show what is there */
	IOC_PULL_TAKE = 200,   /* events that are taken in at a time; the rest soon after */
	IOC_PULL_SHOWN = 60,   /* indicators that are shown */
	IOC_PULL_WRONG = 20,   /* lines that are shown that are not taken */
	IOC_PULL_SOON = 60000, /* ms to the rest */
	IOC_PULL_AGAIN = 5 * 60000, /* ms after the first failure */
};

/* Gives the bytes of the address, in the arena: at most max, no redirect followed; key (NULL:
 * none) goes into Authorization. ERR_NOTFOUND: there is no such file; others, with a message.
 */
struct ioc_pull_ask {
	const char *url, *key;
	int64_t max;
};
typedef int ioc_pull_fetch(void *arg, const struct ioc_pull_ask *ask, struct arena *arena,
    struct span *ret, struct msg *msg);

struct ioc_pull {
	struct db *db;
	ioc_pull_fetch *fetch;
	void *arg;
	const char *warnings; /* folder of warning lists; NULL: none */
	int64_t now;
};

/* What a look found; all of it stands in the source's told, too. */
struct ioc_pulled {
	bool took;      /* it was taken in, not only looked at */
	int64_t events; /* of the feed */
	int64_t wanted; /* of those: changed lately, and not known as they are */
	int64_t read;   /* of those */
	int64_t wrong;  /* of those: not what they should be */
	int64_t added, known, refused, left; /* indicators */
	bool stopped;       /* fetch gave ERR_CANCELLED: nothing is said of the source */
	bool more;          /* of what is wanted is left for the next time */
	const char *failed; /* why the look ended early; NULL: it did not */
};

/*
 * Looks at the source, which the caller has claimed: sets what the next one needs to know, and
 * settles it. What a peer does is told in *ret and in the source (0); an error is the
 * database's. An event is taken in whole or not at all, and those that were taken stay taken
 * when a later one fails.
 */
int ioc_pull(const struct ioc_pull *pull, struct ioc_source *source, struct arena *arena,
    struct ioc_pulled *ret) MUST_USE;

#endif
