#include "match/match_impl.h"

#include "case.h"
#include "test.h"

TEST(aliases_lead_to_every_name)
{
	struct sample s = sample_new();
	struct vuln_criterion a = sample_span("f5", "nginx", NULL, "1.20");
	struct vuln_criterion b = sample_span("nginx", "nginx", NULL, "1.21");

	sample_vuln(&s, "CVE-2024-1001", &a, 1);
	sample_vuln(&s, "CVE-2024-1002", &b, 1);
	knowledge_write_alias(s.w, "igor_sysoev", "nginx", "f5", "nginx");
	knowledge_write_alias(s.w, "igor_sysoev", "nginx", "nginx", "nginx");
	assert_string_equal(case_text(&s, "Igor Sysoev", "nginx", "1.18.0"),
	    "CVE-2024-1001 probable version 1.20; CVE-2024-1002 probable version 1.21");
	assert_string_equal(
	    case_text(&s, "f5", "nginx", "1.18.0"), "CVE-2024-1001 probable version 1.20");
	assert_string_equal(case_text(&s, NULL, "nginx", "1.18.0"),
	    "CVE-2024-1001 probable version 1.20; CVE-2024-1002 probable version 1.21");
	sample_free(&s);
}

TEST(a_name_without_its_vendor_is_a_guess)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_span("v", "p", NULL, "2");

	sample_vuln(&s, "CVE-2024-1000", &c, 1);
	assert_string_equal(
	    case_text(&s, NULL, "p", "1"), "CVE-2024-1000 possible name_guessed 2");
	assert_string_equal(
	    case_text(&s, "w", "p", "1"), "CVE-2024-1000 possible name_guessed 2");
	sample_free(&s);
}

TEST(a_cpe_goes_before_the_names)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_span("apache", "http_server", NULL, "2.5");
	struct match_product p = {.vendor = "Apache",
	    .product = "httpd",
	    .version = "2.4.1",
	    .cpe = "cpe:2.3:a:apache:http_server:2.4.1:*:*:*:*:*:*:*"};

	sample_vuln(&s, "CVE-2024-1000", &c, 1);
	assert_string_equal(case_matches(&s, &p), "CVE-2024-1000 probable version 2.5");
	sample_free(&s);
}

TEST(advisories_are_matched_by_the_names_that_people_write)
{
	struct sample s = sample_new();
	struct know_advisory a = {.id = "ICSMA-20-049-02"};
	struct vuln_config config = {0};
	struct vuln_node node = {0};
	struct vuln_criterion c =
	    sample_span("philips healthcare", "intellispace portal (isp)", NULL, "12.2");
	struct match_product p = {
	    .vendor = "Philips", .product = "IntelliSpace_Portal", .version = "11.0"};

	c.naming = NAMED_TEXT;
	c.part = '*';
	c.model = "isp-12";
	vec_push(s.arena, &node.criteria, c);
	vec_push(s.arena, &config.nodes, node);
	vec_push(s.arena, &a.configs.all, config);
	sample_add(&s, KNOW_ADVISORY, "csaf", &a);
	assert_string_equal(case_matches(&s, &p), "ICSMA-20-049-02 probable version 12.2");
	p.version = "12.2";
	assert_string_equal(case_matches(&s, &p), "");
	p = (struct match_product){.model = "ISP-12", .version = "11.0"};
	assert_string_equal(case_matches(&s, &p), "ICSMA-20-049-02 probable version 12.2");
	p = (struct match_product){
	    .vendor = "Siemens", .product = "IntelliSpace Portal", .version = "11.0"};
	assert_string_equal(case_matches(&s, &p), "unknown");
	sample_free(&s);
}

TEST(names_are_brought_into_one_shape)
{
	struct arena *a = arena_new();

	assert_string_equal(name_cpe("HTTP Server", a), "http_server");
	assert_string_equal(name_plain(" Vue-PACS (v12) ", a), "vue pacs v12");
	assert_null(name_cpe(NULL, a));
	assert_null(name_plain(NULL, a));
	arena_free(a);
}

TEST(a_vendor_of_two_letters_is_one)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_span("f5", "nginx", NULL, "1.24");
	struct match_product p = {.vendor = "F5", .product = "nginx", .version = "1.22.1"};

	c.naming = NAMED_TEXT;
	c.part = '*';
	sample_vuln(&s, "CVE-2024-1000", &c, 1);
	assert_true(strncmp(case_matches(&s, &p), "CVE-2024-1000 ", 14) == 0);
	p.vendor = "HP";
	assert_string_equal(case_matches(&s, &p), "unknown");
	sample_free(&s);
}
