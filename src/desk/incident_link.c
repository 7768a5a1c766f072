/* What a case has to do with (desk/incident_work.h), and cases that become one or two
 * (desk/incident.h). */
#include "desk/id.h"
#include "desk/incident.h"
#include "desk/incident_work.h"
#include "store/desk.h"

/* Where a kind is looked up: its table's id, number and organisation. Kinds without a row are
 * linked by the identifier that was written. */
static const struct {
	const char *sql;
} places[] = {
    [INCIDENT_LINK_FINDING] = {"SELECT \"id\", \"ref\", \"org\" FROM tracked_finding WHERE "
			       "\"ref\" = $1 OR \"id\" = $1"},
    [INCIDENT_LINK_ADVISORY] = {"SELECT \"id\", \"ref\", NULL FROM advisory WHERE \"ref\" = $1 "
				"OR \"id\" = $1"},
    [INCIDENT_LINK_IOC] = {"SELECT \"id\", \"value\", NULL FROM ioc WHERE \"id\" = $1 OR "
			   "\"value\" = $1"},
    [INCIDENT_LINK_ALERT] = {"SELECT \"id\", \"ref\", \"org\" FROM alert WHERE \"ref\" = $1 "
			     "OR \"id\" = $1"},
    [INCIDENT_LINK_ENGAGEMENT] = {NULL},
    [INCIDENT_LINK_ORDER] = {"SELECT \"id\", \"ref\", \"org\" FROM audit_order WHERE \"ref\" = "
			     "$1 OR \"id\" = $1"},
    [INCIDENT_LINK_INCIDENT] = {"SELECT \"id\", \"ref\", NULL FROM incident WHERE \"ref\" = $1 "
				"OR \"id\" = $1"},
};

static int look_up(
    struct db *db, struct incident_link *link, const char *what, struct arena *arena)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r;

	if (!places[link->kind].sql) {
		link->object = link->label = arena_printf(arena, "%.64s", what);
		return 0;
	}
	r = db_prepare(db, places[link->kind].sql, &stmt);
	if (r < 0)
		return r;
	db_bind_text(stmt, 1, what);
	r = db_step(stmt);
	if (r == 0)
		return db_fail(db, ERR_NOTFOUND, "there is nothing of that number",
		    "write the number as it stands on its page", "%.80s", what);
	if (r < 0)
		return r;
	link->object = arena_strdup(arena, db_text(stmt, 0));
	link->label = arena_printf(arena, "%.199s", db_text(stmt, 1) ? db_text(stmt, 1) : what);
	link->org = db_null(stmt, 2) ? NULL : arena_strdup(arena, db_text(stmt, 2));
	return 0;
}

static int put(struct db *db, const struct actor *actor, struct incident_link *link,
    const char *what, int64_t now, struct arena *arena)
{
	struct incident i = {0};
	int64_t there = 0;
	int r = desk_get(db, &incident_type, link->incident, arena, &i);

	if (r == 0)
		r = look_up(db, link, what, arena);
	if (r == 0)
		r = desk_number(db,
		    "SELECT count(*) FROM incident_link WHERE \"incident\" = $1 AND \"kind\" = "
		    "$2 AND \"object\" = $3",
		    DESK_PARAMS(DESK_TEXT(i.id), DESK_TEXT(incident_link_names[link->kind]),
			DESK_TEXT(link->object)),
		    &there);
	if (r == 0 && (there || strcmp(link->object, i.id) == 0))
		return db_fail(db, ERR_EXISTS, "it is linked already",
		    "look at the list of links", "%s", link->label);
	link->id = id_make(arena);
	link->time = now;
	link->person = actor->person;
	if (r == 0)
		r = desk_insert(db, &incident_link_type, link);
	return r < 0 ? r : incident_note(db, actor, &i, "link", link->label, now);
}

int incident_link_put(struct db *db, const struct actor *actor, struct incident_link *link,
    const char *what, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, put(db, actor, link, what, now, arena));
}

static int drop(struct db *db, const struct actor *actor, const char *incident, const char *id,
    int64_t now, struct arena *arena)
{
	struct incident i = {0};
	struct incident_link link = {0};
	int r = desk_get(db, &incident_type, incident, arena, &i);

	if (r == 0)
		r = desk_get(db, &incident_link_type, id, arena, &link);
	if (r == 0 && strcmp(link.incident, incident) != 0)
		r = ERR_NOTFOUND;
	if (r == 0)
		r = desk_delete(db, &incident_link_type, id);
	return r < 0 ? r : incident_note(db, actor, &i, "unlink", link.label, now);
}

int incident_link_drop(struct db *db, const struct actor *actor, const char *incident,
    const char *link, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, drop(db, actor, incident, link, now, arena));
}

/* --- merging --- */

/* What belongs to a case by its member "incident"; $1 the old one, $2 the new one. */
static const char *const movers[] = {
    "UPDATE incident_party SET \"incident\" = $2 WHERE \"incident\" = $1",
    "UPDATE incident_post SET \"incident\" = $2 WHERE \"incident\" = $1",
    "UPDATE incident_task SET \"incident\" = $2 WHERE \"incident\" = $1",
    "UPDATE incident_entry SET \"incident\" = $2 WHERE \"incident\" = $1",
    "UPDATE incident_evidence SET \"incident\" = $2 WHERE \"incident\" = $1",
    "UPDATE incident_observable SET \"incident\" = $2 WHERE \"incident\" = $1",
    "UPDATE incident_link SET \"incident\" = $2 WHERE \"incident\" = $1",
    "UPDATE obligation SET \"incident\" = $2 WHERE \"incident\" = $1",
};

static int check_merge(struct db *db, const struct incident *from, const struct incident *to)
{
	if (strcmp(from->id, to->id) == 0)
		return db_fail(db, ERR_RANGE, "an incident cannot be merged into itself",
		    "choose another one", "%s", from->ref);
	if (!incident_is_live(from->state) || !incident_is_live(to->state))
		return db_fail(db, ERR_UNSUPPORTED, "one of them has ended", "reopen it first",
		    "%s, %s", from->ref, to->ref);
	if (from->exercise != to->exercise)
		return db_fail(db, ERR_RANGE, "one of them is an exercise",
		    "an exercise stays apart from what is real", "%s, %s", from->ref, to->ref);
	return 0;
}

static int merge(struct db *db, const struct actor *actor, const char *id, const char *into,
    int64_t now, struct arena *arena)
{
	struct incident from = {0}, to = {0};
	int r = desk_get(db, &incident_type, id, arena, &from);

	if (r == 0)
		r = desk_get(db, &incident_type, into, arena, &to);
	if (r == 0)
		r = check_merge(db, &from, &to);
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(movers); i++)
		r = desk_exec(db, movers[i], DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(into)), NULL);
	if (r < 0)
		return r;
	from.state = INCIDENT_MERGED;
	from.into = to.id;
	from.closed = from.changed = now;
	/* The stricter label holds for what is told of both. */
	to.tlp = (int)tlp_stricter((enum tlp)from.tlp, (enum tlp)to.tlp);
	to.severity = MAX(from.severity, to.severity);
	to.changed = now;
	r = desk_update(db, &incident_type, &from);
	if (r == 0)
		r = desk_update(db, &incident_type, &to);
	if (r == 0)
		r = incident_note(db, actor, &to, "merge", from.ref, now);
	return r;
}

int incident_merge(struct db *db, const struct actor *actor, const char *id, const char *into,
    int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, merge(db, actor, id, into, now, arena));
}

/* --- splitting --- */

struct splitting {
	struct db *db;
	struct incident_case c;
	struct incident fresh;
	const struct text_list *parties; /* that leave */
	struct arena *arena;
};

/* What is one party's alone goes with it: $1 the party, $2 its organisation, $3 the new case,
 * $4 the old one. Each names all four. */
#define OF_PARTY " AND $1 <> '' AND $2 <> ''"
static const char *const leavers[] = {
    "UPDATE incident_party SET \"incident\" = $3 WHERE \"id\" = $1 AND \"incident\" = "
    "$4" OF_PARTY,
    "UPDATE incident_post SET \"incident\" = $3 WHERE \"org\" = $2 AND \"incident\" = "
    "$4" OF_PARTY,
    "UPDATE incident_entry SET \"incident\" = $3 WHERE \"org\" = $2 AND \"incident\" = "
    "$4" OF_PARTY,
    "UPDATE incident_task SET \"incident\" = $3 WHERE \"party\" = $1 AND \"incident\" = "
    "$4" OF_PARTY,
    "UPDATE incident_evidence SET \"incident\" = $3 WHERE \"party\" = $1 AND \"incident\" = "
    "$4" OF_PARTY,
    "UPDATE incident_observable SET \"incident\" = $3 WHERE \"party\" = $1 AND \"incident\" = "
    "$4" OF_PARTY,
    "UPDATE incident_link SET \"incident\" = $3 WHERE \"org\" = $2 AND \"incident\" = "
    "$4" OF_PARTY,
    "UPDATE obligation SET \"incident\" = $3 WHERE \"party\" = $1 AND \"incident\" = "
    "$4" OF_PARTY,
};

/* Of the list, those that leave (or those that stay). */
static struct text_list chosen(
    const struct splitting *s, const struct text_list *of, bool leaving)
{
	struct text_list out = {0};

	for (size_t i = 0; i < of->n; i++)
		if (text_list_has(s->parties, of->items[i]) == leaving)
			text_list_add(&out, s->arena, of->items[i]);
	return out;
}

/* What was said to some who leave: a copy goes with them, the others keep theirs. */
static int copy_posts(struct splitting *s)
{
	struct desk_records found = {0};
	int r = desk_list(s->db, &incident_post_type,
	    "WHERE \"incident\" = $1 ORDER BY \"time\", \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(s->c.incident.id), DESK_INT(INCIDENT_ITEMS)), s->arena,
	    &found);

	vec_foreach (v, &found.all) {
		struct incident_post *p = *v, copy = *p;

		copy.parties = chosen(s, &p->parties, true);
		if (r < 0 || !copy.parties.n)
			continue;
		copy.id = id_make(s->arena);
		copy.incident = s->fresh.id;
		p->parties = chosen(s, &p->parties, false);
		r = desk_insert(s->db, &incident_post_type, &copy);
		if (r == 0)
			r = desk_update(s->db, &incident_post_type, p);
	}
	return r;
}

static int copy_entries(struct splitting *s)
{
	struct desk_records found = {0};
	int r = desk_list(s->db, &incident_entry_type,
	    "WHERE \"incident\" = $1 AND \"kind\" <> 'step' ORDER BY \"time\", \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(s->c.incident.id), DESK_INT(INCIDENT_ITEMS)), s->arena,
	    &found);

	vec_foreach (v, &found.all) {
		struct incident_entry *e = *v, copy = *e;

		copy.parties = chosen(s, &e->parties, true);
		if (r < 0 || !copy.parties.n)
			continue;
		copy.id = id_make(s->arena);
		copy.incident = s->fresh.id;
		e->parties = chosen(s, &e->parties, false);
		r = desk_insert(s->db, &incident_entry_type, &copy);
		if (r == 0)
			r = desk_update(s->db, &incident_entry_type, e);
	}
	return r;
}

static int leave(struct splitting *s)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < s->parties->n; i++) {
		const struct incident_party *p =
		    incident_case_party(&s->c, s->parties->items[i]);

		for (size_t k = 0; r == 0 && k < ARRAY_LEN(leavers); k++)
			r = desk_exec(s->db, leavers[k],
			    DESK_PARAMS(DESK_TEXT(p->id), DESK_TEXT(p->org),
				DESK_TEXT(s->fresh.id), DESK_TEXT(s->c.incident.id)),
			    NULL);
	}
	return r;
}

static int check_split(struct splitting *s)
{
	const struct incident *i = &s->c.incident;
	size_t here = 0;

	if (!incident_is_live(i->state))
		return db_fail(s->db, ERR_UNSUPPORTED, "the incident has ended",
		    "reopen it first", "%s", i->ref);
	for (size_t k = 0; k < s->parties->n; k++)
		if (incident_case_party(&s->c, s->parties->items[k]))
			here++;
	if (!here || here != s->parties->n || here == s->c.parties.n)
		return db_fail(s->db, ERR_RANGE, "some parties must leave, and some stay",
		    "choose those that belong to another incident", "%s", i->ref);
	return 0;
}

static int split(struct splitting *s, const struct actor *actor, const char *id, int64_t now)
{
	int r = incident_case_load(s->db, id, s->arena, &s->c);

	if (r == 0)
		r = check_split(s);
	if (r < 0)
		return r;
	s->fresh = s->c.incident;
	s->fresh.id = id_make(s->arena);
	s->fresh.into = s->c.incident.id;
	s->fresh.major = false;
	s->fresh.every = 0;
	s->fresh.created = s->fresh.changed = now;
	s->fresh.created_by = actor->person;
	s->fresh.version = 0;
	r = ref_next(s->db, INCIDENT_PREFIX, now, s->arena, &s->fresh.ref);
	if (r == 0)
		r = desk_insert(s->db, &incident_type, &s->fresh);
	if (r == 0)
		r = copy_posts(s);
	if (r == 0)
		r = copy_entries(s);
	if (r == 0)
		r = leave(s);
	if (r == 0)
		r = incident_note(s->db, actor, &s->c.incident, "split", s->fresh.ref, now);
	return r;
}

int incident_split(struct db *db, const struct actor *actor, const char *id,
    const struct text_list *parties, int64_t now, struct arena *arena, struct incident *ret)
{
	struct splitting s = {.db = db, .parties = parties, .arena = arena};
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = db_end(db, split(&s, actor, id, now));
	if (r == 0)
		*ret = s.fresh;
	return r;
}
