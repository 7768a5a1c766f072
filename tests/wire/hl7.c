#include "wire/hl7.h"

#include "base/limits.h"
#include "test.h"

#define ACK                                                                                   \
	"MSH|^~\\&|MIRTH|CHU^1.2.3^ISO|VARDE|AUDIT|20261121093000||ACK^N01|77|T|2.5\rMSA|AR|" \
	"VARDE1|unsupported\r"

TEST(hl7_acknowledgement)
{
	static const char frame[] = "\x0b" ACK "\x1c\r";
	struct hl7_message m;
	struct span inside;
	size_t n;

	assert_int_equal(hl7_frame(span_of(frame, sizeof(frame) - 1), &n), 0);
	assert_int_equal(n, sizeof(frame) - 1);
	assert_int_equal(hl7_unframe(span_of(frame, n), &inside), 0);
	assert_true(span_eq(inside, ACK));
	assert_int_equal(hl7_parse(inside, &m), 0);
	assert_true(span_eq(m.application, "MIRTH"));
	assert_true(span_eq(m.facility, "CHU^1.2.3^ISO"));
	assert_true(span_eq(m.type, "ACK^N01"));
	assert_true(span_eq(m.control, "77"));
	assert_true(span_eq(m.version, "2.5"));
	assert_true(span_eq(m.ack, "AR"));
	assert_true(span_eq(m.answered, "VARDE1"));
}

TEST(hl7_frames)
{
	static const char two[] = "\x0b"
				  "a\x1c\r\x0b"
				  "b\x1c";
	struct span inside;
	size_t n = 99;

	assert_int_equal(hl7_frame(span_of(two, 0), &n), ERR_TRUNCATED);
	assert_int_equal(hl7_frame(span_of(two, 1), &n), ERR_TRUNCATED);
	assert_int_equal(hl7_frame(span_of(two, 2), &n), ERR_TRUNCATED);
	assert_int_equal(n, 99);
	assert_int_equal(hl7_frame(span_of(two, 3), &n), 0);
	assert_int_equal(n, 3);
	assert_int_equal(hl7_frame(span_of(two, sizeof(two) - 1), &n), 0);
	assert_int_equal(n, 4);
	assert_int_equal(hl7_unframe(span_of(two + 4, 3), &inside), 0);
	assert_true(span_eq(inside, "b"));
	assert_int_equal(hl7_unframe(span_of("\x0b\x1c", 2), &inside), 0);
	assert_int_equal(inside.n, 0);
	assert_int_equal(hl7_frame(span_str("HTTP/1.1"), &n), ERR_SYNTAX);
}

TEST(hl7_frame_has_a_maximum)
{
	struct arena *arena = arena_new();
	uint8_t *p = arena_alloc(arena, LIMIT_FRAME);
	size_t n;

	memset(p, 'x', LIMIT_FRAME);
	p[0] = 0x0b;
	assert_int_equal(hl7_frame(span_of(p, LIMIT_FRAME - 1), &n), ERR_TRUNCATED);
	assert_int_equal(hl7_frame(span_of(p, LIMIT_FRAME), &n), ERR_LIMIT);
	arena_free(arena);
}

TEST(hl7_odd_messages)
{
	struct hl7_message m;

	/* another separator, line feeds, no MSA */
	assert_int_equal(hl7_parse(span_str("\nMSH#^~\\&#A#B\r\nZZZ#1\nMSA#AA#9\n"), &m), 0);
	assert_true(span_eq(m.application, "A"));
	assert_true(span_eq(m.facility, "B"));
	assert_int_equal(m.version.n, 0);
	assert_true(span_eq(m.ack, "AA"));
	assert_true(span_eq(m.answered, "9"));
	assert_int_equal(hl7_parse(span_str("MSH|"), &m), 0);
	assert_int_equal(m.application.n, 0);
	assert_int_equal(m.ack.n, 0);
	assert_int_equal(hl7_parse(span_str("MSH"), &m), ERR_SYNTAX);
	assert_int_equal(hl7_parse(span_str(""), &m), ERR_SYNTAX);
	assert_int_equal(hl7_parse(span_str("MSA|AA|1\rMSH|^~\\&|"), &m), ERR_SYNTAX);
}

TEST(hl7_cut_anywhere)
{
	struct span ack = span_str(ACK);
	struct hl7_message m;

	for (size_t n = 0; n < ack.n; n++)
		assert_int_equal(hl7_parse(span_sub(ack, 0, n), &m), n < 4 ? ERR_SYNTAX : 0);
}

TEST(hl7_query_names_no_patient)
{
	STR_AUTO(to, LIMIT_FRAME);
	struct span inside;
	struct hl7_message m;

	hl7_query_put(&to, "VARDE", "AUDIT", "VARDE1");
	assert_string_equal(
	    str_text(&to), "\x0bMSH|^~\\&|VARDE|AUDIT|||||NMQ^N01|VARDE1|T|2.5\r\x1c\r");
	assert_int_equal(hl7_unframe(str_bytes(&to), &inside), 0);
	assert_int_equal(hl7_parse(inside, &m), 0);
	assert_true(span_eq(m.type, "NMQ^N01"));
	assert_true(span_eq(m.control, "VARDE1"));
	assert_true(span_eq(m.version, "2.5"));
	assert_true(span_find(inside, "PID") < 0);
}
