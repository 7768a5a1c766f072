#include "case.h"
#include "codec/version.h"
#include "match/match.h"
#include "pack/knowledge_current.h"
#include "pack/said.h"
#include "test.h"

TEST(exact_versions_know_update_levels_joined_or_apart)
{
	struct sample s = sample_new();
	struct vuln_criterion apart = sample_exact("openbsd", "openssh", "9.2", "p1");
	struct vuln_criterion joined = sample_exact("openbsd", "openssh", "9.2p1", NULL);
	struct vuln_criterion none = sample_exact("openbsd", "openssh", "9.2", "-");
	struct vuln_criterion any = sample_exact("openbsd", "openssh", "9.2", NULL);
	struct match_product p = {
	    .vendor = "openbsd", .product = "OpenSSH", .version = "9.2", .update = "p1"};

	sample_vuln(&s, "CVE-2024-1001", &apart, 1);
	sample_vuln(&s, "CVE-2024-1002", &joined, 1);
	sample_vuln(&s, "CVE-2024-1003", &none, 1);
	sample_vuln(&s, "CVE-2024-1004", &any, 1);
	assert_string_equal(case_text(&s, "openbsd", "OpenSSH", "9.2p1"),
	    "CVE-2024-1001 probable version; CVE-2024-1002 probable version; "
	    "CVE-2024-1004 probable version");
	assert_string_equal(case_matches(&s, &p), case_text(&s, "openbsd", "openssh", "9.2p1"));
	assert_string_equal(case_text(&s, "openbsd", "openssh", "9.2"),
	    "CVE-2024-1001 possible update_unknown; CVE-2024-1003 probable version; "
	    "CVE-2024-1004 probable version");
	assert_string_equal(case_text(&s, "openbsd", "openssh", "9.3p1"), "");
	sample_free(&s);
}

TEST(update_levels_lie_in_spans)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_span("openbsd", "openssh", "8.5p1", "9.8");
	struct vuln_criterion until = sample_span("ntp", "ntp", NULL, "4.2.8");

	until.end_excluded = false;
	sample_vuln(&s, "CVE-2024-6387", &c, 1);
	sample_vuln(&s, "CVE-2024-1000", &until, 1);
	assert_string_equal(
	    case_text(&s, "openbsd", "openssh", "9.2p1"), "CVE-2024-6387 probable version 9.8");
	assert_string_equal(
	    case_text(&s, "openbsd", "openssh", "8.5p1"), "CVE-2024-6387 probable version 9.8");
	assert_string_equal(case_text(&s, "openbsd", "openssh", "8.4p1"), "");
	assert_string_equal(case_text(&s, "openbsd", "openssh", "9.8p1"), "");
	assert_string_equal(
	    case_text(&s, "ntp", "ntp", "4.2.8"), "CVE-2024-1000 probable version >4.2.8");
	assert_string_equal(case_text(&s, "ntp", "ntp", "4.2.8p15"),
	    "CVE-2024-1000 possible update_unknown >4.2.8");
	sample_free(&s);
}

TEST(a_day_as_bound_says_nothing_of_a_version)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_span("redis", "redis", NULL, "2022-09-29");

	c.scheme = VERSION_DATE;
	sample_vuln(&s, "CVE-2022-3647", &c, 1);
	assert_string_equal(case_text(&s, "redis", "redis", "7.0.15"),
	    "~CVE-2022-3647 possible any_version 2022-09-29");
	assert_string_equal(case_text(&s, "redis", "redis", "2022-09-01"),
	    "CVE-2022-3647 probable version 2022-09-29");
	assert_string_equal(case_text(&s, "redis", "redis", "20221001"), "");
	sample_free(&s);
}

TEST(bounds_are_in_or_out_as_they_say)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_span("v", "p", "1.0", "2.0");

	sample_vuln(&s, "CVE-2024-1001", &c, 1);
	c.start_excluded = true;
	c.end_excluded = false;
	sample_vuln(&s, "CVE-2024-1002", &c, 1);
	assert_string_equal(
	    case_text(&s, "v", "p", "1.0"), "CVE-2024-1001 probable version 2.0");
	assert_string_equal(
	    case_text(&s, "v", "p", "2.0"), "CVE-2024-1002 probable version >2.0");
	assert_string_equal(case_text(&s, "v", "p", "0.9"), "");
	assert_string_equal(case_text(&s, "v", "p", "2.0.1"), "");
	assert_string_equal(case_text(&s, "v", "p", "1.9.99"),
	    "CVE-2024-1001 probable version 2.0; CVE-2024-1002 probable version >2.0");
	sample_free(&s);
}

TEST(a_criterion_for_a_plugin_is_not_for_the_core)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_span("v", "forms", NULL, "2.0");
	struct match_product p = {.cpe = "cpe:2.3:a:v:forms:1.0:*:*:*:*:wordpress:*:*",
	    .product = "forms",
	    .version = "1.0"};

	c.target_sw = "wordpress";
	sample_vuln(&s, "CVE-2024-1000", &c, 1);
	assert_string_equal(case_text(&s, "v", "forms", "1.0"), "");
	assert_string_equal(case_matches(&s, &p), "CVE-2024-1000 probable version 2.0");
	sample_free(&s);
}

TEST(a_system_that_contradicts_the_target_ends_the_match)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_span("v", "agent", NULL, "2.0");
	struct match_product p = {.vendor = "v", .product = "agent", .version = "1.0"};

	c.target_sw = "windows";
	sample_vuln(&s, "CVE-2024-1000", &c, 1);
	assert_string_equal(case_matches(&s, &p), "CVE-2024-1000 probable version 2.0");
	p.system = "Windows Server 2019";
	assert_string_equal(case_matches(&s, &p), "CVE-2024-1000 probable version 2.0");
	p.system = "Win64";
	assert_string_equal(case_matches(&s, &p), "CVE-2024-1000 probable version 2.0");
	p.system = "Debian";
	assert_string_equal(case_matches(&s, &p), "");
	sample_free(&s);
}

/* --- ranges that somebody said by hand --- */

/* "confirmed", ... of the version by what was said; "none" when it does not match. */
static const char *verdict(const char *text, const char *version, struct arena *arena)
{
	const struct match_product p = {
	    .vendor = "Fortinet", .product = "FortiOS", .version = version};
	struct knowledge_pack pack = {0};
	struct matches found = {0};
	const struct text_list line = {&text, 1};
	struct msg msg = {0};
	const char *ret;

	assert_int_equal(said_pack(&line, knowledge_builtin(), arena, &pack, &msg), 0);
	struct matcher *m = match_new(&pack);

	match_find(m, &p, arena, &found);
	ret = found.all.n ? match_verdict_names[found.all.items[0].verdict] : "none";
	(void)match_free(m);
	knowledge_close(&pack);
	return ret;
}

TEST(said_range_is_judged_as_a_vulnerability)
{
	struct arena *arena = arena_new();

	assert_string_not_equal(verdict("fortinet:fortios <7.2.7", "7.2.1", arena), "none");
	assert_string_equal(verdict("fortinet:fortios <7.2.7", "7.2.7", arena), "none");
	assert_string_not_equal(
	    verdict("Fortinet:FortiOS >=7.0 | <7.2", "7.1.9", arena), "none");
	assert_string_equal(verdict("fortinet:fortios >=7.0 | <7.2", "6.9", arena), "none");
	(void)arena_free(arena);
}

TEST(said_range_refuses_what_names_nothing)
{
	static const char *texts[] = {"", "just words", "fortios <7", ":fortios <7",
	    "fortinet: <7", "fortinet:fortios", "fortinet:fortios <<<>"};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		const struct text_list line = {&texts[i], 1};
		struct knowledge_pack pack = {0};
		struct msg msg = {0};

		if (said_pack(&line, knowledge_builtin(), arena, &pack, &msg) != ERR_SYNTAX)
			fail_msg("\"%s\" was taken", texts[i]);
		assert_true(msg.hint[0]);
		assert_null(pack.bytes.p);
	}
	(void)arena_free(arena);
}
