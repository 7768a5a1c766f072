#include "made.h"

enum { SERVES = WATCHER_SID + 20, ASKS };

TEST(first_time_is_told_after_the_learning)
{
	struct made m;
	struct flow f;

	made_begin(&m, "learn_seconds = 1000\n");
	f = made_talk("198.51.100.7", "10.0.0.5", 443, 0);
	assert_int_equal(made_known(&m, &f, PROTO_TLS), 0);
	f = made_talk("198.51.100.7", "10.0.0.5", 22, 999);
	assert_int_equal(made_known(&m, &f, PROTO_SSH), 0);
	f = made_talk("198.51.100.7", "10.0.0.5", 443, 5000);
	assert_int_equal(made_known(&m, &f, PROTO_TLS), 0);
	f = made_talk("198.51.100.7", "10.0.0.5", 445, 5001);
	assert_int_equal(made_known(&m, &f, PROTO_SMB), 1);
	assert_int_equal(made_told(&m, SERVES), 1);
	assert_non_null(strstr(m.report.hits[0].text, "offered"));
	assert_int_equal(made_known(&m, &f, PROTO_SMB), 0);
	/* To ask is another thing than to offer. */
	f = made_talk("10.0.0.5", "198.51.100.7", 22, 5002);
	assert_int_equal(made_known(&m, &f, PROTO_SSH), 1);
	assert_int_equal(made_told(&m, ASKS), 1);
	made_end(&m);
}

TEST(first_time_leaves_new_and_others_systems_alone)
{
	struct made m;
	char to[IP_TEXT];

	made_begin(&m, "learn_seconds = 1000\n");
	for (unsigned i = 1; i < 250; i++) {
		struct flow fresh =
		    made_talk(made_address("10.0.3", i, to), "198.51.100.7", 443, 100000);
		struct flow far =
		    made_talk("198.51.100.7", made_address("203.0.113", i, to), 443, i * 1000);

		assert_int_equal(made_known(&m, &fresh, PROTO_TLS), 0);
		assert_int_equal(made_known(&m, &far, PROTO_TLS), 0);
		assert_int_equal(made_known(&m, &far, PROTO_FAILED), 0);
	}
	made_end(&m);
}
