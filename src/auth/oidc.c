#include "auth/oidc.h"

#include "auth/jose.h"
#include "auth/oidc_impl.h"
#include "auth/oidc_token.h"

enum { QUERY = 16 << 10 };

static int deny(int err, struct msg *msg, const char *why)
{
	msg_what(msg, "the login at the identity provider was not accepted");
	msg_detail(msg, "%s", why);
	return err;
}

int oidc_new(const struct oidc_config *config, struct oidc **ret, struct msg *msg)
{
	struct arena *arena;
	struct oidc *oidc;
	char *set;
	int rc;

	msg_what(msg, "the identity provider is not configured");
	if (!config->issuer || !config->client_id || !config->client_key ||
	    !config->redirect_uri) {
		msg_detail(msg, "issuer, client, key and the page to come back to are needed");
		return ERR_RANGE;
	}
	arena = arena_new();
	rc = jose_key_public(config->client_key, arena, &set);
	if (rc < 0) {
		msg_detail(msg, "the client's key is no private JWK for ES256, RS256 or PS256");
		arena_free(arena);
		return rc;
	}
	oidc = mem_alloc(sizeof(*oidc));
	*oidc = (struct oidc){.arena = arena};
	pthread_mutex_init(&oidc->lock, NULL);
	oidc->config = (struct oidc_config){
	    .issuer = arena_strdup(arena, config->issuer),
	    .client_id = arena_strdup(arena, config->client_id),
	    .client_key = arena_strdup(arena, config->client_key),
	    .redirect_uri = arena_strdup(arena, config->redirect_uri),
	    .after_logout_uri = arena_strdup(arena, config->after_logout_uri),
	    .scope =
		arena_strdup(arena, config->scope ? config->scope : "openid profile email"),
	    .acr_values = arena_strdup(arena, config->acr_values),
	    .acr_required = arena_strdup(arena, config->acr_required),
	    .ca_file = arena_strdup(arena, config->ca_file),
	    .proxy = arena_strdup(arena, config->proxy),
	};
	*ret = oidc;
	return 0;
}

struct oidc *oidc_free(struct oidc *oidc)
{
	if (!oidc)
		return NULL;
	mem_free(oidc->metadata.text);
	mem_free(oidc->keys.text);
	pthread_mutex_destroy(&oidc->lock);
	arena_free(oidc->arena);
	return mem_free(oidc);
}

/* The page to send the browser to, after the request was left with the provider (RFC 9126). */
static int push(struct oidc *oidc, const char *at, const char *page,
    const struct oidc_field *fields, size_t n, int64_t now_ms, struct arena *arena,
    const char **ret_url, struct msg *msg)
{
	struct oidc_field pushed[] = {
	    {"client_id", oidc->config.client_id}, {"request_uri", NULL}};
	const struct json *json = NULL;
	int status = 0;
	int rc = oidc_impl_post(oidc, at, fields, n, now_ms, arena, &status, &json, msg);

	if (rc < 0)
		return rc;
	pushed[1].value = oidc_impl_text(json, "request_uri");
	if (status != 201 || !pushed[1].value) {
		deny(ERR_DENIED, msg, "");
		msg_detail(msg, "the request was refused: status %d, %s", status,
		    json_text(json_get(json, "error"), "no reason"));
		return status >= 400 && status < 500 ? ERR_DENIED : ERR_PROTOCOL;
	}
	*ret_url = oidc_impl_url(page, pushed, ARRAY_LEN(pushed), arena);
	return 0;
}

int oidc_begin(struct oidc *oidc, const char *locales, int64_t now_ms, struct arena *arena,
    struct oidc_kept *ret_kept, const char **ret_url, struct msg *msg)
{
	struct oidc_kept kept = {.begun_ms = now_ms};
	const struct json *metadata;
	const char *page, *at;
	const char *url = NULL;
	uint8_t digest[SECRET_DIGEST];
	STR_AUTO(challenge, 64);
	int rc = oidc_impl_metadata(oidc, now_ms, arena, &metadata, msg);

	if (rc < 0)
		return rc;
	secret_token(kept.state);
	secret_token(kept.nonce);
	secret_token(kept.verifier);
	secret_sha256(span_str(kept.verifier), digest);
	secret_to_url(span_of(digest, sizeof(digest)), &challenge);
	struct oidc_field fields[] = {{"response_type", "code"},
	    {"client_id", oidc->config.client_id}, {"redirect_uri", oidc->config.redirect_uri},
	    {"scope", oidc->config.scope}, {"state", kept.state}, {"nonce", kept.nonce},
	    {"code_challenge", str_text(&challenge)}, {"code_challenge_method", "S256"},
	    {"acr_values", oidc->config.acr_values}, {"ui_locales", locales}};

	page = oidc_impl_text(metadata, "authorization_endpoint");
	at = oidc_impl_text(metadata, "pushed_authorization_request_endpoint");
	if (at)
		rc = push(oidc, at, page, fields, ARRAY_LEN(fields), now_ms, arena, &url, msg);
	else
		url = oidc_impl_url(page, fields, ARRAY_LEN(fields), arena);
	if (rc < 0)
		return rc;
	*ret_kept = kept;
	*ret_url = url;
	return 0;
}

/* One decoded part of a query (RFC 1866's form encoding). */
static int decode(struct span s, struct arena *arena, char **ret)
{
	char *to = arena_alloc(arena, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		static const char digits[] = "0123456789abcdef";
		const char *hi, *lo;

		if (s.p[i] != '%') {
			to[n++] = (char)(s.p[i] == '+' ? ' ' : s.p[i]);
			continue;
		}
		if (i + 2 >= s.n || !s.p[i + 1] || !s.p[i + 2])
			return ERR_SYNTAX;
		hi = strchr(digits, s.p[i + 1] | 0x20);
		lo = strchr(digits, s.p[i + 2] | 0x20);
		if (!hi || !lo)
			return ERR_SYNTAX;
		to[n++] = (char)(uint8_t)((hi - digits) * 16 + (lo - digits));
		i += 2;
	}
	*ret = to;
	return memchr(to, '\0', n) ? ERR_SYNTAX : 0;
}

struct answer {
	char *code, *state, *iss, *error;
};

/* The query of the provider's answer; each part at most once. */
static int read_query(struct span query, struct arena *arena, struct answer *ret)
{
	struct answer got = {0};
	const struct {
		const char *name;
		char **to;
	} parts[] = {{"code", &got.code}, {"state", &got.state}, {"iss", &got.iss},
	    {"error", &got.error}};
	struct span part, name;

	if (query.n > QUERY)
		return ERR_LIMIT;
	while (span_split(&query, '&', &part)) {
		if (!span_split(&part, '=', &name))
			continue;
		for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
			if (!span_eq(name, parts[i].name))
				continue;
			if (*parts[i].to || decode(part, arena, parts[i].to) < 0)
				return ERR_SYNTAX;
		}
	}
	*ret = got;
	return 0;
}

/* Whether the answer is to our question, by the one whom we asked. */
static int check_answer(struct oidc *oidc, const struct json *metadata,
    const struct oidc_kept *kept, const struct answer *a, int64_t now_ms, struct msg *msg)
{
	if (!*kept->state || !secret_equal_text(a->state, kept->state))
		return deny(ERR_DENIED, msg, "no login was begun with that state");
	if (now_ms - kept->begun_ms > OIDC_LOGIN || now_ms < kept->begun_ms - OIDC_SKEW)
		return deny(ERR_TIMEOUT, msg, "the login took too long");
	if (a->iss ? !secret_equal_text(a->iss, oidc->config.issuer)
		   : json_bool(
			 json_get(metadata, "authorization_response_iss_parameter_supported"),
			 false))
		return deny(ERR_DENIED, msg, "the answer is of another issuer");
	if (a->error) {
		bool person = strcmp(a->error, "access_denied") == 0;

		deny(ERR_DENIED, msg, "");
		msg_detail(msg, "the provider says: %.100s", a->error);
		return person ? ERR_CANCELLED : ERR_DENIED;
	}
	return a->code && *a->code ? 0 : deny(ERR_SYNTAX, msg, "the answer has no code");
}

/* Trades the code for tokens. */
static int redeem(struct oidc *oidc, const struct json *metadata, const struct oidc_kept *kept,
    const char *code, int64_t now_ms, struct arena *arena, const struct json **ret,
    struct msg *msg)
{
	const struct oidc_field fields[] = {{"grant_type", "authorization_code"},
	    {"code", code}, {"redirect_uri", oidc->config.redirect_uri},
	    {"client_id", oidc->config.client_id}, {"code_verifier", kept->verifier}};
	const struct json *json = NULL;
	int status = 0;
	int rc = oidc_impl_post(oidc, oidc_impl_text(metadata, "token_endpoint"), fields,
	    ARRAY_LEN(fields), now_ms, arena, &status, &json, msg);

	if (rc < 0)
		return rc;
	if (status == 200 && oidc_impl_text(json, "id_token")) {
		*ret = json;
		return 0;
	}
	deny(ERR_DENIED, msg, "");
	msg_detail(msg, "no token for the code: status %d, %s", status,
	    json_text(json_get(json, "error"), "no reason"));
	return status >= 400 && status < 500 ? ERR_DENIED : ERR_PROTOCOL;
}

/* The claims of a token that one of the provider's keys has signed; a key that is not known yet
 * is looked for once. */
static int verify(struct oidc *oidc, const struct json *metadata, const char *token,
    int64_t now_ms, struct arena *arena, struct json **ret, struct msg *msg)
{
	const struct json *keys;
	int rc = oidc_impl_keys(oidc, metadata, false, now_ms, arena, &keys, msg);

	if (rc < 0)
		return rc;
	rc = jose_verify(span_str(token), keys, arena, ret);
	if (rc == ERR_NOTFOUND) {
		rc = oidc_impl_keys(oidc, metadata, true, now_ms, arena, &keys, msg);
		if (rc == 0)
			rc = jose_verify(span_str(token), keys, arena, ret);
	}
	if (rc == 0)
		return 0;
	deny(ERR_DENIED, msg, "");
	msg_detail(msg, "the ID token is not signed as it should be (%s)", err_text(rc));
	return ERR_DENIED;
}

/* Asks userinfo for what the token does not say. */
static int ask_about(struct oidc *oidc, const struct json *metadata, const struct json *tokens,
    struct arena *arena, struct oidc_person *person, struct msg *msg)
{
	const char *url = oidc_impl_text(metadata, "userinfo_endpoint");
	const char *access = oidc_impl_text(tokens, "access_token");
	const struct json *about;
	int rc;

	if ((person->name && person->mail) || !url || !access)
		return 0;
	rc = oidc_impl_get(oidc, url, access, arena, &about, msg);
	return rc < 0 ? rc : oidc_token_about(about, person, msg);
}

int oidc_finish(struct oidc *oidc, struct oidc_kept *kept, struct span query, int64_t now_ms,
    struct arena *arena, struct oidc_person *ret, struct msg *msg)
{
	struct oidc_kept mine = *kept;
	const struct oidc_expect expect = {oidc->config.issuer, oidc->config.client_id,
	    mine.nonce, oidc->config.acr_required, now_ms};
	struct oidc_person person = {0};
	const struct json *metadata;
	const struct json *tokens = NULL;
	struct json *claims;
	struct answer answer;
	int rc;

	secret_wipe(kept, sizeof(*kept));
	if (read_query(query, arena, &answer) < 0)
		return deny(ERR_SYNTAX, msg, "the answer cannot be read");
	rc = oidc_impl_metadata(oidc, now_ms, arena, &metadata, msg);
	if (rc == 0)
		rc = check_answer(oidc, metadata, &mine, &answer, now_ms, msg);
	if (rc == 0)
		rc = redeem(oidc, metadata, &mine, answer.code, now_ms, arena, &tokens, msg);
	if (rc == 0)
		rc = verify(oidc, metadata, oidc_impl_text(tokens, "id_token"), now_ms, arena,
		    &claims, msg);
	if (rc == 0)
		rc = oidc_token_check(&expect, claims, arena, &person, msg);
	if (rc == 0)
		rc = ask_about(oidc, metadata, tokens, arena, &person, msg);
	if (rc < 0)
		return rc;
	person.id_token = oidc_impl_text(tokens, "id_token");
	*ret = person;
	return 0;
}

int oidc_logout_url(struct oidc *oidc, const char *id_token, const char *state, int64_t now_ms,
    struct arena *arena, const char **ret_url, struct msg *msg)
{
	const struct oidc_field fields[] = {{"id_token_hint", id_token},
	    {"client_id", oidc->config.client_id},
	    {"post_logout_redirect_uri", oidc->config.after_logout_uri},
	    {"state", oidc->config.after_logout_uri ? state : NULL}};
	const struct json *metadata;
	const char *page;
	int rc = oidc_impl_metadata(oidc, now_ms, arena, &metadata, msg);

	if (rc < 0)
		return rc;
	page = oidc_impl_text(metadata, "end_session_endpoint");
	if (!page)
		return ERR_UNSUPPORTED;
	*ret_url = oidc_impl_url(page, fields, ARRAY_LEN(fields), arena);
	return 0;
}
