/*
 * Mail messages line by line as SMTP carries them (RFC 5322, MIME of RFC 2045 to 2047 and
 * 2231): headers, addresses in the text of the body, attachments. Texts are for rules alone and
 * are never told; subjects only when limits.contents says so.
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
	MAIL_HEADERS = 256, /* of a part */
	MAIL_DESCRIBED = 4, /* of them, those that say its type and name */
	MAIL_PARTS = 256,   /* of a message that are looked at */
	MAIL_FILES = 16,
	MAIL_BODIES = 4,       /* limits.body so often: bytes of all its files that are kept */
	MAIL_KEEP = 256 << 10, /* bytes of its headers and URLs that are kept; what parts
				say is bounded by their number */
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
	struct span from, subject, date, message_id, agent, reply_to;
	struct span to_text, cc_text; /* the headers whole */
	struct mail_list to, cc, bcc, received, attachments;
	struct mail_list urls, secure_urls; /* of http:// and of https:// */
	bool done;

	/* Own. */
	struct str *header; /* unfolded, that has begun; borrowed */
	size_t kept;        /* bytes of MAIL_KEEP */
	size_t filed;       /* bytes of MAIL_BODIES */
	size_t nheaders, nparts, described;
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

/* Makes it empty; what it has kept goes on counting. Borrows the text (of MAIL_HEADER bytes)
 * that a header is unfolded into; the rest is the transaction's arena's. */
void mail_init(struct mail *m, struct str *header);

/* A line of the message without its end, dots already unstuffed (borrows). */
void mail_line(struct proto_env *env, struct tx *tx, struct mail *m, struct span line);

/* n bytes are missing. */
void mail_gap(struct mail *m, uint64_t n);

/* The message is over. */
void mail_end(struct proto_env *env, struct tx *tx, struct mail *m, bool whole);

/* The members of EVE's email object. contents: its subject too. */
void mail_log(const struct mail *m, struct json_writer *w, bool contents);

#endif
