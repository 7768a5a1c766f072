#include "cert_place.h"

#include "model/log.h"
#include "store/desk.h"

static void mail(struct rig *rig, const char *id, int state)
{
	struct outgoing m = {.id = id,
	    .unique_key = id,
	    .template = "general",
	    .mail = "somebody@chu.test",
	    .state = state,
	    .created = 1,
	    .attempts = 6,
	    .reason = "the server refused it"};

	assert_int_equal(desk_insert(rig->db, &outgoing_type, &m), 0);
}

static struct outgoing stored(struct rig *rig, const char *id)
{
	struct outgoing m = {0};

	assert_int_equal(desk_get(rig->db, &outgoing_type, id, rig->arena, &m), 0);
	return m;
}

TEST_RIG(a_mail_that_failed_is_sent_again)
{
	struct rig_browser *reader, *operator;

	mail(rig, "m1", OUT_FAILED);
	mail(rig, "m2", OUT_SENT);
	reader = cert_place_browser(rig, ROLE_READER);
	assert_int_equal(rig_get(reader, "/cert/mails"), 200);
	assert_true(rig_has(reader, "the server refused it"));
	assert_false(rig_has(reader, "/again")); /* only who may */
	assert_int_equal(rig_post(reader, "/cert/mails/m1/again", NULL), 403);
	operator= cert_place_browser(rig, ROLE_OPERATOR);
	assert_int_equal(rig_get(operator, "/cert/mails"), 200);
	assert_true(rig_has(operator, "/cert/mails/m1/again"));
	assert_false(rig_has(operator, "/cert/mails/m2/again")); /* it went out */
	assert_int_equal(stored(rig, "m1").state, OUT_FAILED);
	assert_int_equal(rig_post(operator, "/cert/mails/m1/again", NULL), 303);
	cert_place_logged(rig, "mail.again");
	assert_int_equal(stored(rig, "m1").state, OUT_WAITING);
	assert_int_equal(stored(rig, "m1").attempts, 0);
	assert_int_equal(rig_post(operator, "/cert/mails/m1/again", NULL), 404); /* it waits */
	assert_int_equal(rig_post(operator, "/cert/mails/m2/again", NULL), 404);
	assert_int_equal(rig_post(operator, "/cert/mails/none/again", NULL), 404);
	assert_int_equal(stored(rig, "m2").state, OUT_SENT);
}
