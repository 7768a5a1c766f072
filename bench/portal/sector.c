/*
 * A made-up sector of a country's size, for benchmarks: bench-sector PLACE [SCALE]. SCALE 1 is
 * 3,300 hospitals in 135 groups, 35,000 small structures, 1,000,000 exposed assets, 300,000
 * open findings and three years of monthly figures. The same scale gives the same sector. The
 * sessions of some people are open: the cookie of person N is "bench-N" in 40 characters.
 */
#include "auth/secret.h"
#include "bulk.h"
#include "desk/org.h"
#include "model/log.h"
#include "model/member.h"
#include "model/order.h"
#include "model/scope.h"
#include "model/tracked.h"
#include "os/clock.h"

#include <stdio.h>
#include <stdlib.h>

enum { LIVE = 100 /* orders that are followed live */ };
enum { GROUPS = 135, HOSPITALS = 3300, SMALL = 35000, MONTHS = 36, OFFICERS = 400, CERT = 20 };
#define DAY  INT64_C(86400000)
#define YEAR (365 * DAY)

struct sector {
	struct db *db;
	struct arena *arena; /* of what stays */
	double scale;
	int64_t now;
	uint64_t dice;
	int64_t next; /* of identifiers */
	struct org *orgs;
	size_t norgs, ngroups, nhospitals, nofficers;
};

static uint64_t roll(struct sector *s, uint64_t below)
{
	s->dice = s->dice * 6364136223846793005u + 1442695040888963407u;
	return below ? (s->dice >> 33) % below : 0;
}

static size_t scaled(const struct sector *s, double n)
{
	size_t v = (size_t)(n * s->scale);

	return v ? v : 1;
}

/* 26 letters and digits that follow from a number. */
static const char *id(struct sector *s, struct arena *arena)
{
	return arena_printf(arena, "00000000000000%012llx", (unsigned long long)++s->next);
}

static void begin(struct sector *s)
{
	if (db_begin(s->db, DB_WRITE) < 0) {
		(void)fprintf(stderr, "%s\n", db_msg(s->db)->what);
		exit(1);
	}
}

static void commit(struct sector *s, const char *what, int64_t n)
{
	if (db_commit(s->db) < 0) {
		(void)fprintf(stderr, "%s\n", db_msg(s->db)->what);
		exit(1);
	}
	(void)fprintf(stderr, "sector: %lld %s\n", (long long)n, what);
}

static void one_org(
    struct sector *s, struct bulk *to, const char *name, int type, const struct org *parent)
{
	struct org *o = &s->orgs[s->norgs++];

	*o = (struct org){.id = id(s, s->arena),
	    .name = name,
	    .type = type,
	    .parent = parent ? parent->id : NULL,
	    .state = ORG_ACTIVE,
	    .region = arena_printf(s->arena, "Region %02u", (unsigned)roll(s, 18)),
	    .lang = roll(s, 2) ? "fr" : "nb",
	    .zone = 60,
	    .criticality = type == ORG_GROUP      ? 1
			   : type == ORG_HOSPITAL ? 2
						  : 4,
	    .beds = type == ORG_HOSPITAL ? 50 + (int64_t)roll(s, 1500) : 0,
	    .created = s->now - 3 * YEAR,
	    .joined = s->now - 3 * YEAR};
	o->path = arena_printf(s->arena, "%s%s/", parent ? parent->path : "", o->id);
	o->search = org_search(o, s->arena);
	bulk_add(to, o);
}

static void make_orgs(struct sector *s)
{
	size_t small = scaled(s, SMALL);
	struct bulk to;

	s->ngroups = scaled(s, GROUPS);
	s->nhospitals = scaled(s, HOSPITALS);
	s->orgs = ARENA_ARRAY(s->arena, s->ngroups + s->nhospitals + small, struct org);
	begin(s);
	bulk_init(&to, s->db, &org_type);
	for (size_t i = 0; i < s->ngroups; i++)
		one_org(s, &to, arena_printf(s->arena, "GHT %03zu", i), ORG_GROUP, NULL);
	for (size_t i = 0; i < s->nhospitals; i++)
		one_org(s, &to, arena_printf(s->arena, "Hospital %04zu", i), ORG_HOSPITAL,
		    &s->orgs[i % s->ngroups]);
	for (size_t i = 0; i < small; i++)
		one_org(s, &to, arena_printf(s->arena, "Residence %05zu", i), ORG_SMALL, NULL);
	commit(s, "organisations", bulk_done(&to));
}

static void one_person(struct sector *s, struct bulk *people, struct bulk *roles,
    struct bulk *sessions, int n, int role, const struct org *org)
{
	struct arena *a = arena_new();
	struct person p = {.id = id(s, a),
	    .name = arena_printf(a, "Person %d", n),
	    .mail = arena_printf(a, "p%d@sector.test", n),
	    .state = PERSON_ACTIVE,
	    .lang = "en",
	    .created = s->now - YEAR};
	struct membership m = {.id = id(s, a),
	    .person = p.id,
	    .org = org ? org->id : NULL,
	    .role = role,
	    .since = s->now - YEAR};
	char hash[SECRET_HASH];
	struct session session = {.person = p.id,
	    .csrf = "bench",
	    .created = s->now,
	    .seen = s->now,
	    .expires = s->now + YEAR,
	    .method = "password",
	    .strong = true};

	session.id = secret_hash(span_str(arena_printf(a, "bench-%034d", n)), hash);
	bulk_add(people, &p);
	bulk_add(roles, &m);
	bulk_add(sessions, &session);
	arena_free(a);
}

/* 0..: officers of hospitals; then group officers; then the CERT's. */
static void make_people(struct sector *s)
{
	size_t officers = MIN(scaled(s, OFFICERS), s->nhospitals), n = 0;
	struct bulk people, roles, sessions;

	s->nofficers = officers;
	begin(s);
	bulk_init(&people, s->db, &person_type);
	bulk_init(&roles, s->db, &membership_type);
	bulk_init(&sessions, s->db, &session_type);
	for (size_t i = 0; i < officers; i++)
		one_person(s, &people, &roles, &sessions, (int)n++, ROLE_OFFICER,
		    &s->orgs[s->ngroups + i]);
	for (size_t i = 0; i < s->ngroups; i++)
		one_person(
		    s, &people, &roles, &sessions, (int)n++, ROLE_GROUP_OFFICER, &s->orgs[i]);
	for (size_t i = 0; i < CERT; i++)
		one_person(s, &people, &roles, &sessions, (int)n++,
		    i % 2 ? ROLE_COORDINATOR : ROLE_ANALYST, NULL);
	(void)bulk_done(&roles);
	(void)bulk_done(&sessions);
	commit(s, "people", bulk_done(&people));
	(void)printf("officers %zu\ngroups %zu\ncert %d\n", officers, s->ngroups, CERT);
	for (size_t i = 0; i < officers; i++)
		(void)printf("officer %zu %s\n", i, s->orgs[s->ngroups + i].id);
	for (size_t i = 0; i < s->ngroups; i++)
		(void)printf("group %zu %s\n", officers + i, s->orgs[i].id);
	for (size_t i = 0; i < CERT; i++)
		(void)printf(
		    "cert %zu %s\n", officers + s->ngroups + i, s->orgs[s->ngroups].id);
}

static int exposed_kind(size_t k)
{
	return k % 5 == 0 ? EXPOSED_NAME : k % 5 == 1 ? EXPOSED_ADDRESS : EXPOSED_SERVICE;
}

static void assets_of(struct sector *s, struct bulk *to, const struct org *o, size_t n)
{
	static const char *const products[] = {"nginx 1.22.1", "OpenSSH 9.2p1",
	    "Apache httpd 2.4.62", "Microsoft IIS 10.0", "Postfix", "Orthanc 1.11", "Dovecot",
	    NULL};
	struct arena *a = arena_new();

	for (size_t k = 0; k < n; k++) {
		int type = exposed_kind(k);
		const char *addr = arena_printf(a, "198.%u.%u.%u", 18 + (unsigned)roll(s, 2),
		    (unsigned)roll(s, 256), (unsigned)roll(s, 256));
		int64_t first = s->now - (int64_t)roll(s, 3 * 365) * DAY;
		struct exposed e = {.id = id(s, a),
		    .org = o->id,
		    .type = type,
		    .addr = type == EXPOSED_NAME ? NULL : addr,
		    .port = type == EXPOSED_SERVICE ? 443 : 0,
		    .protocol = type == EXPOSED_SERVICE ? "https" : NULL,
		    .product = type == EXPOSED_SERVICE ? products[roll(s, 7)] : NULL,
		    .first_seen = first,
		    .last_seen = s->now - (int64_t)roll(s, 7) * DAY,
		    .worst = (int)roll(s, 5)};

		e.name = type == EXPOSED_NAME ? arena_printf(a, "h%zu.%s.test", k, o->id + 14)
			 : type == EXPOSED_ADDRESS ? arena_printf(a, "%s#%zu", addr, k)
						   : arena_printf(a, "%s:%zu/tcp", addr, k + 1);
		bulk_add(to, &e);
	}
	arena_free(a);
}

static void make_assets(struct sector *s)
{
	struct bulk to;

	begin(s);
	bulk_init(&to, s->db, &exposed_type);
	for (size_t i = s->ngroups; i < s->norgs; i++)
		assets_of(s, &to, &s->orgs[i], s->orgs[i].type == ORG_HOSPITAL ? 250 : 5);
	commit(s, "exposed assets", bulk_done(&to));
}

static void findings_of(
    struct sector *s, struct bulk *to, struct bulk *events, const struct org *o, size_t n)
{
	static const char *const types[] = {"tls-cert-expired", "tls-protocol-1.0",
	    "http-no-hsts", "ssh-weak-kex", "mail-no-dmarc", "dns-no-caa", "db-exposed",
	    "dicom-any-caller"};
	struct arena *a = arena_new();

	for (size_t k = 0; k < n; k++) {
		bool open = k % 4 != 3;
		int64_t first = s->now - (int64_t)roll(s, 700) * DAY;
		struct tracked f = {.id = id(s, a),
		    .ref = arena_printf(a, "F-2026-%07lld", (long long)s->next),
		    .org = o->id,
		    .type = types[roll(s, 8)],
		    .criticality = (int)roll(s, 5),
		    .category = (int)roll(s, 8),
		    .subject = arena_printf(a, "h%zu.%s.test", k, o->id + 14),
		    .port = 443,
		    .state = open ? (roll(s, 3) ? TRACKED_OPEN : TRACKED_IN_PROGRESS)
				  : TRACKED_VERIFIED_FIXED,
		    .first_seen = first,
		    .last_seen = s->now - (int64_t)roll(s, 7) * DAY,
		    .checked = s->now - DAY,
		    .due = first + 60 * DAY,
		    .due_rule = "criticality",
		    .closed = open ? 0 : first + (int64_t)roll(s, 90) * DAY};
		struct tracked_event e = {.id = id(s, a),
		    .finding = f.id,
		    .time = first,
		    .was = TRACKED_TRIAGE,
		    .becomes = TRACKED_OPEN};

		f.key = arena_printf(a, "%s|%s|%zu", f.type, f.subject, k);
		text_list_add(&f.evidence, a, "seen by the benchmark");
		bulk_add(to, &f);
		bulk_add(events, &e);
	}
	arena_free(a);
}

/* A quarter more than the open ones: those are closed. */
static void make_findings(struct sector *s)
{
	struct bulk to, events;

	begin(s);
	bulk_init(&to, s->db, &tracked_type);
	bulk_init(&events, s->db, &tracked_event_type);
	for (size_t i = s->ngroups; i < s->norgs; i++)
		findings_of(s, &to, &events, &s->orgs[i],
		    s->orgs[i].type == ORG_HOSPITAL ? 88 : 3 + (size_t)roll(s, 2));
	(void)bulk_done(&events);
	commit(s, "findings", bulk_done(&to));
}

static void make_snapshots(struct sector *s)
{
	struct bulk to;

	begin(s);
	bulk_init(&to, s->db, &snapshot_type);
	for (size_t i = s->ngroups; i < s->norgs; i++) {
		struct arena *a = arena_new();

		for (int m = 0; m < MONTHS; m++) {
			struct snapshot f = {.id = id(s, a),
			    .org = s->orgs[i].id,
			    .day = (s->now / DAY - m * 30) * DAY,
			    .critical = (int64_t)roll(s, 3),
			    .high = (int64_t)roll(s, 10),
			    .medium = (int64_t)roll(s, 30),
			    .low = (int64_t)roll(s, 30),
			    .overdue = (int64_t)roll(s, 40),
			    .median_age = (int64_t)roll(s, 200) * DAY,
			    .median_fix = (int64_t)roll(s, 60) * DAY,
			    .assets = 100,
			    .services = 60,
			    .grade_tls = (int64_t)roll(s, 101),
			    .grade_mail = (int64_t)roll(s, 101),
			    .grade_dns = (int64_t)roll(s, 101),
			    .grade = (int64_t)roll(s, 101)};

			bulk_add(&to, &f);
		}
		arena_free(a);
	}
	commit(s, "snapshots", bulk_done(&to));
}

static void make_orders(struct sector *s)
{
	struct bulk to, items;

	begin(s);
	bulk_init(&to, s->db, &audit_order_type);
	bulk_init(&items, s->db, &item_type);
	for (size_t i = s->ngroups; i < s->ngroups + s->nhospitals; i++) {
		struct arena *a = arena_new();
		struct item item = {.id = id(s, a),
		    .org = s->orgs[i].id,
		    .type = ITEM_DOMAIN,
		    .value = arena_printf(a, "%s.test", s->orgs[i].id + 14),
		    .state = ITEM_VERIFIED,
		    .created = s->now - YEAR,
		    .verified = s->now - DAY,
		    .lapses = s->now + 29 * DAY};

		bulk_add(&items, &item);
		for (int k = 0; k < 3; k++) {
			struct audit_order o = {.id = id(s, a),
			    .ref = arena_printf(a, "A-2026-%07lld", (long long)s->next),
			    .org = s->orgs[i].id,
			    .state = k             ? ORDER_CLOSED
				     : i % 50 == 0 ? ORDER_REVIEW
						   : ORDER_FOLLOW_UP,
			    .created = s->now - k * YEAR,
			    .delivered = s->now - k * YEAR + DAY,
			    .findings = 80};

			bulk_add(&to, &o);
			if (k == 0 && i - s->ngroups < MIN((size_t)LIVE, s->nofficers))
				(void)printf("live %zu %s/orders/%s/events\n", i - s->ngroups,
				    o.org, o.id);
		}
		arena_free(a);
	}
	(void)bulk_done(&items);
	commit(s, "orders", bulk_done(&to));
}

int main(int argc, char **argv)
{
	struct sector s = {.scale = argc > 2 ? strtod(argv[2], NULL) : 1, .dice = 42};
	struct msg msg = {0};

	if (argc < 2 || s.scale <= 0 || s.scale > 2) {
		(void)fputs("usage: bench-sector DATABASE [SCALE]\n", stderr);
		return 2;
	}
	if (db_open(argv[1], DB_CREATE, &msg, &s.db) < 0) {
		(void)fprintf(stderr, "%s: %s\n", msg.what, msg.detail);
		return 1;
	}
	s.arena = arena_new();
	s.now = clock_system.wall(NULL);
	make_orgs(&s);
	make_people(&s);
	make_assets(&s);
	make_findings(&s);
	make_snapshots(&s);
	make_orders(&s);
	if (db_exec(s.db, "ANALYZE") < 0)
		(void)fputs("ANALYZE failed\n", stderr);
	db_close(s.db);
	arena_free(s.arena);
	return 0;
}
