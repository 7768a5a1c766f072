#include "desk/phone.h"
#include "notice_scene.h"
#include "test.h"

TEST_RIG(the_cert_sees_notices_and_calls_somebody)
{
	struct notice_rig s = notice_rig(rig);
	struct rig_browser *b = rig_browser(rig);
	struct phone_task t;

	rig_session(b, s.analyst, true);
	assert_int_equal(rig_get(b, "/cert/notices"), 200);
	assert_true(rig_has(b, s.notice.ref));
	assert_int_equal(rig_get(b, "/cert/calls"), 200);
	assert_true(rig_has(b, "Nobody is to be called"));
	assert_int_equal(
	    rig_post(b, rig_f(rig, "/cert/notices/%s/call", s.notice.id), NULL), 303);
	assert_int_equal(rig_follow(b), 200);
	assert_true(rig_has(b, "CHU"));
	assert_int_equal(desk_find(rig->db, &phone_task_type, "WHERE \"notice\" = $1",
			     DESK_PARAMS(DESK_TEXT(s.notice.id)), rig->arena, &t),
	    0);
	for (size_t i = 0; i < 3; i++) {
		const char *lang = (const char *[]){"en", "fr", "nb"}[i];

		assert_int_equal(
		    desk_exec(rig->db, "UPDATE person SET \"lang\" = $2 WHERE \"id\" = $1",
			DESK_PARAMS(DESK_TEXT(s.analyst), DESK_TEXT(lang)), NULL),
		    0);
		assert_int_equal(rig_get(b, rig_f(rig, "/cert/calls/%s", t.id)), 200);
		assert_true(rig_has(b, "Olga"));
	}
	b->lang = "en";
	assert_int_equal(
	    rig_post(b, rig_f(rig, "/cert/calls/%s", t.id), "outcome", "", NULL), 422);
	assert_int_equal(rig_post(b, rig_f(rig, "/cert/calls/%s", t.id), "outcome", "reached",
			     "answer", "working", "note", "spoke to Olga", NULL),
	    303);
	assert_int_equal(notice_rig_is(rig, s.notice.id).answer, NOTICE_WORKING);
	assert_int_equal(rig_get(b, "/cert/calls?open=yes"), 200);
	assert_false(rig_has(b, t.id));
	assert_int_equal(rig_get(b, "/cert"), 200);
	rig_session(b, s.officer, true);
	assert_true(rig_get(b, "/cert/notices") >= 403);
	assert_true(rig_get(b, rig_f(rig, "/cert/calls/%s", t.id)) >= 403);
}

TEST_RIG(what_came_in_waits_until_it_is_read)
{
	struct notice_rig s = notice_rig(rig);
	struct rig_browser *b = rig_browser(rig);
	struct inbound in = {.id = "00aa",
	    .time = rig_now,
	    .verdict = INBOUND_FOR_DUTY,
	    .sender = "x@y.example",
	    .subject = "<script>",
	    .notice = s.notice.id,
	    .org = s.org};

	assert_int_equal(desk_insert(rig->db, &inbound_type, &in), 0);
	rig_session(b, s.analyst, true);
	assert_int_equal(rig_get(b, "/cert/replies?verdict=for_duty"), 200);
	assert_true(rig_has(b, "&lt;script&gt;"));
	assert_int_equal(rig_post(b, "/cert/replies/00aa/settle", NULL), 303);
	assert_int_equal(desk_get(rig->db, &inbound_type, "00aa", rig->arena, &in), 0);
	assert_int_equal(in.verdict, INBOUND_SETTLED);
	assert_string_equal(in.settled_by, s.analyst);
}
