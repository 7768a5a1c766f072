#include "fake_probe.h"
#include "scan/probes.h"
#include "test.h"

TEST(probe_telnet_refuses_and_reads_the_prompt)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS("\xff\xfd\x18\xff\xfd\x20\xff\xfb\x03"),
	    FAKE_ASK("\xff\xfc\x18\xff\xfc\x20\xff\xfe\x03", "\xff\xfd\x01\xff\xfc\x05"),
	    FAKE_ASK("\xff\xfc\x01", "\r\n\0Debian GNU/Linux 12\r\n\r\npacs login: too much"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_telnet), 0);
	assert_string_equal(fake_service(&f)->protocol, "telnet");
	assert_string_equal(fake_service(&f)->banner, "Debian GNU/Linux 12\r\n\r\npacs login:");
	assert_string_equal(f.field, "telnet.banner");
	assert_string_equal(fake_fact(&f, "telnet.options"),
	    "DO TERMINAL-TYPE, DO TERMINAL-SPEED, WILL "
	    "SUPPRESS-GO-AHEAD, DO ECHO, WONT STATUS");
	assert_int_equal(f.sent.n, 12);
	fake_vanish(&f, &probe_telnet);
	fake_end(&f);
}

TEST(probe_telnet_without_options_is_known_by_its_port_and_prompt)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS("\r\nUser Access Verification\r\n\r\nPassword: ")};
	static const struct fake_step shell[] = {FAKE_SAYS("BusyBox\r\n# ")};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	f.run.port = 23;
	assert_true(probe_telnet.greets(span_of(steps[0].answer, steps[0].answer_n)));
	assert_true(probe_telnet.greets(span_str("\xff\xfd\x18")));
	assert_false(probe_telnet.greets(span_str("BusyBox\r\n# ")));
	assert_int_equal(fake_run(&f, &probe_telnet), 0);
	assert_string_equal(fake_fact(&f, "telnet.options"), "");
	f.run.port = 9999;
	assert_int_equal(fake_run(&f, &probe_telnet), ERR_PROTOCOL);
	assert_int_equal(f.seen.all.n, 0);
	fake_end(&f);
	fake_start(&f, shell, ARRAY_LEN(shell));
	f.run.port = 23;
	assert_int_equal(fake_run(&f, &probe_telnet), ERR_PROTOCOL);
	fake_end(&f);
}

TEST(probe_telnet_is_not_led_on_for_ever)
{
	struct fake_step steps[200];
	struct fake f;
	int r;

	steps[0] = (struct fake_step)FAKE_SAYS("\xff\xfd\x18");
	for (size_t i = 1; i < ARRAY_LEN(steps); i++)
		steps[i] = (struct fake_step)FAKE_ASK("\xff\xfc\x18", "\xff\xfd\x18");
	fake_start(&f, steps, 24);
	r = fake_run(&f, &probe_telnet);
	assert_int_equal(r, 0);
	assert_int_equal(f.sent.n, 24 * 3); /* and no more, although the peer would go on */
	assert_string_equal(fake_fact(&f, "telnet.options"), "DO TERMINAL-TYPE");
	fake_end(&f);
}

TEST(probe_telnet_endless_text_is_cut)
{
	struct fake_step steps[] = {FAKE_SAYS("\xff\xfd\x18"), FAKE_ASK("\xff\xfc\x18", "")};
	char *text = test_malloc(9000);
	struct fake f;

	memset(text, 'x', 9000);
	steps[1].answer = text;
	steps[1].answer_n = 9000;
	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_telnet), 0);
	assert_in_range(strlen(fake_service(&f)->banner), 4000, 4096);
	test_free(text);
	fake_end(&f);
}
