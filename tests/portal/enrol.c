#include "rig.h"

#include "desk/enrol.h"

/* Signs in who comes by the mailed link, second factor included. */
static struct rig_browser *newcomer(struct rig *rig)
{
	struct rig_browser *b = rig_browser(rig);
	const char *link;

	assert_int_equal(rig_get(b, "/enrol"), 200);
	assert_int_equal(
	    rig_post(b, "/enrol/account", "name", "Kari Nord", "mail", "x", NULL), 422);
	assert_int_equal(rig_post(b, "/enrol/account", "name", "Kari Nord", "mail",
			     "kari@hospital.example", NULL),
	    200);
	link = rig_mailed_link(rig, "confirm_mail");
	assert_int_equal(rig_get(b, link), 200);
	assert_int_equal(rig_post(b, link, "password", "seven lamps under water", "again",
			     "seven lamps under water", NULL),
	    303);
	assert_string_equal(b->location, "/profile/second-factor?next=%2Fenrol");
	rig_authenticator(b);
	return b;
}

static int apply(struct rig_browser *b, const char *target, const char *org, const char *phone)
{
	return rig_post(b, target, "org", org, "org_name", "Nord Hospital", "kind", "hospital",
	    "role", "officer", "legal_name", "Director Dahl", "legal_mail",
	    "director@hospital.example", "oncall_name", "On Call", "oncall_phone", phone,
	    "terms", "2026-1", NULL);
}

TEST_RIG(a_newcomer_confirms_the_address_and_proposes_an_organisation)
{
	struct rig_browser *b = newcomer(rig);
	const char *path;

	assert_int_equal(rig_get(b, "/enrol"), 200);
	assert_int_equal(apply(b, "/enrol", "new", ""), 422);
	assert_true(rig_has(b, "Director Dahl"));
	assert_int_equal(apply(b, "/enrol", "new", "+47 22 00 00 00"), 303);
	path = b->location;
	assert_int_equal(rig_follow(b), 200);
	assert_true(rig_has(b, "Nord Hospital"));
	assert_true(rig_has(b, "Submitted"));
	assert_int_equal(apply(b, "/enrol", "new", "+47 22 00 00 00"), 422);
	assert_int_equal(rig_post(b, rig_f(rig, "%s/withdraw", path), NULL), 303);
	assert_int_equal(rig_follow(b), 200);
	assert_true(rig_has(b, "Withdrawn"));
}

TEST_RIG(an_organisation_is_found_by_name_and_what_is_missing_is_completed)
{
	const char *org = rig_org(rig, "Sunnfjord 100% Hospital", ORG_HOSPITAL, NULL);
	const char *cert = rig_person(rig, "Cert", "c@cert.example", ROLE_COORDINATOR, NULL);
	struct standing standing = {.role = ROLE_COORDINATOR};
	struct who who = {.person = cert, .standings = {&standing, 1, 1}};
	struct actor actor = {.person = cert};
	struct rig_browser *b = newcomer(rig), *other = rig_browser(rig);
	const char *path;

	rig_org(rig, "Elsewhere", ORG_SMALL, NULL);
	assert_int_equal(rig_get(b, "/enrol?q=100%25"), 200);
	assert_true(rig_has(b, "Sunnfjord"));
	assert_false(rig_has(b, "Elsewhere"));
	assert_int_equal(apply(b, "/enrol", org, "+47 22 00 00 00"), 303);
	path = b->location;
	assert_int_equal(enrol_step(rig->db, &actor, &who, path + strlen("/enrol/"), ENROL_ASK,
			     "Which <ward>?", rig_now),
	    0);
	assert_int_equal(rig_get(b, path), 200);
	assert_true(rig_has(b, "Which &lt;ward&gt;?"));
	assert_int_equal(apply(b, rig_f(rig, "%s/correct", path), org, "+47 33 00 00 00"), 303);
	assert_int_equal(rig_follow(b), 200);
	assert_true(rig_has(b, "+47 33 00 00 00"));
	/* It is its applicant's alone. */
	rig_session(other, cert, true);
	assert_int_equal(rig_get(other, path), 404);
	assert_int_equal(rig_post(other, rig_f(rig, "%s/withdraw", path), NULL), 404);
}

TEST_RIG(who_has_an_account_is_told_so_by_mail_and_not_on_the_page)
{
	struct rig_browser *b = rig_browser(rig);
	const char *said;

	rig_person(rig, "Anna Berg", "anna@x.example", -1, NULL);
	assert_int_equal(
	    rig_post(b, "/enrol/account", "name", "A", "mail", "anna@x.example", NULL), 200);
	said = rig_between(b, "role=\"status\"><p>", "anna");
	assert_int_equal(
	    rig_post(b, "/enrol/account", "name", "A", "mail", "new@x.example", NULL), 200);
	assert_string_equal(rig_between(b, "role=\"status\"><p>", "new"), said);
	assert_non_null(rig_mail(rig, "account_exists").values);
	assert_non_null(rig_mail(rig, "confirm_mail").values);
}

TEST_RIG(the_terms_have_their_version)
{
	struct rig_browser *b = rig_browser(rig);

	assert_int_equal(rig_get(b, "/terms"), 200);
	assert_true(rig_has(b, "2026-1"));
}
