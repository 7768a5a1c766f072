#include "base/limits.h"
#include "scan/probes.h"
#include "scan/talk.h"
#include "wire/vnc.h"

static const uint16_t ports[] = {5900, 5901, 5902, 5903, 0};

static bool greets(struct span greeting)
{
	struct vnc_version version;

	return vnc_version_parse(greeting, &version) == 0;
}

/* States the types that the server offers; a refusal is coverage. */
static void state(struct probe_run *run, const struct vnc_security *security)
{
	struct text_list values = {0};

	if (security->types.n == 0) {
		probe_coverage(run, COVERAGE_BLOCKED,
		    arena_printf(run->arena, "the VNC server refused: %s",
			talk_text(run, security->reason, 200)));
		return;
	}
	for (size_t i = 0; i < security->types.n; i++) {
		const char *name = vnc_security_name(security->types.p[i]);

		if (!name)
			name =
			    arena_printf(run->arena, "type-%u", (unsigned)security->types.p[i]);
		text_list_add(&values, run->arena, name);
	}
	probe_fact(run, "vnc.security", NULL, &values);
}

/* Agrees on a version and reads the security types; none is chosen. */
static int examine(struct talk *talk, struct vnc_version server)
{
	struct vnc_version version = vnc_version_common(server);
	struct vnc_security security = {0};
	STR_AUTO(answer, 16);
	struct span bytes = {0};
	int r;

	vnc_version_build(&answer, version);
	r = talk_send_bytes(talk, str_bytes(&answer));
	if (r == 0)
		r = talk_read(
		    talk, version.minor < 7 ? vnc_security_size_33 : vnc_security_size, &bytes);
	if (r == 0)
		r = vnc_security_parse(bytes, version, &security);
	if (r < 0)
		return r;
	state(talk->run, &security);
	return 0;
}

static int probe(struct probe_run *run)
{
	struct talk talk CLEANUP(talk_done);
	struct obs_service service = {.protocol = "vnc"};
	struct vnc_version version = {0};
	struct span bytes = {0};
	int r;

	talk_init(&talk, run);
	r = talk_read(&talk, vnc_version_size, &bytes);
	if (r == 0)
		r = vnc_version_parse(bytes, &version);
	if (r < 0)
		return talk_unknown(r);
	service.banner = talk_text(run, bytes, LIMIT_BANNER);
	(void)probe_fingerprint(run, "vnc.version", span_str(service.banner),
	    &service); /* no match: product unknown */
	probe_service(run, &service);
	return talk_result(examine(&talk, version));
}

const struct probe probe_vnc = {
    .protocol = "vnc",
    .doc = "Agrees on a protocol version and reads the security types that the server offers; "
	   "none is chosen.",
    .transport = TRANSPORT_TCP,
    .ports = ports,
    .greets = greets,
    .run = probe,
};
