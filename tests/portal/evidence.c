/* The evidence pack: what it counts, for whom, and what it leaves out. */
#include "member_place.h"

#include "desk/id.h"
#include "desk/incident.h"
#include "model/tracked.h"
#include "store/desk.h"

static void weakness(
    struct rig *rig, const char *org, const char *ref, int state, int64_t closed, int64_t due)
{
	struct tracked t = {.id = id_make(rig->arena),
	    .ref = ref,
	    .org = org,
	    .type = "tls-cert-expired",
	    .key = ref,
	    .criticality = CRIT_HIGH,
	    .category = CATEGORY_CERTIFICATE,
	    .subject = "pacs.chu.example",
	    .port = 443,
	    .state = state,
	    .first_seen = rig_now - INT64_C(20) * 86400000,
	    .last_seen = rig_now,
	    .closed = closed,
	    .due = due,
	    .reason = state == TRACKED_ACCEPTED ? "Replaced in May" : NULL,
	    .expires = state == TRACKED_ACCEPTED ? rig_now + INT64_C(90) * 86400000 : 0,
	    .version = 1};

	assert_int_equal(desk_insert(rig->db, &tracked_type, &t), 0);
}

static void reported(struct rig *rig, const char *org, const char *what, int tlp)
{
	static const struct actor actor = {.name = "rig"};
	const struct incident_origin origin = {0};
	struct incident_party p = {.org = org,
	    .role = PARTY_VICTIM,
	    .status = PARTY_AFFECTED,
	    .view = TLP_AMBER_STRICT,
	    .channel = CHANNEL_PORTAL,
	    .tlp = tlp,
	    .what = what,
	    .contact = "Paul",
	    .aware = rig_now - 3600000,
	    .class = "malicious-code"};

	if (incident_report(rig->db, &actor, &p, &origin, rig_now, rig->arena) < 0)
		fail_msg("%s: %s", db_msg(rig->db)->what, db_msg(rig->db)->detail);
}

TEST_RIG(the_evidence_counts_what_is_the_organisations)
{
	struct member_place p = member_place_make(rig);
	const char *page = rig_f(rig, "/orgs/%s/evidence", p.org);
	const char *csv = rig_f(rig, "%s/csv", page);

	weakness(rig, p.org, "F-EV-1", TRACKED_VERIFIED_FIXED, rig_now - 3600000, rig_now);
	weakness(
	    rig, p.org, "F-EV-2", TRACKED_VERIFIED_FIXED, rig_now - 3600000, rig_now - 7200000);
	weakness(
	    rig, p.org, "F-EV-3", TRACKED_VERIFIED_FIXED, rig_now - INT64_C(100) * 86400000, 0);
	weakness(rig, p.org, "F-EV-4", TRACKED_ACCEPTED, 0, 0);
	weakness(rig, p.rival, "F-EV-5", TRACKED_VERIFIED_FIXED, rig_now - 3600000, 0);
	reported(rig, p.org, "Ransomware", TLP_AMBER);
	for (size_t i = 0; i < 3; i++) {
		p.b->lang = (const char *const[]){"fr", "nb", "en"}[i];
		assert_int_equal(rig_get(p.b, page), 200);
		assert_int_equal(rig_get(p.b, rig_f(rig, "%s?months=3", page)), 200);
		assert_int_equal(rig_get(p.b, rig_f(rig, "%s/html", page)), 200);
	}
	assert_int_equal(
	    rig_get(p.b, rig_f(rig, "/api/v1/orgs/%s/evidence?months=3", p.org)), 200);
	assert_true(rig_has(p.b, "\"months\":3"));
	assert_true(rig_has(p.b, "\"name\":\"Closed in this period\",\"value\":\"2\""));
	assert_int_equal(rig_get(p.b, rig_f(rig, "/api/v1/orgs/%s/evidence", p.rival)), 404);
	assert_int_equal(rig_get(p.b, csv), 200);
	assert_true(rig_has(p.b, "\"Closed in this period\",3\r\n"));
	assert_true(rig_has(p.b, "\"Of these within their deadline\",2\r\n"));
	assert_true(rig_has(p.b, "Replaced in May"));
	assert_true(rig_has(p.b, "R-2026-0001"));
	assert_true(rig_has(p.b, "chu.example"));
	assert_false(rig_has(p.b, "rival"));
	assert_int_equal(rig_get(p.b, rig_f(rig, "%s?months=3", csv)), 200);
	assert_true(rig_has(p.b, "\"Closed in this period\",2\r\n"));
	assert_true(rig_has(p.b, "\"Of these within their deadline\",1\r\n"));
	assert_int_equal(rig_get(p.b, rig_f(rig, "%s/pdf", page)), 200);
	assert_true(rig_has(p.b, "%PDF-"));
	assert_int_equal(rig_get(p.b, rig_f(rig, "%s/exe", page)), 404);
	assert_int_equal(rig_get(p.b, rig_f(rig, "/orgs/%s/evidence", p.rival)), 404);
	assert_int_equal(rig_get(p.b, rig_f(rig, "/orgs/%s/evidence/csv", p.rival)), 404);
}

/* What is AMBER+STRICT stays in its organisation: its group does not learn of it. */
TEST_RIG(the_evidence_keeps_labels)
{
	struct member_place p = member_place_make(rig);
	struct rig_browser *group =
	    member_place_browser(rig, "Gro", ROLE_GROUP_OFFICER, p.group);
	const char *csv = rig_f(rig, "/orgs/%s/evidence/csv", p.org);

	reported(rig, p.org, "Ransomware", TLP_AMBER);
	reported(rig, p.org, "An affair of staff", TLP_AMBER_STRICT);
	assert_int_equal(rig_get(p.b, csv), 200);
	assert_true(rig_has(p.b, "R-2026-0001") && rig_has(p.b, "R-2026-0002"));
	assert_int_equal(rig_get(group, csv), 200);
	assert_true(rig_has(group, "R-2026-0001"));
	assert_false(rig_has(group, "R-2026-0002"));
}
