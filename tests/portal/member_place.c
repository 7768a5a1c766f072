#include "member_place.h"

#include "base/time.h"
#include "desk/id.h"
#include "desk/perimeter.h"
#include "desk/proof.h"
#include "model/order.h"
#include "model/run.h"
#include "model/tracked.h"
#include "store/run.h"

static const struct actor actor = {.name = "rig"};

static void must(struct rig *rig, int r)
{
	if (r < 0)
		fail_msg("%s: %s", db_msg(rig->db)->what, db_msg(rig->db)->detail);
}

struct rig_browser *member_place_browser(
    struct rig *rig, const char *name, int role, const char *org)
{
	struct rig_browser *b = rig_browser(rig);

	rig_session(b,
	    rig_person(rig, name, rig_f(rig, "%s@chu.example", role_names[role]), role, org),
	    true);
	return b;
}

int64_t member_place_count(struct rig *rig, const char *sql, const char *id)
{
	int64_t n = -1;

	must(rig, desk_number(rig->db, sql, DESK_PARAMS(DESK_TEXT(id)), &n));
	return n;
}

static const char *declare(struct rig *rig, const char *org, const char *text)
{
	static const struct item_rules rules = {0};
	struct item_lines lines;
	struct item_counts counts;

	must(rig, item_parse_list(span_str(text), &rules, rig->arena, &lines));
	must(rig, item_declare(rig->db, &actor, org, &lines, ITEM_FROM_DECLARED, rig->arena,
		      rig_now, &counts));
	return lines.all.items[0].id;
}

static const char *finding(struct rig *rig, const char *org, const char *ref)
{
	struct tracked t = {.id = id_make(rig->arena),
	    .ref = ref,
	    .org = org,
	    .type = "tls-cert-expired",
	    .key = rig_f(rig, "tls-cert-expired|www.chu.example|%s", ref),
	    .criticality = CRIT_CRITICAL,
	    .category = CATEGORY_CERTIFICATE,
	    .subject = "www.chu.example",
	    .addr = "192.0.2.7",
	    .port = 443,
	    .state = TRACKED_OPEN,
	    .first_seen = rig_now - INT64_C(10) * 86400000,
	    .last_seen = rig_now - 86400000,
	    .checked = rig_now - 86400000,
	    .due = rig_now - 3600000,
	    .due_rule = "BOD 26-04: 3 days",
	    .version = 1};

	text_list_add(&t.evidence, rig->arena, "notAfter 2020-01-01 <b>");
	must(rig, desk_insert(rig->db, &tracked_type, &t));
	return t.id;
}

static void expose(struct rig *rig, const char *org, int type, const char *name,
    const char *parent, const char *addr)
{
	struct exposed e = {.id = id_make(rig->arena),
	    .org = org,
	    .type = type,
	    .name = name,
	    .parent = parent,
	    .addr = addr,
	    .port = type == EXPOSED_SERVICE ? 443 : 0,
	    .protocol = type == EXPOSED_SERVICE ? "https" : NULL,
	    .product = type == EXPOSED_SERVICE ? "nginx 1.24" : NULL,
	    .first_seen = rig_now - 86400000,
	    .last_seen = rig_now - 3600000,
	    .worst = CRIT_INFO};
	struct exposure_event v = {.id = id_make(rig->arena),
	    .org = org,
	    .time = rig_now - 86400000,
	    .asset = e.id,
	    .what = "new",
	    .name = name};

	must(rig, desk_insert(rig->db, &exposed_type, &e));
	must(rig, desk_insert(rig->db, &exposure_event_type, &v));
}

static const char *order(
    struct rig *rig, const char *org, const char *ref, int state, const char *run)
{
	struct audit_order o = {.id = id_make(rig->arena),
	    .ref = ref,
	    .org = org,
	    .type = ORDER_OF_SURFACE,
	    .state = state,
	    .profile = PROFILE_STANDARD,
	    .created = rig_now - 7200000,
	    .started = run ? rig_now - 3600000 : 0,
	    .ended = run ? rig_now - 1800000 : 0,
	    .delivered = run ? rig_now - 600000 : 0,
	    .run = run,
	    .priority = 110,
	    .version = 1};
	struct chunk c = {.id = id_make(rig->arena),
	    .audit_order = o.id,
	    .org = org,
	    .job = "{}",
	    .state = run ? CHUNK_DONE : CHUNK_WAITING,
	    .priority = 110,
	    .stage = "sweep",
	    .done = 3,
	    .total = 10,
	    .created = rig_now - 7200000,
	    .told = rig_now};

	must(rig, desk_insert(rig->db, &audit_order_type, &o));
	must(rig, desk_insert(rig->db, &chunk_type, &c));
	return o.id;
}

static void store_run(struct rig *rig, const char *id)
{
	struct run run = {.id = id,
	    .tool = "varde test",
	    .state = RUN_FINISHED,
	    .started = rig_now - 3600000,
	    .ended = rig_now - 1800000,
	    .profile = "standard"};

	text_list_add(&run.targets, rig->arena, "chu.example");
	must(rig, run_insert(rig->db, &run));
}

struct member_place member_place_make(struct rig *rig)
{
	struct member_place p = {.group = rig_org(rig, "GHT Test", ORG_GROUP, NULL)};
	const char *coordinator =
	    rig_person(rig, "Cora", "cora@cert.example", ROLE_COORDINATOR, NULL);
	const struct actor cert = {.person = coordinator, .name = "Cora"};

	p.org = rig_org(rig, "CHU Test", ORG_HOSPITAL, p.group);
	p.rival = rig_org(rig, "CH Rival", ORG_HOSPITAL, NULL);
	p.officer = rig_person(rig, "Anna", "anna@chu.example", ROLE_OFFICER, p.org);
	p.b = rig_browser(rig);
	rig_session(p.b, p.officer, true);
	p.item = declare(rig, p.org, "chu.example");
	must(
	    rig, proof_attest(rig->db, &cert, p.item, "letter of 1 June", rig->arena, rig_now));
	p.pending = declare(rig, p.org, "imagerie-chu.example");
	p.finding = finding(rig, p.org, "F-TEST-1");
	expose(rig, p.org, EXPOSED_NAME, "www.chu.example", "chu.example", "192.0.2.7");
	expose(rig, p.org, EXPOSED_ADDRESS, "192.0.2.7", NULL, "192.0.2.7");
	expose(rig, p.org, EXPOSED_SERVICE, "192.0.2.7:443/tcp", "192.0.2.7", "192.0.2.7");
	store_run(rig, "20260921-000000-test");
	p.order = order(rig, p.org, "A-TEST-1", ORDER_DELIVERED, "20260921-000000-test");
	p.waiting = order(rig, p.org, "A-TEST-2", ORDER_SCHEDULED, NULL);
	p.foreign_item = declare(rig, p.rival, "rival.example");
	p.foreign_finding = finding(rig, p.rival, "F-TEST-9");
	p.foreign_order = order(rig, p.rival, "A-TEST-9", ORDER_SCHEDULED, NULL);
	return p;
}

struct rig_browser *member_place_sign(struct rig *rig, const struct member_place *p)
{
	struct rig_browser *b = member_place_browser(rig, "Louise", ROLE_LEGAL, p->org);
	const char *to = rig_f(rig, "/orgs/%s/authorisations/new", p->org);
	char since[TIME_TEXT], until[TIME_TEXT];

	(void)time_date(rig_now, since);
	(void)time_date(rig_now + INT64_C(90) * 86400000, until);
	assert_int_equal(rig_get(b, to), 200);
	assert_int_equal(rig_post(b, to, "step", "preview", "which", "all", "profile",
			     "standard", "emergency", "+33 1 23 45 67 89", "function",
			     "Directrice", "since", since, "until", until, NULL),
	    200);
	assert_true(rig_has(b, "chu.example"));
	assert_int_equal(
	    rig_post(b, to, "step", "sign", "which", "all", "profile", "standard", "emergency",
		"+33 1 23 45 67 89", "function", "Directrice", "since", since, "until", until,
		"hash", rig_between(b, "name=\"hash\" value=\"", "\""), "begin",
		rig_between(b, "name=\"begin\" value=\"", "\""), "agree", "yes", NULL),
	    303);
	return b;
}
