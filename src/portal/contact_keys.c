/* The own keys that mails are encrypted to. */
#include "auth/pgp_key.h"
#include "desk/contact_key.h"
#include "desk/people.h"
#include "net/smime.h"
#include "portal/forms.h"
#include "portal/routes.h"
#include "report/i18n.h"

#define DAY_MS    INT64_C(86400000)
#define NEAR_MS   (60 * DAY_MS)
#define KEYS_PATH "/profile/keys"

/* Why a key is not taken, by enum contact_fault. */
static const char *const refusals[] = {
    [CONTACT_FINE] = NULL,
    [CONTACT_NO_KEY] = TR(
	"There is no OpenPGP public key and no certificate in this text. Paste all of it, from "
	"the line with BEGIN to the line with END."),
    [CONTACT_SECRET] =
	TR("This is a private key. It was not kept, but it has left your machine: "
	   "make a new one, and paste the public key of that."),
    [CONTACT_SEVERAL] = TR("There is more than one in this text. Paste the one that is yours."),
    [CONTACT_TOO_LONG] = TR("This is too long."),
    [CONTACT_EXPIRED] = TR(
	"It has expired, or the part of it that encrypts has. Prolong it, and paste it again."),
    [CONTACT_REVOKED] = TR("It was revoked by its owner. Paste another one."),
    [CONTACT_NOT_YET] = TR("The certificate is not good yet. Come back on its first day."),
    [CONTACT_NO_ENCRYPTION] = TR("It can sign, but mails cannot be encrypted to it."),
    [CONTACT_OTHER_ADDRESS] =
	TR("The certificate is not for your mail address. Ask for one that names it."),
    [CONTACT_WEAK] =
	TR("It is too short to be safe. Make one with RSA of 3072 bits or more, or "
	   "with a curve."),
    [CONTACT_BROKEN] = TR("Keys cannot be read just now. Try again later, or tell the CERT."),
};

/* --- showing them --- */

/* In groups of four, for people who compare. */
static const char *grouped(const char *fingerprint, struct arena *arena)
{
	STR_AUTO(out, 256);

	for (size_t i = 0; fingerprint[i]; i++) {
		if (i && i % 4 == 0)
			str_char(&out, ' ');
		str_char(&out, fingerprint[i]);
	}
	return str_dup(&out, arena);
}

static void add_names(struct call *call, const struct contact_key *key, struct json *to)
{
	struct json *names = json_new_array(call->arena);

	for (size_t i = 0; i < key->names.n; i++)
		json_add_text(call->arena, names, key->names.items[i]);
	json_set_value(call->arena, to, "names", names);
}

static void add_key(struct call *call, const struct contact_key *key, struct json *to)
{
	struct json *one = json_new_object(call->arena);
	bool over = key->expires && key->expires <= call->now;

	json_set_text(call->arena, one, "id", key->id);
	json_set_bool(call->arena, one, "openpgp", key->type == CONTACT_OPENPGP);
	json_set_bool(call->arena, one, "used", key->used);
	json_set_text(call->arena, one, "fingerprint", grouped(key->fingerprint, call->arena));
	json_set_text(call->arena, one, "algorithm", key->algorithm);
	json_set_int(call->arena, one, "added", key->added);
	json_set_bool(call->arena, one, "ends", key->expires != 0);
	json_set_int(call->arena, one, "expires", key->expires);
	json_set_bool(call->arena, one, "over", over);
	json_set_bool(call->arena, one, "near",
	    key->expires && !over && key->expires <= call->now + NEAR_MS);
	json_set_bool(call->arena, one, "failed", key->used && key->fault != CONTACT_FINE);
	json_set_int(call->arena, one, "failed_at", key->failed);
	json_set_text(call->arena, one, "why", refusals[key->fault]);
	add_names(call, key, one);
	json_add_value(call->arena, to, one);
}

static int page(struct call *call)
{
	struct json *keys = json_new_array(call->arena);
	struct desk_records found = {0};
	bool used = false;
	int r = contact_key_list(call->db, call->who.person, call->arena, &found);

	vec_foreach (k, &found.all) {
		const struct contact_key *key = *k;

		add_key(call, key, keys);
		used |= key->used;
	}
	json_set_value(call->arena, call->data, "keys", keys);
	json_set_bool(call->arena, call->data, "none", !keys->array.n);
	json_set_bool(call->arena, call->data, "used", used);
	json_set_text(call->arena, call->data, "mail", call->who.mail);
	return call_db(call, r);
}

/* --- taking one --- */

/* The file, or else what was pasted. */
static struct span given(const struct call *call)
{
	for (size_t i = 0; i < call->rq->nfiles; i++)
		if (strcmp(call->rq->files[i].name, "file") == 0 && call->rq->files[i].bytes.n)
			return call->rq->files[i].bytes;
	return span_str(call_field(call, "key"));
}

static enum contact_fault read_openpgp(
    struct call *call, struct span text, struct contact_key *key)
{
	struct pgp_key_home *home = NULL;
	enum contact_fault fault = CONTACT_BROKEN;
	struct msg msg = {0};

	if (pgp_key_open(&home, &msg) == 0)
		fault = pgp_key_read(home, text, call->now, call->arena, key, &msg);
	pgp_key_close(home);
	return fault;
}

static enum contact_fault read_key(struct call *call, struct contact_key *key)
{
	struct span text = given(call);

	if (span_find(text, "-----BEGIN PGP") >= 0)
		return read_openpgp(call, text, key);
	return smime_read(text, call->who.mail, call->now, call->arena, key);
}

/* What was pasted is not shown again: it may be a private key. */
static int add(struct call *call)
{
	struct contact_key key = {.person = call->who.person};
	enum contact_fault fault = read_key(call, &key);
	int r;

	if (fault != CONTACT_FINE) {
		call_wrong(call, "key", refusals[fault]);
		return page(call);
	}
	r = contact_key_add(call->db, &call->actor, &key, call->now, call->arena);
	return r < 0 ? call_db(call, r)
		     : call_redirect(call,
			   TR("Mails to you are encrypted from now on. Send yourself a test."),
			   KEYS_PATH);
}

static int use(struct call *call)
{
	const char *id = call_field(call, "id");
	int r = contact_key_use(call->db, &call->actor, call->who.person, id, call->now);

	if (r < 0)
		return call_db(call, r);
	return call_redirect(call,
	    *id ? TR("Mails to you are encrypted to this key from now on.")
		: TR("Mails to you are not encrypted any more: they only point to the portal."),
	    KEYS_PATH);
}

static int drop(struct call *call)
{
	int r = contact_key_remove(
	    call->db, &call->actor, call->who.person, call_arg(call, "id"), call->now);

	return r < 0 ? call_db(call, r)
		     : call_redirect(call, TR("The key is removed."), KEYS_PATH);
}

static int test(struct call *call)
{
	int r =
	    contact_key_test(call->db, &call->actor, call->who.person, call->now, call->arena);

	return r < 0 ? call_db(call, r)
		     : call_redirect(call, TR("A mail is on its way to you."), KEYS_PATH);
}

const struct route contact_keys_routes[] = {
    {"GET", KEYS_PATH, MAY_SIGN_IN, "contact_keys", page, ROUTE_NO_LOG,
	"The own keys that mails are encrypted to.", NULL, TR("Keys for mails")},
    {"POST", KEYS_PATH, MAY_SIGN_IN, "contact_keys", add, 0,
	"Takes an OpenPGP key or a certificate, as text or as a file.", "key? file?",
	TR("Keys for mails")},
    {"POST", KEYS_PATH "/use", MAY_SIGN_IN, NULL, use, 0,
	"Chooses the key that mails are encrypted to; none: they only point to the portal.",
	"id?", NULL},
    {"POST", KEYS_PATH "/test", MAY_SIGN_IN, NULL, test, 0, "Sends a mail to try it.", NULL,
	NULL},
    {"POST", KEYS_PATH "/{id}/remove", MAY_SIGN_IN, NULL, drop, 0, "Removes a key.", NULL,
	NULL},
    {.method = NULL},
};
