#include "portal/render.h"

#include "rig.h"

TEST(render_compiles_every_template)
{
	struct template_set *set = NULL;
	struct msg msg = {0};

	if (render_load(&set, &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	assert_non_null(template_of(set, "frame.html"));
	assert_non_null(template_of(set, "error.html"));
	assert_null(template_of(set, "none.html"));
	template_set_free(set);
}

static void render(
    struct rig *rig, struct call *call, const char *lang, struct serve_pair *cookie)
{
	static struct serve_request rq;
	struct serve_reply *reply = ARENA_NEW(rig->arena, struct serve_reply);

	rq = (struct serve_request){.arena = rig->arena, .method = "GET", .path = "/terms"};
	if (cookie)
		rq.cookies = (struct serve_pairs){cookie, 1};
	serve_reply_init(reply, rig->arena, true);
	*call = (struct call){.app = &rig->app,
	    .rq = &rq,
	    .reply = reply,
	    .arena = rig->arena,
	    .db = rig->db,
	    .lang = lang,
	    .data = json_new_object(rig->arena)};
}

TEST_RIG(render_says_its_language_and_escapes_what_it_is_given)
{
	struct call call;

	render(rig, &call, "nb", NULL);
	rig->app.settings.name = "<script>alert(1)</script>";
	assert_int_equal(render_page(&call, "terms"), 0);
	assert_non_null(strstr(str_text(&call.reply->body), "<html lang=\"nb\""));
	assert_null(strstr(str_text(&call.reply->body), "<script>alert"));
	assert_non_null(strstr(str_text(&call.reply->body), "&lt;script&gt;alert"));
	serve_reply_done(call.reply);
}

TEST_RIG(render_of_a_page_without_template_is_our_error)
{
	struct call call;

	render(rig, &call, "en", NULL);
	assert_int_equal(render_page(&call, "none"), ERR_NOTFOUND);
	place_assert_msg(&call.msg);
	assert_int_equal(render_page(&call, NULL), ERR_NOTFOUND);
	serve_reply_done(call.reply);
}

/* The note of a redirect is shown when it is one of our texts, in every language; what somebody
 * else put into the cookie is not. */
TEST_RIG(render_shows_only_our_own_notes)
{
	static const char *const langs[] = {"en", "fr", "nb"};

	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		struct call call;
		struct serve_pair cookie = {"varde-note", "The+worker+was+registered."};

		render(rig, &call, langs[i], &cookie);
		assert_int_equal(render_page(&call, "terms"), 0);
		assert_string_equal(
		    json_text(json_get(call.data, "flash"), ""), "The worker was registered.");
		serve_reply_done(call.reply);
		cookie.value = "Call+this+number+now";
		render(rig, &call, langs[i], &cookie);
		assert_int_equal(render_page(&call, "terms"), 0);
		assert_null(json_get(call.data, "flash"));
		serve_reply_done(call.reply);
	}
}

TEST_RIG(render_offers_what_the_reader_may)
{
	struct rig_browser *b = rig_browser(rig);
	const char *org = rig_org(rig, "CHU", ORG_HOSPITAL, NULL);

	rig_session(b, rig_person(rig, "Vera", "v@x.example", ROLE_VIEWER, org), true);
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/orders", org)), 200);
	assert_false(rig_has(b, "/orders/new"));
	rig_session(b, rig_person(rig, "Ole", "o@x.example", ROLE_OFFICER, org), true);
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/orders", org)), 200);
	assert_true(rig_has(b, "/orders/new"));
}
