#include "made.h"

enum { GUESS = WATCHER_SID + 10 };

TEST(guess_of_short_conversations_is_told_at_the_threshold)
{
	static const uint16_t ports[] = {22, 3389, 21, 445, 23};

	for (size_t p = 0; p < ARRAY_LEN(ports); p++) {
		struct made m;

		made_begin(&m, "guesses = 12\nguess_seconds = 120\n");
		for (int i = 0; i < 12; i++) {
			struct flow f = made_talk("198.51.100.7", "10.0.0.5", ports[p], i * 5);

			assert_int_equal(made_ended(&m, &f), i == 11);
		}
		assert_int_equal(made_told(&m, GUESS), 1);
		made_end(&m);
	}
}

TEST(guess_knows_the_service_by_what_is_spoken)
{
	struct made m;

	made_begin(&m, "guesses = 12\n");
	for (int i = 0; i < 12; i++) {
		struct flow f = made_talk("198.51.100.7", "10.0.0.5", 2222, i);

		f.app = PROTO_SSH;
		assert_int_equal(made_ended(&m, &f), i == 11);
	}
	made_end(&m);
}

/* Sign-ins that lead to work, a monitor that looks in each minute, others' sessions. */
TEST(guess_is_not_what_administrators_do)
{
	struct made m;

	made_begin(&m, "guesses = 12\nguess_seconds = 300\nscanners = 10.0.0.66\n");
	for (int i = 0; i < 100; i++) {
		struct flow worked = made_talk("10.0.0.8", "10.0.0.5", 22, i);
		struct flow stayed = made_talk("10.0.0.8", "10.0.0.5", 3389, i);
		struct flow monitor = made_talk("10.0.0.9", "10.0.0.5", 22, i * 60);
		struct flow tool = made_talk("10.0.0.66", "10.0.0.5", 22, i);
		struct flow web = made_talk("10.0.0.8", "10.0.0.5", 443, i);
		struct flow refused = made_refused("10.0.0.7", "10.0.0.5", 22, i);

		worked.side[1].bytes = 100000;
		stayed.last += INT64_C(3600) * 1000000;
		assert_int_equal(made_ended(&m, &worked), 0);
		assert_int_equal(made_ended(&m, &stayed), 0);
		assert_int_equal(made_ended(&m, &monitor), 0);
		assert_int_equal(made_ended(&m, &tool), 0);
		assert_int_equal(made_ended(&m, &web), 0);
		assert_int_equal(made_ended(&m, &refused), 0);
	}
	made_end(&m);
}

TEST(guess_of_refused_requests_is_told)
{
	struct made m;
	size_t n = 0;

	made_begin(&m, "guesses = 12\n");
	for (int i = 0; i < 12; i++) {
		struct flow f = made_talk("198.51.100.7", "10.0.0.5", 80, i);

		n += made_tx(&m, &f, PROTO_HTTP1, BUFFER_HTTP_STAT_CODE, FLOW_TO_CLIENT, "401");
		assert_int_equal(n, i == 11);
	}
	for (int i = 0; i < 12; i++) {
		struct flow f = made_talk("198.51.100.7", "10.0.0.5", 21, i);

		n += made_tx(
		    &m, &f, PROTO_FTP, BUFFER_FTP_REPLY, FLOW_TO_CLIENT, "530 Login incorrect");
	}
	assert_int_equal(n, 2);
	made_end(&m);
}

/* Negotiate: each request is refused once and then answered. */
TEST(guess_is_not_a_client_that_is_asked_each_time)
{
	struct made m;

	made_begin(&m, "guesses = 12\n");
	for (int i = 0; i < 200; i++) {
		struct flow f = made_talk("10.0.0.8", "10.0.0.5", 80, i);

		assert_int_equal(made_tx(&m, &f, PROTO_HTTP1, BUFFER_HTTP_STAT_CODE,
				     FLOW_TO_CLIENT, i % 2 ? "200" : "401"),
		    0);
		assert_int_equal(
		    made_tx(&m, &f, PROTO_HTTP1, BUFFER_HTTP_STAT_CODE, FLOW_TO_CLIENT, "404"),
		    0);
	}
	made_end(&m);
}
