#include "test.h"

#include "base/macros.h"
#include "match/package.h"

static void check_text(const char *is, const char *expected, const char *row)
{
	if (!is != !expected || (is && strcmp(is, expected) != 0))
		fail_msg("%s: \"%s\" is not \"%s\"", row, is ? is : "(none)",
		    expected ? expected : "(none)");
}

/* What is seen, and the package that it shows. */
static const struct {
	struct package_seen seen;
	const char *distro, *release, *package, *version;
} packages[] = {
    {{"openssh", "9.2p1", "2+deb12u10", "Debian", NULL, NULL}, "debian", "bookworm", "openssh",
	"9.2p1-2+deb12u10"},
    {{"openssh", "9.2p1", "2", "Debian", NULL, NULL}, "debian", "bookworm", "openssh",
	"9.2p1-2"},
    {{"openssh", "8.9p1", "3ubuntu0.10", "Ubuntu", NULL, NULL}, "ubuntu", "22.04", "openssh",
	"8.9p1-3ubuntu0.10"},
    {{"openssh", "7.9p1", "10+deb10u2", "Raspbian", NULL, NULL}, "debian", "buster", "openssh",
	"7.9p1-10+deb10u2"},
    {{"bind", "9.18.28", "1~deb12u2", "Debian", NULL, NULL}, "debian", "bookworm", "bind9",
	"9.18.28-1~deb12u2"},
    {{"bind", "9.11.4-P2", "RedHat-9.11.4-26.P2.el7_9.15", "Red Hat", NULL, NULL}, "rhel", "7",
	"bind", "9.11.4-26.P2.el7_9.15"},
    {{"imap", "3.6.1", "3.6.1-4+deb12u3", "Debian", NULL, NULL}, "debian", "bookworm",
	"cyrus-imapd", "3.6.1-4+deb12u3"},
    {{"mariadb", "10.11.19", "0+deb12u1", "Debian", NULL, NULL}, "debian", "bookworm",
	"mariadb", "10.11.19-0+deb12u1"},
    {{"mariadb", "10.3.39", "0+deb10u2", NULL, NULL, NULL}, "debian", "buster", "mariadb-10.3",
	"10.3.39-0+deb10u2"},
    {{"mysql", "8.0.39", "0ubuntu0.22.04.1", NULL, NULL, NULL}, "ubuntu", "22.04", "mysql-8.0",
	"8.0.39-0ubuntu0.22.04.1"},
    /* the distribution shows, its revision does not */
    {{"http_server", "2.4.62", NULL, "Debian", NULL, NULL}, "debian", NULL, "apache2", NULL},
    {{"http_server", "2.4.57", NULL, "Red Hat Enterprise Linux", NULL, NULL}, "rhel", NULL,
	"httpd", NULL},
    {{"nginx", "1.22.1", NULL, "Debian", NULL, NULL}, "debian", "bookworm", "nginx", NULL},
    {{"no_such", "1.0", "1+deb12u1", NULL, NULL, NULL}, "debian", "bookworm", NULL,
	"1.0-1+deb12u1"},
    /* in the banner */
    {{"php", "7.0.33", NULL, NULL, "PHP/7.0.33-0+deb9u12", NULL}, "debian", "stretch", "php7.0",
	"7.0.33-0+deb9u12"},
    {{"postgresql", "15.8", NULL, NULL, "server 15.8 (Debian 15.8-0+deb12u1)", NULL}, "debian",
	"bookworm", "postgresql-15", "15.8-0+deb12u1"},
    {{"bind", "9.18.30", NULL, NULL, "9.18.30-0ubuntu0.22.04.1-Ubuntu", NULL}, "ubuntu",
	"22.04", "bind9", "9.18.30-0ubuntu0.22.04.1"},
    {{"mariadb", "10.3.39", NULL, NULL, "5.5.5-10.3.39-MariaDB-0+deb10u2", NULL}, "debian",
	"buster", "mariadb-10.3", "10.3.39-0+deb10u2"},
    {{"orthanc", NULL, "2+deb12u1", NULL, NULL, NULL}, "debian", "bookworm", "orthanc", NULL},
    /* told besides, and what Ubuntu mends after a release's end */
    {{"openssh", "9.2p1", "2", "Debian", NULL, "trixie"}, "debian", "trixie", "openssh",
	"9.2p1-2"},
    {{"openssh", "7.6p1", "4ubuntu0.7+esm3", "Ubuntu", NULL, NULL}, "ubuntu", "pro-18.04",
	"openssh", "7.6p1-4ubuntu0.7+esm3"},
};

TEST(package_by_revision_and_system)
{
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(packages); i++) {
		struct package p;
		const char *row = arena_printf(arena, "row %zu", i);

		assert_true(package_identify(&packages[i].seen, arena, &p));
		check_text(p.distro, packages[i].distro, row);
		check_text(p.release, packages[i].release, row);
		check_text(p.package, packages[i].package, row);
		check_text(p.version, packages[i].version, row);
		assert_false(p.foreign);
	}
	arena_free(arena);
}

TEST(package_is_none_without_a_distribution)
{
	static const struct package_seen rows[] = {
	    {0},
	    {"openssh", "9.2p1", NULL, NULL, "SSH-2.0-OpenSSH_9.2p1", NULL},
	    {"openssh", "9.3", "20230719", "FreeBSD", NULL, NULL},
	    {"internet_information_services", "10.0", "17763", "Windows", NULL, NULL},
	    {"esxi", "6.7.0", "14320388", NULL, "build-14320388", NULL},
	};
	struct arena *arena = arena_new();
	struct package p;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_false(package_identify(&rows[i], arena, &p));
	arena_free(arena);
}

TEST(package_of_somebody_else_is_foreign)
{
	static const struct package_seen rows[] = {
	    {"mariadb", "10.11.6", NULL, NULL, "1:10.11.6+maria~deb12", NULL},
	    {"postgresql", "16.1", NULL, NULL,
		"PostgreSQL 16.1 (Debian 16.1-1.pgdg120+deb12u1)", NULL},
	    {"nginx", "1.24.0", "1~bookworm", "Debian", NULL, NULL},
	    {"php", "8.2.7", "1+0~20230609.40+debian12~1.gbpd54f78", "Debian", NULL, NULL},
	};
	const struct know_fix fix = {.distro = "debian",
	    .release = "bookworm",
	    .package = "nginx",
	    .version = "1.22.1-9"};
	struct arena *arena = arena_new();
	struct package p;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (!package_identify(&rows[i], arena, &p) || !p.foreign)
			fail_msg("row %zu is not foreign", i);
		assert_int_equal(package_judge(&p, &fix), PACKAGE_OTHER);
	}
	arena_free(arena);
}

TEST(package_judges_by_the_fix)
{
	const struct package_seen seen = {
	    "openssh", "9.2p1", "2+deb12u10", "Debian", NULL, NULL};
	struct know_fix fix = {.distro = "debian",
	    .release = "bookworm",
	    .package = "openssh",
	    .version = "1:9.2p1-2+deb12u3"};
	struct arena *arena = arena_new();
	struct package p;

	assert_true(package_identify(&seen, arena, &p));
	assert_int_equal(package_judge(&p, &fix), PACKAGE_FIXED);
	fix.version = "1:9.2p1-2+deb12u10";
	assert_int_equal(package_judge(&p, &fix), PACKAGE_FIXED);
	fix.version = "1:9.2p1-2+deb12u11";
	assert_int_equal(package_judge(&p, &fix), PACKAGE_OPEN);
	fix.release = "trixie";
	assert_int_equal(package_judge(&p, &fix), PACKAGE_OTHER);
	fix.release = "bookworm";
	fix.package = "openssl";
	assert_int_equal(package_judge(&p, &fix), PACKAGE_OTHER);
	fix.package = "openssh";
	fix.version = NULL;
	fix.state = FIX_NONE_YET;
	assert_int_equal(package_judge(&p, &fix), PACKAGE_OPEN);
	fix.state = FIX_NOT_AFFECTED;
	assert_int_equal(package_judge(&p, &fix), PACKAGE_FIXED);
	fix.state = FIX_RELEASED;
	fix.version = "1:9.2p1-2+deb12u3";
	p.version = NULL;
	assert_int_equal(package_judge(&p, &fix), PACKAGE_UNKNOWN);
	p.version = "9.2p1-2";
	p.release = NULL;
	assert_int_equal(package_judge(&p, &fix), PACKAGE_UNKNOWN);
	arena_free(arena);
}

TEST(package_compares_without_epochs_and_with_repacked_sources)
{
	const struct package deb = {
	    .distro = "debian", .version = "1.10.1-2+deb12u1", .scheme = VERSION_DEB};
	const struct package rpm = {
	    .distro = "rhel", .version = "8.7p1-38.el9_4.1", .scheme = VERSION_RPM};

	assert_int_equal(package_compare(&deb, "1.10.1+dfsg-2+deb12u1"), 0);
	assert_true(package_compare(&deb, "1:1.10.1+dfsg-2+deb12u2") < 0);
	assert_true(package_compare(&deb, "1.10.1+dfsg-2") > 0);
	assert_true(package_compare(&deb, "1.10.2-1") < 0);
	assert_true(package_compare(&deb, "1.10.10+dfsg-1") < 0);
	assert_true(package_compare(&rpm, "8.7p1-38.el9_4.4") < 0);
	assert_true(package_compare(&rpm, "0:8.7p1-34.el9") > 0);
}

TEST(package_names_follow_the_version)
{
	static const struct {
		const char *product, *distro, *version, *name;
	} rows[] = {
	    {"php", "debian", "7.4.33", "php7.4"},
	    {"php", "rhel", "8.0.30", "php"},
	    {"tomcat", "debian", "9.0.43", "tomcat9"},
	    {"tomcat", "debian", "10.1.6", "tomcat10"},
	    {"postgresql", "debian", "13.14", "postgresql-13"},
	    {"postgresql", "debian", "unknown", NULL},
	    {"mariadb", "debian", "10.5.23", "mariadb-10.5"},
	    {"mariadb", "debian", "10.11.6", "mariadb"},
	    {"mariadb", "debian", "11.4.2", "mariadb"},
	    {"linux_kernel", "rhel", "5.14.0", "kernel"},
	    {"rsync", "debian", "3.2.7", "rsync"},
	    {"no_such", "debian", "1.0", NULL},
	    {NULL, "debian", "1.0", NULL},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check_text(
		    package_name(rows[i].product, rows[i].distro, rows[i].version, arena),
		    rows[i].name, arena_printf(arena, "row %zu", i));
	assert_string_equal(package_usual("tomcat"), "tomcat10");
	assert_string_equal(package_usual("http_server"), "apache2");
	assert_null(package_usual("no_such"));
	assert_null(package_usual(NULL));
	arena_free(arena);
}

TEST(package_is_of_an_upstream_version)
{
	assert_true(package_is_upstream("1.10.1", "1.10.1+dfsg-2+deb12u1"));
	assert_true(package_is_upstream("9.2p1", "1:9.2p1-2+deb12u3"));
	assert_true(package_is_upstream("9.11.4-P2", "1:9.11.4-P2-3"));
	assert_false(package_is_upstream("9.11.4-P2", "1:9.11.4-3"));
	assert_false(package_is_upstream("1.10.1", "1.10.10-1"));
	assert_false(package_is_upstream("", "1.10.10-1"));
}
