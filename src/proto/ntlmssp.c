/* NTLMSSP's authentication message: who signs in from where (MS-NLMP 2.2.1.3). */
#include "proto/say.h"
#include "proto/smb_impl.h"

enum { AUTHENTICATE = 3, UNICODE = 1, VERSION = 0x02000000, FIXED = 64 };

/* The field whose length and offset stand at that place. */
static struct span field(struct tx *tx, struct span m, size_t at, bool unicode)
{
	struct cursor c = cursor_of(span_sub(m, at, 8));
	size_t n = cursor_u16_le(&c);
	struct span bytes;

	cursor_skip(&c, 2);
	bytes = span_sub(m, cursor_u32_le(&c), MIN(n, (size_t)SMB_NAME));
	return unicode ? say_utf16(tx->arena, bytes) : arena_span(tx->arena, bytes);
}

void smb_impl_ntlmssp(struct tx *tx, struct span blob)
{
	static const uint8_t mark[] = "NTLMSSP";
	struct smb_own *own = tx->own;
	struct smb_ntlmssp *to = &own->ntlmssp;
	const uint8_t *p = blob.n ? memmem(blob.p, blob.n, mark, sizeof(mark)) : NULL;
	struct span m;
	struct cursor c;
	uint32_t flags;
	bool unicode;

	if (!p)
		return;
	m = span_sub(blob, (size_t)(p - blob.p), blob.n);
	c = cursor_of(m);
	cursor_skip(&c, sizeof(mark));
	if (cursor_u32_le(&c) != AUTHENTICATE)
		return;
	if (m.n < FIXED) {
		proto_tx_event(tx, PROTO_EVENT_SMB_NTLMSSP);
		return;
	}
	cursor_seek(&c, 60);
	flags = cursor_u32_le(&c);
	unicode = flags & UNICODE;
	to->there = true;
	to->domain = field(tx, m, 28, unicode);
	to->user = field(tx, m, 36, unicode);
	to->host = field(tx, m, 44, unicode);
	if (flags & VERSION && m.n >= FIXED + 8) {
		to->has_version = true;
		to->major = cursor_u8(&c);
		to->minor = cursor_u8(&c);
		to->build = cursor_u16_le(&c);
		cursor_skip(&c, 3);
		to->revision = cursor_u8(&c);
	}
	if (to->user.n)
		proto_tx_add(tx, BUFFER_SMB_NTLMSSP_USER, FLOW_TO_SERVER, to->user);
	if (to->domain.n)
		proto_tx_add(tx, BUFFER_SMB_NTLMSSP_DOMAIN, FLOW_TO_SERVER, to->domain);
}
