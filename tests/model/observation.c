#include "model/observation.h"

#include "test.h"

TEST(observation_line_round_trip)
{
	static const char line[] =
	    "{\"kind\":\"port\",\"time\":\"2026-11-21T09:30:00.000Z\",\"unit\":\"sweep/"
	    "127.0.0.1\","
	    "\"addr\":\"127.0.0.1\",\"port\":443,\"transport\":\"tcp\",\"state\":\"open\"}\n";
	struct arena *a = arena_new();
	STR_AUTO(out, 4096);
	struct observation o;
	struct msg msg;

	assert_int_equal(obs_parse(span_of(line, strlen(line)), a, &o, &msg), 0);
	assert_int_equal(o.kind, OBS_PORT);
	assert_int_equal(o.port->port, 443);
	obs_write(&o, &out);
	assert_string_equal(str_text(&out), line);
	assert_string_equal(obs_subject(&o), "127.0.0.1");
	arena_free(a);
}

TEST(observation_refuses_foreign_lines)
{
	struct arena *a = arena_new();
	struct observation o;
	struct msg msg = {0};

	assert_true(obs_parse(span_str("garbage"), a, &o, &msg) < 0);
	assert_true(obs_parse(span_str("{\"kind\":\"shell\"}"), a, &o, &msg) < 0);
	assert_true(obs_parse(span_str("{\"kind\":\"port\",\"port\":1}"), a, &o, &msg) < 0);
	arena_free(a);
}
