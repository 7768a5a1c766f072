/* Names that carry data, and what they are below. Pure. */
#ifndef VARDE_WATCHERS_TUNNEL_H
#define VARDE_WATCHERS_TUNNEL_H

#include "base/span.h"

/* The part of the name that somebody registered: the last two labels, or three where the last
 * but one is a usual second level of a country (co.uk). It ends the name; a name with fewer is
 * it as a whole. (No public suffix list: a collector reads no file.) */
struct span tunnel_registered(struct span name);

/* Bits of information of a character of the text, times 100, by how often each occurs. */
uint32_t tunnel_entropy(struct span text);

#endif
