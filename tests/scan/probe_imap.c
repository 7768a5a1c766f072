#include "fake_probe.h"
#include "scan/probes.h"
#include "test.h"

static const struct fake_step dovecot[] = {
    FAKE_SAYS("* OK [CAPABILITY IMAP4rev1] Dovecot (Debian) ready.\r\n"),
    FAKE_ASK(
	"a CAPABILITY\r\n", "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na OK done\r\n"),
    FAKE_ASK_CLOSE("a LOGOUT\r\n", "* BYE Logging out\r\na OK Logout\r\n"),
};

TEST(probe_imap_capabilities)
{
	struct fake f;

	fake_start(&f, dovecot, ARRAY_LEN(dovecot));
	f.product = "Dovecot";
	assert_int_equal(fake_run(&f, &probe_imap), 0);
	assert_string_equal(fake_service(&f)->protocol, "imap");
	assert_string_equal(f.field, "imap.banner");
	assert_string_equal(f.text, "* OK [CAPABILITY IMAP4rev1] Dovecot (Debian) ready.");
	assert_string_equal(
	    fake_fact(&f, "imap.capabilities"), "IMAP4rev1, STARTTLS, LOGINDISABLED");
	fake_vanish(&f, &probe_imap);
	fake_end(&f);
}

TEST(probe_imap_capabilities_inside_tls_are_another_matter)
{
	struct fake f;

	fake_start(&f, dovecot, ARRAY_LEN(dovecot));
	f.run.tls = true;
	assert_int_equal(fake_run(&f, &probe_imap), 0);
	assert_true(fake_service(&f)->tls);
	assert_null(fake_fact(&f, "imap.capabilities"));
	fake_end(&f);
}

TEST(probe_imap_turned_away)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS_CLOSE("* BYE too many connections\r\n")};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_imap), 0);
	assert_int_equal(fake_coverage(&f)->state, COVERAGE_BLOCKED);
	fake_end(&f);
}

TEST(probe_imap_is_not_for_others)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS("* OK not really\r\n"), FAKE_ASK("a CAPABILITY\r\n", "what?\r\n")};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_imap), ERR_PROTOCOL);
	assert_int_equal(f.seen.all.n, 0);
	fake_end(&f);
}
