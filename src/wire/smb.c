#include "wire/smb.h"

#include "base/limits.h"
#include "codec/cursor.h"

#define MAGIC_1 "\xffSMB"
#define MAGIC_2 "\xfeSMB"

enum {
	FRAME_HEAD = 4,
	HEAD_1 = 32,
	HEAD_2 = 64,
	COMMAND_1_NEGOTIATE = 0x72,
	REPLY_1 = 0x80,      /* Flags */
	RESPONSE_2 = 1,      /* Flags: SMB2_FLAGS_SERVER_TO_REDIR */
	NEGOTIATE_2_RQ = 36, /* structure sizes, fixed by the protocol */
	NEGOTIATE_2_RSP = 65,
	SIGNING_ENABLED = 1, /* SecurityMode, version 2 */
	SIGNING_REQUIRED = 2,
	SIGNING_1_REQUIRED = 8,
	WORDS_NT_LM = 17, /* of parameters, when NT LM 0.12 was chosen */
	SALT = 32,
};

/* Whether the text begins with the bytes. */
static bool prefix(const char *text, struct span bytes)
{
	return bytes.n == 0 || (bytes.n <= strlen(text) && memcmp(text, bytes.p, bytes.n) == 0);
}

int smb_frame(struct span bytes, size_t *ret_size)
{
	struct cursor c = cursor_of(bytes);
	uint8_t type = cursor_u8(&c);
	uint32_t n = cursor_u24(&c);
	struct span magic = span_sub(bytes, FRAME_HEAD, 4);

	if (type != 0)
		return ERR_SYNTAX;
	if (cursor_err(&c))
		return cursor_err(&c);
	if (n < HEAD_1 || (!prefix(MAGIC_1, magic) && !prefix(MAGIC_2, magic)))
		return ERR_SYNTAX;
	if (n > LIMIT_FRAME - FRAME_HEAD)
		return ERR_LIMIT;
	cursor_skip(&c, n);
	if (cursor_err(&c))
		return cursor_err(&c);
	*ret_size = FRAME_HEAD + n;
	return 0;
}

/* A cursor over the whole frame's message, behind its magic; ERR_SYNTAX sticks when it is of
 * the other version. */
static struct cursor message(struct span frame, const char *magic)
{
	struct cursor c;
	size_t n = 0;
	int r = smb_frame(frame, &n);

	c = cursor_of(span_sub(frame, FRAME_HEAD, r < 0 ? 0 : n - FRAME_HEAD));
	cursor_fail(&c, r);
	if (!span_eq(cursor_bytes(&c, 4), magic))
		cursor_fail(&c, ERR_SYNTAX);
	return c;
}

int smb_v2_parse(struct span frame, struct smb_v2 *ret)
{
	struct smb_v2 n = {0};
	struct cursor c = message(frame, MAGIC_2);
	uint16_t size = cursor_u16_le(&c), command;
	uint32_t flags;

	cursor_skip(&c, 2); /* credit charge */
	n.status = cursor_u32_le(&c);
	command = cursor_u16_le(&c);
	cursor_skip(&c, 2); /* credits */
	flags = cursor_u32_le(&c);
	if (cursor_err(&c))
		return cursor_err(&c);
	if (size != HEAD_2 || command != 0 || !(flags & RESPONSE_2))
		return ERR_SYNTAX;
	cursor_seek(&c, HEAD_2);
	size = cursor_u16_le(&c);
	if (n.status == 0) {
		n.signing_required = (cursor_u16_le(&c) & SIGNING_REQUIRED) != 0;
		n.dialect = cursor_u16_le(&c);
		cursor_skip(&c, 2); /* count of contexts */
		n.guid = cursor_bytes(&c, SMB_GUID);
		cursor_skip(&c, 4 + 3 * 4 + 8); /* capabilities, sizes, the server's time */
		n.start = cursor_u32_le(&c);
		n.start |= (uint64_t)cursor_u32_le(&c) << 32;
		if (size != NEGOTIATE_2_RSP)
			cursor_fail(&c, ERR_SYNTAX);
	}
	if (cursor_err(&c))
		return cursor_err(&c);
	*ret = n;
	return 0;
}

int smb_v1_parse(struct span frame, struct smb_v1 *ret)
{
	struct smb_v1 n = {0};
	struct cursor c = message(frame, MAGIC_1);
	uint8_t command = cursor_u8(&c), flags, words, mode;
	uint16_t index;

	n.status = cursor_u32_le(&c);
	flags = cursor_u8(&c);
	if (!cursor_err(&c) && (command != COMMAND_1_NEGOTIATE || !(flags & REPLY_1)))
		return ERR_SYNTAX;
	cursor_seek(&c, HEAD_1);
	words = cursor_u8(&c);
	if (n.status == 0 && words) {
		index = cursor_u16_le(&c);
		mode = words == WORDS_NT_LM ? cursor_u8(&c) : 0;
		n.accepted = index == 0 && words == WORDS_NT_LM;
		n.signing_required = n.accepted && mode & SIGNING_1_REQUIRED;
	}
	if (cursor_err(&c))
		return cursor_err(&c);
	*ret = n;
	return 0;
}

static void put_zeros(struct str *to, size_t n)
{
	while (n--)
		str_u8(to, 0);
}

/* Contexts begin at multiples of 8 bytes from the header. */
static void align_8(struct str *to)
{
	put_zeros(to, (8 - to->n % 8) % 8);
}

/* [MS-SMB2] 2.2.3.1.1 and 2.2.3.1.2: SHA-512 with a salt; AES-128-GCM or AES-128-CCM. */
static void put_contexts(struct str *to)
{
	align_8(to);
	str_u16_le(to, 1); /* SMB2_PREAUTH_INTEGRITY_CAPABILITIES */
	str_u16_le(to, 2 + 2 + 2 + SALT);
	str_u32_le(to, 0);
	str_u16_le(to, 1);
	str_u16_le(to, SALT);
	str_u16_le(to, 1); /* SHA-512 */
	/* The salt keeps apart the hashes of sessions; this connection never has one. */
	for (int i = 0; i < SALT; i++)
		str_u8(to, (uint8_t)i);
	align_8(to);
	str_u16_le(to, 2); /* SMB2_ENCRYPTION_CAPABILITIES */
	str_u16_le(to, 2 + 2 + 2);
	str_u32_le(to, 0);
	str_u16_le(to, 2);
	str_u16_le(to, 2); /* AES-128-GCM */
	str_u16_le(to, 1); /* AES-128-CCM */
}

static void put_frame(struct str *to, struct span message)
{
	str_u8(to, 0);
	str_u24(to, (uint32_t)message.n);
	str_span(to, message);
}

void smb_v2_put(struct str *to, const uint16_t *dialects, size_t n, const uint8_t *guid)
{
	bool contexts = n && dialects[n - 1] >= SMB_3_1_1;
	size_t dialects_end = HEAD_2 + NEGOTIATE_2_RQ + 2 * n;
	STR_AUTO(m, LIMIT_FRAME);

	str_put(&m, MAGIC_2, 4);
	str_u16_le(&m, HEAD_2);
	put_zeros(&m, 2 + 4 + 2); /* credit charge, status, command 0 */
	str_u16_le(&m, 1);        /* credits asked for */
	put_zeros(&m, HEAD_2 - m.n);

	str_u16_le(&m, NEGOTIATE_2_RQ);
	str_u16_le(&m, (uint16_t)n);
	str_u16_le(&m, SIGNING_ENABLED);
	put_zeros(&m, 2 + 4); /* reserved, capabilities */
	str_put(&m, guid, SMB_GUID);
	str_u32_le(&m, contexts ? (uint32_t)((dialects_end + 7) / 8 * 8) : 0);
	str_u16_le(&m, contexts ? 2 : 0);
	str_u16_le(&m, 0);
	for (size_t i = 0; i < n; i++)
		str_u16_le(&m, dialects[i]);
	if (contexts)
		put_contexts(&m);
	put_frame(to, str_bytes(&m));
}

void smb_v1_put(struct str *to)
{
	STR_AUTO(m, LIMIT_FRAME);

	str_put(&m, MAGIC_1, 4);
	str_u8(&m, COMMAND_1_NEGOTIATE);
	str_u32_le(&m, 0);
	str_u8(&m, 0x18);       /* Flags: paths canonical and without regard to case */
	str_u16_le(&m, 0xc843); /* Flags2: Unicode, NT status, extended security, long names,
				   extended attributes */
	put_zeros(&m, HEAD_1 - m.n);
	str_u8(&m, 0);                                      /* words */
	str_u16_le(&m, 1 + (uint16_t)sizeof(SMB1_DIALECT)); /* bytes */
	str_u8(&m, 2);                                      /* a dialect string follows */
	str_put(&m, SMB1_DIALECT, sizeof(SMB1_DIALECT));
	put_frame(to, str_bytes(&m));
}

const char *smb_dialect_text(uint16_t dialect)
{
	switch (dialect) {
	case SMB_2_0_2:
		return "2.0.2";
	case SMB_2_1:
		return "2.1";
	case SMB_3_0:
		return "3.0";
	case SMB_3_0_2:
		return "3.0.2";
	case SMB_3_1_1:
		return "3.1.1";
	default:
		return "unknown";
	}
}

bool smb_guid_name(struct span guid, struct span *ret_name)
{
	size_t n = 0;

	while (n < guid.n && ((guid.p[n] >= 'a' && guid.p[n] <= 'z') ||
				 (guid.p[n] >= '0' && guid.p[n] <= '9') || guid.p[n] == '-' ||
				 guid.p[n] == '_' || guid.p[n] == '.'))
		n++;
	/* NetBIOS names have at most 15 bytes, so that there is always padding. */
	if (guid.n != SMB_GUID || n == 0 || n == guid.n)
		return false;
	for (size_t i = n; i < guid.n; i++)
		if (guid.p[i] != 0)
			return false;
	*ret_name = span_sub(guid, 0, n);
	return true;
}
