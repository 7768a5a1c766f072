/*
 * HL7 version 2 over MLLP: an application management query, which concerns no patient, and
 * whatever comes back in an MLLP frame: a receiver that refuses it is found out as well as one
 * that takes it.
 */
#include "base/limits.h"
#include "scan/probes.h"
#include "scan/talk.h"
#include "wire/hl7.h"

#define APPLICATION "VARDE"
#define FACILITY    "AUDIT"
#define CONTROL     "VARDE1"

enum { MAX_FIELD = 128 }; /* bytes kept of a field of the answer */

/* States what the acknowledgement says; an answer that is no HL7 message states no value. */
static void state(struct probe_run *run, struct span inside)
{
	struct text_list values = {0};
	struct hl7_message m;
	const char *evidence = "an MLLP frame without an HL7 message";

	if (hl7_parse(inside, &m) == 0) {
		talk_add(run, &values, m.ack, MAX_FIELD);
		talk_add(run, &values, m.application, MAX_FIELD);
		talk_add(run, &values, m.facility, MAX_FIELD);
		evidence = arena_printf(run->arena, "message type %s, HL7 version %s",
		    m.type.n ? talk_text(run, m.type, MAX_FIELD) : "not told",
		    m.version.n ? talk_text(run, m.version, MAX_FIELD) : "not told");
	}
	probe_fact(run, "hl7.ack", evidence, &values);
}

/* The sender's header fields are all that names the product; the rest of the answer is not
 * kept. */
static void identify(struct probe_run *run, struct span inside)
{
	struct obs_service service = {.protocol = "hl7"};
	struct hl7_message m;

	if (hl7_parse(inside, &m) == 0 && m.application.n) {
		const char *both = arena_printf(run->arena, "%s %s",
		    talk_text(run, m.ack, MAX_FIELD), talk_text(run, m.application, MAX_FIELD));

		service.banner = both;
		(void)probe_fingerprint(
		    run, "hl7.ack", span_str(both), &service); /* no match: no product */
	}
	probe_service(run, &service);
}

static int probe(struct probe_run *run)
{
	struct talk talk CLEANUP(talk_done);
	STR_AUTO(query, LIMIT_FRAME);
	struct span frame, inside = {0};
	int r;

	talk_init(&talk, run);
	if (run->greeting.n)
		return ERR_PROTOCOL; /* an MLLP receiver waits to be asked */
	hl7_query_put(&query, APPLICATION, FACILITY, CONTROL);
	r = talk_send_bytes(&talk, str_bytes(&query));
	if (r == 0)
		r = talk_read(&talk, hl7_frame, &frame);
	if (r == 0)
		r = hl7_unframe(frame, &inside);
	if (r < 0)
		return r == ERR_TIMEOUT ? ERR_PROTOCOL : r;
	identify(run, inside);
	state(run, inside);
	return 0;
}

static const uint16_t ports[] = {2575, 2576, 6661, 0};

const struct probe probe_hl7 = {
    .protocol = "hl7",
    .doc = "Sends an application management query (NMQ^N01, processing identifier T) in an "
	   "MLLP frame and reads the acknowledgement. "
	   "No patient is named.",
    .transport = TRANSPORT_TCP,
    .ports = ports,
    .exact = true,
    .run = probe,
};
