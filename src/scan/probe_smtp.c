#include "base/limits.h"
#include "scan/probes.h"
#include "scan/talk.h"
#include "wire/smtp.h"

enum { EXTENSION_MAX = 512 }; /* bytes of one EHLO line, RFC 5321 section 4.5.3.1.5 */

static const uint16_t ports[] = {25, 587, 2525, 0};
static const uint16_t tls_ports[] = {465, 0};

/* Adds one extension in upper case, as "AUTH PLAIN LOGIN". */
static void note(
    struct probe_run *run, struct span keyword, struct span params, struct text_list *values)
{
	STR_AUTO(text, LIMIT_BANNER);

	str_span(&text, span_sub(keyword, 0, EXTENSION_MAX));
	if (params.n)
		str_char(&text, ' ');
	str_span(&text, span_sub(params, 0, EXTENSION_MAX - 1));
	for (size_t i = 0; i < text.n; i++)
		text.p[i] = (char)(text.p[i] >= 'a' && text.p[i] <= 'z' ? text.p[i] - 'a' + 'A'
									: text.p[i]);
	talk_add(run, values, str_bytes(&text), EXTENSION_MAX);
}

/* EHLO; the extensions become a fact of that name. */
static int hello(struct talk *talk, const char *fact, bool *ret_starttls)
{
	struct text_list values = {0};
	struct span rest, keyword, params;
	struct reply reply;
	bool starttls = false;
	int r = talk_command(talk, "EHLO varde-scan.invalid\r\n", &reply);

	if (r < 0)
		return r;
	if (reply.code != 250)
		return reply.code == 421 ? ERR_BLOCKED : ERR_UNSUPPORTED;
	rest = reply.lines;
	if (!smtp_skip_domain(&rest, &keyword))
		return ERR_PROTOCOL;
	while (smtp_extension(&rest, &keyword, &params)) {
		starttls |= span_ieq(keyword, "STARTTLS");
		note(talk->run, keyword, params, &values);
	}
	probe_fact(talk->run, fact, NULL, &values);
	*ret_starttls = starttls;
	return 0;
}

/* The extensions inside TLS; what happens here no longer decides whether this is SMTP. */
static int examine_tls(struct talk *talk)
{
	struct reply reply;
	bool again;
	int r = talk_command(talk, "STARTTLS\r\n", &reply);

	if (r < 0)
		return r;
	if (reply.code != 220)
		return reply.code == 421 ? ERR_BLOCKED : 0;
	r = talk_start_tls(talk);
	return r < 0 ? r : hello(talk, "smtp.extensions-tls", &again);
}

static bool is_usual(uint16_t port)
{
	for (size_t i = 0; ports[i]; i++)
		if (ports[i] == port)
			return true;
	return port == tls_ports[0];
}

/* Whether a refusal (421, 554) instead of a greeting is a mail server's: the codes are FTP's
 * too. */
static bool refuses(const struct probe_run *run, const struct reply *greeting)
{
	return (greeting->code == 421 || greeting->code == 554) &&
	       (is_usual(run->port) || reply_is_enhanced(greeting) ||
		   span_ifind(greeting->lines, "smtp") >= 0);
}

/*
 * EHLO, or HELO where that is unknown: ERR_PROTOCOL when the server knows neither. Alive: the
 * conversation can go on.
 */
static int examine(struct talk *talk, bool *ret_alive)
{
	struct reply reply;
	bool starttls = false;
	int r =
	    hello(talk, talk->run->tls ? "smtp.extensions-tls" : "smtp.extensions", &starttls);

	if (r == ERR_UNSUPPORTED) {
		r = talk_command(talk, "HELO varde-scan.invalid\r\n", &reply);
		if (r == 0 && reply.code != 250)
			r = reply.code == 421 ? ERR_BLOCKED : ERR_PROTOCOL;
	}
	if (r == 0 && starttls && !talk->run->tls) {
		r = examine_tls(talk);
		*ret_alive = r == 0;
		return talk_result(r);
	}
	*ret_alive = r == 0;
	return r;
}

static int probe(struct probe_run *run)
{
	struct talk talk CLEANUP(talk_done);
	struct obs_service service = {.protocol = "smtp"};
	struct reply greeting = {0};
	struct span bytes;
	const char *text;
	bool named, alive = false;
	int r;

	talk_init(&talk, run);
	r = talk_read(&talk, reply_size, &bytes);
	if (r == 0)
		r = reply_parse(bytes, &greeting);
	if (r < 0)
		return talk_unknown(r);
	if (greeting.code != 220 && !refuses(run, &greeting))
		return ERR_PROTOCOL;
	named = is_usual(run->port) || span_ifind(greeting.lines, "smtp") >= 0;
	service.banner = talk_text(run, greeting.lines, LIMIT_BANNER);
	text = talk_reply_text(run, &greeting);
	r = greeting.code == 220 ? examine(&talk, &alive) : ERR_BLOCKED;
	if (r == ERR_PROTOCOL || (r < 0 && r != ERR_BLOCKED && !named))
		return talk_unknown(r);
	(void)talk_fingerprint(
	    run, "smtp.banner", text, &service); /* no match leaves the product unknown */
	probe_service(run, &service);
	if (r == ERR_BLOCKED)
		probe_coverage(run, COVERAGE_BLOCKED,
		    "the mail server turned the connection away (421 or 554)");
	else if (alive)
		talk_bye(&talk, "QUIT\r\n");
	return r == ERR_CANCELLED ? r : 0;
}

const struct probe probe_smtp = {
    .protocol = "smtp",
    .doc = "Reads the greeting, sends EHLO varde-scan.invalid, STARTTLS where offered and EHLO "
	   "again, QUIT; no mail.",
    .transport = TRANSPORT_TCP,
    .ports = ports,
    .tls_ports = tls_ports,
    .greets = smtp_greets,
    .run = probe,
};
