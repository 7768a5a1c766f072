#include "test.h"

#include "auth/jose.h"
#include "auth/secret.h"

static struct json *parse(struct arena *arena, const char *text)
{
	struct json *v;

	assert_int_equal(json_parse(span_str(text), arena, &v, NULL), 0);
	return v;
}

/* base64url of a text. */
static char *url(struct arena *arena, const char *text)
{
	STR_AUTO(out, 1 << 16);

	secret_to_url(span_str(text), &out);
	return str_dup(&out, arena);
}

/* RFC 7515 appendix A.3: a token and its ES256 key. */
static const char rfc_set[] = "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\","
			      "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
			      "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}";
static const char rfc_token[] =
    "eyJhbGciOiJFUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cn"
    "VlfQ."
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

TEST(jose_vector_of_rfc_7515)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct json *claims;

	assert_int_equal(
	    jose_verify(span_str(rfc_token), parse(arena, rfc_set), arena, &claims), 0);
	assert_string_equal(json_text(json_get(claims, "iss"), ""), "joe");
}

TEST(jose_signs_and_verifies_with_each_algorithm)
{
	static const char *const algs[] = {"ES256", "RS256", "PS256"};

	for (size_t i = 0; i < ARRAY_LEN(algs); i++) {
		struct arena *arena CLEANUP(arena_freep) = arena_new();
		char *key, *set, *token;
		struct json *claims;

		assert_int_equal(jose_key_new(algs[i], arena, &key), 0);
		assert_int_equal(jose_key_public(key, arena, &set), 0);
		assert_null(strstr(set, "\"d\""));
		assert_int_equal(
		    jose_sign(key, "JWT", span_str("{\"sub\":\"kari\"}"), arena, &token), 0);
		assert_int_equal(
		    jose_verify(span_str(token), parse(arena, set), arena, &claims), 0);
		assert_string_equal(json_text(json_get(claims, "sub"), ""), "kari");
	}
}

TEST(jose_every_changed_letter_is_refused)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct json *set = parse(arena, rfc_set);
	char token[sizeof(rfc_token)];
	struct json *claims;

	for (size_t at = 0; at < sizeof(token) - 1; at++) {
		memcpy(token, rfc_token, sizeof(token));
		token[at] = token[at] == 'A' ? 'B' : 'A';
		assert_true(jose_verify(span_str(token), set, arena, &claims) < 0);
		assert_true(jose_verify(span_of(rfc_token, at), set, arena, &claims) < 0);
	}
}

/* The classic attacks: no signature, the public key as a shared secret, a key brought along. */
TEST(jose_the_header_does_not_choose)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct json *set = parse(arena, rfc_set);
	static const char *const headers[] = {"{\"alg\":\"none\"}", "{\"alg\":\"None\"}",
	    "{\"alg\":\"HS256\"}", "{\"alg\":\"RS256\"}", "{\"alg\":\"ES384\"}", "{}", "[]",
	    "{\"alg\":\"ES256\",\"crit\":[\"exp\"]}", "{\"alg\":\"ES256\",\"kid\":\"other\"}"};
	static const int errors[] = {ERR_UNSUPPORTED, ERR_UNSUPPORTED, ERR_UNSUPPORTED,
	    ERR_NOTFOUND, ERR_UNSUPPORTED, ERR_UNSUPPORTED, ERR_UNSUPPORTED, ERR_UNSUPPORTED,
	    ERR_NOTFOUND};
	struct json *claims = NULL;

	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		uint8_t mac[SECRET_DIGEST];
		char *signed_part = arena_printf(
		    arena, "%s.%s", url(arena, headers[i]), url(arena, "{\"sub\":\"kari\"}"));
		STR_AUTO(token, 1 << 16);

		secret_hmac(span_str(rfc_set), span_str(signed_part), mac);
		str_addf(&token, "%s.", signed_part);
		secret_to_url(span_of(mac, sizeof(mac)), &token);
		assert_int_equal(
		    jose_verify(str_bytes(&token), set, arena, &claims), errors[i]);
		str_clear(&token);
		str_addf(&token, "%s.", signed_part);
		assert_int_equal(
		    jose_verify(str_bytes(&token), set, arena, &claims), ERR_SYNTAX);
	}
	assert_null(claims);
}

TEST(jose_a_key_brought_along_counts_for_nothing)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	char *mine, *token;
	struct json *claims;

	assert_int_equal(jose_key_new("ES256", arena, &mine), 0);
	assert_int_equal(jose_sign(mine, NULL, span_str("{}"), arena, &token), 0);
	assert_int_equal(
	    jose_verify(span_str(token), parse(arena, rfc_set), arena, &claims), ERR_NOTFOUND);
	assert_int_equal(
	    jose_verify(span_str(token), parse(arena, "{\"keys\":[]}"), arena, &claims),
	    ERR_NOTFOUND);
	assert_int_equal(jose_verify(span_str(token), NULL, arena, &claims), ERR_NOTFOUND);
}

TEST(jose_only_keys_for_signing_of_that_algorithm_count)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	static const char *const changes[][2] = {
	    {"\"use\":\"sig\"", "\"use\":\"enc\""}, {"\"alg\":\"RS256\"", "\"alg\":\"PS256\""}};
	char *key, *set, *token;
	struct json *claims;

	assert_int_equal(jose_key_new("RS256", arena, &key), 0);
	assert_int_equal(jose_key_public(key, arena, &set), 0);
	assert_int_equal(jose_sign(key, NULL, span_str("{}"), arena, &token), 0);
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		char *at = strstr(set, changes[i][0]);

		assert_non_null(at);
		memcpy(at, changes[i][1], strlen(changes[i][1]));
		assert_int_equal(
		    jose_verify(span_str(token), parse(arena, set), arena, &claims),
		    ERR_NOTFOUND);
		memcpy(at, changes[i][0], strlen(changes[i][0]));
	}
	assert_int_equal(jose_verify(span_str(token), parse(arena, set), arena, &claims), 0);
}

TEST(jose_keys_that_are_none)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	char *out = NULL;

	assert_int_equal(jose_key_new("HS256", arena, &out), ERR_UNSUPPORTED);
	assert_int_equal(jose_sign("{}", NULL, span_str("{}"), arena, &out), ERR_SYNTAX);
	assert_int_equal(jose_sign("{\"kty\":\"oct\",\"k\":\"AA\",\"d\":\"AA\"}", NULL,
			     span_str("{}"), arena, &out),
	    ERR_UNSUPPORTED);
	assert_int_equal(jose_key_public("no JSON", arena, &out), ERR_SYNTAX);
	assert_null(out);
}
