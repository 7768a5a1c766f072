#include "watchers/beacon.h"

#include "base/rng.h"
#include "made.h"

enum { BEACON = WATCHER_SID + 50 };

TEST(beacon_spread_is_the_mean_distance)
{
	static const uint32_t even[] = {60, 60, 60, 60}, odd[] = {90, 110, 90, 110};
	uint32_t mean, mille;

	beacon_spread(even, 4, &mean, &mille);
	assert_int_equal(mean, 60);
	assert_int_equal(mille, 0);
	beacon_spread(odd, 4, &mean, &mille);
	assert_int_equal(mean, 100);
	assert_int_equal(mille, 100);
	beacon_spread(even, 0, &mean, &mille);
	assert_int_equal(mean, 0);
	assert_int_equal(mille, 1000);
}

/* n connections a minute apart, give or take jitter seconds; gives how often it was told. */
static size_t connect_often(struct made *m, const char *client, const char *server,
    uint16_t port, int n, unsigned jitter)
{
	struct rng rng;
	size_t told = 0;

	rng_seed(&rng, 7);
	for (int i = 0; i < n; i++) {
		int64_t off = jitter ? (int64_t)rng_below(&rng, 2 * jitter + 1) - jitter : 0;
		struct flow f = made_talk(client, server, port, 1000 + i * 60 + off);

		told += made_ended(m, &f);
	}
	return told;
}

TEST(beacon_is_told_at_the_threshold)
{
	struct made m;

	made_begin(&m, "beacon = 12\n");
	assert_int_equal(connect_often(&m, "10.0.0.9", "198.51.100.7", 443, 12, 2), 0);
	made_end(&m);
	made_begin(&m, "beacon = 12\n");
	assert_int_equal(connect_often(&m, "10.0.0.9", "198.51.100.7", 443, 13, 2), 1);
	assert_int_equal(made_told(&m, BEACON), 1);
	assert_int_equal(connect_often(&m, "10.0.0.9", "198.51.100.7", 443, 100, 2), 0);
	made_end(&m);
}

TEST(beacon_is_not_people_time_or_a_service_of_many)
{
	char to[IP_TEXT];
	struct made m;

	made_begin(&m, "beacon = 12\nbeacon_clients = 3\nbeacon_hosts = 192.0.2.0/24\n");
	assert_int_equal(connect_often(&m, "10.0.0.9", "198.51.100.7", 443, 200, 25), 0);
	assert_int_equal(connect_often(&m, "10.0.0.9", "198.51.100.8", 123, 200, 0), 0);
	assert_int_equal(connect_often(&m, "10.0.0.9", "10.0.0.8", 443, 200, 0), 0);
	assert_int_equal(connect_often(&m, "198.51.100.9", "10.0.0.8", 443, 200, 0), 0);
	assert_int_equal(connect_often(&m, "10.0.0.9", "192.0.2.8", 443, 200, 0), 0);
	/* Telemetry: every device of the house does it. */
	for (int i = 0; i < 100; i++)
		for (unsigned k = 1; k <= 8; k++) {
			struct flow f = made_talk(
			    made_address("10.0.4", k, to), "203.0.113.7", 443, i * 60);

			assert_int_equal(made_ended(&m, &f), 0);
		}
	/* Equal intervals, but conversations of all sizes. */
	for (int i = 0; i < 100; i++) {
		struct flow f = made_talk("10.0.0.9", "203.0.113.9", 443, i * 60);

		f.side[1].bytes = 1000 + (uint64_t)(i % 7) * 5000;
		assert_int_equal(made_ended(&m, &f), 0);
	}
	assert_int_equal(m.n, 0);
	made_end(&m);
}
