/* DNS messages (RFC 1035, 3596, 6891, 8659): queries built, answers parsed, record data as
 * presentation text. */
#ifndef VARDE_WIRE_DNS_H
#define VARDE_WIRE_DNS_H

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

enum dns_type {
	DNS_A = 1,
	DNS_NS = 2,
	DNS_CNAME = 5,
	DNS_SOA = 6,
	DNS_PTR = 12,
	DNS_MX = 15,
	DNS_TXT = 16,
	DNS_AAAA = 28,
	DNS_SRV = 33,
	DNS_DS = 43,
	DNS_DNSKEY = 48,
	DNS_AXFR = 252,
	DNS_CAA = 257,
};

enum dns_class { DNS_IN = 1, DNS_CH = 3 };

enum dns_rcode {
	DNS_NOERROR = 0,
	DNS_FORMERR = 1,
	DNS_SERVFAIL = 2,
	DNS_NXDOMAIN = 3,
	DNS_NOTIMP = 4,
	DNS_REFUSED = 5
};

struct dns_rr {
	const char *name; /* lower case, without the last dot; "" is the root */
	uint16_t type, klass;
	uint32_t ttl;     /* seconds */
	const char *text; /* record data in presentation form: names lower case without the last
			     dot; TXT strings joined */
	struct span rdata; /* borrowed from the message */
};

struct dns_message {
	uint16_t id;
	bool response, authoritative, truncated, recursion, authenticated; /* QR AA TC RA AD */
	int rcode;
	const char *qname; /* of the first question, lower case; NULL for none */
	uint16_t qtype;
	VEC(struct dns_rr) answers; /* the answer section only */
};

/*
 * Appends a query: recursion desired, AD wanted (RFC 6840 section 5.7), EDNS with a 1232-byte
 * buffer unless klass is CH or type is AXFR. name is ASCII. ERR_RANGE for a name that does not
 * fit.
 */
int dns_build_query(
    struct str *out, uint16_t id, const char *name, uint16_t type, uint16_t klass) MUST_USE;

/*
 * Parses a message; texts and answers live in the arena, rdata borrows from the message.
 * Compression loops, names over 255 bytes and counts that the bytes do not hold are ERR_SYNTAX
 * or ERR_TRUNCATED; more than LIMIT_DNS_RECORDS answers are ERR_LIMIT.
 */
int dns_parse(struct span message, struct arena *arena, struct dns_message *ret) MUST_USE;

/* "A", "MX", ...; "TYPE123" lives in to[12]. */
const char *dns_type_text(uint16_t type, char *to);

/* "NOERROR", "NXDOMAIN", ...; "RCODE" for the rare ones. Static. */
const char *dns_rcode_text(int rcode);

#endif
