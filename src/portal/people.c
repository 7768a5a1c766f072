/* The people of an organisation: who has which role and contact function; inviting, changing,
 * ending, confirming. */
#include "desk/people.h"
#include "portal/bound.h"
#include "portal/links.h"
#include "portal/routes.h"
#include "report/i18n.h"

static const char *const functions[] = {
    "legal-rep", "ciso", "on-call", "it-ops", "dpo", "comms", "supplier", NULL};
static const char *const member_roles[] = {
    "viewer", "technician", "officer", "management", "legal", NULL};
static const char *const group_roles[] = {
    "viewer", "technician", "officer", "group_officer", "management", "legal", NULL};

/* $3 and $4 are now. */
static const struct list_column columns[] = {
    {"name", TR("Name"), "p.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"mail", TR("Mail address"), "p.\"mail\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"organisation", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL,
	NULL},
    {"role", TR("Role"), "m.\"role\"", LIST_ENUM, LIST_SORT | LIST_FILTER, group_roles, NULL},
    {"functions", TR("Functions"), "m.\"functions\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"confirmed", TR("Confirmed"), "m.\"confirmed\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL,
	NULL},
    {"state", TR("State"), "p.\"state\"", LIST_ENUM, LIST_SORT, person_state_names, NULL},
    {"id", "", "m.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"org", "", "m.\"org\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
};

/* The stored list of functions as an array with their words. */
static void read_functions(struct call *call, struct json *row)
{
	struct json *all = json_new_array(call->arena), *list;
	const char *text = json_text(json_get(row, "functions"), "[]");

	if (json_parse(span_str(text), call->arena, &list, NULL) < 0 ||
	    list->type != JSON_ARRAY)
		return;
	for (size_t i = 0; i < list->array.n; i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", json_text(&list->array.items[i], ""));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, row, "functions", all);
}

static struct json *choices_with(
    struct call *call, const char *const *names, const struct text_list *chosen)
{
	struct json *all = json_new_array(call->arena);

	for (int i = 0; names[i]; i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", names[i]);
		json_set_bool(call->arena, one, "here", text_list_has(chosen, names[i]));
		json_add_value(call->arena, all, one);
	}
	return all;
}

static const char *const *roles_of(const struct call *call)
{
	return call->org->type == ORG_GROUP ? group_roles : member_roles;
}

static int list(struct call *call)
{
	struct text_list chosen = call_fields(call, "functions");
	struct list_column own[ARRAY_LEN(columns)];
	struct list list = {.name = "people",
	    .from = "membership AS m JOIN person AS p ON p.\"id\" = m.\"person\" JOIN org AS o "
		    "ON o.\"id\" = m.\"org\"",
	    .where = "o.\"path\" >= $1 AND o.\"path\" < $2 AND m.\"since\" <= $3 AND "
		     "(m.\"until\" = 0 OR m.\"until\" > $4) AND p.\"state\" <> 'gone'",
	    .columns = own,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "name",
	    .key = "m.\"id\"",
	    .empty = TR("Nobody belongs to the organisation yet."),
	    .row = read_functions};

	memcpy(own, columns, sizeof(own));
	if (!bound_below(call))
		own[2].flags |= LIST_HIDE;
	json_set_bool(call->arena, call->data, "below", bound_below(call));
	bound_typed(call);
	json_set_value(call->arena, call->data, "roles",
	    bound_choices(call, roles_of(call), call_field(call, "role")));
	json_set_value(
	    call->arena, call->data, "functions", choices_with(call, functions, &chosen));
	return list_run(call, &list,
	    DESK_PARAMS(DESK_TEXT(call->org->path), DESK_TEXT(bound_path_end(call)),
		DESK_INT(call->now), DESK_INT(call->now)));
}

/* --- inviting --- */

/* The person, new or known already, and what is sent: a new one chooses a password. */
static int invite_within(struct call *call, int role)
{
	struct person person = {0};
	struct membership m = {
	    .org = call->org->id, .role = role, .functions = call_fields(call, "functions")};
	int r = people_by_mail(call->db, call_field(call, "mail"), call->arena, &person);

	if (r == ERR_NOTFOUND) {
		person = (struct person){.name = call_field(call, "name"),
		    .mail = call_field(call, "mail"),
		    .lang = call->org->lang ? call->org->lang : call->lang,
		    .state = PERSON_INVITED};
		r = people_add(call->db, &call->actor, &person, call->now, call->arena);
	}
	m.person = person.id;
	if (r == 0)
		r = people_grant_within(
		    call->db, &call->actor, &call->who, &m, call->now, call->arena);
	if (r < 0)
		return r;
	if (person.state == PERSON_INVITED)
		return links_mail(call, LINK_INVITATION, &person, NULL, "invitation");
	return links_mail(call, LINK_CONTACT, &person, m.id, "contact_confirm");
}

static int invite(struct call *call)
{
	int role = bound_name(role_names, call_field(call, "role"));
	int r;

	if (bound_name(roles_of(call), call_field(call, "role")) < 0)
		call_wrong(call, "role", TR("Choose a role"));
	if (!strchr(call_field(call, "mail"), '@'))
		call_wrong(call, "mail", TR("Write it as name@example.org."));
	if (!*call_field(call, "name"))
		call_wrong(call, "name", TR("Enter the name"));
	if (call->wrong)
		return list(call);
	r = db_begin(call->db, DB_WRITE);
	if (r == 0)
		r = db_end(call->db, invite_within(call, role));
	if (r == 0)
		return call_redirect(call, TR("Invited. A mail is on its way."),
		    "/orgs/%s/people", call->org->id);
	r = bound_refused(call, r);
	return r < 0 ? r : list(call);
}

/* --- one membership --- */

static int get(struct call *call, struct membership *m)
{
	const char *id = call_arg(call, "id");
	int r = desk_get(call->db, &membership_type, id, call->arena, m);

	if (r == 0 && (!m->org || strcmp(m->org, call->org->id) != 0 || m->since > call->now ||
			  (m->until && m->until <= call->now)))
		r = ERR_NOTFOUND;
	if (r == ERR_NOTFOUND)
		return call_fail(call, r, TR("Not found"),
		    TR("Go back to the list: it may have been removed"), "%.40s", id);
	return call_db(call, r);
}

static bool is_own(const struct call *call, const struct membership *m)
{
	return call->who.person && strcmp(m->person, call->who.person) == 0;
}

static int fill(struct call *call, const struct membership *m)
{
	struct json *one = bound_json(call, &membership_type, m);
	struct person person;
	int r = people_get(call->db, m->person, call->arena, &person);

	if (r < 0)
		return call_db(call, r);
	json_set_text(call->arena, one, "name", person.name);
	json_set_text(call->arena, one, "mail", person.mail);
	json_set_text(call->arena, one, "phone", person.phone);
	json_set_text(call->arena, one, "state", person_state_names[person.state]);
	json_set_bool(call->arena, one, "own", is_own(call, m));
	json_set_value(call->arena, call->data, "member", one);
	json_set_text(call->arena, call->data, "heading", person.name);
	json_set_value(
	    call->arena, call->data, "functions", choices_with(call, functions, &m->functions));
	bound_crumb(call, TR("People"), "people");
	return 0;
}

static int show(struct call *call)
{
	struct membership m;
	int r = get(call, &m);

	return r < 0 ? r : fill(call, &m);
}

static int done(struct call *call, const struct membership *m, int r, const char *note)
{
	if (r == 0)
		return call_redirect(call, note, "/orgs/%s/people/%s", call->org->id, m->id);
	r = bound_refused(call, r);
	return r < 0 ? r : fill(call, m);
}

static int change_functions(struct call *call)
{
	struct membership m;
	int r = get(call, &m);

	if (r < 0)
		return r;
	return done(call, &m,
	    people_functions(call->db, &call->actor, &call->who, m.id,
		call_fields(call, "functions"), call->now),
	    TR("Saved."));
}

static int end(struct call *call)
{
	struct bound_question question = {TR("End this membership?"),
	    TR("The person loses the role at once."), TR("End the membership"), NULL};
	struct membership m;
	int r = get(call, &m);

	if (r < 0)
		return r;
	question.back = arena_printf(call->arena, "people/%s", m.id);
	if (!bound_confirmed(call, &question))
		return 0;
	r = people_end(call->db, &call->actor, &call->who, m.id, call->now);
	if (r == 0)
		return call_redirect(
		    call, TR("The membership has ended."), "/orgs/%s/people", call->org->id);
	return done(call, &m, r, NULL);
}

/* One's own is confirmed at once; others are asked by mail. */
static int confirm(struct call *call)
{
	struct person person;
	struct membership m;
	int r = get(call, &m);

	if (r < 0)
		return r;
	if (is_own(call, &m))
		return done(call, &m, people_confirm(call->db, &call->actor, m.id, call->now),
		    TR("Thank you: you are confirmed as a contact."));
	if (!call_may(call, MAY_PEOPLE))
		return call_fail(call, ERR_DENIED, TR("This is not yours to confirm"),
		    TR("Ask the security officer of your organisation, or the CERT"), "%s",
		    m.id);
	r = people_get(call->db, m.person, call->arena, &person);
	if (r == 0)
		r = db_begin(call->db, DB_WRITE);
	if (r == 0)
		r = db_end(
		    call->db, links_mail(call, LINK_CONTACT, &person, m.id, "contact_confirm"));
	return done(call, &m, r, TR("A mail with a link to confirm is on its way."));
}

#define ONE "/orgs/{org}/people/{id}"

const struct route people_routes[] = {
    {"GET", "/orgs/{org}/people", MAY_VIEW, "people", list, 0,
	"Who has which role and contact function.", NULL, TR("People")},
    {"POST", "/orgs/{org}/people", MAY_PEOPLE, "people", invite, 0, "Invites a person by mail.",
	"name mail role functions?", TR("People")},
    {"GET", ONE, MAY_VIEW, "person", show, 0, "One membership.", NULL, TR("People")},
    {"POST", ONE "/functions", MAY_PEOPLE, "person", change_functions, 0,
	"Sets the contact functions.", "functions?", TR("People")},
    {"POST", ONE "/confirm", MAY_VIEW, "person", confirm, 0,
	"Confirms one's own contact, or asks the person by mail.", NULL, TR("People")},
    {"POST", ONE "/end", MAY_PEOPLE, "person", end, 0, "Ends the membership.", NULL,
	TR("People")},
    {.method = NULL},
};
