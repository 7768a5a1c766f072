/* The editor of advisories. */
#include "base/time.h"
#include "codec/cvss.h"
#include "codec/html.h"
#include "desk/advisory.h"
#include "pack/said.h"
#include "portal/advisory.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "report/i18n.h"

#include <stdlib.h>

enum { LINES = 300, TEXT = 60000 };

static const struct {
	const char *name, *label;
	size_t offset;
	int lines; /* 1: a field of one line */
} parts[] = {
    {"title", TR("Title"), offsetof(struct advisory_text, title), 1},
    {"summary", TR("What it is"), offsetof(struct advisory_text, summary), 5},
    {"remedy", TR("What to do"), offsetof(struct advisory_text, remedy), 6},
    {"detection", TR("How to see whether it was used"),
	offsetof(struct advisory_text, detection), 4},
    {"details", TR("Details"), offsetof(struct advisory_text, details), 6},
};

static const char **part_of(struct advisory_text *t, size_t i)
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

static bool is_cvss(const char *text)
{
	struct span s = span_str(text);
	struct cvss cvss;

	if (strncmp(text, "CVE-", 4) == 0) {
		size_t n = strcspn(text, " ");

		s = span_trim(span_sub(s, n, s.n));
	}
	return cvss_parse(s, &cvss) == 0;
}

static struct text_list checked(
    struct call *call, const char *field, bool (*good)(const char *text), const char *wrong)
{
	struct text_list list = bound_lines(call, field);

	if (list.n > LINES)
		call_wrong(call, field, TR("These are too many."));
	for (size_t i = 0; i < list.n; i++)
		if (!good(list.items[i]))
			call_wrong(call, field, wrong);
	return list;
}

static bool is_reference(const char *text)
{
	return strncmp(text, "https://", 8) == 0 && strlen(text) < 1000 && html_href_safe(text);
}

static struct text_list products(struct call *call)
{
	struct text_list list = bound_lines(call, "products");
	struct said said;

	if (list.n > LINES)
		call_wrong(call, "products", TR("These are too many."));
	for (size_t i = 0; i < list.n; i++)
		if (strlen(list.items[i]) > 300 ||
		    said_read(list.items[i], call->arena, &said, NULL) < 0)
			call_wrong(call, "products",
			    TR("Write a product a line, as vendor:product <1.2"));
	return list;
}

/* Organisations by their names, short names or identifiers. */
static int orgs(struct call *call, struct text_list *ret)
{
	struct text_list typed = bound_lines(call, "orgs"), out = {0};

	for (size_t i = 0; i < typed.n && i < LINES; i++) {
		struct org org;
		int r = desk_find(call->db, &org_type,
		    "WHERE \"id\" = $1 OR \"name\" = $1 OR \"abbreviation\" = $1 ORDER BY "
		    "\"path\" LIMIT 1",
		    DESK_PARAMS(DESK_TEXT(typed.items[i])), call->arena, &org);

		if (r == ERR_NOTFOUND)
			call_wrong(call, "orgs",
			    TR("One of these is no organisation: write a name a line."));
		else if (r < 0)
			return call_db(call, r);
		else
			text_list_add(&out, call->arena, org.id);
	}
	*ret = out;
	return 0;
}

static int persons(struct call *call, struct text_list *ret)
{
	struct text_list typed = bound_lines(call, "persons"), out = {0};

	for (size_t i = 0; i < typed.n && i < LINES; i++) {
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
			text_list_add(&out, call->arena, person.id);
	}
	*ret = out;
	return 0;
}

static void read_texts(struct call *call, struct advisory_document *document)
{
	for (int l = 0; advisory_langs[l]; l++) {
		struct advisory_text t = {.lang = advisory_langs[l]};
		bool any = false;

		for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
			const char *field = arena_printf(
			    call->arena, "%s_%s", parts[i].name, advisory_langs[l]);
			size_t max = parts[i].lines == 1 ? 300 : TEXT;

			*part_of(&t, i) = cert_text(call, field, i == 1 ? 20000 : max);
			any |= *part_of(&t, i) != NULL;
		}
		if (any && !t.title)
			call_wrong(call,
			    arena_printf(call->arena, "title_%s", advisory_langs[l]),
			    TR("This is needed."));
		if (any)
			vec_push(call->arena, &document->texts, t);
	}
	if (!document->texts.n)
		call_wrong(call, arena_printf(call->arena, "title_%s", document->advisory.lang),
		    TR("This is needed."));
}

static int read_form(struct call *call, struct advisory_document *document)
{
	struct advisory *a = &document->advisory;
	const struct advisory_text *t;
	int r;

	a->lang = advisory_langs[choice(call, "lang", advisory_langs)];
	a->chance = choice(call, "chance", advisory_level_names);
	a->damage = choice(call, "damage", advisory_level_names);
	a->tlp = choice(call, "tlp", tlp_names);
	a->audience = choice(call, "audience", advisory_for_names);
	a->cves = checked(call, "cves", cert_is_cve, TR("Write a CVE number a line."));
	a->cvss = checked(call, "cvss", is_cvss, TR("Write a CVSS vector a line."));
	a->references = checked(call, "references", is_reference,
	    TR("Write an address that begins with https:// a line."));
	a->products = products(call);
	a->embargo = 0;
	if (*call_field(call, "embargo") && !bound_day(call, "embargo", &a->embargo))
		call_wrong(call, "embargo", TR("Choose a day"));
	r = orgs(call, &a->orgs);
	if (r == 0)
		r = persons(call, &a->persons);
	read_texts(call, document);
	t = advisory_text_in(document, a->lang);
	a->title = t && t->title ? t->title : "-";
	return r;
}

/* --- into the form --- */

static const char *joined(struct call *call, const struct text_list *list)
{
	const char *out = "";

	for (size_t i = 0; i < list->n; i++)
		out = arena_printf(call->arena, "%s%s%s", out, i ? "\n" : "", list->items[i]);
	return out;
}

static const char *org_names(struct call *call, const struct text_list *list)
{
	const char *out = "";

	for (size_t i = 0; i < list->n; i++) {
		struct org org;
		bool there =
		    desk_get(call->db, &org_type, list->items[i], call->arena, &org) == 0;

		out = arena_printf(call->arena, "%s%s%s", out, i ? "\n" : "",
		    there ? org.name : list->items[i]);
	}
	return out;
}

static const char *mails(struct call *call, const struct text_list *list)
{
	const char *out = "";

	for (size_t i = 0; i < list->n; i++) {
		struct person p;
		bool there =
		    desk_get(call->db, &person_type, list->items[i], call->arena, &p) == 0;

		out = arena_printf(
		    call->arena, "%s%s%s", out, i ? "\n" : "", there ? p.mail : list->items[i]);
	}
	return out;
}

static void add_field(struct call *call, struct json *to, const char *name, const char *label,
    const char *value, int lines)
{
	struct json *one = json_new_object(call->arena);
	const struct json *error = json_get(call->errors, name);

	if (call->wrong)
		value = call_field(call, name);
	json_set_text(call->arena, one, "name", name);
	json_set_text(call->arena, one, "label", label);
	json_set_text(call->arena, one, "value", value);
	json_set_text(call->arena, one, "error", error ? json_text(error, NULL) : NULL);
	json_set_text(call->arena, one, "help", NULL);
	json_set_bool(call->arena, one, "area", lines > 1);
	json_set_int(call->arena, one, "lines", lines);
	json_add_value(call->arena, to, one);
}

static void set_langs(struct call *call, struct advisory_document *document)
{
	struct json *all = json_new_array(call->arena);

	for (int l = 0; advisory_langs[l]; l++) {
		struct json *one = json_new_object(call->arena),
			    *fields = json_new_array(call->arena);
		struct advisory_text none = {0}, *t = &none;
		bool used;

		vec_foreach (text, &document->texts)
			if (strcmp(text->lang, advisory_langs[l]) == 0)
				t = text;
		used =
		    t != &none || (document->advisory.lang &&
				      strcmp(advisory_langs[l], document->advisory.lang) == 0);
		for (size_t i = 0; i < ARRAY_LEN(parts); i++)
			add_field(call, fields,
			    arena_printf(
				call->arena, "%s_%s", parts[i].name, advisory_langs[l]),
			    parts[i].label, *part_of(t, i), parts[i].lines);
		json_set_text(call->arena, one, "value", advisory_langs[l]);
		json_set_bool(call->arena, one, "used", used);
		json_set_value(call->arena, one, "fields", fields);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "texts", all);
}

static int fill(struct call *call, struct advisory_document *document)
{
	struct advisory *a = &document->advisory;
	struct json *facts = json_new_array(call->arena);
	char day[TIME_TEXT];

	cert_options(call, "lang", advisory_langs, 0, 2,
	    bound_name(advisory_langs, a->lang ? a->lang : "en"));
	cert_options(call, "chance", advisory_level_names, 0, 2, a->chance);
	cert_options(call, "damage", advisory_level_names, 0, 2, a->damage);
	cert_options(call, "tlp", tlp_names, 0, TLP_RED, a->tlp);
	cert_options(call, "audience", advisory_for_names, 0, ADVISORY_FOR_LIST, a->audience);
	add_field(call, facts, "products",
	    TR("Affected products, one a line: vendor:product <1.2"),
	    joined(call, &a->products), 4);
	add_field(
	    call, facts, "cves", TR("CVE numbers, one a line"), joined(call, &a->cves), 3);
	add_field(
	    call, facts, "cvss", TR("CVSS vectors, one a line"), joined(call, &a->cvss), 3);
	add_field(call, facts, "references", TR("Addresses of pages, one a line"),
	    joined(call, &a->references), 3);
	add_field(call, facts, "orgs", TR("Groups or organisations, a name a line"),
	    org_names(call, &a->orgs), 3);
	add_field(call, facts, "persons",
	    TR("Those who may read it under TLP:RED, a mail address a line"),
	    mails(call, &a->persons), 2);
	json_set_value(call->arena, call->data, "facts", facts);
	json_set_text(call->arena, call->data, "embargo",
	    call->wrong  ? call_field(call, "embargo")
	    : a->embargo ? arena_strdup(call->arena, time_date(a->embargo, day))
			 : NULL);
	json_set_int(call->arena, call->data, "version", a->version);
	json_set_text(call->arena, call->data, "action",
	    a->id ? arena_printf(call->arena, "/cert/advisories/%s/edit", a->id)
		  : "/cert/advisories/new");
	json_set_text(call->arena, call->data, "ref", a->ref);
	json_set_text(call->arena, call->data, "advisory", a->id);
	set_langs(call, document);
	return 0;
}

/* --- handlers --- */

int advisory_edit_new(struct call *call)
{
	struct advisory_document document = {.advisory = {.lang = call->lang,
						 .chance = ADVISORY_MEDIUM,
						 .damage = ADVISORY_MEDIUM,
						 .tlp = TLP_AMBER,
						 .audience = ADVISORY_FOR_MATCH}};

	return fill(call, &document);
}

int advisory_edit_create(struct call *call)
{
	struct advisory_document document = {0};
	int r = read_form(call, &document);

	if (r == 0 && !call->wrong)
		r = cert_refused(call,
		    advisory_create(call->db, &call->actor, &document, call->now, call->arena));
	if (r == 0 && !call->wrong)
		return call_redirect(
		    call, TR("Saved."), "/cert/advisories/%s", document.advisory.id);
	return r < 0 ? r : fill(call, &document);
}

static int find(struct call *call, struct advisory_document *ret)
{
	const char *id = call_arg(call, "id");
	int r = advisory_load(call->db, id, call->arena, ret);

	if (r == ERR_NOTFOUND || (r == 0 && !advisory_page_sees_draft(call, &ret->advisory)))
		return advisory_page_missing(call, id);
	return call_db(call, r);
}

int advisory_edit(struct call *call)
{
	struct advisory_document document = {0};
	int r = find(call, &document);

	return r < 0 ? r : fill(call, &document);
}

int advisory_edit_save(struct call *call)
{
	struct advisory_document was = {0}, document = {0};
	int r = find(call, &was);

	if (r < 0)
		return r;
	document.advisory = was.advisory;
	document.advisory.version = strtoll(call_field(call, "version"), NULL, 10);
	r = read_form(call, &document);
	if (r == 0 && !call->wrong)
		r = cert_refused(call,
		    advisory_save(call->db, &call->actor, &document, call->now, call->arena));
	if (r == 0 && !call->wrong)
		return call_redirect(
		    call, TR("Saved."), "/cert/advisories/%s", document.advisory.id);
	return r < 0 ? r : fill(call, &document);
}
