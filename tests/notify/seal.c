/* What is mailed, read by gpg and openssl as its reader does. */
#include "notify/seal.h"

#include "../auth/pgp_place.h"
#include "auth/pgp.h"
#include "auth/pgp_key.h"
#include "net/smime.h"
#include "os/file.h"
#include "test.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const struct mail mail = {.from_name = "Helse-CERT",
    .from = "cert@varde.test",
    .to = "anna@varde.test",
    .subject = "Your report is ready: A-2026-0042",
    .body = "What was found: Æ\n",
    .lang = "en",
    .message_id = "m1@varde.test",
    .date = 1795000000000};

static int64_t now(void)
{
	return (int64_t)time(NULL) * 1000;
}

static struct contact_key pgp_key(struct pgp_place *p, const char *name)
{
	struct contact_key key = {0};
	struct pgp_key_home *home = NULL;
	struct msg msg = {0};

	assert_int_equal(pgp_key_open(&home, &msg), 0);
	assert_int_equal(pgp_key_read(home, span_str(pgp_place_key(p, name, "1y")), now(),
			     p->arena, &key, &msg),
	    CONTACT_FINE);
	pgp_key_close(home);
	return key;
}

static bool has(const char *text, const char *part)
{
	return text && strstr(text, part) != NULL;
}

static void put(struct pgp_place *p, const char *name, struct span bytes)
{
	struct msg msg = {0};

	assert_int_equal(
	    file_write(arena_printf(p->arena, "%s/%s", p->folder, name), bytes, 0600, &msg), 0);
}

static const char *between(
    struct pgp_place *p, const char *text, const char *from, const char *to)
{
	const char *a = strstr(text, from), *b;

	assert_non_null(a);
	a += strlen(from);
	b = strstr(a, to);
	assert_non_null(b);
	return arena_strndup(p->arena, a, (size_t)(b - a));
}

/* The signature inside is the server's, over exactly the part. */
static void check_signature(struct pgp_place *p, const char *inside, struct pgp *own)
{
	STR_AUTO(public, 1 << 16);
	struct msg msg = {0};
	const char *part = between(p, inside, "--=_varde-signed\r\n",
	    "\r\n--=_varde-signed\r\nContent-Type: application");
	const char *rest =
	    between(p, inside, "name=\"signature.asc\"\r\n\r\n", "--=_varde-signed--");
	const char *files[3];

	assert_int_equal(pgp_public(own, &public, &msg), 0);
	put(p, "own", str_bytes(&public));
	put(p, "part", span_str(part));
	put(p, "signature", span_str(rest));
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		files[i] = arena_printf(p->arena, "%s/%s", p->folder,
		    (const char *[]){"own", "signature", "part"}[i]);
	assert_int_equal(
	    pgp_place_gpg(p, (const char *const[]){"--import", files[0], NULL}), 0);
	assert_int_equal(
	    pgp_place_gpg(p, (const char *const[]){"--verify", files[1], files[2], NULL}), 0);
	put(p, "part", span_str(arena_printf(p->arena, "%s ", part)));
	assert_true(
	    pgp_place_gpg(p, (const char *const[]){"--verify", files[1], files[2], NULL}) != 0);
}

TEST(openpgp_mails_are_signed_and_read_by_their_reader)
{
	struct pgp_place p;
	struct contact_key key;
	struct pgp *own = NULL;
	struct seal *seal;
	struct msg msg = {0};
	const char *home, *inside;
	STR_AUTO(out, MAIL_MAX);

	if (!pgp_place_there())
		skip();
	pgp_place_init(&p);
	key = pgp_key(&p, "anna");
	home = arena_printf(p.arena, "%s/own-home", p.folder);
	seal = seal_new(home);
	/* There is no key of the server yet: it is not signed. */
	assert_int_equal(seal_mail(seal, &key, &mail, now(), &out, &msg), CONTACT_FINE);
	assert_true(has(str_text(&out), "multipart/encrypted"));
	assert_false(has(str_text(&out), "A-2026-0042") || has(str_text(&out), "What was"));
	inside = pgp_place_decrypt(&p, str_bytes(&out));
	assert_true(has(inside, "Subject: Your report is ready: A-2026-0042\r\n"));
	assert_true(has(inside, "What was found: =C3=86\r\n"));
	assert_false(has(inside, "multipart/signed"));
	assert_int_equal(pgp_open(home, true, "CERT", "cert@varde.test", &own, &msg), 0);
	str_cut(&out, 0);
	assert_int_equal(seal_mail(seal, &key, &mail, now(), &out, &msg), CONTACT_FINE);
	inside = pgp_place_decrypt(&p, str_bytes(&out));
	assert_true(has(inside, "multipart/signed; micalg=pgp-sha"));
	check_signature(&p, inside, own);
	pgp_free(own);
	seal_free(seal);
	pgp_place_done(&p);
}

static int shell(struct pgp_place *p, const char *command)
{
	/* NOLINTNEXTLINE(cert-env33-c): a command of ours */
	return system(arena_printf(p->arena, "cd %s && %s >log 2>&1", p->folder, command));
}

TEST(smime_mails_are_read_by_their_reader)
{
	struct contact_key key = {0};
	struct pgp_place p;
	struct seal *seal = seal_new(NULL);
	struct msg msg = {0};
	STR_AUTO(pem, 1 << 16);
	STR_AUTO(inside, MAIL_MAX);
	STR_AUTO(out, MAIL_MAX);

	if (access("/usr/bin/openssl", X_OK) != 0 || !pgp_place_there())
		skip();
	pgp_place_init(&p);
	assert_int_equal(
	    shell(&p, "openssl req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN=Anna "
		      "-addext subjectAltName=email:anna@varde.test -keyout key -out cert"),
	    0);
	assert_int_equal(file_read(arena_printf(p.arena, "%s/cert", p.folder), &pem, &msg), 0);
	assert_int_equal(
	    smime_read(str_bytes(&pem), "anna@varde.test", now(), p.arena, &key), CONTACT_FINE);
	assert_int_equal(seal_mail(seal, &key, &mail, now(), &out, &msg), CONTACT_FINE);
	assert_true(has(str_text(&out), "Subject: [...]\r\n"));
	put(&p, "mail", str_bytes(&out));
	assert_int_equal(
	    shell(&p, "openssl cms -decrypt -in mail -recip cert -inkey key -out inside"), 0);
	assert_int_equal(
	    file_read(arena_printf(p.arena, "%s/inside", p.folder), &inside, &msg), 0);
	assert_true(has(str_text(&inside), "Subject: Your report is ready: A-2026-0042\r\n"));
	assert_true(has(str_text(&inside), "What was found: =C3=86\r\n"));
	assert_int_equal(
	    shell(&p, "openssl cms -cmsout -print -noout -in mail | grep aes-256-cbc"), 0);
	/* A day comes. */
	assert_int_equal(
	    seal_mail(seal, &key, &mail, now() + 10LL * 86400000, &out, &msg), CONTACT_EXPIRED);
	seal_free(seal);
	pgp_place_done(&p);
}

TEST(what_cannot_be_encrypted_appends_nothing)
{
	struct contact_key key = {
	    .type = CONTACT_OPENPGP, .fingerprint = "AAAA", .key = "rubbish"};
	struct seal *seal = seal_new("/nonexistent");
	struct mail bad = mail;
	struct msg msg = {0};
	STR_AUTO(out, MAIL_MAX);

	if (!pgp_place_there())
		skip();
	assert_int_equal(seal_mail(seal, &key, &mail, now(), &out, &msg), CONTACT_BROKEN);
	assert_true(*msg.what);
	key.type = CONTACT_SMIME;
	assert_int_equal(seal_mail(seal, &key, &mail, now(), &out, &msg), CONTACT_NO_KEY);
	key.expires = 1;
	assert_int_equal(seal_mail(seal, &key, &mail, now(), &out, &msg), CONTACT_EXPIRED);
	key.expires = 0;
	bad.to = "nobody";
	assert_int_equal(seal_mail(seal, &key, &bad, now(), &out, &msg), CONTACT_BROKEN);
	assert_int_equal(out.n, 0);
	seal_free(seal);
}
