#include "portal/advisory.h"

#include "base/limits.h"
#include "codec/markdown.h"
#include "pack/knowledge_current.h"
#include "portal/bound.h"
#include "report/i18n.h"
#include "share/markdown.h"

enum { HTML_MAX = 1 << 20 };

int advisory_page_sees(struct call *call, const struct advisory *a)
{
	struct audience_viewer viewer;
	int r;

	advisory_viewer(&call->who, call->arena, &viewer);
	r = advisory_seen_by(call->db, a, &viewer, call->arena);
	return r < 0 ? call_db(call, r) : r;
}

bool advisory_page_sees_draft(struct call *call, const struct advisory *a)
{
	struct audience_viewer viewer;

	advisory_viewer(&call->who, call->arena, &viewer);
	return advisory_draft_seen_by(a, &viewer);
}

int advisory_page_missing(struct call *call, const char *id)
{
	return call_fail(call, ERR_NOTFOUND, TR("Not found"),
	    TR("Go back to the list: it may have been removed"), "%.40s", id);
}

int advisory_page_published(struct call *call, const char *id, struct advisory_document *ret)
{
	int r = advisory_load_published(call->db, id, call->arena, ret);

	if (r == ERR_NOTFOUND)
		return advisory_page_missing(call, id);
	if (r < 0)
		return call_db(call, r);
	r = advisory_page_sees(call, &ret->advisory);
	if (r < 0)
		return r;
	return r ? 0 : advisory_page_missing(call, id);
}

/* --- data.doc --- */

static void add_section(struct call *call, struct json *to, const char *title, const char *text)
{
	struct json *one;
	STR_AUTO(html, HTML_MAX);

	if (!text || !*text)
		return;
	one = json_new_object(call->arena);
	markdown_html(span_str(text), 3, &html);
	json_set_text(call->arena, one, "title", title);
	json_set_text(call->arena, one, "html", str_text(&html));
	json_add_value(call->arena, to, one);
}

static struct json *sections(struct call *call, const struct advisory_text *t)
{
	struct json *to = json_new_array(call->arena);

	if (!t)
		return to;
	add_section(call, to, TR("What it is"), t->summary);
	add_section(call, to, TR("What to do"), t->remedy);
	add_section(call, to, TR("How to see whether it was used"), t->detection);
	add_section(call, to, TR("Details"), t->details);
	return to;
}

static struct json *texts(struct call *call, const struct text_list *list)
{
	struct json *to = json_new_array(call->arena);

	for (size_t i = 0; i < list->n; i++)
		json_add_text(call->arena, to, list->items[i]);
	return to;
}

static struct json *revisions(struct call *call, const struct advisory_document *document)
{
	struct json *to = json_new_array(call->arena);

	for (size_t i = document->revisions.n; i-- > 0;) {
		const struct advisory_revision *v = &document->revisions.items[i];
		struct json *one = json_new_object(call->arena);

		json_set_int(call->arena, one, "number", v->number);
		json_set_int(call->arena, one, "time", v->time);
		json_set_text(call->arena, one, "summary", v->summary);
		json_set_int(call->arena, one, "recipients", v->recipients);
		json_set_text(call->arena, one, "person", bound_person(call, v->person));
		json_set_text(call->arena, one, "reviewer", bound_person(call, v->reviewer));
		json_add_value(call->arena, to, one);
	}
	return to;
}

/* The languages that the document has. */
static struct json *langs(
    struct call *call, const struct advisory_document *document, const char *here)
{
	struct json *to = json_new_array(call->arena);

	vec_foreach (t, &document->texts) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", t->lang);
		json_set_bool(call->arena, one, "here", strcmp(t->lang, here) == 0);
		json_add_value(call->arena, to, one);
	}
	return to;
}

/* Those of its vulnerabilities that somebody is known to use (CISA's and the EU's lists). */
static struct json *exploited(struct call *call, const struct advisory *a)
{
	const struct knowledge_pack *known = knowledge_hold();
	struct json *to = json_new_array(call->arena);

	for (size_t i = 0; i < a->cves.n; i++) {
		struct knowledge_rows rows =
		    knowledge_find(known, KT_EXPLOITED, a->cves.items[i]);

		if (rows.first < rows.end)
			json_add_text(call->arena, to, a->cves.items[i]);
	}
	knowledge_release(known);
	return to;
}

void advisory_page_fill(
    struct call *call, const struct advisory_document *document, const char *lang)
{
	const struct advisory *a = &document->advisory;
	const struct advisory_text *t = advisory_text_in(document, lang ? lang : call->lang);
	struct json *to = bound_json(call, &advisory_type, a);

	json_set_text(call->arena, to, "title", t ? t->title : a->title);
	json_set_text(call->arena, to, "lang", t ? t->lang : "en");
	json_set_text(call->arena, to, "label", tlp_label((enum tlp)a->tlp));
	json_set_text(call->arena, to, "urgency", advisory_level_names[advisory_urgency(a)]);
	json_set_bool(call->arena, to, "withdrawn", a->state == ADVISORY_WITHDRAWN);
	json_set_value(call->arena, to, "cves", texts(call, &a->cves));
	json_set_value(call->arena, to, "exploited", exploited(call, a));
	json_set_value(call->arena, to, "cvss", texts(call, &a->cvss));
	json_set_value(call->arena, to, "products", texts(call, &a->products));
	json_set_value(call->arena, to, "references", texts(call, &a->references));
	json_set_value(call->arena, to, "sections", sections(call, t));
	json_set_value(call->arena, to, "langs", langs(call, document, t ? t->lang : ""));
	json_set_value(call->arena, to, "revisions", revisions(call, document));
	json_set_text(call->arena, call->data, "heading",
	    arena_printf(call->arena, "%s %s", a->ref, t ? t->title : a->title));
	json_set_value(call->arena, call->data, "doc", to);
}

void advisory_page_assets(struct call *call, const struct text_list *assets, int64_t n)
{
	struct json *to = json_new_array(call->arena);

	for (size_t i = 0; i < assets->n; i++) {
		struct json *one = json_new_object(call->arena);
		struct advisory_asset asset;

		advisory_asset_read(assets->items[i], call->arena, &asset);
		json_set_text(call->arena, one, "where", asset.where);
		json_set_text(call->arena, one, "product", asset.what);
		json_set_text(call->arena, one, "verdict", asset.verdict);
		json_set_text(call->arena, one, "cve", asset.id);
		json_add_value(call->arena, to, one);
	}
	json_set_value(call->arena, call->data, "assets", to);
	json_set_int(call->arena, call->data, "matches", n);
}

/* --- files --- */

struct csaf_publisher advisory_page_publisher(struct call *call)
{
	const struct settings *s = &call->app->settings;

	return (struct csaf_publisher){.name = s->name,
	    .url = s->url ? s->url : "",
	    .contact = s->contact,
	    .version = VARDE_VERSION};
}

int advisory_page_csaf(
    struct call *call, const struct advisory_document *document, const char *lang, bool draft)
{
	const struct csaf_publisher by = advisory_page_publisher(call);
	const struct csaf_wish wish = {.lang = lang, .draft = draft};
	STR_AUTO(out, CSAF_MAX);
	int r = csaf_write(document, &by, &wish, call->arena, &out);

	if (r < 0)
		return call_fail(call, r, TR("The document cannot be written"),
		    TR("Look at the products of the advisory"), "%s", document->advisory.ref);
	return call_send(call, "application/json",
	    csaf_file(&document->advisory, lang, call->arena), str_bytes(&out));
}

int advisory_page_markdown(struct call *call, const struct advisory_document *document)
{
	STR_AUTO(out, CSAF_MAX);
	const struct advisory_text *t = advisory_text_in(document, call->lang);
	int r = markdown_write(document, t, &out);

	if (r < 0)
		return r;
	return call_send(call, "text/markdown; charset=utf-8",
	    arena_printf(call->arena, "%s.md", document->advisory.ref), str_bytes(&out));
}
