#include "desk/notice.h"

#include "desk/id.h"
#include "desk/notice_impl.h"
#include "desk/org.h"
#include "desk/phone.h"

/* --- who sees it --- */

void notice_audience(
    const struct notice *n, const char *path, struct audience_org *org, struct audience *ret)
{
	*org = (struct audience_org){n->org, path};
	*ret = (struct audience){.label = (enum tlp)n->tlp,
	    .kind = n->tlp == TLP_RED ? AUDIENCE_PERSONS : AUDIENCE_ORGANISATIONS,
	    .published = true,
	    .orgs = org,
	    .norgs = 1,
	    .persons = (const char *const *)n->persons.items,
	    .npersons = n->persons.n};
}

bool notice_seen_by(
    const struct notice *n, const char *path, const struct audience_viewer *viewer)
{
	struct audience_org org;
	struct audience audience;

	notice_audience(n, path, &org, &audience);
	return audience_sees(viewer, &audience);
}

int notice_items_for(const struct notice *n, const char *path,
    const struct audience_viewer *viewer, struct arena *arena, struct notice_items *ret,
    size_t *ret_hidden)
{
	struct notice_items all = {0}, out = {0};
	struct audience_part parts[NOTICE_ITEMS];
	bool sees[NOTICE_ITEMS];
	struct audience_org org;
	struct audience whole;
	size_t hidden = 0;

	if (notice_items_read(n->items, arena, &all) < 0 || all.all.n > NOTICE_ITEMS)
		return ERR_CORRUPT;
	notice_audience(n, path, &org, &whole);
	for (size_t i = 0; i < all.all.n; i++)
		parts[i] = (struct audience_part){
		    .label = tlp_stricter((enum tlp)n->tlp, (enum tlp)all.all.items[i].tlp)};
	audience_fields(viewer, &whole, parts, all.all.n, sees);
	for (size_t i = 0; i < all.all.n; i++) {
		if (sees[i])
			vec_push(arena, &out.all, all.all.items[i]);
		hidden += !sees[i];
	}
	*ret = out;
	if (ret_hidden)
		*ret_hidden = hidden;
	return 0;
}

/* --- finding and steps --- */

int notice_find(struct db *db, const char *org, const char *cause, const char *object,
    struct arena *arena, struct notice *ret)
{
	return desk_find(db, &notice_type,
	    "WHERE \"org\" = $1 AND \"cause\" = $2 AND \"object\" = $3",
	    DESK_PARAMS(DESK_TEXT(org), DESK_TEXT(cause), DESK_TEXT(object)), arena, ret);
}

int notice_step_add(
    struct db *db, const struct actor *actor, const struct notice_event *event, int64_t now)
{
	struct notice_event e = *event;
	char id[ID_TEXT];

	e.id = id_new(id);
	e.time = now;
	e.actor = actor ? actor->person : NULL;
	return desk_insert(db, &notice_event_type, &e);
}

/* --- later --- */

int notice_tell(struct db *db, struct notice *n, const char *template, const char *why,
    int64_t now, struct arena *arena, int64_t *ret_told)
{
	const struct notice_way way = {.template = template ? template : notice_template(n),
	    .why = why,
	    .at_once = template != NULL};
	struct directive_readers to = {0};
	struct notice_outbox out = {0};
	struct notice_telling telling;
	struct org org;
	int r = notice_telling_init(db, &n->org, 1, now, arena, &telling);

	if (r == 0)
		r = org_get(db, n->org, arena, &org);
	if (r == 0)
		r = notice_put(&telling, n, &org, &way, now, arena, &out, &to);
	if (r == 0)
		r = notice_outbox_store(db, &out);
	if (r == 0)
		*ret_told = (int64_t)to.messages;
	return r;
}

static int tell_waiting(struct db *db, const char *id, int64_t now, struct arena *arena)
{
	struct notice n = {0};
	int64_t told = 0;
	int r = desk_get(db, &notice_type, id, arena, &n);

	if (r < 0 || !n.due || n.due > now)
		return r; /* another server was faster */
	r = notice_tell(db, &n, NULL,
	    arena_printf(arena, "update:%lld", (long long)n.version + 1), now, arena, &told);
	if (r == 0)
		r = desk_update(db, &notice_type, &n);
	if (r == 0)
		r = notice_step_add(db, NULL,
		    &(struct notice_event){
			.notice = id, .step = NOTICE_DID_TELL, .count = told},
		    now);
	return r;
}

int notice_tell_due(struct db *db, int64_t now, int max, int64_t *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct desk_records due = {0};
	int r = desk_list(db, &notice_type,
	    "WHERE \"due\" > 0 AND \"due\" <= $1 ORDER BY \"due\" LIMIT $2",
	    DESK_PARAMS(DESK_INT(now), DESK_INT(max)), arena, &due);

	*ret = 0;
	for (size_t i = 0; r == 0 && i < due.all.n; i++) {
		const struct notice *n = due.all.items[i];

		r = db_begin(db, DB_WRITE);
		if (r == 0)
			r = db_end(db, tell_waiting(db, n->id, now, arena));
		if (r == 0)
			++*ret;
		else if (r == ERR_BUSY)
			r = 0; /* somebody else has it */
	}
	return r;
}

int notice_close(struct db *db, const struct actor *actor, const char *id, const char *note,
    int64_t now, struct arena *arena)
{
	struct notice n = {0};
	int r = desk_get(db, &notice_type, id, arena, &n);

	if (r < 0 || n.state == NOTICE_CLOSED)
		return r;
	n.state = NOTICE_CLOSED;
	n.closed = now;
	n.due = n.remind = 0;
	r = desk_update(db, &notice_type, &n);
	if (r == 0)
		r = phone_settle(db, id, now);
	if (r == 0)
		r = notice_step_add(db, actor,
		    &(struct notice_event){
			.notice = id, .step = NOTICE_DID_CLOSE, .note = note},
		    now);
	return r < 0 ? r : log_append(db, actor, "notice.close", n.org, id, NULL, NULL, now);
}

static int store_seen(struct db *db, const struct actor *actor, struct notice *n, int64_t now)
{
	int r;

	n->seen = now;
	r = desk_update(db, &notice_type, n);
	if (r == 0)
		r = notice_step_add(db, actor,
		    &(struct notice_event){.notice = n->id, .step = NOTICE_DID_READ}, now);
	return r < 0 ? r : log_append(db, actor, "notice.read", n->org, n->id, NULL, NULL, now);
}

int notice_see(struct db *db, const struct actor *actor, struct notice *n, int64_t now)
{
	struct notice after = *n;
	int r;

	if (n->seen)
		return 0;
	r = db_begin(db, DB_WRITE);
	if (r == 0)
		r = db_end(db, store_seen(db, actor, &after, now));
	if (r == 0)
		*n = after;
	/* Somebody else of the organisation was faster. */
	return r == ERR_BUSY ? 0 : r;
}
