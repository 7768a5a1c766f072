#include "auth/pgp.h"

#include <ctype.h>
#include <gpgme.h>
#include <sys/stat.h>

struct pgp {
	struct arena *arena;
	gpgme_ctx_t ctx;
	gpgme_key_t key;
	char digest[32];
};

static int broken(struct msg *msg, gpgme_error_t e, const char *what)
{
	char text[200];

	(void)gpgme_strerror_r(e, text, sizeof(text));
	msg_what(msg, "%s", what);
	msg_detail(msg, "%s", text);
	msg_hint(msg, "install gnupg, and look at the rights of the folder of its keys");
	return ERR_UNSUPPORTED;
}

/* The first secret key of the home. */
static gpgme_error_t find_key(struct pgp *p)
{
	gpgme_error_t e = gpgme_op_keylist_start(p->ctx, NULL, 1);

	if (!e)
		e = gpgme_op_keylist_next(p->ctx, &p->key);
	(void)gpgme_op_keylist_end(p->ctx);
	return gpgme_err_code(e) == GPG_ERR_EOF ? 0 : e;
}

static gpgme_error_t make_key(struct pgp *p, const char *name, const char *mail)
{
	const char *id = mail && *mail ? arena_printf(p->arena, "%s <%s>", name, mail) : name;

	/* No password: who reads the folder could ask the server to sign as well. No end: the
	 * key is named in the provider's metadata, which says when it is another. */
	return gpgme_op_createkey(p->ctx, id, "ed25519", 0, 0, NULL,
	    GPGME_CREATE_SIGN | GPGME_CREATE_NOPASSWD | GPGME_CREATE_NOEXPIRE);
}

static gpgme_error_t start(struct pgp *p, const char *home)
{
	gpgme_error_t e;

	(void)gpgme_check_version(NULL);
	e = gpgme_engine_check_version(GPGME_PROTOCOL_OpenPGP);
	if (!e)
		e = gpgme_new(&p->ctx);
	if (!e)
		e = gpgme_ctx_set_engine_info(p->ctx, GPGME_PROTOCOL_OpenPGP, NULL, home);
	if (!e)
		e = gpgme_set_protocol(p->ctx, GPGME_PROTOCOL_OpenPGP);
	if (e)
		return e;
	gpgme_set_offline(p->ctx, 1);
	gpgme_set_armor(p->ctx, 1);
	return 0;
}

static int no_key(const char *home, struct msg *msg)
{
	msg_what(msg, "the server has no OpenPGP key");
	msg_detail(msg, "%s", home);
	msg_hint(msg, "varde init makes one");
	return ERR_NOTFOUND;
}

static int get(struct pgp *p, const char *home, bool make, const char *name, const char *mail,
    struct msg *msg)
{
	gpgme_error_t e = start(p, home);

	if (e)
		return broken(msg, e, "OpenPGP cannot be used");
	e = find_key(p);
	if (!e && !p->key && make) {
		e = make_key(p, name, mail);
		if (!e)
			e = find_key(p);
	}
	if (e)
		return broken(msg, e, "the OpenPGP key cannot be read or made");
	return p->key ? 0 : no_key(home, msg);
}

int pgp_open(const char *home, bool make, const char *name, const char *mail, struct pgp **ret,
    struct msg *msg)
{
	struct arena *arena;
	struct pgp *p;
	struct stat st;
	int r;

	if (make)
		(void)mkdir(home, 0700);
	if (stat(home, &st) < 0)
		return no_key(home, msg);
	arena = arena_new();
	p = ARENA_NEW(arena, struct pgp);
	p->arena = arena;
	r = get(p, home, make, name, mail, msg);
	if (r < 0)
		pgp_free(p);
	else
		*ret = p;
	return r;
}

void pgp_free(struct pgp *p)
{
	if (!p)
		return;
	if (p->key)
		gpgme_key_unref(p->key);
	if (p->ctx)
		gpgme_release(p->ctx);
	arena_free(p->arena);
}

const char *pgp_fingerprint(const struct pgp *p)
{
	return p->key->subkeys->fpr;
}

static int take(gpgme_data_t data, struct str *out)
{
	char buffer[4096];
	ssize_t n;

	if (gpgme_data_seek(data, 0, SEEK_SET) < 0)
		return ERR_IO;
	while ((n = gpgme_data_read(data, buffer, sizeof(buffer))) > 0)
		str_put(out, buffer, (size_t)n);
	return n < 0 ? ERR_IO : str_ok(out);
}

int pgp_public(struct pgp *p, struct str *out, struct msg *msg)
{
	gpgme_key_t keys[] = {p->key, NULL};
	gpgme_data_t data = NULL;
	gpgme_error_t e = gpgme_data_new(&data);
	int r;

	if (!e)
		e = gpgme_op_export_keys(p->ctx, keys, GPGME_EXPORT_MODE_MINIMAL, data);
	r = e ? broken(msg, e, "the OpenPGP key cannot be written out") : take(data, out);
	gpgme_data_release(data);
	return r;
}

int pgp_sign(struct pgp *p, struct span bytes, struct str *out, struct msg *msg)
{
	gpgme_data_t in = NULL, sig = NULL;
	gpgme_error_t e = gpgme_data_new_from_mem(&in, (const char *)bytes.p, bytes.n, 0);
	int r;

	if (!e)
		e = gpgme_data_new(&sig);
	gpgme_signers_clear(p->ctx);
	if (!e)
		e = gpgme_signers_add(p->ctx, p->key);
	if (!e)
		e = gpgme_op_sign(p->ctx, in, sig, GPGME_SIG_MODE_DETACH);
	r = e ? broken(msg, e, "the document cannot be signed") : take(sig, out);
	gpgme_data_release(in);
	gpgme_data_release(sig);
	return r;
}

const char *pgp_digest(struct pgp *p)
{
	gpgme_sign_result_t got = gpgme_op_sign_result(p->ctx);
	const char *name =
	    got && got->signatures ? gpgme_hash_algo_name(got->signatures->hash_algo) : NULL;

	(void)snprintf(
	    p->digest, sizeof(p->digest), "%s%s", name ? "pgp-" : "", name ? name : "");
	for (char *c = p->digest; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return p->digest;
}
