#include "base/limits.h"
#include "scan/probes.h"
#include "scan/talk.h"
#include "wire/imap.h"

enum { CAPABILITY_MAX = 128 }; /* bytes of one capability */

static const uint16_t ports[] = {143, 0};
static const uint16_t tls_ports[] = {993, 0};

static int answer_size(struct span bytes, size_t *ret_size)
{
	struct imap_answer answer = {0};
	int r = imap_answer_parse(bytes, "a", &answer);

	if (r < 0)
		return r;
	*ret_size = answer.size;
	return 0;
}

static int examine(struct talk *talk)
{
	struct text_list values = {0};
	struct span bytes, rest, words = span_of(NULL, 0), capability;
	struct imap_answer answer = {0};
	int r = talk_ask(talk, "a CAPABILITY\r\n", answer_size, &bytes);

	if (r == 0)
		r = imap_answer_parse(bytes, "a", &answer);
	if (r < 0)
		return r;
	if (answer.status != IMAP_OK)
		return 0;
	rest = answer.untagged;
	while (imap_capability(&rest, &words, &capability))
		talk_add(talk->run, &values, capability, CAPABILITY_MAX);
	/* The fact is about what is offered before encryption. */
	if (!talk->run->tls)
		probe_fact(talk->run, "imap.capabilities", NULL, &values);
	return 0;
}

static int probe(struct probe_run *run)
{
	struct talk talk CLEANUP(talk_done);
	struct obs_service service = {.protocol = "imap"};
	struct span bytes;
	bool bye;
	int r;

	talk_init(&talk, run);
	r = talk_read(&talk, imap_greeting_size, &bytes);
	if (r < 0)
		return talk_unknown(r);
	service.banner = talk_text(run, bytes, LIMIT_BANNER);
	bye = span_istarts(bytes, "* BYE");
	r = bye ? 0 : examine(&talk);
	if (r == ERR_PROTOCOL)
		return r;
	(void)probe_fingerprint(run, "imap.banner", span_str(service.banner),
	    &service); /* no match leaves the product unknown */
	probe_service(run, &service);
	if (bye)
		probe_coverage(
		    run, COVERAGE_BLOCKED, "the IMAP server turned the connection away (BYE)");
	else if (r == 0)
		talk_bye(&talk, "a LOGOUT\r\n");
	return talk_result(r);
}

const struct probe probe_imap = {
    .protocol = "imap",
    .doc = "Reads the greeting, asks CAPABILITY, LOGOUT; no login.",
    .transport = TRANSPORT_TCP,
    .ports = ports,
    .tls_ports = tls_ports,
    .greets = imap_greets,
    .run = probe,
};
