/*
 * A conversation of a probe: requests out, whole answers in. Where an answer ends is the
 * business of a frame function of wire/: 0 with the size of the answer at the front of the
 * bytes, ERR_TRUNCATED while more is needed, ERR_SYNTAX as soon as it is no such answer. An
 * answer has TALK_MS to come in whole, so that a peer that drips bytes holds nobody up.
 */
#ifndef VARDE_SCAN_TALK_H
#define VARDE_SCAN_TALK_H

#include "scan/probe.h"
#include "wire/reply.h"

enum { TALK_MS = 5000, TALK_MAX = 40 << 10 }; /* ms for one answer; bytes of one answer */

typedef int talk_frame(struct span bytes, size_t *ret_size);

struct talk {
	struct probe_run *run; /* borrowed */
	struct str in;         /* bytes received */
	size_t used;           /* of them already given out */
};

/* Begins on run->conn (borrows run), with the greeting as the first bytes received. talk_done
 * ends it. */
void talk_init(struct talk *talk, struct probe_run *run);

/* Frees what it holds; cleanup-attribute helper too. */
void talk_done(struct talk *talk);

/* Sends text or bytes (borrows). Errors of conn_write. */
int talk_send(struct talk *talk, const char *text) MUST_USE;
int talk_send_bytes(struct talk *talk, struct span bytes) MUST_USE;

/*
 * Gives the next whole answer (borrows, until the next call). ERR_PROTOCOL when it is not of
 * that form or longer than TALK_MAX, else errors of conn_read.
 */
int talk_read(struct talk *talk, talk_frame *frame, struct span *ret) MUST_USE;

/* talk_send and talk_read. */
int talk_ask(struct talk *talk, const char *text, talk_frame *frame, struct span *ret) MUST_USE;

/* The same for FTP and SMTP: the answer is a numbered reply (borrows, until the next call). */
int talk_command(struct talk *talk, const char *text, struct reply *ret) MUST_USE;

/* Turns to TLS; bytes that came in clear after the last answer are thrown away (they are not to
 * be trusted). */
int talk_start_tls(struct talk *talk) MUST_USE;

/* A fresh connection to the same port. Errors of probe_reconnect. */
int talk_fresh(struct talk *talk) MUST_USE;

/* Says goodbye and waits a moment for the answer, whatever it is. */
void talk_bye(struct talk *talk, const char *text);

/*
 * What a probe returns once the service is recognised and recorded: 0, whatever ended the
 * conversation, unless the job itself was stopped or held back (ERR_CANCELLED, ERR_BLOCKED),
 * which the engine must know.
 */
int talk_result(int r);

/* Adds the cleaned bytes (talk_text) to a list of values; empty ones and those beyond
 * LIMIT_LIST are left out. */
void talk_add(struct probe_run *run, struct text_list *values, struct span bytes, size_t max);

/*
 * What a probe returns while the service is not recognised: silence and a hang-up are how
 * servers of other protocols take a request, thus ERR_PROTOCOL; other errors as they are.
 */
int talk_unknown(int r);

/* The texts of a reply's lines without their codes, cleaned, one a line. The run's arena owns
 * it. */
const char *talk_reply_text(struct probe_run *run, const struct reply *reply);

/* probe_fingerprint for each line of the text (borrows) until one matches; false when none
 * does. */
bool talk_fingerprint(
    struct probe_run *run, const char *field, const char *text, struct obs_service *service);

/* Foreign bytes as one text for a record: cleaned, trimmed, at most max bytes. The run's arena
 * owns it. */
const char *talk_text(struct probe_run *run, struct span bytes, size_t max);

#endif
