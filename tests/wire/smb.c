#include "wire/smb.h"

#include "base/limits.h"
#include "smb_samples.h"
#include "test.h"

static struct span bytes(const char *p, size_t n)
{
	return span_of(p, n);
}

#define BYTES(literal) bytes(literal, sizeof(literal) - 1)

TEST(smb2_answers)
{
	struct span whole = BYTES(SMB2_SAMPLE("\x01", "\x11\x03", GUID_SAMBA)), name;
	struct smb_v2 n;
	size_t size;

	assert_int_equal(smb_frame(whole, &size), 0);
	assert_int_equal(size, whole.n);
	assert_int_equal(smb_v2_parse(whole, &n), 0);
	assert_int_equal(n.status, 0);
	assert_int_equal(n.dialect, SMB_3_1_1);
	assert_false(n.signing_required);
	assert_int_equal(n.start, 0);
	assert_true(smb_guid_name(n.guid, &name));
	assert_true(span_eq(name, "bastion"));
	for (size_t i = 0; i < whole.n; i++)
		assert_int_equal(smb_v2_parse(span_sub(whole, 0, i), &n), ERR_TRUNCATED);

	assert_int_equal(
	    smb_v2_parse(BYTES(SMB2_SAMPLE("\x03", "\x02\x03", GUID_WINDOWS)), &n), 0);
	assert_true(n.signing_required);
	assert_int_equal(n.dialect, SMB_3_0_2);
	assert_false(smb_guid_name(n.guid, &name));

	assert_int_equal(smb_v2_parse(BYTES(SMB2_SAMPLE_STATUS), &n), 0);
	assert_int_equal(n.status, 0xc00000bb);
	assert_int_equal(n.guid.n, 0);
}

TEST(smb1_answers)
{
	struct span whole = BYTES(SMB1_SAMPLE("\x03"));
	struct smb_v1 one;
	struct smb_v2 two;

	assert_int_equal(smb_v1_parse(whole, &one), 0);
	assert_true(one.accepted);
	assert_false(one.signing_required);
	for (size_t i = 0; i < whole.n; i++)
		assert_int_equal(smb_v1_parse(span_sub(whole, 0, i), &one), ERR_TRUNCATED);
	assert_int_equal(smb_v1_parse(BYTES(SMB1_SAMPLE("\x0f")), &one), 0);
	assert_true(one.signing_required);
	assert_int_equal(smb_v1_parse(BYTES(SMB1_SAMPLE_NONE), &one), 0);
	assert_false(one.accepted);
	assert_int_equal(smb_v2_parse(whole, &two), ERR_SYNTAX);
	assert_int_equal(smb_v1_parse(BYTES(SMB2_SAMPLE_STATUS), &one), ERR_SYNTAX);
}

TEST(smb_frames)
{
	size_t n;

	assert_int_equal(smb_frame(span_of(NULL, 0), &n), ERR_TRUNCATED);
	assert_int_equal(smb_frame(BYTES("HTTP"), &n), ERR_SYNTAX);
	assert_int_equal(smb_frame(BYTES("\0\0\0\x40\xfeSM"), &n), ERR_TRUNCATED);
	assert_int_equal(smb_frame(BYTES("\0\0\0\x40\xfeXM"), &n), ERR_SYNTAX);
	assert_int_equal(smb_frame(BYTES("\0\0\0\x04\xfeSMB"), &n), ERR_SYNTAX);
	assert_int_equal(smb_frame(BYTES("\0\xff\xff\xff\xfeSMB"), &n), ERR_LIMIT);
}

TEST(smb_guid_names)
{
	struct span name;

	assert_false(smb_guid_name(BYTES(ZEROS8 ZEROS8), &name));
	assert_false(smb_guid_name(BYTES("abcdefghijklmnop"), &name));
	assert_false(smb_guid_name(BYTES("abcdefg\0\0\0\0\0\0\0\0x"), &name));
	assert_false(smb_guid_name(BYTES("Abcdefg\0\0\0\0\0\0\0\0\0"), &name));
	assert_false(smb_guid_name(BYTES("abc\0"), &name));
	assert_true(smb_guid_name(BYTES("nas-2\0\0\0\0\0\0\0\0\0\0\0"), &name));
	assert_true(span_eq(name, "nas-2"));
}

TEST(smb2_request_byte_by_byte)
{
	static const uint16_t all[] = {SMB_2_0_2, SMB_2_1, SMB_3_0, SMB_3_0_2, SMB_3_1_1};
	static const uint8_t guid[SMB_GUID] = {
	    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
	static const char head[] =
	    "\x00\x00\x00\xae\xfeSMB\x40\x00\x00\x00\0\0\0\0\x00\x00\x01\x00" ZEROS20 ZEROS20
	    "\0\0\0\0\0\0\0\0\x24\x00\x05\x00\x01\x00\x00\x00\0\0\0\0"
	    "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"
	    "\x70\x00\x00\x00\x02\x00\x00\x00\x02\x02\x10\x02\x00\x03\x02\x03\x11\x03\0\0"
	    "\x01\x00\x26\x00\0\0\0\0\x01\x00\x20\x00\x01\x00\x00\x01\x02";
	static const char tail[] =
	    "\x1d\x1e\x1f\0\0\x02\x00\x06\x00\0\0\0\0\x02\x00\x02\x00\x01\x00";
	STR_AUTO(to, LIMIT_FRAME);

	smb_v2_put(&to, all, ARRAY_LEN(all), guid);
	assert_int_equal(to.n, 4 + 0xae);
	assert_memory_equal(to.p, head, sizeof(head) - 1);
	assert_memory_equal(to.p + to.n - (sizeof(tail) - 1), tail, sizeof(tail) - 1);
	str_clear(&to);
	smb_v2_put(&to, all, 2, guid);
	assert_int_equal(to.n, 4 + 64 + 36 + 4);
	assert_memory_equal(to.p + 4 + 64 + 28, ZEROS8 "\x02\x02\x10\x02", 12);
}

TEST(smb1_request_byte_by_byte)
{
	static const char expected[] = "\x00\x00\x00\x2f\xffSMB\x72\0\0\0\0\x18\x43\xc8" ZEROS20
				       "\x00\x0c\x00\x02NT LM 0.12";
	STR_AUTO(to, LIMIT_FRAME);

	smb_v1_put(&to);
	assert_int_equal(to.n, sizeof(expected)); /* its NUL is sent too */
	assert_memory_equal(to.p, expected, to.n);
}
