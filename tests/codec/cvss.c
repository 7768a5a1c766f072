#include "test.h"

#include "base/macros.h"
#include "codec/cvss.h"
#include "cvss_vectors.h"

static struct cvss parse(const char *vector)
{
	struct cvss c;

	if (cvss_parse(span_str(vector), &c) != 0)
		fail_msg("\"%s\" is refused", vector);
	return c;
}

TEST(cvss_scores_of_340_vectors)
{
	assert_true(ARRAY_LEN(cvss_vectors) >= 300);
	for (size_t i = 0; i < ARRAY_LEN(cvss_vectors); i++) {
		struct cvss c = parse(cvss_vectors[i].vector);
		int base = cvss_score(&c, CVSS_BASE), threat = cvss_score(&c, CVSS_THREAT),
		    all = cvss_score(&c, CVSS_ENVIRONMENTAL);

		if (base != cvss_vectors[i].base || threat != cvss_vectors[i].threat ||
		    all != cvss_vectors[i].environmental)
			fail_msg("%s: %d %d %d", cvss_vectors[i].vector, base, threat, all);
	}
}

/* Examples that the specifications themselves score. */
TEST(cvss_scores_of_the_specifications)
{
	static const struct {
		const char *vector;
		enum cvss_version version;
		int base, threat, environmental;
	} rows[] = {
	    {"AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H", CVSS_2_0,
		78, 64, 92},
	    {"AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:L", CVSS_2_0,
		100, 83, 90},
	    {"(AV:L/AC:H/Au:N/C:C/I:C/A:C)", CVSS_2_0, 62, 62, 62},
	    {"CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", CVSS_3_0, 100, 100, 100},
	    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", CVSS_3_1, 61, 61, 61},
	    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", CVSS_3_1, 0, 0, 0},
	    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", CVSS_4_0, 100,
		100, 100},
	    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U", CVSS_4_0,
		93, 81, 81},
	    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N/E:A", CVSS_4_0, 0,
		0, 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct cvss c = parse(rows[i].vector);

		assert_int_equal(c.version, rows[i].version);
		assert_int_equal(cvss_score(&c, CVSS_BASE), rows[i].base);
		assert_int_equal(cvss_score(&c, CVSS_THREAT), rows[i].threat);
		assert_int_equal(cvss_score(&c, CVSS_ENVIRONMENTAL), rows[i].environmental);
	}
}

/* What 3.1 mended: the modified impact where the scope changes. */
TEST(cvss_3_0_and_3_1_differ_in_the_environment)
{
	static const char rest[] = "AV:A/AC:H/PR:N/UI:N/S:C/C:H/I:H/A:H";
	char v30[96], v31[96];
	struct cvss a, b;

	(void)snprintf(v30, sizeof(v30), "CVSS:3.0/%s", rest);
	(void)snprintf(v31, sizeof(v31), "CVSS:3.1/%s", rest);
	a = parse(v30);
	b = parse(v31);
	assert_int_equal(cvss_score(&a, CVSS_BASE), 83);
	assert_int_equal(cvss_score(&b, CVSS_BASE), 83);
	assert_int_equal(cvss_score(&a, CVSS_ENVIRONMENTAL), 83);
	assert_int_equal(cvss_score(&b, CVSS_ENVIRONMENTAL), 84);
}

TEST(cvss_refuses_what_is_no_vector)
{
	static const char *const vectors[] = {"", "/", "CVSS:3.1/", "CVSS:3.1",
	    /* a base metric is missing, twice, or unknown */
	    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",
	    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/A:H",
	    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/XX:H",
	    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:P",
	    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:",
	    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A",
	    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/",
	    "CVSS:3.1/AV:n/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
	    "CVSS:3.1/AV:N /AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
	    "cvss:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
	    "CVSS:3.2/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
	    "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
	    /* out of order where the order is fixed */
	    "AC:L/AV:N/Au:N/C:P/I:P/A:P", "(AV:N/AC:L/Au:N/C:P/I:P/A:P",
	    "CVSS:4.0/AC:L/AV:N/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
	    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:S/SA:N",
	    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/U:blue"};
	struct cvss c = {.version = CVSS_4_0};

	for (size_t i = 0; i < ARRAY_LEN(vectors); i++)
		if (cvss_parse(span_str(vectors[i]), &c) != ERR_SYNTAX)
			fail_msg("\"%s\" is taken", vectors[i]);
	assert_int_equal(c.version, CVSS_4_0);
	(void)parse("CVSS:3.1/A:H/I:H/C:H/S:U/UI:N/PR:N/AC:L/AV:N");
}

TEST(cvss_values_are_told_by_name)
{
	struct cvss c = parse("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/"
			      "E:P/MSI:S/RE:X/U:Amber");

	assert_string_equal(cvss_value(&c, "AV"), "N");
	assert_string_equal(cvss_value(&c, "UI"), "A");
	assert_string_equal(cvss_value(&c, "E"), "P");
	assert_string_equal(cvss_value(&c, "MSI"), "S");
	assert_string_equal(cvss_value(&c, "U"), "Amber");
	assert_null(cvss_value(&c, "RE"));
	assert_null(cvss_value(&c, "MAV"));
	assert_null(cvss_value(&c, "Au"));
}

TEST(cvss_bands_by_version)
{
	static const struct {
		int score;
		enum cvss_band of2, of3;
	} rows[] = {{0, CVSS_LOW, CVSS_NONE}, {1, CVSS_LOW, CVSS_LOW}, {39, CVSS_LOW, CVSS_LOW},
	    {40, CVSS_MEDIUM, CVSS_MEDIUM}, {69, CVSS_MEDIUM, CVSS_MEDIUM},
	    {70, CVSS_HIGH, CVSS_HIGH}, {89, CVSS_HIGH, CVSS_HIGH},
	    {90, CVSS_HIGH, CVSS_CRITICAL}, {100, CVSS_HIGH, CVSS_CRITICAL}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(cvss_band(CVSS_2_0, rows[i].score), rows[i].of2);
		assert_int_equal(cvss_band(CVSS_3_1, rows[i].score), rows[i].of3);
		assert_int_equal(cvss_band(CVSS_4_0, rows[i].score), rows[i].of3);
	}
}

TEST(cvss_metrics_by_part)
{
	static const int parts[CVSS_VERSIONS][CVSS_PARTS] = {
	    {6, 3, 5, 0, 0}, {8, 3, 3, 8, 0}, {8, 3, 3, 8, 0}, {11, 1, 3, 11, 6}};

	for (int v = 0; v < CVSS_VERSIONS; v++) {
		int n[CVSS_PARTS] = {0};
		struct cvss_metric m;

		for (int at = 0; cvss_metric((enum cvss_version)v, at, &m); at++) {
			n[m.part]++;
			assert_int_equal(m.optional, m.part != CVSS_PART_BASE);
			assert_true(m.name[0] && m.values[0]);
		}
		assert_memory_equal(n, parts[v], sizeof(n));
	}
}

TEST(cvss_writes_what_it_reads)
{
	static const char *const rows[][2] = {
	    {"CVSS:3.1/A:H/I:H/C:H/S:U/UI:N/PR:N/AC:L/AV:N/E:X",
		"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
	    {"(AV:N/AC:L/Au:N/C:C/I:C/A:C)", "AV:N/AC:L/Au:N/C:C/I:C/A:C"},
	    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:X/MSI:S/"
	     "U:Green",
		"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/MSI:S/"
		"U:Green"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct cvss c = parse(rows[i][0]);
		STR_AUTO(out, 512);

		cvss_write(&c, &out);
		assert_string_equal(str_text(&out), rows[i][1]);
	}
	for (size_t i = 0; i < ARRAY_LEN(cvss_vectors); i++) {
		struct cvss c = parse(cvss_vectors[i].vector), again;
		STR_AUTO(out, 512);

		cvss_write(&c, &out);
		again = parse(str_text(&out));
		assert_memory_equal(&c, &again, sizeof(c));
	}
}

TEST(cvss_nomenclature_says_what_counts)
{
#define BASE4 "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
	static const char *const rows[][2] = {{BASE4, "CVSS-B"}, {BASE4 "/E:P", "CVSS-BT"},
	    {BASE4 "/CR:H", "CVSS-BE"}, {BASE4 "/E:A/MSI:S", "CVSS-BTE"},
	    {BASE4 "/S:P/U:Red", "CVSS-B"}};
	struct cvss old = parse("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct cvss c = parse(rows[i][0]);

		assert_string_equal(cvss_nomenclature(&c), rows[i][1]);
	}
	assert_null(cvss_nomenclature(&old));
}

/* The examples that FIRST publishes, versions 3.0 and 3.1: base scores. */
TEST(cvss_published_examples_of_version_3)
{
	static const struct {
		const char *cve, *vector;
		int base;
	} rows[] = {
	    {"CVE-2013-1937", "0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61},
	    {"CVE-2013-0375", "0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 64},
	    {"CVE-2014-3566", "0/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 31},
	    {"CVE-2012-1516", "0/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", 99},
	    {"CVE-2012-0384", "0/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 88},
	    {"CVE-2015-1098", "0/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", 78},
	    {"CVE-2014-0160", "0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 75},
	    {"CVE-2014-6271", "0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 98},
	    {"CVE-2008-1447", "0/AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N", 68},
	    {"CVE-2014-2005", "0/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 68},
	    {"CVE-2010-0467", "0/AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:N/A:N", 58},
	    {"CVE-2012-1342", "0/AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:L/A:N", 58},
	    {"CVE-2014-9253", "0/AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N", 54},
	    {"CVE-2009-0658", "0/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", 78},
	    {"CVE-2011-1265", "0/AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 88},
	    {"CVE-2014-2019", "0/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", 46},
	    {"CVE-2015-0970", "0/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", 88},
	    {"CVE-2014-0224", "0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:N", 74},
	    {"CVE-2012-5376", "0/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H", 96},
	    {"CVE-2013-0375", "1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 64},
	    {"CVE-2014-3566", "1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 31},
	    {"CVE-2009-0783", "1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", 42},
	    {"CVE-2012-0384", "1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H", 72},
	    {"CVE-2015-1098", "1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", 78},
	    {"CVE-2014-0160", "1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 75},
	    {"CVE-2008-1447", "1/AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N", 68},
	    {"CVE-2014-2005", "1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 68},
	    {"CVE-2010-0467", "1/AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:N/A:N", 58},
	    {"CVE-2012-1342", "1/AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:L/A:N", 58},
	    {"CVE-2013-6014", "1/AV:A/AC:L/PR:N/UI:N/S:C/C:H/I:N/A:H", 93},
	    {"CVE-2011-1265", "1/AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 88},
	    {"CVE-2014-2019", "1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", 46},
	    {"CVE-2015-0970", "1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", 88},
	    {"CVE-2014-0224", "1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:N", 74},
	    {"CVE-2012-5376", "1/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H", 96},
	    {"CVE-2016-0128", "1/AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:H/A:N", 68},
	    {"CVE-2016-2118", "1/AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:H/A:H", 75},
	    {"CVE-2019-7551", "1/AV:N/AC:L/PR:L/UI:R/S:C/C:H/I:H/A:H", 90},
	    {"CVE-2017-5942", "1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61},
	    {"CVE-2016-5558", "1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:L/A:L", 86},
	    {"CVE-2016-5729", "1/AV:L/AC:L/PR:H/UI:N/S:C/C:H/I:H/A:H", 82},
	    {"CVE-2015-2890", "1/AV:L/AC:L/PR:H/UI:N/S:U/C:N/I:H/A:H", 60},
	    {"CVE-2018-3652", "1/AV:P/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 76},
	    {"CVE-2019-0884", "1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:L/A:N", 42},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena *a = arena_new();
		struct cvss c = parse(arena_printf(a, "CVSS:3.%s", rows[i].vector));

		if (cvss_score(&c, CVSS_BASE) != rows[i].base)
			fail_msg("%s: %d", rows[i].cve, cvss_score(&c, CVSS_BASE));
		arena_free(a);
	}
}

/* The examples that FIRST publishes of version 4.0: whatever a vector says, counts. */
TEST(cvss_published_examples_of_version_4)
{
	static const struct {
		const char *vector;
		int score;
	} rows[] = {
	    {"AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 73},
	    {"AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 77},
	    {"AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U", 52},
	    {"AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N", 83},
	    {"AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N/CR:H/IR:L/AR:L/MAV:N/"
	     "MAC:H/MVC:H/MVI:L/MVA:L",
		81},
	    {"AV:L/AC:L/AT:N/PR:N/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N", 46},
	    {"AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", 51},
	    {"AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", 69},
	    {"AV:L/AC:L/AT:N/PR:H/UI:N/VC:N/VI:N/VA:N/SC:H/SI:N/SA:N", 59},
	    {"AV:L/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 94},
	    {"AV:P/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:H/SA:N/S:P/V:D", 83},
	    {"AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N/E:A", 87},
	    {"AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:A", 100},
	    {"AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:A", 93},
	    {"AV:A/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:H/SI:N/SA:H", 64},
	    {"AV:L/AC:L/AT:N/PR:H/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/R:I", 93},
	    {"AV:L/AC:L/AT:P/PR:H/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/R:I", 87},
	    {"AV:P/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 86},
	    {"AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", 71},
	    {"AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", 82},
	    {"AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:L", 87},
	    {"AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:L/E:U", 66},
	    {"AV:N/AC:L/AT:N/PR:L/UI:P/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", 51},
	    {"AV:N/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 77},
	    {"AV:L/AC:L/AT:N/PR:H/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N", 83},
	    {"AV:L/AC:L/AT:N/PR:H/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N/E:U", 56},
	    {"AV:L/AC:L/AT:N/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 85},
	    {"AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:A", 92},
	    {"AV:P/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 54},
	    {"AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", 87},
	    {"AV:N/AC:L/AT:N/PR:H/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", 69},
	    {"AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 93},
	    {"AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:L/SA:N", 69},
	    {"AV:L/AC:L/AT:N/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/S:P", 85},
	    {"AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/S:P/AU:Y/V:C/RE:L", 94},
	    {"AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:P/CR:L/IR:H/AR:L/MAV:L/"
	     "MAC:H/MAT:N/MPR:N/MUI:N/MVC:N/MVI:H/MVA:L/MSC:N/MSI:S/MSA:L",
		70},
	    {"AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:P/CR:L/IR:H/AR:H/MAV:A/"
	     "MAC:H/MAT:N/MPR:L/MUI:N/MVC:L/MVI:H/MVA:H/MSC:L/MSI:S/MSA:S",
		74},
	    {"AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:P/CR:M/IR:H/AR:M/MAV:N/"
	     "MAC:H/MAT:N/MPR:L/MUI:N/MVC:H/MVI:H/MVA:H/MSC:H/MSI:S/MSA:H",
		87},
	    {"AV:A/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N/S:P", 86},
	    {"AV:A/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N/MSI:S/S:P", 97},
	    {"AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N/V:C", 87},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena *a = arena_new();
		struct cvss c = parse(arena_printf(a, "CVSS:4.0/%s", rows[i].vector));

		if (cvss_score(&c, CVSS_ENVIRONMENTAL) != rows[i].score)
			fail_msg("%s: %d", rows[i].vector, cvss_score(&c, CVSS_ENVIRONMENTAL));
		arena_free(a);
	}
}
