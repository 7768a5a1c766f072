#include "made.h"

enum { OUTSIDE_PORTS = WATCHER_SID + 1, INSIDE_PORTS, OUTSIDE_HOSTS, INSIDE_HOSTS };

TEST(scan_of_ports_is_told_at_the_threshold_once)
{
	struct made m;
	struct flow f;

	made_begin(&m, "port_scan = 10\nport_scan_seconds = 60\n");
	for (uint16_t i = 0; i < 9; i++) {
		f = made_refused("198.51.100.7", "10.0.0.5", (uint16_t)(1 + i), i);
		assert_int_equal(made_ended(&m, &f), 0);
		/* The same port again is no other port. */
		assert_int_equal(made_ended(&m, &f), 0);
	}
	f = made_unanswered("198.51.100.7", "10.0.0.5", 443, 9);
	assert_int_equal(made_ended(&m, &f), 1);
	assert_int_equal(m.report.hits[0].alert->sid, OUTSIDE_PORTS);
	assert_int_equal(m.report.hits[0].observed, 10);
	assert_int_equal(m.report.hits[0].threshold, 10);
	assert_int_equal(m.report.hits[0].seconds, 60);
	for (uint16_t i = 0; i < 50; i++) {
		f = made_refused("198.51.100.7", "10.0.0.5", (uint16_t)(2000 + i), 10);
		assert_int_equal(made_ended(&m, &f), 0);
	}
	/* From inside it is another alert. */
	for (uint16_t i = 0; i < 10; i++) {
		f = made_refused("10.0.0.9", "10.0.0.5", (uint16_t)(1 + i), 20);
		(void)made_ended(&m, &f);
	}
	assert_int_equal(made_told(&m, INSIDE_PORTS), 1);
	assert_int_equal(m.n, 2);
	made_end(&m);
}

TEST(scan_that_is_slower_than_its_time_is_not_told)
{
	struct made m;

	made_begin(&m, "port_scan = 10\nport_scan_seconds = 60\n");
	for (uint16_t i = 0; i < 100; i++) {
		struct flow f = made_refused(
		    "198.51.100.7", "10.0.0.5", (uint16_t)(1 + i), (int64_t)i * 10);

		assert_int_equal(made_ended(&m, &f), 0);
	}
	made_end(&m);
}

TEST(scan_of_hosts_is_told_for_tcp_and_echo)
{
	char to[IP_TEXT];
	struct made m;

	made_begin(&m, "host_scan = 20\n");
	for (unsigned i = 1; i <= 19; i++) {
		struct flow f =
		    made_unanswered("10.0.0.9", made_address("10.0.1", i, to), 445, i);

		assert_int_equal(made_ended(&m, &f), 0);
	}
	for (unsigned i = 1; i <= 20; i++) {
		struct flow f =
		    made_unanswered("192.0.2.9", made_address("10.0.1", i, to), 0, i);

		f.proto = 1;
		f.cport = 8;
		f.side[0].tcp_flags = 0;
		assert_int_equal(made_ended(&m, &f), i == 20);
	}
	assert_int_equal(made_told(&m, OUTSIDE_HOSTS), 1);
	{
		struct flow f = made_unanswered("10.0.0.9", "10.0.1.20", 445, 20);

		assert_int_equal(made_ended(&m, &f), 1);
		assert_int_equal(made_told(&m, INSIDE_HOSTS), 1);
	}
	made_end(&m);
}

/* Hundreds of hosts that work, and some that do not: a proxy, a mail server, a resolver. */
TEST(scan_is_not_what_a_busy_proxy_does)
{
	char to[IP_TEXT];
	struct made m;

	made_begin(&m, "host_scan = 20\nport_scan = 20\n");
	for (unsigned i = 0; i < 400; i++) {
		struct flow good =
		    made_talk("10.0.0.9", made_address("203.0.113", i % 250, to), 443, i / 8);
		struct flow bad = made_unanswered(
		    "10.0.0.9", made_address("198.51.100", i % 250, to), 443, i / 8);

		assert_int_equal(made_ended(&m, &bad), 0);
		assert_int_equal(made_ended(&m, &good), 0);
		assert_int_equal(made_ended(&m, &good), 0);
	}
	made_end(&m);
}

TEST(scan_is_not_what_nobody_answers_anyway)
{
	static const uint16_t ports[] = {514, 1900, 5353, 137, 2055};
	char to[IP_TEXT];
	struct made m;

	made_begin(&m, "host_scan = 5\nport_scan = 5\nscanners = 10.0.0.66\n");
	for (unsigned i = 1; i < 200; i++) {
		struct flow f = made_unanswered("10.0.0.9", made_address("10.0.2", i, to),
		    ports[i % ARRAY_LEN(ports)], i / 10);
		struct flow many =
		    made_unanswered("10.0.0.9", "239.255.255.250", (uint16_t)i, 1);
		struct flow ours = made_unanswered("10.0.0.66", "10.0.0.5", (uint16_t)i, 1);
		struct flow middle = made_unanswered("10.0.0.9", "10.0.0.5", (uint16_t)i, 1);

		f.proto = many.proto = 17;
		middle.midstream = true;
		assert_int_equal(made_ended(&m, &f), 0);
		assert_int_equal(made_ended(&m, &many), 0);
		assert_int_equal(made_ended(&m, &ours), 0);
		assert_int_equal(made_ended(&m, &middle), 0);
	}
	made_end(&m);
}
