#include "base/limits.h"
#include "scan/probes.h"
#include "scan/talk.h"
#include "wire/postgresql.h"

enum {
	UNKNOWN_VERSION = 255, /* of the protocol: refused before anything else is looked at */
	EVIDENCE_MAX = 1024,   /* bytes */
};

static const uint16_t ports[] = {5432, 5433, 0};

static int ask_ssl(struct talk *talk, bool *ret_accepted)
{
	STR_AUTO(request, 16);
	struct span answer = {0};
	int r;

	postgresql_ssl_request_build(&request);
	r = talk_send_bytes(talk, str_bytes(&request));
	if (r == 0)
		r = talk_read(talk, postgresql_ssl_size, &answer);
	if (r < 0)
		return r;
	*ret_accepted = span_eq(answer, "S");
	return 0;
}

static int ask_version(struct talk *talk, struct postgresql_error *ret)
{
	STR_AUTO(request, 16);
	struct span answer = {0};
	int r;

	postgresql_startup_build(&request, UNKNOWN_VERSION, UNKNOWN_VERSION);
	r = talk_send_bytes(talk, str_bytes(&request));
	if (r == 0)
		r = talk_read(talk, postgresql_error_size, &answer);
	if (r < 0)
		return r;
	return postgresql_error_parse(answer, ret) < 0 ? ERR_PROTOCOL : 0;
}

/* The error's fields in one line, as the fingerprints of "postgresql.error" and a reader see
 * it. */
static const char *describe(struct probe_run *run, const struct postgresql_error *e)
{
	const struct {
		char key;
		struct span text;
	} fields[] = {{'S', e->severity}, {'C', e->code}, {'F', e->file}, {'L', e->line},
	    {'R', e->routine}, {'M', e->message}};
	STR_AUTO(out, TALK_MAX);

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (fields[i].text.n == 0)
			continue;
		str_addf(&out, "%s%c=", out.n ? " " : "", fields[i].key);
		str_span(&out, fields[i].text);
	}
	return talk_text(run, str_bytes(&out), EVIDENCE_MAX);
}

static int probe(struct probe_run *run)
{
	struct talk talk CLEANUP(talk_done);
	struct obs_service service = {.protocol = "postgresql"};
	struct postgresql_error error = {0};
	bool ssl = false;
	int r;

	talk_init(&talk, run);
	r = ask_ssl(&talk, &ssl);
	if (r == 0)
		r = talk_fresh(&talk);
	if (r == 0)
		r = ask_version(&talk, &error);
	if (r < 0)
		return talk_unknown(r);
	service.banner = describe(run, &error);
	/* Poolers speak the protocol as well, but only the server itself tells a routine of its
	 * source. */
	if (!probe_fingerprint(run, "postgresql.error", span_str(service.banner), &service) &&
	    error.routine.n) {
		service.vendor = "postgresql";
		service.product = "PostgreSQL";
		service.confidence = 80;
	}
	probe_service(run, &service);
	probe_fact1(run, "postgresql.ssl", NULL, ssl ? "accepted" : "refused");
	return 0;
}

const struct probe probe_postgresql = {
    .protocol = "postgresql",
    .doc = "Asks whether TLS is spoken, then, on a fresh connection, for a protocol version "
	   "that does not exist; no user, no login.",
    .transport = TRANSPORT_TCP,
    .ports = ports,
    .run = probe,
};
