#include "notice_scene.h"
#include "test.h"

TEST_RIG(a_notice_is_listed_read_and_answered_in_three_languages)
{
	static const char *const langs[] = {"en", "fr", "nb"};
	static const char *const words[] = {
	    "How does it stand with you?", "Où en êtes-vous", "Hvordan står det til hos dere?"};
	struct notice_rig s = notice_rig(rig);
	struct rig_browser *b = rig_browser(rig);
	const char *list = rig_f(rig, "/orgs/%s/notices", s.org);
	const char *page = rig_f(rig, "%s/%s", list, s.notice.id);

	rig_session(b, s.officer, true);
	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		assert_int_equal(
		    desk_exec(rig->db, "UPDATE person SET \"lang\" = $2 WHERE \"id\" = $1",
			DESK_PARAMS(DESK_TEXT(s.officer), DESK_TEXT(langs[i])), NULL),
		    0);
		assert_int_equal(rig_get(b, list), 200);
		assert_true(rig_has(b, s.notice.ref));
		assert_int_equal(rig_get(b, page), 200);
		assert_true(rig_has(b, words[i]));
		assert_true(rig_has(b, "192.0.2.7:445 smb"));
		assert_false(rig_has(b, "secret-place"));
	}
	assert_int_equal(
	    desk_exec(rig->db, "UPDATE person SET \"lang\" = 'en' WHERE \"id\" = $1",
		DESK_PARAMS(DESK_TEXT(s.officer)), NULL),
	    0);
	assert_true(notice_rig_is(rig, s.notice.id).seen > 0);
	assert_int_equal(rig_get(b, page), 200);
	assert_int_equal(
	    rig_post(b, rig_f(rig, "%s/answer", page), "answer", "not_ours", NULL), 422);
	assert_true(rig_has(b, "Write in a sentence"));
	assert_int_equal(
	    rig_post(b, rig_f(rig, "%s/answer", page), "answer", "nonsense", NULL), 422);
	assert_int_equal(rig_post(b, rig_f(rig, "%s/answer", page), "answer", "working", "note",
			     "<b>on it</b>", NULL),
	    303);
	assert_int_equal(notice_rig_is(rig, s.notice.id).answer, NOTICE_WORKING);
	assert_int_equal(rig_get(b, page), 200);
	assert_true(rig_has(b, "&lt;b&gt;on it"));
	assert_int_equal(rig_get(b, rig_f(rig, "%s?answer=working", list)), 200);
	assert_true(rig_has(b, s.notice.ref));
	assert_int_equal(rig_get(b, rig_f(rig, "%s?answer=fixed", list)), 200);
	assert_false(rig_has(b, s.notice.ref));
	assert_int_equal(rig_get(b, rig_f(rig, "%s?format=csv", list)), 200);
	assert_true(rig_has(b, s.notice.ref));
}

TEST_RIG(a_notice_of_another_organisation_is_not_found)
{
	struct notice_rig s = notice_rig(rig);
	struct rig_browser *b = rig_browser(rig);

	rig_session(b, s.rival, true);
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/notices", s.other)), 200);
	assert_true(rig_has(b, "No notice has come yet"));
	assert_int_equal(
	    rig_get(b, rig_f(rig, "/orgs/%s/notices/%s", s.other, s.notice.id)), 404);
	assert_int_equal(
	    rig_post(b, rig_f(rig, "/orgs/%s/notices/%s/answer", s.other, s.notice.id),
		"answer", "fixed", NULL),
	    404);
	assert_int_equal(
	    rig_get(b, rig_f(rig, "/orgs/%s/notices/%s", s.org, s.notice.id)), 404);
	assert_int_equal(notice_rig_is(rig, s.notice.id).answer, NOTICE_UNANSWERED);
}

TEST_RIG(a_link_shows_the_notice_and_only_the_post_answers)
{
	struct notice_rig s = notice_rig(rig);
	struct rig_browser *b = rig_browser(rig);
	struct outgoing m = rig_mail(rig, "notice_urgent");
	struct json *values;
	const char *path;

	assert_int_equal(json_parse(span_str(m.values), rig->arena, &values, NULL), 0);
	path = rig_f(rig, "/n/%s", json_text(json_get(values, "token"), ""));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(rig_get(b, path), 200);
		assert_true(rig_has(b, "192.0.2.7:445 smb"));
		assert_false(rig_has(b, "secret-place"));
		assert_false(rig_has(b, "Rival"));
	}
	assert_int_equal(notice_rig_is(rig, s.notice.id).answer, NOTICE_UNANSWERED);
	b->origin = "https://evil.example";
	assert_int_equal(rig_post(b, path, "answer", "fixed", NULL), 403);
	b->origin = RIG_URL;
	assert_int_equal(rig_post(b, path, "answer", "accepted", NULL), 422);
	assert_int_equal(rig_post(b, path, "answer", "fixed", NULL), 200);
	assert_true(rig_has(b, "Thank you"));
	assert_int_equal(notice_rig_is(rig, s.notice.id).answer, NOTICE_FIXED);
	assert_int_equal(notice_rig_is(rig, s.notice.id).channel, NOTICE_BY_LINK);
	assert_int_equal(rig_get(b, path), 404);
	assert_int_equal(rig_get(b, "/n/nonsense"), 404);
}
