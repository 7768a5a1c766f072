/* DNS questions through the gate: to the job's resolvers, or to one server that is itself
 * examined. Called from coroutines. */
#ifndef VARDE_NET_RESOLVER_H
#define VARDE_NET_RESOLVER_H

#include "base/rng.h"
#include "net/gate.h"
#include "wire/dns.h"

struct resolver {
	struct gate *gate; /* borrowed */
	struct rng rng;    /* of query ids */
	struct ip servers[8];
	uint16_t ports[8];
	size_t n;
};

/* Reads "addr", "addr:port" or "[v6]:port"; the port is 53 when none is told. ERR_SYNTAX. */
int resolver_parse(struct span text, struct ip *ret_ip, uint16_t *ret_port) MUST_USE;

/* Reads the job's resolver addresses (the one who orders the job fills in the system's when
 * none is named). ERR_SYNTAX. */
int resolver_init(
    struct resolver *r, const struct job *job, struct gate *gate, struct msg *msg) MUST_USE;

/*
 * Asks the job's resolvers: each server up to twice by UDP, by TCP when the answer is
 * truncated. A server that gives up (SERVFAIL, REFUSED, NOTIMP) is believed when no other says
 * more. The answer lives in the arena. ERR_TIMEOUT, ERR_CANCELLED, ERR_DENIED, ERR_SYNTAX
 * (nothing sensible came).
 */
int resolver_query(struct resolver *r, const char *name, uint16_t type, struct arena *arena,
    struct dns_message *ret) MUST_USE;

/* Asks one server, given as a gate call (class GATE_DNS is set here), once by UDP. */
int resolver_ask(struct resolver *r, const struct gate_call *call, const char *name,
    uint16_t type, uint16_t klass, struct arena *arena, struct dns_message *ret) MUST_USE;

/*
 * Tries a zone transfer (RFC 5936) from one server. Appends the records it gives, at most
 * LIMIT_AXFR_RECORDS, texts in the arena. 0 when the server transferred the zone; ERR_NOTFOUND
 * when it gave none; else the connection's error.
 */
struct dns_records {
	VEC(struct dns_rr) all;
};
int resolver_axfr(struct resolver *r, const struct gate_call *call, const char *zone,
    struct arena *arena, struct dns_records *ret) MUST_USE;

#endif
