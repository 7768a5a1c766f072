#include "fake_probe.h"
#include "scan/probes.h"
#include "test.h"

#define HEAD        "\3\0\0\x13\x0e"
#define ASK(p)      HEAD "\xe0\0\0\0\0\0\1\0\x08\0" p "\0\0\0"
#define SELECTED(p) HEAD "\xd0\0\0\x12\x34\0\2\x1f\x08\0" p "\0\0\0"
#define FAILURE(c)  HEAD "\xd0\0\0\x12\x34\0\3\0\x08\0" c "\0\0\0"
#define PLAIN       "\3\0\0\x0b\x06\xd0\0\0\x12\x34\0"

TEST(probe_rdp_that_requires_nla)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(ASK("\3"), SELECTED("\2")),
	    FAKE_RECONNECT,
	    FAKE_ASK_CLOSE(ASK("\1"), FAILURE("\5")),
	    FAKE_RECONNECT,
	    FAKE_ASK_CLOSE(ASK("\0"), FAILURE("\5")),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_rdp), 0);
	assert_string_equal(fake_service(&f)->protocol, "rdp");
	assert_string_equal(fake_fact(&f, "rdp.security"), "nla");
	assert_string_equal(fake_evidence(&f, "rdp.security"),
	    "asked TLS or NLA: NLA; asked TLS: failure: NLA required; asked standard RDP: "
	    "failure: NLA required");
	fake_vanish(&f, &probe_rdp);
	fake_end(&f);
}

TEST(probe_rdp_that_takes_everything)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(ASK("\3"), SELECTED("\1")),
	    FAKE_RECONNECT,
	    FAKE_ASK(ASK("\1"), SELECTED("\1")),
	    FAKE_RECONNECT,
	    FAKE_ASK(ASK("\0"), PLAIN),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_rdp), 0);
	assert_string_equal(fake_fact(&f, "rdp.security"), "tls, rdp");
	assert_null(fake_coverage(&f));
	fake_end(&f);
}

TEST(probe_rdp_hanging_up_is_not_taking)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(ASK("\3"), SELECTED("\2")),
	    FAKE_RECONNECT,
	    FAKE_ASK_CLOSE(ASK("\1"), ""),
	    FAKE_RECONNECT,
	    FAKE_ASK_CLOSE(ASK("\0"), ""),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_rdp), 0);
	assert_string_equal(fake_fact(&f, "rdp.security"), "nla");
	fake_end(&f);
}

TEST(probe_rdp_partly_examined_says_so)
{
	static const struct fake_step steps[] = {FAKE_ASK(ASK("\3"), SELECTED("\2"))};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_rdp), 0);
	assert_string_equal(fake_fact(&f, "rdp.security"), "nla");
	assert_int_equal(fake_coverage(&f)->state, COVERAGE_BLOCKED);
	fake_end(&f);
}

TEST(probe_rdp_is_not_for_others)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK_CLOSE(ASK("\3"), "HTTP/1.1 400 Bad Request\r\n")};
	static const struct fake_step iso[] = {
	    FAKE_ASK(ASK("\3"), "\3\0\0\x0b\x06\x80\0\0\0\0\0")};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_rdp), ERR_PROTOCOL);
	fake_end(&f);
	fake_start(&f, iso, ARRAY_LEN(iso));
	assert_int_equal(fake_run(&f, &probe_rdp), ERR_PROTOCOL);
	assert_int_equal(f.seen.all.n, 0);
	fake_end(&f);
}
