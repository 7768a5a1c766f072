#include "portal/throttle.h"

#include "auth/attempts.h"
#include "test.h"

static int64_t taken(const char *remote, int64_t now)
{
	int64_t n = 0;

	while (n < 1000 && throttle_take(remote, now) == 0)
		n++;
	return n;
}

TEST(each_address_has_its_own_bucket_and_a_network_of_64_bits_one)
{
	assert_int_equal(taken("198.51.100.1", 1000), attempts_login_rate.burst);
	assert_int_equal(taken("198.51.100.2", 1000), attempts_login_rate.burst);
	assert_int_equal(taken("2001:db8:1:2::1", 1000), attempts_login_rate.burst);
	assert_int_equal(taken("2001:db8:1:2:ffff::9", 1000), 0);
	assert_int_equal(taken("2001:db8:1:3::1", 1000), attempts_login_rate.burst);
	assert_int_equal(taken("198.51.100.1", 1000 + attempts_login_rate.every_ms), 1);
}
