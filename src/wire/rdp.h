/* The first exchange of RDP: X.224 Connection Request and Confirm with RDP negotiation
 * ([MS-RDPBCGR] 2.2.1.1 and 2.2.1.2). */
#ifndef VARDE_WIRE_RDP_H
#define VARDE_WIRE_RDP_H

#include "base/err.h"
#include "base/str.h"

/* requestedProtocols and selectedProtocol, [MS-RDPBCGR] 2.2.1.1.1. */
enum {
	RDP_STANDARD = 0, /* RDP's own encryption */
	RDP_TLS = 1,
	RDP_NLA = 2, /* CredSSP: the user is authenticated before a session begins */
};

/* failureCode, [MS-RDPBCGR] 2.2.1.2.2. */
enum {
	RDP_TLS_REQUIRED = 1,
	RDP_TLS_NOT_ALLOWED = 2,
	RDP_NO_CERTIFICATE = 3,
	RDP_NLA_REQUIRED = 5,
};

enum rdp_answer {
	RDP_PLAIN, /* a confirm without negotiation: standard RDP alone, of servers before 5.2
		    */
	RDP_SELECTED, /* value is the protocol */
	RDP_FAILED,   /* value is the failureCode */
};

struct rdp_confirm {
	enum rdp_answer answer;
	uint32_t value;
};

/* Appends a Connection Request that asks for the protocols. */
void rdp_request_build(struct str *to, uint32_t protocols);

/* The size of the TPKT packet (RFC 1006 section 6) at the front of bytes, as a frame.
 * ERR_TRUNCATED, ERR_SYNTAX. */
int rdp_packet_size(struct span bytes, size_t *ret_size) MUST_USE;

/* Parses a Connection Confirm. ERR_SYNTAX, ERR_TRUNCATED. */
int rdp_confirm_parse(struct span bytes, struct rdp_confirm *ret) MUST_USE;

/* Appends a Connection Confirm. */
void rdp_confirm_build(struct str *to, const struct rdp_confirm *confirm);

/* What the confirm says, in words: "TLS", "failure: NLA required". Gives a static string. */
const char *rdp_confirm_text(const struct rdp_confirm *confirm);

#endif
