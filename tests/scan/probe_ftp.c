#include "fake_probe.h"
#include "scan/probes.h"
#include "test.h"

TEST(probe_ftp_features_and_tls)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS("220 (vsFTPd 3.0.3)\r\n"),
	    FAKE_ASK("FEAT\r\n", "211-Features:\r\n EPRT\r\n AUTH TLS\r\n UTF8\r\n211 End\r\n"),
	    FAKE_ASK("AUTH TLS\r\n", "234 Proceed with negotiation.\r\n"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	f.product = "vsftpd";
	assert_int_equal(fake_run(&f, &probe_ftp), 0);
	assert_string_equal(fake_service(&f)->protocol, "ftp");
	assert_string_equal(fake_service(&f)->banner, "220 (vsFTPd 3.0.3)");
	assert_string_equal(fake_service(&f)->product, "vsftpd");
	assert_string_equal(f.field, "ftp.banner");
	assert_string_equal(f.text, "(vsFTPd 3.0.3)");
	assert_string_equal(fake_fact(&f, "ftp.features"), "EPRT, AUTH TLS, UTF8");
	fake_vanish(&f, &probe_ftp);
	fake_end(&f);
}

TEST(probe_ftp_tls_that_is_not_listed)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS("220-Hello\r\n220 ready\r\n"),
	    FAKE_ASK("FEAT\r\n", "211 none\r\n"),
	    FAKE_ASK("AUTH TLS\r\n", "234 go\r\n"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_ftp), 0);
	assert_string_equal(fake_fact(&f, "ftp.features"), "AUTH TLS");
	assert_string_equal(f.text, "ready");
	fake_end(&f);
}

TEST(probe_ftp_without_features_or_tls)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS("220 FTP server ready.\r\n"),
	    FAKE_ASK("FEAT\r\n", "500 What?\r\n"),
	    FAKE_ASK("AUTH TLS\r\n", "500 What?\r\n"),
	    FAKE_ASK_CLOSE("QUIT\r\n", "221 Bye\r\n"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_ftp), 0);
	assert_string_equal(fake_fact(&f, "ftp.features"), "");
	fake_end(&f);
}

TEST(probe_ftp_known_by_syst)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS("220 ready\r\n"),
	    FAKE_ASK("FEAT\r\n", "502 Command not implemented\r\n"),
	    FAKE_ASK("SYST\r\n", "215 UNIX Type: L8\r\n"),
	    FAKE_ASK_CLOSE("AUTH TLS\r\n", ""),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_ftp), 0);
	assert_non_null(fake_service(&f));
	assert_null(
	    fake_fact(&f, "ftp.features")); /* neither list nor answer: nothing was observed */
	fake_end(&f);
}

TEST(probe_ftp_inside_tls)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS("220 FTP\r\n"),
	    FAKE_ASK("FEAT\r\n", "530 Please login with USER and PASS.\r\n"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	f.run.tls = true;
	assert_int_equal(fake_run(&f, &probe_ftp), 0);
	assert_true(fake_service(&f)->tls);
	assert_null(fake_fact(&f, "ftp.features"));
	fake_end(&f);
}

TEST(probe_ftp_turned_away)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS_CLOSE("421 Too many FTP connections\r\n")};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_ftp), 0);
	assert_int_equal(fake_coverage(&f)->state, COVERAGE_BLOCKED);
	fake_end(&f);
}

TEST(probe_ftp_is_not_for_mail_servers)
{
	static const struct fake_step named[] = {
	    FAKE_SAYS("220 ftp.example.test ready\r\n"),
	    FAKE_ASK("FEAT\r\n", "502 5.5.2 Error: command not recognized\r\n"),
	};
	static const struct fake_step other[] = {
	    FAKE_SAYS("220 example.test ready\r\n"),
	    FAKE_ASK("FEAT\r\n", "500 unrecognized command\r\n"),
	    FAKE_ASK("SYST\r\n", "500 unrecognized command\r\n"),
	};
	static const struct fake_step garbage[] = {FAKE_SAYS("* OK IMAP\r\n")};
	struct fake f;

	fake_start(&f, named, ARRAY_LEN(named));
	assert_int_equal(fake_run(&f, &probe_ftp), ERR_PROTOCOL);
	assert_int_equal(f.seen.all.n, 0);
	fake_end(&f);
	fake_start(&f, other, ARRAY_LEN(other));
	assert_int_equal(fake_run(&f, &probe_ftp), ERR_PROTOCOL);
	assert_int_equal(f.seen.all.n, 0);
	fake_end(&f);
	fake_start(&f, garbage, ARRAY_LEN(garbage));
	assert_int_equal(fake_run(&f, &probe_ftp), ERR_PROTOCOL);
	fake_end(&f);
}
