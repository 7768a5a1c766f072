#include "desk/event_rule.h"

#include "event_place.h"

TEST(event_rule_conditions_must_all_fit)
{
	struct arena *arena = arena_new();
	struct event_rule rule = {.reason = "r"};
	struct event e = {.type = "open-rdp",
	    .report = "scan_rdp",
	    .indicator = "X",
	    .port = 3389,
	    .name = "a.hospital.example",
	    .addr_key = "00000000000000000000ffffc0000207"};

	assert_true(event_rule_fits(&rule, &e, NULL));
	assert_int_equal(event_rule_net(span_str(" 192.0.2.0/28 "), arena, &rule), 0);
	assert_string_equal(rule.net, "192.0.2.0/28");
	assert_true(event_rule_fits(&rule, &e, NULL));
	e.addr_key = "00000000000000000000ffffc0000210";
	assert_false(event_rule_fits(&rule, &e, NULL));
	e.addr_key = NULL;
	assert_false(event_rule_fits(&rule, &e, NULL));
	rule = (struct event_rule){.name = "hospital.example"};
	assert_true(event_rule_fits(&rule, &e, NULL));
	e.name = "xhospital.example";
	assert_false(event_rule_fits(&rule, &e, NULL));
	rule = (struct event_rule){.type = "open-rdp", .indicator = "x", .port = 3389};
	assert_true(event_rule_fits(&rule, &e, NULL));
	rule.port = 1;
	assert_false(event_rule_fits(&rule, &e, NULL));
	rule = (struct event_rule){.whose = "o"};
	assert_true(event_rule_fits(&rule, &e, "o"));
	assert_false(event_rule_fits(&rule, &e, "p"));
	assert_false(event_rule_fits(&rule, &e, NULL));
	assert_true(event_rule_net(span_str("hospital"), arena, &rule) < 0);
	arena_free(arena);
}

TEST(event_rule_must_say_something)
{
	static const struct {
		struct event_rule rule;
		int r;
	} cases[] = {
	    {{.does = EVENT_RULE_ASSIGNS, .org = "o", .reason = "r"}, ERR_RANGE},
	    {{.does = EVENT_RULE_ASSIGNS, .org = "o", .reason = "r", .port = 22}, ERR_RANGE},
	    {{.does = EVENT_RULE_ASSIGNS, .net = "n", .reason = "r"}, ERR_RANGE},
	    {{.does = EVENT_RULE_ASSIGNS, .net = "n", .org = "o"}, ERR_RANGE},
	    {{.does = EVENT_RULE_ASSIGNS, .net = "n", .org = "o", .reason = " "}, ERR_RANGE},
	    {{.does = EVENT_RULE_ASSIGNS, .net = "n", .org = "o", .reason = "r"}, 0},
	    {{.does = EVENT_RULE_SUPPRESSES, .reason = "r", .port = 22}, ERR_RANGE},
	    {{.does = EVENT_RULE_SUPPRESSES, .reason = "r", .type = "no"}, ERR_RANGE},
	    {{.does = EVENT_RULE_SUPPRESSES, .reason = "r", .type = "open-ssh"}, 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct msg msg = {0};

		assert_int_equal(event_rule_check(&cases[i].rule, &msg), cases[i].r);
		assert_true(cases[i].r == 0 || (msg.what[0] && msg.hint[0]));
	}
}

TEST_STORE(event_rule_the_one_that_says_most_counts)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct event_rule wide = {.does = EVENT_RULE_ASSIGNS, .org = s.org, .reason = "wide"},
			  narrow = {.does = EVENT_RULE_ASSIGNS,
			      .org = s.other,
			      .reason = "narrow"},
			  over = {.does = EVENT_RULE_SUPPRESSES,
			      .type = "open-rdp",
			      .reason = "over",
			      .expires = NOW - 1};
	const struct event e = {
	    .type = "open-rdp", .addr_key = "00000000000000000000ffff0a000001"};
	struct event_rules rules;

	assert_int_equal(event_rule_net(span_str("10.0.0.0/8"), place->arena, &wide), 0);
	assert_int_equal(event_rule_net(span_str("10.0.0.0/30"), place->arena, &narrow), 0);
	assert_int_equal(
	    event_rule_add(db, &s.member, &wide, NOW, place->arena, NULL), ERR_DENIED);
	assert_int_equal(event_rule_add(db, &s.cert, &narrow, NOW, place->arena, NULL), 0);
	assert_int_equal(event_rule_add(db, &s.cert, &wide, NOW + 1, place->arena, NULL), 0);
	assert_int_equal(event_rule_add(db, &s.cert, &over, NOW + 2, place->arena, NULL), 0);
	desk_place_logged(place, db, "event_rule.add");
	assert_int_equal(event_rules_load(db, NOW + 3, place->arena, &rules), 0);
	assert_int_equal(rules.all.n, 2);
	assert_string_equal(
	    event_rules_find(&rules, EVENT_RULE_ASSIGNS, &e, NULL)->id, narrow.id);
	assert_null(event_rules_find(&rules, EVENT_RULE_SUPPRESSES, &e, NULL));
	assert_int_equal(event_rule_end(db, &s.cert, narrow.id, NOW, place->arena), 0);
	assert_int_equal(event_rules_load(db, NOW + 3, place->arena, &rules), 0);
	assert_string_equal(
	    event_rules_find(&rules, EVENT_RULE_ASSIGNS, &e, NULL)->id, wide.id);
	db_close(db);
}

TEST_STORE(event_rule_is_previewed_and_applied)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct event_rule rule = {
	    .does = EVENT_RULE_ASSIGNS, .org = s.other, .reason = "their new network"};
	struct event_rule_preview p;
	int64_t applied = 0;
	struct alert a;

	(void)event_takes(place, db, "scan_rdp",
	    arena_printf(place->arena, EVENT_HEAD "%s%s%s%s",
		event_row(place, NOW - 4, "203.0.113.1", 3389),
		event_row(place, NOW - 3, "203.0.113.1", 3389),
		event_row(place, NOW - 2, "203.0.113.99", 3389),
		event_row(place, NOW - 1, "192.0.2.7", 3389)),
	    NOW);
	assert_int_equal(event_rule_net(span_str("203.0.113.0/26"), place->arena, &rule), 0);
	assert_int_equal(event_rule_preview(db, &rule, NOW, place->arena, &p), 0);
	assert_int_equal(p.alerts, 1);
	assert_int_equal(p.events, 2);
	assert_int_equal(p.nobodys, 1);
	assert_int_equal(p.told, 0);
	assert_int_equal(p.shown.all.n, 1);
	/* Asking changes nothing. */
	assert_null(event_alert(place, db, "203.0.113.1").org);
	assert_int_equal(event_rule_add(db, &s.cert, &rule, NOW, place->arena, &applied), 0);
	assert_int_equal(applied, 1);
	a = event_alert(place, db, "203.0.113.1");
	assert_string_equal(a.org, s.other);
	assert_int_equal(a.how, EVENT_BY_RULE);
	assert_string_equal(a.item, rule.id);
	assert_true(a.waits);
	assert_null(event_alert(place, db, "203.0.113.99").org);
	/* Older than its days. */
	assert_int_equal(
	    event_rule_preview(db, &rule, NOW + (int64_t)31 * DAY_MS, place->arena, &p), 0);
	assert_int_equal(p.alerts, 0);
	db_close(db);
}

TEST_STORE(event_rule_suppresses_what_comes_and_what_waits)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct event_rule rule = {.does = EVENT_RULE_SUPPRESSES,
	    .whose = s.org,
	    .type = "open-ssh",
	    .reason = "they mean it"};
	const char *row = event_row(place, NOW - 4, "192.0.2.7", 22);
	struct alert a;

	assert_int_equal(event_rule_add(db, &s.cert, &rule, NOW, place->arena, NULL), 0);
	(void)event_takes(
	    place, db, "scan_ssh", arena_printf(place->arena, EVENT_HEAD "%s", row), NOW);
	a = event_alert(place, db, "192.0.2.7");
	assert_int_equal(a.state, ALERT_SUPPRESSED);
	assert_string_equal(a.rule, rule.id);
	assert_int_equal(place_int(db, "SELECT count(*) FROM outgoing"), 0);
	/* When the rule is over, the next event is told. */
	assert_int_equal(event_rule_end(db, &s.cert, rule.id, NOW, place->arena), 0);
	(void)event_takes(place, db, "scan_ssh",
	    arena_printf(
		place->arena, EVENT_HEAD "%s", event_row(place, NOW - 3, "192.0.2.7", 22)),
	    NOW + 1);
	a = event_alert(place, db, "192.0.2.7");
	assert_int_equal(a.state, ALERT_NOTIFIED);
	assert_null(a.rule);
	assert_int_equal(place_int(db, "SELECT count(*) FROM outgoing"), 1);
	db_close(db);
}
