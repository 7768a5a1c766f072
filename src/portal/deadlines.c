/* An organisation's deadlines in a calendar of one's own: legal clocks and days on which
 * findings are due. Its address holds a key that opens nothing else; whose it is, and what they
 * may see, is asked at each fetch. Programs keep calendars anywhere, so no event says more than
 * a mail would: which clock of which case, how many findings. */
#include "auth/secret.h"
#include "desk/incident_sight.h"
#include "desk/obligation.h"
#include "desk/org.h"
#include "desk/people.h"
#include "desk/signin.h"
#include "desk/tracked.h"
#include "portal/cert_sql.h"
#include "portal/routes.h"
#include "portal/words.h"
#include "report/i18n.h"
#include "share/ics.h"

enum { CLOCKS = 200, DAYS = 400, FILE_MAX = 1 << 20, KEYS = 10 };

#define DAY_MS   INT64_C(86400000)
#define EVENT_MS INT64_C(1800000) /* an event ends when it is due */
#define PREFIX   "vcal_"          /* so that scanners of source code know it */
#define YEAR_MS  (365 * DAY_MS)

struct events {
	VEC(struct ics_event) all;
};

/* Whose calendar is made. */
struct wish {
	struct call *call;
	const struct who *who;
	const struct org *org;
	const struct lang *lang;
	struct events events;
};

static const char *url_of(const struct wish *w)
{
	return w->call->app->settings.url ? w->call->app->settings.url : "";
}

static const char *host_of(const struct wish *w)
{
	const char *at = strstr(url_of(w), "://");

	at = at ? at + 3 : url_of(w);
	return arena_strndup(w->call->arena, at, strcspn(at, ":/"));
}

static void add(struct wish *w, struct ics_event e, int64_t due)
{
	e.ends = due;
	e.starts = due - EVENT_MS;
	vec_push(w->call->arena, &w->events.all, e);
}

/* "nis2" as the reader's language writes it. */
static const char *regime_of(struct wish *w, const struct obligation *o)
{
	const char *key = arena_printf(w->call->arena, "regime %.40s", o->regime);
	const char *label = words_value(key);

	return label == key ? o->regime : tr(w->lang, label);
}

/* Whether who asks sees the report of that party, as its page does. *ret_party: it. */
static int sees(struct wish *w, const struct obligation *o, struct incident_case *c,
    const struct incident_party **ret_party)
{
	struct audience_viewer viewer;
	struct incident_part part;
	const struct incident_party *p;
	int r = incident_case_load(w->call->db, o->incident, w->call->arena, c);

	if (r < 0)
		return r;
	p = incident_case_party(c, o->party);
	if (!p)
		return 0;
	incident_viewer_at(w->who, c, p, w->call->arena, &viewer);
	part = incident_part_party(p);
	*ret_party = p;
	return incident_sees_at(c, &viewer, p, &part);
}

static int add_clock(struct wish *w, const struct obligation *o)
{
	const struct obligation_row *row = obligation_row_of(o->regime, o->stage);
	struct arena *arena = w->call->arena;
	const struct incident_party *p = NULL;
	struct incident_case c = {0};
	int r = sees(w, o, &c, &p);

	if (r <= 0)
		return r;
	add(w,
	    (struct ics_event){.uid = arena_printf(arena, "%s@%s", o->id, host_of(w)),
		.title = arena_printf(arena, "%s%s%s: %s (%s)",
		    c.incident.exercise ? tr(w->lang, TR("EXERCISE")) : "",
		    c.incident.exercise ? " " : "", regime_of(w, o),
		    tr(w->lang, words_value(obligation_stage_names[o->stage])), p->ref),
		.text = row ? row->law : NULL,
		.url = arena_printf(arena, "%s/orgs/%s/incidents/%s/clocks/%s", url_of(w),
		    w->org->id, o->party, o->id),
		.changed = o->created,
		.sequence = o->version},
	    o->due);
	return 0;
}

/* What is submitted or waived leaves the calendar. */
static int add_clocks(struct wish *w)
{
	struct desk_records found = {0};
	int r = desk_list(w->call->db, &obligation_type,
	    "WHERE \"org\" = $1 AND \"sent\" = 0 AND \"waived\" = 0 AND \"due\" > 0 ORDER BY "
	    "\"due\", \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(w->org->id), DESK_INT(CLOCKS)), w->call->arena, &found);

	vec_foreach (v, &found.all)
		r = r < 0 ? r : add_clock(w, *v);
	return r;
}

static void add_day(struct wish *w, int64_t due, int64_t count, int64_t critical)
{
	struct arena *arena = w->call->arena;
	int64_t day = due - due % DAY_MS;

	add(w,
	    (struct ics_event){.uid = arena_printf(arena, "findings-%s-%lld@%s", w->org->id,
				   (long long)(day / DAY_MS), host_of(w)),
		.title = arena_printf(arena, "%s: %lld (%s: %lld)",
		    tr(w->lang, TR("Findings to be mended")), (long long)count,
		    tr(w->lang, TR("critical")), (long long)critical),
		.url = arena_printf(
		    arena, "%s/orgs/%s/findings?open=yes&sort=due", url_of(w), w->org->id),
		.changed = w->call->now - w->call->now % 60000,
		.sequence = w->call->now / 60000},
	    due);
}

static int add_findings(struct wish *w)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(w->call->db,
	    "SELECT min(f.\"due\"), count(*), sum(CASE WHEN f.\"criticality\" = 'critical' "
	    "THEN 1 ELSE 0 END) FROM tracked_finding AS f WHERE f.\"org\" = $1 AND f.\"due\" "
	    "> 0 AND " CERT_SQL_OPEN " AND f.\"state\" <> 'triage' GROUP BY f.\"due\" / "
	    "86400000 ORDER BY 1 LIMIT $2",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, w->org->id);
	db_bind_int(stmt, 2, DAYS);
	while ((r = db_step(stmt)) == 1)
		add_day(w, db_int(stmt, 0), db_int(stmt, 1), db_int(stmt, 2));
	return r;
}

/* The key's token, its person and its organisation, as they are now. ERR_NOTFOUND. */
static int open_key(struct call *call, struct who *who, struct org *org)
{
	const char *key = serve_query(call->rq, "key");
	char hash[SECRET_HASH];
	struct token token = {0};
	int r;

	if (!key || strncmp(key, PREFIX, strlen(PREFIX)) != 0)
		return ERR_NOTFOUND;
	r = signin_token_find(call->db, secret_hash(span_str(key), hash), call->rq->remote,
	    call->now, call->arena, &token);
	if (r == 0 && (!token.org || !text_list_has(&token.scopes, SIGNIN_CALENDAR)))
		return ERR_NOTFOUND;
	if (r == 0)
		r = people_who(call->db, token.person, call->now, call->arena, who);
	if (r == 0)
		r = org_get(call->db, token.org, call->arena, org);
	if (r == 0 && !who_may(who, MAY_VIEW, org->path))
		r = ERR_NOTFOUND;
	return r == ERR_DENIED ? ERR_NOTFOUND : r;
}

static int calendar(struct call *call)
{
	struct who who = {0};
	struct org org = {0};
	struct wish w = {.call = call, .who = &who, .org = &org};
	STR_AUTO(out, FILE_MAX);
	int r = open_key(call, &who, &org);

	if (r == ERR_NOTFOUND)
		return call_fail(call, r, TR("Not found"),
		    TR("Make a new address on the page of deadlines: it may have expired, or "
		       "been revoked"),
		    "%s", call->rq->remote);
	w.lang = i18n_lang(who.lang ? who.lang : call->lang);
	w.lang = w.lang ? w.lang : i18n_lang("en");
	if (r == 0)
		r = add_clocks(&w);
	if (r == 0)
		r = add_findings(&w);
	if (r == 0)
		r = ics_write(
		    arena_printf(call->arena, "%s: %s", org.name, tr(w.lang, TR("Deadlines"))),
		    w.events.all.items, w.events.all.n, &out);
	if (r < 0)
		return call_db(call, r);
	serve_reply_header(call->reply, "Cache-Control", "private, no-cache");
	return call_send(
	    call, "text/calendar; charset=utf-8", "deadlines.ics", str_bytes(&out));
}

/* --- the page --- */

/* The keys of who asks for this organisation. */
static int mine(struct call *call, struct desk_records *ret)
{
	struct desk_records all = {0};
	int r = signin_tokens(call->db, call->who.person, call->arena, &all);

	vec_foreach (v, &all.all) {
		const struct token *t = *v;

		if (t->org && strcmp(t->org, call->org->id) == 0 &&
		    text_list_has(&t->scopes, SIGNIN_CALENDAR))
			vec_push(call->arena, &ret->all, *v);
	}
	return call_db(call, r);
}

static int page(struct call *call)
{
	struct json *rows = json_new_array(call->arena);
	struct desk_records keys = {0};
	int r = mine(call, &keys);

	vec_foreach (v, &keys.all) {
		const struct token *t = *v;
		struct json *row = json_new_object(call->arena);

		json_set_text(call->arena, row, "id", t->id);
		json_set_int(call->arena, row, "created", t->created);
		json_set_int(call->arena, row, "expires", t->expires);
		json_set_int(call->arena, row, "used", t->used);
		json_set_bool(call->arena, row, "over", t->expires <= call->now);
		json_add_value(call->arena, rows, row);
	}
	json_set_value(call->arena, call->data, "keys", rows);
	json_set_bool(call->arena, call->data, "none", !keys.all.n);
	json_set_bool(call->arena, call->data, "room", keys.all.n < KEYS);
	return r;
}

static int create(struct call *call)
{
	static const char *scopes[] = {SIGNIN_CALENDAR};
	char secret[SECRET_TEXT], hash[SECRET_HASH];
	struct desk_records keys = {0};
	struct token token = {.person = call->who.person,
	    .org = call->org->id,
	    .name = "Calendar",
	    .scopes = {scopes, ARRAY_LEN(scopes)},
	    .expires = call->now + YEAR_MS};
	const char *text;
	int r = mine(call, &keys);

	if (r < 0 || keys.all.n >= KEYS)
		return r < 0 ? r : page(call);
	text = arena_printf(call->arena, PREFIX "%s", secret_token(secret));
	secret_wipe(secret, sizeof(secret));
	token.hash = secret_hash(span_str(text), hash);
	r = signin_token_new(call->db, &call->actor, &token, call->now, call->arena);
	if (r < 0)
		return call_db(call, r);
	json_set_text(call->arena, call->data, "made",
	    arena_printf(
		call->arena, "%s/deadlines.ics?key=%s", call->app->settings.url, text));
	return page(call);
}

static int revoke(struct call *call)
{
	const char *id = call_arg(call, "id");
	struct desk_records keys = {0};
	int r = mine(call, &keys);

	vec_foreach (v, &keys.all) {
		const struct token *t = *v;

		if (r < 0 || strcmp(t->id, id) != 0)
			continue;
		r = signin_token_revoke(call->db, &call->actor, t->id, call->now);
		return r < 0 ? call_db(call, r)
			     : call_redirect(call, TR("The address is revoked."),
				   "/orgs/%s/deadlines", call->org->id);
	}
	return r < 0 ? r
		     : call_fail(call, ERR_NOTFOUND, TR("Not found"),
			   TR("Go back to the list: it may have been removed"), "%.40s", id);
}

const struct route deadlines_routes[] = {
    {"GET", "/deadlines.ics", MAY_PUBLIC, NULL, calendar, ROUTE_NO_LOG,
	"An organisation's deadlines as a calendar, for who has its address.", NULL, NULL},
    {"GET", "/orgs/{org}/deadlines", MAY_VIEW, "deadlines", page, ROUTE_NO_LOG,
	"Addresses of the calendar of deadlines.", NULL, TR("Deadlines in your calendar")},
    {"POST", "/orgs/{org}/deadlines", MAY_VIEW, "deadlines", create, 0,
	"Makes an address of the calendar of deadlines; it is shown once.", NULL,
	TR("Deadlines in your calendar")},
    {"POST", "/orgs/{org}/deadlines/{id}/revoke", MAY_VIEW, NULL, revoke, 0,
	"Ends an address of the calendar of deadlines.", NULL, NULL},
    {.method = NULL},
};
