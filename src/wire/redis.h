/* Replies of the Redis protocol (RESP 2) as far as PING and INFO need them: simple strings,
 * errors, integers, bulk strings. */
#ifndef VARDE_WIRE_REDIS_H
#define VARDE_WIRE_REDIS_H

#include "base/err.h"
#include "base/str.h"

struct redis_reply {
	char type;        /* '+', '-', ':' or '$' */
	struct span text; /* borrowed; empty for the null bulk string too */
	size_t size;      /* bytes on the wire */
};

/* Parses the reply at the front of bytes. ERR_TRUNCATED, ERR_SYNTAX. */
int redis_reply_parse(struct span bytes, struct redis_reply *ret) MUST_USE;

/* Its size, as a frame. Errors of redis_reply_parse. */
int redis_reply_size(struct span bytes, size_t *ret_size) MUST_USE;

/* Appends the reply (its size is not looked at). */
void redis_reply_build(struct str *to, const struct redis_reply *reply);

/* Whether an error reply's code, its first word, is that: "NOAUTH". */
bool redis_is_error(const struct redis_reply *reply, const char *code);

/* The value of a "name:value" line of INFO's text (borrows); false when there is none. */
bool redis_info(struct span text, const char *name, struct span *ret_value);

#endif
