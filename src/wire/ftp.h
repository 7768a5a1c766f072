/* FTP before a login: greeting, FEAT (RFC 2389) and AUTH (RFC 4217). Replies are parsed by
 * wire/reply.h. */
#ifndef VARDE_WIRE_FTP_H
#define VARDE_WIRE_FTP_H

#include "wire/reply.h"

/* Whether the greeting is a 220 whose text does not speak of mail: FTP servers often do not
 * name themselves. */
bool ftp_greets(struct span greeting);

/* Whether the text names FTP, or a server known to speak only that, and does not speak of SMTP
 * (hosts are called ftp, too). */
bool ftp_is_named(struct span text);

/*
 * Takes the next feature out of *rest, which begins as the lines of a 211 reply to FEAT behind
 * the first (borrows); the last line of the reply is none. False when used up.
 */
bool ftp_feature(struct span *rest, struct span *ret_feature);

/* Whether the feature says that AUTH TLS is understood: "AUTH TLS", "AUTH SSL;TLS;". */
bool ftp_is_auth_tls(struct span feature);

#endif
