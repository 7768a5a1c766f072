#include "auth/webauthn.h"

#include "auth/attestation.h"
#include "auth/secret.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

enum {
	ANSWER_PART = 64 << 10, /* bytes of one part of an answer */
	KEY_BYTES = 1024,       /* bytes of a public key */
	ID_MOST = 1023,         /* bytes of a credential's id, level 2 section 5.8.3 */
	DATA_LEAST = 37,        /* bytes of authenticator data: hash, flags, count */
	FLAG_PRESENT = 0x01,
	FLAG_VERIFIED = 0x04,
	FLAG_ELIGIBLE = 0x08, /* may be backed up (level 3) */
	FLAG_BACKED_UP = 0x10,
	FLAG_CREDENTIAL = 0x40,
	DATA_MODEL = 16, /* bytes of the authenticator's model, before the id's length */
};

/* What is asked for, best first; COSE numbers (RFC 9053). */
static const struct algorithm {
	const char *name;
	int cose;
} algorithms[] = {{"EdDSA", COSE_EDDSA}, {"ES256", COSE_ES256}, {"RS256", COSE_RS256}};

static void put_ids(struct json_writer *w, const char *key, const char *const *ids, size_t n)
{
	json_write_key(w, key);
	json_write_array(w);
	for (size_t i = 0; i < n; i++) {
		json_write_object(w);
		json_member_text(w, "type", "public-key");
		json_member_text(w, "id", ids[i]);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

static void put_person(struct json_writer *w, const struct webauthn_person *person)
{
	STR_AUTO(handle, 128);

	secret_to_url(person->handle, &handle);
	json_write_key(w, "user");
	json_write_object(w);
	json_member_text(w, "id", str_text(&handle));
	json_member_text(w, "name", person->name);
	json_member_text(w, "displayName", person->display);
	json_write_object_end(w);
}

void webauthn_create_options(const struct webauthn_site *site,
    const struct webauthn_person *person, const char *challenge, const char *const *known,
    size_t nknown, struct str *out)
{
	struct json_writer w;

	json_write_init(&w, out, 0);
	json_write_object(&w);
	json_write_key(&w, "rp");
	json_write_object(&w);
	json_member_text(&w, "id", site->id);
	json_member_text(&w, "name", site->name);
	json_write_object_end(&w);
	put_person(&w, person);
	json_member_text(&w, "challenge", challenge);
	json_write_key(&w, "pubKeyCredParams");
	json_write_array(&w);
	for (size_t i = 0; i < ARRAY_LEN(algorithms); i++) {
		json_write_object(&w);
		json_member_text(&w, "type", "public-key");
		json_member_int(&w, "alg", algorithms[i].cose);
		json_write_object_end(&w);
	}
	json_write_array_end(&w);
	json_member_int(&w, "timeout", WEBAUTHN_TIMEOUT);
	put_ids(&w, "excludeCredentials", known, nknown);
	json_write_key(&w, "authenticatorSelection");
	json_write_object(&w);
	json_member_text(&w, "residentKey", "preferred");
	json_member_bool(&w, "requireResidentKey", false);
	json_member_text(&w, "userVerification", "required");
	json_write_object_end(&w);
	json_member_text(&w, "attestation", "none");
	json_write_object_end(&w);
}

void webauthn_get_options(const struct webauthn_site *site, const char *challenge,
    const char *const *allowed, size_t nallowed, struct str *out)
{
	struct json_writer w;

	json_write_init(&w, out, 0);
	json_write_object(&w);
	json_member_text(&w, "rpId", site->id);
	json_member_text(&w, "challenge", challenge);
	json_member_int(&w, "timeout", WEBAUTHN_TIMEOUT);
	put_ids(&w, "allowCredentials", allowed, nallowed);
	json_member_text(&w, "userVerification", "required");
	json_write_object_end(&w);
}

/* One member of the answer's "response", decoded. */
static int read_part(const struct json *answer, const char *name, struct str *out)
{
	const char *text = json_text(json_get(json_get(answer, "response"), name), NULL);

	return text ? secret_from_url(span_str(text), out) : ERR_SYNTAX;
}

const char *webauthn_answer_id(const struct json *answer)
{
	return json_text(json_get(answer, "id"), NULL);
}

int webauthn_answer_handle(const struct json *answer, struct str *out)
{
	if (!json_text(json_get(json_get(answer, "response"), "userHandle"), NULL))
		return ERR_NOTFOUND;
	return read_part(answer, "userHandle", out);
}

static int deny(int err, struct msg *msg, const char *why)
{
	msg_what(msg, "the passkey was not accepted");
	msg_detail(msg, "%s", why);
	return err;
}

/* What the browser says it did: level 2 section 7.1 steps 7 to 10, 7.2 steps 11 to 14. */
static int check_client(const struct webauthn_site *site, const char *challenge,
    const char *type, struct span client, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct json *data;

	if (json_parse(client, arena, &data, NULL) < 0)
		return deny(ERR_SYNTAX, msg, "the client data is not JSON");
	if (!secret_equal_text(json_text(json_get(data, "type"), NULL), type))
		return deny(ERR_DENIED, msg, "the client data is for another ceremony");
	if (!secret_equal_text(json_text(json_get(data, "challenge"), NULL), challenge))
		return deny(ERR_DENIED, msg, "the challenge is another one");
	if (!secret_equal_text(json_text(json_get(data, "origin"), NULL), site->origin))
		return deny(ERR_DENIED, msg, "the origin is another one");
	if (json_bool(json_get(data, "crossOrigin"), false))
		return deny(ERR_DENIED, msg, "the page was inside another site's page");
	return 0;
}

/* The CBOR at the end of the authenticator data: the new key, extensions. */
static struct span cbor_part(struct span data)
{
	size_t at = DATA_LEAST;

	if (data.p[SECRET_DIGEST] & FLAG_CREDENTIAL) {
		struct span length = span_sub(data, at + DATA_MODEL, 2);

		at += DATA_MODEL + 2;
		if (length.n == 2)
			at += (size_t)length.p[0] << 8 | length.p[1];
	}
	return span_sub(data, at, data.n);
}

/* What the authenticator says it did: site, presence, verification. */
static int check_data(const struct webauthn_site *site, struct span data, struct msg *msg)
{
	uint8_t hash[SECRET_DIGEST];
	uint8_t flags;

	if (data.n < DATA_LEAST)
		return deny(ERR_SYNTAX, msg, "the authenticator data is too short");
	secret_sha256(span_str(site->id), hash);
	if (!secret_equal(span_sub(data, 0, SECRET_DIGEST), span_of(hash, sizeof(hash))))
		return deny(ERR_DENIED, msg, "the passkey is for another site");
	flags = data.p[SECRET_DIGEST];
	if (!(flags & FLAG_PRESENT))
		return deny(ERR_DENIED, msg, "nobody was present");
	if (!(flags & FLAG_VERIFIED))
		return deny(ERR_DENIED, msg, "the person was not verified");
	if ((flags & FLAG_BACKED_UP) && !(flags & FLAG_ELIGIBLE))
		return deny(ERR_DENIED, msg, "the flags contradict each other");
	if (attestation_items(cbor_part(data)) < 0)
		return deny(ERR_SYNTAX, msg, "the authenticator data does not hold together");
	return 0;
}

/* The credential in the data, or NULL when its key is none of ours; fido_cred_free ends it. */
static fido_cred_t *read_credential(struct span data, const struct algorithm **ret_algorithm)
{
	for (size_t i = 0; i < ARRAY_LEN(algorithms); i++) {
		fido_cred_t *cred = fido_cred_new();

		if (cred && fido_cred_set_type(cred, algorithms[i].cose) == FIDO_OK &&
		    fido_cred_set_authdata_raw(cred, data.p, data.n) == FIDO_OK) {
			*ret_algorithm = &algorithms[i];
			return cred;
		}
		fido_cred_free(&cred);
	}
	return NULL;
}

/*
 * The attestation's own logic holds together: "none" says nothing, "packed" is a signature over
 * data and client data by a certificate (of whomever) or by the key itself.
 */
static int check_attestation(const struct webauthn_site *site, const struct attestation *a,
    struct span client, fido_cred_t *cred, struct msg *msg)
{
	uint8_t hash[SECRET_DIGEST];
	bool own;

	if (span_eq(a->format, "none"))
		return a->statement.n == 1
			   ? 0
			   : deny(ERR_SYNTAX, msg, "attestation none says something");
	if (!span_eq(a->format, "packed"))
		return deny(ERR_UNSUPPORTED, msg, "the attestation is of another format");
	secret_sha256(client, hash);
	if (fido_cred_set_fmt(cred, "packed") != FIDO_OK ||
	    fido_cred_set_attstmt(cred, a->statement.p, a->statement.n) != FIDO_OK ||
	    fido_cred_set_rp(cred, site->id, NULL) != FIDO_OK ||
	    fido_cred_set_uv(cred, FIDO_OPT_TRUE) != FIDO_OK ||
	    fido_cred_set_clientdata_hash(cred, hash, sizeof(hash)) != FIDO_OK)
		return deny(ERR_SYNTAX, msg, "the attestation cannot be read");
	own = fido_cred_x5c_ptr(cred) == NULL;
	if ((own ? fido_cred_verify_self(cred) : fido_cred_verify(cred)) != FIDO_OK)
		return deny(ERR_DENIED, msg, "the attestation's signature is wrong");
	return 0;
}

/* What is stored of a credential. */
static void describe(fido_cred_t *cred, const struct algorithm *algorithm, uint8_t flags,
    struct arena *arena, struct webauthn_key *ret)
{
	STR_AUTO(id, 2048);
	STR_AUTO(key, 2048);
	STR_AUTO(model, 64);

	secret_to_url(span_of(fido_cred_id_ptr(cred), fido_cred_id_len(cred)), &id);
	str_addf(&key, "%s.", algorithm->name);
	secret_to_url(span_of(fido_cred_pubkey_ptr(cred), fido_cred_pubkey_len(cred)), &key);
	for (size_t i = 0; i < fido_cred_aaguid_len(cred); i++)
		str_addf(&model, "%02x", fido_cred_aaguid_ptr(cred)[i]);
	*ret = (struct webauthn_key){
	    .id = str_dup(&id, arena),
	    .key = str_dup(&key, arena),
	    .aaguid = str_dup(&model, arena),
	    .count = fido_cred_sigcount(cred),
	    .verified = flags & FLAG_VERIFIED,
	    .synced = flags & FLAG_BACKED_UP,
	};
}

int webauthn_register(const struct webauthn_site *site, const char *challenge,
    const struct json *answer, struct arena *arena, struct webauthn_key *ret, struct msg *msg)
{
	STR_AUTO(client, ANSWER_PART);
	STR_AUTO(object, ANSWER_PART);
	const struct algorithm *algorithm = NULL;
	struct attestation a;
	struct webauthn_key key = {0};
	fido_cred_t *cred;
	int rc;

	if (read_part(answer, "clientDataJSON", &client) < 0 ||
	    read_part(answer, "attestationObject", &object) < 0)
		return deny(ERR_SYNTAX, msg, "the answer has not the parts of one");
	rc = check_client(site, challenge, "webauthn.create", str_bytes(&client), msg);
	if (rc < 0)
		return rc;
	if (attestation_read(str_bytes(&object), &a) < 0)
		return deny(ERR_SYNTAX, msg, "the attestation object cannot be read");
	rc = check_data(site, a.data, msg);
	if (rc < 0)
		return rc;
	cred = read_credential(a.data, &algorithm);
	if (!cred)
		return deny(ERR_UNSUPPORTED, msg, "the key is none that was asked for");
	rc = check_attestation(site, &a, str_bytes(&client), cred, msg);
	if (rc == 0)
		describe(cred, algorithm, a.data.p[SECRET_DIGEST], arena, &key);
	fido_cred_free(&cred);
	if (rc == 0 && (strlen(key.id) > ID_MOST * 4 / 3 + 1 ||
			   !secret_equal_text(key.id, webauthn_answer_id(answer))))
		rc = deny(ERR_DENIED, msg, "the passkey has another id than it says");
	if (rc == 0)
		*ret = key;
	return rc;
}

/* A stored key, and the library's object of it. */
struct public_key {
	const struct algorithm *algorithm;
	es256_pk_t *es256;
	rs256_pk_t *rs256;
	eddsa_pk_t *eddsa;
};

static void public_key_done(struct public_key *pk)
{
	es256_pk_free(&pk->es256);
	rs256_pk_free(&pk->rs256);
	eddsa_pk_free(&pk->eddsa);
}

/* Gives the object that fido_assert_verify takes, or NULL. */
static const void *load_bytes(struct public_key *pk, struct span bytes)
{
	if (pk->algorithm->cose == COSE_ES256) {
		pk->es256 = es256_pk_new();
		return pk->es256 && es256_pk_from_ptr(pk->es256, bytes.p, bytes.n) == FIDO_OK
			   ? pk->es256
			   : NULL;
	}
	if (pk->algorithm->cose == COSE_RS256) {
		pk->rs256 = rs256_pk_new();
		return pk->rs256 && rs256_pk_from_ptr(pk->rs256, bytes.p, bytes.n) == FIDO_OK
			   ? pk->rs256
			   : NULL;
	}
	pk->eddsa = eddsa_pk_new();
	return pk->eddsa && eddsa_pk_from_ptr(pk->eddsa, bytes.p, bytes.n) == FIDO_OK
		   ? pk->eddsa
		   : NULL;
}

static const void *load_key(struct public_key *pk, const char *stored)
{
	STR_AUTO(bytes, KEY_BYTES);
	struct span rest = span_str(stored);
	struct span name;

	if (!span_split(&rest, '.', &name))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(algorithms); i++)
		if (span_eq(name, algorithms[i].name))
			pk->algorithm = &algorithms[i];
	if (!pk->algorithm || secret_from_url(rest, &bytes) < 0)
		return NULL;
	return load_bytes(pk, str_bytes(&bytes));
}

/* The signature over data and client data; *ret_count is what the authenticator says. */
static int check_signature(const struct webauthn_site *site, const struct webauthn_key *stored,
    struct span data, struct span client, struct span signature, int64_t *ret_count,
    struct msg *msg)
{
	struct public_key pk CLEANUP(public_key_done) = {0};
	const void *key = load_key(&pk, stored->key);
	fido_assert_t *a = fido_assert_new();
	uint8_t hash[SECRET_DIGEST];
	int rc = ERR_DENIED;

	secret_sha256(client, hash);
	if (!key)
		rc = deny(ERR_SYNTAX, msg, "the stored key cannot be read");
	else if (!a || fido_assert_set_count(a, 1) != FIDO_OK ||
		 fido_assert_set_rp(a, site->id) != FIDO_OK ||
		 fido_assert_set_clientdata_hash(a, hash, sizeof(hash)) != FIDO_OK ||
		 fido_assert_set_up(a, FIDO_OPT_TRUE) != FIDO_OK ||
		 fido_assert_set_uv(a, FIDO_OPT_TRUE) != FIDO_OK ||
		 fido_assert_set_authdata_raw(a, 0, data.p, data.n) != FIDO_OK ||
		 fido_assert_set_sig(a, 0, signature.p, signature.n) != FIDO_OK)
		rc = deny(ERR_SYNTAX, msg, "the assertion cannot be read");
	else if (fido_assert_verify(a, 0, pk.algorithm->cose, key) != FIDO_OK)
		rc = deny(ERR_DENIED, msg, "the signature is wrong");
	else {
		*ret_count = fido_assert_sigcount(a, 0);
		rc = 0;
	}
	fido_assert_free(&a);
	return rc;
}

int webauthn_login(const struct webauthn_site *site, const char *challenge,
    const struct webauthn_key *stored, const struct json *answer, int64_t *ret_count,
    struct msg *msg)
{
	STR_AUTO(client, ANSWER_PART);
	STR_AUTO(data, ANSWER_PART);
	STR_AUTO(signature, ANSWER_PART);
	int64_t count = 0;
	int rc;

	if (read_part(answer, "clientDataJSON", &client) < 0 ||
	    read_part(answer, "authenticatorData", &data) < 0 ||
	    read_part(answer, "signature", &signature) < 0)
		return deny(ERR_SYNTAX, msg, "the answer has not the parts of one");
	if (!secret_equal_text(stored->id, webauthn_answer_id(answer)))
		return deny(ERR_DENIED, msg, "another passkey answers");
	rc = check_client(site, challenge, "webauthn.get", str_bytes(&client), msg);
	if (rc == 0)
		rc = check_data(site, str_bytes(&data), msg);
	if (rc == 0)
		rc = check_signature(site, stored, str_bytes(&data), str_bytes(&client),
		    str_bytes(&signature), &count, msg);
	if (rc < 0)
		return rc;
	if ((count || stored->count) && count <= stored->count)
		return deny(ERR_CORRUPT, msg, "the count went back: there may be a copy");
	*ret_count = count;
	return 0;
}
