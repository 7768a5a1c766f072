/*
 * The engine: units of work. A unit has a key ("sweep/127.20.0.3"), runs in a coroutine of its
 * own, and buffers what it sees; when it ends, its records leave as one block that closes with
 * a unit record, and only then are they learned from: learning makes further units
 * (scan/learn.c). So a run that is killed has whole units or nothing of them, and feeding
 * stored records back makes exactly the units that are still to do.
 */
#ifndef VARDE_SCAN_UNIT_H
#define VARDE_SCAN_UNIT_H

#include "base/map.h"
#include "model/job.h"
#include "model/observation.h"
#include "net/dial.h"
#include "net/resolver.h"
#include "scan/fingerprint.h"

enum scan_stage { STAGE_DISCOVER, STAGE_SWEEP, STAGE_IDENTIFY, STAGE_EXAMINE, STAGES };

struct scan_unit;

/* A kind of unit: one row in scan/units.c. */
struct unit_type {
	const char *prefix; /* of the key, before the first "/" */
	enum scan_stage stage;
	const char *doc; /* for the method chapter */
	/* Does the work; 0, or the error for which the unit counts as failed. ERR_CANCELLED
	 * leaves no trace: it is done again. */
	int (*run)(struct scan_unit *unit);
};

extern const struct unit_type unit_types[]; /* ends with prefix NULL */

struct scan {
	const struct job *job;                /* borrowed */
	struct fingerprint_set *fingerprints; /* NULL: none */
	struct loop *loop;
	struct gate *gate;
	struct resolver resolver;
	struct arena *arena; /* lives as long as the job */
	struct map units;    /* key -> (void *)1 once known, queued, running or done */
	struct unit_entry *queue[STAGES], *queue_last[STAGES];
	size_t running, waiting;
	size_t discovering; /* of those that run: stage DISCOVER */
	struct map world;   /* what was learned; see scan/learn.c */
	int64_t done, total, hosts, ports, services, last_progress;
	struct observations replayed; /* records of an earlier attempt */
	int out;                      /* descriptor for records */
	int err;                      /* first fatal error, e.g. nobody reads the records */
};

struct scan_unit {
	struct scan *scan;
	const struct unit_type *type;
	const char *key; /* "tls/127.20.0.3:443" */
	const char *arg; /* behind the first "/" */
	struct arena *arena;
	struct observations seen;
	struct map bursts; /* "dest port transport probe" -> struct obs_burst */
	int64_t started;   /* loop_now */
};

/* Adds a unit unless its key is known already. The key is copied. */
void scan_add(struct scan *scan, const char *fmt, ...) PRINTF(2, 3);

/* Runs the queue until it is empty or the loop stops. Called from a coroutine. */
void scan_work(struct scan *scan);

/* Learns from one observation: makes the units that follow from it (scan/learn.c). */
void scan_learn(struct scan *scan, const struct observation *o);

/* Whether scan_learn makes anything of records of that kind. */
bool scan_teaches(enum obs_kind kind);

/* Emits a record of the unit: time and unit are filled in, the record is copied. */
void unit_emit(struct scan_unit *unit, enum obs_kind kind, const void *rec);

/* Emits an asset of a name or address found by this unit. why: "axfr", "certificate", ...;
 * parent NULL for none. */
void unit_asset(struct scan_unit *unit, enum asset_type type, const char *name,
    const char *parent, const char *why);

/* Emits a fact; values and evidence may be NULL. */
void unit_fact(struct scan_unit *unit, const char *subject, const char *addr, uint16_t port,
    const char *fact, const struct text_list *values, const char *evidence);

/* Emits a coverage record. */
void unit_coverage(struct scan_unit *unit, const char *subject, const char *addr, uint16_t port,
    enum coverage_state state, const char *reason);

/* What a failed connection means for coverage: blocked, skipped (denied), unreachable; with the
 * reason's text. */
void unit_coverage_error(
    struct scan_unit *unit, const char *subject, const char *addr, uint16_t port, int err);

/* Counts one connection or datagram of the unit towards its burst record. */
void unit_burst(struct scan_unit *unit, const struct ip *dest, uint16_t port,
    enum transport transport, const char *probe, const char *source);

/* dial_tcp with the burst counted. */
int unit_dial(struct scan_unit *unit, const struct gate_call *call, const char *probe,
    int timeout_ms, struct conn **ret) MUST_USE;

/*
 * Runs fn(item) for n items of size bytes in coroutines, at most width at once, and returns
 * when all have ended. From the unit's coroutine only; fn must not start further ones.
 */
void unit_parallel(struct scan_unit *unit, void *items, size_t n, size_t size, size_t width,
    void (*fn)(void *item));

#endif
