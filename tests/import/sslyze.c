#include "taste.h"

#define SUITES(name) \
	"{\"status\":\"COMPLETED\",\"result\":{\"accepted_cipher_suites\":[{\"cipher_suite\":{\"name\":\"" name "\"}}]}}"
#define NONE "{\"status\":\"COMPLETED\",\"result\":{\"accepted_cipher_suites\":[]}}"

static const char report[] =
    "{\"date_scans_completed\":\"2025-11-21T10:15:00.123456\",\"sslyze_version\":\"5.2.0\","
    "\"server_scan_results\":[{\"server_location\":{\"hostname\":\"www.chu.test\","
    "\"ip_address\":\"192.0.2.10\",\"port\":443},\"scan_result\":{"
    "\"ssl_2_0_cipher_suites\":" NONE ",\"ssl_3_0_cipher_suites\":" NONE ","
    "\"tls_1_0_cipher_suites\":" SUITES("TLS_RSA_WITH_3DES_EDE_CBC_SHA") ","
    "\"tls_1_2_cipher_suites\":" SUITES("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256") ","
    "\"heartbleed\":{\"result\":{\"is_vulnerable_to_heartbleed\":true}},"
    "\"robot\":{\"result\":{\"robot_result\":\"VULNERABLE_STRONG_ORACLE\"}},"
    "\"certificate_info\":{\"result\":{\"certificate_deployments\":[{"
    "\"received_certificate_chain\":[{\"not_valid_after\":\"2030-01-01T00:00:00\","
    "\"subject\":{\"rfc4514_string\":\"CN=x\"},\"public_key\":{\"algorithm\":"
    "\"_RSAPublicKey\",\"key_size\":1024},\"signature_hash_algorithm\":{\"name\":\"sha1\"}}],"
    "\"leaf_certificate_subject_matches_hostname\":false,\"path_validation_results\":["
    "{\"was_validation_successful\":false,\"verified_certificate_chain\":null}]}]}},"
    "\"http_headers\":{\"result\":{\"strict_transport_security_header\":null,"
    "\"http_error_trace\":null}}}},"
    "{\"server_location\":{\"hostname\":\"down.chu.test\",\"port\":443},\"scan_result\":null}"
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
	assert_string_equal(taste_find(&file, "certificate_expired")->evidence,
	    "2020-01-01T00:00:00");
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
