/* SMTP service extensions (RFC 5321 section 4.1.1.1). Replies are parsed by wire/reply.h. */
#ifndef VARDE_WIRE_SMTP_H
#define VARDE_WIRE_SMTP_H

#include "wire/reply.h"

/* Whether the greeting is a 220, 421 or 554 (RFC 5321 section 3.1) that is not an FTP server's.
 */
bool smtp_greets(struct span greeting);

/*
 * Takes the next extension out of *rest, which begins as the lines of the 250 reply to EHLO
 * after smtp_skip_domain (borrows): keyword, and parameters, empty for none. "AUTH=LOGIN", an
 * old spelling, gives AUTH and LOGIN. False when used up.
 */
bool smtp_extension(struct span *rest, struct span *ret_keyword, struct span *ret_params);

/* Steps over the first line of an EHLO reply, which names the server (borrows); false when
 * there is none. */
bool smtp_skip_domain(struct span *rest, struct span *ret_domain);

#endif
