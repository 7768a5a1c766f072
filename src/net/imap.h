/*
 * Reading a mailbox by IMAP (RFC 9051), by libcurl. Blocks its thread. TLS and the server's
 * certificate are demanded, but to this machine. A message counts as unread until imap_mark was
 * told: the keyword $VardeRead says so, not \Seen, which fetching sets.
 */
#ifndef VARDE_NET_IMAP_H
#define VARDE_NET_IMAP_H

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

enum { IMAP_TIMEOUT = 30 * 1000 };

struct imap_server {
	const char *url;             /* imaps://HOST:PORT/FOLDER, or imap:// to this machine */
	const char *user, *password; /* NULL: none */
	const char *ca_file;         /* PEM to trust instead of the system's; NULL */
};

struct imap_uids {
	VEC(int64_t) all;
};

struct imap;

/* A reader of that folder (borrows its texts until imap_close); does not connect yet.
 * ERR_SYNTAX, ERR_UNSUPPORTED with a message. Gives; imap_close ends it. */
int imap_open(const struct imap_server *server, struct imap **ret, struct msg *msg) MUST_USE;

/* NULL is allowed. Returns NULL. */
struct imap *imap_close(struct imap *imap);

/* The messages that were not marked, oldest first. Errors as net/smtp.h. */
int imap_unread(
    struct imap *imap, struct arena *arena, struct imap_uids *ret, struct msg *msg) MUST_USE;

/* Appends the message's bytes, to the maximum of *ret; *ret_cut: there are more. */
int imap_fetch(
    struct imap *imap, int64_t uid, struct str *ret, bool *ret_cut, struct msg *msg) MUST_USE;

/* It was read; flagged: somebody should look at it. */
int imap_mark(struct imap *imap, int64_t uid, bool flagged, struct msg *msg) MUST_USE;

/* Reads the numbers of a reply to SEARCH ("* SEARCH 4 7"). Pure. */
void imap_search_read(struct span reply, struct arena *arena, struct imap_uids *ret);

#endif
