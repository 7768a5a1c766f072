#include "test.h"

#include "auth/password.h"

#include <pthread.h>
#include <sodium.h>
#include <sys/resource.h>
#include <time.h>

TEST(password_is_verified_and_salted)
{
	char a[PASSWORD_STORED];
	char b[PASSWORD_STORED];
	const struct span right = span_str("fjord over fjell 7");

	assert_int_equal(password_hash(right, a), 0);
	assert_int_equal(password_hash(right, b), 0);
	assert_string_not_equal(a, b);
	assert_int_equal(strncmp(a, "$argon2id$v=19$m=65536,t=2,p=1$", 31), 0);
	assert_true(password_verify(a, right));
	assert_false(password_verify(a, span_str("fjord over fjell 8")));
	assert_false(password_verify(a, span_str("")));
	assert_false(password_outdated(a));
}

TEST(password_older_parameters_still_verify_and_are_outdated)
{
	char old[PASSWORD_STORED];
	const char *text = "fjord over fjell 7";

	assert_int_equal(crypto_pwhash_str_alg(old, text, strlen(text), 1, 19 << 20,
			     crypto_pwhash_ALG_ARGON2ID13),
	    0);
	assert_true(password_verify(old, span_str(text)));
	assert_true(password_outdated(old));
	assert_true(password_outdated("no hash at all"));
}

TEST(password_garbage_in_the_database_is_no_password)
{
	assert_false(password_verify("x", span_str("fjord over fjell 7")));
	assert_false(password_verify("$argon2id$v=19$m=65536,t=2,p=1$", span_str("")));
}

TEST(password_too_long_is_refused_not_hashed)
{
	char long_one[PASSWORD_MOST + 1];
	char stored[PASSWORD_STORED] = "untouched";

	memset(long_one, 'x', sizeof(long_one));
	assert_int_equal(password_hash(span_of(long_one, sizeof(long_one)), stored), ERR_RANGE);
	assert_string_equal(stored, "untouched");
	assert_int_equal(password_hash(span_str(""), stored), 0);
	assert_false(password_verify(stored, span_of(long_one, sizeof(long_one))));
}

static int64_t cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

/* An answer for somebody who does not exist costs about what another costs; the best of three,
 * as the machine does other things too. */
TEST(password_time_does_not_tell_who_exists)
{
	char stored[PASSWORD_STORED];
	int64_t best[2] = {INT64_MAX, INT64_MAX};

	assert_int_equal(password_hash(span_str("fjord over fjell 7"), stored), 0);
	for (int i = 0; i < 6; i++) {
		int64_t start = cpu_us();

		assert_false(
		    password_verify(i % 2 ? stored : NULL, span_str("something else")));
		best[i % 2] = MIN(best[i % 2], cpu_us() - start);
	}
	assert_in_range(best[0], best[1] / 2, best[1] * 2);
}

static void *hash_one(void *arg)
{
	char stored[PASSWORD_STORED];

	*(int *)arg = password_hash(span_str("fjord over fjell 7"), stored);
	return NULL;
}

/* The most memory that this process ever had, in bytes. */
static long peak(void)
{
	struct rusage usage;

	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	return usage.ru_maxrss * 1024;
}

TEST(password_more_than_two_at_once_wait_and_all_are_served)
{
	pthread_t threads[6];
	int results[6];
	int rc;
	long before;

	(void)hash_one(&rc); /* one at a time is in the peak already */
	before = peak();
	for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
		results[i] = 1;
		assert_int_equal(pthread_create(&threads[i], NULL, hash_one, &results[i]), 0);
	}
	for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(results[i], 0);
	}
	assert_in_range(peak() - before, 0, PASSWORD_MEMORY * 3L / 2);
}
