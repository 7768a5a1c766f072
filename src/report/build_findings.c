/* Chapter 4: each vulnerability, for the technician. */
#include "report/build_parts.h"

#include "base/map.h"
#include "pack/kb.h"
#include "report/rank_text.h"

#include <inttypes.h>

enum { EVIDENCE_LINES = 4, EVIDENCE_CHARS = 160 };

/* The finding of the group that is to be mended first, or NULL: those about software say it of
 * each place. */
static const struct finding *first_due(const struct build *b, const struct view_group *g)
{
	const struct finding *first = NULL;
	int64_t least = 0;

	for (size_t i = 0; i < g->n; i++) {
		const struct finding *f = g->items[i];
		int64_t due = rank_text_due(f, b->in->run->ended);

		if (!f->rule || f->software)
			continue;
		if (!first || (due && (!least || due < least))) {
			first = f;
			least = due;
		}
	}
	return first;
}

static void add_facts(struct build *b, struct doc_node *s, const struct view_group *g)
{
	const struct finding *due = first_due(b, g);
	struct doc_node *facts = doc_add(b->doc, s, DOC_FACTS),
			*fact = doc_add(b->doc, facts, DOC_FACT);

	fact->text = say(b, "Criticality");
	doc_badge(b->doc, fact, words_tone(g->criticality),
	    words_criticality(b->lang, g->criticality));
	doc_fact(b->doc, facts, say(b, "Type"), words_category(b->lang, g->category));
	if (g->cwe) {
		const char *cwe = arena_printf(b->arena, "CWE-%" PRId64, g->cwe);

		fact = doc_add(b->doc, facts, DOC_FACT);
		fact->text = say(b, "Weakness");
		doc_link(b->doc, fact, cwe,
		    arena_printf(b->arena,
			"https://cwe.mitre.org/data/definitions/%" PRId64 ".html", g->cwe));
	}
	doc_fact(b->doc, facts, say(b, "Certainty"),
	    sayf(b, "%1 (%2)", words_certainty(b->lang, g->qod),
		i18n_percent(b->arena, b->lang, g->qod)));
	if (due)
		build_deadline(b, facts, due);
	if (b->in->previous)
		doc_fact(b->doc, facts, say(b, "State"),
		    sayf(b, "%1 new, %2 still open", build_number(b, g->states[FINDING_NEW]),
			build_number(b, g->states[FINDING_OPEN])));
}

static void add_evidence(struct build *b, struct doc_runs *cell, const struct finding *f)
{
	for (size_t i = 0; i < f->evidence.n && i < EVIDENCE_LINES; i++) {
		if (i)
			build_cell(b, cell, " \xc2\xb7 ");
		doc_cell(b->doc, cell, RUN_CODE, TONE_NONE,
		    text_clean(b->arena, f->evidence.items[i], EVIDENCE_CHARS), NULL);
	}
	if (f->evidence.n > EVIDENCE_LINES)
		build_cell(b, cell,
		    arena_printf(b->arena, " %s",
			sayn(b, "and %1 more", "and %1 more", f->evidence.n - EVIDENCE_LINES)));
	if (f->evidence.n == 0)
		build_cell(b, cell, "\xe2\x80\x93");
}

/* Product and version as the service shows them, or else the product that the finding names. */
static const char *product_text(struct build *b, const struct finding *f)
{
	const struct view_service *s =
	    view_service_at(&b->view, f->addr, f->port, f->transport);

	if (s && s->seen && s->seen->product)
		return text_clean(b->arena,
		    arena_printf(b->arena, "%s %s", s->seen->product,
			s->seen->version ? s->seen->version : ""),
		    80);
	return f->product ? words_product(b->arena, f->product) : "\xe2\x80\x93";
}

static void add_affected(struct build *b, struct doc_node *parent, const struct view_group *g)
{
	static const double widths[] = {27, 23, 18, 32};
	struct doc_node *s = doc_section(b->doc, parent, say(b, "Affected systems"), NULL),
			*table;

	table = build_table(b, s,
	    sayn(b, "%2: %1 occurrence", "%2: %1 occurrences", g->n, build_title(b, g->type)),
	    4,
	    (const char *const[]){say(b, "System"), say(b, "Address and port"),
		say(b, "Product"), say(b, "Evidence")},
	    widths);
	for (size_t i = 0; i < g->n; i++) {
		const struct finding *f = g->items[i];
		struct doc_runs *row = doc_row(b->doc, table);

		build_cell(b, &row[0], text_clean(b->arena, f->subject, 255));
		if (b->in->previous && f->state == FINDING_NEW)
			doc_cell(b->doc, &row[0], RUN_BADGE, TONE_ACCENT,
			    words_state(b->lang, FINDING_NEW), NULL);
		build_cell(b, &row[1],
		    f->addr ? text_endpoint(b->arena, f->addr, f->port, f->transport)
			    : "\xe2\x80\x93");
		build_cell(b, &row[2], product_text(b, f));
		add_evidence(b, &row[3], f);
	}
}

static void add_text(
    struct build *b, struct doc_node *parent, const char *heading, const char *text)
{
	struct doc_node *s, *p;

	if (!*text)
		return;
	s = doc_section(b->doc, parent, heading, NULL);
	p = doc_add(b->doc, s, DOC_PARA);
	text_runs(b->doc, p, text);
}

/* One paragraph for each corrective measure that the products present call for; the general one
 * is named so. */
static void add_fixes(struct build *b, struct doc_node *parent, const struct view_group *g)
{
	struct doc_node *s = doc_section(b->doc, parent, say(b, "Corrective measure"), NULL);
	struct map products;
	bool general = false;

	map_init(&products, b->arena);
	for (size_t i = 0; i < g->n; i++) {
		const char *product = g->items[i]->product;

		if (product && kb_has_fix(b->in->kb, g->type, product))
			map_set(&products, product, NULL);
		else
			general = true;
	}
	map_foreach (e, &products) {
		struct doc_node *p = doc_add(b->doc, s, DOC_PARA);

		doc_run(b->doc, p, RUN_BOLD, words_product(b->arena, e->key));
		doc_run(b->doc, p, RUN_PLAIN, " \xe2\x80\x93 ");
		text_runs(b->doc, p, build_text(b, g->type, KB_FIX, e->key));
	}
	if (general) {
		struct doc_node *p = doc_add(b->doc, s, DOC_PARA);

		if (products.n) {
			doc_run(b->doc, p, RUN_BOLD, say(b, "Other products"));
			doc_run(b->doc, p, RUN_PLAIN, " \xe2\x80\x93 ");
		}
		text_runs(b->doc, p, build_text(b, g->type, KB_FIX, NULL));
	}
}

static void add_references(struct build *b, struct doc_node *parent, const char *type)
{
	struct kb_finding_type kind;
	struct doc_node *s, *list;

	if (kb_finding(b->in->kb, type, &kind) < 0 || kind.nreferences == 0)
		return;
	s = doc_section(b->doc, parent, say(b, "References"), NULL);
	list = doc_add(b->doc, s, DOC_LIST);
	for (size_t i = 0; i < kind.nreferences; i++) {
		struct doc_node *item = doc_add(b->doc, list, DOC_ITEM);
		const char *text = kind.references[i];

		if (strncmp(text, "https://", 8) == 0)
			doc_link(b->doc, item, text, text);
		else
			doc_run(b->doc, item, RUN_PLAIN, text);
	}
}

static void add_group(struct build *b, struct doc_node *chapter, const struct view_group *g)
{
	struct doc_node *s =
	    build_section(b, chapter, build_title(b, g->type), build_anchor(b, g->type));

	add_facts(b, s, g);
	add_text(b, s, say(b, "Description"), build_text(b, g->type, KB_WHAT, NULL));
	add_text(b, s, say(b, "Why it matters"), build_text(b, g->type, KB_WHY, NULL));
	add_affected(b, s, g);
	build_software(b, s, g);
	add_fixes(b, s, g);
	add_text(b, s, say(b, "How to verify"), build_text(b, g->type, KB_VERIFY, NULL));
	add_references(b, s, g->type);
}

void build_findings(struct build *b)
{
	struct doc_node *chapter =
	    build_chapter(b, say(b, "Vulnerabilities in detail"), "findings");

	if (b->view.groups.n == 0) {
		doc_para(b->doc, chapter,
		    say(b, "No vulnerability was found in what could be examined."));
		return;
	}
	doc_para(b->doc, chapter,
	    say(b,
		"Each vulnerability with the systems it was seen on, what showed it, and "
		"how to end it. "
		"Evidence is shortened; secrets and patient data are blacked out. A 0 after a "
		"word means that it was looked for and is absent."));
	vec_foreach (g, &b->view.groups)
		add_group(b, chapter, g);
}

void build_verify(struct build *b)
{
	struct doc_node *chapter;

	if (b->view.verify_groups.n == 0)
		return;
	chapter = build_chapter(b, say(b, "To be verified"), "verify");
	doc_para(b->doc, chapter,
	    say(b, "What follows may be weak, and may as well be in order: from outside it "
		   "cannot be "
		   "told. It counts neither in the level of security nor among the "
		   "vulnerabilities. Each section says how to find out."));
	vec_foreach (g, &b->view.verify_groups)
		add_group(b, chapter, g);
}
