#include "taste.h"

#define LINE(id, severity, finding, more)                                         \
	"{\"id\":\"" id "\",\"ip\":\"www.chu.test/192.0.2.10\",\"port\":\"443\"," \
	"\"severity\":\"" severity "\",\"finding\":\"" finding "\"" more "}"

static const char flat[] = "[" LINE("engine_problem", "WARN", "x", "") "," LINE("service",
    "INFO", "HTTP",
    "") "," LINE("TLS1", "LOW", "offered (deprecated)", "") "," LINE("heartbleed", "CRITICAL",
    "VULNERABLE", ",\"cve\":\"CVE-2014-0160\",\"cwe\":\"CWE-119\"") "," LINE("CCS", "OK",
    "not vulnerable", ",\"cve\":\"CVE-2014-0224\"") ",7]";

static const char pretty[] =
    "{\"Invocation\":\"testssl\",\"version\":\"3.0.8\",\"startTime\":\"1763719200\","
    "\"scanResult\":[{\"targetHost\":\"www.chu.test\",\"ip\":\"192.0.2.10\",\"port\":\"443\","
    "\"service\":\"HTTP\",\"pretest\":[],\"protocols\":[{\"id\":\"TLS1\",\"severity\":"
    "\"LOW\",\"finding\":\"offered\"}],\"vulnerabilities\":[{\"id\":\"heartbleed\","
    "\"severity\":\"CRITICAL\",\"cve\":\"CVE-2014-0160\",\"finding\":\"VULNERABLE\"}]},"
    "{\"targetHost\":\"\"}],\"scanTime\":\"60\"}";

TEST(testssl_both_forms)
{
	taste_assert(TOOL_TESTSSL, flat,
	    "info service www.chu.test/192.0.2.10:443\n"
	    "low TLS1 www.chu.test/192.0.2.10:443\n"
	    "critical heartbleed www.chu.test/192.0.2.10:443 CVE-2014-0160\n"
	    "info CCS www.chu.test/192.0.2.10:443\n");
	taste_assert(TOOL_TESTSSL, pretty,
	    "low TLS1 www.chu.test/192.0.2.10:443\n"
	    "critical heartbleed www.chu.test/192.0.2.10:443 CVE-2014-0160\n");
}

TEST(testssl_details)
{
	struct arena *a = arena_new();
	struct import_file file = taste_read(a, TOOL_TESTSSL, flat);

	assert_int_equal(taste_find(&file, "heartbleed")->cwe, 119);
	assert_string_equal(taste_find(&file, "TLS1")->title, "TLS1: offered (deprecated)");
	assert_int_equal(file.bad, 1);
	file = taste_read(a, TOOL_TESTSSL, pretty);
	assert_string_equal(file.program, "3.0.8");
	assert_int_equal(taste_find(&file, "TLS1")->last, INT64_C(1763719200000));
	assert_int_equal(file.bad, 1);
	arena_free(a);
}

TEST(testssl_harmless)
{
	taste_harmless(flat);
	taste_harmless(pretty);
}
