#include "auth/oidc_impl.h"

#include "auth/jose.h"
#include "net/fetch.h"

#include <ctype.h>

enum { FORM = 64 << 10, ASSERTION_LIFE = 60 /* s */ };

const char *oidc_impl_text(const struct json *v, const char *name)
{
	const char *s = json_text(json_get(v, name), NULL);

	return s && *s ? s : NULL;
}

static void put_escaped(struct str *out, const char *s)
{
	for (; *s; s++) {
		uint8_t c = (uint8_t)*s;

		if (c < 0x80 && (isalnum(c) || strchr("-._~", c)))
			str_char(out, (char)c);
		else
			str_addf(out, "%%%02X", c);
	}
}

void oidc_impl_form(const struct oidc_field *fields, size_t n, struct str *out)
{
	bool first = true;

	for (size_t i = 0; i < n; i++) {
		if (!fields[i].value)
			continue;
		if (!first)
			str_char(out, '&');
		first = false;
		put_escaped(out, fields[i].name);
		str_char(out, '=');
		put_escaped(out, fields[i].value);
	}
}

const char *oidc_impl_url(
    const char *base, const struct oidc_field *fields, size_t n, struct arena *arena)
{
	STR_AUTO(out, FORM);

	str_add(&out, base);
	str_char(&out, strchr(base, '?') ? '&' : '?');
	oidc_impl_form(fields, n, &out);
	return str_dup(&out, arena);
}

/* Sends a request and reads JSON out of the answer. */
static int ask(struct oidc *oidc, struct fetch_request *rq, struct arena *arena,
    int *ret_status, const struct json **ret_json, struct msg *msg)
{
	struct fetch_reply reply;
	struct json *json = NULL;
	int rc;

	rq->ca_file = oidc->config.ca_file;
	rq->proxy = oidc->config.proxy;
	rc = fetch(rq, arena, &reply, msg);
	if (rc < 0) {
		msg_what(msg, "the identity provider cannot be reached");
		return rc;
	}
	*ret_status = reply.status;
	*ret_json = json_parse(reply.body, arena, &json, NULL) == 0 ? json : NULL;
	return 0;
}

int oidc_impl_get(struct oidc *oidc, const char *url, const char *bearer, struct arena *arena,
    const struct json **ret_json, struct msg *msg)
{
	struct fetch_header headers[] = {{"Accept", "application/json"}, {"Authorization", ""}};
	struct fetch_request rq = {.url = url, .headers = headers, .nheaders = bearer ? 2 : 1};
	const struct json *json = NULL;
	int status = 0;
	int rc;

	if (bearer)
		headers[1].value = arena_printf(arena, "Bearer %s", bearer);
	rc = ask(oidc, &rq, arena, &status, &json, msg);
	if (rc < 0)
		return rc;
	if (status != 200 || !json || json->type != JSON_OBJECT) {
		msg_what(msg, "the identity provider answers something else");
		msg_detail(msg, "%s: status %d, %s", url, status, json ? "JSON" : "no JSON");
		return ERR_PROTOCOL;
	}
	*ret_json = json;
	return 0;
}

/* The client says who it is: signed, for this provider, for a minute, once. */
static int make_assertion(
    struct oidc *oidc, int64_t now_ms, struct arena *arena, char **ret_token)
{
	STR_AUTO(claims, FORM);
	char id[SECRET_TEXT];
	struct json_writer w;

	json_write_init(&w, &claims, 0);
	json_write_object(&w);
	json_member_text(&w, "iss", oidc->config.client_id);
	json_member_text(&w, "sub", oidc->config.client_id);
	json_member_text(&w, "aud", oidc->config.issuer);
	json_member_text(&w, "jti", secret_token(id));
	json_member_int(&w, "iat", now_ms / 1000);
	json_member_int(&w, "exp", now_ms / 1000 + ASSERTION_LIFE);
	json_write_object_end(&w);
	return jose_sign(oidc->config.client_key, "client-authentication+jwt",
	    str_bytes(&claims), arena, ret_token);
}

int oidc_impl_post(struct oidc *oidc, const char *url, const struct oidc_field *fields,
    size_t n, int64_t now_ms, struct arena *arena, int *ret_status,
    const struct json **ret_json, struct msg *msg)
{
	static const struct fetch_header headers[] = {
	    {"Content-Type", "application/x-www-form-urlencoded"},
	    {"Accept", "application/json"}};
	struct fetch_request rq = {.url = url, .headers = headers, .nheaders = 2};
	struct oidc_field own[] = {
	    {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
	    {"client_assertion", NULL}};
	STR_AUTO(form, FORM);
	char *assertion = NULL;
	int rc = make_assertion(oidc, now_ms, arena, &assertion);

	if (rc < 0) {
		msg_what(msg, "the key for the identity provider cannot sign");
		return rc;
	}
	own[1].value = assertion;
	oidc_impl_form(fields, n, &form);
	str_char(&form, '&');
	oidc_impl_form(own, ARRAY_LEN(own), &form);
	rc = str_ok(&form);
	if (rc < 0)
		return rc;
	rq.body = str_bytes(&form);
	return ask(oidc, &rq, arena, ret_status, ret_json, msg);
}

/* A document out of the cache, in the arena; NULL when there is none that young. */
static const struct json *cached(struct oidc *oidc, const struct oidc_document *d,
    int64_t now_ms, int64_t age, struct arena *arena)
{
	struct json *json = NULL;
	char *text = NULL;

	pthread_mutex_lock(&oidc->lock);
	if (d->text && now_ms - d->fetched_ms < age)
		text = arena_strdup(arena, d->text);
	pthread_mutex_unlock(&oidc->lock);
	if (!text || json_parse(span_str(text), arena, &json, NULL) < 0)
		return NULL;
	return json;
}

/* Keeps a document; mem_alloc'd text outlives the request's arena. */
static void keep(
    struct oidc *oidc, struct oidc_document *d, const struct json *json, int64_t now_ms)
{
	STR_AUTO(text, (size_t)FETCH_BODY * 2);
	struct json_writer w;
	char *copy;

	json_write_init(&w, &text, 0);
	json_write_value(&w, json);
	copy = mem_alloc(text.n + 1);
	memcpy(copy, str_text(&text), text.n + 1);
	pthread_mutex_lock(&oidc->lock);
	mem_free(d->text);
	d->text = copy;
	d->fetched_ms = now_ms;
	pthread_mutex_unlock(&oidc->lock);
}

/* Whether it is time to ask for a document; notes that it was. */
static bool may_try(struct oidc *oidc, struct oidc_document *d, int64_t now_ms)
{
	bool may;

	pthread_mutex_lock(&oidc->lock);
	may = !d->text || now_ms - d->tried_ms >= OIDC_RELOAD || now_ms < d->tried_ms;
	if (may)
		d->tried_ms = now_ms;
	pthread_mutex_unlock(&oidc->lock);
	return may;
}

/* What the browser will be sent to: nothing but the web, encrypted unless it is this machine.
 */
static bool is_web(const char *url)
{
	return url && (strncmp(url, "https://", 8) == 0 ||
			  strncmp(url, "http://127.0.0.1:", 17) == 0 ||
			  strncmp(url, "http://[::1]:", 13) == 0);
}

static int check_metadata(struct oidc *oidc, const struct json *json, struct msg *msg)
{
	if (!secret_equal_text(oidc_impl_text(json, "issuer"), oidc->config.issuer)) {
		msg_what(msg, "the identity provider says that it is another one");
		msg_detail(msg, "issuer %s", json_text(json_get(json, "issuer"), "is missing"));
		return ERR_DENIED;
	}
	if (!is_web(oidc_impl_text(json, "authorization_endpoint")) ||
	    !is_web(oidc_impl_text(json, "token_endpoint")) ||
	    !is_web(oidc_impl_text(json, "jwks_uri"))) {
		msg_what(msg, "the identity provider does not say how it is used");
		return ERR_PROTOCOL;
	}
	return 0;
}

int oidc_impl_metadata(struct oidc *oidc, int64_t now_ms, struct arena *arena,
    const struct json **ret, struct msg *msg)
{
	const struct json *json = cached(oidc, &oidc->metadata, now_ms, OIDC_FRESH, arena);
	const char *issuer = oidc->config.issuer;
	size_t n = strlen(issuer);
	const char *url;
	int rc;

	if (json) {
		*ret = json;
		return 0;
	}
	n -= n > 0 && issuer[n - 1] == '/';
	url = arena_printf(arena, "%.*s/.well-known/openid-configuration", (int)n, issuer);
	if (may_try(oidc, &oidc->metadata, now_ms)) {
		rc = oidc_impl_get(oidc, url, NULL, arena, &json, msg);
		if (rc == 0)
			rc = check_metadata(oidc, json, msg);
		if (rc == 0)
			keep(oidc, &oidc->metadata, json, now_ms);
	} else {
		rc = ERR_BUSY;
	}
	if (rc < 0 && rc != ERR_DENIED) {
		json = cached(oidc, &oidc->metadata, now_ms, OIDC_STALE, arena);
		rc = json ? 0 : rc;
	}
	if (rc == 0)
		*ret = json;
	return rc;
}

int oidc_impl_keys(struct oidc *oidc, const struct json *metadata, bool again, int64_t now_ms,
    struct arena *arena, const struct json **ret, struct msg *msg)
{
	const struct json *json =
	    again ? NULL : cached(oidc, &oidc->keys, now_ms, OIDC_FRESH, arena);
	int rc = ERR_BUSY;

	if (!json && may_try(oidc, &oidc->keys, now_ms)) {
		rc = oidc_impl_get(
		    oidc, oidc_impl_text(metadata, "jwks_uri"), NULL, arena, &json, msg);
		if (rc == 0)
			keep(oidc, &oidc->keys, json, now_ms);
	}
	if (!json)
		json = cached(oidc, &oidc->keys, now_ms, OIDC_STALE, arena);
	if (!json)
		return rc;
	*ret = json;
	return 0;
}
