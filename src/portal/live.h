/* Pages that change by themselves: server-sent events, however many people look at however many
 * things. */
#ifndef VARDE_PORTAL_LIVE_H
#define VARDE_PORTAL_LIVE_H

#include "api/call.h"

/*
 * Tells how the thing of that id stands: appends a JSON object to out whose members are HTML
 * for the parts (data-part) of the page, and sets *ret_state to the page's state. Called by a
 * thread of its own with its own database, about once a second. An error tells nothing this
 * time.
 */
typedef int live_ask(
    struct db *db, const char *id, struct arena *arena, struct str *out, int *ret_state);

/*
 * The reply becomes a stream of what ask tells of that id (copied), each time that it is
 * another text. state: that the page shows; when ask tells another one, the page is loaded
 * anew; -1: never. Whether the reader may see it is asked before. ERR_LIMIT.
 */
int live_stream(struct call *call, live_ask *ask, const char *id, int state) MUST_USE;

#endif
