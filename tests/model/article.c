#include "model/article.h"

#include "rows.h"
#include "test.h"

TEST(article_rows)
{
	static const struct record_type *const types[] = {&article_type, &article_text_type,
	    &article_revision_type, &article_event_type, &article_file_type, &article_blob_type,
	    &article_seat_type, &article_subscription_type};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		rows_check(types[i]);
}

TEST(article_names_fit_the_values)
{
	assert_string_equal(article_kind_names[ARTICLE_STATISTICS], "statistics");
	assert_null(article_kind_names[ARTICLE_KINDS]);
	assert_string_equal(article_state_names[ARTICLE_WITHDRAWN], "withdrawn");
	assert_null(article_state_names[ARTICLE_STATES]);
	assert_string_equal(article_seat_state_names[ARTICLE_SEAT_CANCELLED], "cancelled");
}

TEST(an_article_is_read_as_it_was_written)
{
	static const char *tags[] = {"backup"};
	struct arena *arena = arena_new();
	struct article_document d = {.article = {.id = "a1",
					 .ref = "W-2026-0001",
					 .title = "T",
					 .kind = ARTICLE_EVENT,
					 .state = ARTICLE_PUBLISHED,
					 .tlp = TLP_GREEN,
					 .tags = {tags, 1},
					 .lang = "nb",
					 .starts = 5000,
					 .seats = 3}},
				got = {0};
	STR_AUTO(out, 1 << 16);

	vec_push(arena, &d.texts,
	    (struct article_text){
		.id = "t1", .article = "a1", .lang = "fr", .title = "Titre", .body = "x\ny"});
	vec_push(arena, &d.texts,
	    (struct article_text){.id = "t2", .article = "a1", .lang = "nb", .title = "N"});
	article_document_write(&d, &out);
	assert_int_equal(article_document_read(str_text(&out), arena, &got), 0);
	assert_int_equal(record_compare(&article_type, &d.article, &got.article), 0);
	assert_int_equal(got.article.kind, ARTICLE_EVENT);
	assert_int_equal(got.texts.n, 2);
	assert_string_equal(got.texts.items[0].body, "x\ny");
	assert_string_equal(article_text_in(&got, "fr")->title, "Titre");
	assert_string_equal(article_text_in(&got, "en")->title, "N");
	got.texts.n = 0;
	assert_null(article_text_in(&got, "en"));
	assert_int_equal(article_document_read("{}", arena, &got), ERR_SYNTAX);
	assert_int_equal(article_document_read("{", arena, &got), ERR_SYNTAX);
	arena_free(arena);
}

TEST(words_of_a_search_become_patterns)
{
	struct arena *arena = arena_new();
	const char *got[ARTICLE_WORDS];

	article_patterns(" H\xc3\xb4pital  100% a_b a b c d e", arena, got);
	assert_string_equal(got[0], "%hopital%");
	assert_string_equal(got[1], "%100\\%%");
	assert_string_equal(got[2], "%a\\_b%");
	assert_string_equal(got[5], "%c%");
	article_patterns(NULL, arena, got);
	assert_string_equal(got[0], "%");
	assert_string_equal(got[ARTICLE_WORDS - 1], "%");
	arena_free(arena);
}

TEST(tags_are_small_and_plain)
{
	assert_true(article_tag_valid("e-mail2"));
	assert_false(article_tag_valid(""));
	assert_false(article_tag_valid("-a"));
	assert_false(article_tag_valid("A"));
	assert_false(article_tag_valid("a b"));
	assert_false(article_tag_valid("a\"b"));
	assert_false(article_tag_valid("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
}

TEST(files_are_what_their_names_say)
{
	assert_string_equal(article_file_type_of("a.PDF"), "application/pdf");
	assert_null(article_file_type_of("a.html"));
	assert_null(article_file_type_of("a.svg"));
	assert_null(article_file_type_of(".pdf"));
	assert_null(article_file_type_of("pdf"));
	assert_true(article_file_is("application/pdf", span_str("%PDF-1.4")));
	assert_false(article_file_is("application/pdf", span_str("<html>")));
	assert_true(article_file_is("text/csv; charset=utf-8", span_str("a,b\n")));
	assert_false(article_file_is("text/plain; charset=utf-8", span_of("a\0b", 3)));
	assert_false(article_file_is("application/json", span_of("\xff", 1)));
	assert_true(article_file_is("application/zip", span_of("PK\x03\x04", 4)));
	assert_false(article_file_is("image/png", span_str("GIF89a")));
}
