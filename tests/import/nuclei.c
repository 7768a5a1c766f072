#include "taste.h"

#define GIT                                                                                   \
	"{\"template-id\":\"git-config\",\"info\":{\"name\":\"Git Config\",\"severity\":"     \
	"\"medium\",\"classification\":{\"cve-id\":null,\"cwe-id\":[\"cwe-200\"],"            \
	"\"cvss-metrics\":\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N\"}},\"type\":"       \
	"\"http\",\"host\":\"https://www.chu.test\",\"matched-at\":"                          \
	"\"https://www.chu.test/.git/config?x=1\",\"ip\":\"192.0.2.10\",\"request\":\"GET\"," \
	"\"response\":\"[core] patient Hansen\",\"extracted-results\":[\"secret\"],"          \
	"\"timestamp\":\"2025-11-21T10:15:00.123456789+01:00\",\"matcher-status\":true}"
#define TLS                                                                              \
	"{\"template-id\":\"deprecated-tls\",\"info\":{\"name\":\"Deprecated TLS\","     \
	"\"severity\":\"info\"},\"matcher-name\":\"tls_1.0\",\"type\":\"ssl\",\"host\":" \
	"\"www.chu.test:443\",\"matched-at\":\"www.chu.test:443\",\"ip\":\"192.0.2.10\"}"
#define CVE                                                                              \
	"{\"template-id\":\"CVE-2021-44228\",\"info\":{\"name\":\"Log4j\",\"severity\":" \
	"\"critical\",\"classification\":{\"cve-id\":[\"cve-2021-44228\"],\"cwe-id\":"   \
	"[\"cwe-20\",\"cwe-917\"]}},\"host\":\"app.chu.test\",\"matched-at\":"           \
	"\"http://app.chu.test:8080/login\"}"
#define NO "{\"template-id\":\"x\",\"info\":{},\"host\":\"a.test\",\"matcher-status\":false}"

static const char want[] = "medium git-config www.chu.test/192.0.2.10:443/.git/config\n"
			   "info deprecated-tls:tls_1.0 www.chu.test/192.0.2.10:443\n"
			   "critical CVE-2021-44228 app.chu.test:8080/login CVE-2021-44228\n";

TEST(nuclei_lines_and_array)
{
	taste_assert(TOOL_NUCLEI, GIT "\n" TLS "\r\n\n" CVE "\n" NO "\n", want);
	taste_assert(TOOL_NUCLEI, "[" GIT "," TLS "," CVE "," NO "]", want);
}

TEST(nuclei_keeps_neither_response_nor_what_was_extracted)
{
	struct arena *a = arena_new();
	struct import_file file = taste_read(a, TOOL_NUCLEI, GIT);
	const struct tool_finding *f = taste_find(&file, "git-config");

	assert_int_equal(f->cwe, 200);
	assert_string_equal(f->vector, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N");
	assert_string_equal(f->dropped, "request, response");
	assert_null(strstr(f->evidence, "Hansen"));
	assert_null(strstr(f->evidence, "secret"));
	assert_int_equal(f->last, INT64_C(1763716500123));
	arena_free(a);
}

TEST(nuclei_harmless)
{
	taste_harmless(GIT "\n" TLS "\n");
}
