/* The chapter on what changed since the audit that this one is compared with. */
#include "report/build_parts.h"

enum { ROWS = 500 }; /* of one table; the files beside the report hold all */

static void add_row(struct build *b, struct doc_node *table, const struct finding *f)
{
	struct doc_runs *row = doc_row(b->doc, table);

	build_cell(b, &row[0], build_title(b, f->type));
	build_cell_badge(b, &row[1], f->criticality);
	build_cell(b, &row[2], text_clean(b->arena, f->subject, 255));
	build_cell(b, &row[3],
	    f->addr ? text_endpoint(b->arena, f->addr, f->port, f->transport) : "\xe2\x80\x93");
}

static void add_state(struct build *b, struct doc_node *chapter,
    const struct view_findings *findings, int state, const char *heading, const char *intro,
    const char *empty)
{
	static const double widths[] = {38, 16, 24, 22};
	struct doc_node *s = build_section(b, chapter, heading, NULL), *table;
	size_t n = 0;

	for (size_t i = 0; i < findings->n; i++)
		n += findings->items[i]->state == state;
	if (n == 0) {
		doc_para(b->doc, s, empty);
		return;
	}
	doc_para(b->doc, s, intro);
	table = build_table(b, s, heading, 4,
	    (const char *const[]){say(b, "Vulnerability"), say(b, "Criticality"),
		say(b, "System"), say(b, "Address and port")},
	    widths);
	for (size_t i = 0, shown = 0; i < findings->n && shown < ROWS; i++) {
		if (findings->items[i]->state != state)
			continue;
		add_row(b, table, findings->items[i]);
		shown++;
	}
	if (n > ROWS)
		doc_para(b->doc, s,
		    sayn(b, "%1 more row is in the file findings.csv.",
			"%1 more rows are in the file findings.csv.", n - ROWS));
}

void build_changes(struct build *b)
{
	struct doc_node *chapter = build_chapter(b, say(b, "What changed"), "changes");
	struct doc_node *facts;

	doc_para(b->doc, chapter,
	    sayf(b,
		"Compared with the audit %1 of %2. A vulnerability counts as fixed only when "
		"this audit "
		"looked at the same place again and did not find it.",
		text_clean(b->arena, b->in->previous->id, 64),
		i18n_date(b->arena, b->lang, b->in->previous->created)));
	facts = doc_add(b->doc, chapter, DOC_FACTS);
	for (int state = FINDING_NEW; state <= FINDING_UNKNOWN; state++)
		doc_fact(b->doc, facts, words_state(b->lang, state),
		    build_number(b, b->view.states[state]));
	add_state(b, chapter, &b->view.present, FINDING_NEW, say(b, "New vulnerabilities"),
	    say(b, "Not seen by the earlier audit. That does not always mean that they are "
		   "recent: the earlier audit may not "
		   "have looked there."),
	    say(b, "No vulnerability is new."));
	add_state(b, chapter, &b->view.gone, FINDING_FIXED, say(b, "Fixed vulnerabilities"),
	    say(b, "Looked for again and not found any more."),
	    say(b, "No vulnerability was found to be fixed."));
	add_state(b, chapter, &b->view.present, FINDING_OPEN,
	    say(b, "Vulnerabilities still open"), say(b, "Seen by both audits."),
	    say(b, "No vulnerability of the earlier audit is still open."));
	add_state(b, chapter, &b->view.gone, FINDING_UNKNOWN,
	    say(b, "Vulnerabilities that could not be assessed again"),
	    say(b, "Seen by the earlier audit, in a place that this one did not reach: neither "
		   "open nor fixed."),
	    say(b, "Every vulnerability of the earlier audit could be assessed again."));
}
