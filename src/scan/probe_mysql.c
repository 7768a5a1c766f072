#include "base/limits.h"
#include "scan/probes.h"
#include "scan/talk.h"
#include "wire/mysql.h"

enum { VERSION_MAX = 128 }; /* bytes of a version */

static const uint16_t ports[] = {3306, 3307, 0};

static bool greets(struct span greeting)
{
	struct mysql_greeting g;

	return mysql_greeting_parse(greeting, &g) == 0;
}

/* States version and TLS of a handshake. */
static void state(struct probe_run *run, const struct mysql_greeting *g)
{
	struct text_list values = {0};
	const char *plugin = talk_text(run, g->plugin, VERSION_MAX);

	talk_add(run, &values, mysql_version(g->version), VERSION_MAX);
	if (g->capabilities & MYSQL_CLIENT_SSL)
		talk_add(run, &values, span_str("ssl"), VERSION_MAX);
	probe_fact(run, "mysql.handshake",
	    arena_printf(run->arena, "capabilities 0x%08x%s%s", (unsigned)g->capabilities,
		*plugin ? ", " : "", plugin),
	    &values);
}

static int probe(struct probe_run *run)
{
	struct talk talk CLEANUP(talk_done);
	struct obs_service service = {.protocol = "mysql"};
	struct mysql_greeting g;
	struct span bytes;
	int r;

	talk_init(&talk, run);
	r = talk_read(&talk, mysql_packet_size, &bytes);
	if (r < 0)
		return talk_unknown(r);
	if (mysql_greeting_parse(bytes, &g) < 0)
		return ERR_PROTOCOL;
	service.banner = talk_text(run, g.refused ? g.message : g.version, LIMIT_BANNER);
	/* The message of a refusal names the product, but no version. */
	(void)probe_fingerprint(run, g.refused ? "mysql.error" : "mysql.version",
	    g.refused ? g.message : mysql_version(g.version), &service);
	probe_service(run, &service);
	if (!g.refused)
		state(run, &g);
	else if (g.code == MYSQL_HOST_BLOCKED || g.code == MYSQL_CONNECTIONS)
		probe_coverage(
		    run, COVERAGE_BLOCKED, "the database server turned the connection away");
	return 0;
}

const struct probe probe_mysql = {
    .protocol = "mysql",
    .doc = "Reads the server's handshake (or its refusal) and closes; no login.",
    .transport = TRANSPORT_TCP,
    .ports = ports,
    .greets = greets,
    .run = probe,
};
