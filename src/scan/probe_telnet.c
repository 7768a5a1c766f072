#include "base/limits.h"
#include "scan/probes.h"
#include "scan/talk.h"
#include "wire/telnet.h"

enum {
	QUIET_MS = 2000, /* a login prompt comes within this after the last answer */
	ROUNDS = 24,     /* answers at most; servers negotiate about ten options */
	OPTION_MAX = 64, /* bytes of an option's text */
};

static const uint16_t ports[] = {23, 2323, 0};

/* What a login prompt ends with. */
static const char *const prompts[] = {
    "login:", "username:", "user name:", "password:", "user:"};

struct reading {
	struct str in;   /* bytes received */
	size_t used;     /* of them dealt with */
	struct str text; /* of the server */
	struct text_list options;
	bool negotiated;
};

static void reading_done(struct reading *reading)
{
	str_done(&reading->in);
	str_done(&reading->text);
}

/* Bytes of the text up to the end of its first prompt; 0 when there is none. */
static size_t find_prompt(struct span text)
{
	size_t first = 0;

	for (size_t i = 0; i < ARRAY_LEN(prompts); i++) {
		ptrdiff_t at = span_ifind(text, prompts[i]);

		if (at >= 0 && (first == 0 || (size_t)at + strlen(prompts[i]) < first))
			first = (size_t)at + strlen(prompts[i]);
	}
	return first;
}

/* Appliances may show a prompt without negotiating anything. */
static bool greets(struct span greeting)
{
	return telnet_greets(greeting) || find_prompt(greeting) != 0;
}

/* Adds text without its NULs, which follow a bare CR (RFC 854 page 11). */
static void add_text(struct str *to, struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i])
			str_u8(to, text.p[i]);
}

/* Whether what has come calls for an answer, or shows the prompt. */
static bool is_due(struct span so_far, void *arg)
{
	const struct reading *reading = arg;
	struct span rest = span_sub(so_far, reading->used, so_far.n);
	STR_AUTO(text, TALK_MAX);
	struct telnet_event event;

	str_span(&text, str_bytes(&reading->text));
	while (telnet_next(&rest, &event) == 0) {
		if (event.kind == TELNET_NEGOTIATION)
			return true;
		if (event.kind == TELNET_TEXT)
			add_text(&text, event.data);
	}
	return find_prompt(str_bytes(&text)) != 0;
}

/* Deals with all whole events: text and options are kept, refusals are collected in answer. */
static void take(struct probe_run *run, struct reading *reading, struct str *answer)
{
	struct span rest = span_sub(str_bytes(&reading->in), reading->used, reading->in.n);
	struct telnet_event event;

	while (telnet_next(&rest, &event) == 0) {
		STR_AUTO(option, OPTION_MAX);

		if (event.kind == TELNET_TEXT)
			add_text(&reading->text, event.data);
		if (event.kind != TELNET_NEGOTIATION)
			continue;
		reading->negotiated = true;
		telnet_describe(&option, &event);
		talk_add(run, &reading->options, str_bytes(&option), OPTION_MAX);
		telnet_refuse(answer, &event);
	}
	reading->used = reading->in.n - rest.n;
}

/* Reads and refuses until the prompt has come or nothing more comes; gives what ended it. */
static int converse(struct probe_run *run, struct reading *reading)
{
	int r = 0;

	for (int round = 0; round < ROUNDS && r == 0; round++) {
		STR_AUTO(answer, LIMIT_BANNER);

		r = conn_read_lines(
		    run->conn, &reading->in, LIMIT_BANNER, is_due, reading, QUIET_MS);
		take(run, reading, &answer);
		if (r == 0 && answer.n)
			r = conn_write(run->conn, str_bytes(&answer), TALK_MS);
		if (find_prompt(str_bytes(&reading->text)))
			break;
	}
	return r;
}

static bool is_usual(uint16_t port)
{
	return port == ports[0] || port == ports[1];
}

static int probe(struct probe_run *run)
{
	struct reading reading CLEANUP(reading_done) = {
	    .in = {.max = LIMIT_BANNER}, .text = {.max = LIMIT_BANNER}};
	struct obs_service service = {.protocol = "telnet"};
	size_t prompt;
	int r;

	str_span(&reading.in, str_bytes(&run->greeting));
	r = converse(run, &reading);
	if (r == ERR_CANCELLED)
		return r;
	prompt = find_prompt(str_bytes(&reading.text));
	if (!reading.negotiated && !(prompt && is_usual(run->port)))
		return r == 0 || r == ERR_LIMIT ? ERR_PROTOCOL : talk_unknown(r);
	if (prompt)
		str_cut(&reading.text, prompt);
	service.banner = talk_text(run, str_bytes(&reading.text), LIMIT_BANNER);
	(void)talk_fingerprint(run, "telnet.banner", service.banner,
	    &service); /* no match leaves the product unknown */
	probe_service(run, &service);
	probe_fact(run, "telnet.options", NULL, &reading.options);
	return talk_result(r);
}

const struct probe probe_telnet = {
    .protocol = "telnet",
    .doc = "Refuses every option that the server negotiates and reads its text up to the login "
	   "prompt; no login.",
    .transport = TRANSPORT_TCP,
    .ports = ports,
    .greets = greets,
    .run = probe,
};
