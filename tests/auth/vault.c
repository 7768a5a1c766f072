#include "auth/vault.h"

#include "os/file.h"
#include "test.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

TEST(what_is_sealed_opens_with_its_key_and_name_alone)
{
	struct vault_key key, other;
	STR_AUTO(sealed, 4096);
	STR_AUTO(out, 4096);

	vault_new(&key);
	vault_new(&other);
	assert_int_equal(vault_seal(&key, "case-1", span_str("secret"), &sealed), 0);
	assert_int_equal(sealed.n, 6 + VAULT_MORE);
	assert_int_equal(span_find(str_bytes(&sealed), "secret"), -1);
	str_add(&out, "before ");
	assert_int_equal(vault_unseal(&other, "case-1", str_bytes(&sealed), &out), ERR_DENIED);
	assert_int_equal(vault_unseal(&key, "case-2", str_bytes(&sealed), &out), ERR_DENIED);
	assert_string_equal(str_text(&out), "before ");
	assert_int_equal(vault_unseal(&key, "case-1", str_bytes(&sealed), &out), 0);
	assert_string_equal(str_text(&out), "before secret");
	/* Each byte counts, and each end. */
	for (size_t i = 0; i < sealed.n; i++) {
		str_clear(&out);
		sealed.p[i] ^= 1;
		assert_int_equal(
		    vault_unseal(&key, "case-1", str_bytes(&sealed), &out), ERR_DENIED);
		assert_int_equal(
		    vault_unseal(&key, "case-1", span_sub(str_bytes(&sealed), 0, i), &out),
		    ERR_DENIED);
		sealed.p[i] ^= 1;
	}
}

TEST(the_same_text_is_never_sealed_the_same)
{
	struct vault_key key;
	STR_AUTO(a, 4096);
	STR_AUTO(b, 4096);
	STR_AUTO(small, 10);

	vault_new(&key);
	assert_int_equal(vault_seal(&key, "x", span_str(""), &a), 0);
	assert_int_equal(vault_seal(&key, "x", span_str(""), &b), 0);
	assert_int_equal(a.n, b.n);
	assert_memory_not_equal(a.p, b.p, a.n);
	assert_int_equal(vault_seal(&key, "x", span_str("too long"), &small), ERR_LIMIT);
}

TEST(a_key_is_kept_sealed_with_the_servers)
{
	struct vault_key server, other, key, again;
	STR_AUTO(text, 400);

	vault_new(&server);
	vault_new(&other);
	vault_new(&key);
	assert_int_equal(vault_wrap(&server, "case", &key, &text), 0);
	assert_int_equal(vault_unwrap(&server, "case", str_text(&text), &again), 0);
	assert_memory_equal(key.secret, again.secret, VAULT_KEY);
	assert_int_equal(vault_unwrap(&other, "case", str_text(&text), &again), ERR_DENIED);
	assert_int_equal(vault_unwrap(&server, "case", "!", &again), ERR_SYNTAX);
	vault_forget(&key);
	for (int i = 0; i < VAULT_KEY; i++)
		assert_int_equal(key.secret[i], 0);
}

TEST(the_servers_key_is_a_file_of_its_own)
{
	char folder[] = "/tmp/varde-vault-XXXXXX", path[64];
	struct vault_key made, read;
	struct msg msg = {0};
	struct stat st;

	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/" VAULT_FILE, folder);
	assert_int_equal(vault_open(path, false, &made, &msg), ERR_NOTFOUND);
	assert_int_equal(vault_open(path, true, &made, &msg), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(vault_open(path, true, &read, &msg), 0);
	assert_memory_equal(made.secret, read.secret, VAULT_KEY);
	assert_int_equal(file_write(path, span_str("something else"), 0600, &msg), 0);
	assert_int_equal(vault_open(path, true, &read, &msg), ERR_SYNTAX);
	assert_true(msg.hint[0] != '\0');
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

enum { SERVERS = 6, ROUNDS = 40 };

/* A server that starts: opens the key when it hears, and says which it has. */
static void serve(const char *path, int start, int out)
{
	struct vault_key key = {0};
	struct msg msg;
	char go;

	if (read(start, &go, 1) < 0 || vault_open(path, true, &key, &msg) < 0)
		_exit(1);
	_exit(write(out, key.secret, VAULT_KEY) == VAULT_KEY ? 0 : 1);
}

static void race(const char *path)
{
	int start[2], out[2], status;
	unsigned char got[SERVERS][VAULT_KEY];
	struct vault_key kept;
	struct msg msg;

	(void)unlink(path);
	assert_int_equal(pipe(start), 0);
	assert_int_equal(pipe(out), 0);
	for (int i = 0; i < SERVERS; i++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0) {
			(void)close(start[1]);
			serve(path, start[0], out[1]);
		}
	}
	(void)close(start[0]);
	(void)close(start[1]); /* all of them hear it at once */
	for (int i = 0; i < SERVERS; i++)
		assert_int_equal(read(out[0], got[i], VAULT_KEY), VAULT_KEY);
	for (int i = 0; i < SERVERS; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	(void)close(out[0]);
	(void)close(out[1]);
	assert_int_equal(vault_open(path, false, &kept, &msg), 0);
	for (int i = 0; i < SERVERS; i++)
		assert_memory_equal(got[i], kept.secret, VAULT_KEY);
}

TEST(servers_that_make_the_key_at_once_have_the_same)
{
	char folder[] = "/tmp/varde-vault.XXXXXX";
	STR_AUTO(path, 200);

	assert_non_null(mkdtemp(folder));
	str_addf(&path, "%s/vault.key", folder);
	for (int i = 0; i < ROUNDS; i++)
		race(str_text(&path));
	/* Nothing is left beside it. */
	assert_int_equal(unlink(str_text(&path)), 0);
	assert_int_equal(rmdir(folder), 0);
}
