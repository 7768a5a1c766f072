#include "fake_probe.h"
#include "scan/probes.h"
#include "test.h"

#define QUERY "\x0bMSH|^~\\&|VARDE|AUDIT|||||NMQ^N01|VARDE1|T|2.5\r\x1c\r"

TEST(probe_hl7_acknowledged)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(QUERY, "\x0bMSH|^~\\&|MIRTH\x1b[2J|CHU^1.2.3^ISO|VARDE|AUDIT|20261121||"
			    "ACK^N01|9|T|2.5\r"
			    "MSA|AR|VARDE1|unsupported\r\x1c\r"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_hl7), 0);
	assert_string_equal(fake_service(&f)->protocol, "hl7");
	assert_string_equal(fake_service(&f)->banner, "AR MIRTH\xef\xbf\xbd[2J");
	assert_string_equal(
	    fake_fact(&f, "hl7.ack"), "AR, MIRTH\xef\xbf\xbd[2J, CHU^1.2.3^ISO");
	assert_string_equal(
	    fake_evidence(&f, "hl7.ack"), "message type ACK^N01, HL7 version 2.5");
	assert_string_equal(f.field, "hl7.ack");
	assert_string_equal(str_text(&f.sent), QUERY);
	fake_vanish(&f, &probe_hl7);
	fake_end(&f);
}

TEST(probe_hl7_any_frame_is_hl7)
{
	static const struct fake_step nak[] = {FAKE_ASK_CLOSE(QUERY, "\x0b\x15\x1c\r")};
	static const struct fake_step bare[] = {FAKE_ASK(QUERY, "\x0bMSH|^~\\&\r\x1c")};
	struct fake f;

	fake_start(&f, nak, ARRAY_LEN(nak));
	assert_int_equal(fake_run(&f, &probe_hl7), 0);
	assert_string_equal(fake_fact(&f, "hl7.ack"), "");
	assert_null(fake_service(&f)->banner);
	fake_end(&f);
	fake_start(&f, bare, ARRAY_LEN(bare));
	assert_int_equal(fake_run(&f, &probe_hl7), 0);
	assert_string_equal(
	    fake_evidence(&f, "hl7.ack"), "message type not told, HL7 version not told");
	fake_end(&f);
}

TEST(probe_hl7_other_protocols)
{
	static const struct fake_step http[] = {
	    FAKE_ASK_CLOSE(QUERY, "HTTP/1.1 400 Bad Request\r\n\r\n")};
	static const struct fake_step closing[] = {FAKE_ASK_CLOSE(QUERY, "")};
	static const struct fake_step silent[] = {FAKE_ASK(QUERY, "")};
	static const struct fake_step endless[] = {FAKE_ASK(QUERY, "\x0bMSH|")};
	static const struct {
		const struct fake_step *steps;
		int result;
	} cases[] = {{http, ERR_PROTOCOL}, {closing, ERR_CLOSED}, {silent, ERR_PROTOCOL},
	    {endless, ERR_PROTOCOL}};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fake f;

		fake_start(&f, cases[i].steps, 1);
		assert_int_equal(fake_run(&f, &probe_hl7), cases[i].result);
		assert_int_equal(f.seen.all.n, 0);
		fake_end(&f);
	}
}
