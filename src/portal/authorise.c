/* The signed authorisation: current and past ones, signing in two steps (the exact text, then
 * the signature), revoking. */
#include "desk/authorise.h"
#include "base/parse.h"
#include "base/time.h"
#include "codec/sha256.h"
#include "portal/bound.h"
#include "portal/routes.h"
#include "report/i18n.h"

static const struct list_column columns[] = {
    {"signed_at", TR("Signed"), "a.\"signed_at\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL,
	NULL},
    {"signer_name", TR("By"), "a.\"signer_name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL,
	NULL},
    {"profile", TR("Intensity"), "a.\"profile\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	profile_names, NULL},
    {"since", TR("From"), "a.\"since\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"until", TR("Until"), "a.\"until\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"revoked", TR("Revoked"), "a.\"revoked\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"id", "", "a.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
};

static int list(struct call *call)
{
	static const struct list rows = {.name = "authorisations",
	    .from = "authorisation AS a",
	    .where = "a.\"org\" = $1",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-signed_at",
	    .key = "a.\"id\"",
	    .empty = TR("Nothing is authorised: no audit can be made. The legal representative "
			"signs.")};
	struct authorisation a;
	int r = authorise_current(call->db, call->org->id, call->now, call->arena, &a);

	if (r < 0 && r != ERR_NOTFOUND)
		return call_db(call, r);
	if (r == 0)
		json_set_value(call->arena, call->data, "current",
		    bound_json(call, &authorisation_type, &a));
	return list_run(call, &rows, DESK_PARAMS(DESK_TEXT(call->org->id)));
}

static int show(struct call *call)
{
	struct authorisation a;
	struct json *one;
	int r = bound_authorisation(call, &a);

	if (r < 0)
		return r;
	one = bound_json(call, &authorisation_type, &a);
	json_set_bool(call->arena, one, "valid", authorise_valid(&a, call->now));
	json_set_text(call->arena, one, "revoked_name", bound_person(call, a.revoked_by));
	json_set_value(call->arena, call->data, "authorisation", one);
	bound_typed(call);
	bound_crumb(call, TR("Authorisation"), "authorisations");
	return 0;
}

static int revoke(struct call *call)
{
	const char *reason = call_field(call, "reason");
	struct bound_question question = {TR("Revoke the authorisation?"),
	    TR("Everything under way stops within seconds, and nothing can be ordered until "
	       "another authorisation is signed."),
	    TR("Revoke now"), NULL};
	struct authorisation a;
	int r = bound_authorisation(call, &a);

	if (r < 0)
		return r;
	if (!*reason) {
		call_wrong(call, "reason", TR("Say why, so that somebody else understands it"));
		return show(call);
	}
	question.back = arena_printf(call->arena, "authorisations/%s", a.id);
	if (!bound_confirmed(call, &question))
		return 0;
	r = authorise_revoke(call->db, &call->actor, a.id, reason, call->arena, call->now);
	if (r == 0)
		return call_redirect(call, TR("Revoked. Everything under way stops."),
		    "/orgs/%s/authorisations/%s", call->org->id, a.id);
	r = bound_refused(call, r);
	return r < 0 ? r : show(call);
}

static int form(struct call *call)
{
	char day[TIME_TEXT];
	bool sent = strcmp(call->rq->method, "POST") == 0;

	bound_typed(call);
	bound_crumb(call, TR("Authorisation"), "authorisations");
	if (!sent) {
		struct json *typed = json_new_object(call->arena);

		json_set_text(call->arena, typed, "since", time_date(call->now, day));
		json_set_text(call->arena, typed, "until",
		    time_date(call->now + AUTHORISE_MAX_MS - INT64_C(86400000), day));
		json_set_text(call->arena, typed, "emergency", call->org->emergency);
		json_set_value(call->arena, call->data, "typed", typed);
	}
	json_set_value(call->arena, call->data, "profiles",
	    bound_choices(
		call, profile_names, sent ? call_field(call, "profile") : "standard"));
	return bound_items(call);
}

/* A day begins at the organisation's midnight; today's begins now. */
static int64_t begin_of(const struct call *call, int64_t day)
{
	int64_t begin = day - call->org->zone * INT64_C(60000);

	return begin < call->now && begin + INT64_C(86400000) > call->now ? call->now : begin;
}

static int read_ask(struct call *call, struct authorise_ask *ask)
{
	const char *rate = call_field(call, "rate");
	struct text_list some = {0};

	*ask = (struct authorise_ask){.org = call->org->id,
	    .profile = bound_name(profile_names, call_field(call, "profile")),
	    .windows = bound_lines(call, "windows"),
	    .exclude = bound_lines(call, "exclude"),
	    .emergency = call_field(call, "emergency"),
	    .function = call_field(call, "function"),
	    .lang = call->lang};
	some = call_fields(call, "items");
	if (strcmp(call_field(call, "which"), "some") == 0)
		ask->items = some;
	if (strcmp(call_field(call, "which"), "some") == 0 && !some.n)
		call_wrong(call, "items", TR("Choose at least one"));
	if (ask->profile < 0)
		call_wrong(call, "profile", TR("Choose an intensity"));
	if (*rate && parse_int(span_str(rate), 1, 1000, &ask->rate) < 0)
		call_wrong(call, "rate", TR("A number from 1 to 1000, or nothing"));
	if (!bound_day(call, "since", &ask->since))
		call_wrong(call, "since", TR("Choose a day"));
	if (!bound_day(call, "until", &ask->until))
		call_wrong(call, "until", TR("Choose a day"));
	if (!*ask->function)
		call_wrong(call, "function", TR("Say what you are at the organisation"));
	if (!*ask->emergency)
		call_wrong(
		    call, "emergency", TR("A number that is answered while a scan runs"));
	ask->since = begin_of(call, ask->since);
	ask->until = ask->until - call->org->zone * INT64_C(60000) + INT64_C(86400000) - 1;
	return call->wrong ? 1 : 0;
}

/* The begin that the signer saw; the text names it, so it must be the same when signing. */
static void keep_begin(struct call *call, struct authorise_ask *ask)
{
	int64_t shown;

	if (parse_int(span_str(call_field(call, "begin")), call->now - INT64_C(7200000),
		call->now + AUTHORISE_MAX_MS, &shown) == 0)
		ask->since = shown;
	json_set_int(call->arena, call->data, "begin", ask->since);
}

static int preview(struct call *call, const struct authorise_ask *ask)
{
	char hash[SHA256_HEX];
	const char *text;
	int r =
	    authorise_statement(call->db, ask, call->who.name, call->arena, call->now, &text);

	if (r < 0) {
		r = bound_refused(call, r);
		return r < 0 ? r : form(call);
	}
	sha256_hex(span_str(text), hash);
	json_set_text(call->arena, call->data, "statement", text);
	json_set_text(call->arena, call->data, "hash", hash);
	json_set_text(call->arena, call->data, "signer", call->who.name);
	call->page = "authorise_sign";
	return form(call);
}

static int sign(struct call *call, const struct authorise_ask *ask)
{
	struct authorisation a;
	int r;

	if (strcmp(call_field(call, "agree"), "yes") != 0) {
		call_wrong(call, "agree", TR("Tick the box to sign"));
		return preview(call, ask);
	}
	r = authorise_sign(
	    call->db, &call->actor, ask, call_field(call, "hash"), call->arena, call->now, &a);
	if (r == 0)
		return call_redirect(call, TR("Signed. Audits can be ordered now."),
		    "/orgs/%s/authorisations/%s", call->org->id, a.id);
	r = bound_refused(call, r);
	return r < 0 ? r : preview(call, ask);
}

static int send_form(struct call *call)
{
	struct authorise_ask ask;

	if (read_ask(call, &ask))
		return form(call);
	keep_begin(call, &ask);
	if (strcmp(call_field(call, "step"), "change") == 0)
		return form(call);
	return strcmp(call_field(call, "step"), "sign") == 0 ? sign(call, &ask)
							     : preview(call, &ask);
}

#define ALL "/orgs/{org}/authorisations"

const struct route authorise_routes[] = {
    {"GET", ALL, MAY_VIEW, "authorisations", list, 0,
	"Authorisations: the one that counts and past ones.", NULL, TR("Authorisation")},
    {"GET", ALL "/new", MAY_AUTHORISE, "authorise", form, 0, "The form of a new authorisation.",
	NULL, TR("New authorisation")},
    {"POST", ALL "/new", MAY_AUTHORISE, "authorise", send_form, 0,
	"Shows the exact text (step preview), or signs it (step sign).",
	"step which items? profile windows? exclude? rate? emergency function since until "
	"begin? hash? agree?",
	TR("New authorisation")},
    {"GET", ALL "/{id}", MAY_VIEW, "authorisation", show, 0, "One authorisation and its text.",
	NULL, TR("Authorisation")},
    {"POST", ALL "/{id}/revoke", MAY_REVOKE, "authorisation", revoke, 0,
	"Revokes it at once; what is under way stops.", "reason", TR("Authorisation")},
    {.method = NULL},
};
