/* Giving and taking roles (desk/people.h). */
#include "desk/people.h"

#include "desk/contact_health.h"
#include "desk/id.h"
#include "desk/org.h"

#define VALID "\"since\" <= $1 AND (\"until\" = 0 OR \"until\" > $1)"

static const char *const functions_known[] = {
    "legal-rep", "ciso", "on-call", "it-ops", "dpo", "comms", "supplier"};

bool people_function(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(functions_known); i++)
		if (strcmp(name, functions_known[i]) == 0)
			return true;
	return false;
}

static int denied(struct db *db, const char *why)
{
	return db_fail(db, ERR_DENIED, "this is not yours to decide",
	    "ask the security officer of the organisation, or the CERT", "%-s", why);
}

/* Whoever changes memberships of an organisation, or of the CERT, waits here for the other one
 * who does: so that two cannot each remove the last but one. */
static int lock_members(struct db *db, const char *org)
{
	if (org)
		return desk_exec(db, "UPDATE org SET \"state\" = \"state\" WHERE \"id\" = $1",
		    DESK_PARAMS(DESK_TEXT(org)), NULL);
	return desk_exec(db,
	    "INSERT INTO setting (\"name\", \"value\") VALUES ('lock.cert', '') ON CONFLICT "
	    "(\"name\") DO UPDATE SET \"value\" = ''",
	    NULL, 0, NULL);
}

/* Whether by holds the role of a group officer at the path or above. */
static bool group_officer_at(const struct who *by, const char *path)
{
	vec_foreach (s, &by->standings)
		if (path && s->path && s->role == ROLE_GROUP_OFFICER &&
		    strncmp(path, s->path, strlen(s->path)) == 0)
			return true;
	return false;
}

/* Whether by decides about that role of the organisation (NULL: the CERT). */
static int may_decide(
    struct db *db, const struct who *by, const struct org *org, enum role role)
{
	if (!org)
		return who_may(by, MAY_ADMINISTER, NULL)
			   ? 0
			   : denied(db, "roles of the CERT are given by its administrator");
	if (!who_may(by, MAY_PEOPLE, org->path))
		return denied(db, "you do not manage the people of this organisation");
	if (role == ROLE_GROUP_OFFICER && !group_officer_at(by, org->path) &&
	    !who_may(by, MAY_ADMINISTER, NULL))
		return denied(db, "a group officer is named by one who stands there or above");
	return 0;
}

/* --- giving --- */

static int check_fit(struct db *db, const struct membership *m, const struct org *org)
{
	if (role_of_cert((enum role)m->role) == (m->org != NULL))
		return db_fail(db, ERR_RANGE, "this role is not one of that organisation",
		    "roles of the CERT name no organisation, all others do", "%-s",
		    role_names[m->role]);
	if (m->role == ROLE_GROUP_OFFICER && org->type != ORG_GROUP)
		return db_fail(db, ERR_RANGE, "only a group has a group officer",
		    "make this person its security officer", "%s", org->name);
	for (size_t i = 0; i < m->functions.n; i++)
		if (!people_function(m->functions.items[i]))
			return db_fail(db, ERR_RANGE, "there is no such contact function",
			    "choose one of the list", "%.40s", m->functions.items[i]);
	return 0;
}

static int check_new(struct db *db, const struct membership *m, int64_t now)
{
	int64_t n = 0;
	int r = desk_number(db,
	    "SELECT count(*) FROM membership WHERE " VALID
	    " AND \"person\" = $2 AND \"role\" = $3 AND coalesce(\"org\", '') = $4",
	    DESK_PARAMS(DESK_INT(now), DESK_TEXT(m->person), DESK_TEXT(role_names[m->role]),
		DESK_TEXT(m->org ? m->org : "")),
	    &n);

	if (r == 0 && n)
		return db_fail(db, ERR_EXISTS, "this person has the role already",
		    "change the existing membership", "%-s", role_names[m->role]);
	return r;
}

static int enter(struct db *db, const struct actor *actor, const struct org *org,
    struct membership *m, int64_t now, struct arena *arena)
{
	int r = check_fit(db, m, org);

	if (r == 0)
		r = check_new(db, m, now);
	if (r < 0)
		return r;
	if (!m->id)
		m->id = id_make(arena);
	if (!m->since)
		m->since = now;
	r = desk_insert(db, &membership_type, m);
	if (r < 0)
		return r;
	return log_append(db, actor, "membership.grant", m->org, m->id, NULL,
	    arena_printf(
		arena, "{\"person\":\"%s\",\"role\":\"%s\"}", m->person, role_names[m->role]),
	    now);
}

/* Locks, and loads the organisation (none for the CERT). */
static int load_org(struct db *db, const char *id, struct arena *arena, struct org *org)
{
	int r = lock_members(db, id);

	return r == 0 && id ? org_get(db, id, arena, org) : r;
}

int people_enter(struct db *db, const struct actor *actor, struct membership *m, int64_t now,
    struct arena *arena)
{
	struct person person = {0};
	struct org org = {0};
	int r = load_org(db, m->org, arena, &org);

	if (r == 0)
		r = people_get(db, m->person, arena, &person);
	return r < 0 ? r : enter(db, actor, &org, m, now, arena);
}

static int grant(struct db *db, const struct actor *actor, const struct who *by,
    struct membership *m, int64_t now, struct arena *arena)
{
	struct person person = {0};
	struct org org = {0};
	int r = load_org(db, m->org, arena, &org);

	if (r == 0)
		r = people_get(db, m->person, arena, &person);
	if (r == 0)
		r = may_decide(db, by, m->org ? &org : NULL, (enum role)m->role);
	if (r == 0 && by->person && strcmp(by->person, m->person) == 0)
		r = denied(db, "nobody gives roles to himself");
	return r < 0 ? r : enter(db, actor, &org, m, now, arena);
}

int people_grant_within(struct db *db, const struct actor *actor, const struct who *by,
    struct membership *m, int64_t now, struct arena *arena)
{
	return grant(db, actor, by, m, now, arena);
}

int people_grant(struct db *db, const struct actor *actor, const struct who *by,
    struct membership *m, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, grant(db, actor, by, m, now, arena));
}

/* --- taking --- */

/* How many active people but this one hold the place that must not be empty. */
static int others(struct db *db, const struct membership *m, int64_t now, int64_t *ret)
{
	if (!m->org)
		return desk_number(db,
		    "SELECT count(*) FROM membership WHERE " VALID
		    " AND \"org\" IS NULL AND \"role\" = 'administrator' AND \"person\" <> $2"
		    " AND (SELECT \"state\" FROM person WHERE person.\"id\" = "
		    "membership.\"person\") = 'active'",
		    DESK_PARAMS(DESK_INT(now), DESK_TEXT(m->person)), ret);
	return desk_number(db,
	    "SELECT count(*) FROM membership WHERE " VALID
	    " AND \"org\" = $3 AND \"role\" IN ('officer', 'group_officer')"
	    " AND \"id\" <> $2",
	    DESK_PARAMS(DESK_INT(now), DESK_TEXT(m->id), DESK_TEXT(m->org)), ret);
}

static int check_last(struct db *db, const struct membership *m, int64_t now)
{
	int64_t n = 0;
	int r;

	if (m->role != ROLE_OFFICER && m->role != ROLE_GROUP_OFFICER &&
	    m->role != ROLE_ADMINISTRATOR)
		return 0;
	r = others(db, m, now, &n);
	if (r == 0 && !n)
		return db_fail(db, ERR_DENIED, "this is the last one",
		    "give the role to somebody else first", "%-s", role_names[m->role]);
	return r;
}

/* The membership, locked with all of its organisation, that by may change. */
static int load_own(struct db *db, const struct who *by, const char *id, bool self_too,
    int64_t now, struct arena *arena, struct membership *m)
{
	struct org org = {0};
	int r = desk_get(db, &membership_type, id, arena, m);

	if (r == 0)
		r = load_org(db, m->org, arena, &org);
	if (r == 0) /* as it is under the lock */
		r = desk_get(db, &membership_type, id, arena, m);
	if (r < 0)
		return r;
	if (m->until && m->until <= now)
		return db_fail(db, ERR_NOTFOUND, "this membership has ended",
		    "go back to the list", "%-s", role_names[m->role]);
	if (self_too && by->person && strcmp(by->person, m->person) == 0)
		return 0;
	return may_decide(db, by, m->org ? &org : NULL, (enum role)m->role);
}

static int end(struct db *db, const struct actor *actor, const struct who *by, const char *id,
    int64_t now, struct arena *arena)
{
	struct membership m = {0};
	int r = load_own(db, by, id, true, now, arena, &m);

	if (r == 0)
		r = check_last(db, &m, now);
	if (r < 0)
		return r;
	m.until = now;
	r = desk_update(db, &membership_type, &m);
	if (r < 0)
		return r;
	return log_append(db, actor, "membership.end", m.org, m.id, NULL,
	    arena_printf(
		arena, "{\"person\":\"%s\",\"role\":\"%s\"}", m.person, role_names[m.role]),
	    now);
}

int people_end(
    struct db *db, const struct actor *actor, const struct who *by, const char *id, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, end(db, actor, by, id, now, arena));
}

/* --- contacts --- */

static int set_functions(struct db *db, const struct actor *actor, const struct who *by,
    const char *id, struct text_list functions, int64_t now, struct arena *arena)
{
	struct membership m = {0};
	struct org org = {.type = ORG_GROUP}; /* what kind it is was asked when it was given */
	int r = load_own(db, by, id, false, now, arena, &m);

	if (r < 0)
		return r;
	m.functions = functions;
	m.confirmed = 0; /* who was a contact for one thing is asked again for another */
	r = check_fit(db, &m, &org);
	if (r == 0)
		r = desk_update(db, &membership_type, &m);
	return r < 0 ? r
		     : log_append(
			   db, actor, "membership.functions", m.org, m.id, NULL, NULL, now);
}

int people_functions(struct db *db, const struct actor *actor, const struct who *by,
    const char *id, struct text_list functions, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, set_functions(db, actor, by, id, functions, now, arena));
}

static int confirm(
    struct db *db, const struct actor *actor, const char *id, int64_t now, struct arena *arena)
{
	struct membership m = {0};
	int r = desk_exec(db, "UPDATE membership SET \"confirmed\" = $2 WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(id), DESK_INT(now)), NULL);

	if (r == 0)
		r = desk_get(db, &membership_type, id, arena, &m);
	if (r == 0)
		r = contact_health_settle(
		    db, actor, CONTACT_HEALTH_UNCONFIRMED, id, now, arena, NULL);
	return r < 0
		   ? r
		   : log_append(db, actor, "membership.confirm", m.org, m.id, NULL, NULL, now);
}

int people_confirm(struct db *db, const struct actor *actor, const char *id, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, confirm(db, actor, id, now, arena));
}

static int confirm_all(
    struct db *db, const struct actor *actor, const char *id, int64_t now, struct arena *arena)
{
	struct desk_records found = {0};
	struct membership of = {0};
	int r = desk_get(db, &membership_type, id, arena, &of);

	if (r == 0)
		r = desk_list(db, &membership_type,
		    "WHERE \"person\" = $1 AND \"org\" IS NOT NULL AND (\"until\" = 0 OR "
		    "\"until\" "
		    "> $2) ORDER BY \"id\"",
		    DESK_PARAMS(DESK_TEXT(of.person), DESK_INT(now)), arena, &found);
	for (size_t i = 0; r == 0 && i < found.all.n; i++)
		r = confirm(
		    db, actor, ((const struct membership *)found.all.items[i])->id, now, arena);
	return r;
}

int people_confirm_all(
    struct db *db, const struct actor *actor, const char *membership, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, confirm_all(db, actor, membership, now, arena));
}

/* --- the person's state --- */

static int end_all(struct db *db, const char *id, enum person_state state, int64_t now)
{
	int r = desk_exec(
	    db, "DELETE FROM session WHERE \"person\" = $1", DESK_PARAMS(DESK_TEXT(id)), NULL);

	if (r == 0 && state == PERSON_GONE)
		r = desk_exec(db,
		    "UPDATE membership SET \"until\" = $1 WHERE \"person\" = $2 AND (\"until\" "
		    "= "
		    "0 OR \"until\" > $1)",
		    DESK_PARAMS(DESK_INT(now), DESK_TEXT(id)), NULL);
	if (r == 0 && state == PERSON_GONE)
		r = desk_exec(db, "DELETE FROM contact_key WHERE \"person\" = $1",
		    DESK_PARAMS(DESK_TEXT(id)), NULL);
	if (r == 0 && state == PERSON_GONE)
		r = desk_exec(db,
		    "UPDATE api_token SET \"revoked\" = $1 WHERE \"person\" = $2 AND "
		    "\"revoked\" "
		    "= 0",
		    DESK_PARAMS(DESK_INT(now), DESK_TEXT(id)), NULL);
	return r;
}

/* An administrator who goes must not be the last one. */
static int check_administrator(struct db *db, const char *id, int64_t now)
{
	struct membership m = {.person = id, .role = ROLE_ADMINISTRATOR};
	int64_t is = 0;
	int r = desk_number(db,
	    "SELECT count(*) FROM membership WHERE " VALID
	    " AND \"person\" = $2 AND \"org\" IS NULL AND \"role\" = 'administrator'",
	    DESK_PARAMS(DESK_INT(now), DESK_TEXT(id)), &is);

	return r == 0 && is ? check_last(db, &m, now) : r;
}

static int set_state(struct db *db, const struct actor *actor, const char *id,
    enum person_state state, int64_t now, struct arena *arena)
{
	struct person person = {0};
	int r = lock_members(db, NULL);

	if (r == 0)
		r = people_get(db, id, arena, &person);
	if (r == 0 && state != PERSON_ACTIVE)
		r = check_administrator(db, id, now);
	if (r == 0)
		r = desk_exec(db, "UPDATE person SET \"state\" = $2 WHERE \"id\" = $1",
		    DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(person_state_names[state])), NULL);
	if (r == 0 && state != PERSON_ACTIVE)
		r = end_all(db, id, state, now);
	if (r < 0)
		return r;
	return log_append(db, actor, "person.state", NULL, id, NULL,
	    arena_printf(arena, "{\"was\":\"%s\",\"becomes\":\"%s\"}",
		person_state_names[person.state], person_state_names[state]),
	    now);
}

int people_state(struct db *db, const struct actor *actor, const char *id,
    enum person_state state, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, set_state(db, actor, id, state, now, arena));
}
