/*
 * Lines of sensors taken in, attributed and aggregated: EVENTS lines of EVE about the sector
 * that bench-events-sector made (ORGS organisations with ten networks each), as desk/intake.h
 * stores them. Prints one JSON object. bench-intake DATABASE ORGS EVENTS ALERTS, ALERTS of a
 * thousand lines being alerts, the others what dns, http, tls and flow meet.
 */
#include "desk/intake.h"
#include "base/rng.h"
#include "base/time.h"
#include "os/clock.h"

#include <stdio.h>
#include <stdlib.h>

enum { NETS = 10, LINE = 1024, HOSTS = 16, NAMES = 20000, SIGNATURES = 200 };

struct load {
	struct rng rng;
	int orgs, alerts;
	int64_t now;
	int64_t number;
};

static int below(struct load *l, int n)
{
	return (int)rng_below(&l->rng, (uint64_t)n);
}

/* An address of network k of the organisation, as bench/events_sector.c lays them out. */
static void member_of(struct load *l, char to[32])
{
	uint32_t n = (uint32_t)(below(l, l->orgs) * NETS + below(l, NETS));

	(void)snprintf(to, 32, "10.%u.%u.%u", (n >> 12) & 255, (n >> 4) & 255,
	    ((n << 4) & 255) + (uint32_t)below(l, HOSTS));
}

/* What a line says beside its head. */
static void put_rest(struct load *l, char *to, size_t size)
{
	int name = below(l, NAMES);

	switch (below(l, 4)) {
	case 0:
		(void)snprintf(to, size,
		    "\"event_type\":\"dns\",\"dns\":{\"type\":\"query\",\"rrname\":\"host%d."
		    "example.com\",\"rrtype\":\"A\"}}",
		    name);
		break;
	case 1:
		(void)snprintf(to, size,
		    "\"event_type\":\"http\",\"http\":{\"hostname\":\"www%d.example.com\","
		    "\"url\":\"/index.html?q=1\",\"http_user_agent\":\"Mozilla/5.0\","
		    "\"http_method\":\"GET\",\"status\":200,\"length\":1234}}",
		    name);
		break;
	case 2:
		(void)snprintf(to, size,
		    "\"event_type\":\"tls\",\"tls\":{\"sni\":\"tls%d.example.com\",\"version\":"
		    "\"TLS 1.3\",\"ja3\":{\"hash\":\"%032x\"}}}",
		    name, (unsigned)name % 50);
		break;
	default:
		(void)snprintf(to, size,
		    "\"event_type\":\"flow\",\"flow\":{\"pkts_toserver\":10,\"state\":"
		    "\"closed\"}}");
	}
}

/* A line. Hardly anything comes twice: the worst case for what is added up. */
static struct span line_of(struct load *l, char to[LINE])
{
	char rest[LINE / 2], addr[32], when[TIME_TEXT];
	int n;

	member_of(l, addr);
	l->number++;
	if (below(l, 1000) < l->alerts)
		(void)snprintf(rest, sizeof(rest),
		    "\"event_type\":\"alert\",\"alert\":{\"action\":\"allowed\",\"gid\":1,"
		    "\"signature_id\":%d,\"rev\":1,\"signature\":\"RULE %d\",\"category\":\"A "
		    "Network Trojan was detected\",\"severity\":1,\"metadata\":{"
		    "\"attack_target\":[\"Client_Endpoint\"]}}}",
		    2000000 + below(l, SIGNATURES), below(l, SIGNATURES));
	else
		put_rest(l, rest, sizeof(rest));
	(void)time_text(l->now - (int64_t)(l->number % 3600000), when);
	n = snprintf(to, LINE,
	    "{\"timestamp\":\"%.19s.%06d+0000\",\"flow_id\":%lld,\"in_iface\":\"eth0\","
	    "\"src_ip\":\"%s\",\"src_port\":%d,\"dest_ip\":\"203.0.113.%d\",\"dest_port\":"
	    "443,\"proto\":\"TCP\",%s",
	    when, (int)(l->number % 1000000), (long long)l->number, addr,
	    1024 + below(l, 60000), below(l, 256), rest);
	return span_of(to, (size_t)n);
}

static int store(struct db *db, struct intake_batch *b, const struct attribute *who,
    struct intake_counts *total)
{
	struct intake_counts c = {0};
	int r = db_begin(db, DB_WRITE);

	if (r == 0)
		r = db_end(db, intake_batch_store(b, db, &c));
	total->lines += c.lines;
	total->wrong += c.wrong;
	total->added += c.added;
	total->nobodys += c.nobodys;
	total->alerts += c.alerts;
	total->met += c.met;
	total->traces += c.traces;
	intake_batch_clear(b, who);
	return r;
}

/* Milliseconds that making the lines alone takes: not the intake's. */
static int64_t making(struct load l, int64_t events)
{
	int64_t began = clock_system.mono(NULL);
	char line[LINE];

	for (int64_t i = 0; i < events; i++)
		(void)line_of(&l, line);
	return clock_system.mono(NULL) - began;
}

static int run(struct db *db, struct load *l, int64_t events)
{
	const struct intake_origin origin = {.feed = "bench",
	    .format = "eve",
	    .import = "bench",
	    .tlp = TLP_AMBER,
	    .hold = true};
	struct intake_counts total = {0};
	struct attribute *who = NULL;
	struct intake_batch *b;
	int64_t began, loaded, made = making(*l, events), took;
	char line[LINE];
	int r;

	began = clock_system.mono(NULL);
	r = attribute_load(db, l->now, &who);
	if (r < 0)
		return r;
	loaded = clock_system.mono(NULL) - began;
	b = intake_batch_new(&origin, who, l->now);
	began = clock_system.mono(NULL);
	for (int64_t i = 0; r == 0 && i < events; i++) {
		intake_batch_line(b, line_of(l, line));
		if (intake_batch_full(b))
			r = store(db, b, who, &total);
	}
	if (r == 0)
		r = store(db, b, who, &total);
	took = MAX(clock_system.mono(NULL) - began - made, 1);
	(void)intake_batch_free(b);
	(void)printf("{\"lines\": %lld, \"wrong\": %lld, \"events\": %lld, \"nobodys\": %lld, "
		     "\"alerts\": %lld, \"met\": %lld, \"traces\": %lld, \"networks\": %zu, "
		     "\"load_ms\": %lld, \"ms\": %lld, \"per_second\": %lld}\n",
	    (long long)total.lines, (long long)total.wrong, (long long)total.added,
	    (long long)total.nobodys, (long long)total.alerts, (long long)total.met,
	    (long long)total.traces, attribute_networks(who), (long long)loaded,
	    (long long)took, (long long)(total.lines * 1000 / took));
	(void)attribute_free(who);
	return r < 0 ? r : total.wrong || total.nobodys ? ERR_CORRUPT : 0;
}

int main(int argc, char **argv)
{
	struct load l = {.now = clock_system.wall(NULL)};
	struct msg msg = {0};
	struct db *db = NULL;
	int64_t events = argc == 5 ? atoll(argv[3]) : 0;
	int r;

	l.orgs = argc == 5 ? atoi(argv[2]) : 0;
	l.alerts = argc == 5 ? atoi(argv[4]) : 0;
	if (l.orgs < 1 || events < 1) {
		(void)fputs("usage: bench-intake DATABASE ORGS EVENTS ALERTS\n", stderr);
		return 2;
	}
	rng_seed(&l.rng, 2026);
	r = db_open(argv[1], 0, &msg, &db);
	if (r == 0)
		r = run(db, &l, events);
	if (r < 0)
		(void)fprintf(stderr, "bench-intake: %d %s %s\n", r, msg.what,
		    db ? db_msg(db)->detail : msg.detail);
	db = db_close(db);
	return r < 0;
}
