#include "wire/postgresql.h"

#include "test.h"

/* As PostgreSQL 15 answers to protocol 255.255. */
static const char error[] =
    "E\0\0\0\x87SFATAL\0VFATAL\0C0A000\0"
    "Munsupported frontend protocol 255.255: server supports 3.0 to 3.0\0"
    "Fpostmaster.c\0L2182\0RProcessStartupPacket\0"; /* and the NUL of the literal */

TEST(postgresql_requests)
{
	STR_AUTO(out, 64);

	postgresql_ssl_request_build(&out);
	assert_int_equal(out.n, 8);
	assert_memory_equal(out.p, "\0\0\0\x08\x04\xd2\x16\x2f", 8);
	str_clear(&out);
	postgresql_startup_build(&out, 255, 255);
	assert_int_equal(out.n, 9);
	assert_memory_equal(out.p, "\0\0\0\x09\0\xff\0\xff\0", 9);
}

TEST(postgresql_error_fields)
{
	struct postgresql_error e;
	size_t size = 0;

	assert_int_equal(postgresql_error_size(span_of(error, sizeof(error)), &size), 0);
	assert_int_equal(size, sizeof(error));
	assert_int_equal(postgresql_error_parse(span_of(error, sizeof(error)), &e), 0);
	assert_true(span_eq(e.severity, "FATAL"));
	assert_true(span_eq(e.code, "0A000"));
	assert_true(span_starts(e.message, "unsupported frontend protocol"));
	assert_true(span_eq(e.file, "postmaster.c"));
	assert_true(span_eq(e.line, "2182"));
	assert_true(span_eq(e.routine, "ProcessStartupPacket"));
	for (size_t n = 0; n < sizeof(error); n++)
		assert_int_equal(postgresql_error_parse(span_of(error, n), &e), ERR_TRUNCATED);
}

TEST(postgresql_answer_to_ssl)
{
	size_t size = 0;

	assert_int_equal(postgresql_ssl_size(span_of(NULL, 0), &size), ERR_TRUNCATED);
	assert_int_equal(postgresql_ssl_size(span_str("S"), &size), 0);
	assert_int_equal(size, 1);
	assert_int_equal(postgresql_ssl_size(span_str("N"), &size), 0);
	assert_int_equal(postgresql_ssl_size(span_of(error, sizeof(error)), &size), 0);
	assert_int_equal(size, sizeof(error));
	assert_int_equal(postgresql_ssl_size(span_str("HTTP/1.1 400"), &size), ERR_SYNTAX);
}

TEST(postgresql_refuses_what_is_none)
{
	static const struct span no[] = {
	    {(const uint8_t *)"E\0\0\0\4", 5},
	    {(const uint8_t *)"E\xff\xff\xff\xff", 5},
	    {(const uint8_t *)"E\0\0\0\5\0", 6},            /* no fields */
	    {(const uint8_t *)"E\0\0\0\x0cSFATAL\0\0", 13}, /* neither code nor message */
	    {(const uint8_t *)"E\0\0\0\x12SFATAL\0C1\0Mno\0",
		19}, /* a short code, and no end */
	    {(const uint8_t *)"ERROR: unknown command\r\n", 24},
	};
	struct postgresql_error e;

	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		assert_int_equal(postgresql_error_parse(no[i], &e), ERR_SYNTAX);
}

TEST(postgresql_error_build_and_parse)
{
	struct postgresql_error e = {.severity = span_str("FATAL"),
	    .code = span_str("08P01"),
	    .message = span_str("no")};
	struct postgresql_error same;
	STR_AUTO(out, 256);

	postgresql_error_build(&out, &e);
	assert_int_equal(postgresql_error_parse(str_bytes(&out), &same), 0);
	assert_true(span_eq(same.message, "no"));
	assert_int_equal(same.routine.n, 0);
}
