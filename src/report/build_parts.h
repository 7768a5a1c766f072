/* What the parts of the builder share; for src/report/build*.c only. */
#ifndef VARDE_REPORT_BUILD_PARTS_H
#define VARDE_REPORT_BUILD_PARTS_H

#include "model/job.h"
#include "report/doc.h"
#include "report/i18n.h"
#include "report/judge.h"
#include "report/text.h"
#include "report/view.h"
#include "report/words.h"

struct build {
	const struct report_input *in; /* borrowed */
	const struct lang *lang;
	struct arena *arena; /* borrowed; owns the document */
	struct doc *doc;
	struct view view;
	const struct job *job; /* of the run; NULL when the run does not tell */
	struct judge judge;
	int chapter, section; /* numbers of the last ones begun */
};

/* A text in the report's language; with values; and dependent on a number, which is %1. */
#define say(b, msgid)       tr((b)->lang, msgid)
#define sayf(b, msgid, ...) trf((b)->arena, (b)->lang, msgid, __VA_ARGS__)
#define sayn(b, one, many, n, ...) \
	trnf((b)->arena, (b)->lang, one, many, (int64_t)(n), ##__VA_ARGS__)

/* A number as text. */
static inline const char *build_number(struct build *b, size_t n)
{
	return i18n_number(b->arena, b->lang, (int64_t)n);
}

/* Begins a numbered chapter ("3 Heading") on a new page, or a numbered section of the last
 * chapter ("3.1 Heading"). */
struct doc_node *build_chapter(struct build *b, const char *heading, const char *id);
struct doc_node *build_section(
    struct build *b, struct doc_node *chapter, const char *heading, const char *id);

/* Adds a table with these headings (columns of them, translated by the caller; copied). widths
 * are borrowed for ever. */
struct doc_node *build_table(struct build *b, struct doc_node *parent, const char *caption,
    size_t columns, const char *const *header, const double *widths);

/* Adds a plain text, a coloured one with a word in it, or a link to a cell. */
void build_cell(struct build *b, struct doc_runs *cell, const char *text);
void build_cell_badge(struct build *b, struct doc_runs *cell, int criticality);
void build_cell_link(
    struct build *b, struct doc_runs *cell, const char *text, const char *href);

/* Adds an item of one plain run to a list. */
struct doc_node *build_item(struct build *b, struct doc_node *list, const char *text);

/* Adds a box with one paragraph. */
struct doc_node *build_callout(
    struct build *b, struct doc_node *parent, enum doc_tone tone, const char *text);

/* Title of a finding type, and one of its texts (typography of the language, `backticks` kept);
 * "" when the kb has none. */
const char *build_title(struct build *b, const char *type);
const char *build_text(struct build *b, const char *type, int part, const char *product);

/* "finding-TYPE", the anchor of a finding type's section, and the link to it. */
const char *build_anchor(struct build *b, const char *type);
const char *build_href(struct build *b, const char *type);

/* What the report is about, in a few words: the organisation, or the first target and how many
 * more. */
const char *build_subject(struct build *b);

/* The first n of the list, cleaned, joined by ", ", and how many more there are. */
const char *build_some(struct build *b, const struct text_list *list, size_t n);

/* Subjects of the findings, distinct, in their order. */
struct text_list build_subjects(struct build *b, const struct finding *const *items, size_t n);

/* The parts, in the order of the document. */
void build_cover(struct build *b);
void build_summary(struct build *b);
void build_perimeter(struct build *b);
void build_technical(struct build *b);
void build_findings(struct build *b);
void build_verify(struct build *b);
void build_changes(struct build *b);
void build_method(struct build *b);
void build_glossary(struct build *b);

/* The fact "Deadline" of a finding that has one: "3 days: by 24 November 2026 (CISA BOD
 * 26-04)". */
void build_deadline(struct build *b, struct doc_node *facts, const struct finding *f);

/* Of a group about software: what to install, why and by when, and the vulnerabilities of each
 * place; nothing for another group. */
void build_software(struct build *b, struct doc_node *parent, const struct view_group *g);

/* Drawings. Levels are findings by criticality, categories by typology. */
struct canvas *chart_levels(struct build *b);
struct canvas *chart_categories(struct build *b);

/* Adds the figures of the systems found to the section: as many as keep them readable. */
void map_figures(struct build *b, struct doc_node *section);

#endif
