#include "feed/openpgp.h"

#include "base/time.h"
#include "base/vec.h"
#include "os/file.h"
#include "os/folder.h"

#include <gpgme.h>

enum { KEY_MAX = 4 << 20, SIGNATURE_MAX = 1 << 20 };

struct openpgp {
	struct arena *arena;
	const char *home;
	gpgme_ctx_t ctx;
	VEC(const char *) keys; /* fingerprints of primary keys */
};

static const char *const hint_key =
    "what was known before stays in use; ask the publisher whether the keys have changed";

static int bad(struct msg *msg, int err, const char *detail)
{
	msg_what(msg, "an OpenPGP signature or key is not accepted");
	msg_detail(msg, "%s", detail);
	msg_hint(msg, "%s", hint_key);
	return err;
}

static int broken(struct msg *msg, gpgme_error_t e)
{
	char text[200];

	(void)gpgme_strerror_r(e, text, sizeof(text));
	msg_what(msg, "OpenPGP signatures cannot be checked");
	msg_detail(msg, "%s", text);
	msg_hint(msg, "install gnupg");
	return ERR_UNSUPPORTED;
}

/* No network, no agent: what is in the home is all there is. */
static int write_settings(const struct openpgp *p, struct msg *msg)
{
	static const char settings[] = "no-auto-key-retrieve\nno-auto-key-locate\n"
				       "disable-dirmngr\nno-autostart\ntrust-model always\n"
				       "no-greeting\nbatch\n";

	return file_write(arena_printf(p->arena, "%s/gpg.conf", p->home),
	    span_of(settings, strlen(settings)), 0600, msg);
}

static int start(struct openpgp *p, struct msg *msg)
{
	gpgme_error_t e;
	int r = folder_temporary(p->arena, &p->home, msg);

	if (r == 0)
		r = write_settings(p, msg);
	if (r < 0)
		return r;
	(void)gpgme_check_version(NULL);
	e = gpgme_engine_check_version(GPGME_PROTOCOL_OpenPGP);
	if (!e)
		e = gpgme_new(&p->ctx);
	if (!e)
		e = gpgme_ctx_set_engine_info(p->ctx, GPGME_PROTOCOL_OpenPGP, NULL, p->home);
	if (!e)
		e = gpgme_set_protocol(p->ctx, GPGME_PROTOCOL_OpenPGP);
	if (e)
		return broken(msg, e);
	gpgme_set_offline(p->ctx, 1);
	return 0;
}

int openpgp_new(struct openpgp **ret, struct msg *msg)
{
	struct arena *arena = arena_new();
	struct openpgp *p = ARENA_NEW(arena, struct openpgp);
	int r;

	p->arena = arena;
	r = start(p, msg);
	if (r < 0)
		openpgp_free(p);
	else
		*ret = p;
	return r;
}

void openpgp_free(struct openpgp *p)
{
	if (!p)
		return;
	if (p->ctx)
		gpgme_release(p->ctx);
	if (p->home)
		(void)folder_remove(p->home); /* public keys: what stays tells nothing */
	arena_free(p->arena);
}

static bool is_key(const struct openpgp *p, const char *fingerprint)
{
	vec_foreach (key, &p->keys)
		if (strcmp(*key, fingerprint) == 0)
			return true;
	return false;
}

/* Everything in the bytes is that one public key. */
static int check_import(gpgme_import_result_t result, const char *fingerprint, struct msg *msg)
{
	if (!result || !result->imports)
		return bad(msg, ERR_SYNTAX, "the file of the key holds none");
	if (result->secret_read)
		return bad(msg, ERR_DENIED, "the file of the key holds a secret key");
	for (gpgme_import_status_t one = result->imports; one; one = one->next)
		if (one->result || !one->fpr || strcmp(one->fpr, fingerprint) != 0) {
			(void)bad(msg, ERR_DENIED, "");
			msg_detail(msg, "the key is to be %s, the file holds %.64s",
			    fingerprint, one->fpr ? one->fpr : "another");
			return ERR_DENIED;
		}
	return 0;
}

int openpgp_add(struct openpgp *p, struct span key, const char *fingerprint, struct msg *msg)
{
	gpgme_data_t data = NULL;
	gpgme_error_t e;
	int r;

	if (key.n == 0 || key.n > KEY_MAX)
		return bad(msg, ERR_SYNTAX, "the file of the key is empty or too long");
	e = gpgme_data_new_from_mem(&data, (const char *)key.p, key.n, 0);
	if (!e)
		e = gpgme_op_import(p->ctx, data);
	r = e ? bad(msg, ERR_SYNTAX, "the file of the key cannot be read")
	      : check_import(gpgme_op_import_result(p->ctx), fingerprint, msg);
	gpgme_data_release(data);
	if (r == 0 && !is_key(p, fingerprint))
		vec_push(p->arena, &p->keys, arena_strdup(p->arena, fingerprint));
	return r;
}

/* The primary key's fingerprint: a signature names the subkey that made it. */
static const char *primary_of(struct openpgp *p, const char *fingerprint, struct arena *arena)
{
	gpgme_key_t key = NULL;
	const char *ret = NULL;

	if (gpgme_get_key(p->ctx, fingerprint, &key, 0) == 0 && key->subkeys)
		ret = arena_strdup(arena, key->subkeys->fpr);
	if (key)
		gpgme_key_unref(key);
	return ret;
}

static bool is_weak(gpgme_hash_algo_t algo)
{
	return algo != GPGME_MD_SHA256 && algo != GPGME_MD_SHA384 && algo != GPGME_MD_SHA512;
}

static int check_one(
    struct openpgp *p, const struct _gpgme_signature *one, struct arena *arena, struct msg *msg)
{
	const char *primary = NULL;
	char when[TIME_TEXT];

	switch ((int)gpgme_err_code(one->status)) {
	case GPG_ERR_NO_ERROR:
		break;
	case GPG_ERR_NO_PUBKEY:
		(void)bad(msg, ERR_DENIED, "");
		msg_detail(msg, "it is by the key %.64s, which the publisher does not name",
		    one->fpr ? one->fpr : "?");
		return ERR_DENIED;
	case GPG_ERR_KEY_EXPIRED:
		return bad(msg, ERR_DENIED, "it is by a key that has expired");
	case GPG_ERR_CERT_REVOKED:
		return bad(msg, ERR_DENIED, "it is by a key that was revoked");
	case GPG_ERR_SIG_EXPIRED:
		(void)bad(msg, ERR_DENIED, "");
		msg_detail(msg, "it has expired on %s",
		    time_text((int64_t)one->exp_timestamp * 1000, when));
		return ERR_DENIED;
	default:
		return bad(msg, ERR_DENIED, "the signature is wrong: the bytes were changed");
	}
	if (is_weak(one->hash_algo))
		return bad(msg, ERR_DENIED, "it is made with a digest that is broken");
	if (one->fpr)
		primary = primary_of(p, one->fpr, arena);
	if (!primary || !is_key(p, primary))
		return bad(msg, ERR_DENIED, "it is by a key that the publisher does not name");
	return 0;
}

/* One that is good is enough; one that is wrong is too much. */
static int check_all(struct openpgp *p, gpgme_verify_result_t result, struct msg *msg)
{
	struct arena *arena = arena_new();
	struct msg first = {0};
	int good = 0, r = 0;

	for (gpgme_signature_t one = result ? result->signatures : NULL; one; one = one->next) {
		struct msg why = {0};
		int one_r = check_one(p, one, arena, &why);

		if (gpgme_err_code(one->status) == GPG_ERR_BAD_SIGNATURE)
			good = -1;
		else if (one_r == 0 && good >= 0)
			good = 1;
		if (one_r < 0 && r == 0)
			first = why, r = one_r;
	}
	arena_free(arena);
	if (good > 0)
		return 0;
	if (r == 0)
		return bad(msg, ERR_SYNTAX, "the file of the signature holds none");
	*msg = first;
	return r;
}

int openpgp_verify(struct openpgp *p, struct span bytes, struct span signature, struct msg *msg)
{
	gpgme_data_t data = NULL, sig = NULL;
	gpgme_error_t e;
	int r;

	if (signature.n == 0 || signature.n > SIGNATURE_MAX)
		return bad(msg, ERR_SYNTAX, "the file of the signature is empty or too long");
	e = gpgme_data_new_from_mem(&data, (const char *)bytes.p, bytes.n, 0);
	if (!e)
		e = gpgme_data_new_from_mem(&sig, (const char *)signature.p, signature.n, 0);
	if (!e)
		e = gpgme_op_verify(p->ctx, sig, data, NULL);
	if (!e)
		r = check_all(p, gpgme_op_verify_result(p->ctx), msg);
	else
		r = bad(msg, ERR_SYNTAX, "the file of the signature holds none");
	gpgme_data_release(data);
	gpgme_data_release(sig);
	return r;
}
