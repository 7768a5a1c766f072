/*
 * Taking in files of events: read (feed/shadowserver.h), whose they are (desk/attribute.h), as
 * alerts (desk/alert_make.h), told (desk/alert_tell.h). Some thousand events are one
 * transaction, so that a stopped import is simply begun again: what is there is known by its
 * id.
 */
#ifndef VARDE_DESK_EVENT_H
#define VARDE_DESK_EVENT_H

#include "desk/alert_tell.h"

enum {
	EVENT_CHUNK = 4000,     /* events of one transaction */
	EVENT_FILE = 512 << 20, /* bytes of a file */
};

struct event_source {
	const char *feed;  /* who says so: "shadowserver" */
	const char *file;  /* its name, which names the report */
	struct span bytes; /* borrowed */
	enum tlp tlp;
	bool hold; /* an analyst says when it is told */
};

struct event_taken {
	struct event_import import; /* what is stored of it; in the arena */
	bool again;                 /* the same file was taken in before: nothing was changed */
	int64_t grown;              /* alerts that were there */
	struct alert_told told;
};

/*
 * Takes the file in and tells the organisations. The actor needs MAY_REVIEW (NULL: whoever runs
 * the program). ERR_SYNTAX, ERR_LIMIT (refused as a whole), ERR_DENIED, and the store's, with
 * the message in the handle.
 */
int event_take(struct db *db, const struct actor *actor, const struct event_source *source,
    int64_t now, struct arena *arena, struct event_taken *ret) MUST_USE;

#endif
