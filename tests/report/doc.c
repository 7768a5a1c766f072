#include "report/doc.h"
#include "test.h"

TEST(doc_builds_a_tree)
{
	static const char *header[] = {"a", "b"};
	struct arena *a = arena_new();
	struct doc *doc = doc_new(a, "nb");
	struct doc_node *section = doc_section(doc, doc->body, "Heading", "anchor");
	struct doc_node *para = doc_para(doc, section, "text");
	struct doc_node *facts, *table;
	struct doc_runs *row;

	doc_link(doc, para, "link", "#anchor");
	doc_badge(doc, para, TONE_HIGH, "High");
	facts = doc_add(doc, section, DOC_FACTS);
	doc_fact(doc, facts, "name", "value");
	table = doc_table(doc, section, "caption", 2, header, NULL);
	row = doc_row(doc, table);
	doc_cell(doc, &row[1], RUN_CODE, TONE_NONE, "cell", NULL);

	assert_string_equal(doc->lang, "nb");
	assert_int_equal(doc->body->children.n, 1);
	assert_int_equal(section->children.n, 3);
	assert_string_equal(section->id, "anchor");
	assert_int_equal(para->runs.v.n, 3);
	assert_string_equal(para->runs.v.items[1].href, "#anchor");
	assert_int_equal(para->runs.v.items[2].tone, TONE_HIGH);
	assert_int_equal(facts->children.items[0]->kind, DOC_FACT);
	assert_string_equal(facts->children.items[0]->runs.v.items[0].text, "value");
	assert_int_equal(table->table->rows.n, 1);
	assert_int_equal(table->table->rows.items[0][0].v.n, 0);
	assert_string_equal(table->table->rows.items[0][1].v.items[0].text, "cell");
	arena_free(a);
}
