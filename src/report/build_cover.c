/* The first page: whose systems, when, on whose word, how bad. */
#include "report/build_parts.h"

static const char *perimeter(struct build *b)
{
	return b->in->run->targets.n ? build_some(b, &b->in->run->targets, 8)
				     : say(b, "No target");
}

static void add_dates(struct build *b, struct doc_node *facts)
{
	const struct run *run = b->in->run;
	int64_t begin = run->started ? run->started : run->created;
	const char *from = i18n_date(b->arena, b->lang, begin);
	const char *to = run->ended ? i18n_date(b->arena, b->lang, run->ended) : from;

	if (strcmp(from, to) == 0)
		doc_fact(b->doc, facts, say(b, "Date of the audit"), from);
	else
		doc_fact(
		    b->doc, facts, say(b, "Dates of the audit"), sayf(b, "%1 to %2", from, to));
}

static void add_level(struct build *b, struct doc_node *facts)
{
	struct doc_node *fact = doc_add(b->doc, facts, DOC_FACT);

	fact->text = say(b, "Level of security");
	doc_badge(b->doc, fact, b->judge.tone, b->judge.letter);
	doc_run(b->doc, fact, RUN_PLAIN, arena_printf(b->arena, " %s", b->judge.word));
}

static void add_count(struct build *b, struct doc_node *facts)
{
	size_t n = b->view.present.n,
	       urgent = b->view.levels[CRIT_CRITICAL] + b->view.levels[CRIT_HIGH];
	const char *text = sayn(b, "%1 vulnerability", "%1 vulnerabilities", n);

	if (n == 0)
		text = say(b, "None found");
	else if (urgent)
		text = sayn(b, "%2, %1 of them critical or high",
		    "%2, %1 of them critical or high", urgent, text);
	doc_fact(b->doc, facts, say(b, "Vulnerabilities"), text);
}

/* What a reader must know before anything else when the audit did not come to its end. */
static void add_warning(struct build *b)
{
	static const char *const texts[] = {
	    [RUN_RUNNING] = TR("This audit is still going on. The report tells what has been "
			       "seen so far; what it does "
			       "not mention has not been examined yet."),
	    [RUN_STOPPED] = TR("This audit was stopped before its end. The report tells what "
			       "had been seen by then; "
			       "what it does not mention may not have been examined."),
	    [RUN_FINISHED] = NULL,
	    [RUN_FAILED] = TR("This audit ended with an error. The report tells what had been "
			      "seen by then; what it "
			      "does not mention may not have been examined."),
	};
	const char *text = texts[b->in->run->state];

	if (text)
		build_callout(b, b->doc->cover, TONE_MEDIUM, tr(b->lang, text));
}

void build_cover(struct build *b)
{
	const struct run *run = b->in->run;
	struct doc_node *facts = doc_add(b->doc, b->doc->cover, DOC_FACTS);
	const char *meaning = words_label(b->lang, b->in->label);

	if (b->in->organisation)
		doc_fact(b->doc, facts, say(b, "Organisation"),
		    text_clean(b->arena, b->in->organisation, 200));
	doc_fact(b->doc, facts, say(b, "Perimeter"), perimeter(b));
	add_dates(b, facts);
	add_level(b, facts);
	add_count(b, facts);
	doc_fact(b->doc, facts, say(b, "Authorised by"),
	    run->authorised_by ? text_clean(b->arena, run->authorised_by, 300)
			       : say(b, "Nobody: only this machine itself was examined"));
	doc_fact(b->doc, facts, say(b, "Audit reference"), text_clean(b->arena, run->id, 64));
	if (b->doc->label)
		doc_fact(b->doc, facts, say(b, "Protective marking"),
		    meaning ? sayf(b, "%1. %2", b->doc->label, meaning) : b->doc->label);
	add_warning(b);
}
