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
	uint8_t dns_version;   /* of EVE's dns object: 2 (Suricata 7) or 3 (Suricata 8) */
	bool http_headers;     /* all headers in the http object */
	bool contents;  /* payloads and passwords in events (MQTT): never where patients' data
			   may be */
	bool no_bodies; /* nobody looks at bodies: they are counted only */
};

/* The usual: 4 KiB, 100 KiB, 4 MiB, 256, 3. */
extern const struct proto_limits proto_limits_usual;

/* What was counted since the environment was made; by enum proto_id where there are several. */
struct proto_counts {
	uint64_t flows[PROTO_IDS];        /* that were recognised (PROTO_FAILED: were not) */
	uint64_t transactions[PROTO_IDS]; /* begun */
	uint64_t events[PROTO_IDS];       /* app-layer events of them */
	uint64_t gaps[PROTO_IDS];         /* times that bytes were missing */
	uint64_t refused; /* transactions that were let go, too many being open */
	uint64_t cut;     /* bodies, messages and names that were longer than is kept */
};

/* Gives; proto_env_free ends it. Borrows sink and limits. */
struct proto_env *proto_env_new(
    const struct proto_sink *sink, const struct proto_limits *limits);

/* NULL is allowed. Returns NULL. */
struct proto_env *proto_env_free(struct proto_env *env);

/* The counts so far (borrows). */
const struct proto_counts *proto_env_counts(const struct proto_env *env);

#endif
