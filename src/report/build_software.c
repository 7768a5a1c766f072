/* Findings about software: what to install, why and by when, and the vulnerabilities behind it.
 */
#include "report/build_parts.h"

#include "model/affected.h"
#include "report/finding_text.h"
#include "report/rank_text.h"

enum { CVES_SHOWN = 12, PLACES_SHOWN = 20 };

/* "8.1"; with unit, "42.1%" and "42,1 %". */
static const char *tenths(struct build *b, int64_t v, const char *unit)
{
	bool english = strcmp(i18n_code(b->lang), "en") == 0;

	if (v < 0)
		return "\xe2\x80\x93";
	return arena_printf(b->arena, "%d%s%d%s%s", (int)(v / 10), english ? "." : ",",
	    (int)(v % 10), *unit && !english ? "\xc2\xa0" : "", unit);
}

static void exploited_cell(struct build *b, struct doc_runs *cell, const struct affected *a)
{
	if (a->ransomware)
		doc_cell(b->doc, cell, RUN_BADGE, TONE_CRITICAL, say(b, "Extortion"), NULL);
	else if (a->kev)
		doc_cell(b->doc, cell, RUN_BADGE, TONE_CRITICAL, say(b, "Exploited"), NULL);
	else
		build_cell(b, cell, "\xe2\x80\x93");
}

static void add_row(struct build *b, struct doc_node *table, const struct affected *a)
{
	struct doc_runs *row = doc_row(b->doc, table);
	const char *fixed = a->fixed ? text_clean(b->arena, a->fixed, 60) : NULL;

	if (strncmp(a->id, "CVE-", 4) == 0)
		build_cell_link(b, &row[0], a->id,
		    arena_printf(b->arena, "https://nvd.nist.gov/vuln/detail/%s", a->id));
	else
		build_cell(b, &row[0], text_clean(b->arena, a->id, 40));
	build_cell(b, &row[1], finding_text_why(b->lang, a->reason));
	build_cell(b, &row[2], tenths(b, a->cvss, ""));
	build_cell(b, &row[3], tenths(b, a->epss, "%"));
	exploited_cell(b, &row[4], a);
	build_cell(b, &row[5],
	    !fixed           ? "\xe2\x80\x93"
	    : a->fixed_after ? sayf(b, "after %1", fixed)
			     : fixed);
}

static void add_table(struct build *b, struct doc_node *s, const struct finding *f)
{
	static const double widths[] = {19, 31, 8, 10, 14, 18};
	struct doc_node *table = build_table(b, s,
	    sayn(b, "%1 vulnerability of %2", "%1 vulnerabilities of %2", f->ncves,
		text_clean(b->arena, f->software, 80)),
	    6,
	    (const char *const[]){say(b, "Vulnerability"), say(b, "Why"), say(b, "CVSS"),
		say(b, "Likely"), say(b, "Attacks"), say(b, "Mended in")},
	    widths);
	size_t shown = MIN(f->cves.n, (size_t)CVES_SHOWN);

	for (size_t i = 0; i < shown; i++) {
		struct affected a;

		if (affected_read(f->cves.items[i], b->arena, &a) == 0)
			add_row(b, table, &a);
	}
	if ((int64_t)shown < f->ncves)
		doc_para(b->doc, s,
		    sayn(b, "%1 more is in report.json.", "%1 more are in report.json.",
			f->ncves - (int64_t)shown));
}

void build_deadline(struct build *b, struct doc_node *facts, const struct finding *f)
{
	struct rank_deadline d = {(int)f->days, f->forensics, 0};
	const char *days = rank_text_deadline(b->arena, b->lang, &d);
	const char *by = b->in->run->deadlines == DEADLINES_CVSS_BANDS ? say(b, "CVSS score")
								       : "CISA BOD 26-04";
	int64_t due = rank_text_due(f, b->in->run->ended);

	doc_fact(b->doc, facts, say(b, "Deadline"),
	    due ? sayf(b, "%1: by %2 (%3)", days, i18n_date(b->arena, b->lang, due), by)
		: sayf(b, "%1 (%2)", days, by));
}

/* How sure, and by when. */
static void add_facts(struct build *b, struct doc_node *s, const struct finding *f)
{
	struct doc_node *facts = doc_add(b->doc, s, DOC_FACTS);

	if (f->verdict != VERDICT_NONE)
		doc_fact(
		    b->doc, facts, say(b, "Confidence"), words_verdict(b->lang, f->verdict));
	build_deadline(b, facts, f);
}

static void add_place(struct build *b, struct doc_node *parent, const struct finding *f)
{
	const char *software = text_clean(b->arena, f->software, 80);
	const char *place = f->addr ? text_endpoint(b->arena, f->addr, f->port, f->transport)
				    : text_clean(b->arena, f->subject, 255);
	struct doc_node *s =
	    doc_section(b->doc, parent, sayf(b, "%1 at %2", software, place), NULL);
	const char *sentence = finding_text_sentence(b->arena, b->lang, f);

	if (f->fixed_in)
		doc_para(b->doc, s,
		    sayf(b, "Version %1 or later mends all of them.",
			text_clean(b->arena, f->fixed_in, 60)));
	add_facts(b, s, f);
	if (sentence && f->verdict != VERDICT_POSSIBLE)
		build_callout(b, s, f->priority >= 600 ? TONE_CRITICAL : TONE_ACCENT, sentence);
	else if (sentence)
		doc_para(b->doc, s, sentence);
	add_table(b, s, f);
}

void build_software(struct build *b, struct doc_node *parent, const struct view_group *g)
{
	size_t places = 0;

	for (size_t i = 0; i < g->n; i++) {
		if (!g->items[i]->cves.n || !g->items[i]->software)
			continue;
		if (places++ < PLACES_SHOWN)
			add_place(b, parent, g->items[i]);
	}
	if (places > PLACES_SHOWN)
		doc_para(b->doc, parent,
		    sayn(b, "%1 more system has the same weakness; report.json tells of each.",
			"%1 more systems have the same weakness; report.json tells of each.",
			places - PLACES_SHOWN));
}
