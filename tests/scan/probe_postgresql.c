#include "fake_probe.h"
#include "scan/probes.h"
#include "test.h"

#define SSL     "\0\0\0\x08\x04\xd2\x16\x2f"
#define STARTUP "\0\0\0\x09\0\xff\0\xff\0"
/* As PostgreSQL 15 answers; the last NUL is the literal's own and is not sent by FAKE_ASK. */
#define ERROR                                                                                \
	"E\0\0\0\x87SFATAL\0VFATAL\0C0A000\0Munsupported frontend protocol 255.255: server " \
	"supports 3.0 to 3.0\0"                                                              \
	"Fpostmaster.c\0L2182\0RProcessStartupPacket\0\0"

TEST(probe_postgresql_server)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(SSL, "S"),
	    FAKE_RECONNECT,
	    FAKE_ASK_CLOSE(STARTUP, ERROR),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_postgresql), 0);
	assert_string_equal(fake_service(&f)->protocol, "postgresql");
	assert_string_equal(fake_service(&f)->product, "PostgreSQL");
	assert_null(fake_service(&f)->version);
	assert_string_equal(f.field, "postgresql.error");
	assert_string_equal(f.text,
	    "S=FATAL C=0A000 F=postmaster.c L=2182 R=ProcessStartupPacket "
	    "M=unsupported frontend protocol 255.255: server supports 3.0 to 3.0");
	assert_string_equal(fake_fact(&f, "postgresql.ssl"), "accepted");
	assert_int_equal(f.sent.n, sizeof(SSL) - 1 + sizeof(STARTUP) - 1);
	fake_vanish(&f, &probe_postgresql);
	fake_end(&f);
}

TEST(probe_postgresql_pooler_is_no_postgresql_server)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(SSL, "N"),
	    FAKE_RECONNECT,
	    FAKE_ASK_CLOSE(STARTUP, "E\0\0\0\x29SFATAL\0C08P01\0Munsupported protocol\0\0"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_postgresql), 0);
	assert_null(fake_service(&f)->product);
	assert_string_equal(fake_fact(&f, "postgresql.ssl"), "refused");
	fake_end(&f);
}

TEST(probe_postgresql_is_not_for_others)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK_CLOSE(SSL, "HTTP/1.1 400 Bad Request\r\n\r\n")};
	static const struct fake_step lucky[] = {
	    FAKE_ASK(SSL, "S"), FAKE_RECONNECT, FAKE_ASK_CLOSE(STARTUP, "EHM?")};
	static const struct fake_step hangs_up[] = {FAKE_ASK_CLOSE(SSL, "")};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_postgresql), ERR_PROTOCOL);
	fake_end(&f);
	fake_start(&f, lucky, ARRAY_LEN(lucky));
	assert_int_equal(fake_run(&f, &probe_postgresql), ERR_PROTOCOL);
	assert_int_equal(f.seen.all.n, 0);
	fake_end(&f);
	fake_start(&f, hangs_up, ARRAY_LEN(hangs_up));
	assert_int_equal(fake_run(&f, &probe_postgresql), ERR_PROTOCOL);
	fake_end(&f);
}
