/* What a user sees while an audit runs: a live line on a terminal, plain lines elsewhere, JSON
 * for machines. */
#ifndef VARDE_CMD_PROGRESS_H
#define VARDE_CMD_PROGRESS_H

#include "model/observation.h"

enum progress_mode { PROGRESS_LIVE, PROGRESS_PLAIN, PROGRESS_JSON, PROGRESS_QUIET };

struct progress {
	enum progress_mode mode;
	int64_t started, shown; /* ms, monotonic */
	struct obs_progress last;
	int64_t findings;  /* so far; whoever assesses sets it */
	const char *stage; /* last told in plain mode */
	bool line;         /* a live line stands on the terminal */
};

/* Begins: live on a terminal, plain elsewhere, unless asked for JSON or quiet. */
void progress_init(struct progress *p, bool json, bool quiet);

/* Shows a progress record, not too often. */
void progress_show(struct progress *p, const struct obs_progress *o);

/* Says one thing: a plain sentence, or {"event":EVENT,"text":...}; control bytes are escaped.
 */
void progress_say(struct progress *p, const char *event, const char *fmt, ...) PRINTF(3, 4);

/* Ends the live line. */
void progress_end(struct progress *p);

#endif
