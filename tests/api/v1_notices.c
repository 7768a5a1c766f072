#include "api_place.h"
#include "codec/json.h"
#include "desk/notice.h"

TEST_RIG(v1_notices_are_read_and_answered)
{
	static const struct notice_item item = {.key = "k", .text = "192.0.2.7:445"};
	struct api_place p;
	struct notice_opened got = {0};
	struct notice_new new = {.cause = "alert",
	    .object = "a1",
	    .severity = CRIT_HIGH,
	    .tlp = TLP_AMBER,
	    .title = "Open file share",
	    .items = &item,
	    .nitems = 1};
	const char *path;

	api_place_init(&p, rig);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/notices")), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "total"), -1), 0);
	new.org = p.org;
	assert_int_equal(db_begin(rig->db, DB_WRITE), 0);
	assert_int_equal(
	    db_end(rig->db, notice_open(rig->db, NULL, &new, rig_now, rig->arena, &got)), 0);
	path = api_path(rig, p.org, "/notices/%s", got.id);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/notices?answer=unanswered")), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "total"), -1), 1);
	assert_int_equal(rig_get(p.b, path), 200);
	assert_true(rig_has(p.b, "192.0.2.7:445"));
	assert_int_equal(rig_json(p.b, "POST", rig_f(rig, "%s/answer", path), "{}"), 422);
	assert_int_equal(
	    rig_json(p.b, "POST", rig_f(rig, "%s/answer", path), "{\"answer\":\"fixed\"}"),
	    200);
	assert_true(rig_has(p.b, "\"answer\":\"fixed\""));
	assert_int_equal(rig_get(p.cert, "/api/v1/cert/notices?answer=fixed"), 200);
	assert_int_equal(json_int(json_get(api_reply(p.cert), "total"), -1), 1);
	assert_int_equal(rig_get(p.b, "/api/v1/cert/notices"), 403);
	assert_int_equal(
	    rig_get(p.b, api_path(rig, p.org, "/notices/aaaaaaaaaaaaaaaaaaaaaaaaaa")), 404);
}
