#include "test.h"

#include "model/observation.h"
#include "report/words.h"

TEST(words_every_value_has_a_word_in_every_language)
{
	for (size_t i = 0; i18n_codes[i]; i++) {
		const struct lang *lang = i18n_lang(i18n_codes[i]);

		for (int c = 0; c < CRIT_LEVELS; c++) {
			assert_true(*words_criticality(lang, c));
			assert_true(*words_criticality_meaning(lang, c));
		}
		for (int c = 0; c < CATEGORIES; c++)
			assert_true(*words_category(lang, c));
		for (int s = FINDING_NEW; s <= FINDING_UNKNOWN; s++)
			assert_true(*words_state(lang, s));
		assert_null(words_verdict(lang, VERDICT_NONE));
		for (int v = VERDICT_CONFIRMED; v <= VERDICT_POSSIBLE; v++)
			assert_true(*words_verdict(lang, v));
		for (int s = COVERAGE_SCANNED; s <= COVERAGE_UNREACHABLE; s++)
			assert_true(*words_coverage(lang, s));
		for (int s = REACH_FULL; s <= REACH_NONE; s++)
			assert_true(*words_reach(lang, s));
	}
}

TEST(words_certainty_falls_with_the_quality_of_detection)
{
	const struct lang *en = i18n_lang("en");

	assert_string_equal(words_certainty(en, 100), words_certainty(en, 95));
	assert_string_not_equal(words_certainty(en, 95), words_certainty(en, 94));
	assert_string_not_equal(words_certainty(en, 80), words_certainty(en, 79));
	assert_string_not_equal(words_certainty(en, 70), words_certainty(en, 69));
	assert_string_not_equal(words_certainty(en, 50), words_certainty(en, 49));
}

TEST(words_unknown_values_are_shown_clean)
{
	struct arena *arena = arena_new();
	const struct lang *fr = i18n_lang("fr");

	assert_string_equal(words_why(arena, fr, "seed"), "cité dans la commande");
	assert_string_equal(words_why(arena, fr, "new\x1b rule"), "new\\x1b rule");
	assert_string_equal(words_stage(arena, fr, "dig"), "dig");
	assert_string_equal(words_profile(arena, fr, NULL), "");
	assert_string_equal(words_product(arena, "openssh"), "OpenSSH");
	assert_string_equal(words_product(arena, "gopher"), "gopher");
	arena_free(arena);
}

TEST(words_labels_of_tlp_2)
{
	static const char *const labels[] = {
	    "TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR"};

	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		assert_non_null(words_label(i18n_lang("nb"), labels[i]));
	assert_null(words_label(i18n_lang("nb"), "INTERNAL"));
	assert_null(words_label(i18n_lang("nb"), NULL));
}

TEST(words_tones_differ_by_criticality)
{
	for (int a = 0; a <= CRIT_LEVELS; a++)
		for (int b = 0; b < a; b++)
			assert_int_not_equal(words_tone(a), words_tone(b));
}

TEST(words_reasons_of_the_scanner)
{
	struct arena *arena = arena_new();
	const struct lang *nb = i18n_lang("nb"), *en = i18n_lang("en");

	assert_string_equal(words_reason(arena, nb, "it is excluded"), "er unntatt");
	assert_string_equal(words_reason(arena, nb, "3 of 1200 ports not tried"),
	    "3 av 1\xc2\xa0"
	    "200 porter ikke pr\xc3\xb8vd");
	assert_string_equal(
	    words_reason(
		arena, en, "it reset several connections in a row; 3 of 40 ports not tried"),
	    "it reset several connections in a row; 3 of 40 ports not tried");
	assert_string_equal(
	    words_reason(arena, nb, "odd \x1b one; 3 of x"), "odd \\x1b one; 3 of x");
	assert_string_equal(words_reason(arena, nb, NULL), "\xe2\x80\x93");
	arena_free(arena);
}

TEST(words_watermark_names_the_reader)
{
	struct arena *a = arena_new();
	int64_t when = 1795305600000; /* 2026-11-22 */

	assert_string_equal(words_watermark(a, i18n_lang("en"), "Anna Berg", when, "CHU"),
	    "For Anna Berg, 22 November 2026, CHU");
	assert_string_equal(words_watermark(a, i18n_lang("fr"), "Anna Berg", when, "CHU"),
	    "Pour Anna Berg, 22 novembre 2026, CHU");
	assert_string_equal(words_watermark(a, i18n_lang("nb"), "Anna Berg", when, NULL),
	    "For Anna Berg, 22. november 2026");
	arena_free(a);
}
