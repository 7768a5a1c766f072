#include "test.h"

#include "auth/secret.h"
#include "auth/webauthn.h"
#include "os/file.h"

/* passkeys.json holds what Chromium's virtual authenticator answered
 * (tests/browser/passkeys.mjs). */
static const struct webauthn_site site = {
    "varde.example", "Varde", "https://portal.varde.example"};
static const char create[] = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
static const char get[] = "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk";

static struct json *load(struct arena *arena)
{
	STR_AUTO(text, 1 << 20);
	struct json *all;

	assert_int_equal(file_read(PASSKEYS, &text, NULL), 0);
	assert_int_equal(json_parse(str_bytes(&text), arena, &all, NULL), 0);
	return all;
}

static struct json *made(struct json *all, const char *kind)
{
	return (struct json *)(uintptr_t)json_get(json_get(all, kind), "made");
}

static struct json *used(struct json *all, const char *kind, size_t i)
{
	const struct json *list = json_get(json_get(all, kind), "used");

	assert_true(list && i < list->array.n);
	return &list->array.items[i];
}

/* Replaces a member of the answer's response by base64url of the bytes. */
static void put(struct arena *arena, struct json *answer, const char *name, struct span bytes)
{
	struct json *v = (struct json *)(uintptr_t)json_get(json_get(answer, "response"), name);
	STR_AUTO(text, 1 << 16);

	assert_non_null(v);
	secret_to_url(bytes, &text);
	v->string.text = str_dup(&text, arena);
	v->string.n = text.n;
}

static void take(const struct json *answer, const char *name, struct str *out)
{
	const struct json *v = json_get(json_get(answer, "response"), name);

	assert_int_equal(secret_from_url(span_str(json_text(v, "!")), out), 0);
}

static struct webauthn_key registered(struct arena *arena, struct json *all, const char *kind)
{
	struct webauthn_key key = {0};
	struct msg msg = {0};

	if (webauthn_register(&site, create, made(all, kind), arena, &key, &msg) != 0)
		fail_msg("%s: %s", kind, msg.detail);
	return key;
}

TEST(webauthn_passkeys_of_three_algorithms_register_and_log_in)
{
	static const char *const kinds[][2] = {{"es256", "ES256."}, {"eddsa", "EdDSA."},
	    {"rs256", "RS256."}, {"packed", "ES256."}};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct arena *arena CLEANUP(arena_freep) = arena_new();
		struct json *all = load(arena);
		struct webauthn_key key = registered(arena, all, kinds[i][0]);
		int64_t count = -1;

		assert_int_equal(strncmp(key.key, kinds[i][1], 6), 0);
		assert_true(key.verified);
		assert_int_equal(strlen(key.aaguid), 32);
		for (size_t n = 0; n < 2; n++) {
			struct msg msg = {0};

			if (webauthn_login(
				&site, get, &key, used(all, kinds[i][0], n), &count, &msg))
				fail_msg("%s: %s", kinds[i][0], msg.detail);
			assert_true(count > key.count);
			key.count = count;
		}
	}
}

TEST(webauthn_the_answer_names_key_and_person)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct json *all = load(arena);
	struct json *answer = used(all, "es256", 0);
	STR_AUTO(handle, 64);

	assert_string_equal(webauthn_answer_id(answer), registered(arena, all, "es256").id);
	assert_int_equal(webauthn_answer_handle(answer, &handle), 0);
	assert_int_equal(handle.n, 16);
	assert_int_equal(handle.p[15], 5);
	assert_int_equal(webauthn_answer_handle(made(all, "es256"), &handle), ERR_NOTFOUND);
	assert_null(webauthn_answer_id(NULL));
}

TEST(webauthn_another_challenge_site_or_origin_is_refused)
{
	static const struct webauthn_site others[] = {
	    {"varde.example", "Varde", "https://portal.varde.example.evil"},
	    {"varde.example", "Varde", "http://portal.varde.example"},
	    {"evil.example", "Varde", "https://portal.varde.example"}};
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct json *all = load(arena);
	struct webauthn_key key = registered(arena, all, "es256");
	struct webauthn_key none = {.count = 42};
	int64_t count = 42;

	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		assert_int_equal(webauthn_register(&others[i], create, made(all, "es256"),
				     arena, &none, NULL),
		    ERR_DENIED);
		assert_int_equal(
		    webauthn_login(&others[i], get, &key, used(all, "es256", 0), &count, NULL),
		    ERR_DENIED);
	}
	assert_int_equal(
	    webauthn_register(&site, get, made(all, "es256"), arena, &none, NULL), ERR_DENIED);
	assert_int_equal(
	    webauthn_login(&site, create, &key, used(all, "es256", 0), &count, NULL),
	    ERR_DENIED);
	assert_int_equal(none.count, 42);
	assert_int_equal(count, 42);
}

TEST(webauthn_the_person_must_be_verified)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct json *all = load(arena);
	struct webauthn_key key;
	struct msg msg = {0};

	assert_int_equal(
	    webauthn_register(&site, create, made(all, "unverified"), arena, &key, &msg),
	    ERR_DENIED);
	assert_string_equal(msg.detail, "the person was not verified");
}

/* One bit anywhere in what was signed, or in the signature, is refused. */
TEST(webauthn_every_flipped_bit_is_refused)
{
	static const char *const parts[] = {"authenticatorData", "clientDataJSON", "signature"};
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct json *all = load(arena);
	struct webauthn_key key = registered(arena, all, "es256");

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		struct json *answer = used(all, "es256", 0);
		STR_AUTO(bytes, 1 << 12);
		int64_t count;

		take(answer, parts[i], &bytes);
		for (size_t at = 0; at < bytes.n; at++) {
			bytes.p[at] = (char)(bytes.p[at] ^ 1 << at % 8);
			put(arena, answer, parts[i], str_bytes(&bytes));
			assert_true(webauthn_login(&site, get, &key, answer, &count, NULL) < 0);
			bytes.p[at] = (char)(bytes.p[at] ^ 1 << at % 8);
		}
		put(arena, answer, parts[i], str_bytes(&bytes));
		assert_int_equal(webauthn_login(&site, get, &key, answer, &count, NULL), 0);
	}
}

TEST(webauthn_a_wrong_attestation_signature_is_refused)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct json *all = load(arena);
	struct json *answer = made(all, "packed");
	struct webauthn_key key;
	STR_AUTO(client, 1 << 12);
	STR_AUTO(longer, 1 << 12);

	/* The same statement over other client data: a space is JSON's, not the signature's. */
	take(answer, "clientDataJSON", &client);
	str_span(&longer, str_bytes(&client));
	str_char(&longer, ' ');
	put(arena, answer, "clientDataJSON", str_bytes(&longer));
	assert_int_equal(
	    webauthn_register(&site, create, answer, arena, &key, NULL), ERR_DENIED);
}

TEST(webauthn_truncated_answers_are_refused)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct json *all = load(arena);
	struct json *answer = made(all, "packed");
	STR_AUTO(object, 1 << 12);
	struct webauthn_key key;

	take(answer, "attestationObject", &object);
	for (size_t n = 0; n < object.n; n++) {
		put(arena, answer, "attestationObject", span_sub(str_bytes(&object), 0, n));
		assert_true(webauthn_register(&site, create, answer, arena, &key, NULL) < 0);
	}
	assert_int_equal(webauthn_register(&site, create, NULL, arena, &key, NULL), ERR_SYNTAX);
}

TEST(webauthn_a_key_of_somebody_else_and_an_old_count_are_refused)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct json *all = load(arena);
	struct webauthn_key key = registered(arena, all, "es256");
	struct webauthn_key other = registered(arena, all, "packed");
	struct json *answer = used(all, "es256", 0);
	int64_t count = 42;

	assert_int_equal(webauthn_login(&site, get, &other, answer, &count, NULL), ERR_DENIED);
	other.id = key.id; /* the right name, another's key */
	other.count = 0;
	assert_int_equal(webauthn_login(&site, get, &other, answer, &count, NULL), ERR_DENIED);
	other.key = "ES256.AAAA";
	assert_int_equal(webauthn_login(&site, get, &other, answer, &count, NULL), ERR_SYNTAX);
	other.key = "none";
	assert_int_equal(webauthn_login(&site, get, &other, answer, &count, NULL), ERR_SYNTAX);
	key.count = 1000;
	assert_int_equal(webauthn_login(&site, get, &key, answer, &count, NULL), ERR_CORRUPT);
	assert_int_equal(count, 42);
}

TEST(webauthn_options_are_what_a_browser_reads)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	static const char *const known[] = {"AAEC", "AwQF"};
	const struct webauthn_person person = {span_of("\1\2\3", 3), "kari", "Kari \"N\""};
	STR_AUTO(out, 1 << 14);
	struct json *o;

	webauthn_create_options(&site, &person, create, known, 2, &out);
	assert_int_equal(json_parse(str_bytes(&out), arena, &o, NULL), 0);
	assert_string_equal(json_text(json_get(json_get(o, "rp"), "id"), ""), "varde.example");
	assert_string_equal(json_text(json_get(json_get(o, "user"), "id"), ""), "AQID");
	assert_string_equal(json_text(json_get(o, "challenge"), ""), create);
	assert_int_equal(json_get(o, "pubKeyCredParams")->array.n, 3);
	assert_int_equal(json_get(o, "excludeCredentials")->array.n, 2);
	str_clear(&out);
	webauthn_get_options(&site, get, NULL, 0, &out);
	assert_int_equal(json_parse(str_bytes(&out), arena, &o, NULL), 0);
	assert_string_equal(json_text(json_get(o, "rpId"), ""), "varde.example");
	assert_int_equal(json_get(o, "allowCredentials")->array.n, 0);
	assert_string_equal(json_text(json_get(o, "userVerification"), ""), "required");
}
