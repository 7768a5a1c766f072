#include "report/build.h"

#include "pack/kb.h"
#include "report/build_parts.h"

enum { WATERMARK = 400 }; /* bytes; a line of the PDF holds fewer and is cut */

#ifndef VARDE_VERSION
#define VARDE_VERSION "0"
#endif

struct doc_node *build_chapter(struct build *b, const char *heading, const char *id)
{
	struct doc_node *node;

	b->chapter++;
	b->section = 0;
	node = doc_section(b->doc, b->doc->body,
	    arena_printf(b->arena, "%d\xc2\xa0 %s", b->chapter, heading), id);
	node->new_page = true;
	return node;
}

struct doc_node *build_section(
    struct build *b, struct doc_node *chapter, const char *heading, const char *id)
{
	b->section++;
	return doc_section(b->doc, chapter,
	    arena_printf(b->arena, "%d.%d\xc2\xa0 %s", b->chapter, b->section, heading), id);
}

struct doc_node *build_table(struct build *b, struct doc_node *parent, const char *caption,
    size_t columns, const char *const *header, const double *widths)
{
	const char **copy = ARENA_ARRAY(b->arena, columns, const char *);

	for (size_t i = 0; i < columns; i++)
		copy[i] = header[i];
	return doc_table(b->doc, parent, caption, columns, copy, widths);
}

void build_cell(struct build *b, struct doc_runs *cell, const char *text)
{
	doc_cell(b->doc, cell, RUN_PLAIN, TONE_NONE, text, NULL);
}

void build_cell_badge(struct build *b, struct doc_runs *cell, int criticality)
{
	doc_cell(b->doc, cell, RUN_BADGE, words_tone(criticality),
	    words_criticality(b->lang, criticality), NULL);
}

void build_cell_link(struct build *b, struct doc_runs *cell, const char *text, const char *href)
{
	doc_cell(b->doc, cell, RUN_LINK, TONE_NONE, text, href);
}

struct doc_node *build_item(struct build *b, struct doc_node *list, const char *text)
{
	struct doc_node *item = doc_add(b->doc, list, DOC_ITEM);

	doc_run(b->doc, item, RUN_PLAIN, text);
	return item;
}

struct doc_node *build_callout(
    struct build *b, struct doc_node *parent, enum doc_tone tone, const char *text)
{
	struct doc_node *box = doc_add(b->doc, parent, DOC_CALLOUT);

	box->tone = tone;
	doc_para(b->doc, box, text);
	return box;
}

const char *build_text(struct build *b, const char *type, int part, const char *product)
{
	const char *text =
	    kb_text(b->in->kb, type, i18n_code(b->lang), (enum kb_part)part, product);

	return text ? i18n_typography(b->arena, b->lang, text) : "";
}

const char *build_title(struct build *b, const char *type)
{
	const char *title = build_text(b, type, KB_TITLE, NULL);

	/* A type that this program's knowledge lacks keeps its identifier. */
	return *title ? title : text_clean(b->arena, type, 64);
}

const char *build_anchor(struct build *b, const char *type)
{
	char *id = arena_printf(b->arena, "finding-%s", type);

	for (char *p = id; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '-'))
			*p = '-';
	return id;
}

const char *build_href(struct build *b, const char *type)
{
	return arena_printf(b->arena, "#%s", build_anchor(b, type));
}

const char *build_subject(struct build *b)
{
	const struct text_list *targets = &b->in->run->targets;
	const char *first;

	if (b->in->organisation)
		return text_clean(b->arena, b->in->organisation, 120);
	if (targets->n == 0)
		return say(b, "No target");
	first = text_clean(b->arena, targets->items[0], 120);
	if (targets->n == 1)
		return first;
	return sayn(
	    b, "%2 and %1 more target", "%2 and %1 more targets", targets->n - 1, first);
}

const char *build_some(struct build *b, const struct text_list *list, size_t n)
{
	STR_AUTO(out, (size_t)1 << 20);

	for (size_t i = 0; i < list->n && i < n; i++) {
		if (i)
			str_add(&out, ", ");
		str_add(&out, text_clean(b->arena, list->items[i], 120));
	}
	if (list->n > n)
		return sayn(b, "%2 and %1 more", "%2 and %1 more", list->n - n, str_text(&out));
	return str_dup(&out, b->arena);
}

struct text_list build_subjects(struct build *b, const struct finding *const *items, size_t n)
{
	struct text_list list = {0};

	/* They are sorted by subject inside one criticality, so few are looked at twice. */
	for (size_t i = 0; i < n; i++)
		if (i == 0 || strcmp(items[i]->subject, items[i - 1]->subject) != 0)
			text_list_add(&list, b->arena, items[i]->subject);
	return list;
}

/* The order that the run rests on, as the store kept it; a damaged one is left out of the
 * report, not fatal to it. */
static const struct job *read_job(struct build *b)
{
	struct job *job = record_new(&job_type, b->arena);
	struct json *v;

	if (!b->in->run->job || json_parse(span_str(b->in->run->job), b->arena, &v, NULL) < 0)
		return NULL;
	return record_from_json(&job_type, v, b->arena, job, NULL) < 0 ? NULL : job;
}

static void fill_head(struct build *b)
{
	struct doc *doc = b->doc;

	doc->title = say(b, "Audit of Internet exposure");
	doc->subtitle = build_subject(b);
	doc->author = "Varde " VARDE_VERSION;
	doc->subject =
	    sayf(b, "What %1 exposes to the Internet, what is weak and what to do about it",
		doc->subtitle);
	doc->label = b->in->label ? text_clean(b->arena, b->in->label, 40) : NULL;
	doc->watermark =
	    b->in->watermark ? text_clean(b->arena, b->in->watermark, WATERMARK) : NULL;
	doc->created = b->in->now;
	doc->word_contents = say(b, "Contents");
	doc->word_page_of = say(b, "Page %1 of %2");
	doc->word_skip = say(b, "Skip to content");
}

int report_build(const struct report_input *in, struct arena *arena, struct doc **ret)
{
	struct build b = {.in = in, .lang = i18n_lang(in->lang), .arena = arena};
	struct doc_node *toc;

	if (!b.lang)
		return ERR_UNSUPPORTED;
	b.doc = doc_new(arena, i18n_code(b.lang));
	view_make(in, arena, &b.view);
	b.job = read_job(&b);
	judge_make(in, b.lang, arena, &b.judge);
	fill_head(&b);
	build_cover(&b);
	toc = doc_add(b.doc, b.doc->body, DOC_TOC);
	toc->text = b.doc->word_contents;
	build_summary(&b);
	build_perimeter(&b);
	build_technical(&b);
	build_findings(&b);
	build_verify(&b);
	if (in->previous)
		build_changes(&b);
	build_method(&b);
	build_glossary(&b);
	*ret = b.doc;
	return 0;
}
