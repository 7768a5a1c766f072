/*
 * SNMP: version 2c messages (RFC 3416, RFC 1901) and version 3 engine discovery (RFC 3412, RFC
 * 3414 section 4). Spans of results borrow from the parsed bytes.
 */
#ifndef VARDE_WIRE_SNMP_H
#define VARDE_WIRE_SNMP_H

#include "base/macros.h"
#include "base/span.h"
#include "base/str.h"

enum { SNMP_V1 = 0, SNMP_V2C = 1, SNMP_V3 = 3 }; /* as the version field has them */

enum snmp_pdu {
	SNMP_ENCRYPTED = 0, /* version 3 with privacy: the PDU cannot be read */
	SNMP_GET = 0xa0,
	SNMP_RESPONSE = 0xa2,
	SNMP_REPORT = 0xa8,
};

/* sysDescr.0 (1.3.6.1.2.1.1.1.0, RFC 3418) as an OID's contents. */
#define SNMP_SYSDESCR "\x2b\x06\x01\x02\x01\x01\x01\x00"

struct snmp_message {
	int64_t version;
	struct span community; /* versions 1 and 2c */
	int64_t id;            /* version 3: msgID */
	struct span engine;    /* version 3: msgAuthoritativeEngineID; empty when not known */
	int64_t boots, time;   /* version 3: of the engine; seconds */
	int pdu;               /* enum snmp_pdu, or another tag */
	int64_t request;       /* request-id */
	int64_t error, index;  /* error-status and error-index, RFC 3416 section 3 */
	struct span bindings;  /* for snmp_binding */
};

struct snmp_binding {
	struct span oid; /* contents */
	uint8_t tag;     /* BER_OCTETS, ..., 0x80 noSuchObject, 0x81 noSuchInstance, 0x82
			    endOfMibView */
	struct span value;
};

struct snmp_engine {
	uint32_t enterprise; /* IANA private enterprise number */
	int format; /* RFC 3411: 1 IPv4, 2 IPv6, 3 MAC, 4 text, 5 octets, 128.. the enterprise's
		       own; 0 before RFC 3411 */
};

/* Parses a whole message. ERR_SYNTAX, ERR_TRUNCATED, ERR_RANGE; ERR_UNSUPPORTED for another
 * version. */
int snmp_parse(struct span datagram, struct snmp_message *ret) MUST_USE;

/* Takes the next variable binding out of *rest; false at the end or where the bytes are no
 * binding. */
bool snmp_binding(struct span *rest, struct snmp_binding *ret);

/* Takes an engine identifier apart, RFC 3411 section 5 (SnmpEngineID). ERR_SYNTAX unless it has
 * 5 to 32 bytes. */
int snmp_engine_parse(struct span engine, struct snmp_engine *ret) MUST_USE;

/* Appends a version 2c GET of one object (oid: contents; borrows). */
void snmp_get_put(struct str *to, const char *community, int32_t request, struct span oid);

/* Appends a version 3 discovery request: no user, no security, no variable; the answer tells
 * the engine's identifier. */
void snmp_discover_put(struct str *to, int32_t id);

#endif
