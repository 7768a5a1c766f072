/* What is known of vulnerabilities: where it comes from, and one of them. */
#include "portal/knowledge.h"

#include "api/facts.h"
#include "api/v1_knowledge.h"
#include "portal/prose.h"
#include "portal/routes.h"
#include "report/i18n.h"

void knowledge_tabs(struct call *call, const char *here)
{
	static const struct {
		const char *href, *label;
	} rows[] = {{"/knowledge", TR("Sources")}, {"/cert/who", TR("Who runs this?")},
	    {"/cert/knowledge/events", TR("What changed for whom")}};
	struct json *all = json_new_array(call->arena);

	if (!call_may(call, MAY_VIEW))
		return;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "href", rows[i].href);
		json_set_text(call->arena, one, "label", rows[i].label);
		json_set_bool(call->arena, one, "here", strcmp(rows[i].href, here) == 0);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "tabs", all);
}

static int sources(struct call *call)
{
	const char *id = serve_query(call->rq, "id");
	const char *page;

	if (id && *id) {
		struct span text = span_trim(span_str(id));

		page = facts_page(call, arena_strndup(call->arena, text.p, text.n));
		if (page)
			return call_redirect(call, NULL, "%s", page);
		json_set_bool(call->arena, call->data, "no_number", true);
		json_set_text(call->arena, call->data, "id", id);
	}
	knowledge_tabs(call, "/knowledge");
	return v1_knowledge_sources(call);
}

/* Our own texts, for the page in paragraphs. */
static void set_prose(struct call *call)
{
	static const char *const parts[] = {"what", "do", "tell"};
	const struct json *texts = json_get(call->data, "texts");

	for (size_t i = 0; i < texts->array.n; i++)
		for (size_t k = 0; k < ARRAY_LEN(parts); k++) {
			struct json *one = &texts->array.items[i];

			json_set_value(call->arena, one, parts[k],
			    prose_of(call->arena, json_text(json_get(one, parts[k]), NULL)));
		}
}

static int one(struct call *call)
{
	struct json *crumbs = json_new_array(call->arena), *crumb;
	int r = v1_knowledge_one(call);

	if (r < 0)
		return r;
	set_prose(call);
	crumb = json_new_object(call->arena);
	json_set_text(call->arena, crumb, "href", "/knowledge");
	json_set_text(call->arena, crumb, "label", TR("Knowledge"));
	json_add_value(call->arena, crumbs, crumb);
	json_set_value(call->arena, call->data, "crumbs", crumbs);
	json_set_bool(call->arena, call->data, "has_crumbs", true);
	json_set_text(
	    call->arena, call->data, "heading", json_text(json_get(call->data, "id"), ""));
	return 0;
}

const struct route knowledge_routes[] = {
    {"GET", "/knowledge", MAY_SIGN_IN, "knowledge", sources, ROUTE_NO_LOG,
	"Where what is known of vulnerabilities comes from, and how old it is.", NULL,
	TR("Knowledge")},
    {"GET", "/knowledge/{id}", MAY_SIGN_IN, "knowledge_one", one, ROUTE_NO_LOG,
	"One vulnerability or advisory: facts, products, versions, and what to do.", NULL,
	TR("Vulnerability")},
    {.method = NULL},
};
