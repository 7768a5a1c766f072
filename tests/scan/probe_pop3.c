#include "fake_probe.h"
#include "scan/probes.h"
#include "test.h"

static const struct fake_step dovecot[] = {
    FAKE_SAYS("+OK Dovecot (Debian) ready.\r\n"),
    FAKE_ASK("CAPA\r\n", "+OK\r\nCAPA\r\nSTLS\r\nSASL PLAIN LOGIN\r\n.\r\n"),
    FAKE_ASK_CLOSE("QUIT\r\n", "+OK Logging out\r\n"),
};

TEST(probe_pop3_capabilities)
{
	struct fake f;

	fake_start(&f, dovecot, ARRAY_LEN(dovecot));
	assert_int_equal(fake_run(&f, &probe_pop3), 0);
	assert_string_equal(fake_service(&f)->protocol, "pop3");
	assert_string_equal(f.field, "pop3.banner");
	assert_string_equal(f.text, "+OK Dovecot (Debian) ready.");
	assert_string_equal(fake_fact(&f, "pop3.capabilities"), "CAPA, STLS, SASL PLAIN LOGIN");
	fake_vanish(&f, &probe_pop3);
	f.run.tls = true;
	assert_int_equal(fake_run(&f, &probe_pop3), 0);
	assert_null(fake_fact(&f, "pop3.capabilities"));
	fake_end(&f);
}

TEST(probe_pop3_without_capa)
{
	static const struct fake_step steps[] = {FAKE_SAYS("+OK\r\n"),
	    FAKE_ASK("CAPA\r\n", "-ERR what\r\n"), FAKE_ASK("QUIT\r\n", "+OK\r\n")};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_pop3), 0);
	assert_non_null(fake_service(&f));
	assert_null(fake_fact(&f, "pop3.capabilities"));
	fake_end(&f);
}

TEST(probe_pop3_is_not_for_others)
{
	static const struct fake_step err[] = {FAKE_SAYS("-ERR go away\r\n")};
	static const struct fake_step other[] = {
	    FAKE_SAYS("+OK hm\r\n"), FAKE_ASK("CAPA\r\n", "500 what\r\n")};
	struct fake f;

	fake_start(&f, err, ARRAY_LEN(err));
	assert_int_equal(fake_run(&f, &probe_pop3), ERR_PROTOCOL);
	fake_end(&f);
	fake_start(&f, other, ARRAY_LEN(other));
	assert_int_equal(fake_run(&f, &probe_pop3), ERR_PROTOCOL);
	assert_int_equal(f.seen.all.n, 0);
	fake_end(&f);
}
