#include "desk/outbox.h"

#include "desk/id.h"
#include "store/desk.h"

int outbox_put(struct db *db, const struct outgoing *message, int64_t now, struct arena *arena)
{
	struct outgoing out = *message;
	int64_t there = 0;
	int r = desk_number(db, "SELECT count(*) FROM outgoing WHERE \"unique_key\" = $1",
	    DESK_PARAMS(DESK_TEXT(message->unique_key)), &there);

	if (r < 0 || there)
		return r;
	out.id = id_make(arena);
	out.state = OUT_WAITING;
	out.created = now;
	if (!out.due)
		out.due = now;
	return desk_insert(db, &outgoing_type, &out);
}
