#include "test.h"

#include "base/macros.h"
#include "report/rank_text.h"

static const struct rank_in worst = {.kev_cisa = true,
    .automatable = RANK_YES,
    .total = RANK_NO,
    .epss = 900000,
    .cvss = 60,
    .exposure = EXPOSURE_PUBLIC,
    .role = ROLE_IMAGING,
    .certainty = CERTAINTY_CONFIRMED};

static void check(const struct rank_in *in, const char *code, const char *expected)
{
	struct arena *arena = arena_new();
	struct rank rank;

	rank_make(in, DEADLINES_BOD_26_04, &rank);
	assert_string_equal(rank_text_sentence(arena, i18n_lang(code), &rank), expected);
	arena_free(arena);
}

TEST(rank_text_is_one_sentence_in_every_language)
{
	check(&worst, "en",
	    "Attackers already use this flaw against others, the system can be reached from "
	    "the Internet, and it handles medical images: mend it within 3 days.");
	check(&worst, "fr",
	    "Des attaquants exploitent déjà cette faille ailleurs, le système est accessible "
	    "depuis Internet et il traite des images médicales\xc2\xa0: corrigez-la dans un "
	    "délai de 3 jours.");
	check(&worst, "nb",
	    "Angripere bruker allerede denne svakheten mot andre, systemet kan nås fra "
	    "Internett, og det behandler medisinske bilder: utbedre den innen 3 dager.");
}

TEST(rank_text_says_what_is_not_sure_and_what_else_to_do)
{
	struct rank_in in = worst;

	in.total = RANK_YES;
	in.role = ROLE_OTHER;
	in.certainty = CERTAINTY_POSSIBLE;
	check(&in, "en",
	    "Attackers already use this flaw against others, it gives full control of the "
	    "system, and the system can be reached from the Internet: check first whether the "
	    "system has it, then mend it within 3 days and look for traces of a break-in.");
	in = (struct rank_in){.epss = 123456,
	    .cvss = 50,
	    .automatable = RANK_NO,
	    .total = RANK_NO,
	    .certainty = CERTAINTY_CONFIRMED};
	check(&in, "en",
	    "The chance of an attack with this flaw within 30 days is 12%, and the system can "
	    "be reached from inside only: mend it with the next update.");
}

/* Whatever the facts, every language says a whole sentence, each its own. */
TEST(rank_text_every_combination_is_said)
{
	struct arena *arena = arena_new();

	for (int i = 0; i < 3 * 3 * ROLES * 3 * 2 * 3; i++) {
		struct rank_in in = {.exploitation = i % 3,
		    .exposure = i / 3 % 3,
		    .role = i / 9 % ROLES,
		    .certainty = i / 9 / ROLES % 3,
		    .ransomware = i / 27 / ROLES % 2,
		    .total = i / 54 / ROLES % 3,
		    .cvss = i % 101};
		const char *text[3];
		struct rank rank;

		rank_make(&in, i % 2 ? DEADLINES_BOD_26_04 : DEADLINES_CVSS_BANDS, &rank);
		for (int k = 0; k < 3; k++) {
			const struct lang *lang = i18n_lang(i18n_codes[k]);

			text[k] = rank_text_sentence(arena, lang, &rank);
			assert_true(strlen(text[k]) > 40 && !strchr(text[k], '%'));
			assert_int_equal(text[k][strlen(text[k]) - 1], '.');
			assert_true(*rank_text_role(lang, in.role));
			assert_true(*rank_text_deadline(arena, lang, &rank.deadline));
		}
		assert_string_not_equal(text[0], text[1]);
		assert_string_not_equal(text[0], text[2]);
		arena_clear(arena);
	}
	arena_free(arena);
}
