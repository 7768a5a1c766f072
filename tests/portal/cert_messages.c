#include "desk/notice_send.h"
#include "model/contact.h"
#include "notice_scene.h"
#include "test.h"

#define MESSAGE                                                                               \
	"severity", "medium", "tlp", "green", "audience", "all", "title_en", "Phishing wave", \
	    "title_fr", "Vague d'attaques", "title_nb", "Phishingbølge", "text_en",           \
	    "Do not click.", "text_fr", "Ne cliquez pas."

static struct sending newest(struct rig *rig)
{
	struct sending s;

	assert_int_equal(desk_find(rig->db, &sending_type, "ORDER BY \"created\" DESC", NULL, 0,
			     rig->arena, &s),
	    0);
	return s;
}

TEST_RIG(a_message_is_previewed_and_sent_by_a_second_person)
{
	struct notice_rig s = notice_rig(rig);
	struct rig_browser *b = rig_browser(rig), *c = rig_browser(rig);
	const char *page, *step;
	int64_t n = 0;

	rig_session(b, s.analyst, true);
	rig_session(c, s.analyst2, true);
	assert_int_equal(rig_get(b, "/cert/messages"), 200);
	assert_true(rig_has(b, "Nothing was written yet"));
	assert_int_equal(rig_get(b, "/cert/messages/new"), 200);
	assert_true(rig_has(b, ">CHU</option>"));
	assert_int_equal(rig_post(b, "/cert/messages/new", "severity", "medium", "tlp", "green",
			     "audience", "list", "title_en", "", NULL),
	    422);
	assert_int_equal(rig_post(b, "/cert/messages/new", MESSAGE, NULL), 303);
	page = rig_f(rig, "/cert/messages/%s", newest(rig).id);
	step = rig_f(rig, "%s/step", page);
	assert_int_equal(
	    desk_exec(rig->db,
		"INSERT INTO setting (\"name\", \"value\") VALUES ('four_eyes', '1')", NULL, 0,
		NULL),
	    0);
	assert_int_equal(
	    desk_exec(rig->db, "UPDATE person SET \"lang\" = 'fr' WHERE \"id\" = $1",
		DESK_PARAMS(DESK_TEXT(s.tech)), NULL),
	    0);
	assert_int_equal(rig_get(b, rig_f(rig, "%s?org=%s", page, s.org)), 200);
	assert_true(rig_has(b, "Phishing wave"));
	assert_true(rig_has(b, "Vague d&#39;attaques"));
	assert_true(rig_has(b, "Ne cliquez pas."));
	assert_true(rig_has(b, "Not encrypted: all of it, as the label allows that"));
	assert_false(rig_has(b, "Encrypted to this reader"));
	assert_int_equal(desk_insert(rig->db, &contact_key_type,
			     &(struct contact_key){.id = "k1",
				 .person = s.tech,
				 .type = CONTACT_OPENPGP,
				 .used = true,
				 .fingerprint = "0123",
				 .key = "-----BEGIN PGP PUBLIC KEY BLOCK-----"}),
	    0);
	assert_int_equal(rig_get(b, rig_f(rig, "%s?org=%s", page, s.org)), 200);
	assert_true(rig_has(b, "Encrypted to this reader: all of it"));
	assert_true(rig_has(b, "Ne cliquez pas."));
	assert_int_equal(rig_post(b, step, "step", "send", NULL), 422);
	assert_int_equal(rig_post(b, step, "step", "submit", NULL), 303);
	assert_int_equal(rig_get(b, page), 200);
	assert_true(rig_has(b, "a colleague has to send it"));
	assert_int_equal(rig_get(c, page), 200);
	assert_int_equal(rig_post(c, step, "step", "send", NULL), 303);
	assert_int_equal(newest(rig).state, SENDING_SENT);
	assert_int_equal(
	    desk_number(rig->db, "SELECT count(*) FROM notice WHERE \"cause\" = 'message'",
		NULL, 0, &n),
	    0);
	assert_int_equal(n, 2);
	assert_int_equal(rig_get(c, page), 200);
	assert_true(rig_has(c, "It went to 2 organisations."));
	rig_session(b, s.officer, true);
	assert_true(rig_get(b, page) >= 403);
}
