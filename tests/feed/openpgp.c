#include "feed/openpgp.h"

#include "os/file.h"
#include "os/folder.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

/* Keys and signatures by the gpg of the system, in a home of their own. */
struct maker {
	struct arena *arena;
	const char *home;
	struct openpgp *p;
	struct msg msg;
};

static void run(const struct maker *m, const char *args)
{
	const char *command = arena_printf(m->arena,
	    "cd %s && gpg --homedir . --batch --quiet --yes --pinentry-mode loopback "
	    "--passphrase '' %s >/dev/null 2>&1",
	    m->home, args);

	assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): a test's own words */
}

static struct span bytes_of(const struct maker *m, const char *name)
{
	struct str text = {.max = 1 << 20};
	struct msg msg = {0};
	struct span bytes;

	assert_int_equal(
	    file_read(arena_printf(m->arena, "%s/%s", m->home, name), &text, &msg), 0);
	bytes = span_str(arena_strndup(m->arena, text.p, text.n));
	bytes.n = text.n;
	str_done(&text);
	return bytes;
}

static const char *fingerprint(const struct maker *m, const char *who)
{
	struct span text, line;

	run(m, arena_printf(m->arena,
		   "--with-colons --fingerprint -k %s | grep ^fpr | tee prints", who));
	text = bytes_of(m, "prints");
	assert_true(span_line(&text, &line));
	for (int i = 0; i < 9; i++) {
		struct span part;

		assert_true(span_split(&line, ':', &part));
	}
	(void)span_split(&line, ':', &text);
	return arena_strndup(m->arena, text.p, text.n);
}

static void put(struct maker *m, const char *name, const char *text)
{
	assert_int_equal(file_write(arena_printf(m->arena, "%s/%s", m->home, name),
			     span_str(text), 0600, &m->msg),
	    0);
}

static struct maker make(void)
{
	struct maker m = {.arena = arena_new()};

	assert_int_equal(folder_temporary(m.arena, &m.home, &m.msg), 0);
	run(&m, "--quick-gen-key maker@example ed25519 sign never");
	run(&m, "--quick-gen-key other@example ed25519 sign never");
	run(&m,
	    "--faked-system-time 20200101T000000! --quick-gen-key old@example ed25519 sign 1y");
	run(&m, "--armor -o maker.asc --export maker@example");
	run(&m, "--armor -o other.asc --export other@example");
	run(&m, "--armor -o old.asc --export old@example");
	run(&m, "--armor -o secret.asc --export-secret-keys other@example");
	put(&m, "text", "hello");
	put(&m, "changed", "hellO");
	run(&m, "-u maker@example --armor --detach-sign -o maker.sig text");
	run(&m, "-u maker@example --detach-sign -o binary.sig text");
	run(&m, "-u maker@example --armor --digest-algo SHA1 --detach-sign -o weak.sig text");
	run(&m, "-u other@example --armor --detach-sign -o other.sig text");
	run(&m, "--faked-system-time 20200601T000000! -u old@example --armor --detach-sign -o "
		"old.sig text");
	assert_int_equal(openpgp_new(&m.p, &m.msg), 0);
	return m;
}

static void end(struct maker *m)
{
	openpgp_free(m->p);
	/* NOLINTNEXTLINE(cert-env33-c): a test's own words */
	assert_int_equal(
	    system(arena_printf(m->arena, "gpgconf --homedir %s --kill all", m->home)), 0);
	(void)folder_remove(m->home);
	m->arena = arena_free(m->arena);
}

static void refused(
    struct maker *m, const char *text, const char *sig, int err, const char *says)
{
	m->msg = (struct msg){0};
	assert_int_equal(
	    openpgp_verify(m->p, bytes_of(m, text), bytes_of(m, sig), &m->msg), err);
	assert_non_null(strstr(m->msg.detail, says));
	assert_true(m->msg.what[0] && m->msg.hint[0]);
}

TEST(openpgp_takes_what_the_named_key_has_signed)
{
	struct maker m = make();
	const char *maker = fingerprint(&m, "maker@example"),
		   *old = fingerprint(&m, "old@example"),
		   *other = fingerprint(&m, "other@example");

	assert_int_equal(strlen(maker), 40);
	assert_int_equal(openpgp_add(m.p, bytes_of(&m, "maker.asc"), maker, &m.msg), 0);
	assert_int_equal(openpgp_add(m.p, bytes_of(&m, "maker.asc"), maker, &m.msg), 0);
	assert_int_equal(
	    openpgp_verify(m.p, bytes_of(&m, "text"), bytes_of(&m, "maker.sig"), &m.msg), 0);
	assert_int_equal(
	    openpgp_verify(m.p, bytes_of(&m, "text"), bytes_of(&m, "binary.sig"), &m.msg), 0);
	refused(&m, "changed", "maker.sig", ERR_DENIED, "were changed");
	refused(&m, "text", "other.sig", ERR_DENIED, "does not name");
	refused(&m, "text", "weak.sig", ERR_DENIED, "broken");
	refused(&m, "text", "text", ERR_SYNTAX, "holds none");
	/* what the file says is not what the metadata says */
	assert_int_equal(
	    openpgp_add(m.p, bytes_of(&m, "other.asc"), maker, &m.msg), ERR_DENIED);
	refused(&m, "text", "other.sig", ERR_DENIED, "does not name");
	assert_int_equal(
	    openpgp_add(m.p, bytes_of(&m, "secret.asc"), other, &m.msg), ERR_DENIED);
	assert_int_equal(openpgp_add(m.p, bytes_of(&m, "text"), maker, &m.msg), ERR_SYNTAX);
	assert_int_equal(openpgp_add(m.p, (struct span){0}, maker, &m.msg), ERR_SYNTAX);
	assert_int_equal(openpgp_add(m.p, bytes_of(&m, "old.asc"), old, &m.msg), 0);
	refused(&m, "text", "old.sig", ERR_DENIED, "expired");
	end(&m);
}
