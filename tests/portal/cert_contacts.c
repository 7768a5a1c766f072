/* The board of contacts: every kind of trouble has its row, and figures count what lists show.
 */
#include "cert_place.h"

#include "api/v1_contacts.h"
#include "desk/contact_health.h"
#include "desk/contact_key.h"
#include "model/directive.h"
#include "store/desk.h"

#define DAY INT64_C(86400000)

static void give(struct rig *rig, const char *person, int64_t expires)
{
	struct contact_key key = {.person = person,
	    .type = CONTACT_OPENPGP,
	    .fingerprint = "AAAA",
	    .key = "x",
	    .expires = expires};

	assert_int_equal(contact_key_add(rig->db, NULL, &key, rig_now, rig->arena), 0);
}

static const char *note(struct rig *rig, int type, const char *person, const char *mail)
{
	struct contact_health h = {
	    .type = type, .person = person, .mail = mail, .status = "5.1.1"};

	assert_int_equal(db_begin(rig->db, DB_WRITE), 0);
	assert_int_equal(db_end(rig->db, contact_health_note(rig->db, &h, mail ? mail : person,
					     rig_now, rig->arena)),
	    0);
	return h.id;
}

static void sql(struct rig *rig, const char *text, const char *id)
{
	assert_int_equal(desk_exec(rig->db, text, DESK_PARAMS(DESK_TEXT(id)), NULL), 0);
}

struct board {
	struct rig_browser *b;
	const char *org, *ended, *ending, *failed, *old, *bounced;
};

/* One of each kind. */
static struct board board(struct rig *rig)
{
	struct board w = {.org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL)};

	w.ended = rig_person(rig, "Ended Key", "ended@varde.test", ROLE_OFFICER, w.org);
	w.ending = rig_person(rig, "Ending Key", "ending@varde.test", ROLE_OFFICER, w.org);
	w.failed = rig_person(rig, "Failed Key", "failed@varde.test", ROLE_OFFICER, w.org);
	w.old = rig_person(rig, "Old Contact", "old@varde.test", ROLE_OFFICER, w.org);
	sql(rig, "UPDATE person SET \"mail_confirmed\" = 1 WHERE \"mail\" <> $1", "");
	sql(rig, "UPDATE membership SET \"confirmed\" = 9000000000000 WHERE \"person\" <> $1",
	    w.old);
	sql(rig, "UPDATE membership SET \"since\" = 1 WHERE \"person\" = $1", w.old);
	sql(rig, "UPDATE person SET \"mail_confirmed\" = 0, \"created\" = 1 WHERE \"id\" = $1",
	    w.old);
	give(rig, w.ended, rig_now - 1);
	give(rig, w.ending, rig_now + 30 * DAY);
	give(rig, w.failed, 0);
	(void)note(rig, CONTACT_HEALTH_KEY, w.failed, NULL);
	w.bounced = note(rig, CONTACT_HEALTH_BOUNCE, NULL, "lost@varde.test");
	(void)note(rig, CONTACT_HEALTH_UNANSWERED, w.failed, NULL);
	w.b = cert_place_browser(rig, ROLE_COORDINATOR);
	return w;
}

TEST_RIG(the_board_shows_each_kind_and_what_to_do_next)
{
	static const struct {
		const char *kind, *who, *next;
	} rows[] = {{"key_expired", "Ended Key", "Ask for a new key"},
	    {"not_encrypted", "Failed Key", "Ask for another key"},
	    {"key_ends", "Ending Key", "There is nothing to do yet"},
	    {"bounce", "lost@varde.test", "ask for the right address"},
	    {"unanswered", "Failed Key", "note the outcome"},
	    {"mail_unconfirmed", "Old Contact", "Send the invitation again"},
	    {"unconfirmed", "Old Contact", "A link to confirm"},
	    {"no_oncall", "CHU Test", "on-call"}};
	struct board w = board(rig);

	assert_int_equal(ARRAY_LEN(rows), 8);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_string_equal(v1_contacts_kinds[i], rows[i].kind);
		assert_int_equal(
		    rig_get(w.b, rig_f(rig, "/cert/contacts?kind=%s", rows[i].kind)), 200);
		if (!rig_has(w.b, rows[i].who) || !rig_has(w.b, rows[i].next))
			fail_msg("%s: %s", rows[i].kind, w.b->body);
	}
	assert_int_equal(rig_get(w.b, "/cert/contacts"), 200);
	assert_int_equal(rig_get(w.b, "/cert/contacts?q=lost&sort=-at"), 200);
	assert_true(rig_has(w.b, "lost@varde.test"));
	assert_false(rig_has(w.b, "Ended Key"));
	assert_int_equal(rig_get(w.b, "/cert/contacts?format=csv"), 200);
	assert_true(rig_has(w.b, "lost@varde.test") && rig_has(w.b, "5.1.1"));
	assert_int_equal(rig_get(w.b, "/api/v1/cert/contacts"), 200);
	assert_true(rig_has(w.b, "\"kind\":\"no_oncall\""));
	/* Figures and lists count alike. */
	assert_int_equal(rig_get(w.b, "/cert"), 200);
	for (size_t i = 0; i < 8; i++)
		if (i == 0 || i == 1 || i == 3 || i == 6 || i == 7)
			assert_true(rig_has(
			    w.b, rig_f(rig, "/cert/contacts?kind=%s", v1_contacts_kinds[i])));
}

TEST_RIG(what_is_mended_leaves_the_board)
{
	struct board w = board(rig);
	struct rig_browser *reader = cert_place_browser(rig, ROLE_READER);

	assert_int_equal(rig_get(reader, "/cert/contacts?kind=bounce"), 200);
	assert_false(rig_has(reader, "/settle"));
	assert_int_equal(
	    rig_post(reader, rig_f(rig, "/cert/contacts/%s/settle", w.bounced), NULL), 403);
	assert_int_equal(rig_get(w.b, "/cert/contacts?kind=bounce"), 200);
	assert_true(rig_has(w.b, rig_f(rig, "/cert/contacts/%s/settle", w.bounced)));
	assert_int_equal(
	    rig_post(w.b, rig_f(rig, "/cert/contacts/%s/settle", w.bounced), NULL), 303);
	cert_place_logged(rig, "contact_health.settle");
	assert_int_equal(rig_get(w.b, "/cert/contacts?kind=bounce"), 200);
	assert_false(rig_has(w.b, "lost@varde.test"));
	assert_int_equal(
	    rig_post(w.b, rig_f(rig, "/cert/contacts/%s/settle", w.bounced), NULL), 404);
	/* A new key, a telephone, a confirmed contact. */
	give(rig, w.ended, 0);
	assert_int_equal(rig_get(w.b, "/cert/contacts?kind=key_expired"), 200);
	assert_false(rig_has(w.b, "Ended Key"));
	sql(rig, "UPDATE org SET \"emergency\" = '+33 1' WHERE \"id\" = $1", w.org);
	assert_int_equal(rig_get(w.b, "/cert/contacts?kind=no_oncall"), 200);
	assert_false(rig_has(w.b, "CHU Test"));
	sql(rig, "UPDATE org SET \"emergency\" = NULL WHERE \"id\" = $1", w.org);
	sql(rig, "UPDATE membership SET \"functions\" = '[\"on-call\"]' WHERE \"person\" = $1",
	    w.old);
	assert_int_equal(rig_get(w.b, "/cert/contacts?kind=no_oncall"), 200);
	assert_false(rig_has(w.b, "CHU Test"));
}

/* An address that mails came back from three times: since when, why, and that it is off; saying
 * that it is mended switches it on again. */
TEST_RIG(an_address_that_is_off_is_on_the_board_until_it_works)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	const char *who = rig_person(rig, "Bad Address", "bad@varde.test", ROLE_OFFICER, org);
	struct rig_browser *b = cert_place_browser(rig, ROLE_COORDINATOR);
	const char *reason = "5.1.1 smtp; 550 <bad@varde.test> unknown & gone";
	struct address_state a = {.id = "bad@varde.test",
	    .person = who,
	    .bounces = 3,
	    .last = rig_now,
	    .reason = reason,
	    .disabled = rig_now};
	struct contact_health h = {.type = CONTACT_HEALTH_BOUNCE,
	    .person = who,
	    .org = org,
	    .mail = a.id,
	    .status = "5.1.1",
	    .reason = reason};
	static const char *const langs[] = {"en", "fr", "nb"};
	static const char *const off[] = {
	    "Nothing is sent there any more", "est plus envoyé", "Ingenting sendes dit lenger"};

	assert_int_equal(desk_insert(rig->db, &address_state_type, &a), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(db_begin(rig->db, DB_WRITE), 0);
		assert_int_equal(db_end(rig->db, contact_health_note(rig->db, &h, a.id,
						     rig_now - (2 - i) * DAY, rig->arena)),
		    0);
	}
	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		sql(rig, "UPDATE person SET \"lang\" = $1 WHERE \"mail\" <> 'bad@varde.test'",
		    langs[i]);
		assert_int_equal(rig_get(b, "/cert/contacts?kind=bounce"), 200);
		if (!rig_has(b, off[i]) || !rig_has(b, "unknown &amp; gone") ||
		    !rig_has(b, "(3)"))
			fail_msg("%s: %s", langs[i], b->body);
	}
	sql(rig, "UPDATE person SET \"lang\" = $1", "en");
	assert_int_equal(rig_get(b, "/api/v1/cert/contacts?kind=bounce"), 200);
	assert_true(rig_has(b, "address_off") && rig_has(b, "unknown & gone"));
	assert_int_equal(rig_post(b, rig_f(rig, "/cert/contacts/%s/settle", h.id), NULL), 303);
	assert_int_equal(desk_get(rig->db, &address_state_type, a.id, rig->arena, &a), 0);
	assert_int_equal(a.disabled, 0);
	assert_int_equal(a.bounces, 0);
	/* Came back again, and the address was corrected. */
	assert_int_equal(db_begin(rig->db, DB_WRITE), 0);
	assert_int_equal(db_end(rig->db, contact_health_note(rig->db, &h, "bad@varde.test",
					     rig_now, rig->arena)),
	    0);
	sql(rig, "UPDATE person SET \"mail\" = 'good@varde.test' WHERE \"id\" = $1", who);
	assert_int_equal(rig_get(b, "/cert/contacts?kind=bounce"), 200);
	assert_false(rig_has(b, "bad@varde.test"));
}

TEST_RIG(nobody_but_the_cert_sees_the_board)
{
	struct board w = board(rig);
	struct rig_browser *b = rig_browser(rig);

	rig_session(b, w.ended, true);
	assert_int_equal(rig_get(b, "/cert/contacts"), 403);
	assert_int_equal(rig_get(b, "/api/v1/cert/contacts"), 403);
}
