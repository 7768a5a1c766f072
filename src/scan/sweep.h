/* The TCP connect sweep: which ports of an address are open. Needs no special rights. */
#ifndef VARDE_SCAN_SWEEP_H
#define VARDE_SCAN_SWEEP_H

#include "scan/unit.h"

/* "sweep/ADDR": tries every port of the job, records the open ones and how many were closed or
 * silent. */
int sweep_address(struct scan_unit *unit);

/* "udp/ADDR": asks the datagram services that answer harmless questions (rows of probes with
 * transport UDP). */
int sweep_udp(struct scan_unit *unit);

#endif
