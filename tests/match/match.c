#include "case.h"
#include "test.h"

TEST(any_version_is_hidden)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_any("v", "p");

	sample_vuln(&s, "CVE-2024-1000", &c, 1);
	assert_string_equal(
	    case_text(&s, "v", "p", "1.0"), "~CVE-2024-1000 possible any_version");
	sample_free(&s);
}

TEST(a_stated_range_goes_before_any_version)
{
	struct sample s = sample_new();
	struct vuln_criterion c[] = {sample_any("v", "p"), sample_span("v", "p", NULL, "2")};

	sample_vuln(&s, "CVE-2024-1000", c, 2);
	assert_string_equal(case_text(&s, "v", "p", "1.0"), "CVE-2024-1000 probable version 2");
	sample_free(&s);
}

TEST(without_a_version_nothing_is_matched)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_any("v", "p");

	sample_vuln(&s, "CVE-2024-1000", &c, 1);
	assert_string_equal(case_text(&s, "v", "p", NULL), "versionless");
	assert_string_equal(case_text(&s, "v", "p", ""), "versionless");
	assert_string_equal(case_text(&s, "v", "other", "1"), "unknown");
	sample_free(&s);
}

TEST(firmware_is_confirmed_programs_are_probable)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_span("fortinet", "fortios", "7.0.0", "7.0.14");

	c.part = 'o';
	sample_vuln(&s, "CVE-2024-1000", &c, 1);
	assert_string_equal(case_text(&s, "fortinet", "FortiOS", "7.0.3"),
	    "CVE-2024-1000 confirmed vendor 7.0.14");
	sample_free(&s);
}

TEST(what_is_disputed_is_at_most_possible)
{
	struct sample s = sample_new();
	struct vuln v = {.id = "CVE-2024-1000", .status = VULN_DISPUTED};
	struct vuln_config config = {0};
	struct vuln_node node = {0};

	vec_push(s.arena, &node.criteria, sample_span("v", "p", NULL, "2"));
	vec_push(s.arena, &config.nodes, node);
	vec_push(s.arena, &v.configs.all, config);
	sample_add(&s, KNOW_VULN, "nvd", &v);
	assert_string_equal(case_text(&s, "v", "p", "1"), "CVE-2024-1000 possible disputed 2");
	sample_free(&s);
}

TEST(two_sources_make_one_match)
{
	struct sample s = sample_new();
	struct vuln v = {.id = "CVE-2024-1000"};
	struct vuln_config config = {0};
	struct vuln_node node = {0};
	struct vuln_criterion c = sample_any("v", "p");

	sample_vuln(&s, "CVE-2024-1000", &c, 1);
	vec_push(s.arena, &node.criteria, sample_span("v", "p", NULL, "2"));
	vec_push(s.arena, &config.nodes, node);
	vec_push(s.arena, &v.configs.all, config);
	sample_add(&s, KNOW_VULN, "starter", &v);
	assert_string_equal(case_text(&s, "v", "p", "1"), "CVE-2024-1000 probable version 2");
	sample_free(&s);
}

TEST(a_restricted_matcher_looks_at_nothing_else)
{
	struct sample s = sample_new();
	struct vuln_criterion p = sample_span("v", "p", NULL, "2");
	struct vuln_criterion q = sample_span("v", "q", NULL, "2");
	struct match_product product = {.vendor = "v", .product = "p", .version = "1"};
	struct match_product other = {.vendor = "v", .product = "q", .version = "1"};
	struct matches found;
	struct matcher *m;
	uint32_t only;

	sample_vuln(&s, "CVE-2024-1001", &p, 1);
	sample_vuln(&s, "CVE-2024-1002", &p, 1);
	sample_vuln(&s, "CVE-2024-1003", &q, 1);
	m = match_new(sample_pack(&s));
	only = knowledge_find(&s.pack, KT_VULNS, "CVE-2024-1002").first;
	match_only(m, &only, 1);
	assert_true(match_names(m, &product));
	assert_false(match_names(m, &other));
	match_find(m, &product, s.arena, &found);
	assert_int_equal(found.all.n, 1);
	assert_int_equal(found.all.items[0].owner, only);
	match_find(m, &other, s.arena, &found);
	assert_int_equal(found.all.n, 0);
	match_only(m, NULL, 0);
	match_find(m, &product, s.arena, &found);
	assert_int_equal(found.all.n, 2);
	match_free(m);
	sample_free(&s);
}

TEST(every_reason_has_a_name_and_a_sentence)
{
	for (int i = 0; i < MATCH_REASONS; i++) {
		assert_non_null(match_reason_names[i]);
		assert_true(strlen(match_sentence((enum match_reason)i)) > 10);
	}
	assert_null(match_reason_names[MATCH_REASONS]);
	assert_null(match_verdict_names[MATCH_VERDICTS]);
}
