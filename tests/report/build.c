#include "test.h"

#include "report/build.h"
#include "report/view.h"
#include "sample_input.h"

struct counts {
	size_t sections, tables, figures, badges, code, links, dead_links;
	int depth;
};

static bool has_anchor(const struct doc_node *n, const char *id)
{
	if (n->id && strcmp(n->id, id) == 0)
		return true;
	vec_foreach (c, &n->children)
		if (has_anchor(*c, id))
			return true;
	return false;
}

static void count_runs(const struct doc *doc, const struct doc_runs *runs, struct counts *to)
{
	vec_foreach (r, &runs->v) {
		assert_non_null(r->text);
		to->badges += r->style == RUN_BADGE;
		to->code += r->style == RUN_CODE;
		to->links += r->style == RUN_LINK;
		if (r->style == RUN_LINK && r->href[0] == '#')
			to->dead_links += !has_anchor(doc->body, r->href + 1);
	}
}

static void count(const struct doc *doc, const struct doc_node *n, int depth, struct counts *to)
{
	to->depth = depth > to->depth ? depth : to->depth;
	to->sections += n->kind == DOC_SECTION;
	to->figures += n->kind == DOC_FIGURE;
	if (n->kind == DOC_FIGURE)
		assert_true(n->alt && *n->alt && n->caption && *n->caption &&
			    n->canvas->w <= 480 && n->canvas->h <= 700);
	count_runs(doc, &n->runs, to);
	if (n->kind == DOC_TABLE) {
		to->tables++;
		assert_true(n->table->rows.n > 0);
		assert_true(n->table->caption && *n->table->caption);
		vec_foreach (row, &n->table->rows) {
			for (size_t i = 0; i < n->table->columns; i++) {
				/* A cell that says nothing leaves a listener guessing. */
				assert_true((*row)[i].v.n > 0);
				count_runs(doc, &(*row)[i], to);
			}
		}
	}
	vec_foreach (c, &n->children)
		count(doc, *c, depth + (n->kind == DOC_SECTION), to);
}

static struct doc *build(
    struct arena *arena, const char *lang, size_t n, unsigned flags, struct counts *ret)
{
	struct doc *doc;

	assert_int_equal(report_build(sample_input(arena, lang, n, flags), arena, &doc), 0);
	*ret = (struct counts){0};
	count(doc, doc->body, 0, ret);
	assert_int_equal(ret->dead_links, 0);
	return doc;
}

/* The chapter with that anchor, or NULL. */
static const struct doc_node *chapter(const struct doc *doc, const char *id)
{
	vec_foreach (c, &doc->body->children)
		if ((*c)->id && strcmp((*c)->id, id) == 0)
			return *c;
	return NULL;
}

TEST(build_has_every_chapter_in_every_language)
{
	static const char *const ids[] = {
	    "summary", "perimeter", "technical", "findings", "changes", "method", "glossary"};
	static const char *const langs[] = {"en", "fr", "nb"};

	for (size_t l = 0; l < 3; l++) {
		struct arena *arena = arena_new();
		struct counts n;
		struct doc *doc = build(arena, langs[l], 38, SAMPLE_COMPARED, &n);

		for (size_t i = 0; i < ARRAY_LEN(ids); i++)
			assert_non_null(chapter(doc, ids[i]));
		assert_string_equal(doc->lang, langs[l]);
		assert_true(n.tables > 35);
		assert_int_equal(n.figures, 3);
		assert_true(n.depth <= 4);
		assert_true(n.badges > 100 && n.code > 38);
		arena_free(arena);
	}
}

TEST(build_each_finding_type_has_its_section)
{
	struct arena *arena = arena_new();
	struct counts n;
	struct doc *doc = build(arena, "nb", 38, 0, &n);
	const struct doc_node *findings = chapter(doc, "findings");
	struct view v;
	size_t sections = 0;

	view_make(sample_input(arena, "nb", 38, 0), arena, &v);
	vec_foreach (c, &findings->children)
		sections += (*c)->kind == DOC_SECTION;
	assert_int_equal(sections, v.groups.n);
	assert_null(chapter(doc, "changes"));
	arena_free(arena);
}

TEST(build_without_anything_reads_well)
{
	static const unsigned flags[] = {SAMPLE_EMPTY, SAMPLE_EMPTY | SAMPLE_COMPARED,
	    SAMPLE_EMPTY | SAMPLE_STOPPED, SAMPLE_CLEAN, SAMPLE_CLEAN | SAMPLE_COMPARED};

	for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
		struct arena *arena = arena_new();
		struct counts n;
		struct doc *doc = build(arena, "fr", 0, flags[i], &n);

		assert_non_null(chapter(doc, "summary"));
		assert_int_equal(n.figures, flags[i] & SAMPLE_EMPTY ? 0 : 1);
		arena_free(arena);
	}
}

TEST(build_large_runs_split_the_map)
{
	struct arena *arena = arena_new();
	struct counts n;

	(void)build(arena, "en", 1000, SAMPLE_COMPARED, &n);
	assert_true(n.figures > 5);
	assert_true(n.figures < 30);
	arena_free(arena);
}

TEST(build_refuses_other_languages)
{
	struct arena *arena = arena_new();
	struct doc *doc = NULL;

	assert_int_equal(
	    report_build(sample_input(arena, "de", 1, 0), arena, &doc), ERR_UNSUPPORTED);
	assert_null(doc);
	arena_free(arena);
}

/* No text of the document has a control character or an override, whatever the systems said. */
static void check_texts(const struct doc_node *n)
{
	static const char *const bad[] = {"\x1b", "\xe2\x80\xae", "\r"};

	vec_foreach (r, &n->runs.v)
		for (size_t i = 0; i < ARRAY_LEN(bad); i++)
			assert_null(strstr(r->text, bad[i]));
	if (n->kind == DOC_TABLE)
		vec_foreach (row, &n->table->rows)
			for (size_t c = 0; c < n->table->columns; c++)
				vec_foreach (r, &(*row)[c].v)
					for (size_t i = 0; i < ARRAY_LEN(bad); i++)
						assert_null(strstr(r->text, bad[i]));
	if (n->kind == DOC_FIGURE)
		vec_foreach (item, &n->canvas->items)
			for (size_t i = 0; item->text && i < ARRAY_LEN(bad); i++)
				assert_null(strstr(item->text, bad[i]));
	vec_foreach (c, &n->children)
		check_texts(*c);
}

TEST(build_hostile_texts_are_made_visible)
{
	struct arena *arena = arena_new();
	struct counts n;
	struct doc *doc =
	    build(arena, "en", 38, SAMPLE_HOSTILE | SAMPLE_COMPARED | SAMPLE_STOPPED, &n);

	check_texts(doc->body);
	check_texts(doc->cover);
	arena_free(arena);
}
