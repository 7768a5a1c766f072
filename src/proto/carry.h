/* A file that a transaction carries outside HTTP: told to the sink piece by piece; the first
 * bytes are kept for rules. */
#ifndef VARDE_PROTO_CARRY_H
#define VARDE_PROTO_CARRY_H

#include "proto/proto_impl.h"

struct carry {
	bool open;
	uint32_t nr;
	uint8_t dir;
	struct span name, type; /* the transaction's arena's */
	uint64_t size, gaps;
	uint8_t *kept; /* in the transaction's arena */
	size_t n, cap;
	size_t most; /* bytes that are kept of it, beside limits.body */
};

/* A file begins; copies name and type. */
void carry_begin(struct tx *tx, struct carry *c, uint32_t nr, enum flow_dir dir,
    struct span name, struct span type);

/* Its next bytes; nothing when it is not open. */
void carry_take(struct proto_env *env, struct tx *tx, struct carry *c, struct span data);

/* n bytes of it were not seen. */
void carry_gap(struct carry *c, uint64_t n);

/* It ends: buffers are added, the sink is told. */
void carry_end(struct proto_env *env, struct tx *tx, struct carry *c, bool whole);

#endif
