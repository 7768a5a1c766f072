#include "taste.h"

static const char tracker[] =
    "{\"openssh\":{\"CVE-2024-6387\":{\"scope\":\"remote\",\"description\":\"x\",\"releases\":{"
    "\"bookworm\":{\"status\":\"resolved\",\"repositories\":{\"bookworm\":\"1:9.2p1-2+"
    "deb12u7\"},"
    "\"fixed_version\":\"1:9.2p1-2+deb12u3\",\"urgency\":\"not yet assigned\"},"
    "\"bullseye\":{\"status\":\"resolved\",\"fixed_version\":\"0\"},"
    "\"sid\":{\"status\":\"open\",\"urgency\":\"high\"},"
    "\"trixie\":{\"status\":\"open\",\"urgency\":\"unimportant\"}}},"
    "\"TEMP-0000000-F00F\":{\"releases\":{}}}}";

TEST(debian_tracker_states)
{
	struct taste t;

	assert_true(debian_sniff(span_str(tracker), "x"));
	taste_text(&t, debian_read, tracker);
	assert_int_equal(t.r, 0);
	assert_true(t.rd.whole);
	assert_int_equal(t.rd.left, 1);
	assert_string_equal(str_text(&t.out),
	    "fix CVE-2024-6387 debian bookworm openssh - {\"id\":\"CVE-2024-6387\","
	    "\"distro\":\"debian\",\"release\":\"bookworm\",\"package\":\"openssh\","
	    "\"version\":\"1:9.2p1-2+deb12u3\",\"state\":\"released\"}\n"
	    "fix CVE-2024-6387 debian bullseye openssh - {\"id\":\"CVE-2024-6387\","
	    "\"distro\":\"debian\",\"release\":\"bullseye\",\"package\":\"openssh\","
	    "\"state\":\"not_affected\"}\n"
	    "fix CVE-2024-6387 debian sid openssh - {\"id\":\"CVE-2024-6387\","
	    "\"distro\":\"debian\",\"release\":\"sid\",\"package\":\"openssh\","
	    "\"state\":\"none_yet\"}\n"
	    "fix CVE-2024-6387 debian trixie openssh - {\"id\":\"CVE-2024-6387\","
	    "\"distro\":\"debian\",\"release\":\"trixie\",\"package\":\"openssh\","
	    "\"state\":\"wont\"}\n");
	taste_done(&t);
	taste_truncated(debian_read, tracker);
}

static const char table[] = "source\tfixed_in\tdist\tcve\tdate\n"
			    "dnsmasq\t2.90-4~deb12u2\tbookworm-security\tCVE-2026-2291\tSat, "
			    "02 May 2026 18:37:29 +0200\n";

TEST(debian_table_is_of_a_release)
{
	struct taste t;

	taste_assert(debian_read, table,
	    "fix CVE-2026-2291 debian bookworm dnsmasq 2026-05-02 {\"id\":\"CVE-2026-2291\","
	    "\"distro\":\"debian\",\"release\":\"bookworm\",\"package\":\"dnsmasq\","
	    "\"version\":\"2.90-4~deb12u2\",\"state\":\"released\"}\n");
	taste_text(&t, debian_read, table);
	assert_false(t.rd.whole);
	taste_done(&t);
	taste_text(&t, debian_read, "source\tfixed_in\tdist\tcve\tdate\nx\t1\n");
	assert_int_equal(t.r, ERR_SYNTAX);
	taste_done(&t);
	taste_text(
	    &t, debian_read, "source\tfixed_in\tdist\tcve\tdate\nx\t1\td\tCVE-2020-0001\t");
	assert_int_equal(t.r, ERR_TRUNCATED);
	taste_done(&t);
}

TEST(debian_real)
{
	struct taste t;

	taste_span(&t, debian_read, taste_data("cve/debian-bookworm-backports.tsv"));
	assert_int_equal(t.r, 0);
	assert_int_equal(t.rd.records, 1278);
	assert_int_equal(t.invalid + t.rd.left, 0);
	taste_done(&t);
	taste_data_done();
}
