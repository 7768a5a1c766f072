/*
 * What programs fetch of the indicators: who asks (a device with its key, or a person's API
 * token), what they see of what is served, and that it was fetched. The same for every format.
 */
#ifndef VARDE_PORTAL_FEED_H
#define VARDE_PORTAL_FEED_H

#include "api/call.h"
#include "model/audience.h"
#include "share/served.h"
#include "share/view.h"

/* Who fetches. */
struct feed_reader {
	const char *key;    /* id of the device's key or of the token (session) */
	const char *org;    /* whose; "" for people of the CERT */
	const char *name;   /* of the key, or of the person */
	struct actor actor; /* for the log */
	unsigned tlps;      /* labels that it sees: bits 1u << enum tlp */
	bool answers;       /* whether it may say that something was seen */
	const char *why;    /* of a refusal, in English */
};

/* The key that was sent: a header (X-API-Key, X-MISP-Auth, Authorization as Basic, Token,
 * Bearer or bare) or ?apikey=; NULL: none. In the call's arena. */
const char *feed_key_sent(struct call *call);

/* 0; the HTTP status to refuse with (why says more); or ERR_* with the call's message. */
int feed_open(struct call *call, struct feed_reader *ret) MUST_USE;

/* What the reader sees, as it is now. served_release ends the use of *ret_served. */
int feed_view(struct call *call, const struct feed_reader *reader, struct served **ret_served,
    struct share_view *ret) MUST_USE;

/* What was written into the reply's body: its type, what was asked for, how many lines. */
struct feed_sent {
	const char *type, *query;
	size_t lines;
};

/* Notes that it was fetched, and sends it: with an entity tag, or as 304 when the client has it
 * (RFC 9110, 13.1.2). */
int feed_send(
    struct call *call, const struct feed_reader *reader, const struct feed_sent *sent) MUST_USE;

#endif
