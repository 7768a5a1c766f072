#include "taste.h"

#define SUITES(name)                                                                           \
	"{\"status\":\"COMPLETED\",\"result\":{\"accepted_cipher_suites\":[{\"cipher_suite\":" \
	"{\"name\":\"" name "\"}}]}}"
#define NONE "{\"status\":\"COMPLETED\",\"result\":{\"accepted_cipher_suites\":[]}}"

static const char report[] =
    "{\"date_scans_completed\":\"2025-11-21T10:15:00.123456\",\"sslyze_version\":\"5.2.0\","
    "\"server_scan_results\":[{\"server_location\":{\"hostname\":\"www.chu.test\","
    "\"ip_address\":\"192.0.2.10\",\"port\":443},\"scan_result\":{"
    "\"ssl_2_0_cipher_suites\":" NONE ",\"ssl_3_0_cipher_suites\":" NONE ","
    "\"tls_1_0_cipher_suites\":" SUITES(
	"TLS_RSA_WITH_3DES_EDE_CBC_SHA") ","
					 "\"tls_1_2_cipher_suites\":" SUITES(
					     "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256") ","
										      "\"heartb"
										      "leed\":{"
										      "\"result"
										      "\":{"
										      "\"is_"
										      "vulnerab"
										      "le_to_"
										      "heartble"
										      "ed\":"
										      "true}},"
										      "\"robot"
										      "\":{"
										      "\"result"
										      "\":{"
										      "\"robot_"
										      "result\""
										      ":\"VULNE"
										      "RABLE_"
										      "STRONG_"
										      "ORACLE\""
										      "}},"
										      "\"certif"
										      "icate_"
										      "info\":{"
										      "\"result"
										      "\":{"
										      "\"certif"
										      "icate_"
										      "deployme"
										      "nts\":[{"
										      "\"receiv"
										      "ed_"
										      "certific"
										      "ate_"
										      "chain\":"
										      "[{\"not_"
										      "valid_"
										      "after\":"
										      "\"2030-"
										      "01-"
										      "01T00:"
										      "00:00\","
										      "\"subjec"
										      "t\":{"
										      "\"rfc451"
										      "4_"
										      "string\""
										      ":\"CN="
										      "x\"},"
										      "\"public"
										      "_key\":{"
										      "\"algori"
										      "thm\":"
										      "\"_"
										      "RSAPubli"
										      "cKey\","
										      "\"key_"
										      "size\":"
										      "1024},"
										      "\"signat"
										      "ure_"
										      "hash_"
										      "algorith"
										      "m\":{"
										      "\"name\""
										      ":\"sha1"
										      "\"}}],"
										      "\"leaf_"
										      "certific"
										      "ate_"
										      "subject_"
										      "matches_"
										      "hostname"
										      "\":"
										      "false,"
										      "\"path_"
										      "validati"
										      "on_"
										      "results"
										      "\":["
										      "{\"was_"
										      "validati"
										      "on_"
										      "successf"
										      "ul\":"
										      "false,"
										      "\"verifi"
										      "ed_"
										      "certific"
										      "ate_"
										      "chain\":"
										      "null}]}]"
										      "}},"
										      "\"http_"
										      "headers"
										      "\":{"
										      "\"result"
										      "\":{"
										      "\"strict"
										      "_transpo"
										      "rt_"
										      "security"
										      "_header"
										      "\":null,"
										      "\"http_"
										      "error_"
										      "trace\":"
										      "null}}}}"
										      ","
										      "{\"serve"
										      "r_"
										      "location"
										      "\":{"
										      "\"hostna"
										      "me\":"
										      "\"down."
										      "chu."
										      "test\","
										      "\"port\""
										      ":443},"
										      "\"scan_"
										      "result\""
										      ":null}"
										      "]}";

TEST(sslyze_servers)
{
	taste_assert(TOOL_SSLYZE, report,
	    "medium tls_1_0 www.chu.test/192.0.2.10:443\n"
	    "info tls_1_2 www.chu.test/192.0.2.10:443\n"
	    "medium weak_cipher_suites www.chu.test/192.0.2.10:443\n"
	    "critical heartbleed www.chu.test/192.0.2.10:443 CVE-2014-0160\n"
	    "high robot www.chu.test/192.0.2.10:443 CVE-2017-13099\n"
	    "medium certificate_untrusted www.chu.test/192.0.2.10:443\n"
	    "medium certificate_name www.chu.test/192.0.2.10:443\n"
	    "medium certificate_key www.chu.test/192.0.2.10:443\n"
	    "medium certificate_signature www.chu.test/192.0.2.10:443\n"
	    "low http_headers www.chu.test/192.0.2.10:443\n");
}

TEST(sslyze_expired_is_no_matter_of_trust)
{
	struct arena *a = arena_new();
	char *text = arena_strdup(a, report);
	struct import_file file;

	memcpy(strstr(text, "2030-"), "2020-", 5);
	file = taste_read(a, TOOL_SSLYZE, text);
	assert_string_equal(
	    taste_find(&file, "certificate_expired")->evidence, "2020-01-01T00:00:00");
	vec_foreach (f, &file.findings.all)
		assert_string_not_equal(f->rule, "certificate_untrusted");
	assert_int_equal(file.bad, 1);
	assert_int_equal(file.scanned, INT64_C(1763720100123));
	arena_free(a);
}

TEST(sslyze_harmless)
{
	taste_harmless(report);
}
