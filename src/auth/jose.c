#include "auth/jose.h"

#include "auth/secret.h"

#include <cjose/cjose.h>

static const struct algorithm {
	const char *name;
	const char *kty;
	const char *crv; /* of EC keys */
} algorithms[] = {{"ES256", "EC", "P-256"}, {"RS256", "RSA", NULL}, {"PS256", "RSA", NULL}};

static const struct algorithm *algorithm_of(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_LEN(algorithms); i++)
		if (strcmp(name, algorithms[i].name) == 0)
			return &algorithms[i];
	return NULL;
}

static const char *text_of(const struct json *v, const char *key)
{
	return json_text(json_get(v, key), NULL);
}

static bool text_is(const struct json *v, const char *key, const char *text)
{
	const char *got = text_of(v, key);

	return got && strcmp(got, text) == 0;
}

/* Whether the key is of the kind that the algorithm takes, and long enough. */
static bool key_fits(const struct json *jwk, const struct algorithm *alg)
{
	const char *own = text_of(jwk, "alg");
	const char *n = text_of(jwk, "n");

	if (!text_is(jwk, "kty", alg->kty) || (own && strcmp(own, alg->name) != 0))
		return false;
	if (alg->crv)
		return text_is(jwk, "crv", alg->crv);
	return n && strlen(n) >= (JOSE_RSA_BITS / 8 * 4 + 2) / 3;
}

/* The members that make the public key, in the order of a thumbprint (RFC 7638). */
static void put_public(struct json_writer *w, const struct json *jwk)
{
	static const char *const ec[] = {"crv", "kty", "x", "y"};
	static const char *const rsa[] = {"e", "kty", "n"};
	bool curve = text_is(jwk, "kty", "EC");
	size_t n = curve ? ARRAY_LEN(ec) : ARRAY_LEN(rsa);

	for (size_t i = 0; i < n; i++) {
		const char *key = curve ? ec[i] : rsa[i];

		json_member_text(w, key, text_of(jwk, key));
	}
}

static void put_thumbprint(const struct json *jwk, struct str *out)
{
	STR_AUTO(text, JOSE_TOKEN);
	uint8_t digest[SECRET_DIGEST];
	struct json_writer w;

	json_write_init(&w, &text, 0);
	json_write_object(&w);
	put_public(&w, jwk);
	json_write_object_end(&w);
	secret_sha256(str_bytes(&text), digest);
	secret_to_url(span_of(digest, sizeof(digest)), out);
}

/* Adds use, alg and kid to a key that the library has made. */
static int finish_key(struct span made, const char *alg, struct arena *arena, char **ret)
{
	STR_AUTO(kid, 64);
	STR_AUTO(text, JOSE_TOKEN);
	struct json_writer w;
	struct json *jwk;

	if (json_parse(made, arena, &jwk, NULL) < 0 || jwk->type != JSON_OBJECT)
		return ERR_SYNTAX;
	put_thumbprint(jwk, &kid);
	json_write_init(&w, &text, 0);
	json_write_object(&w);
	json_member_text(&w, "use", "sig");
	json_member_text(&w, "alg", alg);
	json_member_text(&w, "kid", str_text(&kid));
	for (size_t i = 0; i < jwk->object.n; i++) {
		if (strcmp(jwk->object.members[i].key, "kid") == 0)
			continue;
		json_write_key(&w, jwk->object.members[i].key);
		json_write_value(&w, &jwk->object.members[i].value);
	}
	json_write_object_end(&w);
	*ret = str_dup(&text, arena);
	secret_wipe(text.p, text.n);
	return 0;
}

int jose_key_new(const char *alg, struct arena *arena, char **ret_private)
{
	static const uint8_t exponent[] = {1, 0, 1};
	const struct algorithm *a = algorithm_of(alg);
	cjose_err err;
	cjose_jwk_t *jwk;
	char *text;
	int rc = ERR_SYNTAX;

	if (!a)
		return ERR_UNSUPPORTED;
	jwk = a->crv ? cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &err)
		     : cjose_jwk_create_RSA_random(3072, exponent, sizeof(exponent), &err);
	text = jwk ? cjose_jwk_to_json(jwk, true, &err) : NULL;
	if (text) {
		rc = finish_key(span_str(text), alg, arena, ret_private);
		secret_wipe(text, strlen(text));
		cjose_get_dealloc()(text);
	}
	if (jwk)
		cjose_jwk_release(jwk);
	return rc;
}

/* A private key with the algorithm it signs with. */
static int read_private(const char *private_key, struct arena *arena, struct json **ret_jwk,
    const struct algorithm **ret_alg)
{
	struct json *jwk;
	const char *alg;

	if (json_parse(span_str(private_key), arena, &jwk, NULL) < 0 || !text_of(jwk, "d"))
		return ERR_SYNTAX;
	alg = text_of(jwk, "alg");
	*ret_alg = algorithm_of(alg ? alg : text_is(jwk, "kty", "EC") ? "ES256" : "PS256");
	if (!*ret_alg || !key_fits(jwk, *ret_alg))
		return ERR_UNSUPPORTED;
	*ret_jwk = jwk;
	return 0;
}

/* The key's name: what it says, else its thumbprint. */
static void put_kid(const struct json *jwk, struct str *out)
{
	const char *kid = text_of(jwk, "kid");

	if (kid)
		str_add(out, kid);
	else
		put_thumbprint(jwk, out);
}

int jose_key_public(const char *private_key, struct arena *arena, char **ret_set)
{
	STR_AUTO(text, JOSE_TOKEN);
	STR_AUTO(kid, 1024);
	const struct algorithm *alg;
	struct json_writer w;
	struct json *jwk;
	int rc = read_private(private_key, arena, &jwk, &alg);

	if (rc < 0)
		return rc;
	put_kid(jwk, &kid);
	json_write_init(&w, &text, 0);
	json_write_object(&w);
	json_write_key(&w, "keys");
	json_write_array(&w);
	json_write_object(&w);
	put_public(&w, jwk);
	json_member_text(&w, "use", "sig");
	json_member_text(&w, "alg", alg->name);
	json_member_text(&w, "kid", str_text(&kid));
	json_write_object_end(&w);
	json_write_array_end(&w);
	json_write_object_end(&w);
	*ret_set = str_dup(&text, arena);
	return 0;
}

int jose_sign(const char *private_key, const char *typ, struct span payload,
    struct arena *arena, char **ret_token)
{
	STR_AUTO(kid, 1024);
	const struct algorithm *alg;
	struct json *parsed;
	const char *text = NULL;
	cjose_jwk_t *jwk = NULL;
	cjose_jws_t *jws = NULL;
	cjose_header_t *head = NULL;
	cjose_err err;
	int rc = read_private(private_key, arena, &parsed, &alg);

	if (rc < 0)
		return rc;
	put_kid(parsed, &kid);
	jwk = cjose_jwk_import(private_key, strlen(private_key), &err);
	head = cjose_header_new(&err);
	if (jwk && head && cjose_header_set(head, CJOSE_HDR_ALG, alg->name, &err) &&
	    cjose_header_set(head, CJOSE_HDR_KID, str_text(&kid), &err) &&
	    (!typ || cjose_header_set(head, "typ", typ, &err)))
		jws = cjose_jws_sign(jwk, head, payload.p, payload.n, &err);
	rc = jws && cjose_jws_export(jws, &text, &err) ? 0 : ERR_SYNTAX;
	if (rc == 0)
		*ret_token = arena_strdup(arena, text);
	if (jws)
		cjose_jws_release(jws);
	if (head)
		cjose_header_release(head);
	if (jwk)
		cjose_jwk_release(jwk);
	return rc;
}

/* The token's header, when it is one that is understood. */
static int read_header(struct span token, struct arena *arena, struct json **ret_header)
{
	STR_AUTO(text, JOSE_TOKEN);
	struct span rest = token;
	struct span parts[4];
	size_t n = 0;
	struct json *header;

	while (n < ARRAY_LEN(parts) && span_split(&rest, '.', &parts[n]))
		n++;
	if (token.n > JOSE_TOKEN || n != 3 || parts[2].n == 0)
		return ERR_SYNTAX;
	if (secret_from_url(parts[0], &text) < 0 ||
	    json_parse(str_bytes(&text), arena, &header, NULL) < 0)
		return ERR_SYNTAX;
	if (json_get(
		header, "crit")) /* RFC 7515 section 4.1.11: something we must understand */
		return ERR_UNSUPPORTED;
	*ret_header = header;
	return 0;
}

/* Whether the signature is the key's; the payload is then appended. */
static bool verify_with(struct span token, const struct json *jwk, struct str *payload)
{
	STR_AUTO(text, JOSE_TOKEN);
	struct json_writer w;
	cjose_jwk_t *key;
	cjose_jws_t *jws;
	cjose_err err;
	uint8_t *plain = NULL;
	size_t n = 0;
	bool good;

	json_write_init(&w, &text, 0);
	json_write_object(&w);
	put_public(&w, jwk);
	json_write_object_end(&w);
	key = cjose_jwk_import(str_text(&text), text.n, &err);
	jws = cjose_jws_import((const char *)token.p, token.n, &err);
	good = key && jws && cjose_jws_verify(jws, key, &err) &&
	       cjose_jws_get_plaintext(jws, &plain, &n, &err);
	if (good)
		str_put(payload, plain, n);
	if (jws)
		cjose_jws_release(jws);
	if (key)
		cjose_jwk_release(key);
	return good;
}

/* Whether the header means this key of the set. */
static bool key_meant(const struct json *jwk, const struct algorithm *alg, const char *kid)
{
	const char *use = text_of(jwk, "use");

	return key_fits(jwk, alg) && (!use || strcmp(use, "sig") == 0) &&
	       (!kid || text_is(jwk, "kid", kid));
}

int jose_verify(
    struct span token, const struct json *set, struct arena *arena, struct json **ret)
{
	STR_AUTO(payload, JOSE_TOKEN);
	const struct json *keys = json_get(set, "keys");
	const struct algorithm *alg;
	struct json *header, *claims;
	bool good = false;
	size_t meant = 0;
	int rc = read_header(token, arena, &header);

	if (rc < 0)
		return rc;
	alg = algorithm_of(text_of(header, "alg"));
	if (!alg)
		return ERR_UNSUPPORTED;
	if (!keys || keys->type != JSON_ARRAY)
		return ERR_NOTFOUND;
	for (size_t i = 0; i < MIN(keys->array.n, (size_t)JOSE_KEYS) && !good; i++) {
		const struct json *jwk = &keys->array.items[i];

		if (!key_meant(jwk, alg, text_of(header, "kid")))
			continue;
		meant++;
		good = verify_with(token, jwk, &payload);
	}
	if (!good)
		return meant ? ERR_DENIED : ERR_NOTFOUND;
	if (str_ok(&payload) < 0 || json_parse(str_bytes(&payload), arena, &claims, NULL) < 0 ||
	    claims->type != JSON_OBJECT)
		return ERR_SYNTAX;
	*ret = claims;
	return 0;
}
