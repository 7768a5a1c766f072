/* Answers of SMB servers, for the tests of the parser and of the probe. */
#ifndef VARDE_TESTS_WIRE_SMB_SAMPLES_H
#define VARDE_TESTS_WIRE_SMB_SAMPLES_H

#define ZEROS8  "\0\0\0\0\0\0\0\0"
#define ZEROS20 ZEROS8 ZEROS8 "\0\0\0\0"

#define GUID_SAMBA   "bastion\0\0\0\0\0\0\0\0\0"
#define GUID_WINDOWS "\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f"

/* SMB2 NEGOTIATE response: security mode and dialect are string literals of one and two bytes.
 */
#define SMB2_SAMPLE(mode, dialect, guid)                                                      \
	"\x00\x00\x00\x84\xfeSMB\x40\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01\x00\x00" \
	"\x00" ZEROS20 ZEROS20 "\0\0\0\0\x41\x00" mode "\x00" dialect "\x00\x00" guid         \
	"\x2f\x00\x00\x00\x00\x00\x80\x00\x00\x00\x80\x00\x00\x00\x80\x00"                    \
	"\x00\x00\xb5\x4a\x4c\x83\xd8\x01" ZEROS8                                             \
	"\x80\x00\x04\x00\x00\x00\x00\x00\x60\x02\x30\x00"

/* SMB2 NEGOTIATE response with STATUS_NOT_SUPPORTED. */
#define SMB2_SAMPLE_STATUS                                                                    \
	"\x00\x00\x00\x49\xfeSMB\x40\x00\x01\x00\xbb\x00\x00\xc0\x00\x00\x01\x00\x01\x00\x00" \
	"\x00" ZEROS20 ZEROS20 "\0\0\0\0\x09\x00\x00\x00\x00\x00\x00\x00\x00"

/* SMB1 NEGOTIATE response that chooses NT LM 0.12, security mode as a string literal of one
 * byte. */
#define SMB1_SAMPLE(mode)                                                                     \
	"\x00\x00\x00\x55\xffSMB\x72\x00\x00\x00\x00\x98\x43\xc8" ZEROS20 "\x11\x00\x00" mode \
	"\x32\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\xfd\xf3\x80\x80"    \
	"\x00\x00\xb5\x4a\x4c\x83\xd8\x01\x00\x00\x00\x10\x00" GUID_SAMBA

/* SMB1 NEGOTIATE response that chooses none. */
#define SMB1_SAMPLE_NONE                                                                     \
	"\x00\x00\x00\x25\xffSMB\x72\x00\x00\x00\x00\x98\x43\xc8" ZEROS20 "\x01\xff\xff\x00" \
	"\x00"

#endif
