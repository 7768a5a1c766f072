/* RFB, the protocol of VNC, up to the list of security types (RFC 6143 sections 7.1.1
 * and 7.1.2). */
#ifndef VARDE_WIRE_VNC_H
#define VARDE_WIRE_VNC_H

#include "base/err.h"
#include "base/str.h"

struct vnc_version {
	unsigned major, minor; /* 3 and 8 for "RFB 003.008" */
};

struct vnc_security {
	struct span types; /* a byte each; borrowed */
	struct span
	    reason; /* why the server refuses, when it does: types is empty then; borrowed */
};

/* The size of a ProtocolVersion message, as a frame. ERR_TRUNCATED, ERR_SYNTAX. */
int vnc_version_size(struct span bytes, size_t *ret_size) MUST_USE;

/* Parses a ProtocolVersion message. ERR_TRUNCATED, ERR_SYNTAX. */
int vnc_version_parse(struct span bytes, struct vnc_version *ret) MUST_USE;

/* Appends a ProtocolVersion message; numbers over 999 are cut to that. */
void vnc_version_build(struct str *to, struct vnc_version version);

/* The version to answer with: the highest of 3.3, 3.7 and 3.8 that the server speaks (RFC 6143
 * section 7.1.1). */
struct vnc_version vnc_version_common(struct vnc_version server);

/* The size of the security message from version 3.7 on, and of that of 3.3, as frames.
 * ERR_TRUNCATED, ERR_SYNTAX. */
int vnc_security_size(struct span bytes, size_t *ret_size) MUST_USE;
int vnc_security_size_33(struct span bytes, size_t *ret_size) MUST_USE;

/* Parses the security message that the version agreed upon asks for (borrows). ERR_TRUNCATED,
 * ERR_SYNTAX. */
int vnc_security_parse(
    struct span bytes, struct vnc_version version, struct vnc_security *ret) MUST_USE;

/* The name of a security type: "none", "vnc-auth", "vencrypt"; NULL for one that is not
 * registered. Gives a static string. */
const char *vnc_security_name(uint8_t type);

#endif
