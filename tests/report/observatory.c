#include "report/observatory.h"

#include "report/html.h"
#include "test.h"

static struct observatory sample(struct arena *arena, const char *lang)
{
	struct observatory o = {.lang = lang,
	    .house = "CERT",
	    .period = "2026",
	    .made = 1795000000000,
	    .k = 5,
	    .label = "TLP:GREEN"};
	struct observatory_part part = {.title = "New <findings>", .count = 1234, .orgs = 40};
	struct observatory_part small = {
	    .title = "Small", .count = OBSERVATORY_HIDDEN, .orgs = OBSERVATORY_HIDDEN};
	struct observatory_table t = {.title = "By class"};

	vec_push(arena, &t.rows, (struct observatory_row){"Encryption", 1200, 30});
	vec_push(arena, &t.rows,
	    (struct observatory_row){"Few", OBSERVATORY_HIDDEN, OBSERVATORY_HIDDEN});
	vec_push(arena, &part.tables, t);
	vec_push(arena, &small.tables, t);
	vec_push(arena, &o.parts, part);
	vec_push(arena, &o.parts, small);
	return o;
}

TEST(the_observatory_is_a_document_in_each_language)
{
	static const char *const langs[][2] = {{"en", "Observatory of the sector"},
	    {"fr", "Observatoire du secteur"}, {"nb", "\xc3\x85rsstatistikk for sektoren"}};

	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		struct arena *arena = arena_new();
		struct observatory o = sample(arena, langs[i][0]);
		STR_AUTO(out, 1 << 20);

		assert_int_equal(report_html(observatory_doc(&o, arena), &out), 0);
		assert_true(span_find(str_bytes(&out), langs[i][1]) > 0);
		assert_true(span_find(str_bytes(&out), "New &lt;findings&gt;") > 0);
		assert_true(span_find(str_bytes(&out), "TLP:GREEN") > 0);
		arena_free(arena);
	}
}

TEST(what_is_hidden_is_shown_nowhere)
{
	struct arena *arena = arena_new();
	struct observatory o = sample(arena, "en");
	struct doc *doc = observatory_doc(&o, arena);
	STR_AUTO(out, 1 << 20);

	assert_int_equal(report_html(doc, &out), 0);
	assert_true(span_find(str_bytes(&out), "not shown") > 0);
	assert_true(span_find(str_bytes(&out), "Too few organisations") > 0);
	assert_true(span_find(str_bytes(&out), "1,200") > 0);
	/* The second part has its sentence alone: contents, then two parts. */
	assert_int_equal(doc->body->children.n, 3);
	assert_int_equal(doc->body->children.items[2]->children.n, 1);
	arena_free(arena);
}
