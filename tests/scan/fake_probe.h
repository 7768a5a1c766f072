/*
 * A scripted peer for the tests of probes: it stands in for net/conn.h and for the engine's
 * side of scan/probe.h. A script is an array of steps; each says what the peer expects to have
 * been sent (a prefix) and what it then answers. fake_run plays the script three times, handing
 * the answers over whole, byte by byte and in sevens, and fails the test unless the probe
 * records and sends the same each time. Every record is validated; nothing waits: silence is
 * ERR_TIMEOUT at once.
 */
#ifndef VARDE_TESTS_SCAN_FAKE_PROBE_H
#define VARDE_TESTS_SCAN_FAKE_PROBE_H

#include "scan/probe.h"

enum fake_flag {
	FAKE_UNASKED = 1, /* spoken without a request: greetings */
	FAKE_CLOSE = 2,   /* the peer closes after the answer */
	FAKE_TLS = 4,     /* the peer turns to TLS here (conn_start_tls); no bytes */
	FAKE_FRESH = 8,   /* a fresh connection begins here (probe_reconnect); no bytes */
};

struct fake_step {
	unsigned flags; /* enum fake_flag */
	const char
	    *expect; /* first bytes of the request; n 0: any request of at least one byte */
	size_t expect_n;
	const char *answer; /* n 0: silence (UDP: no datagram) */
	size_t answer_n;
};

/* Steps from string literals: the peer speaks unasked; answers a request; answers and closes;
 * turns to TLS; fresh connection. */
#define FAKE_SAYS(a)                                    \
	{                                               \
		FAKE_UNASKED, NULL, 0, a, sizeof(a) - 1 \
	}
#define FAKE_SAYS_CLOSE(a)                                           \
	{                                                            \
		FAKE_UNASKED | FAKE_CLOSE, NULL, 0, a, sizeof(a) - 1 \
	}
#define FAKE_ASK(e, a)                                \
	{                                             \
		0, e, sizeof(e) - 1, a, sizeof(a) - 1 \
	}
#define FAKE_ASK_CLOSE(e, a)                                   \
	{                                                      \
		FAKE_CLOSE, e, sizeof(e) - 1, a, sizeof(a) - 1 \
	}
#define FAKE_TLS_ON                        \
	{                                  \
		FAKE_TLS, NULL, 0, NULL, 0 \
	}
#define FAKE_RECONNECT                       \
	{                                    \
		FAKE_FRESH, NULL, 0, NULL, 0 \
	}

struct fake {
	struct arena *arena;
	struct probe_run
	    run; /* set port, name, tls, transport before fake_run; the rest is the fake's */
	const char *product,
	    *version; /* what probe_fingerprint gives; product NULL: nothing matches */
	struct observations seen; /* records of the last run */
	struct str sent;          /* all bytes that the probe sent, over all connections */
	const char *field, *text; /* last fingerprint asked for; NULL for none */

	const struct fake_step *steps; /* borrowed */
	size_t nsteps, at;             /* at: steps used up */
	size_t chunk;                  /* bytes that one read gives at most; 0: no bound */
	size_t budget;                 /* bytes until the peer vanishes; SIZE_MAX: never */
	struct span queue;             /* answer not read yet */
	struct str pending;            /* sent and not answered yet */
	bool closed, tls, running;
};

/* Makes *f ready for the script (borrows). fake_end ends it. */
void fake_start(struct fake *f, const struct fake_step *steps, size_t nsteps);

/* Plays the script against the probe as described above; gives what the probe's run gave. Every
 * step must have been used. */
int fake_run(struct fake *f, const struct probe *probe);

/* Plays the script once for every number of bytes after which the peer vanishes; the probe must
 * end, with sound records. */
void fake_vanish(struct fake *f, const struct probe *probe);

void fake_end(struct fake *f);

/* The service record, or NULL when there is none; the test fails when there are several. */
const struct obs_service *fake_service(const struct fake *f);

/* The fact's values joined by ", " ("" when it has none), or NULL when the fact was not stated;
 * fails when stated twice. */
const char *fake_fact(const struct fake *f, const char *fact);

/* The fact's evidence, or NULL. */
const char *fake_evidence(const struct fake *f, const char *fact);

/* The coverage record, or NULL when there is none. */
const struct obs_coverage *fake_coverage(const struct fake *f);

#endif
