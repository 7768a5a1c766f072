/* The server's key: made once, found again, its signatures good for gpg itself. */
#include "auth/pgp.h"

#include "os/file.h"
#include "test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool has_gpg(void)
{
	return access("/usr/bin/gpg", X_OK) == 0;
}

/* Runs a program; its exit code. */
static int run(const char *const *args)
{
	pid_t pid = fork();
	int status = 0;

	assert_true(pid >= 0);
	if (pid == 0) {
		(void)execv(args[0], (char *const *)(uintptr_t)args);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* gpg with these arguments over another home. */
static int gpg(const char *home, const char *a, const char *b, const char *c)
{
	const char *const args[] = {"/usr/bin/gpg", "--batch", "--quiet", "--homedir", home,
	    "--trust-model", "always", "--no-autostart", a, b, c, NULL};

	return run(args);
}

static void put(const char *path, struct span bytes)
{
	struct msg msg = {0};

	assert_int_equal(file_write(path, bytes, 0600, &msg), 0);
}

TEST(a_key_is_made_once_and_signs)
{
	char folder[] = "/tmp/varde-pgp-XXXXXX";
	struct arena *arena = arena_new();
	struct pgp *p = NULL;
	const char *home, *other, *first, *file, *sig, *pub;
	struct msg msg = {0};
	STR_AUTO(key, 1 << 16);
	STR_AUTO(signature, 1 << 16);

	if (!has_gpg())
		skip();
	assert_non_null(mkdtemp(folder));
	home = arena_printf(arena, "%s/home", folder);
	other = arena_printf(arena, "%s/other", folder);
	assert_int_equal(pgp_open(home, false, NULL, NULL, &p, &msg), ERR_NOTFOUND);
	if (pgp_open(home, true, "CERT", "cert@c.example", &p, &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	first = arena_strdup(arena, pgp_fingerprint(p));
	assert_int_equal(strlen(first), 40);
	pgp_free(p);
	assert_int_equal(pgp_open(home, true, "Another", NULL, &p, &msg), 0);
	assert_string_equal(pgp_fingerprint(p), first);
	assert_int_equal(pgp_public(p, &key, &msg), 0);
	assert_int_equal(pgp_sign(p, span_str("document"), &signature, &msg), 0);
	pgp_free(p);
	/* Somebody who has the public key alone. */
	assert_int_equal(mkdir(other, 0700), 0);
	pub = arena_printf(arena, "%s/key.asc", folder);
	sig = arena_printf(arena, "%s/document.asc", folder);
	file = arena_printf(arena, "%s/document", folder);
	put(pub, str_bytes(&key));
	put(sig, str_bytes(&signature));
	put(file, span_str("document"));
	assert_int_equal(gpg(other, "--import", pub, NULL), 0);
	assert_int_equal(gpg(other, "--verify", sig, file), 0);
	put(file, span_str("documenT"));
	assert_int_equal(gpg(other, "--verify", sig, file), 1);
	/* The agent that gpg has started sees that its home is gone, and ends. */
	assert_int_equal(run((const char *const[]){"/bin/rm", "-rf", folder, NULL}), 0);
	arena_free(arena);
}
