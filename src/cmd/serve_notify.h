/* The thread of a server that sends mails: one of its own, as a mail server may be slow and the
 * schedule must not wait for it. */
#ifndef VARDE_CMD_SERVE_NOTIFY_H
#define VARDE_CMD_SERVE_NOTIFY_H

#include "base/err.h"
#include "model/settings.h"

struct serve_notify;

/* Starts it with these settings (borrowed); without settings->smtp it keeps the mails where
 * they are. Errors of notify_open, and ERR_IO, with a message. Gives; serve_notify_stop ends
 * it. */
int serve_notify_start(
    const struct settings *settings, struct serve_notify **ret, struct msg *msg) MUST_USE;

/* Ends it within about a second. NULL is allowed. Returns NULL. */
struct serve_notify *serve_notify_stop(struct serve_notify *notify);

#endif
