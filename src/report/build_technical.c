/* Chapter 3: the vulnerabilities at a glance, and what to do in which order. */
#include "report/build_parts.h"

#include "pack/kb.h"

static void add_levels(struct build *b, struct doc_node *parent)
{
	static const double widths[] = {18, 82};
	struct doc_node *table =
	    build_table(b, parent, say(b, "What the levels of criticality mean"), 2,
		(const char *const[]){say(b, "Criticality"), say(b, "Meaning")}, widths);

	for (int i = 0; i < CRIT_LEVELS; i++) {
		struct doc_runs *row = doc_row(b->doc, table);

		build_cell_badge(b, &row[0], i);
		build_cell(b, &row[1], words_criticality_meaning(b->lang, i));
	}
}

static void add_group(struct build *b, struct doc_node *table, const struct view_group *g)
{
	struct doc_runs *row = doc_row(b->doc, table);

	build_cell_link(b, &row[0], build_title(b, g->type), build_href(b, g->type));
	build_cell_badge(b, &row[1], g->criticality);
	build_cell(b, &row[2], words_category(b->lang, g->category));
	build_cell(b, &row[3], build_number(b, g->n));
	if (b->in->previous)
		build_cell(b, &row[4], build_number(b, g->states[FINDING_NEW]));
}

static void add_overview(struct build *b, struct doc_node *chapter)
{
	static const double widths[] = {46, 16, 22, 16, 10};
	struct doc_node *s = build_section(
	    b, chapter, say(b, "Vulnerabilities by criticality"), "technical-overview");
	struct doc_node *table;

	if (b->view.groups.n == 0) {
		build_callout(b, s, b->judge.graded ? TONE_GOOD : TONE_INFO,
		    say(b, "No vulnerability was found in what could be examined. Chapter "
			   "\xe2\x80\x9cMethod and "
			   "limits\xe2\x80\x9d says what that was."));
		return;
	}
	table = build_table(b, s, say(b, "Vulnerabilities found, the most critical first"),
	    b->in->previous ? 5 : 4,
	    (const char *const[]){say(b, "Vulnerability"), say(b, "Criticality"),
		say(b, "Type"), say(b, "Occurrences"), say(b, "New ones")},
	    widths);
	vec_foreach (g, &b->view.groups)
		add_group(b, table, g);
	add_levels(b, s);
}

static void add_step(
    struct build *b, struct doc_node *table, size_t number, const struct judge_step *step)
{
	struct doc_runs *row = doc_row(b->doc, table);
	const char *fix = build_text(b, step->type, KB_FIX, step->product);

	build_cell(b, &row[0], arena_printf(b->arena, "%zu. ", number));
	build_cell_link(b, &row[0], build_title(b, step->type), build_href(b, step->type));
	if (step->product)
		doc_cell(b->doc, &row[0], RUN_MUTED, TONE_NONE,
		    arena_printf(b->arena, " %s", words_product(b->arena, step->product)),
		    NULL);
	build_cell_badge(b, &row[1], step->criticality);
	text_cell(b->doc, &row[2], text_first_sentence(b->arena, fix));
	build_cell(b, &row[3], build_some(b, &step->subjects, 6));
}

static void add_plan(struct build *b, struct doc_node *chapter)
{
	static const double widths[] = {26, 15, 34, 25};
	struct doc_node *s =
	    build_section(b, chapter, say(b, "Prioritised remediation plan"), "technical-plan");
	struct doc_node *table;

	if (b->judge.nplan == 0) {
		doc_para(b->doc, s, say(b, "There is nothing to remedy."));
		return;
	}
	doc_para(b->doc, s,
	    say(b, "One row is one thing to do, wherever it is needed. The order weighs how "
		   "bad a weakness is, how "
		   "sure it is and how many systems it touches. The next chapter gives each "
		   "measure in full."));
	table = build_table(b, s, say(b, "What to do, the most urgent first"), 4,
	    (const char *const[]){say(b, "Vulnerability"), say(b, "Criticality"),
		say(b, "What to do"), say(b, "Where")},
	    widths);
	for (size_t i = 0; i < b->judge.nplan; i++)
		add_step(b, table, i + 1, &b->judge.plan[i]);
}

void build_technical(struct build *b)
{
	struct doc_node *chapter = build_chapter(b, say(b, "Technical summary"), "technical");

	add_overview(b, chapter);
	add_plan(b, chapter);
}
