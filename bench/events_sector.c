/*
 * A sector for bench/events.sh: ORGS organisations with an officer and ten verified networks
 * each, and a report of ROWS rows about addresses of all of them, in the form of Shadowserver's
 * scan_rdp. bench-events-sector DATABASE ORGS ROWS FILE
 */
#include "base/rng.h"
#include "base/time.h"
#include "desk/id.h"
#include "desk/perimeter.h"
#include "model/member.h"
#include "os/clock.h"
#include "store/bulk.h"
#include "store/desk.h"

#include <stdio.h>
#include <stdlib.h>

enum { NETS = 10, BATCH = 5000 };

struct sector {
	struct db *db;
	struct arena *arena;
	const void *recs[BATCH];
	size_t n;
	int64_t now;
};

static void die(struct sector *s, const char *what)
{
	(void)fprintf(stderr, "%s: %s: %s\n", what, db_msg(s->db)->what, db_msg(s->db)->detail);
	exit(1);
}

static void flush(struct sector *s, const struct record_type *type)
{
	if (bulk_insert(s->db, type, s->recs, s->n, false, NULL) < 0)
		die(s, type->name);
	s->n = 0;
	arena_clear(s->arena);
}

/* 10.0.0.0/8 in pieces of sixteen addresses: network k of an organisation. */
static struct ip_net net_of(int org, int k)
{
	uint32_t n = (uint32_t)(org * NETS + k);
	struct ip ip = {
	    .family = 4, .b = {10, (uint8_t)(n >> 12), (uint8_t)(n >> 4), (uint8_t)(n << 4)}};

	return ip_net_of(&ip, 28);
}

static void make_orgs(struct sector *s, int orgs)
{
	for (int i = 0; i < orgs; i++) {
		struct org *o = ARENA_NEW(s->arena, struct org);

		*o = (struct org){.id = arena_printf(s->arena, "o%d", i),
		    .name = arena_printf(s->arena, "Hospital %d", i),
		    .path = arena_printf(s->arena, "o%d/", i),
		    .state = ORG_ACTIVE,
		    .criticality = 1 + i % 4};
		if (desk_insert(s->db, &org_type, o) < 0)
			die(s, "org");
		if (i % BATCH == 0)
			arena_clear(s->arena);
	}
}

static void make_people(struct sector *s, int orgs)
{
	static const char *const langs[] = {"en", "fr", "nb"};

	for (int i = 0; i < orgs; i++) {
		struct person p = {.id = arena_printf(s->arena, "p%d", i),
		    .name = arena_printf(s->arena, "Officer %d", i),
		    .mail = arena_printf(s->arena, "officer%d@hospital.test", i),
		    .mail_confirmed = s->now,
		    .lang = langs[i % 3],
		    .state = PERSON_ACTIVE};
		struct membership m = {.id = arena_printf(s->arena, "m%d", i),
		    .person = p.id,
		    .org = arena_printf(s->arena, "o%d", i),
		    .role = ROLE_OFFICER,
		    .confirmed = s->now};

		if (desk_insert(s->db, &person_type, &p) < 0 ||
		    desk_insert(s->db, &membership_type, &m) < 0)
			die(s, "person");
		arena_clear(s->arena);
	}
}

static void make_nets(struct sector *s, int orgs)
{
	for (int i = 0; i < orgs * NETS; i++) {
		struct item *item = ARENA_NEW(s->arena, struct item);
		struct ip_net net = net_of(i / NETS, i % NETS);
		char text[IP_NET_TEXT];

		*item = (struct item){.id = arena_printf(s->arena, "i%d", i),
		    .org = arena_printf(s->arena, "o%d", i / NETS),
		    .type = ITEM_NETWORK,
		    .value = arena_strdup(s->arena, ip_net_text(&net, text)),
		    .state = ITEM_VERIFIED,
		    .created = s->now,
		    .verified = s->now,
		    .lapses = s->now + INT64_C(86400000) * 90};
		item_net_keys(&net, s->arena, &item->first, &item->last);
		s->recs[s->n++] = item;
		if (s->n == BATCH)
			flush(s, &item_type);
	}
	flush(s, &item_type);
}

static int make_report(struct sector *s, int orgs, int rows, const char *path)
{
	FILE *to = fopen(path, "we");
	char when[TIME_TEXT], addr[IP_TEXT];
	struct rng rng;

	if (!to)
		return 1;
	rng_seed(&rng, 2026);
	(void)fputs("\"timestamp\",\"severity\",\"ip\",\"protocol\",\"port\",\"hostname\","
		    "\"tag\",\"asn\","
		    "\"geo\",\"region\",\"city\",\"naics\",\"sector\",\"rdp_protocol\"\n",
	    to);
	for (int i = 0; i < rows; i++) {
		/* Each organisation is hit, the others as it comes. */
		int org = i < orgs ? i : (int)rng_below(&rng, (uint64_t)orgs);
		struct ip_net net = net_of(org, (int)rng_below(&rng, NETS));
		struct ip ip = net.ip;

		ip.b[3] |= (uint8_t)rng_below(&rng, 16);
		(void)time_text(s->now - (int64_t)rng_below(&rng, 86400000), when);
		(void)fprintf(to,
		    "\"%.19s\",\"high\",\"%s\",\"tcp\",\"3389\",\"host%d.hospital.test\","
		    "\"rdp\",\"64500\","
		    "\"FR\",\"Grand Est\",\"Nancy\",\"622110\",\"Health\",\"RDP\"\n",
		    when, ip_text(&ip, addr), i);
	}
	return fclose(to) != 0;
}

int main(int argc, char **argv)
{
	struct sector s = {.arena = arena_new(), .now = clock_system.wall(NULL)};
	int orgs = argc == 5 ? atoi(argv[2]) : 0, rows = argc == 5 ? atoi(argv[3]) : 0;
	struct msg msg = {0};

	if (orgs < 1 || rows < 1) {
		(void)fputs("usage: bench-events-sector DATABASE ORGS ROWS FILE\n", stderr);
		return 2;
	}
	if (db_open(argv[1], DB_CREATE, &msg, &s.db) < 0) {
		(void)fprintf(stderr, "%s: %s\n", msg.what, msg.detail);
		return 1;
	}
	if (db_begin(s.db, DB_WRITE) < 0)
		die(&s, "begin");
	make_orgs(&s, orgs);
	make_people(&s, orgs);
	make_nets(&s, orgs);
	if (db_commit(s.db) < 0)
		die(&s, "commit");
	if (make_report(&s, orgs, rows, argv[4]) != 0)
		return 1;
	s.db = db_close(s.db);
	arena_free(s.arena);
	return 0;
}
