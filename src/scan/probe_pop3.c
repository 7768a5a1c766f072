#include "base/limits.h"
#include "scan/probes.h"
#include "scan/talk.h"
#include "wire/line.h"
#include "wire/pop3.h"

enum { CAPABILITY_MAX = 512 }; /* bytes of one capability, RFC 2449 section 4 */

static const uint16_t ports[] = {110, 0};
static const uint16_t tls_ports[] = {995, 0};

static int examine(struct talk *talk)
{
	struct text_list values = {0};
	struct span bytes, item;
	int r = talk_ask(talk, "CAPA\r\n", pop3_listing_size, &bytes);

	if (r < 0)
		return r;
	/* A server that does not know CAPA says -ERR: what it offers was not observed. */
	if (!pop3_is_ok(bytes) || !line_take(&bytes, &item))
		return 0;
	while (pop3_item(&bytes, &item))
		talk_add(talk->run, &values, item, CAPABILITY_MAX);
	/* The fact is about what is offered before encryption. */
	if (!talk->run->tls)
		probe_fact(talk->run, "pop3.capabilities", NULL, &values);
	return 0;
}

static int probe(struct probe_run *run)
{
	struct talk talk CLEANUP(talk_done);
	struct obs_service service = {.protocol = "pop3"};
	struct span bytes;
	int r;

	talk_init(&talk, run);
	r = talk_read(&talk, pop3_status_size, &bytes);
	if (r < 0)
		return talk_unknown(r);
	if (!pop3_is_ok(bytes))
		return ERR_PROTOCOL;
	service.banner = talk_text(run, bytes, LIMIT_BANNER);
	r = examine(&talk);
	if (r == ERR_PROTOCOL)
		return r;
	(void)probe_fingerprint(run, "pop3.banner", span_str(service.banner),
	    &service); /* no match leaves the product unknown */
	probe_service(run, &service);
	if (r == 0)
		talk_bye(&talk, "QUIT\r\n");
	return talk_result(r);
}

const struct probe probe_pop3 = {
    .protocol = "pop3",
    .doc = "Reads the greeting, asks CAPA, QUIT; no login.",
    .transport = TRANSPORT_TCP,
    .ports = ports,
    .tls_ports = tls_ports,
    .greets = pop3_greets,
    .run = probe,
};
