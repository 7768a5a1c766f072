/* The Telnet stream (RFC 854, RFC 855): text with option negotiation in between. */
#ifndef VARDE_WIRE_TELNET_H
#define VARDE_WIRE_TELNET_H

#include "base/err.h"
#include "base/str.h"

/* Command bytes behind IAC, RFC 854 page 14. */
enum {
	TELNET_SE = 240,
	TELNET_SB = 250,
	TELNET_WILL = 251,
	TELNET_WONT = 252,
	TELNET_DO = 253,
	TELNET_DONT = 254,
	TELNET_IAC = 255,
};

enum telnet_kind {
	TELNET_TEXT, /* data: bytes of text; an escaped IAC comes as an event of its own */
	TELNET_NEGOTIATION, /* command: WILL, WONT, DO or DONT; option */
	TELNET_PARAMETERS,  /* subnegotiation: option; data as sent, IAC IAC not undone */
	TELNET_COMMAND,     /* command: any other */
};

struct telnet_event {
	enum telnet_kind kind;
	uint8_t command;
	uint8_t option;
	struct span data; /* borrowed */
};

/* Takes the next event out of *rest (borrows). ERR_TRUNCATED, and *rest untouched, when it is
 * empty or not whole. */
int telnet_next(struct span *rest, struct telnet_event *ret) MUST_USE;

/* Appends the event as it is sent. */
void telnet_build(struct str *to, const struct telnet_event *event);

/* Appends the refusal of what the event asks or offers: WONT for DO, DONT for WILL, nothing for
 * the rest (RFC 854 page 3). */
void telnet_refuse(struct str *to, const struct telnet_event *event);

/* Appends a negotiation as text: "DO TERMINAL-TYPE", "WILL 200". */
void telnet_describe(struct str *to, const struct telnet_event *event);

/* Whether bytes begin with a negotiation. */
bool telnet_greets(struct span bytes);

#endif
