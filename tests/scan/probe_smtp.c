#include "fake_probe.h"
#include "scan/probes.h"
#include "test.h"

#define EHLO "EHLO varde-scan.invalid\r\n"

TEST(probe_smtp_extensions_before_and_inside_tls)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS("220 mail.example.test ESMTP Postfix (Debian/GNU)\r\n"),
	    FAKE_ASK(EHLO,
		"250-mail.example.test\r\n250-size 1\r\n250-StartTLS\r\n250 SMTPUTF8\r\n"),
	    FAKE_ASK("STARTTLS\r\n", "220 2.0.0 Ready\r\n"),
	    FAKE_TLS_ON,
	    FAKE_ASK(
		EHLO, "250-mail.example.test\r\n250-AUTH=plain\r\n250 AUTH PLAIN LOGIN\r\n"),
	    FAKE_ASK_CLOSE("QUIT\r\n", "221 2.0.0 Bye\r\n"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	f.product = "Postfix";
	assert_int_equal(fake_run(&f, &probe_smtp), 0);
	assert_string_equal(fake_service(&f)->protocol, "smtp");
	assert_string_equal(
	    fake_service(&f)->banner, "220 mail.example.test ESMTP Postfix (Debian/GNU)");
	assert_string_equal(f.field, "smtp.banner");
	assert_string_equal(f.text, "mail.example.test ESMTP Postfix (Debian/GNU)");
	assert_string_equal(fake_fact(&f, "smtp.extensions"), "SIZE 1, STARTTLS, SMTPUTF8");
	assert_string_equal(
	    fake_fact(&f, "smtp.extensions-tls"), "AUTH PLAIN, AUTH PLAIN LOGIN");
	assert_null(strstr(str_text(&f.sent), "MAIL"));
	fake_vanish(&f, &probe_smtp);
	fake_end(&f);
}

TEST(probe_smtp_tls_that_fails)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS("220 x ESMTP\r\n"),
	    FAKE_ASK(EHLO, "250-x\r\n250 STARTTLS\r\n"),
	    FAKE_ASK("STARTTLS\r\n", "220 go\r\n"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_smtp), 0);
	assert_string_equal(fake_fact(&f, "smtp.extensions"), "STARTTLS");
	assert_null(fake_fact(&f, "smtp.extensions-tls"));
	assert_null(
	    strstr(str_text(&f.sent), "QUIT")); /* nothing in clear behind a handshake */
	fake_end(&f);
}

TEST(probe_smtp_tls_that_is_refused)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS("220 x ESMTP\r\n"),
	    FAKE_ASK(EHLO, "250-x\r\n250 STARTTLS\r\n"),
	    FAKE_ASK("STARTTLS\r\n", "454 TLS not available\r\n"),
	    FAKE_ASK("QUIT\r\n", "221 bye\r\n"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_smtp), 0);
	assert_null(fake_fact(&f, "smtp.extensions-tls"));
	fake_end(&f);
}

TEST(probe_smtp_on_a_tls_port)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS("220 x\r\n"),
	    FAKE_ASK(EHLO, "250-x\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"),
	    FAKE_ASK("QUIT\r\n", "221 bye\r\n"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	f.run.tls = true;
	f.run.port = 465;
	assert_int_equal(fake_run(&f, &probe_smtp), 0);
	assert_null(fake_fact(&f, "smtp.extensions"));
	assert_string_equal(fake_fact(&f, "smtp.extensions-tls"), "STARTTLS, AUTH PLAIN");
	fake_end(&f);
}

TEST(probe_smtp_of_before_the_extensions)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS("220 old relay\r\n"),
	    FAKE_ASK(EHLO, "500 what\r\n"),
	    FAKE_ASK("HELO varde-scan.invalid\r\n", "250 hello\r\n"),
	    FAKE_ASK("QUIT\r\n", "221 bye\r\n"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_smtp), 0);
	assert_non_null(fake_service(&f));
	assert_null(fake_fact(&f, "smtp.extensions"));
	fake_end(&f);
}

TEST(probe_smtp_turned_away_is_blocked_and_never_clean)
{
	static const struct fake_step greeting[] = {FAKE_SAYS_CLOSE("421 4.7.0 busy\r\n")};
	static const struct fake_step later[] = {
	    FAKE_SAYS("220 x ESMTP\r\n"),
	    FAKE_ASK_CLOSE(EHLO, "421 4.7.0 slow down\r\n"),
	};
	struct fake f;

	fake_start(&f, greeting, ARRAY_LEN(greeting));
	assert_int_equal(fake_run(&f, &probe_smtp), 0);
	assert_int_equal(fake_coverage(&f)->state, COVERAGE_BLOCKED);
	assert_non_null(fake_service(&f));
	fake_end(&f);
	fake_start(&f, later, ARRAY_LEN(later));
	assert_int_equal(fake_run(&f, &probe_smtp), 0);
	assert_int_equal(fake_coverage(&f)->state, COVERAGE_BLOCKED);
	assert_null(fake_fact(&f, "smtp.extensions"));
	fake_end(&f);
}

TEST(probe_smtp_is_not_for_others)
{
	static const struct fake_step ftp[] = {
	    FAKE_SAYS("220 ready\r\n"),
	    FAKE_ASK(EHLO, "500 what\r\n"),
	    FAKE_ASK("HELO varde-scan.invalid\r\n", "500 what\r\n"),
	};
	static const struct fake_step busy[] = {FAKE_SAYS_CLOSE("421 Too many users\r\n")};
	struct fake f;

	fake_start(&f, ftp, ARRAY_LEN(ftp));
	assert_int_equal(fake_run(&f, &probe_smtp), ERR_PROTOCOL);
	assert_int_equal(f.seen.all.n, 0);
	fake_end(&f);
	fake_start(&f, busy, ARRAY_LEN(busy));
	f.run.port = 2000;
	assert_int_equal(fake_run(&f, &probe_smtp), ERR_PROTOCOL);
	fake_end(&f);
}
