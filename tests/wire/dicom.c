#include "wire/dicom.h"

#include "base/limits.h"
#include "test.h"

/* An acceptance as DCMTK's storescp sends it, for the calling and called titles of the probe.
 */
static const char accept_pdu[] =
    "\x02\x00\x00\x00\x00\xb8\x00\x01\x00\x00"
    "NOSUCHAE        VARDE-AUDIT     "
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
    "\x10\x00\x00\x15"
    "1.2.840.10008.3.1.1.1"
    "\x21\x00\x00\x19\x01\x00\x00\x00"
    "\x40\x00\x00\x11"
    "1.2.840.10008.1.2"
    "\x50\x00\x00\x3a"
    "\x51\x00\x00\x04\x00\x00\x40\x00"
    "\x52\x00\x00\x1b"
    "1.2.276.0.7230010.3.0.3.6.7"
    "\x55\x00\x00\x0f"
    "OFFIS_DCMTK_367";

static struct dicom_pdu pdu_of(struct span bytes)
{
	struct dicom_pdu pdu = {0};

	assert_int_equal(dicom_pdu_parse(bytes, &pdu), 0);
	return pdu;
}

TEST(dicom_associate_answer)
{
	struct span bytes = span_of(accept_pdu, sizeof(accept_pdu) - 1);
	struct dicom_associate a;
	struct dicom_pdu pdu = pdu_of(bytes);

	assert_int_equal(dicom_associate_parse(&pdu, &a), 0);
	assert_int_equal(a.type, DICOM_ASSOCIATE_AC);
	assert_true(span_eq(a.called, "NOSUCHAE"));
	assert_true(span_eq(a.calling, "VARDE-AUDIT"));
	assert_int_equal(a.ncontexts, 1);
	assert_int_equal(a.contexts[0].id, 1);
	assert_int_equal(a.contexts[0].result, 0);
	assert_true(span_eq(a.contexts[0].transfer, DICOM_IMPLICIT_LE));
	assert_int_equal(a.max_length, 16384);
	assert_true(span_eq(a.implementation, "1.2.276.0.7230010.3.0.3.6.7"));
	assert_true(span_eq(a.version, "OFFIS_DCMTK_367"));
}

TEST(dicom_answer_cut_anywhere_is_an_error)
{
	struct dicom_associate a = {.type = 77};
	struct dicom_pdu pdu, whole = pdu_of(span_of(accept_pdu, sizeof(accept_pdu) - 1));
	size_t good = 0;

	for (size_t n = 0; n < sizeof(accept_pdu) - 1; n++)
		assert_int_equal(dicom_pdu_parse(span_of(accept_pdu, n), &pdu), ERR_TRUNCATED);
	for (size_t n = 0; n < whole.body.n; n++) {
		pdu = (struct dicom_pdu){whole.type, span_sub(whole.body, 0, n)};
		/* Cut between two items it is a whole message, with less in it: at 3 places. */
		if (dicom_associate_parse(&pdu, &a) == 0)
			good++;
	}
	assert_int_equal(good, 3);
}

TEST(dicom_request_is_what_the_standard_says)
{
	static const char head[] = "\x01\x00\x00\x00\x00\xae\x00\x01\x00\x00"
				   "NOSUCHAE        VARDE-AUDIT     ";
	struct dicom_associate rq =
				   {
				       .type = DICOM_ASSOCIATE_RQ,
				       .called = span_str("NOSUCHAE"),
				       .calling = span_str("VARDE-AUDIT"),
				       .contexts = {{.id = 1,
					   .abstract = span_str(DICOM_VERIFICATION),
					   .transfer = span_str(DICOM_IMPLICIT_LE)}},
				       .ncontexts = 1,
				       .max_length = 16384,
				       .implementation = span_str("2.25.1"),
				       .version = span_str("VARDE"),
				   },
			       again;
	STR_AUTO(to, LIMIT_FRAME);
	struct dicom_pdu pdu;
	size_t size;

	dicom_associate_put(&to, &rq);
	assert_int_equal(dicom_frame(str_bytes(&to), &size), 0);
	assert_int_equal(size, to.n);
	assert_int_equal(to.n, 74 + 25 + 8 + 21 + 21 + 4 + 8 + 10 + 9);
	assert_memory_equal(to.p, head, sizeof(head) - 1);
	pdu = pdu_of(str_bytes(&to));
	assert_int_equal(dicom_associate_parse(&pdu, &again), 0);
	assert_true(span_eq(again.contexts[0].abstract, DICOM_VERIFICATION));
	assert_true(span_eq(again.contexts[0].transfer, DICOM_IMPLICIT_LE));
	assert_true(span_eq(again.implementation, "2.25.1"));
	assert_int_equal(again.max_length, 16384);
}

TEST(dicom_rejections)
{
	struct dicom_pdu pdu = pdu_of(span_of("\x03\x00\x00\x00\x00\x04\x00\x01\x01\x07", 10));
	struct dicom_reject reject;
	struct dicom_abort abort;

	assert_int_equal(dicom_reject_parse(&pdu, &reject), 0);
	assert_int_equal(reject.result, 1);
	assert_string_equal(dicom_reject_text(&reject), "called AE title not recognized");
	reject = (struct dicom_reject){2, 3, 2};
	assert_string_equal(dicom_reject_text(&reject), "local limit exceeded");
	reject = (struct dicom_reject){1, 9, 9};
	assert_string_equal(dicom_reject_text(&reject), "reason unknown");
	assert_int_equal(dicom_abort_parse(&pdu, &abort), ERR_SYNTAX);

	pdu = pdu_of(span_of("\x07\x00\x00\x00\x00\x04\x00\x00\x02\x02", 10));
	assert_int_equal(dicom_abort_parse(&pdu, &abort), 0);
	assert_string_equal(dicom_abort_text(&abort), "unexpected PDU");
	abort.reason = 3;
	assert_string_equal(dicom_abort_text(&abort), "reason unknown");
	pdu.body.n = 3;
	assert_int_equal(dicom_abort_parse(&pdu, &abort), ERR_TRUNCATED);
}

TEST(dicom_frame_refuses_what_is_no_pdu)
{
	size_t n = 1;

	assert_int_equal(dicom_frame(span_str("HTTP/1.1"), &n), ERR_SYNTAX);
	assert_int_equal(dicom_frame(span_of("\x00\x00\x00\x00\x00\x04", 6), &n), ERR_SYNTAX);
	assert_int_equal(dicom_frame(span_of("\x08", 1), &n), ERR_SYNTAX);
	assert_int_equal(dicom_frame(span_of("\x02\x00\xff\xff\xff\xff", 6), &n), ERR_LIMIT);
	assert_int_equal(dicom_frame(span_of("\x02\x00\x00", 3), &n), ERR_TRUNCATED);
	assert_int_equal(dicom_frame(span_of(NULL, 0), &n), ERR_TRUNCATED);
	assert_int_equal(n, 1);
}

TEST(dicom_echo_request_and_answer)
{
	static const char expected[] = "\x04\x00\x00\x00\x00\x4a\x00\x00\x00\x46\x01\x03"
				       "\0\0\0\0\x04\0\0\0\x38\0\0\0"
				       "\0\0\x02\0\x12\0\0\0"
				       "1.2.840.10008.1.1\0"
				       "\0\0\x00\x01\x02\0\0\0\x30\x00"
				       "\0\0\x10\x01\x02\0\0\0\x07\x00"
				       "\0\0\x00\x08\x02\0\0\0\x01\x01";
	static const char answer[] = "\x04\x00\x00\x00\x00\x54\x00\x00\x00\x50\x01\x03"
				     "\0\0\0\0\x04\0\0\0\x42\0\0\0"
				     "\0\0\x02\0\x12\0\0\0"
				     "1.2.840.10008.1.1\0"
				     "\0\0\x00\x01\x02\0\0\0\x30\x80"
				     "\0\0\x20\x01\x02\0\0\0\x07\x00"
				     "\0\0\x00\x08\x02\0\0\0\x01\x01"
				     "\0\0\x00\x09\x02\0\0\0\x22\x01";
	STR_AUTO(to, LIMIT_FRAME);
	STR_AUTO(command, LIMIT_FRAME);
	struct dicom_pdu pdu;
	struct dicom_command cmd;
	bool last = false;

	dicom_echo_put(&to, 1, 7);
	assert_int_equal(to.n, sizeof(expected) - 1);
	assert_memory_equal(to.p, expected, to.n);

	pdu = pdu_of(span_of(answer, sizeof(answer) - 1));
	assert_int_equal(dicom_data_command(&pdu, 3, &command, &last), 0);
	assert_int_equal(command.n, 0);
	assert_false(last);
	assert_int_equal(dicom_data_command(&pdu, 1, &command, &last), 0);
	assert_true(last);
	assert_int_equal(dicom_command_parse(str_bytes(&command), &cmd), 0);
	assert_int_equal(cmd.field, DICOM_ECHO_RSP);
	assert_int_equal(cmd.message, 7);
	assert_int_equal(cmd.status, 0x0122);
	assert_true(span_eq(cmd.sop_class, DICOM_VERIFICATION));
	for (size_t n = 1; n < command.n; n++) {
		int r = dicom_command_parse(span_of(command.p, n), &cmd);

		assert_true(r == 0 || r == ERR_TRUNCATED);
	}
}

TEST(dicom_command_in_fragments)
{
	static const char both[] = "\x04\x00\x00\x00\x00\x18\x00\x00\x00\x06\x05\x01\0\0\0\x01"
				   "\x00\x00\x00\x0a\x05\x03\x02\0\0\0\x30\x80\0\0";
	STR_AUTO(command, LIMIT_FRAME);
	STR_AUTO(tiny, 4);
	struct dicom_pdu pdu = pdu_of(span_of(both, sizeof(both) - 1));
	struct dicom_command cmd;
	bool last = false;

	assert_int_equal(dicom_data_command(&pdu, 5, &tiny, &last), ERR_LIMIT);
	assert_false(last);
	assert_int_equal(dicom_data_command(&pdu, 5, &command, &last), 0);
	assert_true(last);
	assert_int_equal(command.n, 12);
	str_cut(&command, 10);
	assert_int_equal(dicom_command_parse(str_bytes(&command), &cmd), 0);
	assert_int_equal(cmd.field, DICOM_ECHO_RSP);
	assert_int_equal(cmd.status, 0xffff);
}
