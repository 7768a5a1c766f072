#include "desk/directive.h"
#include "notice_scene.h"
#include "test.h"

static size_t rules_of(struct rig *rig, const char *org, struct directives *ret)
{
	assert_int_equal(directive_list(rig->db, org, rig->arena, ret), 0);
	return ret->all.n;
}

#define RULE                                                                            \
	"name", "Nights", "enabled", "1", "least", "low", "at_once", "critical", "tlp", \
	    "amber", "plain", "green", "roles", "officer", "lang", "", "interval", "60"

TEST_RIG(an_officer_makes_changes_and_takes_away_rules)
{
	struct notice_rig s = notice_rig(rig);
	struct rig_browser *b = rig_browser(rig);
	const char *base = rig_f(rig, "/orgs/%s/rules", s.org);
	struct directives all = {0};

	rig_session(b, s.officer, true);
	assert_int_equal(rig_get(b, base), 200);
	assert_true(rig_has(b, "These hold now"));
	assert_int_equal(rig_get(b, rig_f(rig, "%s/new", base)), 200);
	assert_int_equal(rig_post(b, rig_f(rig, "%s/new", base), RULE, "channel", "mail",
			     "hours", "8-5", NULL),
	    422);
	assert_true(rig_has(b, "these are no hours"));
	assert_int_equal(rig_post(b, rig_f(rig, "%s/new", base), RULE, "channel", "mail",
			     "hours", "08:00-17:00", NULL),
	    303);
	assert_int_equal(rules_of(rig, s.org, &all), 1);
	assert_int_equal(all.all.items[0].least, CRIT_LOW);
	assert_int_equal(all.all.items[0].interval, 60);
	assert_int_equal(rig_follow(b), 200);
	assert_true(rig_has(b, "Nights"));
	base = rig_f(rig, "%s/%s", base, all.all.items[0].id);
	assert_int_equal(rig_get(b, base), 200);
	assert_true(rig_has(b, "08:00-17:00"));
	assert_int_equal(rig_post(b, rig_f(rig, "%s/remove", base), NULL), 303);
	assert_int_equal(rules_of(rig, s.org, &all), 0);
}

TEST_RIG(the_key_of_a_webhook_is_shown_once)
{
	struct notice_rig s = notice_rig(rig);
	struct rig_browser *b = rig_browser(rig);
	const char *base = rig_f(rig, "/orgs/%s/rules", s.org);
	struct directives all = {0};

	rig_session(b, s.officer, true);
	assert_int_equal(rig_get(b, rig_f(rig, "%s/new", base)), 200);
	assert_int_equal(rig_post(b, rig_f(rig, "%s/new", base), RULE, "channel", "webhook",
			     "url", "https://tickets.example.org/x", NULL),
	    200);
	assert_int_equal(rules_of(rig, s.org, &all), 1);
	assert_true(rig_has(b, all.all.items[0].secret));
	assert_int_equal(rig_get(b, base), 200);
	assert_false(rig_has(b, all.all.items[0].secret));
	assert_int_equal(rig_get(b, rig_f(rig, "%s/%s", base, all.all.items[0].id)), 200);
	assert_false(rig_has(b, all.all.items[0].secret));
}

TEST_RIG(rules_of_others_are_not_touched)
{
	struct notice_rig s = notice_rig(rig);
	struct rig_browser *b = rig_browser(rig);
	struct directive d = {.org = s.org,
	    .name = "Ours",
	    .enabled = true,
	    .channel = NOTICE_BY_MAIL,
	    .at_once = CRIT_HIGH};

	assert_int_equal(directive_save(rig->db, NULL, &d, rig_now, rig->arena), 0);
	rig_session(b, s.rival, true);
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/rules", s.other)), 200);
	assert_false(rig_has(b, "Ours"));
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/rules/%s", s.other, d.id)), 404);
	assert_int_equal(
	    rig_post(b, rig_f(rig, "/orgs/%s/rules/%s/remove", s.other, d.id), NULL), 404);
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/rules", s.org)), 404);
	rig_session(b, s.tech, true);
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/rules", s.org)), 200);
	assert_true(rig_get(b, rig_f(rig, "/orgs/%s/rules/new", s.org)) >= 403);
}

TEST_RIG(the_cert_has_rules_for_all_others)
{
	struct notice_rig s = notice_rig(rig);
	struct rig_browser *b = rig_browser(rig);
	struct directives all = {0};

	rig_session(b, s.coordinator, true);
	assert_int_equal(rig_get(b, "/cert/rules"), 200);
	assert_int_equal(rig_get(b, "/cert/rules/new"), 200);
	assert_int_equal(rig_post(b, "/cert/rules/new", RULE, "channel", "mail", NULL), 303);
	assert_int_equal(directive_common(rig->db, rig->arena, &all), 0);
	assert_int_equal(all.all.n, 1);
	assert_string_equal(all.all.items[0].name, "Nights");
}
