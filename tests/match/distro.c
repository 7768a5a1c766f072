#include "match/match_impl.h"

#include "case.h"
#include "test.h"

static struct sample openssh(void)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_span("openbsd", "openssh", "8.5p1", "9.8");

	sample_vuln(&s, "CVE-2024-1001", &c, 1);
	sample_vuln(&s, "CVE-2024-1002", &c, 1);
	sample_vuln(&s, "CVE-2024-1003", &c, 1);
	sample_vuln(&s, "CVE-2024-1004", &c, 1);
	sample_fix(&s, "CVE-2024-1001", "openssh", "1:9.2p1-2+deb12u3");
	sample_fix(&s, "CVE-2024-1002", "openssh", "1:9.2p1-2+deb12u11");
	sample_fix(&s, "CVE-2024-1003", "openssh", NULL);
	return s;
}

static struct match_product debian(const char *revision)
{
	return (struct match_product){.vendor = "openbsd",
	    .product = "openssh",
	    .version = "9.2p1",
	    .system = "Debian",
	    .revision = revision};
}

TEST(a_visible_revision_decides)
{
	struct sample s = openssh();
	struct match_product p = debian("2+deb12u10");

	assert_string_equal(case_matches(&s, &p),
	    "CVE-2024-1001 fixed fixed_revision 9.8; CVE-2024-1002 confirmed revision 9.8; "
	    "CVE-2024-1003 fixed not_affected 9.8; CVE-2024-1004 possible fix_unknown 9.8");
	sample_free(&s);
}

TEST(a_hidden_revision_leaves_everything_possible)
{
	struct sample s = openssh();
	struct match_product p = debian(NULL);

	assert_string_equal(case_matches(&s, &p),
	    "CVE-2024-1001 possible fix_hidden 9.8; CVE-2024-1002 possible fix_hidden 9.8; "
	    "CVE-2024-1003 possible fix_hidden 9.8; CVE-2024-1004 possible fix_hidden 9.8");
	sample_free(&s);
}

TEST(what_a_distribution_ships_is_at_most_possible_what_none_ships_is_probable)
{
	struct sample s = openssh();

	assert_non_null(strstr(case_text(&s, "openbsd", "openssh", "9.2p1"),
	    "CVE-2024-1004 possible often_packaged"));
	assert_non_null(strstr(
	    case_text(&s, "openbsd", "openssh", "9.1p1"), "CVE-2024-1004 probable version"));
	sample_free(&s);
}

TEST(a_repacked_upstream_version_is_the_same)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_span("orthanc-server", "orthanc", NULL, "1.12.0");
	struct match_product p = {.vendor = "orthanc-server",
	    .product = "orthanc",
	    .version = "1.10.1",
	    .system = "Debian",
	    .revision = "2+deb12u1"};

	sample_vuln(&s, "CVE-2023-33466", &c, 1);
	sample_fix(&s, "CVE-2023-33466", "orthanc", "1.10.1+dfsg-2+deb12u1");
	assert_string_equal(case_matches(&s, &p), "CVE-2023-33466 fixed fixed_revision 1.12.0");
	p.revision = "2";
	p.release = "bookworm";
	assert_string_equal(case_matches(&s, &p), "CVE-2023-33466 confirmed revision 1.12.0");
	sample_free(&s);
}

TEST(another_release_says_nothing)
{
	struct sample s = openssh();
	struct match_product p = debian("5+deb11u3");

	p.version = "8.5p1";
	assert_non_null(strstr(case_matches(&s, &p), "CVE-2024-1001 possible fix_unknown"));
	sample_free(&s);
}

TEST(a_fix_of_the_same_upstream_version_tells_the_release)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_span("samba", "samba", NULL, "4.18.0");
	struct match_product p = {.vendor = "samba",
	    .product = "samba",
	    .version = "4.17.12",
	    .system = "Debian",
	    .revision = "3"};

	sample_vuln(&s, "CVE-2023-3961", &c, 1);
	sample_vuln(&s, "CVE-2023-4091", &c, 1);
	sample_fix(&s, "CVE-2023-3961", "samba", "2:4.17.12+dfsg-2+deb12u1");
	sample_fix(&s, "CVE-2023-4091", "samba", "2:4.17.9+dfsg-0+deb12u3");
	assert_string_equal(case_matches(&s, &p),
	    "CVE-2023-3961 fixed fixed_revision 4.18.0; CVE-2023-4091 possible fix_unknown "
	    "4.18.0");
	sample_free(&s);
}

TEST(what_somebody_else_built_for_a_distribution_is_not_judged_by_its_data)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_span("nginx", "nginx", NULL, "1.24.1");
	struct match_product p = {.vendor = "nginx",
	    .product = "nginx",
	    .version = "1.24.0",
	    .system = "Debian",
	    .revision = "1~bookworm",
	    .release = "bookworm"};

	sample_vuln(&s, "CVE-2023-44487", &c, 1);
	sample_fix(&s, "CVE-2023-44487", "nginx", "1.22.1-9+deb12u1");
	assert_string_equal(case_matches(&s, &p), "CVE-2023-44487 possible fix_unknown 1.24.1");
	sample_free(&s);
}

TEST(a_revision_of_no_distribution_decides_nothing)
{
	struct sample s = openssh();
	struct match_product p = debian("20230719");

	p.system = "FreeBSD";
	assert_non_null(strstr(case_matches(&s, &p), "CVE-2024-1001 possible fix_unknown"));
	sample_free(&s);
}

TEST(a_package_named_by_its_version_is_asked_for_by_that_name)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_span("postgresql", "postgresql", NULL, "13.15");
	struct match_product p = {.vendor = "postgresql",
	    .product = "postgresql",
	    .version = "13.14",
	    .revision = "0+deb11u1"};

	sample_vuln(&s, "CVE-2024-4317", &c, 1);
	sample_fix(&s, "CVE-2024-4317", "postgresql-15", "15.7-0+deb12u1");
	p.release = "bookworm";
	assert_string_equal(case_matches(&s, &p), "CVE-2024-4317 possible fix_unknown 13.15");
	sample_free(&s);
}

TEST(no_distribution_ships_what_runs_on_windows)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_span("apache", "http_server", "2.4.49", "2.4.51");
	struct match_product p = {
	    .vendor = "apache", .product = "http_server", .version = "2.4.49"};

	sample_vuln(&s, "CVE-2021-41773", &c, 1);
	sample_fix(&s, "CVE-2021-40438", "apache2", "2.4.49-1~deb11u2");
	assert_string_equal(
	    case_matches(&s, &p), "CVE-2021-41773 possible often_packaged 2.4.51");
	p.system = "Win64";
	assert_string_equal(case_matches(&s, &p), "CVE-2021-41773 probable version 2.4.51");
	sample_free(&s);
}

TEST(distributions_are_known_by_name)
{
	assert_true(distro_is("Debian 12"));
	assert_true(distro_is("Red Hat Enterprise Linux"));
	assert_false(distro_is("Windows Server 2019"));
	assert_false(distro_is(NULL));
}
