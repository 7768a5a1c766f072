#include "case.h"
#include "test.h"

static struct vuln_criterion platform(const char *vendor, const char *product, char part)
{
	struct vuln_criterion c = sample_any(vendor, product);

	c.vulnerable = false;
	c.part = part;
	return c;
}

static struct vuln_node node_of(struct sample *s, struct vuln_criterion c)
{
	struct vuln_node n = {0};

	vec_push(s->arena, &n.criteria, c);
	return n;
}

static void both(struct sample *s, const char *id, struct vuln_node a, struct vuln_node b)
{
	struct vuln_configs configs = {0};
	struct vuln_config config = {.operator= VULN_AND };

	vec_push(s->arena, &config.nodes, a);
	vec_push(s->arena, &config.nodes, b);
	vec_push(s->arena, &configs.all, config);
	sample_configs(s, id, configs);
}

TEST(an_unknown_platform_makes_possible_a_known_one_decides)
{
	struct sample s = sample_new();
	struct match_product p = {.vendor = "v", .product = "p", .version = "1.5"};

	both(&s, "CVE-2024-1000", node_of(&s, sample_span("v", "p", "1", "2")),
	    node_of(&s, platform("microsoft", "windows", 'o')));
	assert_string_equal(case_matches(&s, &p), "CVE-2024-1000 possible platform_unknown 2");
	p.system = "Windows Server 2022";
	assert_string_equal(case_matches(&s, &p), "CVE-2024-1000 probable version 2");
	p.system = "Debian";
	assert_string_equal(case_matches(&s, &p), "");
	sample_free(&s);
}

TEST(another_product_on_the_host_is_a_platform)
{
	struct sample s = sample_new();
	struct match_product other = {.vendor = "w", .product = "base", .version = "3.0"};
	struct match_product p = {
	    .vendor = "v", .product = "p", .version = "1.5", .others = &other, .nothers = 1};
	struct vuln_criterion c = sample_span("w", "base", "3", "4");

	c.vulnerable = false;
	both(&s, "CVE-2024-1000", node_of(&s, sample_span("v", "p", "1", "2")), node_of(&s, c));
	assert_string_equal(case_matches(&s, &p), "CVE-2024-1000 probable version 2");
	other.version = "5.0";
	assert_string_equal(case_matches(&s, &p), "");
	p.nothers = 0;
	assert_string_equal(case_matches(&s, &p), "CVE-2024-1000 possible platform_unknown 2");
	sample_free(&s);
}

TEST(firmware_runs_on_its_own_hardware)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_span("v", "router_firmware", NULL, "2");
	struct vuln_criterion hw = platform("v", "router", 'h');

	c.part = 'o';
	hw.range = RANGE_NONE;
	both(&s, "CVE-2024-1000", node_of(&s, c), node_of(&s, hw));
	assert_string_equal(
	    case_text(&s, "v", "router_firmware", "1.5"), "CVE-2024-1000 confirmed vendor 2");
	sample_free(&s);
}

/* The case of CVE-2007-6420: httpd is the platform of a module. */
TEST(who_is_the_platform_is_not_vulnerable)
{
	struct sample s = sample_new();
	struct vuln_criterion na = platform("apache", "http_server", 'a');

	na.range = RANGE_NONE;
	both(&s, "CVE-2007-6420", node_of(&s, sample_any("apache", "mod_proxy_balancer")),
	    node_of(&s, platform("apache", "http_server", 'a')));
	both(&s, "CVE-2007-6421", node_of(&s, sample_any("apache", "mod_proxy_balancer")),
	    node_of(&s, na));
	assert_string_equal(case_text(&s, "apache", "http_server", "2.4.53"), "");
	sample_free(&s);
}

TEST(not_applicable_is_no_version)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_any("apache", "http_server");

	c.range = RANGE_NONE;
	sample_vuln(&s, "CVE-2007-6420", &c, 1);
	assert_string_equal(case_text(&s, "apache", "http_server", "2.4.53"), "");
	sample_free(&s);
}

TEST(negation_turns_the_platform)
{
	struct sample s = sample_new();
	struct match_product p = {.vendor = "v", .product = "p", .version = "1.5"};
	struct vuln_node n = node_of(&s, platform("microsoft", "windows", 'o'));

	n.negate = true;
	both(&s, "CVE-2024-1000", node_of(&s, sample_span("v", "p", "1", "2")), n);
	assert_string_equal(case_matches(&s, &p), "CVE-2024-1000 possible platform_unknown 2");
	p.system = "Windows";
	assert_string_equal(case_matches(&s, &p), "");
	p.system = "FreeBSD";
	assert_string_equal(case_matches(&s, &p), "CVE-2024-1000 probable version 2");
	sample_free(&s);
}

TEST(and_inside_a_node_needs_all_of_it)
{
	struct sample s = sample_new();
	struct vuln_configs configs = {0};
	struct vuln_config config = {0};
	struct vuln_node n = {.operator= VULN_AND };
	struct match_product p = {.vendor = "v", .product = "p", .version = "1.5"};

	vec_push(s.arena, &n.criteria, sample_span("v", "p", "1", "2"));
	vec_push(s.arena, &n.criteria, platform("microsoft", "windows", 'o'));
	vec_push(s.arena, &config.nodes, n);
	vec_push(s.arena, &configs.all, config);
	sample_configs(&s, "CVE-2024-1000", configs);
	assert_string_equal(case_matches(&s, &p), "CVE-2024-1000 possible platform_unknown 2");
	p.system = "Debian";
	assert_string_equal(case_matches(&s, &p), "");
	sample_free(&s);
}
