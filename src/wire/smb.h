/*
 * The dialect negotiation of SMB over TCP port 445: version 2 and 3 ([MS-SMB2] 2.2.3, 2.2.4)
 * and version 1 ([MS-CIFS] 2.2.4.52). Spans of results borrow from the parsed bytes.
 */
#ifndef VARDE_WIRE_SMB_H
#define VARDE_WIRE_SMB_H

#include "base/macros.h"
#include "base/span.h"
#include "base/str.h"

enum {
	SMB_2_0_2 = 0x0202,
	SMB_2_1 = 0x0210,
	SMB_3_0 = 0x0300,
	SMB_3_0_2 = 0x0302,
	SMB_3_1_1 = 0x0311,
};

enum { SMB_GUID = 16 }; /* bytes of a GUID */

#define SMB1_DIALECT "NT LM 0.12" /* the one dialect of version 1 that is still met */

struct smb_v2 {
	uint32_t status;       /* NTSTATUS; when not 0 nothing below is told */
	uint16_t dialect;      /* SMB_* */
	bool signing_required; /* [MS-SMB2] 2.2.4, SecurityMode */
	struct span guid;      /* of the server, SMB_GUID bytes */
	uint64_t start;        /* when the server started: 100 ns since 1601; many say 0 */
};

struct smb_v1 {
	uint32_t status;
	bool accepted;         /* the server chose SMB1_DIALECT */
	bool signing_required; /* [MS-CIFS] 2.2.4.52.2, SecurityMode */
};

/*
 * Size in bytes of the message at the front of the bytes, with its 4-byte header
 * ([MS-SMB2] 2.1), once it is whole. ERR_TRUNCATED, ERR_SYNTAX unless it holds an SMB message
 * of version 1 or 2, ERR_LIMIT over LIMIT_FRAME.
 */
int smb_frame(struct span bytes, size_t *ret_size) MUST_USE;

/* Parses an SMB2 NEGOTIATE response (a whole frame). ERR_SYNTAX, ERR_TRUNCATED. */
int smb_v2_parse(struct span frame, struct smb_v2 *ret) MUST_USE;

/* Parses an SMB1 NEGOTIATE response (a whole frame). ERR_SYNTAX, ERR_TRUNCATED. */
int smb_v1_parse(struct span frame, struct smb_v1 *ret) MUST_USE;

/*
 * Appends an SMB2 NEGOTIATE request for n dialects in ascending order, with the negotiate
 * contexts that 3.1.1 demands. guid has SMB_GUID bytes (borrows).
 */
void smb_v2_put(struct str *to, const uint16_t *dialects, size_t n, const uint8_t *guid);

/* Appends an SMB1 NEGOTIATE request that offers SMB1_DIALECT alone, so that no server answers
 * with version 2. */
void smb_v1_put(struct str *to);

/* "3.1.1"; "unknown" for other numbers. Gives a static string. */
const char *smb_dialect_text(uint16_t dialect);

/*
 * The host name that Samba makes its server GUID of: lower-case text padded with NUL bytes,
 * where others put random bytes. False when it is no such text. *ret_name borrows.
 */
bool smb_guid_name(struct span guid, struct span *ret_name);

#endif
