/*
 * How fast and whether at all: the politeness of the gate as pure functions of time. One token
 * bucket per destination address shared by all protocols, one per /24 (IPv6: /48), one for the
 * job; one HTTP bucket per address; one SMTP and one TLS-enumeration connection at a time per
 * address; back-off that halves, halves again, then blocks.
 */
#ifndef VARDE_NET_GATE_POLICY_H
#define VARDE_NET_GATE_POLICY_H

#include "base/map.h"
#include "model/job.h"
#include "wire/ip.h"

enum gate_class { GATE_PLAIN, GATE_HTTP, GATE_SMTP, GATE_TLS, GATE_DNS, GATE_CLASSES };

/* What a connection told about the peer's health. */
enum gate_outcome {
	GATE_OK,    /* answered; with the time it took */
	GATE_QUIET, /* no answer, or a closed port: says nothing */
	GATE_BUSY,  /* 429, 503, 421: asked us to slow down */
	GATE_RESET, /* reset after it was accepted */
};

struct gate_limits {
	double addr, http, net, job; /* a second: connections per address, HTTP requests per
					address, per /24, per job */
};

struct gate_bucket {
	double tokens;
	int64_t at; /* ms of the last refill */
	bool used;
};

struct gate_host {
	struct gate_bucket all, http;
	int smtp, tls; /* open now */
	int halved;    /* 0, 1, 2: rate is divided by 2^halved */
	bool blocked;
	const char *why; /* of the last slow-down or block; static text */
	int resets;      /* in a row */
	double latency;  /* running mean in ms of the first answers: the baseline */
	int samples;
	int slow;          /* answers in a row over three times the baseline */
	int64_t slowed_at; /* ms of the last slow-down */
};

struct gate_policy {
	struct arena *arena;
	struct gate_limits limits, loopback;
	struct map hosts; /* address text -> struct gate_host */
	struct map nets;  /* network text -> struct gate_bucket */
	struct gate_bucket job;
};

/* Sets the limits by profile and job->rate (0: the profile's). The arena is borrowed for the
 * policy's life. */
void gate_policy_init(struct gate_policy *p, const struct job *job, struct arena *arena);

/*
 * Asks for one connection at time now (ms). Gives 0 and takes the tokens; or the milliseconds
 * to wait before asking again (> 0); or ERR_BLOCKED.
 */
int64_t gate_policy_ask(
    struct gate_policy *p, const struct ip *ip, enum gate_class cls, int64_t now);

/* Tells how a connection went, and that it is over. latency_ms counts for GATE_OK. */
void gate_policy_tell(struct gate_policy *p, const struct ip *ip, enum gate_class cls,
    enum gate_outcome outcome, int64_t latency_ms, int64_t now);

/* Why the address is blocked (static text), or NULL when it is not. */
const char *gate_policy_blocked(struct gate_policy *p, const struct ip *ip);

/*
 * Daily windows "HH:MM-HH:MM" in UTC (may pass midnight). Milliseconds until the next one
 * opens; 0 inside one or when there are none. ERR_SYNTAX as a negative number when one is
 * malformed.
 */
int64_t gate_window_wait(const struct text_list *windows, int64_t wall_ms);

#endif
