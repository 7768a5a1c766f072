/*
 * Errors: functions return 0 or a negative ERR_*. A message that a person reads has three
 * parts: what happened, the detail, and what to do. The layer that fails fills it; only the top
 * prints it.
 */
#ifndef VARDE_BASE_ERR_H
#define VARDE_BASE_ERR_H

#include "base/macros.h"

#include <stdarg.h>

enum err {
	ERR_OK = 0,
	ERR_NOMEM = -1,     /* a buffer's or arena's written maximum was reached */
	ERR_SYNTAX = -2,    /* bytes are not in the format they claim */
	ERR_RANGE = -3,     /* a value is outside its bounds */
	ERR_TRUNCATED = -4, /* more bytes are needed */
	ERR_LIMIT = -5,     /* deeper, longer or more than base/limits.h allows */
	ERR_NOTFOUND = -6,
	ERR_EXISTS = -7,
	ERR_IO = -8, /* the operating system refused; errno holds why */
	ERR_TIMEOUT = -9,
	ERR_REFUSED = -10,   /* the peer refused the connection */
	ERR_CLOSED = -11,    /* the peer closed the connection */
	ERR_DENIED = -12,    /* outside the authorised perimeter, or a right is missing */
	ERR_CANCELLED = -13, /* stop was asked for */
	ERR_BUSY = -14,      /* locked by another process */
	ERR_VERSION = -15,   /* written by a newer version */
	ERR_PROTOCOL = -16,  /* the peer speaks something else */
	ERR_UNSUPPORTED = -17,
	ERR_BLOCKED =
	    -18,        /* the peer asked us to slow down or stop; never to be read as clean */
	ERR_FULL = -19, /* disk full */
	ERR_CORRUPT = -20, /* stored data does not hold together */
};

/*
 * A message for a person, in English. Empty strings are left out when printed. What and hint
 * are message ids of the catalogue where a page or reply shows the message in another language;
 * of the detail its format is one, and the values stand apart (base/phrase.h).
 */
struct msg {
	char what[192];   /* what happened: short, no function names */
	char detail[384]; /* the detail: file, value, what the system said */
	char hint[256];   /* what to do */
	const char *form; /* the detail's format, a string literal; NULL: none is known */
	char values[512]; /* its values, as phrase_values writes them */
};

/* The English name of an ERR_* value ("timed out"); "unknown error" for others. Gives a static
 * string. */
const char *err_text(int err);

/* Fills one part of *msg (borrows; NULL is allowed and does nothing); longer text is cut.
 * Formats as printf. */
void msg_what(struct msg *msg, const char *fmt, ...) PRINTF(2, 3);
void msg_detail(struct msg *msg, const char *fmt, ...) PRINTF(2, 3);
void msg_hint(struct msg *msg, const char *fmt, ...) PRINTF(2, 3);

/* As msg_detail, which is to be preferred: fmt must be a string literal, for it is kept. */
void msg_vdetail(struct msg *msg, const char *fmt, va_list ap) PRINTF(2, 0);

#endif
