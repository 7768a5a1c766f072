#include "auth/pgp_key.h"

#include "codec/utf8.h"
#include "os/file.h"
#include "os/folder.h"

#include <gpgme.h>

enum { NAMES_MAX = 10, NAME_MAX_BYTES = 500, BITS_MIN = 2048 };

struct pgp_key_home {
	struct arena *arena;
	const char *home;
	gpgme_ctx_t ctx;
};

/* --- the home --- */

static enum contact_fault broken(struct msg *msg, gpgme_error_t e, const char *what)
{
	char text[200];

	(void)gpgme_strerror_r(e, text, sizeof(text));
	msg_what(msg, "%s", what);
	msg_detail(msg, "%s", text);
	msg_hint(msg, "install gnupg, and look whether the folder for temporary files is full");
	return CONTACT_BROKEN;
}

/* What a home is good for: public keys that were pasted, nothing from anywhere else. Others'
 * signatures on a key are of no use here, and may be many. */
static int write_settings(const struct pgp_key_home *p, struct msg *msg)
{
	static const char settings[] = "no-auto-key-retrieve\nno-auto-key-locate\n"
				       "disable-dirmngr\nno-autostart\ntrust-model always\n"
				       "import-options import-minimal\nno-greeting\nbatch\n";

	return file_write(arena_printf(p->arena, "%s/gpg.conf", p->home),
	    span_of(settings, strlen(settings)), 0600, msg);
}

static int start(struct pgp_key_home *p, struct msg *msg)
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
	if (e) {
		(void)broken(msg, e, "OpenPGP cannot be used");
		return ERR_UNSUPPORTED;
	}
	gpgme_set_offline(p->ctx, 1);
	gpgme_set_armor(p->ctx, 1);
	return 0;
}

int pgp_key_open(struct pgp_key_home **ret, struct msg *msg)
{
	struct arena *arena = arena_new();
	struct pgp_key_home *p = ARENA_NEW(arena, struct pgp_key_home);
	int r;

	p->arena = arena;
	r = start(p, msg);
	if (r < 0)
		pgp_key_close(p);
	else
		*ret = p;
	return r;
}

void pgp_key_close(struct pgp_key_home *p)
{
	if (!p)
		return;
	if (p->ctx)
		gpgme_release(p->ctx);
	if (p->home)
		(void)folder_remove(p->home); /* public keys: what stays tells nothing */
	arena_free(p->arena);
}

/* --- taking a key in --- */

static gpgme_error_t import(struct pgp_key_home *p, struct span text)
{
	gpgme_data_t data = NULL;
	gpgme_error_t e = gpgme_data_new_from_mem(&data, (const char *)text.p, text.n, 0);

	if (!e)
		e = gpgme_op_import(p->ctx, data);
	gpgme_data_release(data);
	return e;
}

/* Exactly one public key, whose fingerprint is copied. */
static enum contact_fault imported(
    struct pgp_key_home *p, struct arena *arena, const char **ret_fingerprint)
{
	gpgme_import_result_t result = gpgme_op_import_result(p->ctx);
	const char *first = NULL;

	if (!result)
		return CONTACT_NO_KEY;
	if (result->secret_read)
		return CONTACT_SECRET;
	for (gpgme_import_status_t one = result->imports; one; one = one->next) {
		if (one->result || !one->fpr)
			continue;
		if (first && strcmp(first, one->fpr) != 0)
			return CONTACT_SEVERAL;
		first = one->fpr;
	}
	if (!first)
		return CONTACT_NO_KEY;
	*ret_fingerprint = arena_strdup(arena, first);
	return CONTACT_FINE;
}

/* Private keys never reach gpg, whatever it would do with them. */
static enum contact_fault look(struct span text)
{
	if (text.n > CONTACT_PASTE_MAX)
		return CONTACT_TOO_LONG;
	if (span_find(text, "-----BEGIN PGP PRIVATE KEY BLOCK") >= 0)
		return CONTACT_SECRET;
	if (span_find(text, "-----BEGIN PGP PUBLIC KEY BLOCK") < 0)
		return CONTACT_NO_KEY;
	return CONTACT_FINE;
}

/* --- what it is good for --- */

static bool is_usable(const struct _gpgme_subkey *s)
{
	return s->can_encrypt && !s->revoked && !s->expired && !s->disabled && !s->invalid;
}

/* Bits of RSA, Elgamal and DSA; curves have other lengths. */
static bool is_weak(const struct _gpgme_subkey *s)
{
	switch ((int)s->pubkey_algo) {
	case GPGME_PK_RSA:
	case GPGME_PK_RSA_E:
	case GPGME_PK_RSA_S:
	case GPGME_PK_ELG:
	case GPGME_PK_ELG_E:
	case GPGME_PK_DSA:
		return s->length < BITS_MIN;
	default:
		return false;
	}
}

/* The part that mails are encrypted to: the newest that is good, as gpg chooses. */
static const struct _gpgme_subkey *encrypting(gpgme_key_t key)
{
	const struct _gpgme_subkey *best = NULL;

	for (gpgme_subkey_t s = key->subkeys; s; s = s->next)
		if (is_usable(s) && (!best || s->timestamp > best->timestamp))
			best = s;
	return best;
}

/* Why there is nothing to encrypt to. */
static enum contact_fault without_encryption(gpgme_key_t key)
{
	enum contact_fault fault = CONTACT_NO_ENCRYPTION;

	for (gpgme_subkey_t s = key->subkeys; s; s = s->next)
		if (s->can_encrypt && s->expired)
			fault = CONTACT_EXPIRED;
		else if (s->can_encrypt && s->revoked && fault != CONTACT_EXPIRED)
			fault = CONTACT_REVOKED;
	return fault;
}

static enum contact_fault judge(gpgme_key_t key, const struct _gpgme_subkey **ret)
{
	const struct _gpgme_subkey *s;

	if (key->revoked || (key->subkeys && key->subkeys->revoked))
		return CONTACT_REVOKED;
	if (key->expired || (key->subkeys && key->subkeys->expired))
		return CONTACT_EXPIRED;
	if (key->invalid || !key->subkeys)
		return CONTACT_NO_KEY;
	s = encrypting(key);
	if (!s)
		return without_encryption(key);
	if (is_weak(s) || is_weak(key->subkeys))
		return CONTACT_WEAK;
	*ret = s;
	return CONTACT_FINE;
}

static int64_t ms(long seconds)
{
	return seconds > 0 ? (int64_t)seconds * 1000 : 0;
}

/* The end of the whole key or of its part, whichever comes first; 0: never. */
static int64_t end_of(gpgme_key_t key, const struct _gpgme_subkey *s)
{
	int64_t whole = ms(key->subkeys->expires), part = ms(s->expires);

	return !whole ? part : !part ? whole : MIN(whole, part);
}

static void add_names(gpgme_key_t key, struct arena *arena, struct contact_key *to)
{
	to->names = (struct text_list){0};
	for (gpgme_user_id_t u = key->uids; u && to->names.n < NAMES_MAX; u = u->next)
		if (!u->revoked && !u->invalid && u->uid && *u->uid)
			text_list_add(&to->names, arena,
			    utf8_clean(arena, span_str(u->uid), NAME_MAX_BYTES));
}

static const char *algorithm_of(const struct _gpgme_subkey *s, struct arena *arena)
{
	const char *name = gpgme_pubkey_algo_name(s->pubkey_algo);

	if (s->curve && *s->curve)
		return utf8_clean(arena, span_str(s->curve), 70);
	return arena_printf(arena, "%.40s %u", name ? name : "?", s->length);
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

/* The key as it is stored. */
static enum contact_fault write_out(
    struct pgp_key_home *p, gpgme_key_t key, struct arena *arena, const char **ret)
{
	gpgme_key_t keys[] = {key, NULL};
	gpgme_data_t data = NULL;
	STR_AUTO(text, CONTACT_KEY_MAX);
	gpgme_error_t e = gpgme_data_new(&data);
	int r = ERR_IO;

	if (!e)
		e = gpgme_op_export_keys(p->ctx, keys, GPGME_EXPORT_MODE_MINIMAL, data);
	if (!e)
		r = take(data, &text);
	gpgme_data_release(data);
	if (r == ERR_LIMIT)
		return CONTACT_TOO_LONG;
	if (r < 0 || !text.n)
		return CONTACT_NO_KEY;
	*ret = str_dup(&text, arena);
	return CONTACT_FINE;
}

static enum contact_fault describe(struct pgp_key_home *p, const char *fingerprint, int64_t now,
    struct arena *arena, struct contact_key *ret)
{
	struct contact_key out = *ret;
	const struct _gpgme_subkey *s = NULL;
	enum contact_fault fault;
	gpgme_key_t key = NULL;

	if (gpgme_get_key(p->ctx, fingerprint, &key, 0) != 0)
		return CONTACT_NO_KEY;
	fault = judge(key, &s);
	if (fault == CONTACT_FINE && s) {
		out.type = CONTACT_OPENPGP;
		out.fingerprint = fingerprint;
		out.algorithm = algorithm_of(s, arena);
		out.made = ms(key->subkeys->timestamp);
		out.expires = end_of(key, s);
		add_names(key, arena, &out);
		fault = out.expires && out.expires <= now ? CONTACT_EXPIRED
							  : write_out(p, key, arena, &out.key);
	}
	gpgme_key_unref(key);
	if (fault == CONTACT_FINE)
		*ret = out;
	return fault;
}

enum contact_fault pgp_key_read(struct pgp_key_home *p, struct span text, int64_t now,
    struct arena *arena, struct contact_key *ret, struct msg *msg)
{
	const char *fingerprint = NULL;
	enum contact_fault fault = look(text);
	gpgme_error_t e;

	if (fault != CONTACT_FINE)
		return fault;
	e = import(p, text);
	if (gpgme_err_code(e) == GPG_ERR_NO_DATA)
		return CONTACT_NO_KEY;
	if (e)
		return broken(msg, e, "the OpenPGP key cannot be read");
	fault = imported(p, arena, &fingerprint);
	return fault != CONTACT_FINE ? fault : describe(p, fingerprint, now, arena, ret);
}

/* --- encrypting --- */

static enum contact_fault encrypt_to(struct pgp_key_home *p, gpgme_key_t key, struct span bytes,
    struct str *out, struct msg *msg)
{
	gpgme_key_t keys[] = {key, NULL};
	gpgme_data_t plain = NULL, sealed = NULL;
	gpgme_error_t e = gpgme_data_new_from_mem(&plain, (const char *)bytes.p, bytes.n, 0);
	enum contact_fault fault = CONTACT_FINE;

	if (!e)
		e = gpgme_data_new(&sealed);
	if (!e)
		e = gpgme_op_encrypt(p->ctx, keys,
		    GPGME_ENCRYPT_ALWAYS_TRUST | GPGME_ENCRYPT_NO_ENCRYPT_TO, plain, sealed);
	if (e) {
		fault = broken(msg, e, "a mail cannot be encrypted");
	} else if (take(sealed, out) < 0) {
		msg_what(msg, "a mail cannot be encrypted");
		msg_detail(msg, "it is too long");
		fault = CONTACT_BROKEN;
	}
	gpgme_data_release(plain);
	gpgme_data_release(sealed);
	return fault;
}

enum contact_fault pgp_key_encrypt(struct pgp_key_home *p, const struct contact_key *key,
    struct span bytes, struct str *out, struct msg *msg)
{
	const struct _gpgme_subkey *s = NULL;
	enum contact_fault fault;
	gpgme_key_t there = NULL;
	gpgme_error_t e = import(p, span_str(key->key));

	if (!e)
		e = gpgme_get_key(p->ctx, key->fingerprint, &there, 0);
	if (e)
		return broken(msg, e, "the OpenPGP key of the reader cannot be read");
	fault = judge(there, &s);
	if (fault == CONTACT_FINE)
		fault = encrypt_to(p, there, bytes, out, msg);
	gpgme_key_unref(there);
	return fault;
}
