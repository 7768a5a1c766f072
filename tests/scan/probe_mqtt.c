#include "fake_probe.h"
#include "scan/probes.h"
#include "test.h"

#define CONNECT_4       "\x10\x0c\x00\x04MQTT\x04\x02\x00\x1e\x00\x00"
#define CONNECT_4_NAMED "\x10\x17\x00\x04MQTT\x04\x02\x00\x1e\x00\x0bvarde-audit"
#define CONNECT_5       "\x10\x0d\x00\x04MQTT\x05\x02\x00\x1e\x00\x00\x00"
#define DISCONNECT      "\xe0\x00"

#define ACCEPTED_5                                     \
	"\x20\x35\x00\x00\x32\x22\x00\x0a\x12\x00\x29" \
	"auto-0968242D-CC1B-238A-8BCE-5697D225FED6"    \
	"\x21\x00\x14"

TEST(probe_mqtt_anonymous)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(CONNECT_4, "\x20\x02\x00\x00"),
	    FAKE_ASK_CLOSE(DISCONNECT, ""),
	    FAKE_RECONNECT,
	    FAKE_ASK(CONNECT_5, ACCEPTED_5),
	    FAKE_ASK(DISCONNECT, ""),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	f.product = "Mosquitto";
	assert_int_equal(fake_run(&f, &probe_mqtt), 0);
	assert_string_equal(fake_service(&f)->protocol, "mqtt");
	assert_string_equal(fake_service(&f)->product, "Mosquitto");
	assert_string_equal(f.field, "mqtt.client");
	assert_string_equal(f.text, "auto-0968242D-CC1B-238A-8BCE-5697D225FED6");
	assert_string_equal(fake_fact(&f, "mqtt.anonymous"), "accepted");
	assert_string_equal(
	    fake_evidence(&f, "mqtt.anonymous"), "MQTT 3.1.1, CONNACK code 0: accepted");
	/* No SUBSCRIBE, no PUBLISH: nothing but these packets. */
	assert_int_equal(f.sent.n,
	    sizeof(CONNECT_4) - 1 + sizeof(CONNECT_5) - 1 + 2 * (sizeof(DISCONNECT) - 1));
	fake_vanish(&f, &probe_mqtt);
	fake_end(&f);
}

TEST(probe_mqtt_without_version_5)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(CONNECT_4, "\x20\x02\x00\x00"),
	    FAKE_ASK_CLOSE(DISCONNECT, ""),
	    FAKE_RECONNECT,
	    FAKE_ASK_CLOSE(CONNECT_5, "\x20\x02\x00\x01"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_mqtt), 0);
	assert_string_equal(fake_fact(&f, "mqtt.anonymous"), "accepted");
	assert_null(f.field);
	fake_end(&f);
}

TEST(probe_mqtt_refused)
{
	static const struct fake_step steps[] = {FAKE_ASK_CLOSE(CONNECT_4, "\x20\x02\x00\x05")};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_mqtt), 0);
	assert_string_equal(fake_fact(&f, "mqtt.anonymous"), "refused");
	assert_int_equal(f.sent.n, sizeof(CONNECT_4) - 1);
	fake_end(&f);
}

TEST(probe_mqtt_asks_again_as_the_broker_wants)
{
	static const struct fake_step version[] = {
	    FAKE_ASK_CLOSE(CONNECT_4, "\x20\x02\x00\x01"),
	    FAKE_RECONNECT,
	    FAKE_ASK(CONNECT_5, "\x20\x06\x00\x00\x03\x21\x00\x0a"),
	    FAKE_ASK(DISCONNECT, ""),
	};
	static const struct fake_step name[] = {
	    FAKE_ASK_CLOSE(CONNECT_4, "\x20\x02\x00\x02"),
	    FAKE_RECONNECT,
	    FAKE_ASK(CONNECT_4_NAMED, "\x20\x02\x00\x00"),
	    FAKE_ASK(DISCONNECT, ""),
	};
	struct fake f;

	fake_start(&f, version, ARRAY_LEN(version));
	assert_int_equal(fake_run(&f, &probe_mqtt), 0);
	assert_string_equal(
	    fake_evidence(&f, "mqtt.anonymous"), "MQTT 5.0, CONNACK code 0: accepted");
	fake_vanish(&f, &probe_mqtt);
	fake_end(&f);
	fake_start(&f, name, ARRAY_LEN(name));
	assert_int_equal(fake_run(&f, &probe_mqtt), 0);
	assert_string_equal(fake_fact(&f, "mqtt.anonymous"), "accepted");
	fake_end(&f);
}

TEST(probe_mqtt_says_nothing_of_an_overloaded_broker)
{
	static const struct fake_step busy[] = {
	    FAKE_ASK_CLOSE(CONNECT_4, "\x20\x03\x00\x9f\x00")};
	static const struct fake_step stubborn[] = {
	    FAKE_ASK_CLOSE(CONNECT_4, "\x20\x02\x00\x01"),
	    FAKE_RECONNECT,
	    FAKE_ASK_CLOSE(CONNECT_5, "\x20\x03\x00\x84\x00"),
	};
	struct fake f;

	fake_start(&f, busy, ARRAY_LEN(busy));
	assert_int_equal(fake_run(&f, &probe_mqtt), 0);
	assert_null(fake_fact(&f, "mqtt.anonymous"));
	assert_int_equal(fake_coverage(&f)->state, COVERAGE_BLOCKED);
	fake_end(&f);
	fake_start(&f, stubborn, ARRAY_LEN(stubborn));
	assert_int_equal(fake_run(&f, &probe_mqtt), 0);
	assert_non_null(fake_service(&f));
	assert_null(fake_fact(&f, "mqtt.anonymous"));
	assert_null(fake_coverage(&f));
	fake_end(&f);
}

TEST(probe_mqtt_other_protocols)
{
	static const struct fake_step http[] = {
	    FAKE_ASK(CONNECT_4, "HTTP/1.1 400 Bad Request\r\n\r\n")};
	static const struct fake_step closing[] = {FAKE_ASK_CLOSE(CONNECT_4, "")};
	static const struct fake_step silent[] = {FAKE_ASK(CONNECT_4, "")};
	static const struct fake_step space[] = {FAKE_ASK(CONNECT_4, " \x02  ")};
	static const struct {
		const struct fake_step *steps;
		int result;
	} cases[] = {{http, ERR_PROTOCOL}, {closing, ERR_CLOSED}, {silent, ERR_PROTOCOL},
	    {space, ERR_PROTOCOL}};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fake f;

		fake_start(&f, cases[i].steps, 1);
		assert_int_equal(fake_run(&f, &probe_mqtt), cases[i].result);
		assert_int_equal(f.seen.all.n, 0);
		fake_end(&f);
	}
}
