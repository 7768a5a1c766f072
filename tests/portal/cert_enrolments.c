#include "cert_place.h"

#include "store/desk.h"

static struct enrolment enrolment(struct rig *rig, const char *id)
{
	struct enrolment e;

	assert_int_equal(desk_get(rig->db, &enrolment_type, id, rig->arena, &e), 0);
	return e;
}

TEST_RIG(an_application_is_asked_about_and_rejected_with_a_reason)
{
	struct cert_place p = cert_place_make(rig);
	struct rig_browser *b = cert_place_browser(rig, ROLE_COORDINATOR);
	const char *page = rig_f(rig, "/cert/enrolments/%s", p.enrolment);

	assert_int_equal(rig_get(b, page), 200);
	assert_true(rig_has(b, "The applicant has not confirmed the mail address."));
	assert_false(rig_has(b, "value=\"approve\""));
	assert_int_equal(rig_post(b, page, "action", "approve", NULL), 422);
	assert_int_equal(rig_post(b, page, "action", "ask", NULL), 422);
	assert_int_equal(rig_post(b, page, "action", "ask", "reason", "Who signs?", NULL), 303);
	assert_int_equal(enrolment(rig, p.enrolment).state, ENROLMENT_MORE_INFO);
	assert_int_equal(
	    rig_post(b, page, "action", "reject", "reason", "No answer.", NULL), 303);
	assert_int_equal(enrolment(rig, p.enrolment).state, ENROLMENT_REJECTED);
	assert_string_equal(enrolment(rig, p.enrolment).reason, "No answer.");
}

TEST_RIG(an_application_with_all_it_needs_is_approved)
{
	struct cert_place p = cert_place_make(rig);
	struct rig_browser *b = cert_place_browser(rig, ROLE_COORDINATOR);
	const char *page = rig_f(rig, "/cert/enrolments/%s", p.enrolment);

	assert_int_equal(desk_exec(rig->db,
			     "UPDATE person SET \"mail_confirmed\" = 1 WHERE \"mail\" = "
			     "'paul@parc.example'",
			     NULL, 0, NULL),
	    0);
	assert_int_equal(rig_get(b, page), 200);
	assert_true(rig_has(b, "value=\"approve\""));
	assert_int_equal(rig_post(b, page, "action", "approve", NULL), 303);
	assert_int_equal(enrolment(rig, p.enrolment).state, ENROLMENT_APPROVED);
	assert_int_equal(rig_get(b, "/cert/orgs?q=Parc"), 200);
	assert_true(rig_has(b, "Clinique du Parc"));
}
