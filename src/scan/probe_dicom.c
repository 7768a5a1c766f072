/*
 * DICOM: asks for an association with an application entity that nobody has, and echoes if it
 * is granted: whoever grants it grants any, and a query would be answered too. No query is
 * made: the only SOP class proposed is Verification.
 */
#include "base/limits.h"
#include "scan/probes.h"
#include "scan/talk.h"
#include "wire/dicom.h"

enum {
	CONTEXT = 1,
	MESSAGE = 1,
	MAX_PDUS = 8,       /* that are read while waiting for one answer */
	MAX_LENGTH = 16384, /* bytes of a P-DATA-TF that we take */
	MAX_NAME = 64, /* bytes of a UID, PS3.5 section 9.1, and more than a version name has */
};

#define CALLED_AE  "NOSUCHAE"
#define CALLING_AE "VARDE-AUDIT"
#define IMPLEMENTATION                                                                        \
	"2.25.66377075340820373841169047656207703629" /* from a UUID of ours, PS3.5 annex B.2 \
						       */
#define VERSION_NAME "VARDE_" VARDE_VERSION

_Static_assert(sizeof(VERSION_NAME) <= 17, "at most 16 characters, PS3.7 annex D.3.3.2.2");

static int read_pdu(struct talk *talk, struct dicom_pdu *ret)
{
	struct span bytes;
	int r = talk_read(talk, dicom_frame, &bytes);

	return r < 0 ? r : dicom_pdu_parse(bytes, ret);
}

static int ask_association(struct talk *talk, struct dicom_pdu *ret)
{
	struct dicom_associate rq = {
	    .type = DICOM_ASSOCIATE_RQ,
	    .called = span_str(CALLED_AE),
	    .calling = span_str(CALLING_AE),
	    .contexts = {{.id = CONTEXT,
		.abstract = span_str(DICOM_VERIFICATION),
		.transfer = span_str(DICOM_IMPLICIT_LE)}},
	    .ncontexts = 1,
	    .max_length = MAX_LENGTH,
	    .implementation = span_str(IMPLEMENTATION),
	    .version = span_str(VERSION_NAME),
	};
	STR_AUTO(request, LIMIT_FRAME);
	int r;

	dicom_associate_put(&request, &rq);
	r = talk_send_bytes(talk, str_bytes(&request));
	return r < 0 ? r : read_pdu(talk, ret);
}

/* The service without a name for what it is: a refusal tells nothing. */
static void say_refused(
    struct probe_run *run, const char *how, const char *why, const char *evidence)
{
	struct obs_service service = {.protocol = "dicom"};

	probe_service(run, &service);
	probe_fact1(
	    run, "dicom.association", evidence, arena_printf(run->arena, "%s: %s", how, why));
}

static void say_accepted(struct probe_run *run, const struct dicom_associate *ac)
{
	struct obs_service service = {.protocol = "dicom"};
	struct text_list values = {0};
	const char *both = NULL;

	talk_add(run, &values, ac->implementation, MAX_NAME);
	talk_add(run, &values, ac->version, MAX_NAME);
	if (values.n)
		both = values.n == 1 ? values.items[0]
				     : arena_printf(run->arena, "%s %s", values.items[0],
					   values.items[1]);
	if (both) {
		service.banner = both;
		(void)probe_fingerprint(run, "dicom.implementation", span_str(both),
		    &service); /* no match: no product */
	}
	probe_service(run, &service);
	probe_fact1(run, "dicom.association",
	    "calling AE title " CALLING_AE ", called AE title " CALLED_AE, "accepted");
	if (values.n)
		probe_fact(run, "dicom.implementation", NULL, &values);
}

static bool granted(const struct dicom_associate *ac)
{
	for (size_t i = 0; i < ac->ncontexts; i++)
		if (ac->contexts[i].id == CONTEXT && ac->contexts[i].result == 0)
			return true;
	return false;
}

/* Sends a C-ECHO and reads PDUs until its answer is whole. */
static int ask_echo(struct talk *talk, struct dicom_command *ret)
{
	STR_AUTO(request, LIMIT_FRAME);
	STR_AUTO(command, LIMIT_FRAME);
	struct dicom_pdu pdu;
	bool last = false;
	int r;

	dicom_echo_put(&request, CONTEXT, MESSAGE);
	r = talk_send_bytes(talk, str_bytes(&request));
	for (int i = 0; i < MAX_PDUS && r == 0 && !last; i++) {
		r = read_pdu(talk, &pdu);
		if (r == 0)
			r = dicom_data_command(&pdu, CONTEXT, &command, &last);
	}
	if (r == 0)
		r = last ? dicom_command_parse(str_bytes(&command), ret) : ERR_PROTOCOL;
	return r < 0 || ret->field == DICOM_ECHO_RSP ? r : ERR_PROTOCOL;
}

static int echo(struct talk *talk)
{
	struct dicom_command answer = {0};
	int r = ask_echo(talk, &answer);

	if (r < 0)
		return r;
	probe_fact1(talk->run, "dicom.echo", NULL,
	    answer.status == 0
		? "success"
		: arena_printf(talk->run->arena, "failed: status 0x%04x", answer.status));
	return 0;
}

/* Ends the association in order, so that the peer logs no broken connection. */
static int release(struct talk *talk)
{
	STR_AUTO(request, LIMIT_FRAME);
	struct dicom_pdu pdu = {0};
	int r;

	dicom_release_put(&request, DICOM_RELEASE_RQ);
	r = talk_send_bytes(talk, str_bytes(&request));
	for (int i = 0;
	     i < MAX_PDUS && r == 0 && pdu.type != DICOM_RELEASE_RP && pdu.type != DICOM_ABORT;
	     i++)
		r = read_pdu(talk, &pdu);
	return r;
}

static int refused(struct probe_run *run, const struct dicom_pdu *pdu)
{
	struct dicom_reject reject;
	struct dicom_abort abort;

	if (dicom_reject_parse(pdu, &reject) == 0) {
		say_refused(run, "rejected", dicom_reject_text(&reject),
		    arena_printf(run->arena,
			"called AE title " CALLED_AE ": result %d, source %d, reason %d",
			reject.result, reject.source, reject.reason));
		return 0;
	}
	if (dicom_abort_parse(pdu, &abort) == 0) {
		say_refused(run, "aborted", dicom_abort_text(&abort),
		    arena_printf(
			run->arena, "source %d, reason %d", abort.source, abort.reason));
		return 0;
	}
	return ERR_PROTOCOL;
}

static int probe(struct probe_run *run)
{
	struct talk talk CLEANUP(talk_done);
	struct dicom_associate ac;
	struct dicom_pdu pdu;
	int r;

	talk_init(&talk, run);
	if (run->greeting.n)
		return ERR_PROTOCOL; /* a DICOM server waits to be asked */
	r = ask_association(&talk, &pdu);
	if (r < 0)
		return r == ERR_TIMEOUT ? ERR_PROTOCOL : r;
	if (pdu.type != DICOM_ASSOCIATE_AC)
		return refused(run, &pdu);
	if (dicom_associate_parse(&pdu, &ac) < 0)
		return ERR_PROTOCOL;
	say_accepted(run, &ac);
	if (granted(&ac))
		r = echo(&talk);
	if (r == 0)
		r = release(&talk);
	return talk_result(r);
}

static const uint16_t ports[] = {104, 11112, 4242, 11114, 0};
static const uint16_t tls_ports[] = {2762, 0};

const struct probe probe_dicom = {
    .protocol = "dicom",
    .doc = "Asks for an association with an invented called AE title, proposing Verification "
	   "alone; if it is accepted, one "
	   "C-ECHO and a release. No query, no retrieval, no storage.",
    .transport = TRANSPORT_TCP,
    .ports = ports,
    .tls_ports = tls_ports,
    .exact = true,
    .run = probe,
};
