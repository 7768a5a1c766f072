#include "report/evidence.h"

#include "report/html.h"
#include "test.h"

static struct evidence sample(struct arena *arena, const char *lang)
{
	struct evidence e = {.lang = lang,
	    .house = "CERT",
	    .org = "CHU <Nord>",
	    .period = "2026",
	    .person = "Paul",
	    .label = "TLP:AMBER",
	    .made = 1795000000000};
	struct evidence_part part = {.title = "Weaknesses",
	    .measure = "NIS2, art. 21(2)(e)",
	    .text = "What was found.",
	    .columns = 2,
	    .header = {"Number", "Where"},
	    .cut = true};
	struct evidence_part none = {.title = "Incidents", .columns = 1, .header = {"Number"}};

	vec_push(arena, &part.facts, (struct evidence_fact){"Closed", "1,200"});
	vec_push(arena, &part.rows, (struct evidence_row){{"F-1", "=cmd"}});
	vec_push(arena, &part.rows, (struct evidence_row){{"F-2", NULL}});
	vec_push(arena, &e.parts, part);
	vec_push(arena, &e.parts, none);
	return e;
}

TEST(the_evidence_is_a_document_in_each_language)
{
	static const char *const langs[][2] = {{"en", "Evidence of security measures"},
	    {"fr", "Preuves des mesures de s\xc3\xa9"
		   "curit\xc3\xa9"},
	    {"nb", "Dokumentasjon av sikkerhetstiltak"}};

	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		struct arena *arena = arena_new();
		struct evidence e = sample(arena, langs[i][0]);
		STR_AUTO(out, 1 << 20);

		assert_int_equal(report_html(evidence_doc(&e, arena), &out), 0);
		assert_true(span_find(str_bytes(&out), langs[i][1]) > 0);
		assert_true(span_find(str_bytes(&out), "CHU &lt;Nord&gt;") > 0);
		assert_true(span_find(str_bytes(&out), "21(2)(e)") > 0);
		assert_true(span_find(str_bytes(&out), "F-2") > 0);
		assert_true(span_find(str_bytes(&out), "TLP:AMBER") > 0);
		arena_free(arena);
	}
}

/* What is cut and what is empty is said. */
TEST(the_evidence_says_what_is_missing)
{
	struct arena *arena = arena_new();
	struct evidence e = sample(arena, "en");
	STR_AUTO(out, 1 << 20);

	assert_int_equal(report_html(evidence_doc(&e, arena), &out), 0);
	assert_true(span_find(str_bytes(&out), "The first 500 are listed") > 0);
	assert_true(span_find(str_bytes(&out), "There is nothing to list.") > 0);
	arena_free(arena);
}

TEST(the_evidence_as_lines_opens_without_harm)
{
	struct arena *arena = arena_new();
	struct evidence e = sample(arena, "en");
	STR_AUTO(out, 1 << 16);

	evidence_csv(&e, &out);
	assert_string_equal(str_text(&out), "\xef\xbb\xbfWeaknesses,Closed,\"1,200\"\r\n"
					    "Weaknesses,Number,Where\r\n"
					    "Weaknesses,F-1,\"'=cmd\"\r\n"
					    "Weaknesses,F-2,\r\n");
	arena_free(arena);
}
