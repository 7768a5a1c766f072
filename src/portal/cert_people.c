/* Accounts: who there is, people of the CERT and their roles. No member's content. */
#include "desk/people.h"
#include "portal/cert.h"
#include "portal/links.h"
#include "portal/routes.h"
#include "report/i18n.h"

static const char *const yes_no[] = {"yes", "no", NULL};
static const char *const langs[] = {"en", "fr", "nb", NULL};

#define VALID                                                                               \
	"m.\"since\" <= CAST($1 AS @int) AND (m.\"until\" = 0 OR m.\"until\" > CAST($1 AS " \
	"@int))"

static const struct list_column columns[] = {
    {"id", "", "p.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"name", TR("Name"), "p.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"mail", TR("Mail address"), "p.\"mail\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"cert", TR("Of the CERT"),
	"CASE WHEN EXISTS (SELECT 1 FROM membership AS m WHERE m.\"person\" = p.\"id\" AND "
	"m.\"org\" IS NULL AND " VALID ") THEN 'yes' ELSE 'no' END",
	LIST_ENUM, LIST_FILTER, yes_no, NULL},
    {"second", TR("Second factor"),
	"CASE WHEN p.\"totp\" IS NOT NULL OR EXISTS (SELECT 1 FROM passkey AS k WHERE "
	"k.\"person\" = p.\"id\") THEN 'yes' ELSE 'no' END",
	LIST_ENUM, LIST_FILTER, yes_no, NULL},
    {"state", TR("State"), "p.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	person_state_names, NULL},
    {"created", TR("Entered"), "p.\"created\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"seen", TR("Last sign-in"), "p.\"seen\"", LIST_TIME, LIST_SORT, NULL, NULL},
};

static int people(struct call *call)
{
	static const struct list list = {.name = "accounts",
	    .from = "person AS p",
	    .where = "CAST($1 AS @int) > 0",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "name",
	    .key = "p.\"id\"",
	    .empty = TR("Nobody has an account yet.")};
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &list, DESK_PARAMS(DESK_INT(call->now)));
}

/* --- a new one --- */

static int show_new(struct call *call)
{
	cert_options(call, "role", role_names, ROLE_READER, ROLE_AUDITOR, ROLE_ANALYST);
	cert_options(call, "lang", langs, 0, 2, -1);
	cert_keep(call, "name mail");
	return 0;
}

static int enter(struct call *call, struct person *person, int role)
{
	struct membership m = {.role = role};
	int r = db_begin(call->db, DB_WRITE);

	if (r < 0)
		return r;
	r = people_add(call->db, &call->actor, person, call->now, call->arena);
	m.person = person->id;
	if (r == 0)
		r = people_enter(call->db, &call->actor, &m, call->now, call->arena);
	if (r == 0)
		r = links_mail(call, LINK_INVITATION, person, NULL, "invitation");
	return db_end(call->db, r);
}

/* A role of the CERT, or -1 with the field noted. */
static int role_field(struct call *call)
{
	int role = cert_choice(call, "role", role_names);

	if (role >= 0 && role_of_cert((enum role)role))
		return role;
	call_wrong(call, "role", TR("Choose a role of the CERT."));
	return -1;
}

static int create(struct call *call)
{
	struct person person = {.name = cert_need(call, "name", CERT_NAME),
	    .mail = cert_need(call, "mail", CERT_NAME),
	    .state = PERSON_INVITED};
	int role = role_field(call), r = 0;

	person.lang = langs[MAX(cert_choice(call, "lang", langs), 0)];
	if (!call->wrong)
		r = cert_refused(call, enter(call, &person, role));
	if (r < 0)
		return r;
	return call->wrong ? show_new(call)
			   : call_redirect(call, TR("The person was invited."),
				 "/cert/people/%s", person.id);
}

/* --- one --- */

static int set_roles(struct call *call, const char *person)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records list = {0};
	bool member = false;
	int r = people_of_person(call->db, person, call->now, call->arena, &list);

	vec_foreach (p, &list.all) {
		const struct membership *m = *p;
		struct json *one = json_new_object(call->arena);

		if (m->org) {
			member = true;
			continue;
		}
		json_set_text(call->arena, one, "id", m->id);
		json_set_text(call->arena, one, "role", role_names[m->role]);
		json_set_int(call->arena, one, "since", m->since);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "roles", all);
	json_set_bool(call->arena, call->data, "of_member", member);
	return call_db(call, r);
}

static int show(struct call *call, const struct person *p)
{
	struct json *one = json_new_object(call->arena);

	json_set_text(call->arena, one, "id", p->id);
	json_set_text(call->arena, one, "name", p->name);
	json_set_text(call->arena, one, "mail", p->mail);
	json_set_text(call->arena, one, "phone", p->phone);
	json_set_text(call->arena, one, "state", person_state_names[p->state]);
	json_set_int(call->arena, one, "created", p->created);
	json_set_int(call->arena, one, "failures", p->failures);
	if (p->seen)
		json_set_int(call->arena, one, "seen", p->seen);
	json_set_bool(call->arena, one, "active", p->state == PERSON_ACTIVE);
	json_set_bool(call->arena, one, "suspended", p->state == PERSON_SUSPENDED);
	json_set_bool(call->arena, one, "invited", p->state == PERSON_INVITED);
	json_set_bool(call->arena, one, "gone", p->state == PERSON_GONE);
	json_set_bool(call->arena, one, "self", strcmp(p->id, call->who.person) == 0);
	json_set_value(call->arena, call->data, "person", one);
	json_set_text(call->arena, call->data, "heading", p->name);
	cert_options(call, "role", role_names, ROLE_READER, ROLE_AUDITOR, ROLE_ANALYST);
	return set_roles(call, p->id);
}

static int find(struct call *call, struct person *p)
{
	return call_db(call, people_get(call->db, call_arg(call, "id"), call->arena, p));
}

static int one(struct call *call)
{
	struct person p;
	int r = find(call, &p);

	return r < 0 ? r : show(call, &p);
}

static int finish(struct call *call, const struct person *p, int r)
{
	r = cert_refused(call, r);
	if (r < 0)
		return r;
	return call->wrong ? show(call, p)
			   : call_redirect(call, TR("Saved."), "/cert/people/%s", p->id);
}

static int grant(struct call *call)
{
	struct membership m = {.role = role_field(call)};
	struct person p;
	int r = find(call, &p);

	if (r < 0 || call->wrong)
		return r < 0 ? r : show(call, &p);
	m.person = p.id;
	return finish(call, &p,
	    people_grant(call->db, &call->actor, &call->who, &m, call->now, call->arena));
}

static int end_role(struct call *call)
{
	struct membership m = {0};
	struct person p;
	int r = find(call, &p);

	if (r == 0)
		r = call_db(call, desk_get(call->db, &membership_type, call_arg(call, "role"),
				      call->arena, &m));
	if (r == 0 && (m.org || strcmp(m.person, p.id) != 0))
		return call_fail(call, ERR_NOTFOUND, "there is no such role",
		    "look at the person's roles", "%s", call_arg(call, "role"));
	if (r < 0)
		return r;
	return finish(
	    call, &p, people_end(call->db, &call->actor, &call->who, m.id, call->now));
}

static int state(struct call *call)
{
	int next = cert_choice(call, "state", person_state_names);
	struct person p;
	int r = find(call, &p);

	if (r < 0)
		return r;
	if (next < 0 || next == PERSON_INVITED) {
		call_wrong(call, "form", TR("Choose what to do."));
		return show(call, &p);
	}
	if (strcmp(p.id, call->who.person) == 0) {
		call_wrong(call, "form", TR("Somebody else does this to your own account."));
		return show(call, &p);
	}
	return finish(call, &p,
	    people_state(call->db, &call->actor, p.id, (enum person_state)next, call->now));
}

static int invite_again(struct call *call)
{
	struct person p;
	int r = find(call, &p);

	if (r < 0)
		return r;
	if (p.state != PERSON_INVITED) {
		call_wrong(call, "form", TR("This person has an account already."));
		return show(call, &p);
	}
	r = db_begin(call->db, DB_WRITE);
	return finish(call, &p,
	    r < 0
		? r
		: db_end(call->db, links_mail(call, LINK_INVITATION, &p, NULL, "invitation")));
}

const struct route cert_people_routes[] = {
    {"GET", "/cert/people", MAY_ADMINISTER, "cert_people", people, ROUTE_NO_LOG,
	"All accounts.", NULL, TR("Accounts")},
    {"GET", "/cert/people/new", MAY_ADMINISTER, "cert_person_new", show_new, ROUTE_NO_LOG,
	"The form to invite somebody into the CERT.", NULL, TR("Invite somebody")},
    {"POST", "/cert/people/new", MAY_ADMINISTER, "cert_person_new", create, 0,
	"Invites somebody into the CERT.", "name mail role lang?", TR("Invite somebody")},
    {"GET", "/cert/people/{id}", MAY_ADMINISTER, "cert_person", one, ROUTE_NO_LOG,
	"An account and its roles in the CERT.", NULL, NULL},
    {"POST", "/cert/people/{id}/roles", MAY_ADMINISTER, "cert_person", grant, 0,
	"Gives a role of the CERT.", "role", NULL},
    {"POST", "/cert/people/{id}/roles/{role}/end", MAY_ADMINISTER, "cert_person", end_role, 0,
	"Takes a role of the CERT.", NULL, NULL},
    {"POST", "/cert/people/{id}/state", MAY_ADMINISTER, "cert_person", state, 0,
	"Activates, suspends or removes an account.", "state", NULL},
    {"POST", "/cert/people/{id}/invite", MAY_ADMINISTER, "cert_person", invite_again, 0,
	"Sends the invitation again.", NULL, NULL},
    {.method = NULL},
};
