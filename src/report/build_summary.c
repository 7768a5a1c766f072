/* The summary for management: one page that a director reads. */
#include "report/build_parts.h"

enum { FIRST_THINGS = 5 };

static void add_level(struct build *b, struct doc_node *chapter)
{
	struct doc_node *p = doc_add(b->doc, chapter, DOC_PARA);

	doc_run(b->doc, p, RUN_PLAIN,
	    say(b, "Level of security of the systems exposed to the Internet:"));
	doc_run(b->doc, p, RUN_PLAIN, " ");
	doc_badge(b->doc, p, b->judge.tone, b->judge.letter);
	doc_run(b->doc, p, RUN_BOLD, arena_printf(b->arena, " %s.", b->judge.word));
	doc_run(b->doc, p, RUN_PLAIN, arena_printf(b->arena, " %s", b->judge.reason));
}

static void add_tiles(struct build *b, struct doc_node *chapter)
{
	struct doc_node *tiles = doc_add(b->doc, chapter, DOC_TILES);

	for (int i = 0; i < CRIT_LEVELS; i++) {
		struct doc_node *tile = doc_add(b->doc, tiles, DOC_TILE);

		tile->text = words_criticality(b->lang, i);
		tile->tone = b->view.levels[i] ? words_tone(i) : TONE_NONE;
		doc_run(b->doc, tile, RUN_PLAIN, build_number(b, b->view.levels[i]));
	}
}

/* "Critical 2, High 5": the chart's numbers as words. */
static const char *levels_text(struct build *b)
{
	STR_AUTO(out, 1024);

	for (int i = 0; i < CRIT_LEVELS; i++)
		str_addf(&out, "%s%s %zu", i ? ", " : "", words_criticality(b->lang, i),
		    b->view.levels[i]);
	return str_dup(&out, b->arena);
}

static const char *categories_text(struct build *b)
{
	STR_AUTO(out, 2048);

	for (int i = 0; i < CATEGORIES; i++)
		if (b->view.categories[i])
			str_addf(&out, "%s%s %zu", out.n ? ", " : "",
			    words_category(b->lang, i), b->view.categories[i]);
	return str_dup(&out, b->arena);
}

static void add_charts(struct build *b, struct doc_node *chapter)
{
	if (b->view.present.n == 0)
		return;
	doc_figure(b->doc, chapter, chart_levels(b), levels_text(b),
	    say(b, "Vulnerabilities by criticality"));
	doc_figure(b->doc, chapter, chart_categories(b), categories_text(b),
	    say(b, "Vulnerabilities by type"));
}

static void add_changes(struct build *b, struct doc_node *chapter)
{
	struct doc_node *p = doc_add(b->doc, chapter, DOC_PARA);
	const size_t *n = b->view.states;

	doc_run(b->doc, p, RUN_BOLD, say(b, "Since the last audit"));
	doc_run(b->doc, p, RUN_PLAIN, " \xe2\x80\x93 ");
	if (!b->in->previous) {
		doc_run(b->doc, p, RUN_PLAIN,
		    say(b, "This is the first audit, or it was not compared with an earlier "
			   "one."));
		return;
	}
	doc_run(b->doc, p, RUN_PLAIN,
	    sayf(b,
		"Compared with %1: %2 new, %3 fixed, %4 still open, %5 that could not be "
		"assessed again.",
		i18n_date(b->arena, b->lang, b->in->previous->created),
		build_number(b, n[FINDING_NEW]), build_number(b, n[FINDING_FIXED]),
		build_number(b, n[FINDING_OPEN]), build_number(b, n[FINDING_UNKNOWN])));
}

/* Where a step applies, so short that the step takes one line: the summary stays on its page
 * whatever systems are called. */
static const char *where(struct build *b, const struct judge_step *s)
{
	enum { LINE = 74, LEAST = 24 };
	size_t title = text_length(build_title(b, s->type));
	size_t room = title + LEAST < LINE ? LINE - title : LEAST;

	return text_clean(
	    b->arena, build_some(b, &s->subjects, MIN(s->subjects.n, (size_t)2)), room);
}

static void add_first_things(struct build *b, struct doc_node *chapter)
{
	struct doc_node *p = doc_add(b->doc, chapter, DOC_PARA), *list;

	doc_run(b->doc, p, RUN_BOLD, say(b, "To do first"));
	if (b->judge.nplan == 0) {
		doc_run(b->doc, p, RUN_PLAIN, " \xe2\x80\x93 ");
		doc_run(b->doc, p, RUN_PLAIN,
		    b->judge.graded ? say(b, "Nothing urgent: keep the systems up to date and "
					     "repeat the audit.")
				    : say(b, "Find out why no system could be examined, then "
					     "repeat the audit."));
		return;
	}
	list = doc_add(b->doc, chapter, DOC_LIST);
	list->ordered = true;
	for (size_t i = 0; i < b->judge.nplan && i < FIRST_THINGS; i++) {
		const struct judge_step *s = &b->judge.plan[i];
		struct doc_node *item = doc_add(b->doc, list, DOC_ITEM);

		doc_badge(b->doc, item, words_tone(s->criticality),
		    words_criticality(b->lang, s->criticality));
		doc_run(b->doc, item, RUN_PLAIN, " ");
		doc_link(b->doc, item, build_title(b, s->type), build_href(b, s->type));
		doc_run(b->doc, item, RUN_PLAIN,
		    arena_printf(b->arena, " \xe2\x80\x93 %s", where(b, s)));
	}
}

/* One honest sentence on what the audit could not see. */
static const char *coverage_text(struct build *b)
{
	const struct view *v = &b->view;
	size_t rest = v->subjects - v->complete;

	if (v->subjects == 0)
		return say(b, "The audit recorded no coverage: nothing may be concluded from "
			      "what is not in this report.");
	if (rest == 0)
		return sayn(b,
		    "The one system or name of the perimeter was examined as ordered.",
		    "All %1 systems and names of the perimeter were examined as ordered.",
		    v->subjects);
	return sayn(b,
	    "%1 of %2 systems and names could not be examined completely: for it, nothing "
	    "found does not mean "
	    "nothing there.",
	    "%1 of %2 systems and names could not be examined completely: for them, nothing "
	    "found does not mean nothing "
	    "there.",
	    rest, build_number(b, v->subjects));
}

static void add_coverage(struct build *b, struct doc_node *chapter)
{
	struct doc_node *p = doc_add(b->doc, chapter, DOC_PARA);

	doc_run(b->doc, p, RUN_BOLD, say(b, "How far this report goes"));
	doc_run(
	    b->doc, p, RUN_PLAIN, arena_printf(b->arena, " \xe2\x80\x93 %s", coverage_text(b)));
}

void build_summary(struct build *b)
{
	struct doc_node *chapter =
	    build_chapter(b, say(b, "Summary for management"), "summary");

	add_level(b, chapter);
	add_tiles(b, chapter);
	add_charts(b, chapter);
	add_changes(b, chapter);
	add_first_things(b, chapter);
	add_coverage(b, chapter);
}
