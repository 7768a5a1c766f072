/* Names of events as rules write them. */
#ifndef VARDE_RULE_EVENTS_H
#define VARDE_RULE_EVENTS_H

#include "base/span.h"

/* The number of a packet's event ("ipv4.trunc_pkt", "stream.est_packet_out_of_window"), of a
 * transaction's ("http.request_line_..."); -1: not known. */
int events_packet(struct span name);
int events_app(struct span name);

#endif
