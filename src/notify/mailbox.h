/*
 * Reads the mailbox that replies and bounces come to: a Maildir, or a folder by IMAP. A mail
 * is first taken in (desk/inbound.h), which has its effect once, and then moved (Maildir: from
 * new to cur, "S"; refused ones "FS") or marked (IMAP: \Seen and $VardeRead). Whoever dies in
 * between reads it again, without effect. Nothing is deleted.
 */
#ifndef VARDE_NOTIFY_MAILBOX_H
#define VARDE_NOTIFY_MAILBOX_H

#include "model/settings.h"
#include "notify/inbound.h"

enum { MAILBOX_BATCH = 50 /* mails of one pass */ };

struct mailbox_result {
	int64_t replies, bounces, for_duty, ignored, refused;
	int64_t again;  /* were taken in before */
	bool more;      /* there may be more */
	struct msg msg; /* why the mailbox could not be read; what is empty: it could */
};

/* One pass over the Maildir. Failures of the mailbox are told in ret->msg; an error is the
 * database's (db_msg). */
int mailbox_read_maildir(
    struct db *db, const char *folder, int64_t now, struct mailbox_result *ret) MUST_USE;

/* One pass over the mailbox of the settings (mail_dir, else imap; neither: nothing). */
int mailbox_read(struct db *db, const struct settings *settings, int64_t now,
    struct mailbox_result *ret) MUST_USE;

#endif
