#include "desk/directive.h"

#include "auth/secret.h"
#include "desk/id.h"
#include "desk/people.h"

enum { READERS = 200 /* memberships of an organisation that are looked at */ };

static const char *duty_functions[] = {"on-call", "ciso"};
static const char *duty_roles[] = {"officer", "technician"};
static const char *day_hours[] = {"08:00-17:00"};

const struct directive directive_defaults[] = {
    {.id = "built-in-urgent",
	.name = TR("Critical and high: at once, to those on duty"),
	.enabled = true,
	.channel = NOTICE_BY_MAIL,
	.functions = {duty_functions, ARRAY_LEN(duty_functions)},
	.roles = {duty_roles, ARRAY_LEN(duty_roles)},
	.least = CRIT_HIGH,
	.at_once = CRIT_HIGH,
	.tlp = TLP_RED,
	.plain = TLP_GREEN},
    {.id = "built-in-other",
	.name = TR("Everything else: on working days"),
	.enabled = true,
	.channel = NOTICE_BY_MAIL,
	.roles = {duty_roles, ARRAY_LEN(duty_roles)},
	.least = CRIT_INFO,
	.at_once = CRIT_HIGH,
	.tlp = TLP_RED,
	.plain = TLP_GREEN,
	.hours = {day_hours, ARRAY_LEN(day_hours)},
	.weekdays = true},
};

const size_t directive_default_count = ARRAY_LEN(directive_defaults);

/* --- storing --- */

int directive_list(struct db *db, const char *org, struct arena *arena, struct directives *ret)
{
	struct desk_records found = {0};
	struct directives out = {0};
	int r =
	    org ? desk_list(db, &directive_type,
		      "WHERE \"org\" = $1 ORDER BY \"created\", \"id\" LIMIT $2",
		      DESK_PARAMS(DESK_TEXT(org), DESK_INT(DIRECTIVE_OWN_MAX)), arena, &found)
		: desk_list(db, &directive_type,
		      "WHERE \"org\" IS NULL ORDER BY \"created\", \"id\" LIMIT $1",
		      DESK_PARAMS(DESK_INT(DIRECTIVE_OWN_MAX)), arena, &found);

	if (r < 0)
		return r;
	vec_foreach (d, &found.all)
		vec_push(arena, &out.all, *(const struct directive *)*d);
	*ret = out;
	return 0;
}

int directive_common(struct db *db, struct arena *arena, struct directives *ret)
{
	int r = directive_list(db, NULL, arena, ret);

	if (r == 0 && !ret->all.n)
		for (size_t i = 0; i < directive_default_count; i++)
			vec_push(arena, &ret->all, directive_defaults[i]);
	return r;
}

int directive_get(
    struct db *db, const char *org, const char *id, struct arena *arena, struct directive *ret)
{
	struct directive d = {0};
	int r = desk_get(db, &directive_type, id, arena, &d);

	if (r == 0 && (org ? !d.org || strcmp(org, d.org) != 0 : d.org != NULL))
		r = db_fail(db, ERR_NOTFOUND, "there is no such rule",
		    "look at the list of rules", "%.60s", id ? id : "");
	if (r == 0)
		*ret = d;
	return r;
}

static int wrong(const char **ret_field, const char *field, struct msg *why, const char *what,
    const char *hint)
{
	*ret_field = field;
	msg_what(why, "%s", what);
	msg_hint(why, "%s", hint);
	return ERR_RANGE;
}

static bool url_fit(const char *url)
{
	struct span s = span_str(url);

	if (!url || strlen(url) > 1000 || strpbrk(url, " \t\r\n\"<>\\^`{|}@#"))
		return false;
	return (span_istarts(s, "https://") && strlen(url) > 8) ||
	       (span_istarts(s, "http://") && strlen(url) > 7);
}

static bool lists_fit(const struct directive *d)
{
	for (size_t i = 0; i < d->functions.n; i++)
		if (!people_function(d->functions.items[i]))
			return false;
	for (size_t i = 0; i < d->roles.n; i++) {
		size_t k = 0;

		while (role_names[k] && strcmp(role_names[k], d->roles.items[i]) != 0)
			k++;
		if (!role_names[k] || role_of_cert((enum role)k))
			return false;
	}
	for (size_t i = 0; i < d->kinds.n; i++)
		if (!notice_cause_of(d->kinds.items[i]))
			return false;
	return d->persons.n <= DIRECTIVE_LIST;
}

int directive_check(const struct directive *d, const char **ret_field, struct msg *why)
{
	if (!d->name || !*d->name)
		return wrong(ret_field, "name", why, TR("the rule has no name"),
		    TR("give it one by which you know it again"));
	if (d->channel > NOTICE_BY_WEBHOOK || d->channel < 0)
		return wrong(ret_field, "channel", why, TR("this is no way to tell somebody"),
		    TR("choose mail, webhook or portal"));
	if (d->channel == NOTICE_BY_WEBHOOK && !url_fit(d->url))
		return wrong(ret_field, "url", why, TR("this is no address of a webhook"),
		    TR("write it as https://host/path, without a user and a fragment"));
	if (d->channel == NOTICE_BY_WEBHOOK && !d->org)
		return wrong(ret_field, "channel", why,
		    TR("a webhook belongs to one organisation"),
		    TR("enter it in that organisation's rules"));
	if (d->hours.n > DIRECTIVE_HOURS)
		return wrong(ret_field, "hours", why, TR("these are too many hours"),
		    TR("four ranges are enough"));
	for (size_t i = 0; i < d->hours.n; i++)
		if (!directive_hours_fit(d->hours.items[i]))
			return wrong(ret_field, "hours", why, TR("these are no hours"),
			    TR("write them as 08:00-17:00, a line each"));
	if (d->interval < 0 || d->interval > DIRECTIVE_INTERVAL_MAX)
		return wrong(ret_field, "interval", why, TR("the interval is out of bounds"),
		    TR("a week is the most, 0 is a day"));
	if (d->lang && strcmp(d->lang, "en") != 0 && strcmp(d->lang, "fr") != 0 &&
	    strcmp(d->lang, "nb") != 0)
		return wrong(ret_field, "lang", why, TR("this language is not known"),
		    TR("choose English, French or Norwegian"));
	if (!lists_fit(d))
		return wrong(ret_field, "roles", why, TR("the rule names what is not known"),
		    TR("choose among the roles, functions and kinds that are offered"));
	return 0;
}

/* People of a rule are people of the organisation. */
static int check_persons(struct db *db, const struct directive *d)
{
	for (size_t i = 0; i < d->persons.n; i++) {
		int64_t n = 0;
		int r = desk_number(db,
		    "SELECT count(*) FROM membership WHERE \"person\" = $1 AND \"org\" = $2",
		    DESK_PARAMS(DESK_TEXT(d->persons.items[i]), DESK_TEXT(d->org)), &n);

		if (r < 0)
			return r;
		if (!n)
			return db_fail(db, ERR_RANGE, "a rule names people of the organisation",
			    "invite the person first", "%.60s", d->persons.items[i]);
	}
	return 0;
}

static int log_rule(struct db *db, const struct actor *actor, const char *action,
    const struct directive *d, int64_t now)
{
	struct json_writer w;
	STR_AUTO(detail, 4096);

	json_write_init(&w, &detail, 0);
	json_write_object(&w);
	json_member_text(&w, "name", d->name);
	json_member_text(&w, "channel", notice_channel_names[d->channel]);
	json_member_bool(&w, "enabled", d->enabled);
	json_write_object_end(&w);
	return log_append(db, actor, action, d->org, d->id, NULL, str_text(&detail), now);
}

static int count_own(struct db *db, const char *org)
{
	int64_t n = 0;
	int r = org ? desk_number(db, "SELECT count(*) FROM directive WHERE \"org\" = $1",
			  DESK_PARAMS(DESK_TEXT(org)), &n)
		    : desk_number(db, "SELECT count(*) FROM directive WHERE \"org\" IS NULL",
			  NULL, 0, &n);

	if (r == 0 && n >= DIRECTIVE_OWN_MAX)
		r = db_fail(db, ERR_LIMIT, "these are too many rules", "take one away first",
		    "%d", (int)n);
	return r;
}

static int save(struct db *db, const struct actor *actor, struct directive *d, int64_t now,
    struct arena *arena)
{
	bool is_new = !d->id;
	int r = check_persons(db, d);

	if (r == 0 && is_new)
		r = count_own(db, d->org);
	if (r < 0)
		return r;
	d->changed = now;
	if (is_new) {
		d->id = id_make(arena);
		d->created = now;
	}
	if (d->channel == NOTICE_BY_WEBHOOK && !d->secret)
		d->secret = secret_token(ARENA_ARRAY(arena, SECRET_TEXT, char));
	r = is_new ? desk_insert(db, &directive_type, d) : desk_update(db, &directive_type, d);
	return r < 0 ? r
		     : log_rule(
			   db, actor, is_new ? "directive.create" : "directive.change", d, now);
}

int directive_save(struct db *db, const struct actor *actor, struct directive *d, int64_t now,
    struct arena *arena)
{
	struct directive after = *d;
	struct msg why = {0};
	const char *field = NULL;
	int r = directive_check(d, &field, &why);

	if (r < 0)
		return db_refuse(db, r, &why);
	r = db_begin(db, DB_WRITE);
	if (r == 0)
		r = db_end(db, save(db, actor, &after, now, arena));
	if (r == 0)
		*d = after;
	return r;
}

static int remove_rule(struct db *db, const struct actor *actor, const char *org,
    const char *id, int64_t now, struct arena *arena)
{
	struct directive d = {0};
	int r = directive_get(db, org, id, arena, &d);

	if (r == 0)
		r = desk_delete(db, &directive_type, id);
	return r < 0 ? r : log_rule(db, actor, "directive.remove", &d, now);
}

int directive_remove(
    struct db *db, const struct actor *actor, const char *org, const char *id, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, remove_rule(db, actor, org, id, now, arena));
}

int directive_went(struct db *db, const char *id, bool well)
{
	return desk_exec(db,
	    "UPDATE directive SET \"failures\" = CASE WHEN $2 = 1 THEN 0 ELSE \"failures\" + 1 "
	    "END WHERE \"id\" = $1 AND ($2 = 0 OR \"failures\" > 0)",
	    DESK_PARAMS(DESK_TEXT(id), DESK_INT(well)), NULL);
}

/* --- who --- */

struct member {
	const char *person, *name, *mail, *lang;
	int role;
	struct text_list functions;
	bool off; /* mails to the address come back */
};

struct members {
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

/* The organisation's people: memberships that are valid now, of people who are there. */
static int load_members(
    struct db *db, const char *org, int64_t now, struct arena *arena, struct members *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "SELECT m.\"person\", m.\"role\", m.\"functions\", p.\"name\", p.\"mail\", "
	    "p.\"lang\", coalesce(a.\"disabled\", 0) FROM membership AS m JOIN person AS p ON "
	    "p.\"id\" = m.\"person\" LEFT JOIN address_state AS a ON a.\"id\" = p.\"mail\" "
	    "WHERE m.\"org\" = $1 AND m.\"since\" <= $2 AND (m.\"until\" = 0 OR m.\"until\" > "
	    "$2) AND p.\"state\" IN ('invited', 'active') ORDER BY m.\"id\" LIMIT $3",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, org);
	db_bind_int(stmt, 2, now);
	db_bind_int(stmt, 3, READERS);
	while ((r = db_step(stmt)) == 1) {
		struct member m = {.person = arena_strdup(arena, db_text(stmt, 0)),
		    .role = role_of(db_text(stmt, 1)),
		    .name = arena_strdup(arena, db_text(stmt, 3)),
		    .mail = arena_strdup(arena, db_text(stmt, 4)),
		    .lang = arena_strdup(arena, db_text(stmt, 5)),
		    .off = db_int(stmt, 6) != 0};

		read_list(db_text(stmt, 2), arena, &m.functions);
		vec_push(arena, &ret->all, m);
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
	const struct members *members;
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

int directive_readers_of(struct db *db, const struct notice *n, const struct org *org,
    const struct directives *rules, const struct directives *common, int64_t now,
    struct arena *arena, struct directive_readers *ret)
{
	struct directive_readers out = {0};
	struct members members = {0};
	struct choosing c = {n, org, &members, now, arena, &out};
	int r = load_members(db, org->id, now, arena, &members);

	if (r < 0)
		return r;
	if (n->tlp == TLP_RED)
		choose_named(&c);
	else
		choose(&c, rules);
	if (!out.all.n && notice_is_urgent(n->severity) && common && n->tlp != TLP_RED)
		choose(&c, common);
	*ret = out;
	return 0;
}
