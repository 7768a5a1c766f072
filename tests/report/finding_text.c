#include "report/finding_text.h"

#include "test.h"

static void check(const char *code, const char *rule, const char *expected)
{
	struct arena *arena = arena_new();

	assert_string_equal(finding_text_rule(arena, i18n_lang(code), rule), expected);
	(void)arena_free(arena);
}

TEST(finding_text_rules_are_said_in_every_language)
{
	check("en", "BOD 26-04 row 15",
	    "CISA BOD 26-04: reachable from the Internet, known to be exploited, attacks can "
	    "be "
	    "automated, full control: 3 days, with a search for traces");
	check("en", "BOD 26-04 row 0",
	    "CISA BOD 26-04: reachable from inside only, not known to be exploited, attacks "
	    "cannot be automated, partial effect: next update");
	check("en", "BOD 26-04: 14 days", "CISA BOD 26-04: 14 days");
	check("nb", "BOD 26-04: 3 days", "CISA BOD 26-04: 3 dager");
	check("en", "BOD 26-04: 3 days, forensics",
	    "CISA BOD 26-04: 3 days, with a search for traces");
	check("en", "BOD 26-04: on upgrade", "CISA BOD 26-04: next update");
	check("en", "CVSS bands: 7 days", "by the CVSS score: 7 days");
	check("en", "CVSS bands: on upgrade", "by the CVSS score: next update");
	check("fr", "CVSS bands: soon", "CVSS bands: soon");
	/* What is not known stays as it is. */
	check("fr", "BOD 26-04 row 16", "BOD 26-04 row 16");
	check("fr", "BOD 26-04: soon", "BOD 26-04: soon");
	check("fr", "ours", "ours");
}

TEST(finding_text_sentence_is_that_of_the_rank)
{
	struct arena *arena = arena_new();
	struct finding f = {.days = 3, .forensics = true};

	assert_null(finding_text_sentence(arena, i18n_lang("en"), &f));
	text_list_add(&f.why, arena, "ransomware 0");
	text_list_add(&f.why, arena, "nonsense 0");
	text_list_add(&f.why, arena, "public");
	assert_string_equal(finding_text_sentence(arena, i18n_lang("en"), &f),
	    "Extortionists already use this flaw against others: mend it within 3 days and "
	    "look "
	    "for traces of a break-in.");
	(void)arena_free(arena);
}

TEST(finding_text_why_knows_every_reason_of_a_match)
{
	static const char dash[] = "\xe2\x80\x93";

	assert_string_not_equal(finding_text_why(i18n_lang("en"), "fix_hidden"), dash);
	assert_string_not_equal(finding_text_why(i18n_lang("nb"), "version"), dash);
	assert_string_equal(finding_text_why(i18n_lang("en"), "nonsense"), dash);
	assert_string_equal(finding_text_why(i18n_lang("en"), NULL), dash);
}
