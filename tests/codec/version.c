#include "test.h"

#include "base/macros.h"
#include "codec/version.h"

static int order(enum version_scheme scheme, const char *a, const char *b)
{
	int r = version_compare(scheme, span_str(a), span_str(b));

	return (r > 0) - (r < 0);
}

static int key_order(enum version_scheme scheme, struct span a, struct span b)
{
	int r;
	STR_AUTO(x, 1 << 20);
	STR_AUTO(y, 1 << 20);

	version_key(scheme, a, &x);
	version_key(scheme, b, &y);
	assert_int_equal(str_ok(&x), 0);
	assert_int_equal(str_ok(&y), 0);
	assert_true(x.n <= 4 * a.n + 16);
	r = memcmp(x.p, y.p, MIN(x.n, y.n));
	if (r == 0)
		r = (x.n > y.n) - (x.n < y.n);
	return (r > 0) - (r < 0);
}

/* Each row ascends from left to right; NULL ends it. */
static void check_ascending(enum version_scheme scheme, const char *const *row)
{
	for (size_t i = 0; row[i]; i++)
		for (size_t j = 0; row[j]; j++) {
			int expected = (i > j) - (i < j);

			if (order(scheme, row[i], row[j]) != expected)
				fail_msg("%s: \"%s\" against \"%s\" is not %d",
				    version_scheme_names[scheme], row[i], row[j], expected);
			assert_int_equal(
			    key_order(scheme, span_str(row[i]), span_str(row[j])), expected);
		}
}

#define ASCENDING(scheme, ...) check_ascending(scheme, (const char *const[]){__VA_ARGS__, NULL})

static void check_same(enum version_scheme scheme, const char *a, const char *b)
{
	if (order(scheme, a, b) != 0)
		fail_msg("%s: \"%s\" is not \"%s\"", version_scheme_names[scheme], a, b);
}

TEST(version_schemes_have_names)
{
	size_t n = 0;

	while (version_scheme_names[n])
		n++;
	assert_int_equal(n, VERSION_SCHEMES);
}

TEST(version_generic_orders_runs_and_words_before_a_release)
{
	ASCENDING(VERSION_GENERIC, "8.9~deb7", "9.2-dev1", "9.2alpha", "9.2-beta2", "9.2 pre1",
	    "9.2rc1", "9.2_rc10", "9.2", "9.2b1", "9.2p1", "9.2p15", "9.2.0.1", "9.2.1", "9.8",
	    "9.10");
	ASCENDING(VERSION_GENERIC, "0.9.8zg", "1.0.1z", "1.0.2k", "1.0.2l", "1.1.0", "1.1.0m",
	    "1.1.1", "1.1.1w", "3.0.0-alpha1", "3.0.0-beta2", "3.0.0", "3.0.199", "3.0.200",
	    "3.0.65535", "3.0.65536", "3.0.18446744073709551615", "3.0.18446744073709551616000",
	    "3.0.99446744073709551616000", "3.1");
	ASCENDING(VERSION_GENERIC, "12.1-55.297", "13.1-49.13", "13.1-49.15", "14.1-8.50");
	ASCENDING(VERSION_GENERIC, "2016 cumulative_update_9", "2016 cumulative_update_23",
	    "2019", "2019 cumulative_update_1");
}

TEST(version_generic_knows_one_version_by_its_spellings)
{
	check_same(VERSION_GENERIC, "1.0", "1.0.0");
	check_same(VERSION_GENERIC, "1.0-rc1", "1.0.0 RC1");
	check_same(VERSION_GENERIC, "9.2p1", "9.2 p1");
	check_same(VERSION_GENERIC, "v1.2.3", "1.2.3");
	check_same(VERSION_GENERIC, "2023.02.13", "2023.2.13");
	check_same(VERSION_GENERIC, "4.4.A", " 4.4.a ");
	check_same(VERSION_GENERIC, "5.1.0.Final", "5.1");
	check_same(VERSION_GENERIC, "0.0", "");
	check_same(VERSION_GENERIC, "007", "7");
	assert_int_equal(order(VERSION_GENERIC, "2.0-release-3", "2.0"), 1);
	assert_int_equal(order(VERSION_GENERIC, "1.\xc3\xa9", "1.\xc3\xa8"), 1);
}

TEST(version_semver_follows_the_examples_of_its_specification)
{
	ASCENDING(VERSION_SEMVER, "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
	    "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "2.0.0",
	    "2.1.0", "2.1.1");
	ASCENDING(VERSION_SEMVER, "1.0.0-0", "1.0.0-0.3.7", "1.0.0-1", "1.0.0-300", "1.0.0-A",
	    "1.0.0-a", "1.0.0-a-b", "1.0.0-x.7.z.92");
	check_same(VERSION_SEMVER, "1.0.0+20130313144700", "v1.0.0");
	check_same(VERSION_SEMVER, "1.0.0-beta+exp.sha", "1.0.0-beta+5");
	check_same(VERSION_SEMVER, "1.0", "1.0.0");
	/* What is no semantic version is still in the order. */
	ASCENDING(VERSION_SEMVER, "1.0.0rc1", "1.0.0-1", "1.0.0", "1.0.0b", "1.0.1");
	assert_int_equal(order(VERSION_SEMVER, "1.0.0-", "1.0.0"), 0);
}

TEST(version_deb_orders_as_the_policy_says)
{
	ASCENDING(VERSION_DEB, "1.0~~", "1.0~~a", "1.0~", "1.0", "1.0a", "1.0+b1", "1.0.1",
	    "1.00.2", "1.10", "1:0.1", "2:0.1", "200:0.1");
	ASCENDING(VERSION_DEB, "1:9.2p1-2", "1:9.2p1-2+deb12u2", "1:9.2p1-2+deb12u10",
	    "1:9.2p1-3", "1:9.3p1-1");
	ASCENDING(VERSION_DEB, "1.22.1-9", "1.22.1-9+deb12u1", "1.22.1-10");
	ASCENDING(VERSION_DEB, "2.4.62-1~deb12u1", "2.4.62-1~deb12u2", "2.4.62-1");
	check_same(VERSION_DEB, "1.0", "0:1.0-0");
	check_same(VERSION_DEB, "1.0.", "1.0.0");
	check_same(VERSION_DEB, "1.01", "1.1");
	assert_int_equal(order(VERSION_DEB, "1.0-1-1", "1.0-1-2"), -1);
	assert_int_equal(order(VERSION_DEB, "1.0Z", "1.0a"), -1);
	assert_int_equal(order(VERSION_DEB, "1.0a", "1.0+"), -1);
}

/* Facts of rpm's manual, "version comparison", and its frequently asked cases. */
TEST(version_rpm_orders_segments_tilde_and_caret)
{
	ASCENDING(VERSION_RPM, "1.0~rc1", "1.0~rc1^git1", "1.0~rc2", "1.0", "1.0^", "1.0^git1",
	    "1.0^git2", "1.0aa", "1.0.1", "1.0.1^git1", "1.1", "1.10");
	ASCENDING(VERSION_RPM, "5.5p1", "5.5p2", "5.5p10");
	ASCENDING(VERSION_RPM, "xyz", "xyz10", "xyz.10.1");
	ASCENDING(VERSION_RPM, "8.7p1", "8.7p1-9.el9", "8.7p1-38.el9_4.1", "8.7p1-38.el9_4.4",
	    "1:1.0-1.el8");
	check_same(VERSION_RPM, "2_0", "2.0");
	check_same(VERSION_RPM, "10.0001", "10.1");
	check_same(VERSION_RPM, "a+", "a_");
	check_same(VERSION_RPM, "0:1.0-1", "1.0-1");
	assert_int_equal(order(VERSION_RPM, "2a", "2.0"), -1);
	assert_int_equal(order(VERSION_RPM, "1.0", "1"), 1);
	assert_int_equal(order(VERSION_RPM, "1.fc4", "1.4"), -1);
}

TEST(version_windows_cisco_and_dates)
{
	ASCENDING(VERSION_WINDOWS, "6.1.7601", "10.0.17763.5329", "10.0.20348",
	    "10.0.20348.2700", "10.0.20348.10000");
	ASCENDING(VERSION_CISCO, "12.2(33)sxi", "12.2(33)SXI4a", "15.1(2)", "15.1(2)T",
	    "15.1(2)T3", "15.1(10)", "15.1.11");
	ASCENDING(VERSION_CISCO, "9.16", "9.16(4)", "9.16(4)27", "9.16(4)200");
	ASCENDING(VERSION_CISCO, "15.1(2)", "15.1(2)dev", "15.1(2)rc");
	ASCENDING(
	    VERSION_DATE, "2006-12-31", "20070601", "2007/06/26", "2007.06.26-2", "2007-10-01");
	check_same(VERSION_DATE, "2007-06-26", "20070626");
	assert_int_equal(order(VERSION_DATE, "20071399", "2007"), 1);
}

TEST(version_guess_by_what_is_written)
{
	static const struct {
		const char *text;
		enum version_scheme scheme;
	} rows[] = {
	    {"9.2p1", VERSION_GENERIC},
	    {"1.0.0-rc1", VERSION_GENERIC},
	    {"1:9.2p1-2+deb12u10", VERSION_DEB},
	    {"8.9p1-3ubuntu0.10", VERSION_DEB},
	    {"1:2.0", VERSION_DEB},
	    {"8.7p1-38.el9_4.1", VERSION_RPM},
	    {"15.1(2)T3", VERSION_CISCO},
	    {"9.16(4)", VERSION_CISCO},
	    {"2007-06-26", VERSION_DATE},
	    {"20240131", VERSION_DATE},
	    {"20241331", VERSION_GENERIC},
	    {"10.0.20348.2700", VERSION_WINDOWS},
	    {"10.0.3", VERSION_GENERIC},
	    {"12.1-55.297", VERSION_GENERIC},
	    {"", VERSION_GENERIC},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (version_guess(span_str(rows[i].text)) != rows[i].scheme)
			fail_msg("\"%s\" is not guessed as %s", rows[i].text,
			    version_scheme_names[rows[i].scheme]);
}

static uint32_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

static size_t random_version(uint64_t *state, char *out)
{
	static const char *const parts[] = {"0", "1", "10", "007", "99999999999999999999", ".",
	    "-", "~", "^", "+", ":", "(", ")", "a", "Z", "rc", "beta", "dev", "\xff", " ", "v",
	    "p1", "2024-01-31", "_"};
	size_t n = next_random(state) % 8, at = 0;

	for (size_t i = 0; i < n; i++) {
		const char *part = parts[next_random(state) % ARRAY_LEN(parts)];

		memcpy(out + at, part, strlen(part));
		at += strlen(part);
	}
	return at;
}

/* An order holds for any bytes: antisymmetric, transitive, and the keys' own. */
TEST(version_any_bytes_stand_in_one_order)
{
	uint64_t seed = 7;

	for (int i = 0; i < 20000; i++) {
		char text[3][256];
		struct span v[3];
		enum version_scheme scheme =
		    (enum version_scheme)(next_random(&seed) % VERSION_SCHEMES);
		int ab, bc;

		for (int k = 0; k < 3; k++)
			v[k] = span_of(text[k], random_version(&seed, text[k]));
		ab = version_compare(scheme, v[0], v[1]);
		bc = version_compare(scheme, v[1], v[2]);
		assert_true((ab > 0) == (version_compare(scheme, v[1], v[0]) < 0));
		if (ab <= 0 && bc <= 0)
			assert_true(version_compare(scheme, v[0], v[2]) <= 0);
		assert_int_equal(key_order(scheme, v[0], v[1]), (ab > 0) - (ab < 0));
	}
}

TEST(version_long_text_is_compared_too)
{
	char a[5000], b[5000];

	for (int scheme = 0; scheme < VERSION_SCHEMES; scheme++) {
		memset(a, '9', sizeof(a));
		memset(b, '9', sizeof(b));
		b[4999] = '8';
		assert_true(version_compare((enum version_scheme)scheme, span_of(a, sizeof(a)),
				span_of(b, sizeof(b))) > 0);
		assert_int_equal(key_order((enum version_scheme)scheme, span_of(a, sizeof(a)),
				     span_of(b, sizeof(b))),
		    1);
		memset(a, 'x', sizeof(a));
		assert_true(version_compare((enum version_scheme)scheme, span_of(a, sizeof(a)),
				span_of(a, 4999)) > 0);
	}
}
