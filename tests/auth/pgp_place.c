#include "pgp_place.h"

#include "os/file.h"
#include "os/folder.h"
#include "test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGS_MAX = 32, OUT_MAX = 1 << 20 };

bool pgp_place_there(void)
{
	return access("/usr/bin/gpg", X_OK) == 0;
}

static const char *path_of(struct pgp_place *p, const char *name)
{
	return arena_printf(p->arena, "%s/%s", p->folder, name);
}

/* Runs a program whose output goes into the file; its exit code. */
static int run(const char *const *args, const char *out)
{
	pid_t pid = fork();
	int status = 0;

	assert_true(pid >= 0);
	if (pid == 0) {
		int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		int quiet = open("/dev/null", O_WRONLY);

		(void)dup2(fd, 1);
		(void)dup2(quiet, 2);
		(void)execv(args[0], (char *const *)(uintptr_t)args);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

void pgp_place_init(struct pgp_place *p)
{
	*p = (struct pgp_place){.arena = arena_new(), .folder = "/tmp/varde-keys-XXXXXX"};
	assert_non_null(mkdtemp(p->folder));
	p->home = path_of(p, "home");
	assert_int_equal(mkdir(p->home, 0700), 0);
}

void pgp_place_done(struct pgp_place *p)
{
	/* The agent of this home alone. */
	const char *const end[] = {
	    "/usr/bin/gpgconf", "--homedir", p->home, "--kill", "gpg-agent", NULL};

	assert_int_equal(run(end, path_of(p, "out")), 0);
	assert_int_equal(
	    run((const char *const[]){"/bin/rm", "-rf", p->folder, NULL}, "/dev/null"), 0);
	arena_free(p->arena);
}

int pgp_place_gpg(struct pgp_place *p, const char *const *args)
{
	const char *all[ARGS_MAX] = {"/usr/bin/gpg", "--batch", "--yes", "--quiet", "--homedir",
	    p->home, "--trust-model", "always", "--pinentry-mode", "loopback", "--passphrase",
	    ""};
	size_t n = 12;

	for (; *args; args++) {
		assert_true(n < ARGS_MAX - 1);
		all[n++] = *args;
	}
	return run(all, path_of(p, "out"));
}

static const char *output(struct pgp_place *p)
{
	STR_AUTO(text, OUT_MAX);
	struct msg msg = {0};

	assert_int_equal(file_read(path_of(p, "out"), &text, &msg), 0);
	return arena_strdup(p->arena, str_text(&text));
}

const char *pgp_place_public(struct pgp_place *p, const char *name)
{
	assert_int_equal(
	    pgp_place_gpg(p, (const char *const[]){"--armor", "--export", name, NULL}), 0);
	return output(p);
}

const char *pgp_place_secret(struct pgp_place *p, const char *name)
{
	assert_int_equal(pgp_place_gpg(p, (const char *const[]){"--armor",
					      "--export-secret-keys", name, NULL}),
	    0);
	return output(p);
}

const char *pgp_place_key(struct pgp_place *p, const char *name, const char *ends)
{
	const char *id = arena_printf(p->arena, "%s <%s@varde.test>", name, name);

	assert_int_equal(pgp_place_gpg(p, (const char *const[]){"--quick-gen-key", id,
					      "future-default", "default", ends, NULL}),
	    0);
	return pgp_place_public(p, name);
}

const char *pgp_place_decrypt(struct pgp_place *p, struct span bytes)
{
	const char *path = path_of(p, "sealed");
	struct msg msg = {0};

	assert_int_equal(file_write(path, bytes, 0600, &msg), 0);
	if (pgp_place_gpg(p, (const char *const[]){"--decrypt", path, NULL}) != 0)
		return NULL;
	return output(p);
}
