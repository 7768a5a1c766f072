/* Messages that the CERT writes to organisations: draft, preview of what each reader sees, a
 * second person, sending. */
#include "desk/notice_send.h"
#include "desk/org.h"
#include "notify/content.h"
#include "notify/texts.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "report/i18n.h"

#include <stdlib.h>

enum { CHOICES = 2000, SHOWN = 200 };

static const struct list_column columns[] = {
    {"id", "", "s.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"ref", TR("Number"), "s.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"title", TR("Title"), "s.\"title_en\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"state", TR("State"), "s.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	sending_state_names, NULL},
    {"criticality", TR("Criticality"), "s.\"severity\"", LIST_ENUM, LIST_FILTER,
	criticality_names, NULL},
    {"tlp", TR("Label"), "s.\"tlp\"", LIST_ENUM, LIST_FILTER, tlp_names, NULL},
    {"recipients", TR("Recipients"), "s.\"recipients\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"changed", TR("Changed"), "s.\"changed\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
};

static void add_label(struct call *call, struct json *row)
{
	enum tlp label = TLP_RED;

	(void)!tlp_from_text(span_str(json_text(json_get(row, "tlp"), "red")), &label);
	json_set_text(call->arena, row, "label", tlp_label(label));
}

static int list(struct call *call)
{
	static const struct list rows = {.name = "messages",
	    .from = "sending AS s",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-changed",
	    .key = "s.\"id\"",
	    .row = add_label,
	    .empty = TR("Nothing was written yet.")};
	int64_t eyes = 0;
	int r = cert_take(call);

	if (r == 0)
		r = call_db(call, sending_eyes(call->db, &eyes));
	json_set_int(call->arena, call->data, "eyes", eyes);
	json_set_bool(call->arena, call->data, "decides", call_may(call, MAY_DECIDE));
	json_set_bool(call->arena, call->data, "writes", call_may(call, MAY_REVIEW));
	return r < 0 ? r : list_run(call, &rows, NULL, 0);
}

/* --- the form --- */

static struct json *labels(struct call *call, int chosen)
{
	struct json *all = json_new_array(call->arena);

	for (int i = TLP_CLEAR; i < TLP_RED; i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "name", tlp_names[i]);
		json_set_text(call->arena, one, "label", tlp_label((enum tlp)i));
		json_set_bool(call->arena, one, "here", i == chosen);
		json_add_value(call->arena, all, one);
	}
	return all;
}

static int set_orgs(struct call *call, const struct sending *s)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records orgs = {0};
	int r = desk_list(call->db, &org_type,
	    "WHERE \"state\" = 'active' ORDER BY \"name\", \"id\" LIMIT $1",
	    DESK_PARAMS(DESK_INT(CHOICES)), call->arena, &orgs);

	vec_foreach (it, &orgs.all) {
		const struct org *o = *it;
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "id", o->id);
		json_set_text(call->arena, one, "name", o->name);
		json_set_bool(call->arena, one, "here", text_list_has(&s->orgs, o->id));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "all_orgs", all);
	return call_db(call, r);
}

static int form(struct call *call, const struct sending *s)
{
	json_set_value(call->arena, call->data, "message", bound_json(call, &sending_type, s));
	json_set_value(call->arena, call->data, "severities",
	    bound_choices(call, criticality_names, criticality_names[s->severity]));
	json_set_value(call->arena, call->data, "labels", labels(call, s->tlp));
	json_set_value(call->arena, call->data, "audiences",
	    bound_choices(call, sending_for_names, sending_for_names[s->audience]));
	return set_orgs(call, s);
}

static const char *text_of(struct call *call, const char *field, size_t max)
{
	const char *text = call_field(call, field);

	if (strlen(text) > max)
		call_wrong(call, field, TR("This is too long."));
	return *text ? text : NULL;
}

static void read_form(struct call *call, struct sending *s)
{
	int severity = bound_name(criticality_names, call_field(call, "severity"));
	int tlp = bound_name(tlp_names, call_field(call, "tlp"));
	int audience = bound_name(sending_for_names, call_field(call, "audience"));

	if (severity < 0 || tlp < 0 || tlp == TLP_RED || audience < 0)
		call_wrong(call, "form", TR("Choose one of the list."));
	s->severity = MAX(severity, 0);
	s->tlp = MAX(tlp, 0);
	s->audience = MAX(audience, 0);
	s->orgs = call_fields(call, "orgs");
	s->title_en = text_of(call, "title_en", 300);
	s->title_fr = text_of(call, "title_fr", 300);
	s->title_nb = text_of(call, "title_nb", 300);
	s->text_en = text_of(call, "text_en", 20000);
	s->text_fr = text_of(call, "text_fr", 20000);
	s->text_nb = text_of(call, "text_nb", 20000);
	if (!s->title_en)
		call_wrong(call, "title_en",
		    TR("Give it an English title: it stands in for the others."));
	if (s->audience != SENDING_FOR_ALL && !s->orgs.n)
		call_wrong(call, "orgs", TR("Choose the organisations."));
}

static int store(struct call *call, struct sending *s)
{
	int r;

	read_form(call, s);
	if (!call->wrong) {
		r = sending_save(call->db, &call->actor, s, call->now, call->arena);
		if (r == 0)
			return call_redirect(call, TR("Saved."), "/cert/messages/%s", s->id);
		r = bound_refused(call, r);
		if (r < 0)
			return r;
	}
	return form(call, s);
}

static int new_form(struct call *call)
{
	const struct sending s = {.severity = CRIT_MEDIUM, .tlp = TLP_AMBER};

	return form(call, &s);
}

static int create(struct call *call)
{
	struct sending s = {0};

	return store(call, &s);
}

static int load(struct call *call, struct sending *ret)
{
	return call_db(
	    call, desk_get(call->db, &sending_type, call_arg(call, "id"), call->arena, ret));
}

static int edit_form(struct call *call)
{
	struct sending s;
	int r = load(call, &s);

	return r < 0 ? r : form(call, &s);
}

static int change(struct call *call)
{
	struct sending s;
	int r = load(call, &s);

	return r < 0 ? r : store(call, &s);
}

/* --- the preview --- */

/* The mail as its bytes would say it: made by the same template as the one that goes out. */
static int add_mail(struct call *call, const struct template_set *set, const char *org,
    const struct sending_preview *p, struct json *to)
{
	const struct outgoing message = {.template = p->template, .values = p->values};
	struct json *content = NULL;
	struct texts_reader reader = {.lang = p->lang ? p->lang : call->app->settings.lang,
	    .zone = call->app->settings.zone,
	    .name = p->person,
	    .org = org};
	struct json *one = json_new_object(call->arena);
	struct texts_filled filled = {"", ""};
	int r = 0;

	reader.sealed = p->holds == SENDING_SEALED;
	if (reader.sealed)
		r = content_of_notice(p->values, call->arena, &content);
	reader.content = content;
	if (r == 0 && p->channel == NOTICE_BY_MAIL)
		r = texts_fill(
		    set, &call->app->settings, &message, &reader, call->arena, &filled);
	json_set_text(call->arena, one, "name", p->person);
	json_set_text(call->arena, one, "mail", p->mail);
	json_set_text(call->arena, one, "rule", p->rule);
	json_set_text(call->arena, one, "channel", notice_channel_names[p->channel]);
	json_set_text(call->arena, one, "lang", reader.lang);
	json_set_int(call->arena, one, "due", p->due);
	json_set_text(call->arena, one, "subject", filled.subject);
	json_set_text(call->arena, one, "body", filled.body);
	json_set_bool(call->arena, one, "is_mail", p->channel == NOTICE_BY_MAIL);
	json_set_text(call->arena, one, "holds", sending_holds_names[p->holds]);
	json_add_value(call->arena, to, one);
	return r;
}

static int set_previews(struct call *call, const struct sending *s, const struct org *org)
{
	struct json *all = json_new_array(call->arena);
	struct template_set *set = NULL;
	struct sending_previews previews = {0};
	struct msg msg = {0};
	int r = texts_load(&set, &msg);

	if (r < 0)
		return call_fail(
		    call, r, "the texts cannot be read", TR("Tell the CERT"), "%s", msg.detail);
	r = call_db(
	    call, sending_preview(call->db, s, org->id, call->now, call->arena, &previews));
	vec_foreach (p, &previews.all)
		if (r == 0)
			r = add_mail(call, set, org->name, p, all);
	template_set_free(set);
	json_set_value(call->arena, call->data, "previews", all);
	json_set_bool(call->arena, call->data, "nobody", previews.all.n == 0);
	json_set_text(call->arena, call->data, "preview_org", org->name);
	return r;
}

static int set_recipients(struct call *call, const struct sending *s)
{
	const char *chosen = serve_query(call->rq, "org");
	struct json *all = json_new_array(call->arena);
	struct desk_records orgs = {0};
	const struct org *shown = NULL;
	int64_t eyes = 0;
	int r = call_db(call, sending_recipients(call->db, s, call->arena, &orgs));

	if (r == 0)
		r = call_db(call, sending_eyes(call->db, &eyes));
	for (size_t i = 0; r == 0 && i < orgs.all.n; i++) {
		const struct org *o = orgs.all.items[i];
		struct json *one = json_new_object(call->arena);

		if (!shown || (chosen && strcmp(chosen, o->id) == 0))
			shown = o;
		if (i >= SHOWN)
			continue;
		json_set_text(call->arena, one, "id", o->id);
		json_set_text(call->arena, one, "name", o->name);
		json_set_text(call->arena, one, "lang", o->lang);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "recipients", all);
	json_set_int(call->arena, call->data, "count", (int64_t)orgs.all.n);
	json_set_bool(call->arena, call->data, "many", (int64_t)orgs.all.n > eyes);
	json_set_int(call->arena, call->data, "eyes", eyes);
	return r == 0 && shown ? set_previews(call, s, shown) : r;
}

static void set_steps(struct call *call, const struct sending *s)
{
	bool may = call_may(call, MAY_REVIEW);
	bool own = s->author && strcmp(s->author, call->who.person) == 0;
	bool many = json_bool(json_get(call->data, "many"), false);

	json_set_bool(call->arena, call->data, "edits", may && s->state == SENDING_DRAFT);
	json_set_bool(
	    call->arena, call->data, "submits", may && s->state == SENDING_DRAFT && many);
	json_set_bool(call->arena, call->data, "sends",
	    may && ((s->state == SENDING_DRAFT && !many) ||
		       (s->state == SENDING_WAITING && (!own || !many))));
	json_set_bool(call->arena, call->data, "returns", may && s->state == SENDING_WAITING);
	json_set_bool(call->arena, call->data, "discards",
	    may && (s->state == SENDING_DRAFT || s->state == SENDING_WAITING));
	json_set_bool(
	    call->arena, call->data, "own_waits", s->state == SENDING_WAITING && own && many);
	json_set_bool(call->arena, call->data, "is_sent", s->state == SENDING_SENT);
}

static int fill(struct call *call, const struct sending *s)
{
	struct json *to = bound_json(call, &sending_type, s);
	int r = cert_take(call);

	json_set_text(call->arena, to, "label", tlp_label((enum tlp)s->tlp));
	json_set_text(call->arena, to, "criticality", criticality_names[s->severity]);
	json_set_text(call->arena, to, "author_name", bound_person(call, s->author));
	json_set_text(call->arena, to, "approver_name", bound_person(call, s->approver));
	json_set_value(call->arena, call->data, "message", to);
	json_set_text(call->arena, call->data, "heading",
	    arena_printf(call->arena, "%s %s", s->ref, s->title_en));
	if (r == 0)
		r = set_recipients(call, s);
	set_steps(call, s);
	return r;
}

static int show(struct call *call)
{
	struct sending s;
	int r = load(call, &s);

	return r < 0 ? r : fill(call, &s);
}

static int step(struct call *call)
{
	static const struct {
		const char *name, *note;
		enum sending_action action;
	} steps[] = {
	    {"submit", TR("Submitted: somebody else sends it."), SENDING_DO_SUBMIT},
	    {"return", TR("Sent back to its author."), SENDING_DO_RETURN},
	    {"send", TR("It is on its way."), SENDING_DO_SEND},
	    {"discard", TR("Discarded."), SENDING_DO_DISCARD},
	};
	const char *name = call_field(call, "step");
	struct sending s;
	int r = load(call, &s);

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(steps); i++) {
		if (strcmp(steps[i].name, name) != 0)
			continue;
		r = sending_step(call->db, &call->actor, s.id, steps[i].action,
		    call_field(call, "note"), call->now, call->arena, NULL);
		if (r == 0)
			return call_redirect(call, steps[i].note, "/cert/messages/%s", s.id);
		r = bound_refused(call, r);
		return r < 0 ? r : fill(call, &s);
	}
	if (r == 0)
		call_wrong(call, "form", TR("Choose one of the list."));
	return r < 0 ? r : fill(call, &s);
}

static int set_eyes(struct call *call)
{
	char *end = NULL;
	const char *text = call_field(call, "eyes");
	int64_t eyes = strtoll(text, &end, 10);
	int r;

	if (!*text || *end)
		eyes = -1;
	r = sending_eyes_set(call->db, &call->actor, eyes, call->now);
	return r < 0 ? call_db(call, r) : call_redirect(call, TR("Saved."), "/cert/messages");
}

#define FIELDS \
	"severity tlp audience orgs? title_en title_fr? title_nb? text_en? text_fr? text_nb?"

const struct route cert_messages_routes[] = {
    {"GET", "/cert/messages", MAY_VIEW, "cert_messages", list, ROUTE_NO_LOG,
	"Messages of the CERT to organisations.", NULL, TR("Messages")},
    {"POST", "/cert/messages/eyes", MAY_DECIDE, NULL, set_eyes, 0,
	"Sets above how many recipients a second person is needed.", "eyes", NULL},
    {"GET", "/cert/messages/new", MAY_REVIEW, "cert_message_edit", new_form, ROUTE_NO_LOG,
	"A new message.", NULL, TR("Write to organisations")},
    {"POST", "/cert/messages/new", MAY_REVIEW, "cert_message_edit", create, 0,
	"Stores a new message as a draft.", FIELDS, TR("Write to organisations")},
    {"GET", "/cert/messages/{id}", MAY_VIEW, "cert_message", show, ROUTE_NO_LOG,
	"A message, and exactly what each reader sees.", NULL, NULL},
    {"GET", "/cert/messages/{id}/edit", MAY_REVIEW, "cert_message_edit", edit_form,
	ROUTE_NO_LOG, "A draft, to change it.", NULL, TR("Write to organisations")},
    {"POST", "/cert/messages/{id}/edit", MAY_REVIEW, "cert_message_edit", change, 0,
	"Changes a draft.", FIELDS, TR("Write to organisations")},
    {"POST", "/cert/messages/{id}/step", MAY_REVIEW, "cert_message", step, 0,
	"Submits, sends back, sends or discards a message.", "step note?", NULL},
    {.method = NULL},
};
