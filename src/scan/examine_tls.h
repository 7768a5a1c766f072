/* TLS as a service offers it: every version and suite it accepts, enumerated with hellos of our
 * own. */
#ifndef VARDE_SCAN_EXAMINE_TLS_H
#define VARDE_SCAN_EXAMINE_TLS_H

#include "scan/unit.h"

/* "tls/ADDR/PORT/HOW": HOW is "direct" or the protocol whose word starts TLS: smtp, imap, pop3,
 * ftp. */
int examine_tls(struct scan_unit *unit);

#endif
