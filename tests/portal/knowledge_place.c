#include "knowledge_place.h"

#include "desk/id.h"
#include "model/order.h"
#include "model/tracked.h"
#include "store/desk.h"
#include "store/finding.h"
#include "store/observation.h"
#include "store/run.h"

#define RUN "20260921-000000-know"

static void store_run(struct rig *rig)
{
	struct run run = {.id = RUN,
	    .tool = "varde test",
	    .state = RUN_RUNNING,
	    .started = rig_now - 3600000,
	    .ended = rig_now - 1800000,
	    .profile = "standard"};

	text_list_add(&run.targets, rig->arena, "chu.example");
	assert_int_equal(run_insert(rig->db, &run), 0);
}

static void observe(struct rig *rig)
{
	struct obs_service services[] = {{.addr = "192.0.2.10", .version = "7.2.1"},
	    {.addr = "192.0.2.11", .version = "7.2.8"}};
	struct obs_unit unit = {
	    .unit = "u", .time = rig_now, .stage = "examine", .state = UNIT_DONE};
	struct observations obs = {0};
	struct run run;

	for (size_t i = 0; i < ARRAY_LEN(services); i++) {
		services[i].unit = "u";
		services[i].time = rig_now - 1800000;
		services[i].port = 443;
		services[i].protocol = "http";
		services[i].vendor = "Fortinet";
		services[i].product = "FortiOS";
		services[i].confidence = 90;
		vec_push(rig->arena, &obs.all,
		    (struct observation){.kind = OBS_SERVICE, .service = &services[i]});
	}
	vec_push(rig->arena, &obs.all, (struct observation){.kind = OBS_UNIT, .unit = &unit});
	assert_int_equal(obs_store_unit(rig->db, RUN, &obs), 0);
	assert_int_equal(run_get(rig->db, RUN, rig->arena, &run), 0);
	run.state = RUN_FINISHED;
	assert_int_equal(run_update(rig->db, &run), 0);
}

static void order(struct rig *rig, const char *org)
{
	struct audit_order o = {.id = id_make(rig->arena),
	    .ref = "A-KNOW-1",
	    .org = org,
	    .type = ORDER_OF_SURFACE,
	    .state = ORDER_DELIVERED,
	    .profile = PROFILE_STANDARD,
	    .created = rig_now - 7200000,
	    .delivered = rig_now - 600000,
	    .run = RUN,
	    .version = 1};

	assert_int_equal(desk_insert(rig->db, &audit_order_type, &o), 0);
}

static struct finding finding_of_type(const char *type, const char *key)
{
	return (struct finding){.type = type,
	    .key = key,
	    .category = CATEGORY_SOFTWARE,
	    .cwe = 1395,
	    .qod = 97,
	    .subject = "192.0.2.10",
	    .addr = "192.0.2.10",
	    .port = 443,
	    .first_seen = rig_now};
}

static void find(struct rig *rig)
{
	struct findings all = {0};
	struct finding sure = finding_of_type("software-vulnerable", "know-1");
	struct finding perhaps = finding_of_type("software-to-verify", "know-2");

	sure.software = "FortiOS 7.2.1";
	sure.verdict = VERDICT_CONFIRMED;
	sure.ncves = 2;
	sure.fixed_in = "7.2.7";
	sure.priority = 990;
	sure.days = 3;
	sure.forensics = true;
	sure.rule = "BOD 26-04 row 15";
	text_list_add(&sure.cves, rig->arena,
	    "CVE-2024-21762 confirmed why=vendor cvss=9.8 epss=42.1 priority=990 kev "
	    "ransomware "
	    "fixed=7.2.7 source=starter");
	text_list_add(&sure.why, rig->arena, "ransomware 0");
	text_list_add(&sure.why, rig->arena, "control 0");
	text_list_add(&sure.why, rig->arena, "public 0");
	perhaps.software = "OpenSSH 9.2p1";
	perhaps.verdict = VERDICT_POSSIBLE;
	perhaps.criticality = CRIT_INFO;
	perhaps.qod = 30;
	perhaps.ncves = 1;
	perhaps.days = 14;
	perhaps.rule = "BOD 26-04 row 9";
	text_list_add(&perhaps.cves, rig->arena,
	    "CVE-2024-6387 possible why=fix_hidden cvss=8.1 priority=300 fixed=9.8p1 "
	    "source=starter");
	text_list_add(&perhaps.why, rig->arena, "possible 0");
	vec_push(rig->arena, &all.all, sure);
	vec_push(rig->arena, &all.all, perhaps);
	assert_int_equal(finding_replace_all(rig->db, RUN, &all), 0);
}

static const char *track(struct rig *rig, const char *org, const char *ref, const char *type,
    const char *key, bool possible)
{
	struct tracked t = {.id = id_make(rig->arena),
	    .ref = ref,
	    .org = org,
	    .type = type,
	    .key = key,
	    .criticality = possible ? CRIT_INFO : CRIT_CRITICAL,
	    .category = CATEGORY_SOFTWARE,
	    .subject = "192.0.2.10",
	    .addr = "192.0.2.10",
	    .port = 443,
	    .state = possible ? TRACKED_TRIAGE : TRACKED_OPEN,
	    .first_seen = rig_now - 86400000,
	    .last_seen = rig_now - 1800000,
	    .run = RUN,
	    .due = possible ? 0 : rig_now + INT64_C(2) * 86400000,
	    .due_rule = possible ? "BOD 26-04: 14 days" : "BOD 26-04: 3 days, forensics",
	    .version = 1};

	text_list_add(&t.evidence, rig->arena, "TCP 443: FortiOS 7.2.1");
	assert_int_equal(desk_insert(rig->db, &tracked_type, &t), 0);
	return t.id;
}

struct knowledge_place knowledge_place_make(struct rig *rig)
{
	struct knowledge_place p = {
	    .org = rig_org(rig, "CHU Knowledge", ORG_HOSPITAL, NULL), .run = RUN};

	store_run(rig);
	observe(rig);
	order(rig, p.org);
	find(rig);
	p.finding = track(rig, p.org, "F-KNOW-1", "software-vulnerable", "know-1", false);
	p.possible = track(rig, p.org, "F-KNOW-2", "software-to-verify", "know-2", true);
	return p;
}
