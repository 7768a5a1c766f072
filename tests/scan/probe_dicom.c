#include "fake_probe.h"
#include "scan/probes.h"
#include "test.h"

#define ZEROS32    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define RQ         "\x01\x00\x00\x00\x00"
#define RQ_TITLES  "NOSUCHAE        VARDE-AUDIT     "
#define AC_HEAD(n) "\x02\x00\x00\x00\x00" n "\x00\x01\x00\x00" RQ_TITLES ZEROS32
#define APPLICATION        \
	"\x10\x00\x00\x15" \
	"1.2.840.10008.3.1.1.1"
#define CONTEXT_OK                                         \
	"\x21\x00\x00\x19\x01\x00\x00\x00\x40\x00\x00\x11" \
	"1.2.840.10008.1.2"
#define CONTEXT_NO                                         \
	"\x21\x00\x00\x19\x01\x00\x03\x00\x40\x00\x00\x11" \
	"1.2.840.10008.1.2"
#define USER_DCMTK                                         \
	"\x50\x00\x00\x3a\x51\x00\x00\x04\x00\x00\x40\x00" \
	"\x52\x00\x00\x1b"                                 \
	"1.2.276.0.7230010.3.0.3.6.7"                      \
	"\x55\x00\x00\x0f"                                 \
	"OFFIS_DCMTK_367"
#define ECHO_RQ "\x04\x00\x00\x00\x00\x4a\x00\x00\x00\x46\x01\x03"
#define ECHO_RSP(status)                                   \
	"\x04\x00\x00\x00\x00\x54\x00\x00\x00\x50\x01\x03" \
	"\0\0\0\0\x04\0\0\0\x42\0\0\0"                     \
	"\0\0\x02\0\x12\0\0\0"                             \
	"1.2.840.10008.1.1\0"                              \
	"\0\0\x00\x01\x02\0\0\0\x30\x80"                   \
	"\0\0\x20\x01\x02\0\0\0\x01\x00"                   \
	"\0\0\x00\x08\x02\0\0\0\x01\x01"                   \
	"\0\0\x00\x09\x02\0\0\0" status
#define RELEASE_RQ "\x05\x00\x00\x00\x00\x04\0\0\0\0"
#define RELEASE_RP "\x06\x00\x00\x00\x00\x04\0\0\0\0"

TEST(probe_dicom_accepted_by_anyone)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(RQ, AC_HEAD("\xb8") APPLICATION CONTEXT_OK USER_DCMTK),
	    FAKE_ASK(ECHO_RQ, ECHO_RSP("\0\0")),
	    FAKE_ASK_CLOSE(RELEASE_RQ, RELEASE_RP),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	f.product = "DCMTK";
	f.version = "3.6.7";
	assert_int_equal(fake_run(&f, &probe_dicom), 0);
	assert_string_equal(fake_service(&f)->protocol, "dicom");
	assert_string_equal(fake_service(&f)->version, "3.6.7");
	assert_string_equal(f.field, "dicom.implementation");
	assert_string_equal(f.text, "1.2.276.0.7230010.3.0.3.6.7 OFFIS_DCMTK_367");
	assert_string_equal(fake_fact(&f, "dicom.association"), "accepted");
	assert_string_equal(fake_fact(&f, "dicom.implementation"),
	    "1.2.276.0.7230010.3.0.3.6.7, OFFIS_DCMTK_367");
	assert_string_equal(fake_fact(&f, "dicom.echo"), "success");
	/* Both titles are in the request, and nothing but one association, one echo, one
	 * release was sent. */
	assert_true(span_find(str_bytes(&f.sent), RQ_TITLES) > 0);
	assert_int_equal(f.sent.p[f.sent.n - 10], 5);
	fake_vanish(&f, &probe_dicom);
	fake_end(&f);
}

TEST(probe_dicom_verification_not_supported)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(RQ, AC_HEAD("\xb8") APPLICATION CONTEXT_NO USER_DCMTK),
	    FAKE_ASK(RELEASE_RQ, RELEASE_RP),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_dicom), 0);
	assert_string_equal(fake_fact(&f, "dicom.association"), "accepted");
	assert_null(fake_fact(&f, "dicom.echo"));
	fake_end(&f);
}

TEST(probe_dicom_failing_echo)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(RQ, AC_HEAD("\xb8") APPLICATION CONTEXT_OK USER_DCMTK),
	    FAKE_ASK_CLOSE(ECHO_RQ, ECHO_RSP("\x22\x01")),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_dicom), 0);
	assert_string_equal(fake_fact(&f, "dicom.echo"), "failed: status 0x0122");
	fake_end(&f);
}

TEST(probe_dicom_rejected_and_aborted)
{
	static const struct fake_step rejects[] = {
	    FAKE_ASK_CLOSE(RQ, "\x03\x00\x00\x00\x00\x04\x00\x01\x01\x07"),
	};
	static const struct fake_step aborts[] = {
	    FAKE_ASK_CLOSE(RQ, "\x07\x00\x00\x00\x00\x04\x00\x00\x00\x00"),
	};
	struct fake f;

	fake_start(&f, rejects, ARRAY_LEN(rejects));
	assert_int_equal(fake_run(&f, &probe_dicom), 0);
	assert_string_equal(
	    fake_fact(&f, "dicom.association"), "rejected: called AE title not recognized");
	assert_string_equal(fake_evidence(&f, "dicom.association"),
	    "called AE title NOSUCHAE: result 1, source 1, reason 7");
	assert_null(fake_service(&f)->product);
	assert_null(f.field);
	fake_vanish(&f, &probe_dicom);
	fake_end(&f);

	fake_start(&f, aborts, ARRAY_LEN(aborts));
	assert_int_equal(fake_run(&f, &probe_dicom), 0);
	assert_string_equal(fake_fact(&f, "dicom.association"), "aborted: by the application");
	fake_end(&f);
}

TEST(probe_dicom_other_protocols)
{
	static const struct fake_step http[] = {
	    FAKE_ASK_CLOSE(RQ, "HTTP/1.1 400 Bad Request\r\n\r\n")};
	static const struct fake_step alert[] = {
	    FAKE_ASK_CLOSE(RQ, "\x15\x03\x01\x00\x02\x02\x46")};
	static const struct fake_step closing[] = {FAKE_ASK_CLOSE(RQ, "")};
	static const struct fake_step silent[] = {FAKE_ASK(RQ, "")};
	static const struct fake_step client[] = {
	    FAKE_ASK(RQ, "\x05\x00\x00\x00\x00\x04\0\0\0\0")};
	static const struct fake_step huge[] = {FAKE_ASK(RQ, "\x02\x00\xff\xff\xff\xff")};
	static const struct {
		const struct fake_step *steps;
		int result;
	} cases[] = {{http, ERR_PROTOCOL}, {alert, ERR_PROTOCOL}, {closing, ERR_CLOSED},
	    {silent, ERR_PROTOCOL}, {client, ERR_PROTOCOL}, {huge, ERR_PROTOCOL}};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fake f;

		fake_start(&f, cases[i].steps, 1);
		assert_int_equal(fake_run(&f, &probe_dicom), cases[i].result);
		assert_int_equal(f.seen.all.n, 0);
		fake_end(&f);
	}
}
