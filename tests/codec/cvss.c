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
