#include "wire/snmp.h"

#include "base/limits.h"
#include "snmp_samples.h"
#include "test.h"

enum { VARD = 0x56415244 };

TEST(snmp_response)
{
	struct span bytes = span_of(SNMP_SAMPLE_RESPONSE, sizeof(SNMP_SAMPLE_RESPONSE) - 1);
	struct snmp_binding b;
	struct snmp_message m;

	assert_int_equal(snmp_parse(bytes, &m), 0);
	assert_int_equal(m.version, SNMP_V2C);
	assert_true(span_eq(m.community, "public"));
	assert_int_equal(m.pdu, SNMP_RESPONSE);
	assert_int_equal(m.request, VARD);
	assert_int_equal(m.error, 0);
	assert_true(snmp_binding(&m.bindings, &b));
	assert_int_equal(b.oid.n, 8);
	assert_memory_equal(b.oid.p, SNMP_SYSDESCR, 8);
	assert_int_equal(b.tag, 4);
	assert_true(span_eq(b.value, SNMP_SAMPLE_DESCRIPTION));
	assert_false(snmp_binding(&m.bindings, &b));
	for (size_t n = 0; n < bytes.n; n++)
		assert_int_equal(snmp_parse(span_sub(bytes, 0, n), &m), ERR_TRUNCATED);
}

TEST(snmp_report_tells_the_engine)
{
	struct span bytes = span_of(SNMP_SAMPLE_REPORT, sizeof(SNMP_SAMPLE_REPORT) - 1);
	struct snmp_engine engine;
	struct snmp_binding b;
	struct snmp_message m;

	assert_int_equal(snmp_parse(bytes, &m), 0);
	assert_int_equal(m.version, SNMP_V3);
	assert_int_equal(m.id, VARD);
	assert_int_equal(m.pdu, SNMP_REPORT);
	assert_int_equal(m.engine.n, 13);
	assert_int_equal(m.boots, 3);
	assert_int_equal(m.time, 8123);
	assert_true(snmp_binding(&m.bindings, &b));
	assert_int_equal(b.tag, 0x41);
	assert_int_equal(snmp_engine_parse(m.engine, &engine), 0);
	assert_int_equal(engine.enterprise, 8072);
	assert_int_equal(engine.format, 0x80);
	for (size_t n = 0; n < bytes.n; n++)
		assert_int_equal(snmp_parse(span_sub(bytes, 0, n), &m), ERR_TRUNCATED);
}

TEST(snmp_encrypted_pdu_is_left_alone)
{
	struct snmp_message m;

	assert_int_equal(
	    snmp_parse(span_of(SNMP_SAMPLE_ENCRYPTED, sizeof(SNMP_SAMPLE_ENCRYPTED) - 1), &m),
	    0);
	assert_int_equal(m.pdu, SNMP_ENCRYPTED);
	assert_int_equal(m.engine.n, 13);
	assert_int_equal(m.bindings.n, 0);
}

TEST(snmp_what_is_none)
{
	struct snmp_message m = {.version = 42};
	struct snmp_engine engine;

	assert_int_equal(snmp_parse(span_of("0\x03\x02\x01\x02", 5), &m), ERR_UNSUPPORTED);
	assert_int_equal(snmp_parse(span_str("HTTP/1.1 400"), &m), ERR_TRUNCATED);
	assert_int_equal(snmp_parse(span_of("\x04\x00", 2), &m), ERR_SYNTAX);
	assert_int_equal(m.version, 42);
	assert_int_equal(snmp_engine_parse(span_str("abcd"), &engine), ERR_SYNTAX);
	assert_int_equal(
	    snmp_engine_parse(span_str("abcdefghijklmnopqrstuvwxyz0123456"), &engine),
	    ERR_SYNTAX);
	assert_int_equal(
	    snmp_engine_parse(span_of("\0\0\0\x09\0\0\0\0\0\0\0\1", 12), &engine), 0);
	assert_int_equal(engine.enterprise, 9);
	assert_int_equal(engine.format, 0);
}

TEST(snmp_requests_byte_by_byte)
{
	static const char get[] =
	    "0)\x02\x01\x01\x04\x06public\xa0\x1c\x02\x04VARD\x02\x01\x00\x02\x01\x00"
	    "0\x0e\x30\x0c\x06\x08+\x06\x01\x02\x01\x01\x01\x00\x05\x00";
	static const char discover[] =
	    "0>\x02\x01\x03\x30\x11\x02\x04VARD\x02\x03\x00\xff\xe3\x04\x01\x04\x02\x01\x03"
	    "\x04\x10\x30\x0e\x04\x00\x02\x01\x00\x02\x01\x00\x04\x00\x04\x00\x04\x00"
	    "\x30\x14\x04\x00\x04\x00\xa0\x0e\x02\x04VARD\x02\x01\x00\x02\x01\x00\x30\x00";
	STR_AUTO(to, LIMIT_FRAME);

	snmp_get_put(&to, "public", VARD, span_of(SNMP_SYSDESCR, 8));
	assert_int_equal(to.n, sizeof(get) - 1);
	assert_memory_equal(to.p, get, to.n);
	str_clear(&to);
	snmp_discover_put(&to, VARD);
	assert_int_equal(to.n, sizeof(discover) - 1);
	assert_memory_equal(to.p, discover, to.n);
}
