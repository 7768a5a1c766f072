#include "test.h"

#include "auth/jose.h"
#include "auth/oidc.h"
#include "net/peer.h"

enum { NOW = 1800000000 };

/*
 * A provider in a process of its own. It has no memory: the code it is given back says how it
 * errs and which nonce it was asked with ("expired.NONCE").
 */
struct provider {
	char *key, *other_key; /* private */
	char *set, *both;      /* public: of the first, and of both */
	bool push;             /* takes pushed requests */
	bool iss;              /* names itself in the answer */
	bool rotates;          /* publishes both keys from the second time on */
};

static void answer(int fd, int status, const char *body)
{
	dprintf(fd,
	    "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
	    "Connection: close\r\n\r\n%s",
	    status, strlen(body), body);
}

/* The text between two others in what came; the arena owns it. */
static char *between(struct arena *arena, struct span s, const char *from, const char *to)
{
	ptrdiff_t at = span_find(s, from);
	ptrdiff_t end;

	if (at < 0)
		return NULL;
	s = span_sub(s, (size_t)at + strlen(from), s.n);
	end = span_find(s, to);
	return arena_strndup(arena, s.p, end < 0 ? s.n : (size_t)end);
}

/* How often a text is in another. */
static size_t times(struct span s, const char *what)
{
	size_t n = 0;
	ptrdiff_t at;

	for (; (at = span_find(s, what)) >= 0; n++)
		s = span_sub(s, (size_t)at + 1, s.n);
	return n;
}

static void serve_metadata(
    int fd, const struct provider *p, const char *base, struct arena *arena)
{
	answer(fd, 200,
	    arena_printf(arena,
		"{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/auth?x=1\","
		"\"token_endpoint\":\"%s/token\",\"jwks_uri\":\"%s/jwks\","
		"\"userinfo_endpoint\":\"%s/me\",\"end_session_endpoint\":\"%s/bye\"%s%s%s%s}",
		base, base, base, base, base, base,
		p->push ? ",\"pushed_authorization_request_endpoint\":\"" : "",
		p->push ? base : "", p->push ? "/par\"" : "",
		p->iss ? ",\"authorization_response_iss_parameter_supported\":true" : ""));
}

/* The last of a name counts, so an error overrides what is right. */
static const struct {
	const char *how;
	const char *claims;
} errors[] = {{"issuer", ",\"iss\":\"http://127.0.0.1:1\""}, {"audience", ",\"aud\":\"other\""},
    {"nonce", ",\"nonce\":\"other\""}, {"expired", ",\"exp\":1799999900"},
    {"future", ",\"iat\":1800000100"}, {"nobody", ",\"sub\":null"},
    {"complete", ",\"name\":\"Kari\",\"email\":\"kari@x.example\",\"email_verified\":true"}};

static char *make_token(
    const struct provider *p, const char *how, const char *claims, struct arena *arena)
{
	char *token = NULL;
	STR_AUTO(text, 1 << 12);

	if (strcmp(how, "none") == 0) {
		secret_to_url(span_str("{\"alg\":\"none\"}"), &text);
		str_char(&text, '.');
		secret_to_url(span_str(claims), &text);
		str_add(&text, ".AA");
		return str_dup(&text, arena);
	}
	if (strcmp(how, "confused") == 0) { /* the public key as a shared secret */
		uint8_t mac[SECRET_DIGEST];

		secret_to_url(span_str("{\"alg\":\"HS256\"}"), &text);
		str_char(&text, '.');
		secret_to_url(span_str(claims), &text);
		secret_hmac(span_str(p->set), str_bytes(&text), mac);
		str_char(&text, '.');
		secret_to_url(span_of(mac, sizeof(mac)), &text);
		return str_dup(&text, arena);
	}
	if (jose_sign(strcmp(how, "rotated") == 0 ? p->other_key : p->key, "JWT",
		span_str(claims), arena, &token) < 0)
		abort();
	if (strcmp(how, "tampered") == 0) { /* other claims under the same signature */
		struct span rest = span_str(token);
		struct span head, body;

		(void)span_split(&rest, '.', &head);
		(void)span_split(&rest, '.', &body);
		str_addf(&text, "%.*s.", (int)head.n, head.p);
		secret_to_url(span_str(arena_printf(arena, "%.*s,\"sub\":\"admin\"}",
				  (int)strlen(claims) - 1, claims)),
		    &text);
		str_addf(&text, ".%.*s", (int)rest.n, rest.p);
		return str_dup(&text, arena);
	}
	return token;
}

static void serve_token(
    int fd, const struct provider *p, const char *base, struct span body, struct arena *arena)
{
	char *code = between(arena, body, "&code=", "&");
	char *nonce = code ? strchr(code, '.') : NULL;
	const char *more = "";
	char *claims;

	if (!nonce || span_find(body, "client_assertion=") < 0) {
		answer(fd, 400, "{\"error\":\"invalid_grant\"}");
		return;
	}
	*nonce++ = '\0';
	for (size_t i = 0; i < ARRAY_LEN(errors); i++)
		if (strcmp(code, errors[i].how) == 0)
			more = errors[i].claims;
	claims = arena_printf(arena,
	    "{\"iss\":\"%s\",\"aud\":\"varde\",\"sub\":\"kari\",\"nonce\":\"%s\","
	    "\"exp\":1800000300,\"iat\":1800000000%s}",
	    base, nonce, more);
	answer(fd, 200,
	    arena_printf(arena,
		"{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"id_token\":\"%s\"}", code,
		make_token(p, code, claims, arena)));
}

static void serve(int fd, struct peer_log *log, const void *arg)
{
	const struct provider *p = arg;
	struct arena *arena = arena_new();
	struct span head = peer_read_until(fd, log, "\r\n\r\n");
	char *path = between(arena, head, " ", " ");
	char *base = arena_printf(arena, "http://%s", between(arena, head, "Host: ", "\r\n"));
	char *length = between(arena, head, "Content-Length: ", "\r\n");
	STR_AUTO(body, 1 << 16);

	str_span(&body, span_sub(head, (size_t)span_find(head, "\r\n\r\n") + 4, head.n));
	while (length && body.n < (size_t)atoi(length)) {
		struct span more;

		if (peer_read(fd, log, &more) == 0)
			break;
		str_span(&body, more);
	}
	if (strcmp(path, "/.well-known/openid-configuration") == 0)
		serve_metadata(fd, p, base, arena);
	else if (strcmp(path, "/par") == 0)
		answer(fd, 201, "{\"request_uri\":\"urn:ours:1\",\"expires_in\":60}");
	else if (strcmp(path, "/jwks") == 0)
		answer(fd, 200,
		    p->rotates && times(span_of(log->bytes, log->n), "GET /jwks ") > 1
			? p->both
			: p->set);
	else if (strcmp(path, "/token") == 0)
		serve_token(fd, p, base, str_bytes(&body), arena);
	else if (strcmp(path, "/me") == 0)
		answer(fd, 200,
		    span_find(head, "Bearer another") > 0
			? "{\"sub\":\"ola\",\"email\":\"ola@x.example\"}"
			: "{\"sub\":\"kari\",\"name\":\"Kari "
			  "N\",\"email\":\"kari@x.example\"}");
	else
		answer(fd, 404, "{}");
	arena_free(arena);
}

struct rig {
	struct arena *arena;
	struct provider provider;
	struct peer peer;
	struct oidc *oidc;
	const char *issuer;
	char *client_key;
	struct oidc_person person;
	struct msg msg;
};

static void rig_init(struct rig *r, bool push, bool iss)
{
	char *other;

	*r = (struct rig){.arena = arena_new()};
	r->provider.push = push;
	r->provider.iss = iss;
	assert_int_equal(jose_key_new("ES256", r->arena, &r->provider.key), 0);
	assert_int_equal(jose_key_new("ES256", r->arena, &r->provider.other_key), 0);
	assert_int_equal(jose_key_public(r->provider.key, r->arena, &r->provider.set), 0);
	assert_int_equal(jose_key_new("ES256", r->arena, &r->client_key), 0);
	assert_int_equal(jose_key_public(r->provider.other_key, r->arena, &other), 0);
	r->provider.both = arena_printf(r->arena, "%.*s,%s", (int)strlen(r->provider.set) - 2,
	    r->provider.set, other + strlen("{\"keys\":["));
	r->peer = peer_tcp("127.0.0.1", 0, serve, &r->provider);
	r->issuer = arena_printf(r->arena, "http://127.0.0.1:%u", r->peer.port);
	struct oidc_config config = {.issuer = r->issuer,
	    .client_id = "varde",
	    .client_key = r->client_key,
	    .redirect_uri = "https://portal.example/back",
	    .after_logout_uri = "https://portal.example/"};
	assert_int_equal(oidc_new(&config, &r->oidc, &r->msg), 0);
}

static void rig_done(struct rig *r)
{
	oidc_free(r->oidc);
	peer_end(&r->peer);
	arena_free(r->arena);
}

/* A whole login in which the provider errs that way; more: appended to the query. */
static int login(struct rig *r, const char *how, const char *more, int64_t now)
{
	struct oidc_kept kept;
	const char *url, *query;

	assert_int_equal(
	    oidc_begin(r->oidc, "nb", now * 1000, r->arena, &kept, &url, &r->msg), 0);
	query =
	    arena_printf(r->arena, "state=%s&code=%s.%s%s", kept.state, how, kept.nonce, more);
	return oidc_finish(
	    r->oidc, &kept, span_str(query), now * 1000, r->arena, &r->person, &r->msg);
}

static size_t asked(const struct rig *r, const char *what)
{
	return times(span_of(r->peer.log->bytes, r->peer.log->n), what);
}

TEST(oidc_login_with_and_without_a_pushed_request)
{
	for (int push = 0; push < 2; push++) {
		struct rig r;

		rig_init(&r, push, false);
		if (login(&r, "fine", "", NOW) != 0)
			fail_msg("%s: %s", r.msg.what, r.msg.detail);
		assert_string_equal(r.person.subject, "kari");
		assert_string_equal(r.person.name, "Kari N"); /* from userinfo */
		assert_string_equal(r.person.mail, "kari@x.example");
		assert_false(r.person.mail_verified);
		assert_int_equal(asked(&r, "POST /par "), push);
		assert_int_equal(login(&r, "complete", "", NOW), 0);
		assert_true(r.person.mail_verified);
		assert_null(r.person.about);
		assert_int_equal(asked(&r, "GET /me "), 1);
		/* both documents were asked for once */
		assert_int_equal(asked(&r, "GET /.well-known/openid-configuration "), 1);
		assert_int_equal(asked(&r, "GET /jwks "), 1);
		rig_done(&r);
	}
}

/* The request says what the specifications ask for, and the code's proof fits it. */
TEST(oidc_the_request_and_its_proof)
{
	struct rig r;
	struct oidc_kept kept;
	struct span log;
	const char *url, *query;
	char *challenge, *verifier, *assertion;
	uint8_t digest[SECRET_DIGEST];
	struct json *set, *claims;
	char *public;
	STR_AUTO(want, 64);

	rig_init(&r, true, false);
	assert_int_equal(
	    oidc_begin(r.oidc, "nb en", NOW * 1000LL, r.arena, &kept, &url, &r.msg), 0);
	assert_string_equal(
	    url, arena_printf(r.arena,
		     "%s/auth?x=1&client_id=varde&request_uri=urn%%3Aours%%3A1", r.issuer));
	log = span_of(r.peer.log->bytes, r.peer.log->n);
	challenge = between(r.arena, log, "&code_challenge=", "&");
	assert_true(
	    span_find(log,
		"response_type=code&client_id=varde&redirect_uri="
		"https%3A%2F%2Fportal.example%2Fback&scope=openid%20profile%20email") > 0);
	assert_true(span_find(log, "&code_challenge_method=S256&ui_locales=nb%20en&") > 0);
	assertion = between(r.arena, log, "&client_assertion=", "&");
	assert_int_equal(jose_key_public(r.client_key, r.arena, &public), 0);
	assert_int_equal(json_parse(span_str(public), r.arena, &set, NULL), 0);
	assert_int_equal(jose_verify(span_str(assertion), set, r.arena, &claims), 0);
	assert_string_equal(json_text(json_get(claims, "aud"), ""), r.issuer);
	assert_int_equal(json_int(json_get(claims, "exp"), 0), NOW + 60);
	query = arena_printf(r.arena, "code=fine.%s&state=%s", kept.nonce, kept.state);
	assert_int_equal(oidc_finish(r.oidc, &kept, span_str(query), NOW * 1000LL, r.arena,
			     &r.person, &r.msg),
	    0);
	log = span_of(r.peer.log->bytes, r.peer.log->n);
	verifier = between(r.arena, log, "&code_verifier=", "&");
	secret_sha256(span_str(verifier), digest);
	secret_to_url(span_of(digest, sizeof(digest)), &want);
	assert_string_equal(challenge, str_text(&want));
	rig_done(&r);
}

TEST(oidc_tokens_that_are_not_right_are_refused)
{
	static const char *const wrong[] = {"issuer", "audience", "nonce", "expired", "future",
	    "none", "confused", "tampered", "rotated", "another"};
	struct rig r;

	rig_init(&r, false, false);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		int rc = login(&r, wrong[i], "", NOW);

		if (rc != ERR_DENIED)
			fail_msg("%s: %d", wrong[i], rc);
	}
	assert_int_equal(login(&r, "nobody", "", NOW), ERR_SYNTAX);
	assert_null(r.person.subject);
	assert_int_equal(login(&r, "fine", "", NOW), 0);
	rig_done(&r);
}

TEST(oidc_answers_that_are_not_ours_are_refused)
{
	struct rig r;
	struct oidc_kept kept, copy;
	const char *url, *query;

	rig_init(&r, false, true);
	assert_int_equal(login(&r, "fine", "", NOW), ERR_DENIED); /* says it names itself */
	assert_int_equal(login(&r, "fine", "&iss=http%3A%2F%2F127.0.0.1%3A1", NOW), ERR_DENIED);
	assert_int_equal(login(&r, "fine", "&state=x", NOW), ERR_SYNTAX);
	assert_int_equal(login(&r, "fine", "&iss=%zz", NOW), ERR_SYNTAX);
	assert_int_equal(login(&r, "fine", "&iss=%00", NOW), ERR_SYNTAX);
	assert_int_equal(asked(&r, "POST /token "), 0);
	assert_int_equal(
	    oidc_begin(r.oidc, NULL, NOW * 1000LL, r.arena, &kept, &url, &r.msg), 0);
	query = arena_printf(
	    r.arena, "code=fine.%s&state=%s&iss=%s", kept.nonce, kept.state, r.issuer);
	copy = kept;
	assert_int_equal(oidc_finish(r.oidc, &copy, span_str(query), (NOW + 601) * 1000LL,
			     r.arena, &r.person, &r.msg),
	    ERR_TIMEOUT);
	assert_int_equal(oidc_finish(r.oidc, &kept, span_str(query), NOW * 1000LL, r.arena,
			     &r.person, &r.msg),
	    0);
	/* a second time nothing is kept any more */
	assert_int_equal(oidc_finish(r.oidc, &kept, span_str(query), NOW * 1000LL, r.arena,
			     &r.person, &r.msg),
	    ERR_DENIED);
	assert_int_equal(oidc_finish(r.oidc, &kept, span_str("state=&code=x"), NOW * 1000LL,
			     r.arena, &r.person, &r.msg),
	    ERR_DENIED);
	rig_done(&r);
}

TEST(oidc_the_provider_or_the_person_says_no)
{
	static const struct {
		const char *error;
		int err;
	} cases[] = {{"access_denied", ERR_CANCELLED}, {"login_required", ERR_DENIED}};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct rig r;
		struct oidc_kept kept;
		const char *url, *query;

		rig_init(&r, false, false);
		assert_int_equal(
		    oidc_begin(r.oidc, NULL, NOW * 1000LL, r.arena, &kept, &url, &r.msg), 0);
		query = arena_printf(r.arena, "error=%s&state=%s", cases[i].error, kept.state);
		assert_int_equal(oidc_finish(r.oidc, &kept, span_str(query), NOW * 1000LL,
				     r.arena, &r.person, &r.msg),
		    cases[i].err);
		rig_done(&r);
	}
}

/* A key that is not known is looked for, but once a minute however many ask. */
TEST(oidc_a_missing_key_is_looked_for_seldom)
{
	struct rig r;

	rig_init(&r, false, false);
	assert_int_equal(login(&r, "fine", "", NOW), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(login(&r, "rotated", "", NOW + 61), ERR_DENIED);
	assert_int_equal(asked(&r, "GET /jwks "), 2);
	rig_done(&r);
}

TEST(oidc_a_new_key_of_the_provider_is_found)
{
	struct rig r;

	rig_init(&r, false, false);
	peer_end(&r.peer);
	r.provider.rotates = true;
	r.peer = peer_tcp("127.0.0.1", r.peer.port, serve, &r.provider);
	assert_int_equal(login(&r, "fine", "", NOW), 0);
	assert_int_equal(login(&r, "rotated", "", NOW + 61), 0);
	assert_int_equal(login(&r, "fine", "", NOW + 61), 0);
	rig_done(&r);
}

TEST(oidc_what_is_published_is_used_for_a_day_when_the_provider_is_away)
{
	struct rig r;
	struct oidc_kept kept;
	const char *url;

	rig_init(&r, false, false);
	assert_int_equal(
	    oidc_begin(r.oidc, NULL, NOW * 1000LL, r.arena, &kept, &url, &r.msg), 0);
	peer_end(&r.peer);
	assert_int_equal(
	    oidc_begin(r.oidc, NULL, NOW * 1000LL + OIDC_FRESH, r.arena, &kept, &url, &r.msg),
	    0);
	assert_int_equal(
	    oidc_begin(r.oidc, NULL, NOW * 1000LL + OIDC_STALE, r.arena, &kept, &url, &r.msg),
	    ERR_REFUSED);
	r.peer = peer_tcp("127.0.0.1", 0, serve, &r.provider);
	rig_done(&r);
}

TEST(oidc_a_provider_with_another_name_is_refused)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct rig r;
	struct oidc *other;
	struct oidc_kept kept;
	const char *url;

	rig_init(&r, false, false);
	struct oidc_config config = {.issuer = arena_printf(arena, "%s/", r.issuer),
	    .client_id = "varde",
	    .client_key = r.client_key,
	    .redirect_uri = "https://portal.example/back"};
	assert_int_equal(oidc_new(&config, &other, &r.msg), 0);
	assert_int_equal(
	    oidc_begin(other, NULL, NOW * 1000LL, arena, &kept, &url, &r.msg), ERR_DENIED);
	oidc_free(other);
	config.client_key = "{}";
	assert_int_equal(oidc_new(&config, &other, &r.msg), ERR_SYNTAX);
	config.client_key = NULL;
	assert_int_equal(oidc_new(&config, &other, &r.msg), ERR_RANGE);
	rig_done(&r);
}

TEST(oidc_logout_goes_there_and_comes_back)
{
	struct rig r;
	const char *url;

	rig_init(&r, false, false);
	assert_int_equal(
	    oidc_logout_url(r.oidc, "a.b.c", "s", NOW * 1000LL, r.arena, &url, &r.msg), 0);
	assert_string_equal(
	    url, arena_printf(r.arena,
		     "%s/bye?id_token_hint=a.b.c&client_id=varde&post_logout_redirect_uri="
		     "https%%3A%%2F%%2Fportal.example%%2F&state=s",
		     r.issuer));
	rig_done(&r);
}
