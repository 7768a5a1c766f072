#include "wire/mqtt.h"

#include "base/limits.h"
#include "test.h"

TEST(mqtt_frames)
{
	static const struct {
		const char *p;
		size_t n;
		int result;
		size_t size;
	} cases[] = {
	    {"", 0, ERR_TRUNCATED, 0},
	    {"\x20", 1, ERR_TRUNCATED, 0},
	    {"\x20\x02\x00", 3, ERR_TRUNCATED, 0},
	    {"\x20\x02\x00\x00", 4, 0, 4},
	    {"\x20\x02\x00\x00\xe0\x00", 6, 0, 4},
	    {"\xe0\x00", 2, 0, 2},
	    {"\x20\x82\x00\x00\x00", 5, 0, 5},
	    {"\x20\x80", 2, ERR_TRUNCATED, 0},
	    {"\x20\x80\x80\x80\x80\x01", 6, ERR_SYNTAX, 0},
	    {"\x20\xff\xff\xff\x7f", 5, ERR_LIMIT, 0},
	    {"\x00\x00", 2, ERR_SYNTAX, 0},
	    {"\x21\x02\x00\x00", 4, ERR_SYNTAX, 0},
	    {"\x82\x00", 2, 0, 2},
	    {"\x80\x00", 2, ERR_SYNTAX, 0},
	    {"\x3f\x00", 2, 0, 2},
	    {"HTTP/1.1 400", 12, ERR_SYNTAX, 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		size_t size = 0;

		assert_int_equal(
		    mqtt_frame(span_of(cases[i].p, cases[i].n), &size), cases[i].result);
		assert_int_equal(size, cases[i].size);
	}
}

TEST(mqtt_connack_of_both_versions)
{
	struct mqtt_connack ack = {.code = 77};
	struct span body;
	int type;

	assert_int_equal(mqtt_packet_parse(span_of("\x20\x02\x00\x05", 4), &type, &body), 0);
	assert_int_equal(type, MQTT_CONNACK);
	assert_int_equal(mqtt_connack_parse(body, &ack), 0);
	assert_int_equal(ack.code, 5);
	assert_false(ack.session);
	assert_int_equal(
	    mqtt_packet_parse(span_of("\x20\x06\x01\x00\x03\x21\x00\x0a", 8), &type, &body), 0);
	assert_int_equal(mqtt_connack_parse(body, &ack), 0);
	assert_true(ack.session);
	assert_int_equal(ack.code, 0);
	assert_int_equal(ack.properties.n, 3);
	ack.code = 77;
	assert_int_equal(mqtt_connack_parse(span_of("\x00", 1), &ack), ERR_TRUNCATED);
	assert_int_equal(
	    mqtt_connack_parse(span_of("\x00\x00\x04\x21", 4), &ack), ERR_TRUNCATED);
	assert_int_equal(mqtt_connack_parse(span_of("\x00\x00\x00\x21", 4), &ack), ERR_SYNTAX);
	assert_int_equal(mqtt_connack_parse(span_of("\x80\x00", 2), &ack), ERR_SYNTAX);
	assert_int_equal(ack.code, 77);
}

TEST(mqtt_connack_properties)
{
	/* receive maximum, wildcard subscription, user property, assigned client identifier,
	 * topic alias maximum */
	static const char all[] = "\x00\x00\x19\x21\x00\x14\x28\x01\x26\x00\x01k\x00\x02vv"
				  "\x12\x00\x06"
				  "auto-1"
				  "\x22\x00\x0a";
	struct mqtt_connack ack;

	assert_int_equal(mqtt_connack_parse(span_of(all, sizeof(all) - 1), &ack), 0);
	assert_true(span_eq(ack.client, "auto-1"));
	for (size_t n = 2; n < sizeof(all) - 1; n++)
		assert_true(
		    mqtt_connack_parse(span_of(all, n), &ack) == (n == 2 ? 0 : ERR_TRUNCATED));
	/* cut inside a property, unknown property */
	assert_int_equal(
	    mqtt_connack_parse(span_of("\x00\x00\x02\x21\x00", 5), &ack), ERR_SYNTAX);
	assert_int_equal(
	    mqtt_connack_parse(span_of("\x00\x00\x02\x7f\x00", 5), &ack), ERR_SYNTAX);
}

TEST(mqtt_codes)
{
	assert_int_equal(mqtt_outcome(0), MQTT_ACCEPTED);
	assert_int_equal(mqtt_outcome(5), MQTT_REFUSED);
	assert_int_equal(mqtt_outcome(0x84), MQTT_VERSION);
	assert_int_equal(mqtt_outcome(0x9f), MQTT_OVERLOADED);
	assert_int_equal(mqtt_outcome(0xee), MQTT_UNAVAILABLE);
	assert_string_equal(mqtt_code_text(0x87), "not authorized");
	assert_string_equal(mqtt_code_text(0xff), "other reason");
}

TEST(mqtt_requests_byte_by_byte)
{
	static const char connect4[] = "\x10\x0c\x00\x04MQTT\x04\x02\x00\x1e\x00\x00";
	static const char connect5[] = "\x10\x12\x00\x04MQTT\x05\x02\x00\x1e\x00\x00\x05varde";
	STR_AUTO(to, LIMIT_FRAME + 128);
	struct arena *arena = arena_new();
	char *huge = arena_alloc(arena, 70001);
	size_t size;

	mqtt_connect_put(&to, MQTT_3_1_1, "");
	assert_int_equal(to.n, sizeof(connect4) - 1);
	assert_memory_equal(to.p, connect4, to.n);
	str_clear(&to);
	mqtt_connect_put(&to, MQTT_5_0, "varde");
	assert_int_equal(to.n, sizeof(connect5) - 1);
	assert_memory_equal(to.p, connect5, to.n);
	str_clear(&to);
	mqtt_disconnect_put(&to);
	assert_int_equal(to.n, 2);
	assert_memory_equal(to.p, "\xe0\x00", 2);
	str_clear(&to);
	memset(huge, 'x', 70000);
	mqtt_connect_put(&to, MQTT_3_1_1, huge);
	assert_int_equal(str_ok(&to), 0);
	assert_int_equal(to.n, 1 + 3 + 12 + 65535);
	assert_int_equal(mqtt_frame(str_bytes(&to), &size), ERR_LIMIT);
	arena_free(arena);
}
