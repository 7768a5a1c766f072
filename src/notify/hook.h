/*
 * Webhooks: a message of the outbox as one signed POST. Headers: Varde-Delivery (the message's
 * id, the same in each try), Varde-Timestamp (seconds since 1970), Varde-Signature
 * ("sha256=" and the HMAC-SHA-256, in hex, of the timestamp, a dot and the body, under the
 * rule's key). Only public addresses are reached, but for the networks of the settings; no
 * redirect is followed.
 */
#ifndef VARDE_NOTIFY_HOOK_H
#define VARDE_NOTIFY_HOOK_H

#include "base/str.h"
#include "model/directive.h"
#include "model/log.h"
#include "model/settings.h"
#include "wire/ip.h"

enum { HOOK_TIMEOUT = 10000 /* ms */, HOOK_BODY = 200000, HOOK_REPLY = 65536 };

/* What is sent. Borrows. */
struct hook_call {
	const struct directive *rule;
	const struct outgoing *message;
	const char *org;  /* name of the organisation */
	const char *lang; /* of the texts */
	int64_t now;      /* ms */
};

/* The body, a JSON object; appends. ERR_SYNTAX (values that are no object), ERR_LIMIT. */
int hook_body(const struct settings *settings, const struct hook_call *call,
    struct arena *arena, struct str *out) MUST_USE;

/* The signature of a body, "sha256=...", in the arena. */
const char *hook_signature(
    const char *secret, const char *timestamp, struct span body, struct arena *arena);

/* Whether webhooks may reach the address: a public one, or in settings.webhook_networks. */
bool hook_may_reach(const struct settings *settings, const struct ip *ip);

/*
 * Sends it. 0 when the receiver answered 2xx. *ret_final: trying again is of no use (the
 * address is none, or the receiver says 410 Gone). ERR_DENIED (an address that is not to be
 * reached, a certificate), ERR_PROTOCOL (another answer), or what net/fetch.h gives; *msg says
 * what.
 */
int hook_send(const struct settings *settings, const struct hook_call *call, bool *ret_final,
    struct msg *msg) MUST_USE;

#endif
