/* What the reader and the writer of DNS transactions share: names and records in place. */
#ifndef VARDE_PROTO_DNS_IMPL_H
#define VARDE_PROTO_DNS_IMPL_H

#include "base/span.h"
#include "codec/json.h"
#include "proto/proto.h"

enum {
	DNS_NAME_MAX = 1025, /* bytes of a name's text; EVE says when it was longer */
	DNS_HEADER = 12,
	DNS_LABELS = 255, /* of a name */
	DNS_JUMPS = 32    /* compression pointers of a name */
};

/* How a name was. */
enum { DNS_NAME_CUT = 1, DNS_NAME_LOOP = 2, DNS_NAME_LABELS = 4 };

struct dns_name {
	uint16_t n;    /* bytes of text */
	uint8_t flags; /* DNS_NAME_* */
	char text[DNS_NAME_MAX];
};

struct dns_header {
	uint16_t id, flags;
	uint16_t count[4]; /* questions, answers, authorities, additionals */
};

struct dns_record {
	uint16_t type, klass;
	uint32_t ttl;
	size_t data; /* offset of the record data in the message */
	size_t n;    /* bytes of it */
};

/* The parser's part of a transaction: the message stands as long as the sink is told. */
struct dns_own {
	struct span message; /* borrowed */
};

/* The header; false: the message is shorter. */
bool dns_impl_header(struct span message, struct dns_header *ret);

/* The name at *at, which moves behind it; false when the bytes are no name. */
bool dns_impl_name(struct span message, size_t *at, struct dns_name *ret);

/* Steps over a name. */
bool dns_impl_skip(struct span message, size_t *at);

/* What follows a record's name; *at moves behind the record. */
bool dns_impl_record(struct span message, size_t *at, struct dns_record *ret);

/* Names of types and codes as EVE has them; others in to[8] as numbers. */
const char *dns_impl_type(uint16_t type, char *to);
const char *dns_impl_rcode(unsigned rcode, char *to);

/* The members of EVE's object (dns_log.c). */
void dns_impl_log(const struct tx *tx, struct json_writer *w);

#endif
