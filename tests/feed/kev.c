#include "taste.h"

static const char text[] =
    "{\"title\":\"Catalog\",\"catalogVersion\":\"2026.03.13\","
    "\"dateReleased\":\"2026-03-13T16:38:24.564Z\",\"count\":2,\"vulnerabilities\":["
    "{\"cveID\":\"CVE-2026-3910\",\"vendorProject\":\"Google\",\"product\":\"Chromium V8\","
    "\"dateAdded\":\"2026-03-13\",\"requiredAction\":\"Mend it.\",\"dueDate\":\"2026-03-27\","
    "\"knownRansomwareCampaignUse\":\"Unknown\"},"
    "{\"cveID\":\"CVE-2023-3519\",\"vendorProject\":\"Citrix\",\"product\":\"NetScaler\","
    "\"dateAdded\":\"2023-07-19\",\"dueDate\":\"2023-08-09\","
    "\"knownRansomwareCampaignUse\":\"Known\"}]}\n";

TEST(kev_entries_are_exploited_and_known_for_ransomware)
{
	taste_assert(kev_read, text,
	    "exploited CVE-2026-3910 2026-03-13 {\"id\":\"CVE-2026-3910\",\"list\":\"cisa\","
	    "\"added\":\"2026-03-13T00:00:00.000Z\",\"due\":\"2026-03-27T00:00:00.000Z\","
	    "\"ransomware\":false,\"vendor\":\"Google\",\"product\":\"Chromium V8\","
	    "\"action\":\"Mend it.\"}\n"
	    "exploited CVE-2023-3519 2023-07-19 {\"id\":\"CVE-2023-3519\",\"list\":\"cisa\","
	    "\"added\":\"2023-07-19T00:00:00.000Z\",\"due\":\"2023-08-09T00:00:00.000Z\","
	    "\"ransomware\":true,\"vendor\":\"Citrix\",\"product\":\"NetScaler\"}\n");
}

TEST(kev_is_a_whole_list_with_a_day)
{
	struct taste t;

	assert_true(kev_sniff(span_str(text), "x"));
	assert_false(eukev_sniff(span_str(text), "x"));
	taste_text(&t, kev_read, text);
	assert_true(t.rd.whole);
	assert_int_equal(t.rd.newest, 1773419904564);
	taste_done(&t);
}

TEST(kev_that_is_cut_is_refused)
{
	struct taste t;

	taste_truncated(kev_read, text);
	taste_text(
	    &t, kev_read, "{\"count\":2,\"vulnerabilities\":[{\"cveID\":\"CVE-2026-3910\"}]}");
	assert_int_equal(t.r, ERR_TRUNCATED);
	taste_done(&t);
}

TEST(kev_real)
{
	struct taste t;

	taste_span(&t, kev_read, taste_data("cve/kev-2026-03.json.xz"));
	assert_int_equal(t.r, 0);
	assert_int_equal(t.rd.records, 1542);
	assert_int_equal(t.invalid + t.rd.left, 0);
	taste_done(&t);
	taste_data_done();
}
