#include "report/doc.h"

static struct doc_node *node_new(struct doc *doc, enum doc_kind kind)
{
	struct doc_node *node = ARENA_NEW(doc->arena, struct doc_node);

	node->kind = kind;
	return node;
}

struct doc *doc_new(struct arena *arena, const char *lang)
{
	struct doc *doc = ARENA_NEW(arena, struct doc);

	doc->arena = arena;
	doc->lang = lang;
	doc->cover = node_new(doc, DOC_SECTION);
	doc->body = node_new(doc, DOC_SECTION);
	return doc;
}

struct doc_node *doc_add(struct doc *doc, struct doc_node *parent, enum doc_kind kind)
{
	struct doc_node *node = node_new(doc, kind);

	/* NOLINTNEXTLINE(bugprone-sizeof-expression): the elements are pointers */
	vec_push(doc->arena, &parent->children, node);
	return node;
}

struct doc_node *doc_section(
    struct doc *doc, struct doc_node *parent, const char *heading, const char *id)
{
	struct doc_node *node = doc_add(doc, parent, DOC_SECTION);

	node->text = heading;
	node->id = id;
	return node;
}

struct doc_node *doc_para(struct doc *doc, struct doc_node *parent, const char *text)
{
	struct doc_node *node = doc_add(doc, parent, DOC_PARA);

	doc_run(doc, node, RUN_PLAIN, text);
	return node;
}

void doc_run(struct doc *doc, struct doc_node *node, enum doc_style style, const char *text)
{
	vec_push(doc->arena, &node->runs.v, (struct doc_run){.style = style, .text = text});
}

void doc_link(struct doc *doc, struct doc_node *node, const char *text, const char *href)
{
	vec_push(doc->arena, &node->runs.v,
	    (struct doc_run){.style = RUN_LINK, .text = text, .href = href});
}

void doc_badge(struct doc *doc, struct doc_node *node, enum doc_tone tone, const char *text)
{
	vec_push(doc->arena, &node->runs.v,
	    (struct doc_run){.style = RUN_BADGE, .tone = tone, .text = text});
}

void doc_fact(struct doc *doc, struct doc_node *facts, const char *name, const char *value)
{
	struct doc_node *fact = doc_add(doc, facts, DOC_FACT);

	fact->text = name;
	doc_run(doc, fact, RUN_PLAIN, value);
}

struct doc_node *doc_table(struct doc *doc, struct doc_node *parent, const char *caption,
    size_t columns, const char **header, const double *widths)
{
	struct doc_node *node = doc_add(doc, parent, DOC_TABLE);

	node->table = ARENA_NEW(doc->arena, struct doc_table);
	node->table->columns = columns;
	node->table->header = header;
	node->table->widths = widths;
	node->table->caption = caption;
	return node;
}

struct doc_runs *doc_row(struct doc *doc, struct doc_node *table)
{
	struct doc_runs *cells =
	    ARENA_ARRAY(doc->arena, table->table->columns, struct doc_runs);

	/* NOLINTNEXTLINE(bugprone-sizeof-expression): the elements are pointers */
	vec_push(doc->arena, &table->table->rows, cells);
	return cells;
}

void doc_cell(struct doc *doc, struct doc_runs *cell, enum doc_style style, enum doc_tone tone,
    const char *text, const char *href)
{
	vec_push(doc->arena, &cell->v,
	    (struct doc_run){.style = style, .tone = tone, .text = text, .href = href});
}

struct doc_node *doc_figure(struct doc *doc, struct doc_node *parent, struct canvas *canvas,
    const char *alt, const char *caption)
{
	struct doc_node *node = doc_add(doc, parent, DOC_FIGURE);

	node->canvas = canvas;
	node->alt = alt;
	node->caption = caption;
	return node;
}
