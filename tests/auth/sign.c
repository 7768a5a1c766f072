#include "auth/sign.h"

#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

static void fresh(char *folder, char *path, size_t n)
{
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, n, "%s/key", folder);
}

static void end(const char *folder, const char *path)
{
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

TEST(sign_is_verified_by_the_name_alone)
{
	char folder[] = "/tmp/varde-sign.XXXXXX", path[64];
	struct sign_key key, again;
	struct msg msg = {0};
	STR_AUTO(signature, 200);

	fresh(folder, path, sizeof(path));
	assert_int_equal(sign_open(path, false, &key, &msg), ERR_NOTFOUND);
	assert_int_equal(sign_open(path, true, &key, &msg), 0);
	assert_int_equal(sign_open(path, false, &again, &msg), 0);
	assert_string_equal(key.name, again.name);
	assert_int_equal(sign_message(&again, span_str("a head"), &signature), 0);
	assert_int_equal(sign_verify(span_str("a head"), key.name, str_text(&signature)), 0);
	assert_int_equal(
	    sign_verify(span_str("A head"), key.name, str_text(&signature)), ERR_DENIED);
	signature.p[10] = signature.p[10] == 'A' ? 'B' : 'A';
	assert_int_equal(
	    sign_verify(span_str("a head"), key.name, str_text(&signature)), ERR_DENIED);
	assert_int_equal(sign_verify(span_str("a head"), key.name, ""), ERR_DENIED);
	assert_int_equal(sign_verify(span_str("a head"), "", str_text(&signature)), ERR_DENIED);
	sign_forget(&key);
	sign_forget(&again);
	end(folder, path);
}

TEST(sign_another_key_is_not_the_same)
{
	char folder[] = "/tmp/varde-sign.XXXXXX", path[64];
	struct sign_key a, b;
	struct msg msg = {0};
	struct stat st;
	STR_AUTO(signature, 200);

	fresh(folder, path, sizeof(path));
	assert_int_equal(sign_open(path, true, &a, &msg), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(sign_open(path, true, &b, &msg), 0);
	assert_int_equal(sign_message(&a, span_str("x"), &signature), 0);
	assert_int_equal(sign_verify(span_str("x"), b.name, str_text(&signature)), ERR_DENIED);
	end(folder, path);
}
