/* Discovery: the units that find names and addresses. */
#ifndef VARDE_SCAN_DISCOVER_H
#define VARDE_SCAN_DISCOVER_H

#include "scan/unit.h"

/* "net/CIDR": every address of a target network. */
int discover_net(struct scan_unit *unit);

/* "domain/NAME": name servers, mail, policy records of a target domain. */
int discover_domain(struct scan_unit *unit);

/* "host/NAME": where a name leads. */
int discover_host(struct scan_unit *unit);

/* "words/ZONE": names of our word list that exist, after the zone's wildcard is known. */
int discover_words(struct scan_unit *unit);

/* "ptr/ADDR": reverse DNS. */
int discover_reverse(struct scan_unit *unit);

/* "axfr/ZONE@ADDR": whether a name server transfers the zone to anyone, and the names in it. */
int discover_axfr(struct scan_unit *unit);

/* "server/ADDR/PORT": a name server by datagram. */
int discover_server(struct scan_unit *unit);

/* The words, NULL-terminated: what hospitals call their hosts. */
extern const char *const discover_word_list[];

/* Asks the resolver and emits the answer as obs_dns; *ret lives in the unit's arena. Errors:
 * resolver_query. */
int discover_ask(
    struct scan_unit *unit, const char *name, uint16_t type, struct dns_message *ret) MUST_USE;

/* The records of that type in an answer, as sorted texts; CNAMEs on the way are left out. */
struct text_list discover_values(
    struct scan_unit *unit, const struct dns_message *m, uint16_t type);

/* Emits a host found by this unit when it lies in the perimeter's domains. */
void discover_found(
    struct scan_unit *unit, const char *name, const char *parent, const char *why);

/*
 * Emits what DNS says of mail for a name: facts mail.mx, mail.spf, mail.dmarc. A target domain
 * is told about whether it has them or not; a name below it only of what it has: without mail
 * of its own there is nothing to miss, and the domain's DMARC policy covers it.
 */
int discover_mail(struct scan_unit *unit, const char *name) MUST_USE;

#endif
