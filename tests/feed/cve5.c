#include "taste.h"

static const char text[] =
    "{\"dataType\":\"CVE_RECORD\",\"dataVersion\":\"5.1\",\"cveMetadata\":{\"cveId\":"
    "\"CVE-2024-0001\",\"state\":\"PUBLISHED\",\"datePublished\":\"2024-01-02T03:04:05Z\","
    "\"dateUpdated\":\"2024-02-03T04:05:06.789Z\"},\"containers\":{\"cna\":{\"title\":\"A "
    "flaw\","
    "\"descriptions\":[{\"lang\":\"en-US\",\"value\":\"Words.\"}],\"tags\":[\"disputed\"],"
    "\"affected\":[{\"vendor\":\"Acme  Health\",\"product\":\"Viewer\",\"defaultStatus\":"
    "\"unaffected\",\"versions\":[{\"version\":\"0\",\"lessThan\":\"2.1.0\",\"status\":"
    "\"affected\",\"versionType\":\"semver\"},{\"version\":\"3.0\",\"status\":\"affected\"},"
    "{\"version\":\"abc\",\"lessThan\":\"def\",\"status\":\"affected\",\"versionType\":\"git\"}"
    ","
    "{\"version\":\"4.0\",\"lessThanOrEqual\":\"4.2\",\"status\":\"affected\"},"
    "{\"version\":\"unspecified\",\"status\":\"affected\"}]},"
    "{\"vendor\":\"Acme\",\"product\":\"Server\",\"defaultStatus\":\"affected\",\"versions\":"
    "[{\"version\":\"7\",\"status\":\"unaffected\"}]}],"
    "\"metrics\":[{\"cvssV3_1\":{\"vectorString\":\"CVSS:3.1/AV:N\"}}],"
    "\"problemTypes\":[{\"descriptions\":[{\"cweId\":\"CWE-79\"}]}],"
    "\"references\":[{\"url\":\"https://a.example/\"}]},\"adp\":[{\"metrics\":[{\"other\":{"
    "\"type\":\"ssvc\",\"content\":{\"timestamp\":\"2024-02-04T00:00:00Z\",\"options\":["
    "{\"Exploitation\":\"Active\"},{\"Automatable\":\"no\"},{\"Technical Impact\":\"total\"}]"
    "}}}]}]}}";

static const char ssvc[] =
    "ssvc CVE-2024-0001 2024-02-04 {\"id\":\"CVE-2024-0001\",\"exploitation\":\"active\","
    "\"automatable\":false,\"total\":true,\"time\":\"2024-02-04T00:00:00.000Z\"}\n";

TEST(cve5_products_by_name_and_range)
{
	struct taste t;

	assert_true(cve5_sniff(span_str(text), "x"));
	taste_text(&t, cve5_read, text);
	assert_int_equal(t.r, 0);
	assert_string_equal(str_text(&t.out),
	    "vuln CVE-2024-0001 2024-02-03 {\"record\":{\"id\":\"CVE-2024-0001\",\"published\":"
	    "\"2024-01-02T03:04:05.000Z\",\"modified\":\"2024-02-03T04:05:06.789Z\",\"status\":"
	    "\"disputed\",\"title\":\"A "
	    "flaw\",\"text\":\"Words.\",\"cvss\":[\"CVSS:3.1/AV:N\"],"
	    "\"cwes\":[\"CWE-79\"],\"references\":[\"https://a.example/\"]},\"configs\":[{"
	    "\"nodes\":[{\"match\":["
	    "{\"named\":true,\"part\":\"*\",\"range\":\"span\",\"scheme\":\"semver\","
	    "\"end_excluded\":true,\"vendor\":\"acme health\",\"product\":\"viewer\",\"end\":"
	    "\"2.1.0\"},{\"named\":true,\"part\":\"*\",\"vendor\":\"acme health\",\"product\":"
	    "\"viewer\",\"versions\":[\"3.0\"]},{\"named\":true,\"part\":\"*\",\"range\":"
	    "\"span\","
	    "\"vendor\":\"acme "
	    "health\",\"product\":\"viewer\",\"start\":\"4.0\",\"end\":\"4.2\"},"
	    "{\"named\":true,\"part\":\"*\",\"range\":\"any\",\"vendor\":\"acme health\","
	    "\"product\":\"viewer\"},{\"named\":true,\"part\":\"*\",\"range\":\"span\","
	    "\"end_excluded\":true,\"vendor\":\"acme\",\"product\":\"server\",\"end\":\"7\"}"
	    "]}]}]}\n"
	    "ssvc CVE-2024-0001 2024-02-04 "
	    "{\"id\":\"CVE-2024-0001\",\"exploitation\":\"active\","
	    "\"automatable\":false,\"total\":true,\"time\":\"2024-02-04T00:00:00.000Z\"}\n");
	assert_int_equal(t.rd.left, 1);
	assert_string_equal(t.rd.reasons[0].why, "versions that are commits");
	taste_done(&t);
}

TEST(cve5_as_vulnrichment_gives_decision_points_alone)
{
	taste_assert(ssvc_read, text, ssvc);
}

TEST(cve5_cpe_names_and_applicability)
{
	struct taste t;

	taste_text(&t, cve5_read,
	    "{\"cveMetadata\":{\"cveId\":\"CVE-2024-0002\",\"state\":\"REJECTED\"},"
	    "\"containers\":{\"cna\":{\"affected\":[{\"vendor\":\"n\",\"product\":\"p\","
	    "\"cpes\":["
	    "\"cpe:2.3:a:acme:viewer:*:*:*:*:*:*:*:*\"],\"versions\":[{\"version\":\"1\","
	    "\"status\":\"affected\"}]}]},\"adp\":[{\"cpeApplicability\":[{\"nodes\":[{"
	    "\"operator\":\"OR\",\"cpeMatch\":[{\"vulnerable\":true,\"criteria\":"
	    "\"cpe:2.3:a:acme:server:2:*:*:*:*:*:*:*\"}]}]}]}]}}");
	assert_int_equal(t.r, 0);
	assert_non_null(strstr(str_text(&t.out), "\"status\":\"rejected\""));
	assert_non_null(strstr(str_text(&t.out),
	    "{\"match\":[{\"part\":\"a\",\"vendor\":\"acme\",\"product\":\"viewer\","
	    "\"versions\":[\"1\"]}]}"));
	assert_non_null(
	    strstr(str_text(&t.out), "\"product\":\"server\",\"versions\":[\"2\"]"));
	taste_done(&t);
}

TEST(cve5_that_is_cut_is_refused)
{
	taste_truncated(cve5_read, text);
}
