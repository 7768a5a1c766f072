/* The PostgreSQL protocol before a login: SSLRequest, StartupMessage and ErrorResponse
 * (PostgreSQL manual, "Message Formats"). */
#ifndef VARDE_WIRE_POSTGRESQL_H
#define VARDE_WIRE_POSTGRESQL_H

#include "base/err.h"
#include "base/str.h"

/* Fields of ErrorResponse, borrowed; empty when not sent. */
struct postgresql_error {
	struct span severity;            /* S */
	struct span code;                /* C: SQLSTATE */
	struct span message;             /* M, in the server's language */
	struct span file, line, routine; /* F, L, R: where in the server's source */
};

/* Appends an SSLRequest. */
void postgresql_ssl_request_build(struct str *to);

/* Appends a StartupMessage of that protocol version without parameters: no user is named. */
void postgresql_startup_build(struct str *to, uint16_t major, uint16_t minor);

/* The size of the answer to an SSLRequest, as a frame: one byte 'S' or 'N', or an ErrorResponse
 * of servers without it. */
int postgresql_ssl_size(struct span bytes, size_t *ret_size) MUST_USE;

/* The size of an ErrorResponse, as a frame. ERR_TRUNCATED, ERR_SYNTAX. */
int postgresql_error_size(struct span bytes, size_t *ret_size) MUST_USE;

/* Parses an ErrorResponse (borrows). ERR_SYNTAX also when severity, code or message is missing;
 * ERR_TRUNCATED. */
int postgresql_error_parse(struct span bytes, struct postgresql_error *ret) MUST_USE;

/* Appends the ErrorResponse (borrows). */
void postgresql_error_build(struct str *to, const struct postgresql_error *error);

#endif
