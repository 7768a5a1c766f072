/* The situation report: one document (report/doc.h) of what the reader of the page may know. */
#include "base/limits.h"
#include "portal/cert.h"
#include "portal/incident.h"
#include "portal/words.h"
#include "report/doc.h"
#include "report/html.h"
#include "report/i18n.h"
#include "report/pdf.h"

struct situation {
	struct call *call;
	struct doc *doc;
	const struct lang *lang;
};

static const char *say(const struct situation *s, const char *text)
{
	return tr(s->lang, text);
}

static const char *word(const struct situation *s, const struct json *of, const char *member)
{
	const char *value = json_text(json_get(of, member), NULL);

	return value ? say(s, words_value(value)) : NULL;
}

static const char *when(const struct situation *s, const struct json *of, const char *member)
{
	int64_t ms = json_int(json_get(of, member), 0);

	return ms ? i18n_time(s->call->arena, s->lang, ms) : NULL;
}

static void fact(
    const struct situation *s, struct doc_node *facts, const char *name, const char *value)
{
	if (value && *value)
		doc_fact(s->doc, facts, say(s, name), value);
}

static void add_case(struct situation *s)
{
	const struct json *c = json_get(s->call->data, "case");
	struct doc_node *at =
	    doc_section(s->doc, s->doc->body, say(s, TR("The incident")), "case");
	struct doc_node *facts = doc_add(s->doc, at, DOC_FACTS);
	const char *summary = json_text(json_get(c, "summary"), NULL);

	fact(s, facts, TR("State"), word(s, c, "state"));
	fact(s, facts, TR("Severity"), word(s, c, "criticality"));
	fact(s, facts, TR("Class"), word(s, c, "class"));
	fact(s, facts, TR("Type"), word(s, c, "type"));
	if (summary && *summary)
		doc_para(s->doc, at, summary);
}

static void add_party(struct situation *s, const struct json *p)
{
	struct doc_node *at, *facts;
	const char *what = json_text(json_get(p, "what"), NULL);

	at = doc_section(s->doc, s->doc->body,
	    json_text(json_get(p, "name"), say(s, TR("Your organisation"))), NULL);
	facts = doc_add(s->doc, at, DOC_FACTS);
	fact(s, facts, TR("Part"), word(s, p, "role"));
	fact(s, facts, TR("Where the organisation stands"), word(s, p, "status"));
	fact(s, facts, TR("Became aware"), when(s, p, "aware"));
	fact(s, facts, TR("Affected systems"), json_text(json_get(p, "systems"), NULL));
	if (json_int(json_get(p, "aware"), 0))
		fact(s, facts, TR("Patients"), word(s, p, "impact"));
	fact(s, facts, TR("Degraded mode since"), when(s, p, "degraded_since"));
	fact(s, facts, TR("Degraded mode until"), when(s, p, "degraded_until"));
	fact(s, facts, TR("Contact"), json_text(json_get(p, "contact"), NULL));
	if (what)
		doc_para(s->doc, at, what);
}

static void add_rows(struct situation *s, const char *heading, const char *id,
    const struct json *rows,
    void (*row)(struct situation *s, struct doc_runs *cells, const struct json *v))
{
	static const double widths[] = {2, 5};
	const char **header = ARENA_ARRAY(s->call->arena, 2, const char *);
	struct doc_node *at, *table;

	if (!rows || !rows->array.n)
		return;
	header[0] = say(s, TR("When"));
	header[1] = say(s, TR("What"));
	at = doc_section(s->doc, s->doc->body, say(s, heading), id);
	table = doc_table(s->doc, at, say(s, heading), 2, header, widths);
	for (size_t i = 0; i < rows->array.n; i++)
		row(s, doc_row(s->doc, table), &rows->array.items[i]);
}

static void cells(struct situation *s, struct doc_runs *to, const char *when, const char *what)
{
	doc_cell(s->doc, &to[0], RUN_PLAIN, TONE_NONE, when ? when : "–", NULL);
	doc_cell(s->doc, &to[1], RUN_PLAIN, TONE_NONE, what, NULL);
}

static void clock_row(struct situation *s, struct doc_runs *to, const struct json *v)
{
	const char *name = json_text(json_get(v, "party_name"), NULL);

	cells(s, to, when(s, v, "due"),
	    arena_printf(s->call->arena, "%s%s%s (%s): %s", name ? name : "", name ? ", " : "",
		word(s, v, "stage"), json_text(json_get(v, "law"), ""), word(s, v, "state")));
}

static void entry_row(struct situation *s, struct doc_runs *to, const struct json *v)
{
	const char *why = json_text(json_get(v, "why"), NULL);
	const char *text = json_text(json_get(v, "text"), NULL);

	if (!text)
		text = say(s, json_text(json_get(v, "step"), ""));
	cells(s, to, when(s, v, "time"),
	    arena_printf(s->call->arena, "%s%s%s", text, why ? " – " : "", why ? why : ""));
}

static void task_row(struct situation *s, struct doc_runs *to, const struct json *v)
{
	bool situation = json_bool(json_get(v, "situation"), false);

	cells(s, to, when(s, v, "due"),
	    arena_printf(s->call->arena, "%s: %s",
		situation ? say(s, words_value("situation_report"))
			  : json_text(json_get(v, "title"), ""),
		word(s, v, "state")));
}

static void add_parties(struct situation *s)
{
	const struct json *own = json_get(s->call->data, "party");
	const struct json *all = json_get(s->call->data, "parties");

	if (own)
		add_party(s, own);
	for (size_t i = 0; all && i < all->array.n; i++)
		add_party(s, &all->array.items[i]);
}

/* The label of the whole: the strictest of what stands in it. */
static const char *label_of(const struct incident_page *page)
{
	const struct json *entries = json_get(page->call->data, "entries");
	const struct json *told = json_get(json_get(page->call->data, "case"), "label");
	enum tlp label = page->party ? (enum tlp)page->party->tlp : TLP_AMBER, one;

	if (told && tlp_from_text(span_str(json_text(told, "")), &one) == 0)
		label = tlp_stricter(label, one);
	for (size_t i = 0; entries && i < entries->array.n; i++) {
		const struct json *text = json_get(&entries->array.items[i], "label");

		if (tlp_from_text(span_str(json_text(text, "")), &one) == 0)
			label = tlp_stricter(label, one);
	}
	for (size_t i = 0; !page->party && i < page->c.parties.n; i++)
		label = tlp_stricter(label, (enum tlp)page->c.parties.items[i].tlp);
	return tlp_label(label);
}

static struct doc *build(struct incident_page *page)
{
	struct call *call = page->call;
	struct situation s = {.call = call, .lang = i18n_lang(call->lang)};
	struct doc_node *box;

	s.doc = doc_new(call->arena, i18n_code(s.lang));
	s.doc->title = arena_printf(call->arena, "%s%s",
	    page->c.incident.exercise
		? arena_printf(call->arena, "%s: ", say(&s, TR("EXERCISE")))
		: "",
	    say(&s, TR("Situation report")));
	s.doc->subtitle = arena_printf(call->arena, "%s, %s",
	    page->party ? page->party->ref : page->c.incident.ref,
	    i18n_time(call->arena, s.lang, call->now));
	s.doc->author = "Varde " VARDE_VERSION;
	s.doc->subject = s.doc->title;
	s.doc->label = label_of(page);
	s.doc->watermark = arena_printf(
	    call->arena, "%s – %s", call->who.name, i18n_time(call->arena, s.lang, call->now));
	s.doc->created = call->now;
	s.doc->word_contents = say(&s, "Contents");
	s.doc->word_page_of = say(&s, "Page %1 of %2");
	s.doc->word_skip = say(&s, "Skip to content");
	if (page->c.incident.exercise) {
		box = doc_add(s.doc, s.doc->body, DOC_CALLOUT);
		box->tone = TONE_HIGH;
		doc_para(s.doc, box,
		    say(&s, TR("This is an exercise. Nothing of it has happened.")));
	}
	if (json_bool(json_get(json_get(call->data, "case"), "told"), false))
		add_case(&s);
	add_parties(&s);
	add_rows(
	    &s, TR("Legal deadlines"), "clocks", json_get(call->data, "clocks"), clock_row);
	add_rows(&s, TR("Timeline"), "timeline", json_get(call->data, "entries"), entry_row);
	add_rows(&s, TR("Tasks"), "tasks", json_get(call->data, "tasks"), task_row);
	return s.doc;
}

int incident_report_send(struct incident_page *page, const char *format)
{
	struct call *call = page->call;
	bool pdf = strcmp(format, "pdf") == 0;
	const char *ref = page->party ? page->party->ref : page->c.incident.ref;
	STR_AUTO(out, LIMIT_DOCUMENT);
	int r = 0;

	if (!pdf && strcmp(format, "html") != 0)
		return incident_page_missing(call, format);
	r = incident_page_fill(page);
	if (r < 0)
		return r;
	r = pdf ? report_pdf(build(page), &out, &call->msg) : report_html(build(page), &out);
	if (r < 0)
		return r;
	return call_send(call, pdf ? "application/pdf" : "text/html; charset=utf-8",
	    arena_printf(call->arena, "%s.%s", ref, format), str_bytes(&out));
}
