/* The Internet checksum (RFC 1071) of IPv4's header and of TCP, UDP, ICMP and ICMPv6. */
#ifndef VARDE_PACKET_CHECKSUM_H
#define VARDE_PACKET_CHECKSUM_H

#include "packet/packet.h"

/* Whether the header of IPv4 and what it carries have the checksums that they say; IPv6 has
 * none of its own. What has none (UDP over IPv4 may leave it out) is right. */
bool checksum_ok(const struct packet *packet);

#endif
