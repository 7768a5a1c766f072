#include "test.h"

#include "auth/secret.h"
#include "auth/totp.h"

/* RFC 6238 appendix B: the key "12345678901234567890"; its 8 digits end in our 6. */
static const char rfc_secret[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

TEST(totp_vectors_of_rfc_6238)
{
	static const struct {
		int64_t seconds;
		const char *code;
	} cases[] = {{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"},
	    {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t step = 0;

		assert_int_equal(totp_verify(rfc_secret, span_str(cases[i].code),
				     cases[i].seconds * 1000, 0, &step),
		    0);
		assert_int_equal(step, cases[i].seconds / 30);
	}
}

TEST(totp_one_step_of_clock_each_way_and_no_more)
{
	const int64_t at = 1234567890; /* 005924 is the code of 1234567890 .. 1234567919 */
	int64_t step = -1;

	assert_int_equal(
	    totp_verify(rfc_secret, span_str("005924"), (at - 1) * 1000, 0, &step), 0);
	assert_int_equal(step, at / 30);
	assert_int_equal(
	    totp_verify(rfc_secret, span_str("005924"), (at + 59) * 1000, 0, &step), 0);
	step = -1;
	assert_int_equal(
	    totp_verify(rfc_secret, span_str("005924"), (at + 60) * 1000, 0, &step),
	    ERR_DENIED);
	assert_int_equal(
	    totp_verify(rfc_secret, span_str("005924"), (at - 31) * 1000, 0, &step),
	    ERR_DENIED);
	assert_int_equal(step, -1);
}

TEST(totp_a_code_counts_once)
{
	const int64_t now = 1234567890000;
	int64_t step = 0;

	assert_int_equal(totp_verify(rfc_secret, span_str("005 924"), now, 0, &step), 0);
	assert_int_equal(
	    totp_verify(rfc_secret, span_str("005924"), now, step, &step), ERR_DENIED);
	assert_int_equal(
	    totp_verify(rfc_secret, span_str("005924"), now + 30000, step, &step), ERR_DENIED);
}

TEST(totp_refuses_what_is_no_code)
{
	static const char *const bad[] = {
	    "", "00592", "0059245", "00592x", "-05924", "005924\n", "1287082"};
	int64_t step;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(
		    totp_verify(rfc_secret, span_str(bad[i]), 1234567890000, 0, &step),
		    ERR_DENIED);
	assert_int_equal(totp_verify("short", span_str("005924"), 1, 0, &step), ERR_SYNTAX);
	assert_int_equal(
	    totp_verify("gezdgnbvgy3tqojqgezdgnbvgy3tqojq", span_str("005924"), 1, 0, &step),
	    ERR_SYNTAX);
}

TEST(totp_secrets_are_160_bits_of_base32)
{
	char a[TOTP_SECRET];
	char b[TOTP_SECRET];
	int64_t step;

	assert_int_equal(strlen(totp_secret(a)), 32);
	assert_string_not_equal(a, totp_secret(b));
	assert_int_equal(strspn(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), 32);
	assert_int_not_equal(totp_verify(a, span_str("000000"), 1, 0, &step), ERR_SYNTAX);
}

TEST(totp_uri_escapes_what_it_is_given)
{
	STR_AUTO(uri, 1024);

	totp_uri("Varde & co", "kari@sykehus.example", rfc_secret, &uri);
	assert_string_equal(str_text(&uri),
	    "otpauth://totp/Varde%20%26%20co:kari%40sykehus.example"
	    "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Varde%20%26%20co"
	    "&algorithm=SHA1&digits=6&period=30");
}

TEST(totp_qr_is_an_image_with_a_name)
{
	STR_AUTO(svg, 1 << 16);
	static char huge[4000];

	assert_int_equal(totp_qr("otpauth://totp/x?secret=y", "Code <for> \"you\"", &svg), 0);
	assert_non_null(strstr(str_text(&svg), "role=\"img\""));
	assert_non_null(strstr(str_text(&svg), "<title>Code &lt;for&gt; "));
	/* 25 bytes at level M are version 2: 25 modules and the quiet zone; a finder pattern
	 * begins with seven dark ones. */
	assert_non_null(strstr(str_text(&svg), "viewBox=\"0 0 33 33\""));
	assert_non_null(strstr(str_text(&svg), "d=\"M4 4h7v1h-7z"));
	memset(huge, 'x', sizeof(huge) - 1);
	assert_int_equal(totp_qr(huge, "x", &svg), ERR_LIMIT);
}

TEST(totp_recovery_codes_survive_being_typed)
{
	char shown[TOTP_RECOVERY_TEXT];
	char other[TOTP_RECOVERY_TEXT];
	char bare[TOTP_RECOVERY_BARE];
	char again[TOTP_RECOVERY_BARE];
	char typed[64];

	assert_int_equal(strlen(totp_recovery(shown)), 19);
	assert_string_not_equal(shown, totp_recovery(other));
	assert_int_equal(totp_recovery_bare(span_str(shown), bare), 0);
	assert_int_equal(strlen(bare), 16);
	snprintf(typed, sizeof(typed), " %.4s %.4s%.5s-%.4s ", shown, shown + 5, shown + 9,
	    shown + 15);
	for (char *p = typed; *p; p++)
		*p = (char)(*p >= 'a' && *p <= 'z' ? *p - 32 : *p);
	assert_int_equal(totp_recovery_bare(span_str(typed), again), 0);
	assert_string_equal(bare, again);
	assert_int_equal(totp_recovery_bare(span_str("abcd-efgh-jkmn"), again), ERR_SYNTAX);
	assert_int_equal(
	    totp_recovery_bare(span_str("abcd-efgh-jkmn-pqr0"), again), ERR_SYNTAX);
	assert_int_equal(
	    totp_recovery_bare(span_str("abcd-efgh-jkmn-pqrs-t"), again), ERR_SYNTAX);
}
