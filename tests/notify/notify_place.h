/* Mails for the tests: settings, a sender that keeps what it is given, messages. Everything
 * fails the test when it fails. */
#ifndef VARDE_TESTS_NOTIFY_NOTIFY_PLACE_H
#define VARDE_TESTS_NOTIFY_NOTIFY_PLACE_H

#include "desk/outbox.h"
#include "desk_place.h"
#include "notify/notify.h"
#include "store/desk.h"

struct notify_fake_mail {
	const char *to, *text;
};

/* A sender that is told what to answer. */
struct notify_fake {
	int answer;                /* 0 takes the mail */
	struct smtp_result result; /* of an answer that is not 0 */
	bool deaf;                 /* gives the answer without having asked before_end */
	struct db *robber;         /* takes all leases before the end is asked for */
	struct db *breaker;        /* takes the outbox away once a mail was taken */
	int calls;
	struct arena *arena;
	VEC(struct notify_fake_mail) mails; /* taken */
};

struct notify_bench {
	struct place *place;
	struct db *db;
	struct settings settings;
	struct template_set *texts;
	struct notify_fake fake;
	struct notify_options options;
};

/* A database, settings and a fake sender; notify_bench_done ends them. */
void notify_bench_init(struct notify_bench *bench, struct place *place);
void notify_bench_done(struct notify_bench *bench);

/* Puts the message into the outbox. */
void notify_bench_put(struct notify_bench *bench, struct outgoing message, int64_t now);

/* A step at that time. */
struct notify_result notify_bench_step(struct notify_bench *bench, int64_t now);

/* The message of that unique key. */
struct outgoing notify_bench_get(struct notify_bench *bench, const char *unique_key);

/* The value of a header of mail i that was taken, or "" (unfolded is not needed: it is short).
 */
const char *notify_bench_header(struct notify_bench *bench, size_t i, const char *name);

#endif
