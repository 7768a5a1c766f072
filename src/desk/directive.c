#include "desk/directive.h"

#include "auth/secret.h"
#include "desk/id.h"
#include "desk/people.h"
#include "store/bulk.h"

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

int directive_own(
    struct db *db, const char *const *orgs, size_t n, struct arena *arena, struct map *ret)
{
	struct desk_records found = {0};
	int r = desk_list(db, &directive_type,
	    "WHERE \"org\" IN (SELECT \"value\" FROM @texts($1)) ORDER BY \"org\", "
	    "\"created\", \"id\"",
	    DESK_PARAMS(DESK_TEXT(bulk_texts(orgs, n, arena))), arena, &found);

	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		const struct directive *d = found.all.items[i];
		struct directives *own = map_get(ret, d->org);

		if (!own) {
			own = ARENA_NEW(arena, struct directives);
			(void)map_set(ret, d->org, own);
		}
		if (own->all.n < DIRECTIVE_OWN_MAX)
			vec_push(arena, &own->all, *d);
	}
	return r;
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
