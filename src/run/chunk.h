/*
 * One chunk of work carried out: a job of a run, by a process that does nothing else meanwhile.
 * What decides whether it goes on is asked for all the time, so a stop ends its packets within
 * two seconds. SIGPIPE must be ignored by the program.
 */
#ifndef VARDE_RUN_CHUNK_H
#define VARDE_RUN_CHUNK_H

#include "model/job.h"
#include "model/observation.h"
#include "model/run.h"
#include "run/spool.h"
#include "store/db.h"

enum chunk_word {
	CHUNK_GO_ON,
	CHUNK_STOP, /* in good order: what is whole is kept */
	CHUNK_KILL, /* at once; what has come is kept */
	CHUNK_LOST, /* the lease is somebody else's: at once, and nothing more is kept */
};

enum chunk_end { CHUNK_END_DONE, CHUNK_END_STOPPED, CHUNK_END_FAILED, CHUNK_END_ABANDONED };

enum {
	CHUNK_BEAT_MS = 250,  /* between two beats while the scan goes on */
	CHUNK_GRACE_MS = 700, /* what a stop in good order may take: with the beat, less than
				 two seconds, even where the beat asks a server */
	CHUNK_WAIT_MS = 200,  /* what one attempt to store may wait for a lock */
	CHUNK_PATIENCE_MS = 60000, /* how long a place without room is tried again */
	CHUNK_LAST_MS = 5000,      /* the same once the scan is to stop */
};

/* How far it is. */
struct chunk_news {
	struct obs_progress progress; /* .stage is static; "assess" at last */
	int64_t findings;             /* so far */
};

struct chunk_hooks {
	/*
	 * Called every CHUNK_BEAT_MS or a little later, at once when .wake can be read (which
	 * it then reads empty), and between the steps of the end. Reports (borrows), renews the
	 * lease, and gives enum chunk_word. Returns within a few hundred milliseconds. NULL:
	 * nobody asks.
	 */
	int (*beat)(void *arg, const struct chunk_news *news);
	int wake;              /* a descriptor to watch, or -1 */
	const char *scan;      /* path of varde-scan; NULL: beside this program */
	const struct job *job; /* chunk_work: what is authorised now, of the run's id and seed
				  (borrows); NULL: as the run was ordered */
	void *arg;
};

struct chunk_result {
	int state;          /* enum chunk_end */
	const char *reason; /* of CHUNK_END_FAILED; static or the arena's */
	int64_t findings;   /* CHUNK_END_DONE, chunk_work: stored ones */
};

/*
 * For who has the database: reads the run with run->id into *run, scans what is left of its job
 * (a run is one chunk), stores
 * units as they come, then assesses, compares and stores the findings. The run's state in the
 * store becomes finished, stopped or failed; an abandoned one is left alone. A run that is
 * finished already stays as it is. The database's lock waiting time is DB_WAIT_MS afterwards. 0
 * with *ret; ERR_* of the store, with a message: what is whole is stored, and it may be tried
 * again.
 */
int chunk_work(struct db *db, struct run *run, const struct chunk_hooks *hooks,
    struct arena *arena, struct chunk_result *ret, struct msg *msg) MUST_USE;

/* For units that came by a spool, all of them: assesses, compares and stores the findings of
 * the run, which becomes finished; a finished one stays as it is. Errors of the store, with a
 * message: it may be tried again. */
int chunk_conclude(
    struct db *db, const char *id, struct arena *arena, struct msg *msg) MUST_USE;

/*
 * For who has none: the same scan, its units go into the spool, and its end too when it is done
 * or failed (spool_end). before: what whoever gave the chunk has of it (borrows); what the
 * spool holds counts as well. 0 with *ret; ERR_* of the spool, with a message.
 */
int chunk_gather(struct spool *spool, const struct job *job, const struct observations *before,
    const struct chunk_hooks *hooks, struct arena *arena, struct chunk_result *ret,
    struct msg *msg) MUST_USE;

#endif
