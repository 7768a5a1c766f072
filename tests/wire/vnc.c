#include "wire/vnc.h"

#include "test.h"

TEST(vnc_versions)
{
	static const struct {
		const char *server;
		unsigned minor; /* of the answer */
	} cases[] = {{"RFB 003.003\n", 3}, {"RFB 003.005\n", 3}, {"RFB 003.007\n", 7},
	    {"RFB 003.008\n", 8}, {"RFB 003.889\n", 8}, {"RFB 004.001\n", 8},
	    {"RFB 005.000\n", 8}, {"RFB 000.000\n", 3}};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct vnc_version v;
		STR_AUTO(out, 32);

		assert_int_equal(vnc_version_parse(span_str(cases[i].server), &v), 0);
		vnc_version_build(&out, v);
		assert_string_equal(str_text(&out), cases[i].server);
		v = vnc_version_common(v);
		assert_int_equal(v.major, 3);
		assert_int_equal(v.minor, cases[i].minor);
		for (size_t n = 0; n < 12; n++)
			assert_int_equal(
			    vnc_version_parse(span_of(cases[i].server, n), &v), ERR_TRUNCATED);
	}
}

TEST(vnc_refuses_other_greetings)
{
	static const char *const no[] = {
	    "RFX", "SSH-2.0-x\r\n", "RFB 003-008\n", "RFB 00x.008\n", "RFB 003.008\r"};
	struct vnc_version v;

	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		assert_int_equal(vnc_version_parse(span_str(no[i]), &v), ERR_SYNTAX);
}

TEST(vnc_security_types)
{
	static const struct vnc_version v33 = {3, 3}, v38 = {3, 8};
	static const char refusal[] = "\0\0\0\0\4busy";
	struct vnc_security s;
	size_t size = 0;

	assert_int_equal(vnc_security_parse(span_str("\2\1\x13rest"), v38, &s), 0);
	assert_int_equal(s.types.n, 2);
	assert_string_equal(vnc_security_name(s.types.p[0]), "none");
	assert_string_equal(vnc_security_name(s.types.p[1]), "vencrypt");
	assert_null(vnc_security_name(99));
	assert_null(vnc_security_name(255));
	assert_int_equal(vnc_security_size(span_str("\2\1\x13rest"), &size), 0);
	assert_int_equal(size, 3);
	assert_int_equal(vnc_security_parse(span_of("\0\0\0\2", 4), v33, &s), 0);
	assert_int_equal(s.types.n, 1);
	assert_int_equal(s.types.p[0], 2);
	assert_int_equal(vnc_security_parse(span_of(refusal, 9), v38, &s), 0);
	assert_int_equal(s.types.n, 0);
	assert_true(span_eq(s.reason, "busy"));
	for (size_t n = 0; n < 9; n++)
		assert_int_equal(vnc_security_size(span_of(refusal, n), &size), ERR_TRUNCATED);
}

TEST(vnc_security_of_3_3_truncated_and_foreign)
{
	static const char refusal[] = "\0\0\0\0\0\0\0\4busy";
	struct vnc_security s;
	size_t size = 0;

	for (size_t n = 0; n < 12; n++)
		assert_int_equal(
		    vnc_security_size_33(span_of(refusal, n), &size), ERR_TRUNCATED);
	assert_int_equal(vnc_security_size_33(span_of(refusal, 12), &size), 0);
	assert_int_equal(size, 12);
	assert_int_equal(vnc_security_size_33(span_str("HTTP"), &size), ERR_SYNTAX);
	assert_int_equal(vnc_security_parse(
			     span_of("\0\xff\xff\xff\xff", 5), (struct vnc_version){3, 7}, &s),
	    ERR_SYNTAX);
}
