#include "auth/sign.h"

#include "test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void folder(char *to, size_t size)
{
	(void)snprintf(to, size, "%s", "/tmp/varde-sign.XXXXXX");
	assert_non_null(mkdtemp(to));
}

TEST(sign_makes_a_key_that_stays_and_verifies)
{
	char dir[64], path[128];
	struct sign_key key, again;
	struct msg msg = {0};
	struct stat st;
	STR_AUTO(signature, 200);

	folder(dir, sizeof(dir));
	(void)snprintf(path, sizeof(path), "%s/key", dir);
	assert_int_equal(sign_open(path, false, &key, &msg), ERR_NOTFOUND);
	assert_int_equal(sign_open(path, true, &key, &msg), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(sign_open(path, true, &again, &msg), 0);
	assert_string_equal(key.name, again.name);
	assert_int_equal(strlen(key.name), SIGN_NAME - 1);
	assert_int_equal(sign_message(&key, span_str("head"), &signature), 0);
	assert_int_equal(sign_verify(span_str("head"), key.name, str_text(&signature)), 0);
	assert_int_equal(
	    sign_verify(span_str("heat"), key.name, str_text(&signature)), ERR_DENIED);
	assert_int_equal(sign_verify(span_str("head"), "k1", str_text(&signature)), ERR_DENIED);
	assert_int_equal(sign_verify(span_str("head"), key.name, "AAAA"), ERR_DENIED);
	sign_forget(&key);
	assert_int_equal(key.secret[0] | key.secret[63], 0);
	(void)unlink(path);
	(void)rmdir(dir);
}

/* RFC 8032, section 7.1, test 2: the seed, the message 0x72 and what they must give. */
TEST(sign_gives_what_the_standard_says)
{
	char dir[64], path[128];
	struct sign_key key;
	struct msg msg = {0};
	STR_AUTO(signature, 200);
	FILE *f;

	folder(dir, sizeof(dir));
	(void)snprintf(path, sizeof(path), "%s/key", dir);
	f = fopen(path, "w");
	assert_non_null(f);
	(void)fputs("varde signing key 1 TM0Imyj_ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U-4pvs\n", f);
	(void)fclose(f);
	assert_int_equal(sign_open(path, false, &key, &msg), 0);
	assert_string_equal(key.name, "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw");
	assert_int_equal(sign_message(&key, span_str("r"), &signature), 0);
	assert_string_equal(str_text(&signature),
	    "kqAJqfDUyrhyDoILX2QlQKKye1QWUD-Ps3YiI-vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6w"
	    "DSkWErsMAA");
	(void)unlink(path);
	(void)rmdir(dir);
}

TEST(sign_refuses_what_is_no_key)
{
	static const char *const bad[] = {"", "varde signing key 1 AAAA\n",
	    "varde signing key 2 TM0Imyj_ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U-4pvs\n",
	    "varde signing key 1 TM0Imyj_ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U+4pvs\n"};
	char dir[64], path[128];

	folder(dir, sizeof(dir));
	(void)snprintf(path, sizeof(path), "%s/key", dir);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct sign_key key;
		struct msg msg = {0};
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		(void)fputs(bad[i], f);
		(void)fclose(f);
		assert_int_equal(sign_open(path, true, &key, &msg), ERR_SYNTAX);
		assert_true(msg.what[0] && msg.detail[0] && msg.hint[0]);
	}
	(void)unlink(path);
	(void)rmdir(dir);
}
