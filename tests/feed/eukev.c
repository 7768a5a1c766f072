#include "taste.h"

static const char text[] =
    "[{\"cveID\":\"CVE-2026-42897\",\"euvdID\":\"EUVD-2026-30343\","
    "\"vendorProject\":\"Microsoft\",\"product\":\"Exchange\\u0007 Server\","
    "\"dateReported\":\"2026/08/18\",\"originSource\":\"CERT.PL\","
    "\"exploitationType\":[\"APT\",\"ransomware\"]},"
    "{\"cveID\":\"\",\"euvdID\":\"EUVD-2026-1\",\"dateReported\":\"2026/08/19\"}]";

TEST(eukev_dates_have_slashes)
{
	struct taste t;

	assert_true(eukev_sniff(span_str(text), "x"));
	taste_text(&t, eukev_read, text);
	assert_int_equal(t.r, 0);
	assert_string_equal(str_text(&t.out),
	    "exploited CVE-2026-42897 2026-08-18 {\"id\":\"CVE-2026-42897\",\"list\":\"eu\","
	    "\"added\":\"2026-08-18T00:00:00.000Z\",\"ransomware\":true,"
	    "\"vendor\":\"Microsoft\",\"product\":\"Exchange\xef\xbf\xbd Server\"}\n");
	assert_true(t.rd.whole);
	assert_int_equal(t.rd.left, 1);
	assert_string_equal(t.rd.reasons[0].why, "an entry without a CVE number");
	taste_done(&t);
	taste_truncated(eukev_read, text);
}

TEST(eukev_real)
{
	struct taste t;

	taste_span(&t, eukev_read, taste_data("cve/eukev.json"));
	assert_int_equal(t.r, 0);
	assert_int_equal(t.rd.records, 43);
	assert_int_equal(t.invalid + t.rd.left, 0);
	taste_done(&t);
	taste_data_done();
}
