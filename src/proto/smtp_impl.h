/* What smtp.c and smtp_log.c share. */
#ifndef VARDE_PROTO_SMTP_IMPL_H
#define VARDE_PROTO_SMTP_IMPL_H

#include "proto/mail.h"

/* The parser's part of a transaction; what it points to is in its arena. */
struct smtp_own {
	struct span helo, from;
	VEC(struct span) rcpts;
	struct mail *mail; /* in the transaction's arena */
	bool mailed;       /* the server let it come */
	bool has_from;
	uint8_t nhello;
};

/* The members of EVE's object, and "email" beside it (smtp_log.c). */
void smtp_impl_log(const struct tx *tx, struct json_writer *w);
void smtp_impl_log_beside(const struct tx *tx, struct json_writer *w);

#endif
