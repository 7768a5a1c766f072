/* Identification: which protocol an open port speaks, and which product. */
#ifndef VARDE_SCAN_IDENTIFY_H
#define VARDE_SCAN_IDENTIFY_H

#include "scan/probe.h"
#include "scan/unit.h"

/* "identify/ADDR/PORT". */
int identify_port(struct scan_unit *unit);

/* Runs every datagram probe against the address, on its usual ports. */
int identify_udp(struct scan_unit *unit, const char *addr);

/* Emits the leaf certificate that the connection showed, asked for by name (NULL for none), and
 * the hosts it names. */
void identify_cert(struct scan_unit *unit, const char *addr, uint16_t port, const char *name,
    const struct span *der, size_t n);

#endif
