#include "taste.h"

static const char text[] = "#model_version:v2025.03.14,score_date:2026-08-16T00:00:00+0000\r\n"
			   "cve,epss,percentile\r\nCVE-1999-1593,0.18126,0.96946\r\n"
			   "CVE-2024-6387,1,1\nCVE-2020-0001,9.5e-4,0.0000005\n";

TEST(epss_is_in_millionths)
{
	struct taste t;

	assert_true(epss_sniff(span_str(text), "x"));
	taste_text(&t, epss_read, text);
	assert_int_equal(t.r, 0);
	assert_true(t.rd.whole);
	assert_string_equal(str_text(&t.out),
	    "epss CVE-1999-1593 2026-08-16 {\"id\":\"CVE-1999-1593\",\"likelihood\":181260,"
	    "\"percentile\":969460,\"day\":\"2026-08-16T00:00:00.000Z\"}\n"
	    "epss CVE-2024-6387 2026-08-16 {\"id\":\"CVE-2024-6387\",\"likelihood\":1000000,"
	    "\"percentile\":1000000,\"day\":\"2026-08-16T00:00:00.000Z\"}\n"
	    "epss CVE-2020-0001 2026-08-16 {\"id\":\"CVE-2020-0001\",\"likelihood\":950,"
	    "\"percentile\":1,\"day\":\"2026-08-16T00:00:00.000Z\"}\n");
	taste_done(&t);
}

TEST(epss_without_a_heading)
{
	struct taste t;

	assert_true(epss_sniff(span_str("CVE-1999-1593;0.18;0.9\n"), "x"));
	taste_text(&t, epss_read, "CVE-1999-1593;0.18;0.9\n");
	assert_int_equal(t.r, 0);
	assert_int_equal(t.rd.records, 1);
	assert_int_equal(t.rd.newest, 0);
	taste_done(&t);
}

TEST(epss_that_is_cut_or_odd_is_refused)
{
	static const char *const odd[] = {"CVE-1999-1593,0.18126,0.96946",
	    "CVE-1999-1593,0.18126\n", "CVE-1999-1593,1.18126,0.5\n",
	    "CVE-1999-1593,-0.1,0.5\n", "CVE-1999-1593,nan,0.5\n", "CVE-1999-1593,0.1,0.5,7\n",
	    "GHSA-1,0.1,0.5\n", "CVE-1999-1593,0.1,\n"};

	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		struct taste t;

		taste_text(&t, epss_read, odd[i]);
		assert_true(t.r < 0);
		assert_true(t.msg.what[0] && t.msg.detail[0] && t.msg.hint[0]);
		taste_done(&t);
	}
}

TEST(epss_real)
{
	struct taste t;

	taste_span(&t, epss_read, taste_data("cve/epss-2026-08-16.csv.xz"));
	assert_int_equal(t.r, 0);
	assert_int_equal(t.rd.records, 360142);
	assert_int_equal(t.invalid, 0);
	taste_done(&t);
	taste_data_done();
}
