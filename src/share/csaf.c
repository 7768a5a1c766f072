#include "share/csaf.h"

#include "base/time.h"
#include "share/csaf_impl.h"

#include <ctype.h>
#include <stdlib.h>

/* --- names --- */

static bool translated(const struct advisory *a, const char *lang)
{
	return lang && a->lang && strcmp(a->lang, lang) != 0;
}

static const char *number(const struct advisory *a, const char *lang, struct arena *arena)
{
	char *out = arena_printf(arena, "%s%s%s", a->ref, translated(a, lang) ? "-" : "",
	    translated(a, lang) ? lang : "");

	for (char *c = out; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	return out;
}

const char *csaf_file(const struct advisory *a, const char *lang, struct arena *arena)
{
	char *out = arena_strdup(arena, number(a, lang, arena));

	for (char *c = out; *c; c++)
		*c = isalnum((unsigned char)*c) || *c == '-' || *c == '+'
			 ? (char)tolower((unsigned char)*c)
			 : '_';
	return arena_printf(arena, "%s.json", out);
}

const char *csaf_folder(int tlp)
{
	return tlp == TLP_AMBER_STRICT ? "amber_strict" : tlp_names[tlp];
}

static int year_of(const struct advisory *a)
{
	return time_split(a->published ? a->published : a->created).year;
}

const char *csaf_address(
    const struct advisory *a, const char *lang, const char *url, struct arena *arena)
{
	return arena_printf(arena, "%s%s/%s/%d/%s", url,
	    a->tlp == TLP_CLEAR ? "/.well-known/csaf" : "/csaf", csaf_folder(a->tlp),
	    year_of(a), csaf_file(a, lang, arena));
}

/* --- texts of ours --- */

enum word { REMEDY, DETECTION, PRODUCTS, CVES, WITHDRAWN, WORDS };

/* What stands over a note, by language; documents are read without our catalogue. */
static const char *const words[WORDS][3] = {
    [REMEDY] = {"What to do", "Que faire", "Hva må gjøres"},
    [DETECTION] = {"How to see whether it was used", "Comment voir si elle a été exploitée",
	"Hvordan se om den er utnyttet"},
    [PRODUCTS] = {"Affected products", "Produits concernés", "Berørte produkter"},
    [CVES] = {"Vulnerabilities", "Vulnérabilités", "Sårbarheter"},
    [WITHDRAWN] = {"This advisory was withdrawn", "Cet avis a été retiré",
	"Dette varselet er trukket tilbake"},
};

static const char *word(enum word w, const char *lang)
{
	for (size_t i = 0; i < ARRAY_LEN(words[w]) && advisory_langs[i]; i++)
		if (strcmp(advisory_langs[i], lang) == 0)
			return words[w][i];
	return words[w][0];
}

/* --- parts of the document --- */

struct building {
	const struct advisory_document *document;
	const struct advisory *a;
	const struct advisory_text *text;
	const struct csaf_publisher *by;
	const struct csaf_wish *wish;
	struct arena *arena;
};

static void add_note(const struct building *b, struct json *notes, const char *category,
    const char *title, const char *text)
{
	struct json *one = json_new_object(b->arena);

	if (!text || !*text)
		return;
	json_set_text(b->arena, one, "category", category);
	if (title)
		json_set_text(b->arena, one, "title", title);
	json_set_text(b->arena, one, "text", text);
	json_add_value(b->arena, notes, one);
}

static const char *lines(const struct text_list *list, struct arena *arena)
{
	const char *out = "";

	for (size_t i = 0; i < list->n; i++)
		out = arena_printf(arena, "%s- %s\n", out, list->items[i]);
	return out;
}

static struct json *notes(const struct building *b, bool stated)
{
	struct json *to = json_new_array(b->arena);
	const struct advisory_text *t = b->text;
	bool said = t->summary && *t->summary;

	if (b->a->state == ADVISORY_WITHDRAWN)
		add_note(b, to, "general", word(WITHDRAWN, t->lang),
		    b->a->note && *b->a->note ? b->a->note : word(WITHDRAWN, t->lang));
	add_note(b, to, "summary", NULL, said ? t->summary : t->title);
	add_note(b, to, "details", NULL, t->details);
	add_note(b, to, "other", word(REMEDY, t->lang), t->remedy);
	add_note(b, to, "other", word(DETECTION, t->lang), t->detection);
	if (!stated) {
		add_note(
		    b, to, "other", word(PRODUCTS, t->lang), lines(&b->a->products, b->arena));
		add_note(b, to, "other", word(CVES, t->lang), lines(&b->a->cves, b->arena));
	}
	return to;
}

static void add_reference(const struct building *b, struct json *to, const char *category,
    const char *summary, const char *url)
{
	struct json *one = json_new_object(b->arena);

	json_set_text(b->arena, one, "category", category);
	json_set_text(b->arena, one, "summary", summary);
	json_set_text(b->arena, one, "url", url);
	json_add_value(b->arena, to, one);
}

static struct json *references(const struct building *b)
{
	struct json *to = json_new_array(b->arena);
	const char *id = number(b->a, b->wish->lang, b->arena);

	add_reference(b, to, "self", arena_printf(b->arena, "%s (CSAF)", id),
	    csaf_address(b->a, b->wish->lang, b->by->url, b->arena));
	add_reference(b, to, "external", arena_printf(b->arena, "%s (HTML)", id),
	    arena_printf(b->arena, "%s/advisories/%s", b->by->url, b->a->id));
	for (size_t i = 0; i < b->a->references.n; i++)
		add_reference(
		    b, to, "external", b->a->references.items[i], b->a->references.items[i]);
	return to;
}

static struct json *distribution(const struct building *b)
{
	struct json *to = json_new_object(b->arena), *tlp = json_new_object(b->arena);

	json_set_text(b->arena, tlp, "label", tlp_csaf((enum tlp)b->a->tlp));
	json_set_text(b->arena, tlp, "url", "https://www.first.org/tlp/");
	json_set_value(b->arena, to, "tlp", tlp);
	if (tlp_csaf_text((enum tlp)b->a->tlp))
		json_set_text(b->arena, to, "text", tlp_csaf_text((enum tlp)b->a->tlp));
	return to;
}

static struct json *publisher(const struct building *b)
{
	struct json *to = json_new_object(b->arena);

	json_set_text(b->arena, to, "category", "coordinator");
	json_set_text(b->arena, to, "name", b->by->name);
	json_set_text(b->arena, to, "namespace", b->by->url);
	if (b->by->contact && *b->by->contact)
		json_set_text(b->arena, to, "contact_details", b->by->contact);
	return to;
}

static void add_revision(
    const struct building *b, struct json *to, int64_t n, int64_t time, const char *summary)
{
	struct json *one = json_new_object(b->arena);
	char date[TIME_TEXT];

	json_set_text(b->arena, one, "number", arena_printf(b->arena, "%lld", (long long)n));
	json_set_text(b->arena, one, "date", time_text(time, date));
	json_set_text(b->arena, one, "summary", summary);
	json_add_value(b->arena, to, one);
}

static struct json *tracking(const struct building *b)
{
	struct json *to = json_new_object(b->arena), *history = json_new_array(b->arena),
		    *generator = json_new_object(b->arena), *engine = json_new_object(b->arena);
	int64_t first = 0, last = 0, n = 0;
	char date[TIME_TEXT];

	vec_foreach (v, &b->document->revisions) {
		first = first ? first : v->time;
		last = v->time;
		n = v->number;
		add_revision(b, history, v->number, v->time, v->summary);
	}
	if (b->wish->draft || !n) {
		n = b->document->revisions.n ? n + 1 : 0;
		last = MAX(b->a->changed, last);
		first = first ? first : last;
		add_revision(b, history, n, last, "Draft");
	}
	json_set_text(b->arena, engine, "name", "Varde");
	json_set_text(b->arena, engine, "version", b->by->version);
	json_set_value(b->arena, generator, "engine", engine);
	json_set_text(b->arena, to, "current_release_date", time_text(last, date));
	json_set_value(b->arena, to, "generator", generator);
	json_set_text(b->arena, to, "id", number(b->a, b->wish->lang, b->arena));
	json_set_text(b->arena, to, "initial_release_date", time_text(first, date));
	json_set_value(b->arena, to, "revision_history", history);
	json_set_text(b->arena, to, "status",
	    b->wish->draft || !b->document->revisions.n ? "draft" : "final");
	json_set_text(b->arena, to, "version", arena_printf(b->arena, "%lld", (long long)n));
	return to;
}

static struct json *document_of(const struct building *b, bool stated)
{
	struct json *to = json_new_object(b->arena), *severity = json_new_object(b->arena);

	json_set_text(b->arena, severity, "text",
	    arena_printf(b->arena, "chance %s, damage %s", advisory_level_names[b->a->chance],
		advisory_level_names[b->a->damage]));
	json_set_value(b->arena, to, "aggregate_severity", severity);
	json_set_text(b->arena, to, "category",
	    stated ? "csaf_security_advisory" : "csaf_informational_advisory");
	json_set_text(b->arena, to, "csaf_version", "2.0");
	json_set_value(b->arena, to, "distribution", distribution(b));
	json_set_text(b->arena, to, "lang", b->text->lang);
	json_set_value(b->arena, to, "notes", notes(b, stated));
	json_set_value(b->arena, to, "publisher", publisher(b));
	json_set_value(b->arena, to, "references", references(b));
	json_set_text(b->arena, to, "title", b->text->title);
	json_set_value(b->arena, to, "tracking", tracking(b));
	return to;
}

/* --- keys in the order of the alphabet (test 6.2.13) --- */

static int by_key(const void *x, const void *y)
{
	return strcmp(
	    ((const struct json_member *)x)->key, ((const struct json_member *)y)->key);
}

/* Depth is that of the document, at most some ten. */
static void sort(struct json *v)
{
	if (v->type == JSON_ARRAY)
		for (size_t i = 0; i < v->array.n; i++)
			sort(&v->array.items[i]);
	if (v->type != JSON_OBJECT || !v->object.n)
		return;
	for (size_t i = 0; i < v->object.n; i++)
		sort(&v->object.members[i].value);
	qsort(v->object.members, v->object.n, sizeof(*v->object.members), by_key);
}

int csaf_write(const struct advisory_document *document, const struct csaf_publisher *by,
    const struct csaf_wish *wish, struct arena *arena, struct str *out)
{
	struct building b = {.document = document,
	    .a = &document->advisory,
	    .text = advisory_text_in(document, wish->lang),
	    .by = by,
	    .wish = wish,
	    .arena = arena};
	struct advisory_text none = {.lang = "en", .title = document->advisory.title};
	struct csaf_products products = {0};
	struct json *root = json_new_object(arena), *vulns = NULL;
	struct json_writer w;
	int r = csaf_products_read(&document->advisory, arena, &products);

	if (r < 0)
		return ERR_RANGE;
	if (!b.text)
		b.text = &none;
	if (products.all.n)
		vulns = csaf_vulnerabilities(b.a, b.text, &products, arena);
	json_set_value(arena, root, "document", document_of(&b, vulns != NULL));
	if (vulns) {
		json_set_value(
		    arena, root, "product_tree", csaf_products_tree(&products, arena));
		json_set_value(arena, root, "vulnerabilities", vulns);
	}
	sort(root);
	json_write_init(&w, out, 2);
	json_write_value(&w, root);
	str_char(out, '\n');
	return str_ok(out);
}
