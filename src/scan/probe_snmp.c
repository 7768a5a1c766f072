/*
 * SNMP: version 3 engine discovery, which every agent of version 3 answers without a user, and
 * one GET of the system's description with the community "public". No other community is tried
 * and nothing else is read.
 */
#include "base/limits.h"
#include "codec/ber.h"
#include "scan/probes.h"
#include "scan/talk.h"
#include "wire/snmp.h"

enum {
	ANSWER_MS = 3000,
	DISCOVER_ID = 0x56415244, /* "VARD": an answer with another identifier is not ours */
	GET_ID = 0x56415245,
	MAX_DESCRIPTION = 512, /* bytes that are kept; RFC 3418 allows 255 */
};

struct seen {
	const char *engine;      /* hex; NULL when version 3 did not answer */
	const char *enterprise;  /* "enterprise 8072" */
	const char *description; /* NULL when "public" was not answered */
};

static int discover(struct probe_run *run, struct seen *seen)
{
	STR_AUTO(request, LIMIT_DATAGRAM);
	STR_AUTO(reply, LIMIT_DATAGRAM);
	STR_AUTO(hex, 2 * 32 + 1);
	struct snmp_engine engine;
	struct snmp_message m;
	int r;

	snmp_discover_put(&request, DISCOVER_ID);
	r = probe_udp(run, str_bytes(&request), &reply, ANSWER_MS);
	if (r < 0)
		return r;
	if (snmp_parse(str_bytes(&reply), &m) < 0 || m.version != SNMP_V3 ||
	    m.id != DISCOVER_ID || m.pdu != SNMP_REPORT ||
	    snmp_engine_parse(m.engine, &engine) < 0)
		return ERR_PROTOCOL;
	for (size_t i = 0; i < m.engine.n; i++)
		str_addf(&hex, "%02x", m.engine.p[i]);
	seen->engine = str_dup(&hex, run->arena);
	seen->enterprise = arena_printf(run->arena, "enterprise %u", engine.enterprise);
	return 0;
}

static int ask_public(struct probe_run *run, struct seen *seen)
{
	STR_AUTO(request, LIMIT_DATAGRAM);
	STR_AUTO(reply, LIMIT_DATAGRAM);
	struct snmp_binding b;
	struct snmp_message m;
	int r;

	snmp_get_put(
	    &request, "public", GET_ID, span_of(SNMP_SYSDESCR, sizeof(SNMP_SYSDESCR) - 1));
	r = probe_udp(run, str_bytes(&request), &reply, ANSWER_MS);
	if (r < 0)
		return r;
	if (snmp_parse(str_bytes(&reply), &m) < 0 || m.version != SNMP_V2C ||
	    m.pdu != SNMP_RESPONSE || m.request != GET_ID)
		return ERR_PROTOCOL;
	/* An agent that hides the description from "public" answers to it all the same. */
	seen->description = "(no description)";
	if (m.error == 0 && snmp_binding(&m.bindings, &b) && b.tag == BER_OCTETS && b.value.n)
		seen->description = talk_text(run, b.value, MAX_DESCRIPTION);
	return 0;
}

static void state(struct probe_run *run, const struct seen *seen)
{
	struct obs_service service = {.protocol = "snmp", .banner = seen->description};
	struct text_list engine = {0};

	/* Agents put the system in the description, or their maker; the engine tells the maker
	 * at least. */
	if (!seen->description ||
	    !probe_fingerprint(run, "snmp.sysdescr", span_str(seen->description), &service))
		if (seen->engine)
			(void)probe_fingerprint(
			    run, "snmp.engine", span_str(seen->engine), &service);
	probe_service(run, &service);
	if (seen->engine) {
		text_list_add(&engine, run->arena, seen->engine);
		text_list_add(&engine, run->arena, seen->enterprise);
		probe_fact(run, "snmp.engine", NULL, &engine);
	}
	if (seen->description)
		probe_fact1(run, "snmp.public", "GET sysDescr.0, version 2c, community public",
		    seen->description);
}

static int probe(struct probe_run *run)
{
	struct seen seen = {0};
	int v3 = discover(run, &seen), v2 = v3;

	/* A closed port or a stopped job is not asked twice. */
	if (v3 == 0 || v3 == ERR_TIMEOUT || v3 == ERR_PROTOCOL)
		v2 = ask_public(run, &seen);
	if (seen.engine || seen.description)
		state(run, &seen);
	if (seen.engine || seen.description || talk_result(v2) < 0)
		return talk_result(v2);
	/* Bytes that are no SNMP weigh more than silence. */
	return v3 == ERR_PROTOCOL ? v3 : v2;
}

static const uint16_t ports[] = {161, 0};

const struct probe probe_snmp = {
    .protocol = "snmp",
    .doc = "Version 3 engine discovery without a user, and one version 2c GET of sysDescr.0 "
	   "with the community public. No other "
	   "community is tried.",
    .transport = TRANSPORT_UDP,
    .ports = ports,
    .run = probe,
};
