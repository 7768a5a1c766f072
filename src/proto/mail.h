/*
 * Mail messages line by line as SMTP carries them (RFC 5322, MIME of RFC 2045 to 2047 and
 * 2231): headers, addresses in the text of the body, attachments. Subjects and texts are for
 * rules alone and are never told.
 */
#ifndef VARDE_PROTO_MAIL_H
#define VARDE_PROTO_MAIL_H

#include "proto/carry.h"

enum {
	MAIL_HEADER = 8192,  /* bytes of a header, unfolded */
	MAIL_BOUNDARIES = 8, /* parts inside each other */
	MAIL_BOUNDARY = 72,  /* RFC 2046 section 5.1.1: 70 */
	MAIL_LIST = 64,      /* addresses, attachments and URLs of a message that are kept */
	MAIL_URL = 2048,
	MAIL_HEADERS = 256,  /* of a part */
	MAIL_PARTS = 256,    /* of a message that are looked at */
	MAIL_FILES = 16,
	MAIL_TYPE = 255,
	MAIL_LINE = 4096
};

enum mail_encoding { MAIL_PLAIN, MAIL_BASE64, MAIL_QUOTED };

struct mail_list {
	struct span items[MAIL_LIST];
	size_t n;
};

struct mail {
	/* What is known; the transaction's arena's. */
	struct span from, subject, date, message_id, agent;
	struct mail_list to, cc, attachments, urls;
	bool done;

	/* Own. */
	struct str header; /* unfolded, that has begun */
	size_t nheaders, nparts;
	bool body, nested; /* in a part's body; in a part */
	char boundary[MAIL_BOUNDARIES][MAIL_BOUNDARY];
	size_t boundary_n[MAIL_BOUNDARIES];
	size_t depth;
	uint8_t encoding; /* enum mail_encoding */
	bool attached, text, message, multipart;
	struct span name, type;
	uint32_t bits, nbits; /* of base64 */
	struct carry file;
	uint32_t nfiles;
};

/* Makes it empty; mail_done ends it. */
void mail_init(struct mail *m);
void mail_done(struct mail *m);

/* A line of the message without its end, dots already unstuffed (borrows). whole: it was not
 * cut. */
void mail_line(struct proto_env *env, struct tx *tx, struct mail *m, struct span line);

/* n bytes are missing. */
void mail_gap(struct mail *m, uint64_t n);

/* The message is over. */
void mail_end(struct proto_env *env, struct tx *tx, struct mail *m, bool whole);

/* The members of EVE's email object. */
void mail_log(const struct mail *m, struct json_writer *w);

#endif
