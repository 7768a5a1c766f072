#include "notify/seal.h"

#include "auth/pgp.h"
#include "auth/pgp_key.h"
#include "net/smime.h"

enum { SIGNATURE_MAX = 16 << 10 };

struct seal {
	struct arena *arena;
	const char *home;
	struct pgp_key_home *keys; /* NULL until one is needed */
	struct pgp *own;           /* the server's key; NULL until it is needed, or none */
};

struct seal *seal_new(const char *home)
{
	struct arena *arena = arena_new();
	struct seal *s = ARENA_NEW(arena, struct seal);

	s->arena = arena;
	s->home = home ? arena_strdup(arena, home) : NULL;
	return s;
}

void seal_free(struct seal *s)
{
	if (!s)
		return;
	pgp_key_close(s->keys);
	pgp_free(s->own);
	arena_free(s->arena);
}

static enum contact_fault broken(struct msg *msg, const char *detail)
{
	msg_what(msg, "a mail cannot be encrypted");
	msg_detail(msg, "%s", detail);
	return CONTACT_BROKEN;
}

/* The server's key; that there is none (yet) is no failure. */
static int open_own(struct seal *s, struct msg *msg)
{
	int r = 0;

	if (!s->own && s->home)
		r = pgp_open(s->home, false, NULL, NULL, &s->own, msg);
	return r == ERR_NOTFOUND ? 0 : r;
}

/* What is encrypted by OpenPGP: the payload, with its signature. */
static int sign(struct seal *s, struct span payload, struct str *out, struct msg *msg)
{
	STR_AUTO(signature, SIGNATURE_MAX);
	int r = open_own(s, msg);

	if (r < 0)
		return r;
	if (!s->own) {
		str_span(out, payload);
		return str_ok(out);
	}
	r = pgp_sign(s->own, payload, &signature, msg);
	return r < 0 ? r : mail_signed(payload, pgp_digest(s->own), str_bytes(&signature), out);
}

static enum contact_fault by_pgp(struct seal *s, const struct contact_key *key,
    const struct mail *mail, struct span payload, struct str *out, struct msg *msg)
{
	STR_AUTO(part, MAIL_MAX);
	STR_AUTO(armoured, MAIL_MAX);
	enum contact_fault fault;

	if (!s->keys && pgp_key_open(&s->keys, msg) < 0)
		return CONTACT_BROKEN;
	if (sign(s, payload, &part, msg) < 0)
		return CONTACT_BROKEN;
	fault = pgp_key_encrypt(s->keys, key, str_bytes(&part), &armoured, msg);
	if (fault == CONTACT_FINE && mail_pgp(mail, str_bytes(&armoured), out) < 0)
		fault = broken(msg, "it is too long");
	return fault;
}

static enum contact_fault by_smime(const struct contact_key *key, const struct mail *mail,
    struct span payload, int64_t now, struct str *out, struct msg *msg)
{
	STR_AUTO(der, MAIL_MAX);
	enum contact_fault fault = smime_encrypt(key->key, now, payload, &der, msg);

	if (fault == CONTACT_FINE && mail_smime(mail, str_bytes(&der), out) < 0)
		fault = broken(msg, "it is too long");
	return fault;
}

enum contact_fault seal_mail(struct seal *s, const struct contact_key *key,
    const struct mail *mail, int64_t now, struct str *out, struct msg *msg)
{
	STR_AUTO(payload, MAIL_MAX);
	STR_AUTO(whole, MAIL_MAX);
	enum contact_fault fault;

	if (key->expires && key->expires <= now)
		return CONTACT_EXPIRED;
	if (mail_payload(mail, &payload) < 0)
		return broken(msg, "its text or an address is malformed");
	fault = key->type == CONTACT_OPENPGP
		    ? by_pgp(s, key, mail, str_bytes(&payload), &whole, msg)
		    : by_smime(key, mail, str_bytes(&payload), now, &whole, msg);
	if (fault == CONTACT_FINE)
		str_span(out, str_bytes(&whole));
	if (fault == CONTACT_FINE && str_ok(out) < 0)
		fault = broken(msg, "it is too long");
	return fault;
}
