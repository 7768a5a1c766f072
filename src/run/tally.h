/* How many findings a run would have by now: told while it goes on, never stored. */
#ifndef VARDE_RUN_TALLY_H
#define VARDE_RUN_TALLY_H

#include "model/observation.h"

struct tally {
	int64_t findings;         /* at the last count */
	struct observations seen; /* all that an assessment needs */
	struct arena *arena;      /* borrowed; as long as the run */
	int64_t next;             /* no count before: ms, monotonic */
};

/* Begins with the run's observations so far; borrows both. */
void tally_init(struct tally *t, const struct observations *before, struct arena *arena);

/* Adds units (copies what it needs) and now and then counts, a tenth of the time at most. */
void tally_add(struct tally *t, const struct observations *units, size_t n);

#endif
