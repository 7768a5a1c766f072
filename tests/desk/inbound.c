#include "desk/inbound.h"

#include "desk/contact_health.h"
#include "desk/outbox.h"
#include "desk/phone.h"
#include "notice_place.h"

TEST(the_first_line_is_understood_in_three_languages)
{
	static const struct {
		const char *text;
		int answer;
	} cases[] = {
	    {"Working on it\nmore", NOTICE_WORKING},
	    {"  FIXED.  ", NOTICE_FIXED},
	    {"\n\nfalse positive, it is a test machine", NOTICE_FALSE_POSITIVE},
	    {"not ours", NOTICE_NOT_OURS},
	    {"accepted", NOTICE_ACCEPTED},
	    {"help!", NOTICE_NEED_HELP},
	    {"EN COURS", NOTICE_WORKING},
	    {"Corrigé", NOTICE_FIXED},
	    {"CORRIGÉ", NOTICE_FIXED},
	    {"pas à nous", NOTICE_NOT_OURS},
	    {"Ikke vår", NOTICE_NOT_OURS},
	    {"IKKE VÅR", NOTICE_NOT_OURS},
	    {"akseptert", NOTICE_ACCEPTED},
	    {"hjelp", NOTICE_NEED_HELP},
	    {"fixed?", NOTICE_UNANSWERED},
	    {"not fixed", NOTICE_UNANSWERED},
	    {"working hours are 8 to 5", NOTICE_UNANSWERED},
	    {"What is this?", NOTICE_UNANSWERED},
	    {"", NOTICE_UNANSWERED},
	    {NULL, NOTICE_UNANSWERED},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (inbound_answer_of(cases[i].text) != cases[i].answer)
			fail_msg("%s", cases[i].text ? cases[i].text : "NULL");
}

static const char *message_to(struct place *place, struct db *db, const char *person)
{
	struct outgoing m;

	assert_int_equal(
	    desk_find(db, &outgoing_type,
		"WHERE \"person\" = $1 AND \"object\" IS NOT NULL ORDER BY \"created\" DESC",
		DESK_PARAMS(DESK_TEXT(person)), place->arena, &m),
	    0);
	return m.id;
}

static struct inbound takes(
    struct place *place, struct db *db, const struct inbound_mail *mail, int64_t now)
{
	struct inbound in;

	if (inbound_take(db, mail, now, place->arena, &in, NULL) < 0)
		fail_msg("%s: %s", db_msg(db)->what, db_msg(db)->detail);
	return in;
}

static struct inbound_mail reply(
    struct place *place, const char *hash, const char *id, const char *text)
{
	struct inbound_mail m = {.hash = hash,
	    .type = INBOUND_REPLY,
	    .sender = "tech@varde.test",
	    .subject = "Re: [VARDE#2026-00001]",
	    .text = text};

	text_list_add(&m.candidates, place->arena, "nonsense");
	text_list_add(&m.candidates, place->arena, id);
	return m;
}

TEST_STORE(a_reply_answers_once)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	const char *id = notice_opens(place, db, &new, NOW).id;
	struct inbound_mail m =
	    reply(place, "h1", message_to(place, db, s.tech), "fixed\nsince noon");
	struct inbound in = takes(place, db, &m, NOW + 5);
	bool again = false;

	assert_int_equal(in.verdict, INBOUND_DONE);
	assert_int_equal(in.answer, NOTICE_FIXED);
	assert_int_equal(notice_is(place, db, id).answer, NOTICE_FIXED);
	assert_int_equal(notice_is(place, db, id).channel, NOTICE_BY_MAIL);
	assert_string_equal(notice_is(place, db, id).answered_by, s.tech);
	m.text = "not ours";
	assert_int_equal(inbound_take(db, &m, NOW + 6, place->arena, &in, &again), 0);
	assert_true(again);
	assert_int_equal(notice_is(place, db, id).answer, NOTICE_FIXED);
	(void)db_close(db);
}

TEST_STORE(what_is_not_understood_asks_for_help_and_another_sender_waits)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	const char *id = notice_opens(place, db, &new, NOW).id;
	const char *message = message_to(place, db, s.tech);
	struct inbound_mail m = reply(place, "h1", message, "fixed");
	struct phone_task t;
	struct inbound in;

	m.sender = "evil@elsewhere.test";
	in = takes(place, db, &m, NOW + 5);
	assert_int_equal(in.verdict, INBOUND_FOR_DUTY);
	assert_int_equal(notice_is(place, db, id).answer, NOTICE_UNANSWERED);
	assert_int_equal(inbound_settle(db, &desk_place_actor, "h1", NOW + 6, place->arena), 0);
	assert_int_equal(inbound_settle(db, &desk_place_actor, "h1", NOW + 6, place->arena),
	    ERR_UNSUPPORTED);
	m = reply(place, "h2", message, "Which machine do you mean?");
	assert_int_equal(takes(place, db, &m, NOW + 7).answer, NOTICE_NEED_HELP);
	assert_int_equal(desk_find(db, &phone_task_type, "WHERE \"notice\" = $1",
			     DESK_PARAMS(DESK_TEXT(id)), place->arena, &t),
	    0);
	assert_string_equal(t.text, "Which machine do you mean?");
	/* Of no message of ours, and one that is too old. */
	m = reply(place, "h3", "01234567890123456789012345", "fixed");
	assert_int_equal(takes(place, db, &m, NOW + 8).verdict, INBOUND_FOR_DUTY);
	m = reply(place, "h4", message, "fixed");
	assert_int_equal(
	    takes(place, db, &m, NOW + (NOTICE_LINK_DAYS + 1) * (int64_t)DAY_MS).verdict,
	    INBOUND_FOR_DUTY);
	m.hash = "h5";
	m.type = INBOUND_AUTOMATIC;
	assert_int_equal(takes(place, db, &m, NOW + 9).verdict, INBOUND_IGNORED);
	(void)db_close(db);
}

static struct contact_health health(struct place *place, struct db *db, const char *mail)
{
	struct contact_health h = {0};

	assert_int_equal(
	    desk_get(db, &contact_health_type,
		contact_health_id(CONTACT_HEALTH_BOUNCE, mail, place->arena), place->arena, &h),
	    0);
	return h;
}

static void sent(struct db *db, const char *id, int64_t when)
{
	assert_int_equal(
	    desk_exec(db,
		"UPDATE outgoing SET \"state\" = 'sent', \"sent\" = $2 WHERE \"id\" = $1",
		DESK_PARAMS(DESK_TEXT(id), DESK_INT(when)), NULL),
	    0);
}

static bool is_off(struct place *place, struct db *db, const char *address)
{
	struct map off;

	map_init(&off, place->arena);
	assert_int_equal(inbound_addresses_off(db, &address, 1, place->arena, &off), 0);
	return map_has(&off, address);
}

TEST_STORE(three_bounces_in_a_row_switch_the_address_off_and_ring)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	struct address_state a;
	struct contact_health h;
	struct phone_task t;

	for (int i = 0; i < 3; i++) {
		struct inbound_mail m = {.hash = arena_printf(place->arena, "h%d", i),
		    .type = INBOUND_BOUNCE,
		    .status = "5.1.1",
		    .reason = "5.1.1 no such user"};
		const char *message;

		new.object = arena_printf(place->arena, "o%d", i);
		(void)notice_opens(place, db, &new, NOW + i);
		message = message_to(place, db, s.tech);
		sent(db, message, NOW + i);
		text_list_add(&m.candidates, place->arena, message);
		assert_int_equal(takes(place, db, &m, NOW + 10 + i).verdict, INBOUND_DONE);
		m.hash = arena_printf(place->arena, "again%d", i);
		assert_int_equal(takes(place, db, &m, NOW + 10 + i).verdict, INBOUND_IGNORED);
		assert_int_equal(
		    desk_get(db, &address_state_type, "tech@varde.test", place->arena, &a), 0);
		assert_int_equal(a.bounces, i + 1);
		assert_int_equal(is_off(place, db, "tech@varde.test"), i == 2);
	}
	assert_int_equal(desk_find(db, &phone_task_type, "WHERE \"person\" = $1",
			     DESK_PARAMS(DESK_TEXT(s.tech)), place->arena, &t),
	    0);
	assert_int_equal(t.reason, PHONE_BOUNCED);
	assert_string_equal(t.org, s.org);
	h = health(place, db, "tech@varde.test");
	assert_string_equal(h.person, s.tech);
	assert_string_equal(h.org, s.org);
	assert_string_equal(h.status, "5.1.1");
	assert_string_equal(h.reason, "5.1.1 no such user");
	assert_int_equal(h.first, NOW + 10);
	assert_int_equal(h.count, 3);
	assert_int_equal(h.settled, 0);
	/* Reached by telephone: the address works again. */
	assert_int_equal(
	    phone_called(db, &desk_place_actor, t.id,
		&(struct phone_said){PHONE_REACHED, 0, "was full"}, NOW + 99, place->arena),
	    0);
	assert_int_equal(is_off(place, db, "tech@varde.test"), 0);
	assert_int_equal(health(place, db, "tech@varde.test").settled, NOW + 99);
	(void)db_close(db);
}

TEST_STORE(what_comes_back_from_nobodys_address_is_on_the_board_too)
{
	struct db *db = place_open(place);
	const char *org = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL);
	struct inbound_mail m = {.hash = "h1",
	    .type = INBOUND_BOUNCE,
	    .status = "5.1.2",
	    .reason = "5.1.2 no such domain"};
	struct outgoing to = {.unique_key = "k",
	    .template = "enrol_confirm",
	    .mail = "typo@nowhere.test",
	    .org = org};
	struct outgoing stored;

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, outbox_put(db, &to, NOW, place->arena)), 0);
	assert_int_equal(desk_find(db, &outgoing_type, "WHERE \"unique_key\" = 'k'", NULL, 0,
			     place->arena, &stored),
	    0);
	sent(db, stored.id, NOW);
	text_list_add(&m.candidates, place->arena, stored.id);
	assert_int_equal(takes(place, db, &m, NOW + 5).verdict, INBOUND_DONE);
	assert_string_equal(health(place, db, "typo@nowhere.test").org, org);
	assert_string_equal(health(place, db, "typo@nowhere.test").status, "5.1.2");
	(void)db_close(db);
}

TEST_STORE(a_mail_that_arrived_between_begins_the_count_anew)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	struct address_state a;

	for (int i = 0; i < 4; i++) {
		struct inbound_mail m = {.hash = arena_printf(place->arena, "h%d", i),
		    .type = INBOUND_BOUNCE,
		    .status = "5.2.2"};
		const char *message;

		new.object = arena_printf(place->arena, "o%d", i);
		(void)notice_opens(place, db, &new, NOW + i);
		message = message_to(place, db, s.tech);
		sent(db, message, NOW + i);
		text_list_add(&m.candidates, place->arena, message);
		if (i != 2)
			(void)takes(place, db, &m, NOW + 10 + i);
	}
	assert_int_equal(
	    desk_get(db, &address_state_type, "tech@varde.test", place->arena, &a), 0);
	assert_int_equal(a.bounces, 1);
	assert_int_equal(a.disabled, 0);
	assert_int_equal(health(place, db, "tech@varde.test").count, 1);
	assert_int_equal(health(place, db, "tech@varde.test").first, NOW + 13);
	(void)db_close(db);
}
