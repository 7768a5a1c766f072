#include "fake_probe.h"
#include "scan/probes.h"
#include "test.h"

TEST(probe_vnc_security_types)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS("RFB 003.008\n"),
	    FAKE_ASK("RFB 003.008\n", "\4\1\2\x13\x63"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_vnc), 0);
	assert_string_equal(fake_service(&f)->protocol, "vnc");
	assert_string_equal(f.field, "vnc.version");
	assert_string_equal(f.text, "RFB 003.008");
	assert_string_equal(fake_fact(&f, "vnc.security"), "none, vnc-auth, vencrypt, type-99");
	assert_string_equal(str_text(&f.sent), "RFB 003.008\n"); /* no type is chosen */
	assert_true(probe_vnc.greets(span_str("RFB 003.008\n")));
	assert_false(probe_vnc.greets(span_str("SSH-2.0-x\r\n")));
	fake_vanish(&f, &probe_vnc);
	fake_end(&f);
}

TEST(probe_vnc_of_version_3_3)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS("RFB 003.003\n"),
	    FAKE_ASK("RFB 003.003\n", "\0\0\0\1"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_vnc), 0);
	assert_string_equal(fake_fact(&f, "vnc.security"), "none");
	fake_end(&f);
}

TEST(probe_vnc_that_refuses)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS("RFB 005.000\n"),
	    FAKE_ASK_CLOSE("RFB 003.008\n", "\0\0\0\0\x1eToo many security failures\x1b[2J"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_vnc), 0);
	assert_null(fake_fact(&f, "vnc.security"));
	assert_int_equal(fake_coverage(&f)->state, COVERAGE_BLOCKED);
	assert_non_null(strstr(fake_coverage(&f)->reason, "Too many security failures"));
	assert_null(strchr(fake_coverage(&f)->reason, '\x1b'));
	fake_end(&f);
}

TEST(probe_vnc_recognised_although_it_hangs_up)
{
	static const struct fake_step steps[] = {
	    FAKE_SAYS("RFB 003.007\n"), FAKE_ASK_CLOSE("RFB 003.007\n", "")};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_vnc), 0);
	assert_non_null(fake_service(&f));
	assert_null(fake_fact(&f, "vnc.security"));
	fake_end(&f);
}
