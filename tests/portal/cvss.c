#include "rig.h"

#include "portal/cvss_words.h"

#define BASE31 "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
#define BASE4  "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
#define FORM4  "v=4.0&AV=N&AC=L&AT=N&PR=N&UI=N&VC=H&VI=H&VA=H&SC=N&SI=N&SA=N"

TEST(cvss_words_for_every_metric_and_value)
{
	static const enum cvss_version versions[] = {CVSS_3_0, CVSS_3_1, CVSS_4_0};

	for (size_t v = 0; v < ARRAY_LEN(versions); v++) {
		struct cvss_metric m;

		for (int at = 0; cvss_metric(versions[v], at, &m); at++) {
			const struct cvss_words *words = cvss_words_of(versions[v], &m);
			struct span rest = span_str(m.values), one;
			size_t n = 0;

			if (!words)
				fail_msg("%s has no words", m.name);
			while (span_split(&rest, ' ', &one))
				n += !span_eq(one, "X");
			for (size_t i = 0; i < n; i++)
				if (!words->values[i])
					fail_msg("%s has no words for a value", m.name);
			assert_true(n == CVSS_WORDS_VALUES || !words->values[n]);
		}
	}
}

TEST_RIG(a_pasted_vector_is_scored)
{
	struct rig_browser *b = rig_browser(rig);

	assert_int_equal(rig_get(b, "/tools/cvss"), 200);
	assert_true(rig_has(b, "Choose a value for everything in the base"));
	assert_int_equal(rig_post(b, "/tools/cvss", "vector", " " BASE31 " ", NULL), 303);
	assert_int_equal(rig_follow(b), 200);
	assert_true(rig_has(b, "<strong>9.8</strong>"));
	assert_true(rig_has(b, "data-color=\"critical\""));
	assert_int_equal(rig_get(b, "/tools/cvss?vector=" BASE31 "/E:P/CR:H"), 200);
	assert_true(rig_has(b, "<strong>9.3</strong>"));
	assert_true(rig_has(b, "Base 9.8"));
	assert_int_equal(rig_get(b, "/tools/cvss?vector=" BASE4 "/E:U"), 200);
	assert_true(rig_has(b, "<strong>8.1</strong>"));
	assert_true(rig_has(b, "CVSS-BT"));
	assert_int_equal(rig_get(b, "/tools/cvss?vector=CVSS:3.0/AV:N"), 200);
	assert_true(rig_has(b, "This is no vector of CVSS"));
	assert_int_equal(rig_post(b, "/tools/cvss", "vector", "<script>", NULL), 422);
	assert_false(rig_has(b, "<script>\""));
	assert_true(rig_has(b, "This is no vector of CVSS"));
}

TEST_RIG(metrics_are_chosen_without_script)
{
	struct rig_browser *b = rig_browser(rig);

	assert_int_equal(rig_get(b, "/tools/cvss?" FORM4), 200);
	assert_true(rig_has(b, "<strong>9.3</strong>"));
	assert_true(rig_has(b, BASE4));
	assert_true(rig_has(b, "CVSS-B<"));
	/* What is not defined is left out; the order is the specification's. */
	assert_int_equal(rig_get(b, "/tools/cvss?E=X&MSI=S&" FORM4), 200);
	assert_true(rig_has(b, BASE4 "/MSI:S<"));
	assert_int_equal(rig_get(b, "/tools/cvss?v=4.0&AV=N"), 200);
	assert_true(rig_has(b, "is not chosen yet"));
	assert_int_equal(
	    rig_get(b, "/tools/cvss?v=3.1&AV=N&AC=L&PR=N&UI=N&S=U&C=N&I=N&A=N"), 200);
	assert_true(rig_has(b, "<strong>0.0</strong>"));
	assert_int_equal(rig_get(b, "/tools/cvss?v=3.1&AV=Q"), 200);
	assert_false(rig_has(b, "<strong>"));
}

TEST_RIG(the_calculator_in_three_languages)
{
	static const char *const langs[] = {"en", "fr", "nb"}, *const words[] = {
								   "Attack vector",
								   "Vecteur d'attaque",
								   "Angrepsvektor"};
	struct rig_browser *b = rig_browser(rig);

	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		b->lang = langs[i];
		assert_int_equal(rig_get(b, "/tools/cvss?vector=" BASE4), 200);
		assert_true(rig_has(b, words[i]) || rig_has(b, "Vecteur d&#39;attaque"));
		assert_int_equal(rig_get(b, "/tools/cvss?v=3.1"), 200);
	}
}
