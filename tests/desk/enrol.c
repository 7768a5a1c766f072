#include "desk/enrol.h"

#include "desk/signin.h"
#include "desk_place.h"

/* Each state and action, against a second writing down of the table. */
TEST(enrol_states_are_those_of_the_table)
{
	static const int want[][ENROL_ACTIONS] = {
	    [ENROLMENT_SUBMITTED] = {ENROLMENT_MORE_INFO, ERR_DENIED, ENROLMENT_APPROVED,
		ENROLMENT_REJECTED, ENROLMENT_WITHDRAWN},
	    [ENROLMENT_MORE_INFO] = {ERR_DENIED, ENROLMENT_SUBMITTED, ERR_DENIED,
		ENROLMENT_REJECTED, ENROLMENT_WITHDRAWN},
	    [ENROLMENT_APPROVED] = {ERR_DENIED, ERR_DENIED, ERR_DENIED, ERR_DENIED, ERR_DENIED},
	    [ENROLMENT_REJECTED] = {ERR_DENIED, ERR_DENIED, ERR_DENIED, ERR_DENIED, ERR_DENIED},
	    [ENROLMENT_WITHDRAWN] = {ERR_DENIED, ERR_DENIED, ERR_DENIED, ERR_DENIED,
		ERR_DENIED},
	};

	for (int was = ENROLMENT_SUBMITTED; was <= ENROLMENT_WITHDRAWN; was++)
		for (int action = 0; action < ENROL_ACTIONS; action++)
			assert_int_equal(
			    enrol_next((enum enrolment_state)was, (enum enrol_action)action),
			    want[was][action]);
}

struct scene {
	const char *anna, *coordinator, *analyst, *stranger;
	struct enrolment e; /* anna's, submitted, complete */
};

static struct enrolment complete(const char *person)
{
	return (struct enrolment){.name = "CHU Sud",
	    .type = ORG_HOSPITAL,
	    .person = person,
	    .role = ROLE_OFFICER,
	    .legal_name = "Lena Legal",
	    .legal_mail = "Lena@chu.test",
	    .oncall_name = "Duty desk",
	    .oncall_phone = "+47 55 50 00 00",
	    .terms = "2026-1",
	    .terms_lang = "fr"};
}

static struct scene scene(struct place *place, struct db *db)
{
	struct scene s = {.anna = desk_place_person(place, db, "anna")};

	s.coordinator = desk_place_person(place, db, "coordinator");
	s.analyst = desk_place_person(place, db, "analyst");
	s.stranger = desk_place_person(place, db, "stranger");
	(void)desk_place_role(place, db, s.coordinator, ROLE_COORDINATOR, NULL);
	(void)desk_place_role(place, db, s.analyst, ROLE_ANALYST, NULL);
	assert_int_equal(db_exec(db, "UPDATE person SET \"mail_confirmed\" = 1"), 0);
	s.e = complete(s.anna);
	assert_int_equal(enrol_submit(db, &desk_place_actor, &s.e, NOW, place->arena), 0);
	return s;
}

static int step(struct place *place, struct db *db, const char *by, const struct enrolment *e,
    enum enrol_action action)
{
	struct who who = desk_place_who(place, db, by, NOW);

	return enrol_step(db, &desk_place_actor, &who, e->id, action, "because", NOW + 1);
}

static int64_t told(struct db *db, const char *template)
{
	int64_t n = -1;

	assert_int_equal(
	    desk_number(db, "SELECT count(*) FROM outgoing WHERE \"template\" = $1",
		DESK_PARAMS(DESK_TEXT(template)), &n),
	    0);
	return n;
}

TEST_STORE(enrol_approval_opens_a_proposed_organisation)
{
	struct db *db = place_open(place);
	struct scene s = scene(place, db);
	struct enrolment got;
	struct org org;
	struct who who;
	struct person lena;
	struct desk_records members;

	desk_place_logged(place, db, "enrolment.submit");
	assert_int_equal(told(db, "enrol_received"), 1);
	assert_int_equal(told(db, "enrol_submitted"), 1); /* the coordinator */
	assert_int_equal(step(place, db, s.coordinator, &s.e, ENROL_APPROVE), 0);
	desk_place_logged(place, db, "enrolment.approve");
	assert_int_equal(desk_get(db, &enrolment_type, s.e.id, place->arena, &got), 0);
	assert_int_equal(got.state, ENROLMENT_APPROVED);
	assert_string_equal(got.decided_by, s.coordinator);
	assert_int_equal(got.decided, NOW + 1);
	assert_int_equal(org_get(db, got.org, place->arena, &org), 0);
	assert_string_equal(org.name, "CHU Sud");
	assert_int_equal(org.state, ORG_ACTIVE);
	assert_string_equal(org.emergency, "+47 55 50 00 00");
	who = desk_place_who(place, db, s.anna, NOW + 1);
	assert_true(who_may(&who, MAY_PEOPLE, org.path));
	assert_int_equal(people_by_mail(db, "lena@chu.test", place->arena, &lena), 0);
	assert_int_equal(lena.state, PERSON_INVITED);
	assert_int_equal(people_of_person(db, lena.id, NOW + 1, place->arena, &members), 0);
	assert_int_equal(members.all.n, 1);
	assert_int_equal(((struct membership *)members.all.items[0])->role, ROLE_LEGAL);
	assert_int_equal(told(db, "enrol_approved"), 1);
	assert_int_equal(told(db, "enrol_legal"), 1);
	assert_int_equal(step(place, db, s.coordinator, &s.e, ENROL_APPROVE), ERR_DENIED);
	(void)db_close(db);
}

TEST_STORE(enrol_approval_activates_a_picked_organisation)
{
	struct db *db = place_open(place);
	struct scene s = scene(place, db);
	struct org org = {.name = "Register", .state = ORG_PROPOSED}, got;
	struct enrolment second = complete(s.anna), third = complete(s.stranger);

	assert_int_equal(org_create(db, NULL, &org, NOW, place->arena), 0);
	second.org = third.org = org.id;
	assert_int_equal(enrol_submit(db, NULL, &second, NOW, place->arena), 0);
	assert_int_equal(enrol_submit(db, NULL, &third, NOW, place->arena), 0);
	assert_int_equal(step(place, db, s.coordinator, &second, ENROL_APPROVE), 0);
	assert_int_equal(org_get(db, org.id, place->arena, &got), 0);
	assert_int_equal(got.state, ORG_ACTIVE);
	assert_int_equal(got.joined, NOW + 1);
	assert_non_null(got.emergency);
	/* Another applicant of the same house, with the same legal representative. */
	assert_int_equal(step(place, db, s.coordinator, &third, ENROL_APPROVE), 0);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM membership WHERE \"org\" IS NOT NULL"), 3);
	/* Into one that left: no. */
	second = complete(s.anna);
	second.org = org.id;
	assert_int_equal(enrol_submit(db, NULL, &second, NOW, place->arena), 0);
	assert_int_equal(org_step(db, NULL, org.id, ORG_LEAVE, NULL, NOW), 0);
	assert_int_equal(step(place, db, s.coordinator, &second, ENROL_APPROVE), ERR_RANGE);
	(void)db_close(db);
}

/* One thing missing at a time: nothing is made, and the message says what. */
TEST_STORE(enrol_approval_has_guards)
{
	struct db *db = place_open(place);
	struct scene s = scene(place, db);
	struct enrolment cases[7];
	int64_t orgs, entries;
	const char *missing;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		cases[i] = complete(s.anna);
		cases[i].name = arena_printf(place->arena, "case %zu", i);
	}
	cases[0].legal_name = NULL;
	cases[1].legal_mail = "";
	cases[2].oncall_name = NULL;
	cases[3].oncall_phone = NULL;
	cases[4].legal_name = "Anna";
	cases[4].oncall_name = "ANNA ";
	cases[5].role = ROLE_GROUP_OFFICER;
	cases[6].person = s.stranger;
	assert_int_equal(
	    db_exec(db, "UPDATE person SET \"mail_confirmed\" = 0 WHERE \"name\" = "
			"'stranger'"),
	    0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(enrol_submit(db, NULL, &cases[i], NOW, place->arena), 0);
		orgs = place_int(db, "SELECT count(*) FROM org");
		entries = place_int(db, "SELECT count(*) FROM audit_log");
		assert_int_equal(enrol_missing(db, &cases[i], place->arena, &missing), 0);
		assert_ptr_equal(strchr(missing, '\n'), missing + strlen(missing) - 1);
		assert_int_equal(
		    step(place, db, s.coordinator, &cases[i], ENROL_APPROVE), ERR_RANGE);
		assert_non_null(strstr(missing, db_msg(db)->detail));
		assert_int_equal(place_int(db, "SELECT count(*) FROM org"), orgs);
		assert_int_equal(place_int(db, "SELECT count(*) FROM audit_log"), entries);
	}
	assert_int_equal(enrol_missing(db, &s.e, place->arena, &missing), 0);
	assert_string_equal(missing, "");
	(void)db_close(db);
}

/* Every state x action x who: only the CERT's coordinator decides, only the applicant answers
 * and withdraws. */
TEST_STORE(enrol_steps_are_for_those_they_are_for)
{
	static const bool cert[ENROL_ACTIONS] = {
	    [ENROL_ASK] = true, [ENROL_APPROVE] = true, [ENROL_REJECT] = true};
	struct db *db = place_open(place);
	struct scene s = scene(place, db);
	const char *const whos[] = {s.anna, s.coordinator, s.analyst, s.stranger};

	for (int was = ENROLMENT_SUBMITTED; was <= ENROLMENT_WITHDRAWN; was++)
		for (int action = 0; action < ENROL_ACTIONS; action++)
			for (size_t w = 0; w < ARRAY_LEN(whos); w++) {
				bool may = whos[w] == (cert[action] ? s.coordinator : s.anna);
				int next = enrol_next(
				    (enum enrolment_state)was, (enum enrol_action)action);
				struct enrolment e = complete(s.anna), got;

				e.name =
				    arena_printf(place->arena, "c %d %d %zu", was, action, w);
				assert_int_equal(
				    enrol_submit(db, NULL, &e, NOW, place->arena), 0);
				e.state = was;
				assert_int_equal(desk_update(db, &enrolment_type, &e), 0);
				assert_int_equal(
				    step(place, db, whos[w], &e, (enum enrol_action)action),
				    may && next >= 0 ? 0 : ERR_DENIED);
				assert_int_equal(
				    desk_get(db, &enrolment_type, e.id, place->arena, &got), 0);
				assert_int_equal(got.state, may && next >= 0 ? next : was);
			}
	(void)db_close(db);
}

TEST_STORE(enrol_asks_and_is_answered)
{
	struct db *db = place_open(place);
	struct scene s = scene(place, db);
	struct who anna = desk_place_who(place, db, s.anna, NOW);
	struct who coordinator = desk_place_who(place, db, s.coordinator, NOW);
	struct enrolment e = s.e, got;

	e.legal_name = "Someone Else";
	assert_int_equal(enrol_correct(db, &desk_place_actor, &anna, &e, NOW), ERR_DENIED);
	assert_int_equal(
	    enrol_step(db, NULL, &coordinator, s.e.id, ENROL_ASK, " ", NOW), ERR_RANGE);
	assert_int_equal(
	    enrol_step(db, NULL, &coordinator, s.e.id, ENROL_ASK, "which site?", NOW), 0);
	assert_int_equal(
	    enrol_step(db, NULL, &coordinator, s.e.id, ENROL_REJECT, NULL, NOW), ERR_RANGE);
	assert_int_equal(told(db, "enrol_more_info"), 1);
	e.state = ENROLMENT_APPROVED; /* not his to say */
	e.person = s.stranger;
	assert_int_equal(
	    enrol_correct(db, &desk_place_actor, &coordinator, &e, NOW), ERR_DENIED);
	assert_int_equal(enrol_correct(db, &desk_place_actor, &anna, &e, NOW), 0);
	assert_int_equal(desk_get(db, &enrolment_type, e.id, place->arena, &got), 0);
	assert_string_equal(got.legal_name, "Someone Else");
	assert_string_equal(got.person, s.anna);
	assert_int_equal(got.state, ENROLMENT_MORE_INFO);
	assert_int_equal(step(place, db, s.anna, &s.e, ENROL_RESUBMIT), 0);
	assert_int_equal(step(place, db, s.coordinator, &s.e, ENROL_ASK), 0);
	assert_int_equal(told(db, "enrol_more_info"), 2);
	assert_int_equal(step(place, db, s.coordinator, &s.e, ENROL_REJECT), 0);
	assert_int_equal(told(db, "enrol_rejected"), 1);
	desk_place_logged(place, db, "enrolment.reject");
	(void)db_close(db);
}

/* Four eyes: who applies does not decide, coordinator or not. */
TEST_STORE(enrol_is_not_decided_by_the_applicant)
{
	struct db *db = place_open(place);
	struct scene s = scene(place, db);
	struct enrolment own = complete(s.coordinator);

	assert_int_equal(enrol_submit(db, NULL, &own, NOW, place->arena), 0);
	assert_int_equal(step(place, db, s.coordinator, &own, ENROL_APPROVE), ERR_DENIED);
	(void)db_close(db);
}

TEST_STORE(enrol_submit_refuses_what_is_not_an_application)
{
	struct db *db = place_open(place);
	struct scene s = scene(place, db);
	struct enrolment e = s.e;

	assert_int_equal(enrol_submit(db, NULL, &e, NOW, place->arena), ERR_EXISTS);
	e.name = "other";
	e.role = ROLE_ADMINISTRATOR;
	assert_int_equal(enrol_submit(db, NULL, &e, NOW, place->arena), ERR_RANGE);
	e.role = ROLE_OFFICER;
	e.terms = "";
	assert_int_equal(enrol_submit(db, NULL, &e, NOW, place->arena), ERR_RANGE);
	e.terms = "2026-1";
	e.name = NULL;
	assert_int_equal(enrol_submit(db, NULL, &e, NOW, place->arena), ERR_RANGE);
	e.org = "nowhere";
	assert_int_equal(enrol_submit(db, NULL, &e, NOW, place->arena), ERR_NOTFOUND);
	e = complete("nobody");
	assert_int_equal(enrol_submit(db, NULL, &e, NOW, place->arena), ERR_NOTFOUND);
	assert_int_equal(place_int(db, "SELECT count(*) FROM enrolment"), 1);
	(void)db_close(db);
}

TEST_STORE(enrol_mail_is_confirmed_by_its_link)
{
	struct db *db = place_open(place);
	struct person p = {.name = "New", .mail = "new@chu.test"}, got;
	struct link link = {.id = "l", .purpose = LINK_CONFIRM_MAIL, .expires = NOW + 10};
	const char *who = NULL;

	assert_int_equal(people_create(db, NULL, &p, NOW, place->arena), 0);
	link.person = p.id;
	assert_int_equal(signin_link_new(db, NULL, &link, NOW), 0);
	assert_int_equal(
	    enrol_confirm_mail(db, NULL, "m", NOW, place->arena, &who), ERR_NOTFOUND);
	assert_int_equal(enrol_confirm_mail(db, NULL, "l", NOW + 5, place->arena, &who), 0);
	assert_string_equal(who, p.id);
	assert_int_equal(people_get(db, p.id, place->arena, &got), 0);
	assert_int_equal(got.mail_confirmed, NOW + 5);
	assert_int_equal(got.state, PERSON_ACTIVE);
	assert_int_equal(
	    enrol_confirm_mail(db, NULL, "l", NOW + 5, place->arena, &who), ERR_NOTFOUND);
	desk_place_logged(place, db, "person.mail_confirmed");
	(void)db_close(db);
}
