/* Which keys are taken, and that their owner alone reads what is encrypted to them. */
#include "auth/pgp_key.h"

#include "pgp_place.h"
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t now(void)
{
	return (int64_t)time(NULL) * 1000;
}

static enum contact_fault read_it(
    struct pgp_place *p, const char *text, struct contact_key *ret)
{
	struct pgp_key_home *home = NULL;
	enum contact_fault fault;
	struct msg msg = {0};

	if (pgp_key_open(&home, &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	fault = pgp_key_read(home, span_str(text), now(), p->arena, ret, &msg);
	pgp_key_close(home);
	return fault;
}

TEST(a_key_is_read_and_its_owner_alone_can_decrypt)
{
	struct contact_key key = {.id = "mine"}, other = {0};
	struct pgp_key_home *home = NULL;
	struct pgp_place p;
	struct msg msg = {0};
	STR_AUTO(sealed, 1 << 16);

	if (!pgp_place_there())
		skip();
	pgp_place_init(&p);
	assert_int_equal(read_it(&p, pgp_place_key(&p, "anna", "1y"), &key), CONTACT_FINE);
	assert_int_equal(key.type, CONTACT_OPENPGP);
	assert_string_equal(key.id, "mine");
	assert_int_equal(strlen(key.fingerprint), 40);
	assert_int_equal(key.names.n, 1);
	assert_string_equal(key.names.items[0], "anna <anna@varde.test>");
	assert_string_equal(key.algorithm, "cv25519");
	assert_in_range(key.expires - now(), 364LL * 86400000, 366LL * 86400000);
	assert_int_equal(read_it(&p, pgp_place_key(&p, "ole", "0"), &other), CONTACT_FINE);
	assert_int_equal(other.expires, 0);
	/* What is stored is enough. */
	assert_int_equal(pgp_key_open(&home, &msg), 0);
	assert_int_equal(pgp_key_encrypt(home, &key, span_str("only for Anna"), &sealed, &msg),
	    CONTACT_FINE);
	assert_null(strstr(str_text(&sealed), "only"));
	assert_string_equal(pgp_place_decrypt(&p, str_bytes(&sealed)), "only for Anna");
	assert_int_equal(pgp_place_gpg(&p, (const char *const[]){"--delete-secret-keys",
					       key.fingerprint, NULL}),
	    0);
	assert_null(pgp_place_decrypt(&p, str_bytes(&sealed)));
	pgp_key_close(home);
	pgp_place_done(&p);
}

static void expect(struct pgp_place *p, const char *text, enum contact_fault wanted)
{
	struct contact_key key = {.id = "as it was"};
	enum contact_fault fault = read_it(p, text, &key);

	if (fault != wanted)
		fail_msg("%s, not %s: %.200s", contact_fault_names[fault],
		    contact_fault_names[wanted], text);
	assert_string_equal(key.id, "as it was");
	assert_null(key.key);
}

/* The key made on a day that is long past, good for so long. */
static const char *old_key(struct pgp_place *p, const char *name, const char *ends)
{
	const char *id = arena_printf(p->arena, "%s <%s@varde.test>", name, name);

	assert_int_equal(
	    pgp_place_gpg(p, (const char *const[]){"--faked-system-time", "20240101T000000",
				 "--quick-gen-key", id, "ed25519", "sign", ends, NULL}),
	    0);
	return pgp_place_public(p, name);
}

static const char *fingerprint_of(struct pgp_place *p, const char *text)
{
	struct contact_key key = {0};

	assert_int_equal(read_it(p, text, &key), CONTACT_FINE);
	return key.fingerprint;
}

/* The certificate of revocation that gpg keeps for every key, without what guards it. */
static void revoke(struct pgp_place *p, const char *fingerprint)
{
	const char *path =
	    arena_printf(p->arena, "%s/openpgp-revocs.d/%s.rev", p->home, fingerprint);
	const char *script =
	    arena_printf(p->arena, "sed 's/^:---/---/' %s >%s/revocation", path, p->folder);

	assert_int_equal(system(script), 0); /* NOLINT(cert-env33-c): a path of ours */
	assert_int_equal(
	    pgp_place_gpg(p, (const char *const[]){"--import",
				 arena_printf(p->arena, "%s/revocation", p->folder), NULL}),
	    0);
}

TEST(what_is_no_good_key_is_refused_with_the_reason)
{
	struct pgp_place p;
	const char *good, *fingerprint;

	if (!pgp_place_there())
		skip();
	pgp_place_init(&p);
	expect(&p, "", CONTACT_NO_KEY);
	expect(&p, "hello", CONTACT_NO_KEY);
	expect(&p,
	    "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nnonsense\n-----END PGP PUBLIC KEY "
	    "BLOCK-----\n",
	    CONTACT_NO_KEY);
	good = pgp_place_key(&p, "anna", "1y");
	expect(&p, pgp_place_secret(&p, "anna"), CONTACT_SECRET);
	/* A private one beside the public one is a private one. */
	expect(&p, arena_printf(p.arena, "%s%s", good, pgp_place_secret(&p, "anna")),
	    CONTACT_SECRET);
	expect(&p, arena_printf(p.arena, "%s%s", good, pgp_place_key(&p, "ole", "1y")),
	    CONTACT_SEVERAL);
	/* Cut off in the middle. */
	expect(&p, arena_strndup(p.arena, good, strlen(good) / 2), CONTACT_NO_KEY);
	expect(&p, old_key(&p, "signer", "0"), CONTACT_NO_ENCRYPTION);
	expect(&p, old_key(&p, "late", "10d"), CONTACT_EXPIRED);
	fingerprint = fingerprint_of(&p, good);
	revoke(&p, fingerprint);
	expect(&p, pgp_place_public(&p, "anna"), CONTACT_REVOKED);
	pgp_place_done(&p);
}

/* The tenth field of gpg's first line "fpr". */
static const char *primary_of(struct pgp_place *p, const char *name)
{
	char fingerprint[64] = "", line[512];
	FILE *f;

	assert_int_equal(
	    pgp_place_gpg(p, (const char *const[]){"--list-keys", "--with-colons", name, NULL}),
	    0);
	f = fopen(arena_printf(p->arena, "%s/out", p->folder), "r");
	assert_non_null(f);
	while (!*fingerprint && fgets(line, sizeof(line), f))
		if (strncmp(line, "fpr:", 4) == 0)
			(void)snprintf(fingerprint, sizeof(fingerprint), "%.40s", line + 12);
	(void)fclose(f);
	return arena_strdup(p->arena, fingerprint);
}

TEST(a_part_that_has_ended_or_is_too_short_is_no_encryption)
{
	struct pgp_place p;
	struct contact_key key = {0};
	const char *stored;
	struct pgp_key_home *home = NULL;
	struct msg msg = {0};
	STR_AUTO(sealed, 1 << 16);

	if (!pgp_place_there())
		skip();
	pgp_place_init(&p);
	stored = old_key(&p, "part", "0");
	key.fingerprint = primary_of(&p, "part");
	assert_int_equal(
	    pgp_place_gpg(
		&p, (const char *const[]){"--faked-system-time", "20240102T000000",
			"--quick-add-key", key.fingerprint, "cv25519", "encr", "10d", NULL}),
	    0);
	expect(&p, pgp_place_public(&p, "part"), CONTACT_EXPIRED);
	/* It was good when it was given, and is not any more. */
	key.key = pgp_place_public(&p, "part");
	assert_int_equal(pgp_key_open(&home, &msg), 0);
	assert_int_equal(
	    pgp_key_encrypt(home, &key, span_str("x"), &sealed, &msg), CONTACT_EXPIRED);
	key.key = stored;
	pgp_key_close(home);
	assert_int_equal(pgp_key_open(&home, &msg), 0);
	assert_int_equal(
	    pgp_key_encrypt(home, &key, span_str("x"), &sealed, &msg), CONTACT_NO_ENCRYPTION);
	key.key = "rubbish";
	assert_int_equal(
	    pgp_key_encrypt(home, &key, span_str("x"), &sealed, &msg), CONTACT_NO_ENCRYPTION);
	key.fingerprint = "0123456789012345678901234567890123456789";
	assert_int_equal(
	    pgp_key_encrypt(home, &key, span_str("x"), &sealed, &msg), CONTACT_BROKEN);
	assert_true(*msg.what && *msg.detail);
	assert_int_equal(sealed.n, 0);
	pgp_key_close(home);
	(void)old_key(&p, "weak", "0");
	assert_int_equal(
	    pgp_place_gpg(&p, (const char *const[]){"--quick-add-key", primary_of(&p, "weak"),
				  "rsa1024", "encr", "1y", NULL}),
	    0);
	expect(&p, pgp_place_public(&p, "weak"), CONTACT_WEAK);
	pgp_place_done(&p);
}
