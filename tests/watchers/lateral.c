#include "made.h"

enum { LATERAL = WATCHER_SID + 40 };

#define SETTINGS                                                             \
	"clinical = 10.9.0.0/16\nlateral = 4\nlateral_servers = 10.0.0.10\n" \
	"off = password-guessing\n"

TEST(lateral_movement_of_a_clinical_device_is_told)
{
	static const uint16_t ports[] = {445, 3389, 5985, 5986};
	char to[IP_TEXT];
	struct made m;

	made_begin(&m, SETTINGS);
	for (unsigned i = 0; i < 4; i++) {
		struct flow f =
		    made_talk("10.9.0.3", made_address("10.0.1", i + 1, to), ports[i], i * 60);

		assert_int_equal(made_ended(&m, &f), i == 3);
		assert_int_equal(made_ended(&m, &f), 0);
	}
	assert_int_equal(made_told(&m, LATERAL), 1);
	assert_int_equal(m.report.n, 0);
	made_end(&m);
}

TEST(lateral_movement_is_not_file_servers_offices_or_hours)
{
	char to[IP_TEXT];
	struct made m;

	made_begin(&m, SETTINGS);
	for (unsigned i = 1; i < 100; i++) {
		struct flow server = made_talk("10.9.0.3", "10.0.0.10", 445, i);
		struct flow office =
		    made_talk("10.0.5.5", made_address("10.0.1", i, to), 445, i);
		struct flow web = made_talk("10.9.0.3", made_address("10.0.1", i, to), 443, i);
		struct flow slow =
		    made_talk("10.9.0.4", made_address("10.0.1", i, to), 445, i * 2000);
		struct flow refused =
		    made_refused("10.9.0.5", made_address("10.0.1", i, to), 445, i * 400);

		assert_int_equal(made_ended(&m, &server), 0);
		assert_int_equal(made_ended(&m, &web), 0);
		assert_int_equal(made_ended(&m, &slow), 0);
		assert_int_equal(made_ended(&m, &office), 0);
		assert_int_equal(made_ended(&m, &refused), 0);
	}
	assert_int_equal(made_told(&m, LATERAL), 0);
	made_end(&m);
}
