#include "taste.h"

#define RECORD                                                                                \
	"{\"id\":\"CVE-2024-0001\",\"published\":\"2024-01-02T03:04:05.678\","                \
	"\"lastModified\":\"2024-02-03T04:05:06.789\",\"vulnStatus\":\"Analyzed\","           \
	"\"descriptions\":[{\"lang\":\"es\",\"value\":\"hola\"},{\"lang\":\"en\",\"value\":"  \
	"\"A flaw.\"}],\"metrics\":{\"cvssMetricV31\":[{\"type\":\"Secondary\",\"cvssData\":" \
	"{\"vectorString\":\"CVSS:3.1/AV:L\"}},{\"type\":\"Primary\",\"cvssData\":"           \
	"{\"vectorString\":\"CVSS:3.1/AV:N\"}}],\"cvssMetricV2\":[{\"type\":\"Primary\","     \
	"\"cvssData\":{\"vectorString\":\"AV:N/AC:L\"}}]},\"weaknesses\":[{\"description\":[" \
	"{\"value\":\"NVD-CWE-Other\"},{\"value\":\"CWE-79\"}]}],\"references\":["            \
	"{\"url\":\"http://plain.example/\",\"tags\":[\"Patch\"]},"                           \
	"{\"url\":\"https://b.example/\",\"tags\":[]},"                                       \
	"{\"url\":\"https://a.example/\",\"tags\":[\"Vendor Advisory\"]}],"                   \
	"\"configurations\":[{\"operator\":\"AND\",\"nodes\":[{\"operator\":\"OR\","          \
	"\"negate\":false,\"cpeMatch\":["                                                     \
	"{\"vulnerable\":true,\"criteria\":\"cpe:2.3:a:nginx:nginx:*:*:*:*:*:*:*:*\","        \
	"\"versionStartIncluding\":\"1.0\",\"versionEndExcluding\":\"1.2\"},"                 \
	"{\"vulnerable\":true,\"criteria\":\"cpe:2.3:a:nginx:nginx:1.5:rc1:*:*:*:*:*:*\"},"   \
	"{\"vulnerable\":true,\"criteria\":\"no name\"}]},"                                   \
	"{\"operator\":\"OR\",\"cpeMatch\":[{\"vulnerable\":false,\"criteria\":"              \
	"\"cpe:2.3:o:microsoft:windows:-:*:*:*:*:*:*:*\"}]}]}]}"

#define BODY                                                                                  \
	"{\"record\":{\"id\":\"CVE-2024-0001\",\"published\":\"2024-01-02T03:04:05.678Z\","   \
	"\"modified\":\"2024-02-03T04:05:06.789Z\",\"status\":\"published\",\"text\":"        \
	"\"A flaw.\",\"cvss\":[\"CVSS:3.1/AV:N\",\"AV:N/AC:L\",\"CVSS:3.1/AV:L\"],"           \
	"\"cwes\":[\"CWE-79\"],\"references\":[\"https://a.example/\",\"https://b.example/\"" \
	"]},\"configs\":[{\"and\":true,\"nodes\":[{\"match\":[{\"part\":\"a\",\"range\":"     \
	"\"span\",\"end_excluded\":true,\"vendor\":\"nginx\",\"product\":\"nginx\","          \
	"\"start\":\"1.0\",\"end\":\"1.2\"},{\"part\":\"a\",\"vendor\":\"nginx\","            \
	"\"product\":\"nginx\",\"versions\":[[\"1.5\",\"rc1\"]]}]},{\"match\":["              \
	"{\"platform\":true,\"part\":\"o\",\"range\":\"none\",\"version\":\"-\","             \
	"\"vendor\":\"microsoft\",\"product\":\"windows\"}]}]}]}"

static const char page[] = "{\"resultsPerPage\":1,\"format\":\"NVD_CVE\",\"version\":\"2.0\","
			   "\"vulnerabilities\":[{\"cve\":" RECORD "}]}";
static const char want[] = "vuln CVE-2024-0001 2024-02-03 " BODY "\n";

TEST(nvd_of_every_shape_is_the_same)
{
	assert_true(nvd_sniff(span_str(page), "x"));
	assert_true(nvd_sniff(span_str(RECORD), "x"));
	taste_assert(nvd_read, page, want);
	taste_assert(nvd_read, "{\"cves\":[" RECORD "]}", want);
	taste_assert(nvd_read, "[" RECORD "]", want);
	taste_assert(nvd_read, RECORD "\n" RECORD "\n",
	    "vuln CVE-2024-0001 2024-02-03 " BODY "\nvuln CVE-2024-0001 2024-02-03 " BODY "\n");
}

TEST(nvd_tells_what_it_leaves_out)
{
	struct taste t;

	taste_text(&t, nvd_read, page);
	assert_int_equal(t.rd.left, 1);
	assert_string_equal(t.rd.reasons[0].why, "a product that is no CPE name");
	assert_int_equal(t.rd.newest, 1706933106789);
	assert_false(t.rd.whole);
	taste_done(&t);
}

TEST(nvd_rejected_disputed_and_decided)
{
	struct taste t;

	taste_text(&t, nvd_read,
	    "{\"id\":\"CVE-2024-0002\",\"vulnStatus\":\"Rejected\"}"
	    "{\"id\":\"CVE-2024-0003\",\"cveTags\":[{\"tags\":[\"disputed\"]}]}"
	    "{\"id\":\"CVE-2024-0004\",\"x_ssvc\":{\"e\":\"Active\",\"a\":\"yes\",\"t\":"
	    "\"total\"}}{\"id\":\"x\"}");
	assert_int_equal(t.r, 0);
	assert_non_null(strstr(str_text(&t.out), "\"CVE-2024-0002\",\"status\":\"rejected\""));
	assert_non_null(strstr(str_text(&t.out), "\"CVE-2024-0003\",\"status\":\"disputed\""));
	assert_non_null(strstr(str_text(&t.out),
	    "ssvc CVE-2024-0004 - {\"id\":\"CVE-2024-0004\",\"exploitation\":\"active\","
	    "\"automatable\":true,\"total\":true}"));
	assert_int_equal(t.rd.left, 1);
	taste_done(&t);
}

TEST(nvd_that_is_cut_is_refused)
{
	struct taste t;

	taste_truncated(nvd_read, page);
	taste_text(
	    &t, nvd_read, "{\"resultsPerPage\":2,\"vulnerabilities\":[{\"cve\":" RECORD "}]}");
	assert_int_equal(t.r, ERR_TRUNCATED);
	taste_done(&t);
}

static void real(const char *file, int64_t records, int64_t products)
{
	struct taste t;

	taste_span(&t, nvd_read, taste_data(file));
	if (t.r < 0)
		print_error("%s: %s\n", t.msg.what, t.msg.detail);
	assert_int_equal(t.r, 0);
	assert_int_equal(t.kinds[KNOW_VULN], records);
	assert_int_equal(t.invalid, 0);
	assert_int_equal(t.rd.left, products);
	taste_done(&t);
	taste_data_done();
}

TEST(nvd_real_year)
{
	real("cve/2026-td.json.gz", 7346, 0);
}

TEST(nvd_real_changes)
{
	real("cve/modified-td.json.gz", 2286, 0);
}

TEST(nvd_real_recent)
{
	real("cve/recent-td.json.gz", 1447, 0);
}
