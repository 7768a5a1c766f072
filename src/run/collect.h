/*
 * Collecting: one varde-scan is run, and what it sees is handed on by whole units. No signal is
 * handled and nothing is printed here: who calls tells through callbacks what to do. SIGPIPE
 * must be ignored by the program.
 */
#ifndef VARDE_RUN_COLLECT_H
#define VARDE_RUN_COLLECT_H

#include "model/job.h"
#include "model/observation.h"

enum collect_stop {
	COLLECT_GO_ON,
	COLLECT_STOP, /* in good order: what is whole is kept */
	COLLECT_KILL, /* at once */
};

enum {
	COLLECT_POLL_MS = 100,   /* .stop is asked at least as often, whatever is coming in */
	COLLECT_GRACE_MS = 1500, /* what a stop in good order may take, unless told otherwise */
	COLLECT_LATER = 1,       /* what .units gives when it has no room now */
};

struct collect_sink {
	/*
	 * Keeps whole units (borrowed until it returns): 0, COLLECT_LATER to be asked again
	 * with them after COLLECT_POLL_MS, or an error, which ends the collecting. While it
	 * works nobody asks .stop: it returns within a few hundred milliseconds.
	 */
	int (*units)(void *arg, const struct observations *units, size_t n);
	/* Learns how far it is (borrows). NULL when nobody wants to know. */
	void (*progress)(void *arg, const struct obs_progress *progress);
	/* Gives enum collect_stop; asked at least every COLLECT_POLL_MS, and at once when .wake
	 * can be read (which it then reads empty). NULL: nobody stops it. */
	int (*stop)(void *arg);
	int wake;     /* a descriptor to watch, or -1 */
	int grace_ms; /* after COLLECT_STOP, until varde-scan and its gate are killed; 0 for
			 COLLECT_GRACE_MS */
	void *arg;
};

struct collected {
	int state;          /* enum end_state */
	const char *reason; /* of a failure; static or the arena's */
};

/*
 * Runs varde-scan (program: its path, NULL for the one beside this program) with the job and
 * the run's observations so far, for a resumed run (borrows all). 0 also for a scan that was
 * stopped or failed: ret->state tells. When it was asked to stop, no process of the scan is
 * left and no packet leaves grace_ms later. ERR_*: varde-scan could not be started, or says
 * what no scanner says (with a message), or the sink's own error.
 */
int collect_run(const char *program, const struct job *job, const struct observations *before,
    const struct collect_sink *sink, struct arena *arena, struct collected *ret,
    struct msg *msg) MUST_USE;

#endif
