/*
 * Handing a mail to the house's mail server (RFC 5321), by libcurl. Blocks its thread. The
 * connection is kept for the next mail. Certificates are checked wherever TLS is demanded; a
 * password is never sent without TLS, but to this machine.
 */
#ifndef VARDE_NET_SMTP_H
#define VARDE_NET_SMTP_H

#include "base/err.h"
#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

enum { SMTP_TIMEOUT = 60 * 1000 };

struct smtp_server {
	const char *url;             /* smtp://HOST:PORT or smtps://HOST:PORT */
	const char *user, *password; /* NULL: none */
	bool tls;                    /* TLS is demanded on smtp://, too */
	const char *ca_file; /* PEM to trust instead of the system's; NULL: the system's */
	int64_t timeout_ms;  /* for one mail; 0: SMTP_TIMEOUT */
};

struct smtp_mail {
	const char *from, *to; /* addresses, ASCII, without <> */
	struct span bytes; /* the whole message, lines ended by CRLF; dots are stuffed here */
	/*
	 * Called after the server agreed to take the message and before its end is sent: from
	 * then on it may have been taken, whatever is heard. Not 0 gives the mail up, and
	 * nothing was handed over. NULL: nobody asks.
	 */
	int (*before_end)(void *arg);
	void *arg;
};

struct smtp_result {
	bool handed_over; /* the end of the message may have reached the server */
	bool final;       /* refused for good: this recipient or this message, not the server */
	int code;         /* the server's last reply; 0: none */
};

struct smtp;

/* A sender to that server (borrows its texts until smtp_close); does not connect yet.
 * ERR_SYNTAX (the URL), ERR_UNSUPPORTED (its scheme). Gives; smtp_close ends it. */
int smtp_open(const struct smtp_server *server, struct smtp **ret, struct msg *msg) MUST_USE;

/* From another thread: the mail on its way is given up within a second (ERR_CANCELLED), unless
 * its end may be out already, and so is every later one. */
void smtp_stop(struct smtp *smtp);

/* Ends the sender and its connection. NULL is allowed. Returns NULL. */
struct smtp *smtp_close(struct smtp *smtp);

/*
 * Sends the mail (borrows); 0 when the server said that it has it. Else *ret says whether it
 * may have it nevertheless: ERR_SYNTAX (an address with line ends), ERR_NOTFOUND (no such
 * host), ERR_REFUSED, ERR_DENIED (sign-in, certificate, or result's final refusal),
 * ERR_UNSUPPORTED (no TLS there), ERR_CANCELLED (before_end, smtp_stop), ERR_TIMEOUT,
 * ERR_CLOSED, ERR_PROTOCOL (another refusal), ERR_IO. *ret is set in every case.
 */
int smtp_send(struct smtp *smtp, const struct smtp_mail *mail, struct smtp_result *ret,
    struct msg *msg) MUST_USE;

#endif
