#include "test.h"

#include "report/judge.h"
#include "sample_input.h"

static struct judge judge(struct arena *arena, const char *lang, size_t n, unsigned flags)
{
	struct judge j;

	judge_make(sample_input(arena, lang, n, flags), i18n_lang(lang), arena, &j);
	return j;
}

TEST(judge_grades_by_the_worst)
{
	struct arena *arena = arena_new();
	struct judge worst = judge(arena, "en", 38, 0),
		     clean = judge(arena, "fr", 0, SAMPLE_CLEAN);

	assert_string_equal(worst.letter, "E");
	assert_int_equal(worst.tone, TONE_CRITICAL);
	assert_true(strncmp(worst.reason, "5 critical", 10) == 0 ||
		    strncmp(worst.reason, "4 critical", 10) == 0);
	assert_string_equal(clean.letter, "A");
	assert_true(clean.graded);
	assert_int_equal(clean.nplan, 0);
	arena_free(arena);
}

TEST(judge_gives_no_grade_for_nothing)
{
	struct arena *arena = arena_new();
	struct judge j = judge(arena, "nb", 0, SAMPLE_EMPTY);

	assert_false(j.graded);
	assert_string_equal(j.letter, "\xe2\x80\x93");
	assert_string_equal(j.word, "ikke satt");
	arena_free(arena);
}

TEST(judge_says_what_it_could_not_see_again)
{
	struct arena *arena = arena_new();

	assert_non_null(strstr(
	    judge(arena, "en", 38, SAMPLE_COMPARED).reason, "could not be assessed again"));
	assert_null(strstr(judge(arena, "en", 38, 0).reason, "could not be assessed again"));
	arena_free(arena);
}

TEST(judge_plans_each_finding_once)
{
	struct arena *arena = arena_new();
	struct judge j = judge(arena, "en", 200, 0);
	size_t n = 0;

	for (size_t i = 0; i < j.nplan; i++) {
		assert_true(j.plan[i].subjects.n > 0);
		n += j.plan[i].n;
		for (size_t k = 0; k < i; k++)
			assert_false(
			    strcmp(j.plan[i].type, j.plan[k].type) == 0 &&
			    (j.plan[i].product == j.plan[k].product ||
				(j.plan[i].product && j.plan[k].product &&
				    strcmp(j.plan[i].product, j.plan[k].product) == 0)));
	}
	assert_int_equal(n, 200);
	assert_int_equal(j.plan[0].criticality, CRIT_CRITICAL);
	arena_free(arena);
}

TEST(judge_scale_has_five_letters)
{
	struct arena *arena = arena_new();
	struct judge_letter scale[JUDGE_LETTERS];

	for (size_t l = 0; i18n_codes[l]; l++) {
		judge_scale(i18n_lang(i18n_codes[l]), arena, scale);
		for (int i = 0; i < JUDGE_LETTERS; i++) {
			assert_int_equal(scale[i].letter[0], 'A' + i);
			assert_true(*scale[i].word && *scale[i].meaning);
			assert_null(strchr(scale[i].meaning, '%'));
		}
	}
	arena_free(arena);
}
