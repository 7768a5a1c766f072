#include "wire/telnet.h"

#include "base/macros.h"
#include "codec/cursor.h"

static bool is_negotiation(uint8_t command)
{
	return command >= TELNET_WILL && command <= TELNET_DONT;
}

/* The bytes up to IAC SE, which are stepped over; an IAC among them is doubled. */
static struct span parse_parameters(struct cursor *c)
{
	size_t from = c->at, to = from;

	for (;;) {
		uint8_t byte = cursor_u8(c);

		if (cursor_err(c) < 0)
			return span_of(NULL, 0);
		if (byte == TELNET_IAC && cursor_u8(c) == TELNET_SE)
			break;
		to = c->at;
	}
	return to > from ? span_of(c->p + from, to - from) : span_of(NULL, 0);
}

static void parse_command(struct cursor *c, struct telnet_event *event)
{
	cursor_skip(c, 1); /* IAC */
	event->command = cursor_u8(c);
	if (is_negotiation(event->command)) {
		event->kind = TELNET_NEGOTIATION;
		event->option = cursor_u8(c);
	} else if (event->command == TELNET_SB) {
		event->kind = TELNET_PARAMETERS;
		event->option = cursor_u8(c);
		event->data = parse_parameters(c);
	} else if (event->command == TELNET_IAC) {
		event->kind = TELNET_TEXT;
		event->data = span_of(c->p, 1);
	} else {
		event->kind = TELNET_COMMAND;
	}
}

int telnet_next(struct span *rest, struct telnet_event *ret)
{
	struct cursor c = cursor_of(*rest);
	struct telnet_event event = {.kind = TELNET_TEXT};
	const uint8_t *iac =
	    rest->n ? (const uint8_t *)memchr(rest->p, TELNET_IAC, rest->n) : NULL;

	if (rest->n == 0)
		return ERR_TRUNCATED;
	if (iac == rest->p)
		parse_command(&c, &event);
	else
		event.data = cursor_bytes(&c, iac ? (size_t)(iac - rest->p) : rest->n);
	if (cursor_err(&c) < 0)
		return cursor_err(&c);
	*rest = cursor_rest(&c);
	*ret = event;
	return 0;
}

static void put_text(struct str *to, struct span text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == TELNET_IAC)
			str_u8(to, TELNET_IAC);
		str_u8(to, text.p[i]);
	}
}

void telnet_build(struct str *to, const struct telnet_event *event)
{
	if (event->kind == TELNET_TEXT) {
		put_text(to, event->data);
		return;
	}
	str_u8(to, TELNET_IAC);
	str_u8(to, event->command);
	if (event->kind == TELNET_COMMAND)
		return;
	str_u8(to, event->option);
	if (event->kind == TELNET_PARAMETERS) {
		str_span(to, event->data);
		str_u8(to, TELNET_IAC);
		str_u8(to, TELNET_SE);
	}
}

void telnet_refuse(struct str *to, const struct telnet_event *event)
{
	struct telnet_event answer = *event;

	if (event->kind != TELNET_NEGOTIATION ||
	    (event->command != TELNET_DO && event->command != TELNET_WILL))
		return;
	answer.command = event->command == TELNET_DO ? TELNET_WONT : TELNET_DONT;
	telnet_build(to, &answer);
}

void telnet_describe(struct str *to, const struct telnet_event *event)
{
	static const char *const verbs[] = {"WILL", "WONT", "DO", "DONT"};
	/* IANA registry "Telnet Options" */
	static const char *const options[] = {
	    [0] = "BINARY",
	    [1] = "ECHO",
	    [3] = "SUPPRESS-GO-AHEAD",
	    [5] = "STATUS",
	    [6] = "TIMING-MARK",
	    [23] = "SEND-LOCATION",
	    [24] = "TERMINAL-TYPE",
	    [31] = "NAWS",
	    [32] = "TERMINAL-SPEED",
	    [33] = "REMOTE-FLOW-CONTROL",
	    [34] = "LINEMODE",
	    [35] = "X-DISPLAY-LOCATION",
	    [36] = "ENVIRON",
	    [37] = "AUTHENTICATION",
	    [38] = "ENCRYPT",
	    [39] = "NEW-ENVIRON",
	    [40] = "TN3270E",
	    [42] = "CHARSET",
	    [44] = "COM-PORT",
	    [45] = "SUPPRESS-LOCAL-ECHO",
	    [46] = "START-TLS",
	};

	if (event->kind != TELNET_NEGOTIATION || !is_negotiation(event->command))
		return;
	str_addf(to, "%s ", verbs[event->command - TELNET_WILL]);
	if (event->option < ARRAY_LEN(options) && options[event->option])
		str_add(to, options[event->option]);
	else
		str_addf(to, "%u", (unsigned)event->option);
}

bool telnet_greets(struct span bytes)
{
	struct telnet_event event = {0};

	return telnet_next(&bytes, &event) == 0 && event.kind == TELNET_NEGOTIATION;
}
