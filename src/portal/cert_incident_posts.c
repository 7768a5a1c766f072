/* What the CERT tells the parties of an incident, who would see it, and texts to begin with. */
#include "desk/incident_work.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/incident.h"
#include "portal/routes.h"
#include "report/i18n.h"

#define AT "/cert/incidents/{id}/posts"

enum { TEXT_MAX = 20000 };

static int persons(struct call *call, struct text_list *ret)
{
	struct text_list typed = bound_lines(call, "persons");

	for (size_t i = 0; i < typed.n && i < 100; i++) {
		struct person person;
		int r = desk_find(call->db, &person_type,
		    "WHERE \"id\" = $1 OR \"mail\" = $1 LIMIT 1",
		    DESK_PARAMS(DESK_TEXT(typed.items[i])), call->arena, &person);

		if (r == ERR_NOTFOUND)
			call_wrong(call, "persons",
			    TR("One of these is nobody here: write a mail address a line."));
		else if (r < 0)
			return call_db(call, r);
		else
			text_list_add(ret, call->arena, person.id);
	}
	return 0;
}

/* Who of the parties would see it. */
static void set_preview(struct incident_page *page, const struct incident_post *post)
{
	struct call *call = page->call;
	struct json *all = json_new_array(call->arena);
	struct incident_part part = incident_part_post(post);

	vec_foreach (p, &page->c.parties) {
		struct incident_page as = incident_page_as(page, p);
		struct json *one = json_new_object(call->arena);

		if (p->left)
			continue;
		json_set_text(call->arena, one, "name", incident_case_name(&page->c, p->id));
		json_set_bool(call->arena, one, "sees", incident_page_shows(&as, &part));
		json_set_bool(call->arena, one, "chosen", text_list_has(&post->parties, p->id));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "would_see", all);
	json_set_bool(call->arena, call->data, "previewed", true);
}

static void keep_post(struct incident_page *page, const struct incident_post *post)
{
	struct call *call = page->call;
	struct json *all = json_new_array(call->arena);

	vec_foreach (p, &page->c.parties) {
		struct json *one = json_new_object(call->arena);

		if (p->left)
			continue;
		json_set_text(call->arena, one, "id", p->id);
		json_set_text(call->arena, one, "name", incident_case_name(&page->c, p->id));
		json_set_bool(call->arena, one, "chosen", text_list_has(&post->parties, p->id));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "to", all);
}

/* What stands in the form: what was typed, or was prepared. */
static int show(struct incident_page *page, const struct incident_post *post)
{
	struct call *call = page->call;
	int r = incident_page_cert_fill(page);

	keep_post(page, post);
	incident_prepared_options(call);
	json_set_text(call->arena, call->data, "draft", post->text ? post->text : "");
	json_set_bool(call->arena, call->data, "is_answer", post->kind == POST_ANSWER);
	return r;
}

/* Puts a prepared text behind what stands there. It is for one party: in its language, with its
 * number. */
static int prepare(struct incident_page *page, const char *name, struct incident_post *post)
{
	struct call *call = page->call;
	const struct incident_party *p =
	    post->parties.n == 1 ? incident_case_party(&page->c, post->parties.items[0]) : NULL;
	const char *text = NULL;
	bool answer = false;
	int r;

	if (!p || p->left) {
		call_wrong(call, "parties",
		    TR("Choose one party: a prepared text is in its language and carries its "
		       "number."));
		return 0;
	}
	r = incident_prepared(page, p, name, &text, &answer);
	if (r == ERR_NOTFOUND) {
		call_wrong(call, "prepared", TR("Choose one."));
		return 0;
	}
	if (r < 0)
		return r;
	post->kind = answer ? POST_ANSWER : post->kind;
	post->text = post->text && *post->text
			 ? arena_printf(call->arena, "%s\n\n%s", post->text, text)
			 : text;
	return 0;
}

static int send_post(struct incident_page *page, struct incident_post *post)
{
	struct call *call = page->call;
	int r = 0;

	post->text = cert_need(call, "text", TEXT_MAX);
	if (!call->wrong)
		r = bound_refused(call,
		    incident_post_put(call->db, &call->actor, post, call->now, call->arena));
	if (r == 0 && !call->wrong)
		return call_redirect(
		    call, TR("Saved."), "/cert/incidents/%s/posts", page->c.incident.id);
	post->text = call_field(call, "text");
	return r < 0 ? r : show(page, post);
}

static int post(struct call *call)
{
	const char *step = call_field(call, "step");
	struct incident_page page = {0};
	struct incident_post p = {
	    .tlp = incident_page_choice(call, "label", tlp_names, TLP_AMBER),
	    .kind = *call_field(call, "answer") ? POST_ANSWER : POST_MESSAGE,
	    .parties = call_fields(call, "parties"),
	    .text = call_field(call, "text")};
	bool ask = strcmp(step, "preview") == 0;
	int r = incident_page_cert(call, &page);

	if (r == 0)
		r = persons(call, &p.persons);
	if (r < 0)
		return r;
	p.incident = page.c.incident.id;
	if (strcmp(step, "prepare") == 0) {
		r = prepare(&page, call_field(call, "prepared"), &p);
		return r < 0 ? r : show(&page, &p);
	}
	if (!ask)
		return send_post(&page, &p);
	(void)cert_need(call, "text", TEXT_MAX);
	r = show(&page, &p);
	if (!call->wrong)
		set_preview(&page, &p);
	return r;
}

/* The query may name a party and a prepared text: links of clocks do. */
static int posts(struct call *call)
{
	const char *party = serve_query(call->rq, "party"),
		   *name = serve_query(call->rq, "prepared");
	struct incident_post p = {.kind = POST_MESSAGE};
	struct incident_page page = {0};
	int r = incident_page_cert(call, &page);

	if (r == 0 && party)
		text_list_add(&p.parties, call->arena, party);
	if (r == 0 && party && name && call_may(call, MAY_REVIEW))
		r = prepare(&page, name, &p);
	return r < 0 ? r : show(&page, &p);
}

const struct route cert_incident_posts_routes[] = {
    {"GET", AT, MAY_VIEW, "cert_incident_posts", posts, 0, "What was said, and to whom.", NULL,
	NULL},
    {"POST", AT, MAY_REVIEW, "cert_incident_posts", post, 0,
	"Says something to parties; shows who would see it (step: preview), or a text to begin "
	"with (step: prepare).",
	"text? label? parties? persons? answer? prepared? step?", NULL},
    {.method = NULL},
};
