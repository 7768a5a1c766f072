#include "fake_probe.h"
#include "scan/probes.h"
#include "test.h"

TEST(probe_redis_without_a_password)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK("PING\r\n", "+PONG\r\n"),
	    FAKE_ASK("INFO server\r\n",
		"$123\r\n# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\nos:Linux "
		"6.1.0 x86_64\r\n"
		"arch_bits:64\r\nprocess_id:42\r\nrun_id:abcdef0\r\n\r\n"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	f.product = "Redis";
	f.version = "7.0.15";
	assert_int_equal(fake_run(&f, &probe_redis), 0);
	assert_string_equal(fake_service(&f)->protocol, "redis");
	assert_string_equal(fake_service(&f)->version, "7.0.15");
	assert_string_equal(fake_service(&f)->system, "Linux 6.1.0 x86_64");
	/* Nothing that differs from run to run. */
	assert_string_equal(fake_service(&f)->banner,
	    "redis_version:7.0.15\nredis_mode:standalone\nos:Linux 6.1.0 x86_64\narch_bits:64");
	assert_string_equal(f.field, "redis.info");
	assert_string_equal(f.text, fake_service(&f)->banner);
	assert_string_equal(fake_fact(&f, "redis.auth"), "none");
	assert_string_equal(str_text(&f.sent), "PING\r\nINFO server\r\n");
	fake_vanish(&f, &probe_redis);
	fake_end(&f);
}

TEST(probe_redis_that_wants_a_password)
{
	static const char *const answers[] = {
	    "-NOAUTH Authentication required.\r\n", "-DENIED Redis is in protected mode\r\n"};

	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct fake_step steps[] = {FAKE_ASK("PING\r\n", "")};
		struct fake f;

		steps[0].answer = answers[i];
		steps[0].answer_n = strlen(answers[i]);
		fake_start(&f, steps, ARRAY_LEN(steps));
		assert_int_equal(fake_run(&f, &probe_redis), 0);
		assert_string_equal(fake_fact(&f, "redis.auth"), "required");
		assert_non_null(fake_evidence(&f, "redis.auth"));
		fake_end(&f);
	}
}

TEST(probe_redis_that_restricts_its_default_user)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK("PING\r\n", "+PONG\r\n"),
	    FAKE_ASK("INFO server\r\n",
		"-NOPERM this user has no permissions to run the 'info' command\r\n"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_redis), 0);
	assert_string_equal(fake_fact(&f, "redis.auth"), "required");
	fake_end(&f);
}

TEST(probe_redis_that_says_no_more_than_pong)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK("PING\r\n", "+PONG\r\n"),
	    FAKE_ASK("INFO server\r\n", "-ERR unknown command\r\n"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_redis), 0);
	assert_non_null(fake_service(&f));
	assert_null(fake_fact(&f, "redis.auth"));
	fake_end(&f);
}

TEST(probe_redis_is_not_for_others)
{
	static const char *const answers[] = {
	    "-ERR Unknown command.\r\n", "+OK\r\n", "HTTP/1.1 400 Bad Request\r\n", ":1\r\n"};

	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct fake_step steps[] = {FAKE_ASK("PING\r\n", "")};
		struct fake f;

		steps[0].answer = answers[i];
		steps[0].answer_n = strlen(answers[i]);
		fake_start(&f, steps, ARRAY_LEN(steps));
		assert_int_equal(fake_run(&f, &probe_redis), ERR_PROTOCOL);
		assert_int_equal(f.seen.all.n, 0);
		fake_end(&f);
	}
}
