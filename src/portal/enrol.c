/* Becoming a member: an account by a confirmed address, then the application and its state. */
#include "desk/enrol.h"
#include "codec/form.h"
#include "desk/org.h"
#include "desk/people.h"
#include "portal/forms.h"
#include "portal/links.h"
#include "portal/routes.h"
#include "portal/sign_in.h"
#include "report/i18n.h"

enum { FOUND_MAX = 20 };

static const enum role roles[] = {
    ROLE_OFFICER, ROLE_GROUP_OFFICER, ROLE_TECHNICIAN, ROLE_VIEWER, ROLE_MANAGEMENT};

/* --- an account --- */

/* The person, invited until the address is confirmed, the link and the message: all or nothing.
 * Who has an account is told to sign in by mail, not here. */
static int begin_account(struct call *call)
{
	const char *mail = call_field(call, "mail");
	struct person person = {0};
	int r = people_by_mail(call->db, mail, call->arena, &person);
	bool known = r == 0;

	if (r < 0 && r != ERR_NOTFOUND)
		return r;
	if (!known)
		person = (struct person){.name = call_field(call, "name"),
		    .mail = mail,
		    .lang = call->lang,
		    .state = PERSON_INVITED};
	r = db_begin(call->db, DB_WRITE);
	if (r < 0)
		return r;
	if (!known)
		r = people_add(call->db, &call->actor, &person, call->now, call->arena);
	if (r == 0 && person.state == PERSON_INVITED)
		r = links_mail(call, LINK_CONFIRM_MAIL, &person, NULL, "confirm_mail");
	else if (r == 0 && person.state == PERSON_ACTIVE)
		r = links_mail(call, LINK_RESET, &person, NULL, "account_exists");
	return db_end(call->db, r);
}

static int account(struct call *call)
{
	int r;

	forms_keep(call, "name mail");
	if (!sign_in_from_here(call) || !sign_in_may_try(call))
		return 0;
	(void)forms_need(call, "name", 200);
	if (forms_need(call, "mail", 254) && !strchr(call_field(call, "mail"), '@'))
		call_wrong(call, "mail", "Write it as name@example.org.");
	if (call->wrong)
		return 0;
	r = begin_account(call);
	if (r == ERR_RANGE) {
		call_wrong(call, "mail", "Write it as name@example.org.");
		return 0;
	}
	if (r == 0)
		json_set_bool(call->arena, call->data, "sent", true);
	return call_db(call, r);
}

/* --- the form --- */

static void add_choice(
    struct call *call, struct json *to, const char *value, const char *chosen)
{
	struct json *one = json_new_object(call->arena);

	json_set_text(call->arena, one, "value", value);
	json_set_bool(call->arena, one, "chosen", strcmp(value, chosen) == 0);
	json_add_value(call->arena, to, one);
}

static void add_choices(struct call *call, const char *kind, const char *role)
{
	struct json *kinds = json_new_array(call->arena);
	struct json *all = json_new_array(call->arena);

	for (int i = 0; org_kind_names[i]; i++)
		if (i != ORG_AUTHORITY)
			add_choice(call, kinds, org_kind_names[i], kind);
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		add_choice(call, all, role_names[roles[i]], role);
	json_set_value(call->arena, call->data, "kinds", kinds);
	json_set_value(call->arena, call->data, "roles", all);
	json_set_text(call->arena, call->data, "terms_version", call->app->settings.terms);
}

/* "%text%" whose own signs stand for themselves. */
static const char *pattern(struct call *call, const char *text)
{
	STR_AUTO(out, 1024);

	str_char(&out, '%');
	for (size_t i = 0; i < 200 && text[i]; i++) {
		if (strchr("%_\\", text[i]))
			str_char(&out, '\\');
		str_char(&out, text[i]);
	}
	str_char(&out, '%');
	return str_dup(&out, call->arena);
}

/* Organisations by name: the name and the region, nothing of what members told us. */
static int add_found(struct call *call, const char *q, const char *chosen)
{
	struct json *rows = json_new_array(call->arena);
	struct desk_records found = {0};
	int r;

	json_set_text(call->arena, call->data, "q", q);
	if (!*q)
		return 0;
	r = desk_list(call->db, &org_type,
	    "WHERE lower(\"name\") LIKE lower($1) ESCAPE '\\' AND \"state\" IN ('active', "
	    "'proposed') ORDER BY \"name\", \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(pattern(call, q)), DESK_INT(FOUND_MAX)), call->arena, &found);
	if (r < 0)
		return call_db(call, r);
	for (size_t i = 0; i < found.all.n; i++) {
		const struct org *org = found.all.items[i];
		struct json *row = json_new_object(call->arena);

		json_set_text(call->arena, row, "id", org->id);
		json_set_text(call->arena, row, "name", org->name);
		json_set_text(call->arena, row, "region", org->region);
		json_set_bool(call->arena, row, "chosen",
		    found.all.n == 1 || strcmp(org->id, chosen) == 0);
		json_add_value(call->arena, rows, row);
	}
	json_set_value(call->arena, call->data, "found", rows);
	json_set_bool(call->arena, call->data, "searched", true);
	json_set_bool(call->arena, call->data, "nothing", !found.all.n);
	json_set_bool(call->arena, call->data, "many", found.all.n == FOUND_MAX);
	return 0;
}

static int add_own(struct call *call)
{
	struct json *rows = json_new_array(call->arena);
	struct desk_records own = {0};
	int r = desk_list(call->db, &enrolment_type,
	    "WHERE \"person\" = $1 ORDER BY \"created\" DESC, \"id\" LIMIT 20",
	    DESK_PARAMS(DESK_TEXT(call->who.person)), call->arena, &own);

	if (r < 0)
		return call_db(call, r);
	for (size_t i = 0; i < own.all.n; i++) {
		const struct enrolment *e = own.all.items[i];
		struct json *row = json_new_object(call->arena);
		struct org org = {0};

		if (e->org && org_get(call->db, e->org, call->arena, &org) < 0)
			org.name = "";
		json_set_text(call->arena, row, "id", e->id);
		json_set_text(call->arena, row, "name", e->org ? org.name : e->name);
		json_set_text(call->arena, row, "state", enrolment_state_names[e->state]);
		json_set_int(call->arena, row, "created", e->created);
		json_add_value(call->arena, rows, row);
	}
	json_set_value(call->arena, call->data, "own", rows);
	return 0;
}

static int page(struct call *call)
{
	const char *q = serve_query(call->rq, "q");
	int r;

	if (!call->who.person) {
		call->page = "enrol_account";
		return 0;
	}
	/* The route is open to all, so the rule for weak sessions is kept here. */
	if (!call->who.strong && !call->app->settings.weak)
		return call_redirect(call, NULL, "/profile/second-factor?next=/enrol");
	add_choices(call, "hospital", "officer");
	r = add_found(call, q ? q : "", "");
	return r < 0 ? r : add_own(call);
}

/* --- an application --- */

static int index_of(const char *const *names, const char *name)
{
	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

static bool role_is_asked(int role)
{
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		if (role == (int)roles[i])
			return true;
	return false;
}

/* Fields into the application; what is wrong is noted. */
static void read_form(struct call *call, struct enrolment *e)
{
	const char *org = call_field(call, "org"), *id = call_field(call, "national_id");
	bool proposed = !*org || strcmp(org, "new") == 0;

	e->org = proposed ? NULL : org;
	e->name = proposed ? call_field(call, "org_name") : NULL;
	e->type = index_of(org_kind_names, call_field(call, "kind"));
	e->role = index_of(role_names, call_field(call, "role"));
	e->national_ids = (struct text_list){0};
	if (*id)
		text_list_add(&e->national_ids, call->arena, id);
	e->legal_name = call_field(call, "legal_name");
	e->legal_mail = call_field(call, "legal_mail");
	e->oncall_name = call_field(call, "oncall_name");
	e->oncall_phone = call_field(call, "oncall_phone");
	e->message = call_field(call, "message");
	e->terms = call->app->settings.terms;
	e->terms_lang = call->lang;
	if (proposed)
		(void)forms_need(call, "org_name", 200);
	if (e->type < 0 && !proposed)
		e->type = ORG_HOSPITAL; /* the organisation knows its own */
	if (e->type < 0 || e->type == ORG_AUTHORITY)
		call_wrong(call, "kind", "Choose one of the list.");
	if (!role_is_asked(e->role))
		call_wrong(call, "role", "Choose one of the list.");
	(void)forms_need(call, "legal_name", 200);
	if (forms_need(call, "legal_mail", 254) && !strchr(e->legal_mail, '@'))
		call_wrong(call, "legal_mail", "Write it as name@example.org.");
	(void)forms_need(call, "oncall_name", 200);
	(void)forms_need(call, "oncall_phone", 60);
	if (strlen(id) > 80)
		call_wrong(call, "national_id", "This is too long.");
	if (strlen(e->message) > 4000)
		call_wrong(call, "message", "This is too long.");
	if (strcmp(call_field(call, "terms"), call->app->settings.terms) != 0)
		call_wrong(call, "terms", "Read the terms and accept them.");
}

#define KEPT "org org_name national_id legal_name legal_mail oncall_name oncall_phone message"

/* The form again, with what was typed. */
static int again(struct call *call)
{
	const char *org = call_field(call, "org");
	int r;

	forms_keep(call, KEPT);
	json_set_bool(call->arena, call->data, "accepted", *call_field(call, "terms") != '\0');
	json_set_bool(call->arena, call->data, "proposes", !*org || strcmp(org, "new") == 0);
	add_choices(call, call_field(call, "kind"), call_field(call, "role"));
	r = add_found(call, call_field(call, "q"), org);
	return r;
}

static int submit(struct call *call)
{
	struct enrolment e = {.person = call->who.person};
	int r;

	read_form(call, &e);
	if (call->wrong)
		return again(call);
	r = enrol_submit(call->db, &call->actor, &e, call->now, call->arena);
	if (r == ERR_EXISTS || r == ERR_NOTFOUND) {
		call_wrong(call, r == ERR_EXISTS ? "form" : "org",
		    r == ERR_EXISTS ? TR("You have applied for this organisation already.")
				    : TR("Choose one of the list."));
		return again(call);
	}
	return r < 0 ? call_db(call, r)
		     : call_redirect(
			   call, "Your application is with the CERT.", "/enrol/%s", e.id);
}

/* --- its state --- */

/* The own application of the path; somebody else's is not there. */
static int own(struct call *call, struct enrolment *ret)
{
	int r = desk_get(call->db, &enrolment_type, call_arg(call, "id"), call->arena, ret);

	if (r == 0 && strcmp(ret->person, call->who.person) == 0)
		return 0;
	if (r < 0 && r != ERR_NOTFOUND)
		return call_db(call, r);
	return call_fail(call, ERR_NOTFOUND, "there is no such application",
	    TR("Look at your applications"), "unknown, or somebody else's");
}

static int state(struct call *call)
{
	struct json *data = call->data;
	struct arena *arena = call->arena;
	struct enrolment e = {0};
	struct org org = {0};
	const char *missing = NULL;
	int r = own(call, &e);

	if (r == 0 && e.org)
		r = call_db(call, org_get(call->db, e.org, arena, &org));
	if (r == 0)
		r = call_db(call, enrol_missing(call->db, &e, arena, &missing));
	if (r < 0)
		return r;
	json_set_text(arena, data, "id", e.id);
	json_set_text(arena, data, "org_title", e.org ? org.name : e.name);
	json_set_text(arena, data, "state", enrolment_state_names[e.state]);
	json_set_bool(arena, data, "submitted", e.state == ENROLMENT_SUBMITTED);
	json_set_bool(arena, data, "more", e.state == ENROLMENT_MORE_INFO);
	json_set_bool(arena, data, "approved", e.state == ENROLMENT_APPROVED);
	json_set_bool(arena, data, "rejected", e.state == ENROLMENT_REJECTED);
	json_set_bool(arena, data, "open",
	    e.state == ENROLMENT_SUBMITTED || e.state == ENROLMENT_MORE_INFO);
	json_set_text(arena, data, "reason", e.reason);
	json_set_text(arena, data, "terms", e.terms);
	json_set_int(arena, data, "created", e.created);
	json_set_int(arena, data, "decided", e.decided);
	json_set_text(arena, data, "role", role_names[e.role]);
	json_set_text(arena, data, "kind", org_kind_names[e.type]);
	json_set_text(arena, data, "org", e.org);
	json_set_text(arena, data, "org_name", e.name);
	json_set_text(
	    arena, data, "national_id", e.national_ids.n ? e.national_ids.items[0] : "");
	json_set_text(arena, data, "legal_name", e.legal_name);
	json_set_text(arena, data, "legal_mail", e.legal_mail);
	json_set_text(arena, data, "oncall_name", e.oncall_name);
	json_set_text(arena, data, "oncall_phone", e.oncall_phone);
	json_set_text(arena, data, "message", e.message);
	add_choices(call, org_kind_names[e.type], role_names[e.role]);
	return 0;
}

/* The corrections and the resubmission are two steps of the desk; a correction alone does no
 * harm. */
static int correct(struct call *call)
{
	struct enrolment e = {0};
	int r = own(call, &e);

	if (r < 0)
		return r;
	read_form(call, &e);
	if (call->wrong) {
		r = state(call);
		forms_keep(call, KEPT);
		return r;
	}
	r = enrol_correct(call->db, &call->actor, &call->who, &e, call->now);
	if (r == 0)
		r = enrol_step(
		    call->db, &call->actor, &call->who, e.id, ENROL_RESUBMIT, NULL, call->now);
	return r < 0 ? call_db(call, r)
		     : call_redirect(
			   call, "Your application is with the CERT.", "/enrol/%s", e.id);
}

static int withdraw(struct call *call)
{
	struct enrolment e = {0};
	int r = own(call, &e);

	if (r < 0)
		return r;
	r = enrol_step(
	    call->db, &call->actor, &call->who, e.id, ENROL_WITHDRAW, NULL, call->now);
	return r < 0 ? call_db(call, r)
		     : call_redirect(call, "Your application is withdrawn.", "/enrol/%s", e.id);
}

static int terms(struct call *call)
{
	json_set_text(call->arena, call->data, "terms_version", call->app->settings.terms);
	return 0;
}

#define FIELDS                                                                      \
	"org? org_name? kind? national_id? role legal_name legal_mail oncall_name " \
	"oncall_phone message? terms"
#define TITLE TR("Become a member")

const struct route enrol_routes[] = {
    {"GET", "/enrol", MAY_PUBLIC, "enrol", page, ROUTE_NO_LOG,
	"The form to become a member; who is not signed in confirms an address first.", NULL,
	TITLE},
    {"POST", "/enrol/account", MAY_PUBLIC, "enrol_account", account,
	ROUTE_NO_LOG | ROUTE_NO_CSRF,
	"Makes an account and sends a link to confirm the address.", "name mail", TITLE},
    {"POST", "/enrol", MAY_SIGN_IN, "enrol", submit, 0, "Applies for membership.", FIELDS,
	TITLE},
    {"GET", "/enrol/{id}", MAY_SIGN_IN, "enrol_state", state, ROUTE_NO_LOG,
	"Where the own application stands.", NULL, TR("Your application")},
    {"POST", "/enrol/{id}/correct", MAY_SIGN_IN, "enrol_state", correct, 0,
	"Completes an application and submits it again.", FIELDS, TR("Your application")},
    {"POST", "/enrol/{id}/withdraw", MAY_SIGN_IN, NULL, withdraw, 0,
	"Withdraws an application.", NULL, NULL},
    {"GET", "/terms", MAY_PUBLIC, "terms", terms, ROUTE_NO_LOG,
	"The terms of membership and their version.", NULL, TR("Terms of membership")},
    {.method = NULL},
};
