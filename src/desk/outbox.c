#include "desk/outbox.h"

#include "desk/id.h"
#include "store/desk.h"

enum { TOLD_MAX = 200 /* people of one message */ };

static int put(struct db *db, const struct outgoing *message, int64_t now, struct arena *arena,
    int64_t *ret_told)
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
	r = desk_insert(db, &outgoing_type, &out);
	if (r == 0)
		++*ret_told;
	return r;
}

int outbox_put(struct db *db, const struct outgoing *message, int64_t now, struct arena *arena)
{
	int64_t told = 0;

	return put(db, message, now, arena, &told);
}

/* Memberships that count now; the organisation's, or (NULL) the CERT's. */
static int members(
    struct db *db, const char *org, int64_t now, struct arena *arena, struct desk_records *ret)
{
	if (!org)
		return desk_list(db, &membership_type,
		    "WHERE \"org\" IS NULL AND \"since\" <= $1 AND (\"until\" = 0 OR "
		    "\"until\" > $1) ORDER BY \"id\" LIMIT $2",
		    DESK_PARAMS(DESK_INT(now), DESK_INT(TOLD_MAX)), arena, ret);
	return desk_list(db, &membership_type,
	    "WHERE \"org\" = $1 AND \"since\" <= $2 AND (\"until\" = 0 OR \"until\" > $2) "
	    "ORDER BY \"id\" LIMIT $3",
	    DESK_PARAMS(DESK_TEXT(org), DESK_INT(now), DESK_INT(TOLD_MAX)), arena, ret);
}

int outbox_put_all(struct db *db, const struct outgoing *message,
    const struct outbox_readers *readers, int64_t now, struct arena *arena, int64_t *ret_told)
{
	struct desk_records found = {0};
	int64_t told = 0;
	int r = members(db, readers->org, now, arena, &found);

	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		const struct membership *m = found.all.items[i];
		struct outgoing one = *message;

		if (!role_has((enum role)m->role, readers->permission) ||
		    (readers->but && strcmp(readers->but, m->person) == 0))
			continue;
		one.person = m->person;
		one.unique_key = arena_printf(arena, "%s:%s", message->unique_key, m->person);
		r = put(db, &one, now, arena, &told);
	}
	if (r == 0 && ret_told)
		*ret_told = told;
	return r;
}
