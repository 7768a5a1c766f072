/*
 * Sends what waits in the outbox (desk/outbox.h): one mail (or webhook, notify/hook.h) a
 * message, in the reader's language, in its time.
 *
 * Told once, as exactly as SMTP allows. A message is leased (notify/lease.h), and its
 * Message-ID, made of its id, is stored before anything is sent: each try carries the same one,
 * so that a receiver can drop a second copy. Before the end of the message is sent, that fact
 * is stored; a process that dies before it has told nothing, and the message is simply sent
 * again. Between the server's 250 and our commit nobody can know more: who dies there leaves a
 * message that is sent again and may arrive twice (result's doubtful counts those). When only
 * the database dies there, the answer is kept and said later (notify_say). Nothing is ever
 * given up in doubt.
 */
#ifndef VARDE_NOTIFY_NOTIFY_H
#define VARDE_NOTIFY_NOTIFY_H

#include "net/smtp.h"
#include "notify/hook.h"
#include "notify/texts.h"
#include "store/db.h"

enum {
	NOTIFY_BATCH = 500,       /* mails of one step */
	NOTIFY_LEASE = 3 * 60000, /* ms; longer than SMTP_TIMEOUT and the commits around it */
	NOTIFY_PAUSE = 60000,     /* ms without a try after the server was in trouble */
	NOTIFY_TRIES = 6,         /* then it has failed */
};

struct seal;

struct notify_options {
	const struct settings *settings;
	const struct template_set *texts; /* texts_load */
	/* Sends as smtp_send does; NULL: mails are kept and not sent. */
	int (*send)(
	    void *ctx, const struct smtp_mail *mail, struct smtp_result *ret, struct msg *msg);
	void *ctx;
	int64_t lease_ms;   /* 0: NOTIFY_LEASE */
	const char *sender; /* this process (alive_self); NULL: its leases end by time alone */
	struct seal *seal;  /* encrypts (notify/seal.h); NULL: who has a key gets pointers */
	/* Webhooks instead of mails: a lane of their own, so that neither waits for the other.
	 * Sends as hook_send does; NULL: mails. */
	int (*hook)(const struct settings *settings, const struct hook_call *call,
	    bool *ret_final, struct msg *msg);
};

/* A message that the mail server took, and whose row does not say so: the database was away.
 * Who keeps it until it is there again spares the reader a second copy. */
struct notify_unsaid {
	char id[32]; /* "" for none */
	int64_t lease, sent;
};

struct notify_result {
	int64_t sent;
	int64_t retried;  /* failed, tried again later */
	int64_t failed;   /* failed for good: for the duty board */
	int64_t dropped;  /* nobody to tell it to any more */
	int64_t later;    /* put off: quiet hours, digest */
	int64_t digests;  /* made of several messages */
	int64_t doubtful; /* sent again as a process had died before it heard the answer */
	int64_t next;     /* when a step is worth while again; now when there may be more */
	bool trouble;     /* the mail server could not be used: msg says why */
	struct msg msg;
	struct notify_unsaid unsaid; /* of a step that ended in an error: for notify_say */
};

/*
 * Sends at most NOTIFY_BATCH messages that are due. Failures of mails are told in *ret; an
 * error is the database's (db_msg). Any number of servers may do it at once.
 */
int notify_step(struct db *db, const struct notify_options *options, int64_t now,
    struct notify_result *ret) MUST_USE;

/* Messages wait again that were leased by servers of this machine which have ended, and were
 * not handed over (notify/lease.h). For a server's start, and now and then. *ret counts them.
 */
int notify_orphans(struct db *db, int64_t *ret) MUST_USE;

/* Says that a message was sent, which notify_step could not. When it is another's by now,
 * nothing is changed: that one goes on. */
int notify_say(struct db *db, const struct notify_unsaid *unsaid) MUST_USE;

/* What sends with the server's settings. */
struct notify;

/*
 * Makes the options of these settings (borrowed): texts, and an SMTP sender when settings.smtp
 * is there. ERR_* with *msg: the password file cannot be read, the URL or the sender's address
 * is malformed. Gives; notify_close ends it.
 */
int notify_open(const struct settings *settings, struct notify **ret, struct msg *msg) MUST_USE;

/* Borrows. */
const struct notify_options *notify_options(const struct notify *notify);

/* The same for webhooks, which need no mail server. */
struct notify_options notify_hook_options(const struct notify *notify);

/* From another thread: the step that runs ends soon, and a mail that was not handed over yet
 * waits for the next server. */
void notify_stop(struct notify *notify);

/* NULL is allowed. Returns NULL. */
struct notify *notify_close(struct notify *notify);

/* Tries a failed message again, as if it were new, inside the caller's DB_WRITE transaction.
 * ERR_NOTFOUND (no such one that failed). */
int notify_again(struct db *db, const char *id, int64_t now) MUST_USE;

#endif
