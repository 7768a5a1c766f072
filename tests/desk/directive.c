#include "desk/directive.h"

#include "notice_place.h"

static struct directive rule(const char *org)
{
	return (struct directive){.org = org,
	    .name = "Night shift",
	    .enabled = true,
	    .channel = NOTICE_BY_MAIL,
	    .least = CRIT_INFO,
	    .at_once = CRIT_HIGH,
	    .tlp = TLP_AMBER,
	    .plain = TLP_GREEN};
}

static void saved(struct place *place, struct db *db, struct directive *d)
{
	if (directive_save(db, &desk_place_actor, d, NOW, place->arena) < 0)
		fail_msg("%s: %s", db_msg(db)->what, db_msg(db)->detail);
}

TEST_STORE(an_organisations_own_rules_hold_instead_of_the_common_ones)
{
	static const char *roles[] = {"management"};
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	struct directive d = rule(s.org);
	struct directives all = {0};

	assert_int_equal(directive_common(db, place->arena, &all), 0);
	assert_int_equal(all.all.n, directive_default_count);
	d.roles = (struct text_list){roles, 1};
	saved(place, db, &d);
	desk_place_logged(place, db, "directive.create");
	assert_int_equal(notice_opens(place, db, &new, NOW).told, 1);
	assert_int_equal(notice_mails(db, "notice_urgent", s.boss), 1);
	/* Switched off, the common ones hold again. */
	d.enabled = false;
	saved(place, db, &d);
	new.object = "a2";
	assert_int_equal(notice_opens(place, db, &new, NOW).told, 2);
	assert_int_equal(
	    directive_remove(db, &desk_place_actor, s.other, d.id, NOW), ERR_NOTFOUND);
	assert_int_equal(directive_remove(db, &desk_place_actor, s.org, d.id, NOW), 0);
	assert_int_equal(directive_list(db, s.org, place->arena, &all), 0);
	assert_int_equal(all.all.n, 0);
	(void)db_close(db);
}

TEST_STORE(rules_that_leave_nobody_of_an_urgent_one_fall_back)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	static const char *kinds[] = {"advisory"};
	struct directive d = rule(s.org);

	d.kinds = (struct text_list){kinds, 1};
	saved(place, db, &d);
	assert_int_equal(notice_opens(place, db, &new, NOW).told, 2);
	new.object = "a2";
	new.severity = CRIT_LOW;
	assert_int_equal(notice_opens(place, db, &new, NOW).told, 0);
	(void)db_close(db);
}

TEST_STORE(a_webhook_has_a_key_and_the_portal_no_message)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	struct directive hook = rule(s.org), portal = rule(s.org), got;
	struct outgoing m;

	hook.channel = NOTICE_BY_WEBHOOK;
	hook.url = "https://tickets.example.org/varde";
	saved(place, db, &hook);
	assert_int_equal(strlen(hook.secret), 43);
	portal.channel = NOTICE_BY_PORTAL;
	saved(place, db, &portal);
	assert_int_equal(notice_opens(place, db, &new, NOW).told, 1);
	assert_int_equal(desk_find(db, &outgoing_type, "WHERE \"directive\" = $1",
			     DESK_PARAMS(DESK_TEXT(hook.id)), place->arena, &m),
	    0);
	assert_null(m.person);
	for (int i = 0; i < 3; i++)
		assert_int_equal(directive_went(db, hook.id, i == 2), 0);
	assert_int_equal(directive_get(db, s.org, hook.id, place->arena, &got), 0);
	assert_int_equal(got.failures, 0);
	assert_int_equal(directive_get(db, s.other, hook.id, place->arena, &got), ERR_NOTFOUND);
	(void)db_close(db);
}

TEST_STORE(an_address_that_is_off_gets_no_mail)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	struct address_state off = {
	    .id = "tech@varde.test", .person = s.tech, .bounces = 3, .disabled = NOW};

	assert_int_equal(desk_insert(db, &address_state_type, &off), 0);
	assert_int_equal(notice_opens(place, db, &new, NOW).told, 1);
	assert_int_equal(notice_mails(db, "notice_urgent", s.tech), 0);
	(void)db_close(db);
}

TEST(a_rule_that_cannot_be_is_named_by_its_field)
{
	static const char *bad_hours[] = {"8-17"}, *bad_roles[] = {"analyst"};
	struct msg why = {0};
	const char *field = NULL;
	struct directive d = rule("o");

	assert_int_equal(directive_check(&d, &field, &why), 0);
	d.channel = NOTICE_BY_WEBHOOK;
	d.url = "ftp://x";
	assert_int_equal(directive_check(&d, &field, &why), ERR_RANGE);
	assert_string_equal(field, "url");
	d.url = "https://user@host/";
	assert_int_equal(directive_check(&d, &field, &why), ERR_RANGE);
	d = rule("o");
	d.hours = (struct text_list){bad_hours, 1};
	assert_int_equal(directive_check(&d, &field, &why), ERR_RANGE);
	assert_string_equal(field, "hours");
	d = rule("o");
	d.roles = (struct text_list){bad_roles, 1};
	assert_int_equal(directive_check(&d, &field, &why), ERR_RANGE);
	d = rule("o");
	d.name = "";
	assert_int_equal(directive_check(&d, &field, &why), ERR_RANGE);
	assert_string_equal(field, "name");
	d = rule("o");
	d.interval = DIRECTIVE_INTERVAL_MAX + 1;
	assert_int_equal(directive_check(&d, &field, &why), ERR_RANGE);
}
