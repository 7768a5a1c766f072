#include "test.h"

#include "auth/oidc_token.h"

enum { NOW = 1800000000 };

static const struct oidc_expect expect = {
    "https://idp.example", "varde", "n-1", NULL, NOW * 1000LL};

static const char good[] =
    "\"iss\":\"https://idp.example\",\"aud\":\"varde\",\"sub\":\"kari\",\"nonce\":\"n-1\","
    "\"exp\":1800000300,\"iat\":1800000000";

/* Checks the good claims with more members behind them, of which the last of a name counts. */
static int check(const char *more, struct arena *arena, struct oidc_person *ret)
{
	struct json *claims;
	const char *text = arena_printf(arena, "{%s%s%s}", good, *more ? "," : "", more);

	assert_int_equal(json_parse(span_str(text), arena, &claims, NULL), 0);
	return oidc_token_check(&expect, claims, arena, ret, NULL);
}

TEST(oidc_token_tells_who_it_was)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct oidc_person p;

	assert_int_equal(
	    check("\"name\":\"Kari\",\"email\":\"k@x.example\",\"email_verified\":true,"
		  "\"acr\":\"Level4\",\"amr\":[\"pwd\",\"otp\"],\"auth_time\":"
		  "1799999990,\"sid\":\"s1\"",
		arena, &p),
	    0);
	assert_string_equal(p.subject, "kari");
	assert_string_equal(p.name, "Kari");
	assert_string_equal(p.mail, "k@x.example");
	assert_true(p.mail_verified);
	assert_string_equal(p.acr, "Level4");
	assert_string_equal(p.amr, "pwd otp");
	assert_int_equal(p.auth_ms, 1799999990000);
	assert_string_equal(p.sid, "s1");
	assert_int_equal(check("\"email\":\"k@x.example\"", arena, &p), 0);
	assert_false(p.mail_verified);
	assert_null(p.name);
	assert_null(p.acr);
	assert_string_equal(p.amr, "");
}

TEST(oidc_token_limits_of_time_and_audience)
{
	static const char *const fine[] = {"\"exp\":1799999941", "\"iat\":1800000060",
	    "\"iat\":1799999400", "\"iat\":1799999999.5", "\"aud\":[\"varde\"]",
	    "\"aud\":[\"other\",\"varde\"],\"azp\":\"varde\"", "\"nbf\":1800000060"};
	static const char *const bad[] = {"\"exp\":1799999940", "\"iat\":1800000061",
	    "\"iat\":1799999339", "\"exp\":\"1800000300\"", "\"iat\":null", "\"exp\":-1",
	    "\"nbf\":1800000061", "\"aud\":\"other\"", "\"aud\":[]", "\"aud\":[\"other\"]",
	    "\"aud\":[\"varde\",\"other\"]", "\"azp\":\"other\"", "\"aud\":{\"x\":\"varde\"}",
	    "\"aud\":[\"varde\",\"other\"],\"azp\":\"other\"", "\"exp\":1e300"};
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct oidc_person p = {.auth_ms = 42};

	for (size_t i = 0; i < ARRAY_LEN(fine); i++)
		assert_int_equal(check(fine[i], arena, &p), 0);
	p.auth_ms = 42;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(check(bad[i], arena, &p), ERR_DENIED);
	assert_int_equal(p.auth_ms, 42);
}

TEST(oidc_token_of_others_is_refused)
{
	static const char *const bad[] = {"\"iss\":\"https://idp.example/\"",
	    "\"iss\":\"https://evil.example\"", "\"iss\":null", "\"nonce\":\"n-2\"",
	    "\"nonce\":null", "\"iss\":\"https://idp.example\\u0000x\""};
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct oidc_person p;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(check(bad[i], arena, &p), ERR_DENIED);
	assert_int_equal(check("\"sub\":\"\"", arena, &p), ERR_SYNTAX);
	assert_int_equal(check("\"sub\":7", arena, &p), ERR_SYNTAX);
	assert_int_equal(check("\"sub\":\"kari\\u0000\"", arena, &p), ERR_SYNTAX);
	assert_int_equal(
	    check(arena_printf(arena, "\"sub\":\"%0256d\"", 7), arena, &p), ERR_SYNTAX);
}

TEST(oidc_token_assurance_can_be_required)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct oidc_expect strict = expect;
	struct oidc_person p;
	struct json *claims;

	strict.acr = "Level4";
	assert_int_equal(
	    json_parse(span_str(arena_printf(arena, "{%s}", good)), arena, &claims, NULL), 0);
	assert_int_equal(oidc_token_check(&strict, claims, arena, &p, NULL), ERR_DENIED);
	assert_int_equal(
	    json_parse(span_str(arena_printf(arena, "{%s,\"acr\":\"Level4\"}", good)), arena,
		&claims, NULL),
	    0);
	assert_int_equal(oidc_token_check(&strict, claims, arena, &p, NULL), 0);
}

TEST(oidc_token_userinfo_is_about_the_same_person)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct oidc_person p;
	struct json *about;

	assert_int_equal(check("\"name\":\"Kari\"", arena, &p), 0);
	assert_int_equal(json_parse(span_str("{\"sub\":\"kari\",\"email\":\"k@x.example\","
					     "\"email_verified\":true}"),
			     arena, &about, NULL),
	    0);
	assert_int_equal(oidc_token_about(about, &p, NULL), 0);
	assert_string_equal(p.name, "Kari");
	assert_string_equal(p.mail, "k@x.example");
	assert_int_equal(json_parse(span_str("{\"sub\":\"ola\",\"email\":\"o@x.example\"}"),
			     arena, &about, NULL),
	    0);
	assert_int_equal(oidc_token_about(about, &p, NULL), ERR_DENIED);
	assert_string_equal(p.mail, "k@x.example");
}
