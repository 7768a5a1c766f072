/*
 * SSH before any key exchange (RFC 4253): the identification string, the binary packet while
 * nothing is encrypted, and the algorithms of SSH_MSG_KEXINIT.
 */
#ifndef VARDE_WIRE_SSH_H
#define VARDE_WIRE_SSH_H

#include "base/err.h"
#include "base/str.h"

enum {
	SSH_KEXINIT = 20,         /* message number, RFC 4253 section 12 */
	SSH_PACKET_MAX = 35000,   /* bytes of a packet, RFC 4253 section 6.1 */
	SSH_IDENT_MAX = 255,      /* bytes of the identification line, RFC 4253 section 4.2 */
	SSH_IDENT_BEFORE = 16384, /* bytes of other lines that may stand before it; our bound */
};

/* All borrowed from the input. */
struct ssh_ident {
	struct span line;     /* "SSH-2.0-OpenSSH_9.2p1 Debian-2" without its line end */
	struct span protocol; /* "2.0"; "1.99" stands for 1.x and 2.0 (RFC 4253 section 5.1) */
	struct span software; /* "OpenSSH_9.2p1" */
	struct span comments; /* "Debian-2"; empty for none */
	size_t size;          /* bytes up to the end of the line, lines before it included */
};

/* The name-lists of SSH_MSG_KEXINIT in their order, RFC 4253 section 7.1; CS is client to
 * server, SC server to client. */
enum ssh_list {
	SSH_KEX,
	SSH_HOSTKEY,
	SSH_CIPHER_CS,
	SSH_CIPHER_SC,
	SSH_MAC_CS,
	SSH_MAC_SC,
	SSH_COMPRESSION_CS,
	SSH_COMPRESSION_SC,
	SSH_LANGUAGE_CS,
	SSH_LANGUAGE_SC,
	SSH_LISTS,
};

struct ssh_kexinit {
	struct span cookie;           /* 16 bytes */
	struct span lists[SSH_LISTS]; /* names parted by commas */
	bool follows;                 /* first_kex_packet_follows */
};

/* Finds and parses the identification string. ERR_TRUNCATED, ERR_SYNTAX. */
int ssh_ident_parse(struct span bytes, struct ssh_ident *ret) MUST_USE;

/* Its size with the lines before it, as a frame. Errors of ssh_ident_parse. */
int ssh_ident_size(struct span bytes, size_t *ret_size) MUST_USE;

/* The size of the unencrypted binary packet at the front of bytes (RFC 4253 section 6), as a
 * frame. */
int ssh_packet_size(struct span bytes, size_t *ret_size) MUST_USE;

/* The payload of the packet at the front of bytes (borrows). ERR_TRUNCATED, ERR_SYNTAX. */
int ssh_packet_parse(struct span bytes, struct span *ret_payload) MUST_USE;

/* Appends an unencrypted packet around the payload (borrows), padded with zeros to a multiple
 * of 8. */
void ssh_packet_build(struct str *to, struct span payload);

/* Parses a payload as SSH_MSG_KEXINIT (borrows). ERR_TRUNCATED, ERR_SYNTAX. */
int ssh_kexinit_parse(struct span payload, struct ssh_kexinit *ret) MUST_USE;

/* Appends the payload of a SSH_MSG_KEXINIT. */
void ssh_kexinit_build(struct str *to, const struct ssh_kexinit *kexinit);

/* Takes the next name that is not empty out of a name-list (borrows); false when there is none.
 */
bool ssh_name(struct span *rest, struct span *ret_name);

/* Whether the name stands for an extension and not for a key exchange: "ext-info-s" (RFC 8308),
 * strict key exchange markers. */
bool ssh_is_marker(struct span name);

#endif
