/* The editor of articles. */
#include "base/parse.h"
#include "codec/markdown.h"
#include "desk/article_sight.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "portal/watch.h"
#include "report/i18n.h"

#include <stdlib.h>

enum { MONTHS_MAX = 120, SEATS_MAX = 100000, PLACE_MAX = 300, HTML_MAX = 1 << 20 };

static const struct {
	const char *name, *label;
	size_t offset;
	size_t max;
	int lines; /* 1: a field of one line */
} parts[] = {
    {"title", TR("Title"), offsetof(struct article_text, title), 300, 1},
    {"lead", TR("What it is about, in a sentence or two"), offsetof(struct article_text, lead),
	2000, 2},
    {"body", TR("Text (Markdown)"), offsetof(struct article_text, body), 100000, 14},
};

static const char **part_of(struct article_text *t, size_t i)
{
	return (const char **)(void *)((char *)t + parts[i].offset);
}

/* --- from the form --- */

static int choice(struct call *call, const char *field, const char *const *names)
{
	int i = cert_choice(call, field, names);

	if (i < 0)
		call_wrong(call, field, TR("Choose one."));
	return MAX(i, 0);
}

static int64_t number(struct call *call, const char *field, int64_t max)
{
	const char *text = call_field(call, field);
	int64_t n = 0;

	if (*text && parse_int(span_str(text), 0, max, &n) < 0)
		call_wrong(call, field, TR("Write a number."));
	return n;
}

static void read_texts(struct call *call, struct article_document *document)
{
	for (int l = 0; article_langs[l]; l++) {
		struct article_text t = {.lang = article_langs[l]};
		bool any = false;

		for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
			const char *field =
			    arena_printf(call->arena, "%s_%s", parts[i].name, article_langs[l]);

			*part_of(&t, i) = cert_text(call, field, parts[i].max);
			any |= *part_of(&t, i) != NULL;
		}
		if (any && !t.title)
			call_wrong(call, arena_printf(call->arena, "title_%s", t.lang),
			    TR("This is needed."));
		if (any)
			vec_push(call->arena, &document->texts, t);
	}
	if (!document->texts.n)
		call_wrong(call, arena_printf(call->arena, "title_%s", document->article.lang),
		    TR("This is needed."));
}

static void read_event(struct call *call, struct article *a)
{
	a->starts = watch_moment(call, "starts");
	a->ends = watch_moment(call, "ends");
	a->seats_until = watch_moment(call, "seats_until");
	a->seats = number(call, "seats", SEATS_MAX);
	a->place = cert_text(call, "place", PLACE_MAX);
	if (a->starts && !a->ends)
		a->ends = a->starts;
	if (a->ends < a->starts)
		call_wrong(call, "ends", TR("It must not end before it begins."));
}

static void read_form(struct call *call, struct article_document *document)
{
	struct article *a = &document->article;
	const struct article_text *t;

	a->kind = choice(call, "kind", article_kind_names);
	a->tlp = choice(call, "tlp", tlp_names);
	a->lang = article_langs[choice(call, "lang", article_langs)];
	a->review_months = number(call, "review_months", MONTHS_MAX);
	a->tags = watch_tags(call, "tags");
	read_event(call, a);
	read_texts(call, document);
	t = article_text_in(document, a->lang);
	a->title = t && t->title ? t->title : "-";
}

/* --- into the form --- */

static void add_field(struct call *call, struct json *to, const char *name, const char *label,
    const char *value, int lines)
{
	struct json *one = json_new_object(call->arena);
	const struct json *error = json_get(call->errors, name);

	json_set_text(call->arena, one, "name", name);
	json_set_text(call->arena, one, "label", label);
	json_set_text(call->arena, one, "value", call->wrong ? call_field(call, name) : value);
	json_set_text(call->arena, one, "error", error ? json_text(error, NULL) : NULL);
	json_set_text(call->arena, one, "help", NULL);
	json_set_bool(call->arena, one, "area", lines > 1);
	json_set_int(call->arena, one, "lines", lines);
	json_add_value(call->arena, to, one);
}

static void set_langs(struct call *call, struct article_document *document)
{
	struct json *all = json_new_array(call->arena);

	for (int l = 0; article_langs[l]; l++) {
		struct json *one = json_new_object(call->arena),
			    *fields = json_new_array(call->arena);
		struct article_text none = {0}, *t = &none;

		vec_foreach (text, &document->texts)
			if (strcmp(text->lang, article_langs[l]) == 0)
				t = text;
		for (size_t i = 0; i < ARRAY_LEN(parts); i++)
			add_field(call, fields,
			    arena_printf(call->arena, "%s_%s", parts[i].name, article_langs[l]),
			    parts[i].label, *part_of(t, i), parts[i].lines);
		json_set_text(call->arena, one, "value", article_langs[l]);
		json_set_bool(call->arena, one, "used",
		    t != &none || strcmp(article_langs[l], document->article.lang) == 0);
		json_set_value(call->arena, one, "fields", fields);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "texts", all);
}

static void set_event(struct call *call, const struct article *a)
{
	static const char *const names[] = {"starts", "ends", "seats_until", "place", "seats"};
	const char *values[] = {watch_moment_text(call, a->starts),
	    watch_moment_text(call, a->ends), watch_moment_text(call, a->seats_until), a->place,
	    a->seats ? arena_printf(call->arena, "%lld", (long long)a->seats) : NULL};
	struct json *to = json_new_object(call->arena);

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		json_set_text(call->arena, to, names[i],
		    call->wrong ? call_field(call, names[i]) : values[i]);
	json_set_bool(call->arena, to, "used", a->kind == ARTICLE_EVENT);
	json_set_value(call->arena, call->data, "event", to);
}

static int fill(struct call *call, struct article_document *document)
{
	struct article *a = &document->article;

	if (!a->lang)
		a->lang = "en";
	cert_options(call, "kind", article_kind_names, 0, ARTICLE_KINDS - 1, a->kind);
	cert_options(call, "tlp", tlp_names, 0, TLP_AMBER_STRICT, a->tlp);
	cert_options(call, "lang", article_langs, 0, 2, bound_name(article_langs, a->lang));
	json_set_text(call->arena, call->data, "tags",
	    call->wrong ? call_field(call, "tags") : watch_joined(call, &a->tags));
	json_set_text(call->arena, call->data, "review_months",
	    call->wrong ? call_field(call, "review_months")
			: arena_printf(call->arena, "%lld", (long long)a->review_months));
	json_set_int(call->arena, call->data, "version", a->version);
	json_set_text(call->arena, call->data, "action",
	    a->id ? arena_printf(call->arena, "/cert/watch/%s/edit", a->id)
		  : "/cert/watch/new");
	json_set_text(call->arena, call->data, "ref", a->ref);
	json_set_text(call->arena, call->data, "article", a->id);
	set_event(call, a);
	set_langs(call, document);
	return 0;
}

/* Every language as readers would see it; nothing is stored. */
static int preview(struct call *call, struct article_document *document)
{
	struct json *all = json_new_array(call->arena);

	vec_foreach (t, &document->texts) {
		struct json *one = json_new_object(call->arena);
		STR_AUTO(html, HTML_MAX);

		markdown_html(span_str(t->body ? t->body : ""), 2, &html);
		json_set_text(call->arena, one, "value", t->lang);
		json_set_text(call->arena, one, "title", t->title);
		json_set_text(call->arena, one, "lead", t->lead);
		json_set_text(call->arena, one, "html", str_text(&html));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "previews", all);
	return fill(call, document);
}

static bool previews(const struct call *call)
{
	return strcmp(call_field(call, "action"), "preview") == 0;
}

/* --- handlers --- */

int watch_edit_new(struct call *call)
{
	const char *kind = serve_query(call->rq, "kind");
	struct article_document document = {
	    .article = {.lang = call->lang, .kind = ARTICLE_NEWS, .review_months = 12}};

	if (kind && bound_name(article_kind_names, kind) >= 0)
		document.article.kind = bound_name(article_kind_names, kind);
	return fill(call, &document);
}

int watch_edit_create(struct call *call)
{
	struct article_document document = {0};
	int r = 0;

	read_form(call, &document);
	if (!call->wrong && previews(call))
		return preview(call, &document);
	if (!call->wrong)
		r = cert_refused(call,
		    article_create(call->db, &call->actor, &document, call->now, call->arena));
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("Saved."), "/cert/watch/%s", document.article.id);
	return r < 0 ? r : fill(call, &document);
}

static int find(struct call *call, struct article_document *ret)
{
	const char *id = call_arg(call, "id");
	struct audience_viewer viewer;
	int r = article_load(call->db, id, call->arena, ret);

	v1_watch_viewer(call, &viewer);
	if (r == ERR_NOTFOUND || (r == 0 && !article_draft_seen_by(&ret->article, &viewer)))
		return v1_watch_missing(call, id);
	return call_db(call, r);
}

int watch_edit(struct call *call)
{
	struct article_document document = {0};
	int r = find(call, &document);

	return r < 0 ? r : fill(call, &document);
}

int watch_edit_save(struct call *call)
{
	struct article_document was = {0}, document = {0};
	int r = find(call, &was);

	if (r < 0)
		return r;
	document.article = was.article;
	document.article.version = strtoll(call_field(call, "version"), NULL, 10);
	read_form(call, &document);
	if (!call->wrong && previews(call))
		return preview(call, &document);
	if (!call->wrong)
		r = cert_refused(call,
		    article_save(call->db, &call->actor, &document, call->now, call->arena));
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("Saved."), "/cert/watch/%s", document.article.id);
	return r < 0 ? r : fill(call, &document);
}
