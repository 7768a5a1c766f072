#include "scan/probes.h"
#include "scan/talk.h"
#include "wire/rdp.h"

static const uint16_t ports[] = {3389, 3390, 0};

/* What is asked, each on a connection of its own, and what shows that the server takes it. */
static const struct {
	uint32_t protocols;
	const char *asked;
} questions[] = {
    {RDP_TLS | RDP_NLA, "TLS or NLA"}, {RDP_TLS, "TLS"}, {RDP_STANDARD, "standard RDP"}};

static int ask(struct talk *talk, uint32_t protocols, struct rdp_confirm *ret)
{
	STR_AUTO(request, 32);
	struct span bytes = {0};
	int r;

	rdp_request_build(&request, protocols);
	r = talk_send_bytes(talk, str_bytes(&request));
	if (r == 0)
		r = talk_read(talk, rdp_packet_size, &bytes);
	if (r < 0)
		return r;
	return rdp_confirm_parse(bytes, ret) < 0 ? ERR_PROTOCOL : 0;
}

/* The name of what a confirm agrees to; NULL when it agrees to nothing. */
static const char *accepted(const struct rdp_confirm *confirm)
{
	if (confirm->answer == RDP_FAILED)
		return NULL;
	if (confirm->answer == RDP_PLAIN || confirm->value == RDP_STANDARD)
		return "rdp";
	if (confirm->value & RDP_NLA)
		return "nla";
	return confirm->value == RDP_TLS ? "tls" : NULL;
}

static int probe(struct probe_run *run)
{
	struct talk talk CLEANUP(talk_done);
	struct obs_service service = {.protocol = "rdp"};
	struct text_list values = {0};
	const char *evidence = "";
	int r = 0;

	talk_init(&talk, run);
	for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
		struct rdp_confirm confirm = {0};

		if (i > 0)
			r = talk_fresh(&talk);
		if (r == 0)
			r = ask(&talk, questions[i].protocols, &confirm);
		if (r < 0 && i == 0)
			return talk_unknown(r);
		/* A server that hangs up on a question does not take it; one that is out of
		 * reach is asked no more. */
		if (r == ERR_CANCELLED || r == ERR_BLOCKED || r == ERR_REFUSED ||
		    r == ERR_DENIED)
			break;
		if (r == 0 && accepted(&confirm))
			text_list_add(&values, run->arena, accepted(&confirm));
		evidence = arena_printf(run->arena, "%s%sasked %s: %s", evidence,
		    *evidence ? "; " : "", questions[i].asked,
		    r == 0 ? rdp_confirm_text(&confirm) : err_text(r));
		r = 0;
	}
	probe_service(run, &service);
	probe_fact(run, "rdp.security", evidence, &values);
	if (r < 0)
		probe_coverage(run, COVERAGE_BLOCKED,
		    "the RDP server took no further connection: not every protocol was asked "
		    "for");
	return talk_result(r);
}

const struct probe probe_rdp = {
    .protocol = "rdp",
    .doc = "Asks on up to three connections which security protocol the server takes (NLA, "
	   "TLS, RDP's own); no session.",
    .transport = TRANSPORT_TCP,
    .ports = ports,
    .run = probe,
};
