/*
 * IP addresses and networks as values: parsed and printed without the C library's locale or
 * resolver. One address has one form: an IPv4-mapped IPv6 address (::ffff:0:0/96, RFC 4291
 * section 2.5.5.2) becomes the IPv4 address that packets would go to, so that a perimeter
 * cannot be passed by writing an address differently.
 */
#ifndef VARDE_WIRE_IP_H
#define VARDE_WIRE_IP_H

#include "base/macros.h"
#include "base/span.h"

enum {
	IP_TEXT = 46,     /* bytes of the longest text of an address and its NUL */
	IP_NET_TEXT = 50, /* the same with "/128" */
	IP_REVERSE = 73,  /* bytes of an ip6.arpa name and its NUL */
};

struct ip {
	uint8_t family; /* 4 or 6; 0 is no address */
	uint8_t b[16];  /* network byte order; IPv4 uses the first 4, the others are 0 */
};

struct ip_net {
	struct ip ip; /* host bits are 0 */
	int bits;     /* prefix length: 0..32 or 0..128 */
};

/*
 * Parses an address: four decimal numbers without leading zeros, or RFC 4291 section 2.2
 * without zone and brackets. ERR_SYNTAX, ERR_RANGE (a number over 255).
 */
int ip_parse(struct span text, struct ip *ret) MUST_USE;

/* An address of 4 or 16 bytes in network byte order (borrows), as in A and AAAA records.
 * ERR_SYNTAX for other lengths. */
int ip_of(struct span bytes, struct ip *ret) MUST_USE;

/* The text of the address, RFC 5952 for IPv6, into to[IP_TEXT]; "" for no address. Returns to.
 */
const char *ip_text(const struct ip *ip, char *to);

/* Order: IPv4 before IPv6, then by value. Negative, 0 or positive. */
int ip_cmp(const struct ip *a, const struct ip *b);

/* Whether both are the same address. */
bool ip_eq(const struct ip *a, const struct ip *b);

/* Whether it is in 127.0.0.0/8 or ::1. */
bool ip_is_loopback(const struct ip *ip);

/* Moves to the next address of the family; false (and *ip unchanged) after the last. */
bool ip_next(struct ip *ip);

/* Bits of an address: 32, 128, or 0 for no address. */
int ip_bits(const struct ip *ip);

/* The name that PTR records stand under: in-addr.arpa or ip6.arpa, without the last dot, into
 * to[IP_REVERSE]. Returns to. */
const char *ip_reverse_name(const struct ip *ip, char *to);

/*
 * The reverse zone that a network is in, into to[IP_REVERSE]: that of its prefix, rounded down
 * to whole octets (IPv6: hexadecimal digits); of an address its own name. Returns to.
 */
const char *ip_net_zone(const struct ip_net *net, char *to);

/*
 * Parses "address/bits", or an address alone as a network of one. Host bits are cleared;
 * *ret_host_bits (NULL is allowed) tells whether there were any. ERR_SYNTAX, ERR_RANGE.
 */
int ip_net_parse(struct span text, struct ip_net *ret, bool *ret_host_bits) MUST_USE;

/* The network of that many bits around the address; bits are clamped to the family's. */
struct ip_net ip_net_of(const struct ip *ip, int bits);

/* "address/bits" into to[IP_NET_TEXT]. Returns to. */
const char *ip_net_text(const struct ip_net *net, char *to);

/* Whether the address is in the network; never across families. */
bool ip_net_has(const struct ip_net *net, const struct ip *ip);

/* Whether all of the inner network is in the outer one. */
bool ip_net_covers(const struct ip_net *outer, const struct ip_net *inner);

/* Addresses in the network, network and broadcast address included; UINT64_MAX when there are
 * more than that. */
uint64_t ip_net_count(const struct ip_net *net);

/* The last address of the network. */
struct ip ip_net_last(const struct ip_net *net);

#endif
