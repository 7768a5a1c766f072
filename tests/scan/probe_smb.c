#include "../wire/smb_samples.h"
#include "fake_probe.h"
#include "scan/probes.h"
#include "test.h"

#define ASK_ALL   "\x00\x00\x00\xae\xfeSMB"
#define ASK_FOUR  "\x00\x00\x00\x6c\xfeSMB"
#define ASK_THREE "\x00\x00\x00\x6a\xfeSMB"
#define ASK_SMB1  "\x00\x00\x00\x2f\xffSMB"

TEST(probe_smb_old_samba)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(ASK_ALL, SMB2_SAMPLE("\x01", "\x11\x03", GUID_SAMBA)),
	    FAKE_RECONNECT,
	    FAKE_ASK(ASK_FOUR, SMB2_SAMPLE("\x01", "\x02\x03", GUID_SAMBA)),
	    FAKE_RECONNECT,
	    FAKE_ASK(ASK_THREE, SMB2_SAMPLE("\x01", "\x00\x03", GUID_SAMBA)),
	    FAKE_RECONNECT,
	    FAKE_ASK(ASK_SMB1, SMB1_SAMPLE("\x03")),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	f.run.port = 445;
	assert_int_equal(fake_run(&f, &probe_smb), 0);
	assert_string_equal(fake_service(&f)->protocol, "smb");
	assert_string_equal(fake_service(&f)->product, "Samba");
	assert_string_equal(fake_service(&f)->banner, "bastion");
	assert_string_equal(fake_fact(&f, "smb.dialects"), "NT LM 0.12, 3.0, 3.0.2, 3.1.1");
	assert_string_equal(fake_fact(&f, "smb.signing"), "optional");
	fake_vanish(&f, &probe_smb);
	fake_end(&f);
}

TEST(probe_smb_strict_windows)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(ASK_ALL, SMB2_SAMPLE("\x03", "\x11\x03", GUID_WINDOWS)),
	    FAKE_RECONNECT,
	    FAKE_ASK(ASK_FOUR, SMB2_SAMPLE_STATUS),
	    FAKE_RECONNECT,
	    FAKE_ASK_CLOSE(ASK_SMB1, ""),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_smb), 0);
	assert_null(fake_service(&f)->product);
	assert_string_equal(fake_fact(&f, "smb.dialects"), "3.1.1");
	assert_string_equal(fake_fact(&f, "smb.signing"), "required");
	fake_end(&f);
}

TEST(probe_smb_version_1_alone)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK_CLOSE(ASK_ALL, ""),
	    FAKE_RECONNECT,
	    FAKE_ASK(ASK_SMB1, SMB1_SAMPLE("\x0f")),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	f.run.port = 445;
	assert_int_equal(fake_run(&f, &probe_smb), 0);
	assert_string_equal(fake_fact(&f, "smb.dialects"), "NT LM 0.12");
	assert_string_equal(fake_fact(&f, "smb.signing"), "required");
	fake_end(&f);
}

TEST(probe_smb_signing_is_as_weak_as_the_weakest_dialect)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(ASK_ALL, SMB2_SAMPLE("\x03", "\x02\x02", GUID_WINDOWS)),
	    FAKE_RECONNECT,
	    FAKE_ASK(ASK_SMB1, SMB1_SAMPLE("\x07")),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_smb), 0);
	assert_string_equal(fake_fact(&f, "smb.dialects"), "NT LM 0.12, 2.0.2");
	assert_string_equal(fake_fact(&f, "smb.signing"), "optional");
	fake_end(&f);
}

TEST(probe_smb_no_dialect_in_common)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(ASK_ALL, SMB2_SAMPLE_STATUS),
	    FAKE_RECONNECT,
	    FAKE_ASK(ASK_SMB1, SMB1_SAMPLE_NONE),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_smb), 0);
	assert_non_null(fake_service(&f));
	assert_null(fake_fact(&f, "smb.dialects"));
	assert_null(fake_fact(&f, "smb.signing"));
	fake_end(&f);
}

TEST(probe_smb_other_protocols)
{
	static const struct fake_step http[] = {
	    FAKE_ASK_CLOSE(ASK_ALL, "HTTP/1.1 400 Bad Request\r\n\r\n")};
	static const struct fake_step closing[] = {FAKE_ASK_CLOSE(ASK_ALL, "")};
	static const struct fake_step silent[] = {FAKE_ASK(ASK_ALL, "")};
	static const struct {
		const struct fake_step *steps;
		int result;
	} cases[] = {{http, ERR_PROTOCOL}, {closing, ERR_CLOSED}, {silent, ERR_PROTOCOL}};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fake f;

		fake_start(&f, cases[i].steps, 1);
		assert_int_equal(fake_run(&f, &probe_smb), cases[i].result);
		assert_int_equal(f.seen.all.n, 0);
		fake_end(&f);
	}
}
