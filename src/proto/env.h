/* What the parsers of one thread share. */
#ifndef VARDE_PROTO_ENV_H
#define VARDE_PROTO_ENV_H

#include "proto/proto.h"

struct proto_limits {
	uint32_t
	    probe;     /* bytes of a direction after which no protocol is looked for any more */
	uint32_t body; /* bytes of a body that are kept for rules, a direction */
	uint32_t inflate;      /* bytes that one body may become */
	uint32_t transactions; /* open ones of one flow; more are let go and counted */
};

/* The usual: 4 KiB, 100 KiB, 4 MiB, 256. */
extern const struct proto_limits proto_limits_usual;

/* Gives; proto_env_free ends it. Borrows sink and limits. */
struct proto_env *proto_env_new(
    const struct proto_sink *sink, const struct proto_limits *limits);

/* NULL is allowed. Returns NULL. */
struct proto_env *proto_env_free(struct proto_env *env);

#endif
