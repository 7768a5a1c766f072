/* What a member does: each form changes what it says, and wrong input is shown. */
#include "member_place.h"

#include "desk/id.h"
#include "model/tracked.h"

static struct tracked tracked_of(struct rig *rig, const char *id)
{
	struct tracked t;

	assert_int_equal(desk_get(rig->db, &tracked_type, id, rig->arena, &t), 0);
	return t;
}

static void check_logged(struct rig *rig, const char *action)
{
	int64_t n = member_place_count(
	    rig, "SELECT count(*) FROM audit_log WHERE \"action\" = $1", action);

	if (n < 1)
		fail_msg("%s is not in the log", action);
}

TEST_RIG(findings_are_answered)
{
	struct member_place p = member_place_make(rig);
	const char *at = rig_f(rig, "/orgs/%s/findings/%s", p.org, p.finding);
	const char *answer = rig_f(rig, "%s/answer", at), *accept = rig_f(rig, "%s/accept", at);

	assert_int_equal(rig_get(p.b, at), 200);
	assert_true(rig_has(p.b, "notAfter 2020-01-01 &lt;b&gt;"));
	assert_int_equal(rig_post(p.b, answer, "action", "acknowledge", NULL), 303);
	assert_int_equal(tracked_of(rig, p.finding).state, TRACKED_ACKNOWLEDGED);
	check_logged(rig, "finding.acknowledge");
	assert_int_equal(
	    rig_post(p.b, answer, "action", "assign", "other", p.officer, NULL), 303);
	assert_string_equal(tracked_of(rig, p.finding).owner, p.officer);
	assert_int_equal(
	    rig_post(p.b, answer, "action", "assign", "other", "nobody", NULL), 422);
	assert_int_equal(
	    rig_post(p.b, answer, "action", "plan", "when", "tomorrow", NULL), 422);
	assert_true(rig_has(p.b, "Choose a day"));
	assert_int_equal(
	    rig_post(p.b, answer, "action", "plan", "when", "2026-10-15", NULL), 303);
	assert_true(tracked_of(rig, p.finding).planned > rig_now);
	assert_int_equal(rig_post(p.b, answer, "action", "work", NULL), 303);
	assert_int_equal(tracked_of(rig, p.finding).state, TRACKED_IN_PROGRESS);
	assert_int_equal(rig_post(p.b, answer, "action", "false_positive", NULL), 422);
	assert_int_equal(rig_post(p.b, answer, "action", "confirm", NULL), 422);
	assert_int_equal(rig_post(p.b, rig_f(rig, "%s/comment", at), "note", "", NULL), 422);
	assert_int_equal(
	    rig_post(p.b, rig_f(rig, "%s/comment", at), "note", "asked the supplier", NULL),
	    303);
	assert_int_equal(rig_follow(p.b), 200);
	assert_true(rig_has(p.b, "asked the supplier"));
	assert_int_equal(rig_post(p.b, accept, "note", "old", "other", p.officer, "when",
			     "2030-01-01", NULL),
	    422);
	assert_int_equal(rig_post(p.b, accept, "note", "replaced in spring", "other", p.officer,
			     "when", "2027-01-31", NULL),
	    303);
	assert_int_equal(tracked_of(rig, p.finding).state, TRACKED_ACCEPTED);
	assert_int_equal(rig_post(p.b, answer, "action", "reopen", NULL), 303);
	assert_int_equal(tracked_of(rig, p.finding).state, TRACKED_OPEN);
}

TEST_RIG(what_is_mended_is_retested_once_it_may_be_looked_at)
{
	static const char retests[] = "SELECT count(*) FROM audit_order WHERE \"finding\" = $1 "
				      "AND \"state\" = 'scheduled'";
	struct member_place p = member_place_make(rig);
	const char *answer = rig_f(rig, "/orgs/%s/findings/%s/answer", p.org, p.finding);

	assert_int_equal(rig_post(p.b, answer, "action", "claim_fixed", NULL), 303);
	assert_int_equal(tracked_of(rig, p.finding).state, TRACKED_CLAIMED_FIXED);
	assert_int_equal(member_place_count(rig, retests, p.finding), 0);
	(void)member_place_sign(rig, &p);
	if (rig_post(p.b, answer, "action", "retest", NULL) != 303)
		fail_msg("%s", rig_between(p.b, "role=\"alert\"", "<dl"));
	assert_int_equal(tracked_of(rig, p.finding).state, TRACKED_VERIFYING);
	assert_int_equal(member_place_count(rig, retests, p.finding), 1);
}

TEST_RIG(the_perimeter_is_declared_proved_and_changed)
{
	struct member_place p = member_place_make(rig);
	const char *all = rig_f(rig, "/orgs/%s/perimeter", p.org);
	const char *one = rig_f(rig, "%s/%s", all, p.pending);

	assert_int_equal(rig_post(p.b, all, "list", "", NULL), 422);
	assert_int_equal(
	    rig_post(p.b, all, "list", "labo-chu.example;lab\nco.uk\n192.0.2.300\n", NULL),
	    200);
	assert_true(rig_has(p.b, "labo-chu.example"));
	assert_true(rig_has(p.b, "out of range"));
	assert_int_equal(member_place_count(rig,
			     "SELECT count(*) FROM proof JOIN perimeter_item i ON i.\"id\" = "
			     "proof.\"item\" WHERE i.\"value\" = $1",
			     "labo-chu.example"),
	    2);
	assert_int_equal(rig_post(p.b, rig_f(rig, "%s/prove", one), NULL), 303);
	assert_int_equal(rig_follow(p.b), 200);
	assert_true(rig_has(p.b, "_varde-challenge.imagerie-chu.example"));
	assert_true(rig_has(p.b, "varde-proof="));
	assert_int_equal(rig_post(p.b, rig_f(rig, "%s/check", one), NULL), 303);
	check_logged(rig, "proof.ask");
	assert_int_equal(rig_post(p.b, rig_f(rig, "%s/exclude", one), "reason", "", NULL), 422);
	assert_int_equal(
	    rig_post(p.b, rig_f(rig, "%s/exclude", one), "reason", "dialysis", NULL), 303);
	assert_int_equal(rig_post(p.b, rig_f(rig, "%s/include", one), NULL), 303);
	assert_int_equal(
	    rig_post(p.b, rig_f(rig, "%s/retire", one), "reason", "sold", NULL), 200);
	assert_true(rig_has(p.b, "name=\"confirmed\" value=\"1\""));
	assert_int_equal(rig_post(p.b, rig_f(rig, "%s/retire", one), "reason", "sold",
			     "confirmed", "1", NULL),
	    303);
	assert_int_equal(member_place_count(rig,
			     "SELECT count(*) FROM perimeter_item WHERE \"id\" = $1 AND "
			     "\"state\" = 'retired'",
			     p.pending),
	    1);
}

TEST_RIG(an_authorisation_is_read_signed_and_revoked)
{
	struct member_place p = member_place_make(rig);
	struct rig_browser *legal = member_place_sign(rig, &p);
	const char *one;

	assert_int_equal(rig_follow(legal), 200);
	assert_true(rig_has(legal, "Louise"));
	one =
	    legal->location[0] ? legal->location : rig_between(legal, "action=\"", "/revoke\"");
	assert_int_equal(rig_get(p.b, rig_f(rig, "/orgs/%s/authorisations", p.org)), 200);
	assert_true(rig_has(p.b, "An authorisation is in force"));
	one = rig_f(rig, "/orgs/%s/authorisations/%s", p.org,
	    rig_between(p.b, rig_f(rig, "/orgs/%s/authorisations/", p.org), "\""));
	assert_int_equal(rig_post(legal, rig_f(rig, "/orgs/%s/authorisations/new", p.org),
			     "step", "preview", "which", "some", NULL),
	    422);
	assert_int_equal(rig_post(p.b, rig_f(rig, "%s/revoke", one), "reason", "", NULL), 422);
	assert_int_equal(
	    rig_post(p.b, rig_f(rig, "%s/revoke", one), "reason", "move", NULL), 200);
	assert_int_equal(rig_post(p.b, rig_f(rig, "%s/revoke", one), "reason", "move",
			     "confirmed", "1", NULL),
	    303);
	assert_int_equal(
	    member_place_count(rig,
		"SELECT count(*) FROM authorisation WHERE \"org\" = $1 AND \"revoked\" > 0",
		p.org),
	    1);
}

TEST_RIG(an_audit_is_ordered_stopped_resumed_and_cancelled)
{
	struct member_place p = member_place_make(rig);
	const char *form = rig_f(rig, "/orgs/%s/orders/new", p.org), *one;

	assert_int_equal(rig_post(p.b, form, "step", "order", "type", "magic", NULL), 422);
	(void)member_place_sign(rig, &p);
	assert_int_equal(rig_post(p.b, form, "step", "estimate", "type", "surface", "profile",
			     "standard", "recurrence", "once", "which", "all", NULL),
	    200);
	assert_true(rig_has(p.b, "Place in the queue"));
	assert_int_equal(rig_post(p.b, form, "step", "order", "type", "surface", "profile",
			     "standard", "recurrence", "weekly", "which", "all", NULL),
	    303);
	one = rig_f(rig, "%s", p.b->location);
	assert_int_equal(rig_follow(p.b), 200);
	assert_true(rig_has(p.b, "data-state=\"scheduled\""));
	assert_int_equal(rig_post(p.b, rig_f(rig, "%s/stop", one), NULL), 200);
	assert_int_equal(
	    rig_post(p.b, rig_f(rig, "%s/stop", one), "confirmed", "1", NULL), 303);
	assert_int_equal(rig_get(p.b, one), 200);
	assert_true(rig_has(p.b, "data-state=\"paused\""));
	assert_int_equal(rig_post(p.b, rig_f(rig, "%s/resume", one), NULL), 303);
	assert_int_equal(rig_post(p.b, rig_f(rig, "%s/cancel", one), "reason", "", NULL), 422);
	assert_int_equal(rig_post(p.b, rig_f(rig, "%s/cancel", one), "reason", "twice",
			     "confirmed", "1", NULL),
	    303);
	assert_int_equal(rig_get(p.b, one), 200);
	assert_true(rig_has(p.b, "data-state=\"cancelled\""));
}

TEST_RIG(a_report_is_marked_and_its_download_written_down)
{
	struct member_place p = member_place_make(rig);
	const char *one = rig_f(rig, "/orgs/%s/orders/%s", p.org, p.order);

	assert_int_equal(rig_get(p.b, rig_f(rig, "%s/files/html", one)), 200);
	assert_true(rig_has(p.b, "Anna"));
	assert_true(rig_has(p.b, "CHU Test"));
	assert_int_equal(rig_get(p.b, rig_f(rig, "%s/files/json", one)), 200);
	assert_int_equal(rig_get(p.b, rig_f(rig, "%s/files/csv", one)), 200);
	assert_int_equal(rig_get(p.b, rig_f(rig, "%s/files/all", one)), 404);
	assert_int_equal(
	    rig_get(p.b, rig_f(rig, "/orgs/%s/orders/%s/files/csv", p.org, p.waiting)), 404);
	assert_int_equal(member_place_count(rig,
			     "SELECT count(*) FROM audit_log WHERE \"action\" = "
			     "'report.download' AND \"org\" "
			     "= $1",
			     p.org),
	    3);
	assert_int_equal(rig_post(p.b, rig_f(rig, "%s/acknowledge", one), NULL), 303);
	assert_int_equal(rig_get(p.b, one), 200);
	assert_true(rig_has(p.b, "data-state=\"acknowledged\""));
}

TEST_RIG(people_are_invited_changed_and_leave)
{
	struct member_place p = member_place_make(rig);
	const char *all = rig_f(rig, "/orgs/%s/people", p.org), *one;

	assert_int_equal(
	    rig_post(p.b, all, "name", "", "mail", "x", "role", "analyst", NULL), 422);
	assert_int_equal(rig_post(p.b, all, "name", "Tim", "mail", "tim@chu.example", "role",
			     "technician", "functions", "it-ops", NULL),
	    303);
	assert_string_equal(rig_mail(rig, "invitation").template, "invitation");
	assert_int_equal(rig_get(p.b, rig_f(rig, "%s?role=technician", all)), 200);
	assert_true(rig_has(p.b, "IT operations"));
	one = rig_f(rig, "%s/%s", all, rig_between(p.b, rig_f(rig, "href=\"%s/", all), "\""));
	assert_int_equal(rig_get(p.b, one), 200);
	assert_true(rig_has(p.b, "tim@chu.example"));
	assert_int_equal(
	    rig_post(p.b, rig_f(rig, "%s/functions", one), "functions", "dpo", NULL), 303);
	assert_int_equal(
	    rig_post(p.b, rig_f(rig, "%s/functions", one), "functions", "king", NULL), 422);
	assert_int_equal(rig_post(p.b, rig_f(rig, "%s/confirm", one), NULL), 303);
	assert_non_null(rig_mailed_link(rig, "contact_confirm"));
	assert_int_equal(rig_post(p.b, rig_f(rig, "%s/end", one), NULL), 200);
	assert_int_equal(rig_post(p.b, rig_f(rig, "%s/end", one), "confirmed", "1", NULL), 303);
	assert_int_equal(rig_get(p.b, one), 404);
}
