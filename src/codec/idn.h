/* Host names: to the ASCII form that DNS uses (IDNA 2008, RFC 5891), and checks. */
#ifndef VARDE_CODEC_IDN_H
#define VARDE_CODEC_IDN_H

#include "base/arena.h"
#include "base/err.h"

/*
 * The lower-case ASCII form of a host name in UTF-8 ("sykehus-ø.test" -> "xn--..."), without a
 * trailing dot, labels of 1..63 and names up to 253 bytes, letters, digits, hyphens and
 * underscores. ERR_SYNTAX. The arena owns *ret.
 */
int idn_to_ascii(struct span name, struct arena *arena, char **ret) MUST_USE;

/* Whether the name equals the domain or lies below it; both in lower-case ASCII without
 * trailing dots. */
bool idn_within(const char *name, const char *domain);

#endif
