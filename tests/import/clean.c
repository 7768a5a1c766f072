#include "import/clean.h"

#include "test.h"

TEST(clean_line_is_one_line_of_plain_text)
{
	struct arena *a = arena_new();

	assert_string_equal(clean_text(a, " a\n\t b <b>c</b> < d ", 100), "a b c < d");
	assert_string_equal(clean_text(a, NULL, 100), "");
	assert_string_equal(clean_text(a, "<p>only</p>", 100), "only");
	assert_string_equal(clean_text(a, "r\xc3\xb8nt", 3), "r\xc3\xb8");
	assert_string_equal(clean_text(a, "r\xc3\xb8nt", 2), "r");
	assert_string_equal(clean_line(a, span_of("\xff", 1), 10), "\xc3\xbf");
	arena_free(a);
}

TEST(clean_cves_each_once)
{
	struct arena *a = arena_new();
	struct text_list cves = {0};

	clean_cves(
	    a, "CVE-2024-6387, cve-2024-6387 XCVE-2021-44228 CVE-2021-1 CVE-20-12345", &cves);
	assert_int_equal(cves.n, 2);
	assert_string_equal(cves.items[0], "CVE-2024-6387");
	assert_string_equal(cves.items[1], "CVE-2021-44228");
	clean_cves(a, NULL, &cves);
	clean_cves(a, "CVE-2024-123456789", &cves);
	assert_int_equal(cves.n, 2);
	for (int i = 0; i < 2 * TOOL_CVES; i++)
		clean_cves(a, arena_printf(a, "CVE-2020-%d", 10000 + i), &cves);
	assert_int_equal(cves.n, TOOL_CVES);
	arena_free(a);
}

TEST(clean_numbers_and_words)
{
	assert_int_equal(clean_cwe("CWE-79"), 79);
	assert_int_equal(clean_cwe(" cwe-79: XSS"), 79);
	assert_int_equal(clean_cwe("693"), 693);
	assert_int_equal(clean_cwe("-1"), 0);
	assert_int_equal(clean_cwe("x"), 0);
	assert_int_equal(clean_cwe(NULL), 0);
	assert_int_equal(clean_port("443"), 443);
	assert_int_equal(clean_port("0"), 0);
	assert_int_equal(clean_port("65536"), 0);
	assert_int_equal(clean_word("High", CRIT_INFO), CRIT_HIGH);
	assert_int_equal(clean_word("Moderate", CRIT_INFO), CRIT_MEDIUM);
	assert_int_equal(clean_word("", CRIT_LOW), CRIT_LOW);
	assert_int_equal(clean_score("9.8", CRIT_INFO), CRIT_CRITICAL);
	assert_int_equal(clean_score("10.0", CRIT_INFO), CRIT_CRITICAL);
	assert_int_equal(clean_score("7", CRIT_INFO), CRIT_HIGH);
	assert_int_equal(clean_score("0.0", CRIT_LOW), CRIT_INFO);
	assert_int_equal(clean_score("-1.0", CRIT_LOW), CRIT_LOW);
	assert_int_equal(clean_score("", CRIT_LOW), CRIT_LOW);
}

TEST(clean_vectors)
{
	struct arena *a = arena_new();

	assert_string_equal(
	    clean_vector(a, "CVSS2#AV:N/AC:L/Au:N/C:P/I:P/A:P"), "AV:N/AC:L/Au:N/C:P/I:P/A:P");
	assert_null(clean_vector(a, "CVSS:3.1/AV:N"));
	assert_null(clean_vector(a, ""));
	assert_null(clean_vector(a, NULL));
	assert_int_equal(
	    clean_severity("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"), CRIT_CRITICAL);
	assert_int_equal(
	    clean_severity("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N"), CRIT_INFO);
	assert_int_equal(clean_severity(NULL), CRIT_INFO);
	arena_free(a);
}

TEST(clean_times_in_every_form)
{
	static const char *const same[] = {"1763720100", "2025-11-21T10:15:00Z",
	    "2025-11-21T11:15:00+01:00", "2025-11-21T10:15:00", "2025-11-21 10:15:00.000001",
	    "Fri Nov 21 10:15:00 2025", "Fri, 21 Nov 2025 10:15:00",
	    "Fri Nov 21 10:15:00 UTC 2025"};
	static const char *const none[] = {"", "never", "0", "99999999999",
	    "2025-13-01T00:00:00", "Nov 2025", "1999-12-31T23:59:59Z", "9223372036854775807"};

	for (size_t i = 0; i < ARRAY_LEN(same); i++)
		if (clean_time(same[i]) / 1000 != 1763720100)
			fail_msg("%s: %lld", same[i], (long long)clean_time(same[i]));
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		if (clean_time(none[i]))
			fail_msg("%s: %lld", none[i], (long long)clean_time(none[i]));
	assert_int_equal(clean_time(NULL), 0);
}

static void check_url(
    const char *url, const char *host, const char *addr, int64_t port, const char *path)
{
	struct arena *a = arena_new();
	struct tool_finding f = {0};

	if (!clean_url(a, url, &f))
		fail_msg("%s is refused", url);
	if (host)
		assert_string_equal(f.host, host);
	if (addr)
		assert_string_equal(f.addr, addr);
	assert_int_equal(f.host != NULL, host != NULL);
	assert_int_equal(f.addr != NULL, addr != NULL);
	assert_int_equal(f.port, port);
	assert_string_equal(f.path, path);
	arena_free(a);
}

TEST(clean_urls_lose_what_somebody_wrote)
{
	static const char *const bad[] = {"", "ftp://a.test/", "http://", "https://a.test:0/",
	    "https://a.test:99999/", "https://a b/", "javascript:x"};
	struct arena *a = arena_new();
	struct tool_finding f = {0};

	check_url("https://WWW.chu.test/a/b?patient=1#x", "www.chu.test", NULL, 443, "/a/b");
	check_url("http://user:pw@chu.test:8080", "chu.test", NULL, 8080, "/");
	check_url("https://[2001:db8::1]:8443/x;jsession=1", NULL, "2001:db8::1", 8443, "/x");
	check_url("http://192.0.2.1?q", NULL, "192.0.2.1", 80, "/");
	check_url("https://sykehus-\xc3\xb8.test/", "xn--sykehus--d5a.test", NULL, 443, "/");
	check_url("https://a@b@chu.test/", "chu.test", NULL, 443, "/");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(clean_url(a, bad[i], &f));
	assert_false(clean_url(a, NULL, &f));
	arena_free(a);
}

TEST(clean_hosts)
{
	struct arena *a = arena_new();
	struct tool_finding f = {0};

	assert_true(clean_host(a, span_str(" ::ffff:192.0.2.1 "), &f));
	assert_string_equal(f.addr, "192.0.2.1");
	assert_null(f.host);
	assert_true(clean_host(a, span_str("Chu.Test."), &f));
	assert_string_equal(f.host, "chu.test");
	assert_false(clean_host(a, span_str(""), &f));
	assert_false(clean_host(a, span_str("a b"), &f));
	arena_free(a);
}
