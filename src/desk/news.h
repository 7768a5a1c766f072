/*
 * What is new in the knowledge reaches the members, without a packet: when the pack is another
 * than the one that was looked at last, the two are compared (match/watch.h), and what of their
 * difference meets the services that each organisation's newest runs saw becomes
 *
 * - an event a vulnerability and service (knowledge_event, model/news.h), which the portal
 * lists;
 * - what the run's findings are now (store/finding.h), and the findings that are followed:
 *   opened (source "knowledge"), changed with a note that says why, withdrawn (never "fixed":
 *   nobody has mended anything);
 * - one message to everybody of the organisation who may answer: "knowledge_urgent" when
 *   something exploited is at least probable, else "knowledge_news";
 * - an entry in the log, by Varde itself: "finding.knowledge".
 *
 * All of that and where it stands (knowledge_pass: "reached") is one transaction an
 * organisation, so that whatever is killed when, nothing is lost and nothing is told twice. Any
 * number of servers may call it: whoever is first with an organisation does it.
 *
 * The pack that was looked at last keeps a name of its own beside the pack (PATH.evaluated, a
 * link), and so does the one that is being looked at (PATH.evaluating). When the last one is
 * not to be had any more, every service is judged anew by the pack of now, and what changes a
 * finding is told. The first pass of all compares nothing: runs were judged when they ended.
 */
#ifndef VARDE_DESK_NEWS_H
#define VARDE_DESK_NEWS_H

#include "model/news.h"
#include "pack/pack.h"
#include "store/db.h"

enum {
	NEWS_EVENTS_MAX = 5000, /* events of one organisation in one pass: more are counted,
				   not stored */
	NEWS_STUCK_MS = 600000, /* without a step anywhere: the packs that it needs are gone,
				   and all is looked at by the pack of now */
};

/* What a step did. */
struct news_done {
	int64_t orgs;    /* looked at */
	int64_t touched; /* of them: something changed */
	int64_t events, opened, changed, withdrawn, told;
	bool began, ended; /* a pass */
};

/* What is kept from step to step: the packs, mapped, and what they differ in. */
struct news;

/* kb (borrowed): finding types. path (copied): the compiled pack; NULL: what is built in.
 * Gives; news_close ends it, NULL is allowed there, and it returns NULL. */
struct news *news_open(const struct pack *kb, const char *path);
struct news *news_close(struct news *news);

/*
 * Goes on with the pass over what is new, or begins one when the pack is another; for about
 * ms milliseconds (at least one organisation). May be called at any time, again after a crash.
 * ERR_* with db_msg; a pack that cannot be read is no error: it may be whole the next time.
 */
int news_step(
    struct news *news, struct db *db, int64_t now, int64_t ms, struct news_done *ret) MUST_USE;

/* The newest pass, texts in the arena. ERR_NOTFOUND: there was none yet. */
int news_last(struct db *db, struct arena *arena, struct news_pass *ret) MUST_USE;

#endif
