/* The first packet of a MySQL or MariaDB server: protocol::HandshakeV10, or an error instead of
 * it. */
#ifndef VARDE_WIRE_MYSQL_H
#define VARDE_WIRE_MYSQL_H

#include "base/err.h"
#include "base/str.h"

enum {
	MYSQL_CLIENT_SSL = 0x800,  /* capability: TLS is possible */
	MYSQL_CONNECTIONS = 1040,  /* error: too many connections */
	MYSQL_HOST_BLOCKED = 1129, /* error: too many connection errors from this host */
	MYSQL_HOST_REFUSED = 1130, /* error: no account may log in from this host */
};

/* All borrowed from the input. */
struct mysql_greeting {
	bool refused; /* an error instead of a handshake: code and message, the rest is empty */
	uint16_t code;
	struct span message;
	struct span version;   /* as sent: "5.5.5-10.11.6-MariaDB-0+deb12u1" */
	uint32_t capabilities; /* MYSQL_CLIENT_SSL ... */
	struct span plugin;    /* authentication plugin; empty when not told */
};

/* The size of a server's first packet, as a frame. ERR_TRUNCATED, ERR_SYNTAX. */
int mysql_packet_size(struct span bytes, size_t *ret_size) MUST_USE;

/* Parses a server's first packet. ERR_TRUNCATED, ERR_SYNTAX. */
int mysql_greeting_parse(struct span bytes, struct mysql_greeting *ret) MUST_USE;

/* Appends the packet that says this (borrows). */
void mysql_greeting_build(struct str *to, const struct mysql_greeting *greeting);

/*
 * The version proper (borrows): MariaDB from 10 on puts "5.5.5-" in front, so that old replicas
 * take it for a MySQL of that version; it is left out.
 */
struct span mysql_version(struct span version);

#endif
