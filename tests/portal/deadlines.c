/* The calendar of deadlines: what its events say, to whom, and that its key opens nothing else.
 */
#include "cert_place.h"
#include "desk/obligation.h"
#include "member_place.h"
#include "model/tracked.h"
#include "store/desk.h"

#define HOUR INT64_C(3600000)

static void put(struct rig *rig, const struct record_type *type, const void *record)
{
	if (desk_insert(rig->db, type, record) < 0)
		fail_msg("%s: %s", db_msg(rig->db)->what, db_msg(rig->db)->detail);
}

/* A case of that label, and a clock of it. Gives the clock's id. */
static const char *clock_at(struct rig *rig, const char *org, enum tlp tlp, const char *ref)
{
	const char *id = rig_f(rig, "i-%s", ref);
	const struct incident i = {.id = id,
	    .ref = rig_f(rig, "SECRET-CASE-%s", id),
	    .title = "Ransomware at the lab"};
	const struct incident_party p = {.id = rig_f(rig, "p-%s", ref),
	    .incident = id,
	    .org = org,
	    .ref = ref,
	    .role = PARTY_VICTIM,
	    .what = "Files are encrypted",
	    .aware = rig_now,
	    .tlp = (int)tlp,
	    .view = TLP_AMBER_STRICT};
	const struct obligation o = {.id = rig_f(rig, "o-%s", ref),
	    .incident = id,
	    .party = p.id,
	    .org = org,
	    .regime = "nis2",
	    .stage = STAGE_EARLY_WARNING,
	    .trigger = rig_now,
	    .due = rig_now + 24 * HOUR,
	    .created = rig_now};

	put(rig, &incident_type, &i);
	put(rig, &incident_party_type, &p);
	put(rig, &obligation_type, &o);
	return o.id;
}

static void finding_at(struct rig *rig, const char *org, const char *id, int state, int64_t due)
{
	const struct tracked f = {.id = id,
	    .org = org,
	    .ref = id,
	    .type = "redis-no-auth",
	    .subject = "db.varde.test",
	    .key = id,
	    .title = "Database without password",
	    .criticality = CRIT_CRITICAL,
	    .state = state,
	    .due = due};

	put(rig, &tracked_type, &f);
}

/* Makes an address by the page; the path of it. */
static const char *make(struct rig *rig, struct rig_browser *b, const char *org)
{
	const char *at = rig_f(rig, "/orgs/%s/deadlines", org), *url;

	assert_int_equal(rig_get(b, at), 200);
	assert_int_equal(rig_post(b, at, NULL), 200);
	url = rig_between(b, "id=\"made\">", "<");
	assert_non_null(strstr(url, "/deadlines.ics?key=vcal_"));
	return strstr(url, "/deadlines.ics");
}

TEST_RIG(deadlines_are_events_that_say_no_more_than_needed)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	const char *other = rig_org(rig, "CH Autre", ORG_HOSPITAL, NULL);
	struct rig_browser *b = member_place_browser(rig, "Anna", ROLE_OFFICER, org);
	struct rig_browser *program = rig_browser(rig);
	const char *path;

	(void)clock_at(rig, org, TLP_AMBER_STRICT, "R-1");
	(void)clock_at(rig, other, TLP_AMBER, "R-2");
	finding_at(rig, org, "f1", TRACKED_OPEN, rig_now / 86400000 * 86400000 + 9 * HOUR);
	finding_at(rig, org, "f2", TRACKED_OPEN, rig_now / 86400000 * 86400000 + 8 * HOUR);
	finding_at(rig, org, "f3", TRACKED_OPEN, rig_now + 9 * 24 * HOUR);
	finding_at(rig, org, "f4", TRACKED_VERIFIED_FIXED, rig_now + 19 * 24 * HOUR);
	finding_at(rig, other, "f5", TRACKED_OPEN, rig_now + 29 * 24 * HOUR);
	path = make(rig, b, org);
	assert_int_equal(rig_get(program, path), 200);
	assert_non_null(strstr(rig_header(program, "Content-Type"), "text/calendar"));
	assert_true(rig_has(program, "SUMMARY:NIS2: Early warning (R-1)"));
	assert_true(rig_has(program, "SUMMARY:Findings to be mended: 2 (critical: 2)"));
	assert_true(rig_has(program, "SUMMARY:Findings to be mended: 1 (critical: 1)"));
	assert_true(rig_has(program, "UID:o-R-1@"));
	/* Nothing of others, and nothing of what happened. */
	assert_false(rig_has(program, "R-2"));
	assert_false(rig_has(program, "SECRET-CASE"));
	assert_false(rig_has(program, "encrypted"));
	assert_false(rig_has(program, "Database"));
	/* What is submitted is no deadline any more. */
	assert_int_equal(
	    desk_exec(rig->db, "UPDATE obligation SET \"sent\" = 1", NULL, 0, NULL), 0);
	assert_int_equal(rig_get(program, path), 200);
	assert_false(rig_has(program, "NIS2"));
}

TEST_RIG(who_stands_above_sees_no_clock_that_is_strictly_for_inside)
{
	const char *group = rig_org(rig, "Groupe", ORG_GROUP, NULL);
	const char *site = rig_org(rig, "CHU Site", ORG_HOSPITAL, group);
	struct rig_browser *chief =
	    member_place_browser(rig, "Carl", ROLE_GROUP_OFFICER, group);
	struct rig_browser *program = rig_browser(rig);
	const char *path = make(rig, chief, site);

	(void)clock_at(rig, site, TLP_AMBER, "R-3");
	(void)clock_at(rig, site, TLP_AMBER_STRICT, "R-4");
	assert_int_equal(rig_get(program, path), 200);
	assert_true(rig_has(program, "R-3"));
	assert_false(rig_has(program, "R-4"));
}

TEST_RIG(the_key_of_a_calendar_opens_nothing_else_and_ends)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	struct rig_browser *b = member_place_browser(rig, "Anna", ROLE_OFFICER, org);
	struct rig_browser *other = member_place_browser(rig, "Bert", ROLE_TECHNICIAN, org);
	struct rig_browser *program = rig_browser(rig);
	const char *path = make(rig, b, org), *second = make(rig, b, org), *id;

	program->bearer = strchr(path, '=') + 1;
	assert_int_equal(rig_get(program, "/api/v1/me"), 401);
	assert_int_equal(rig_get(program, rig_f(rig, "/api/v1/orgs/%s/clocks", org)), 401);
	program->bearer = NULL;
	assert_int_equal(rig_get(program, "/deadlines.ics"), 404);
	assert_int_equal(rig_get(program, "/deadlines.ics?key=vcal_x"), 404);
	/* Revoked: by its owner alone. */
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/deadlines", org)), 200);
	id = rig_between(b, rig_f(rig, "/orgs/%s/deadlines/", org), "/revoke");
	assert_int_equal(rig_get(other, rig_f(rig, "/orgs/%s/deadlines", org)), 200);
	assert_true(rig_has(other, "You have none"));
	assert_int_equal(
	    rig_post(other, rig_f(rig, "/orgs/%s/deadlines/%s/revoke", org, id), NULL), 404);
	assert_int_equal(
	    rig_post(b, rig_f(rig, "/orgs/%s/deadlines/%s/revoke", org, id), NULL), 303);
	assert_int_equal(rig_get(program, path) + rig_get(program, second), 200 + 404);
	/* Who has gone sees nothing any more. */
	assert_int_equal(
	    desk_exec(rig->db, "UPDATE person SET \"state\" = 'suspended'", NULL, 0, NULL), 0);
	assert_int_equal(rig_get(program, path) + rig_get(program, second), 404 + 404);
}
