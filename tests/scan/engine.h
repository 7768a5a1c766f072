/* Whole scans in tests: scan_main in a process of its own, jobs and records through memory
 * files, a name server by script. */
#ifndef VARDE_TESTS_SCAN_ENGINE_H
#define VARDE_TESTS_SCAN_ENGINE_H

#include "model/job.h"
#include "model/observation.h"
#include "net/peer.h"

struct engine {
	struct arena *arena;
	struct job job;
	struct observations seen; /* of the last run, progress left out */
	struct str output;        /* its lines */
	pid_t pid;
	int out;
};

/* An engine whose job targets the texts separated by spaces ("-x" excludes x); ports as in
 * struct job. */
void engine_init(struct engine *e, const char *targets, const char *ports);

/* Starts a scan: the job, then records of an earlier attempt (borrows; NULL for none). speed:
 * how often faster than real time its clock runs. */
void engine_start(struct engine *e, const char *records, int speed);

/* Waits for the scan's end (at most 30 s) and reads its records; every one must be valid. Gives
 * its last record's state. */
int engine_wait(struct engine *e);

/* Both. The state must be END_FINISHED. */
void engine_run(struct engine *e, int speed);

void engine_done(struct engine *e);

/* Keys of the units that the last run finished, sorted, one a line. The arena owns it. */
const char *engine_units(const struct engine *e);

/* The first record of the kind about that address and port (0: any), or NULL. */
const struct observation *engine_find(
    const struct engine *e, enum obs_kind kind, const char *addr, uint16_t port);

/* The coverage record of that unit, or NULL; fails when there are several. */
const struct obs_coverage *engine_coverage(const struct engine *e, const char *unit);

/* A name server on the address: table is "name addr;name addr;..."; a name ending in
 * CNAME:target is "name =target", TXT records are "name \"one\"two". Others do not exist. */
struct peer engine_names(const char *addr, const char *table);

/* A serve function for datagrams: every name has the addresses of arg (separated by spaces),
 * each time in another order. */
peer_serve engine_rotating;

/* Adds the peer to the job's resolvers. */
void engine_resolver(struct engine *e, const struct peer *names);

/* Printf into the engine's arena. */
#define engine_text(e, ...) arena_printf((e)->arena, __VA_ARGS__)

#endif
