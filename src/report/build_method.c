/* The chapter on how the audit was done, what was sent, how far it came, and what it cannot
 * tell. */
#include "report/build_parts.h"

#include "assess/grade.h"

enum { GAP_ROWS = 300 }; /* of the table of gaps; observations.ndjson holds all */

static void add_times(struct build *b, struct doc_node *facts)
{
	const struct run *run = b->in->run;
	int64_t begin = run->started ? run->started : b->view.first,
		end = run->ended ? run->ended : b->view.last;

	if (begin)
		doc_fact(b->doc, facts, say(b, "Begin"), i18n_time(b->arena, b->lang, begin));
	if (end)
		doc_fact(b->doc, facts, say(b, "End"), i18n_time(b->arena, b->lang, end));
}

static void add_order(struct build *b, struct doc_node *chapter)
{
	struct doc_node *s =
	    build_section(b, chapter, say(b, "Order and dates"), "method-order");
	struct doc_node *facts = doc_add(b->doc, s, DOC_FACTS);
	const struct run *run = b->in->run;
	const struct job *job = b->job;

	doc_fact(b->doc, facts, say(b, "Authorised by"),
	    run->authorised_by ? text_clean(b->arena, run->authorised_by, 300)
			       : say(b, "Nobody: only this machine itself was examined"));
	add_times(b, facts);
	if (run->profile)
		doc_fact(b->doc, facts, say(b, "Profile"),
		    words_profile(b->arena, b->lang, run->profile));
	doc_fact(b->doc, facts, say(b, "Source addresses"),
	    b->view.sources.n ? build_some(b, &b->view.sources, 16)
			      : say(b, "None: nothing was sent"));
	if (job && job->rate)
		doc_fact(b->doc, facts, say(b, "Pace"),
		    sayn(b, "At most %1 new connection per second and address",
			"At most %1 new connections per second and address", job->rate));
	else
		doc_fact(b->doc, facts, say(b, "Pace"), say(b, "That of the profile"));
	if (job && job->ports)
		doc_fact(b->doc, facts, say(b, "Ports"), text_clean(b->arena, job->ports, 400));
	if (job && job->windows.n)
		doc_fact(b->doc, facts, say(b, "Time windows (UTC)"),
		    build_some(b, &job->windows, 16));
	if (job && job->resolvers.n)
		doc_fact(b->doc, facts, say(b, "Resolvers"), build_some(b, &job->resolvers, 8));
	if (run->tool)
		doc_fact(b->doc, facts, say(b, "Program"), text_clean(b->arena, run->tool, 64));
	doc_fact(
	    b->doc, facts, say(b, "Report written"), i18n_time(b->arena, b->lang, b->in->now));
}

static void add_approach(struct build *b, struct doc_node *chapter)
{
	static const char *const steps[] = {
	    TR("Discovery: names and addresses are gathered from the domain name system, "
	       "certificates, links and usual names."),
	    TR("Search: the ports of the profile are tried with an ordinary connection, slowly "
	       "enough not to disturb."),
	    TR("Identification: each open port is greeted in its own protocol, and product and "
	       "version are read from the "
	       "answer. Medical ports and printers get only their exact protocol."),
	    TR("Examination: encryption, certificates, mail and name records, and web pages "
	       "are looked at with requests that "
	       "only read."),
	    TR("Assessment: rules compare what was seen with good practice. The same "
	       "observations always give the same "
	       "findings."),
	};
	struct doc_node *s = build_section(b, chapter, say(b, "Approach"), "method-approach");
	struct doc_node *list;

	doc_para(b->doc, s,
	    say(b, "The audit looks from the Internet, as an attacker would, but only reads. "
		   "It logs in nowhere, guesses "
		   "no password, exploits nothing, writes nothing and asks for no patient "
		   "data. It goes in five "
		   "steps:"));
	list = doc_add(b->doc, s, DOC_LIST);
	list->ordered = true;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		build_item(b, list, tr(b->lang, steps[i]));
}

static void add_traffic(struct build *b, struct doc_node *chapter)
{
	static const double widths[] = {40, 20, 20, 20};
	struct doc_node *s = build_section(
			    b, chapter, say(b, "What was sent"), "method-traffic"),
			*table;

	if (b->view.probes.n == 0) {
		doc_para(b->doc, s, say(b, "No traffic was recorded."));
		return;
	}
	doc_para(b->doc, s,
	    sayn(b,
		"%1 connection or datagram in all. Every burst is in observations.ndjson with "
		"its time, source, "
		"destination, probe and authorisation.",
		"%1 connections and datagrams in all. Every burst is in observations.ndjson "
		"with its time, source, destination, "
		"probe and authorisation.",
		b->view.packets));
	table = build_table(b, s, say(b, "Traffic by probe"), 4,
	    (const char *const[]){say(b, "Probe"), say(b, "Bursts"), say(b, "Destinations"),
		say(b, "Connections and datagrams")},
	    widths);
	vec_foreach (p, &b->view.probes) {
		struct doc_runs *row = doc_row(b->doc, table);

		build_cell(b, &row[0], text_clean(b->arena, p->probe, 64));
		build_cell(b, &row[1], i18n_number(b->arena, b->lang, p->bursts));
		build_cell(b, &row[2], i18n_number(b->arena, b->lang, p->destinations));
		build_cell(b, &row[3], i18n_number(b->arena, b->lang, p->packets));
	}
}

static void add_stages(struct build *b, struct doc_node *s)
{
	static const double widths[] = {36, 16, 16, 16, 16};
	struct doc_node *table = build_table(b, s,
	    say(b, "Coverage by stage, in names, addresses and ports"), 5,
	    (const char *const[]){say(b, "Stage"), words_coverage(b->lang, COVERAGE_SCANNED),
		words_coverage(b->lang, COVERAGE_BLOCKED),
		words_coverage(b->lang, COVERAGE_SKIPPED),
		words_coverage(b->lang, COVERAGE_UNREACHABLE)},
	    widths);

	vec_foreach (g, &b->view.stages) {
		struct doc_runs *row = doc_row(b->doc, table);

		build_cell(b, &row[0], words_stage(b->arena, b->lang, g->stage));
		for (int i = 0; i <= COVERAGE_UNREACHABLE; i++)
			build_cell(b, &row[i + 1], build_number(b, g->states[i]));
	}
}

/* The system and, where only a port is meant, that; an address is not said twice. */
static void add_gap_system(struct build *b, struct doc_runs *cell, const struct obs_coverage *c)
{
	const char *port =
	    text_endpoint(b->arena, c->addr ? c->addr : "", c->port, TRANSPORT_TCP);

	if (c->port && c->addr && strcmp(c->addr, c->subject) == 0) {
		build_cell(b, cell, port);
		return;
	}
	build_cell(b, cell, text_clean(b->arena, c->subject, 255));
	if (c->port)
		doc_cell(b->doc, cell, RUN_MUTED, TONE_NONE,
		    arena_printf(b->arena, " %s", port), NULL);
}

static void add_gaps(struct build *b, struct doc_node *s)
{
	static const double widths[] = {30, 24, 18, 28};
	struct doc_node *table;
	size_t n = MIN(b->view.gaps.n, (size_t)GAP_ROWS);

	if (n == 0) {
		doc_para(b->doc, s, say(b, "Nothing of the perimeter was left unexamined."));
		return;
	}
	doc_para(b->doc, s,
	    say(b, "For what follows this report makes no statement: nothing found does not "
		   "mean nothing there."));
	table = build_table(b, s, say(b, "What could not be examined"), 4,
	    (const char *const[]){
		say(b, "System"), say(b, "Stage"), say(b, "Result"), say(b, "Reason")},
	    widths);
	for (size_t i = 0; i < n; i++) {
		const struct obs_coverage *c = b->view.gaps.items[i];
		struct doc_runs *row = doc_row(b->doc, table);

		add_gap_system(b, &row[0], c);
		build_cell(b, &row[1], words_stage(b->arena, b->lang, c->stage));
		build_cell(b, &row[2], words_coverage(b->lang, c->state));
		build_cell(b, &row[3], words_reason(b->arena, b->lang, c->reason));
	}
	if (b->view.gaps.n > n)
		doc_para(b->doc, s,
		    sayn(b, "%1 more row is in the file observations.ndjson.",
			"%1 more rows are in the file observations.ndjson.",
			b->view.gaps.n - n));
}

static void add_coverage(struct build *b, struct doc_node *chapter)
{
	struct doc_node *s = build_section(b, chapter, say(b, "Coverage"), "method-coverage");

	if (b->view.subjects == 0) {
		doc_para(b->doc, s,
		    say(b, "The audit recorded no coverage: nothing may be concluded from what "
			   "is not in this "
			   "report."));
		return;
	}
	add_stages(b, s);
	add_gaps(b, s);
}

static void add_scale(struct build *b, struct doc_node *chapter)
{
	static const double widths[] = {24, 76};
	struct doc_node *s = build_section(
	    b, chapter, say(b, "How the level of security is found"), "method-level");
	struct doc_node *table;
	struct judge_letter scale[JUDGE_LETTERS];

	doc_para(b->doc, s,
	    sayf(b,
		"The worst vulnerability decides, and a heap of lesser ones weighs as much as "
		"one that is a step "
		"worse. What is less than %1 certain does not count.",
		i18n_percent(b->arena, b->lang, GRADE_QOD)));
	judge_scale(b->lang, b->arena, scale);
	table = build_table(b, s, say(b, "What the levels of security mean"), 2,
	    (const char *const[]){say(b, "Level"), say(b, "Meaning")}, widths);
	for (size_t i = 0; i < JUDGE_LETTERS; i++) {
		struct doc_runs *row = doc_row(b->doc, table);

		doc_cell(b->doc, &row[0], RUN_BADGE, scale[i].tone, scale[i].letter, NULL);
		build_cell(b, &row[0], arena_printf(b->arena, " %s", scale[i].word));
		build_cell(b, &row[1], scale[i].meaning);
	}
}

static void add_limits(struct build *b, struct doc_node *chapter)
{
	static const char *const limits[] = {
	    TR("It sees what answers from the place and at the time of the audit; filters may "
	       "show others another picture."),
	    TR("Versions are what services say about themselves; distributions mend weaknesses "
	       "without changing that number."),
	    TR("Applications behind a login, internal networks and people were not examined."),
	    TR("\xe2\x80\x9cNot found\xe2\x80\x9d is no proof of absence, and what was not "
	       "examined is not clean."),
	};
	struct doc_node *s = build_section(b, chapter, say(b, "Limits"), "method-limits");
	struct doc_node *list = doc_add(b->doc, s, DOC_LIST);

	for (size_t i = 0; i < ARRAY_LEN(limits); i++)
		build_item(b, list, tr(b->lang, limits[i]));
}

static void add_external(struct build *b, struct doc_node *chapter)
{
	static const double widths[] = {38, 34, 28};
	struct doc_node *s = build_section(
			    b, chapter, say(b, "Services of other parties"), "method-external"),
			*table;

	if (b->view.external.n == 0) {
		doc_para(b->doc, s,
		    say(b, "No name of the perimeter led to another party's service."));
		return;
	}
	doc_para(b->doc, s,
	    say(b, "These names lead to services that others run. They lie outside the "
		   "perimeter: they were not "
		   "searched for ports, and this report makes no statement about them."));
	table = build_table(b, s, say(b, "Names that lead to services of other parties"), 3,
	    (const char *const[]){say(b, "Name"), say(b, "Treatment"), say(b, "Addresses")},
	    widths);
	vec_foreach (n, &b->view.external) {
		struct doc_runs *row = doc_row(b->doc, table);

		build_cell(b, &row[0], text_clean(b->arena, n->name, 255));
		build_cell(b, &row[1], words_reach(b->lang, n->reach));
		build_cell(b, &row[2],
		    n->addresses.n ? build_some(b, &n->addresses, 8) : say(b, "none"));
	}
}

void build_method(struct build *b)
{
	struct doc_node *chapter = build_chapter(b, say(b, "Method and limits"), "method");

	add_order(b, chapter);
	add_approach(b, chapter);
	add_traffic(b, chapter);
	add_coverage(b, chapter);
	add_scale(b, chapter);
	add_limits(b, chapter);
	add_external(b, chapter);
}
