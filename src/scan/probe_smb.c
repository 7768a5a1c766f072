/*
 * SMB: negotiates and goes no further, on a fresh connection each time since a server chooses
 * only once. Versions 2 and 3 are asked with an ever lower maximum; version 1 is offered alone,
 * so that its acceptance is certain. No session is set up.
 */
#include "base/limits.h"
#include "scan/probes.h"
#include "scan/talk.h"
#include "wire/smb.h"

enum { MAX_TRIES = 3 /* connections that ask for version 2 or 3 */, PORT = 445 };

static const uint16_t dialects[] = {SMB_2_0_2, SMB_2_1, SMB_3_0, SMB_3_0_2, SMB_3_1_1};

/* Client identifier: ours, the same on every connection. It must not be all zero from 2.1 on.
 */
static const uint8_t client_guid[SMB_GUID] = {0x31, 0xef, 0xd3, 0xd9, 0x4e, 0x1c, 0x4c, 0x47,
    0x9a, 0x5d, 0x56, 0x41, 0x52, 0x44, 0x45, 0x01};

struct seen {
	bool found[ARRAY_LEN(dialects)]; /* dialects of version 2 and 3 that the server chose */
	bool any_2, any_1;               /* it answered in that version, whatever it said */
	bool smb1;                       /* it accepts version 1 */
	bool decided;                    /* signing_required is known */
	bool signing_required;
	const char *name; /* that its GUID spells; NULL for none */
};

static int ask_2(struct talk *talk, size_t n, struct smb_v2 *ret)
{
	STR_AUTO(request, LIMIT_FRAME);
	struct span frame;
	int r;

	smb_v2_put(&request, dialects, n, client_guid);
	r = talk_send_bytes(talk, str_bytes(&request));
	if (r == 0)
		r = talk_read(talk, smb_frame, &frame);
	if (r == 0 && smb_v2_parse(frame, ret) < 0)
		r = ERR_PROTOCOL;
	return r;
}

static int ask_1(struct talk *talk, struct smb_v1 *ret)
{
	STR_AUTO(request, LIMIT_FRAME);
	struct span frame;
	int r;

	smb_v1_put(&request);
	r = talk_send_bytes(talk, str_bytes(&request));
	if (r == 0)
		r = talk_read(talk, smb_frame, &frame);
	if (r == 0 && smb_v1_parse(frame, ret) < 0)
		r = ERR_PROTOCOL;
	return r;
}

/* Writes down an answer of version 2; returns how many of the dialects are below the one
 * chosen. */
static size_t note_2(struct probe_run *run, const struct smb_v2 *answer, struct seen *seen)
{
	size_t i = 0;
	struct span name;

	seen->any_2 = true;
	if (answer->status != 0)
		return 0;
	while (i < ARRAY_LEN(dialects) && dialects[i] != answer->dialect)
		i++;
	if (i == ARRAY_LEN(dialects))
		return 0;
	seen->found[i] = true;
	seen->signing_required =
	    answer->signing_required && (!seen->decided || seen->signing_required);
	seen->decided = true;
	if (smb_guid_name(answer->guid, &name))
		seen->name = talk_text(run, name, SMB_GUID);
	return i;
}

/* Asks for the versions 2 and 3, from the newest dialect down. */
static int examine_2(struct talk *talk, struct seen *seen)
{
	struct smb_v2 answer = {0};
	size_t n = ARRAY_LEN(dialects);
	int r = 0;

	for (int i = 0; i < MAX_TRIES && n > 0 && r == 0; i++) {
		if (i > 0)
			r = talk_fresh(talk);
		if (r == 0)
			r = ask_2(talk, n, &answer);
		if (r == 0)
			n = note_2(talk->run, &answer, seen);
	}
	return r;
}

static int examine_1(struct talk *talk, struct seen *seen)
{
	struct smb_v1 answer = {0};
	int r = talk_fresh(talk);

	if (r == 0)
		r = ask_1(talk, &answer);
	if (r < 0)
		return r;
	seen->any_1 = true;
	seen->smb1 = answer.accepted;
	if (answer.accepted) {
		seen->signing_required =
		    answer.signing_required && (!seen->decided || seen->signing_required);
		seen->decided = true;
	}
	return 0;
}

static void state(struct probe_run *run, const struct seen *seen)
{
	struct obs_service service = {.protocol = "smb"};
	struct text_list values = {0};

	if (seen->name) {
		service.vendor = "samba";
		service.product = "Samba";
		service.cpe = "cpe:2.3:a:samba:samba:*:*:*:*:*:*:*:*";
		service.confidence = 70;
		service.banner = seen->name;
	}
	probe_service(run, &service);
	if (seen->smb1)
		text_list_add(&values, run->arena, SMB1_DIALECT);
	for (size_t i = 0; i < ARRAY_LEN(dialects); i++)
		if (seen->found[i])
			text_list_add(&values, run->arena, smb_dialect_text(dialects[i]));
	if (values.n)
		probe_fact(run, "smb.dialects", NULL, &values);
	if (seen->decided)
		probe_fact1(
		    run, "smb.signing", NULL, seen->signing_required ? "required" : "optional");
}

/* Whether the end of the first question leaves the possibility of a server that knows version 1
 * alone and hangs up, or says nothing. */
static bool may_be_old(const struct probe_run *run, int r)
{
	return run->port == PORT && (r == ERR_CLOSED || r == ERR_TIMEOUT);
}

static int probe(struct probe_run *run)
{
	struct talk talk CLEANUP(talk_done);
	struct seen seen = {0};
	int r, one = 0;

	talk_init(&talk, run);
	if (run->greeting.n)
		return ERR_PROTOCOL; /* a server waits to be asked */
	r = examine_2(&talk, &seen);
	if (talk_result(r) == 0 && (seen.any_2 || may_be_old(run, r)))
		one = examine_1(&talk, &seen);
	if (!seen.any_2 && !seen.any_1)
		return r == ERR_TIMEOUT ? ERR_PROTOCOL : r;
	state(run, &seen);
	return talk_result(talk_result(r) < 0 ? r : one);
}

static const uint16_t ports[] = {PORT, 0};

const struct probe probe_smb = {
    .protocol = "smb",
    .doc = "Negotiates dialects of SMB 2 and 3 on up to three connections and of SMB 1 on one. "
	   "No session is set up.",
    .transport = TRANSPORT_TCP,
    .ports = ports,
    .run = probe,
};
