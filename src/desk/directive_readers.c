/* Who is told of a notice by the rules (desk/directive.h). */
#include "desk/directive.h"
#include "store/bulk.h"

enum { READERS = 200 /* memberships of an organisation that are looked at */ };

struct member {
	const char *person, *name, *mail, *lang;
	int role;
	struct text_list functions;
	bool off; /* mails to the address come back */
};

struct directive_members {
	VEC(struct member) all;
};

static void read_list(const char *text, struct arena *arena, struct text_list *ret)
{
	struct json *v;

	if (!text || json_parse(span_str(text), arena, &v, NULL) < 0 || v->type != JSON_ARRAY)
		return;
	for (size_t i = 0; i < v->array.n; i++)
		text_list_add(ret, arena, json_text(&v->array.items[i], ""));
}

static int role_of(const char *name)
{
	for (int i = 0; role_names[i]; i++)
		if (strcmp(role_names[i], name) == 0)
			return i;
	return ROLE_VIEWER;
}

/* The organisation's people in the map. */
static struct directive_members *members_of(
    struct map *all, const char *org, struct arena *arena)
{
	struct directive_members *members = map_get(all, org);

	if (members)
		return members;
	members = ARENA_NEW(arena, struct directive_members);
	(void)map_set(all, org, members);
	return members;
}

/* Memberships that are valid now, of people who are there. */
int directive_members_load(struct db *db, const char *const *orgs, size_t n, int64_t now,
    struct arena *arena, struct map *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "SELECT * FROM (SELECT m.\"org\", m.\"person\", m.\"role\", m.\"functions\", "
	    "p.\"name\", p.\"mail\", p.\"lang\", coalesce(a.\"disabled\", 0) AS \"off\", "
	    "row_number() OVER (PARTITION BY m.\"org\" ORDER BY m.\"id\") AS \"place\" FROM "
	    "membership AS m JOIN person AS p ON p.\"id\" = m.\"person\" LEFT JOIN "
	    "address_state AS a ON a.\"id\" = p.\"mail\" WHERE m.\"org\" IN (SELECT "
	    "\"value\" FROM @texts($1)) AND m.\"since\" <= $2 AND (m.\"until\" = 0 OR "
	    "m.\"until\" > $2) AND p.\"state\" IN ('invited', 'active')) AS k WHERE "
	    "k.\"place\" <= $3 ORDER BY k.\"org\", k.\"place\"",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, bulk_texts(orgs, n, arena));
	db_bind_int(stmt, 2, now);
	db_bind_int(stmt, 3, READERS);
	while ((r = db_step(stmt)) == 1) {
		struct member m = {.person = arena_strdup(arena, db_text(stmt, 1)),
		    .role = role_of(db_text(stmt, 2)),
		    .name = arena_strdup(arena, db_text(stmt, 4)),
		    .mail = arena_strdup(arena, db_text(stmt, 5)),
		    .lang = arena_strdup(arena, db_text(stmt, 6)),
		    .off = db_int(stmt, 7) != 0};

		read_list(db_text(stmt, 3), arena, &m.functions);
		vec_push(arena, &members_of(ret, db_text(stmt, 0), arena)->all, m);
	}
	return r;
}

static bool meant(const struct directive *d, const struct member *m)
{
	if (!d->persons.n && !d->functions.n && !d->roles.n)
		return role_has((enum role)m->role, MAY_ANSWER);
	return directive_names(d, m->person, role_names[m->role], &m->functions);
}

/* Puts the reader into the list, or makes the time of the one that is there earlier. */
static void put(
    struct directive_readers *to, const struct directive_reader *reader, struct arena *arena)
{
	vec_foreach (old, &to->all) {
		bool same = reader->person
				? old->person && strcmp(old->person, reader->person) == 0
				: old->rule == reader->rule;

		if (!same || old->channel != reader->channel)
			continue;
		if (reader->due < old->due)
			*old = *reader;
		return;
	}
	to->messages += reader->channel != NOTICE_BY_PORTAL;
	vec_push(arena, &to->all, *reader);
}

struct choosing {
	const struct notice *n;
	const struct org *org;
	const struct directive_members *members;
	int64_t now;
	struct arena *arena;
	struct directive_readers *to;
};

static void set_viewer(
    const struct choosing *c, const struct member *m, struct audience_viewer *ret)
{
	struct audience_membership *at = ARENA_NEW(c->arena, struct audience_membership);

	*at = (struct audience_membership){.org = {c->org->id, c->org->path},
	    .below = m->role == ROLE_GROUP_OFFICER,
	    .active = true};
	*ret =
	    (struct audience_viewer){.person = m->person, .memberships = at, .nmemberships = 1};
}

/* A webhook reads as somebody of the organisation whom nobody names. */
static void choose_webhook(const struct choosing *c, const struct directive *d, int64_t due)
{
	static const struct member program = {.person = "-", .role = ROLE_TECHNICIAN};
	struct directive_reader reader = {
	    .rule = d, .channel = NOTICE_BY_WEBHOOK, .due = due, .lang = d->lang};

	set_viewer(c, &program, &reader.viewer);
	if (notice_seen_by(c->n, c->org->path, &reader.viewer))
		put(c->to, &reader, c->arena);
}

static void choose_people(const struct choosing *c, const struct directive *d, int64_t due)
{
	vec_foreach (m, &c->members->all) {
		struct directive_reader reader = {.person = m->person,
		    .name = m->name,
		    .mail = m->mail,
		    .lang = d->lang ? d->lang : m->lang,
		    .rule = d,
		    .channel = d->channel,
		    .due = due};

		if (!meant(d, m) || (d->channel == NOTICE_BY_MAIL && m->off))
			continue;
		set_viewer(c, m, &reader.viewer);
		if (notice_seen_by(c->n, c->org->path, &reader.viewer))
			put(c->to, &reader, c->arena);
	}
}

static void choose(const struct choosing *c, const struct directives *rules)
{
	vec_foreach (d, &rules->all) {
		int64_t due;

		if (!directive_takes(d, c->n->cause, c->n->severity, c->n->tlp))
			continue;
		due = directive_due(d, c->n->severity, c->org->zone, c->now);
		if (d->channel == NOTICE_BY_WEBHOOK)
			choose_webhook(c, d, due);
		else
			choose_people(c, d, due);
	}
}

/* Under RED the named are told, and nobody else, whatever the rules say of them. */
static void choose_named(const struct choosing *c)
{
	struct directive *d = ARENA_NEW(c->arena, struct directive);

	*d = directive_defaults[0];
	d->id = NULL;
	d->functions = d->roles = (struct text_list){0};
	d->persons = c->n->persons;
	choose_people(c, d, c->now);
}

void directive_readers_of(const struct directive_asked *asked, const struct notice *n,
    const struct org *org, int64_t now, struct arena *arena, struct directive_readers *ret)
{
	static const struct directive_members nobody;
	struct directive_readers out = {0};
	const struct choosing c = {
	    n, org, asked->members ? asked->members : &nobody, now, arena, &out};

	if (n->tlp == TLP_RED)
		choose_named(&c);
	else
		choose(&c, asked->rules);
	if (!out.all.n && notice_is_urgent(n->severity) && asked->common && n->tlp != TLP_RED)
		choose(&c, asked->common);
	*ret = out;
}
