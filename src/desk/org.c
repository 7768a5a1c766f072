#include "desk/org.h"

#include "codec/fold.h"
#include "desk/id.h"

/* --- creating and reading --- */

static int set_path(struct db *db, struct org *org, struct arena *arena)
{
	struct org parent = {0};
	int r = org->parent ? org_get(db, org->parent, arena, &parent) : 0;

	if (r < 0)
		return r;
	org->path = arena_printf(arena, "%s%s/", org->parent ? parent.path : "", org->id);
	return 0;
}

const char *org_search(const struct org *org, struct arena *arena)
{
	STR_AUTO(text, 65536);

	str_addf(&text, "%s\n%s\n%s", org->name, org->abbreviation ? org->abbreviation : "",
	    org->region ? org->region : "");
	for (size_t i = 0; i < org->national_ids.n; i++)
		str_addf(&text, "\n%s", org->national_ids.items[i]);
	return fold(arena, str_text(&text));
}

int org_search_fill(struct db *db, int max, int64_t *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct desk_records none = {0};
	int r = desk_list(db, &org_type, "WHERE \"search\" IS NULL ORDER BY \"id\" LIMIT $1",
	    DESK_PARAMS(DESK_INT(max)), arena, &none);

	vec_foreach (o, &none.all) {
		const struct org *org = *o;

		if (r == 0)
			r = desk_exec(db,
			    "UPDATE org SET \"search\" = $2 WHERE \"id\" = $1 AND \"search\" "
			    "IS "
			    "NULL",
			    DESK_PARAMS(DESK_TEXT(org->id), DESK_TEXT(org_search(org, arena))),
			    NULL);
	}
	if (r == 0)
		*ret = (int64_t)none.all.n;
	return r;
}

int org_add(
    struct db *db, const struct actor *actor, struct org *org, int64_t now, struct arena *arena)
{
	int r;

	if (!org->id)
		org->id = id_make(arena);
	if (!org->criticality)
		org->criticality = 3;
	org->created = now;
	org->version = 0;
	if (org->state == ORG_ACTIVE)
		org->joined = now;
	org->search = org_search(org, arena);
	r = set_path(db, org, arena);
	if (r == 0)
		r = desk_insert(db, &org_type, org);
	if (r < 0)
		return r;
	return log_append(db, actor, "org.create", org->id, org->id, NULL, NULL, now);
}

int org_create(
    struct db *db, const struct actor *actor, struct org *org, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, org_add(db, actor, org, now, arena));
}

int org_get(struct db *db, const char *id, struct arena *arena, struct org *ret)
{
	return desk_get(db, &org_type, id, arena, ret);
}

/* What follows every path below: the last slash becomes the next byte, '0'. */
static const char *path_end(const char *path, struct arena *arena)
{
	char *end = arena_strdup(arena, path);

	end[strlen(end) - 1] = '/' + 1;
	return end;
}

int org_below(struct db *db, const char *path, const char *after, int64_t limit,
    struct arena *arena, struct desk_records *ret)
{
	return desk_list(db, &org_type,
	    "WHERE \"path\" >= $1 AND \"path\" < $2 AND \"path\" > $3 ORDER BY \"path\" LIMIT "
	    "$4",
	    DESK_PARAMS(DESK_TEXT(path), DESK_TEXT(path_end(path, arena)),
		DESK_TEXT(after ? after : ""), DESK_INT(limit)),
	    arena, ret);
}

int org_children(
    struct db *db, const struct org *org, struct arena *arena, struct desk_records *ret)
{
	return desk_list(db, &org_type,
	    "WHERE \"path\" > $1 AND \"path\" < $2 AND \"parent\" = $3 ORDER BY \"name\", "
	    "\"id\"",
	    DESK_PARAMS(DESK_TEXT(org->path), DESK_TEXT(path_end(org->path, arena)),
		DESK_TEXT(org->id)),
	    arena, ret);
}

/* --- changing --- */

static int change(
    struct db *db, const struct actor *actor, struct org *org, int64_t now, struct arena *arena)
{
	struct org old = {0}, stored = *org;
	int r = org_get(db, org->id, arena, &old);

	if (r < 0)
		return r;
	stored.parent = old.parent;
	stored.path = old.path;
	stored.state = old.state;
	stored.created = old.created;
	stored.joined = old.joined;
	stored.search = org_search(&stored, arena);
	r = desk_update(db, &org_type, &stored);
	if (r == 0)
		r = log_append(db, actor, "org.change", org->id, org->id, NULL, NULL, now);
	if (r == 0)
		*org = stored;
	return r;
}

int org_change(struct db *db, const struct actor *actor, struct org *org, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct org changed = *org;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = db_end(db, change(db, actor, &changed, now, arena));
	if (r == 0)
		org->version = changed.version;
	return r;
}

/* --- states --- */

static const struct {
	enum org_state was;
	enum org_action action;
	enum org_state becomes;
} steps[] = {
    {ORG_PROPOSED, ORG_ACTIVATE, ORG_ACTIVE},
    {ORG_SUSPENDED, ORG_ACTIVATE, ORG_ACTIVE},
    {ORG_ACTIVE, ORG_SUSPEND, ORG_SUSPENDED},
    {ORG_PROPOSED, ORG_LEAVE, ORG_LEFT},
    {ORG_ACTIVE, ORG_LEAVE, ORG_LEFT},
    {ORG_SUSPENDED, ORG_LEAVE, ORG_LEFT},
};

static const char *const action_names[] = {"org.activate", "org.suspend", "org.leave"};

int org_next(enum org_state state, enum org_action action)
{
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		if (steps[i].was == state && steps[i].action == action)
			return (int)steps[i].becomes;
	return ERR_DENIED;
}

static const char *reason_json(const char *reason, struct arena *arena)
{
	struct json_writer w;
	STR_AUTO(out, 8000);

	if (!reason)
		return NULL;
	json_write_init(&w, &out, 0);
	json_write_object(&w);
	json_member_text(&w, "reason", reason);
	json_write_object_end(&w);
	return str_ok(&out) < 0 ? "{}" : str_dup(&out, arena);
}

int org_move(struct db *db, const struct actor *actor, const char *id, enum org_action action,
    const char *reason, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct org org = {0};
	int r = org_get(db, id, arena, &org);

	if (r < 0)
		return r;
	r = org_next((enum org_state)org.state, action);
	if (r < 0)
		return db_fail(db, ERR_DENIED, "this is not possible for the organisation now",
		    "look at its state", "%s is %-s", org.name, org_state_names[org.state]);
	org.state = r;
	if (org.state == ORG_ACTIVE && !org.joined)
		org.joined = now;
	r = desk_update(db, &org_type, &org);
	if (r == 0 && org.state == ORG_LEFT)
		r = desk_exec(db,
		    "UPDATE membership SET \"until\" = $1 WHERE \"org\" = $2 AND (\"until\" = "
		    "0 "
		    "OR \"until\" > $1)",
		    DESK_PARAMS(DESK_INT(now), DESK_TEXT(id)), NULL);
	if (r < 0)
		return r;
	return log_append(
	    db, actor, action_names[action], id, id, NULL, reason_json(reason, arena), now);
}

int org_step(struct db *db, const struct actor *actor, const char *id, enum org_action action,
    const char *reason, int64_t now)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, org_move(db, actor, id, action, reason, now));
}
