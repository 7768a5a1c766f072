#include "desk/perimeter.h"

#include "scope_place.h"

TEST(item_kinds_and_canonical_forms)
{
	static const struct {
		const char *in;
		int kind;
		const char *value, *first, *last;
	} rows[] = {
	    {"CHU.test.", ITEM_DOMAIN, "chu.test", "test.chu.", "test.chu/"},
	    {"www.chu.test", ITEM_HOST, "www.chu.test", "test.chu.www.", "test.chu.www/"},
	    {"*.zone.chu.test", ITEM_DOMAIN, "zone.chu.test", "test.chu.zone.",
		"test.chu.zone/"},
	    {"https://www.chu.test:8443/a?b", ITEM_HOST, "www.chu.test", "test.chu.www.",
		"test.chu.www/"},
	    {"h\xc3\xb4pital.test", ITEM_DOMAIN, "xn--hpital-ixa.test", "test.xn--hpital-ixa.",
		"test.xn--hpital-ixa/"},
	    {"hospital.co.uk", ITEM_DOMAIN, "hospital.co.uk", "uk.co.hospital.",
		"uk.co.hospital/"},
	    {"193.3.4.5", ITEM_NETWORK, "193.3.4.5/32", "00000000000000000000ffffc1030405",
		"00000000000000000000ffffc1030405"},
	    {"193.3.4.0/24", ITEM_NETWORK, "193.3.4.0/24", "00000000000000000000ffffc1030400",
		"00000000000000000000ffffc10304ff"},
	    {"2a01:DB::/48", ITEM_NETWORK, "2a01:db::/48", "2a0100db000000000000000000000000",
		"2a0100db0000ffffffffffffffffffff"},
	};
	struct item_rules rules = {0};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct item item;
		struct msg why = {0};

		if (item_parse(span_str(rows[i].in), &rules, arena, &item, &why) < 0)
			fail_msg("%s: %s", rows[i].in, why.detail);
		assert_int_equal(item.type, rows[i].kind);
		assert_string_equal(item.value, rows[i].value);
		assert_string_equal(item.first, rows[i].first);
		assert_string_equal(item.last, rows[i].last);
	}
	(void)arena_free(arena);
}

TEST(item_what_cannot_be_declared)
{
	static const struct {
		const char *in;
		int err;
		const char *why;
	} rows[] = {
	    {"", ERR_SYNTAX, "empty"},
	    {"co.uk", ERR_RANGE, "public suffix"},
	    {"fr", ERR_RANGE, "single label"},
	    {"printer.local", ERR_RANGE, ".local"},
	    {"1.0.0.127.in-addr.arpa", ERR_RANGE, ".arpa"},
	    {"no_such!thing.fr", ERR_SYNTAX, "no valid"},
	    {"it@chu.fr", ERR_SYNTAX, "no valid"},
	    {"10.1.2.0/24", ERR_RANGE, "private"},
	    {"127.0.0.1", ERR_RANGE, "loopback"},
	    {"0.0.0.0/0", ERR_RANGE, "this network"},
	    {"192.0.2.1", ERR_RANGE, "documentation"},
	    {"239.1.1.1", ERR_RANGE, "multicast"},
	    {"fe80::1", ERR_RANGE, "global"},
	    {"::1", ERR_RANGE, "global"},
	    {"2001:db8::/48", ERR_RANGE, "documentation"},
	    {"193.3.4.5/24", ERR_RANGE, "193.3.4.0/24"},
	    {"193.3.4.5-193.3.4.9", ERR_SYNTAX, "range"},
	    {"chu.1x", ERR_SYNTAX, "neither"},
	    {"193.3.4.256", ERR_RANGE, "out of range"},
	    {"193.0.0.0/15", ERR_LIMIT, "CERT"},
	    {"2a01::/31", ERR_LIMIT, "CERT"},
	};
	struct item_rules rules = {0};
	struct arena *arena = arena_new();
	struct item item;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct msg why = {0};
		int r = item_parse(span_str(rows[i].in), &rules, arena, &item, &why);

		if (r != rows[i].err || !strstr(why.detail, rows[i].why))
			fail_msg("%s: %d %s", rows[i].in, r, why.detail);
		place_assert_msg(&why);
	}
	rules.loopback = rules.cert = true;
	assert_int_equal(item_parse(span_str("127.20.0.0/24"), &rules, arena, &item, NULL), 0);
	assert_int_equal(item_parse(span_str("193.0.0.0/15"), &rules, arena, &item, NULL), 0);
	assert_int_equal(
	    item_parse(span_str("0.0.0.0/0"), &rules, arena, &item, NULL), ERR_RANGE);
	assert_int_equal(
	    item_parse(span_str("10.0.0.0/8"), &rules, arena, &item, NULL), ERR_RANGE);
	(void)arena_free(arena);
}

TEST(item_list_as_a_spreadsheet_gives_it)
{
	static const char text[] = "\xef\xbb\xbfType;Value;Note\r\n"
				   "\r\n"
				   "# the hospital\n"
				   "domain;\"chu.test\";main site\r\n"
				   "'www.chu.test\t host\tbehind the proxy # by hosting.test\n"
				   ";; 193.3.4.0/24 ;;\n"
				   "193.3.4.7\xc2\xa0\n"
				   "chu.test\n"
				   "nonsense here\n"
				   "domaine;zone.other.test\n"
				   "193.3.4.0/33\n";
	struct item_rules rules = {0};
	struct item_lines lines;
	struct arena *arena = arena_new();
	const struct item_line *l;

	assert_int_equal(item_parse_list(span_str(text), &rules, arena, &lines), 0);
	assert_int_equal(lines.all.n, 8);
	assert_int_equal(lines.refused, 2);
	l = lines.all.items;
	assert_int_equal(l[0].number, 4);
	assert_string_equal(l[0].item.value, "chu.test");
	assert_string_equal(l[0].item.note, "main site");
	assert_string_equal(l[1].item.value, "www.chu.test");
	assert_int_equal(l[1].item.type, ITEM_HOST);
	assert_string_equal(l[1].item.note, "behind the proxy, by hosting.test");
	assert_string_equal(l[1].inside, "chu.test");
	assert_string_equal(l[2].item.value, "193.3.4.0/24");
	assert_null(l[2].inside);
	assert_string_equal(l[3].inside, "193.3.4.0/24");
	assert_int_equal(l[4].outcome, LINE_TWICE);
	assert_int_equal(l[5].outcome, LINE_REFUSED);
	assert_int_equal(l[5].number, 9);
	assert_string_equal(l[5].text, "nonsense here");
	assert_non_null(l[5].why);
	assert_int_equal(l[6].item.type, ITEM_DOMAIN);
	assert_int_equal(l[7].outcome, LINE_REFUSED);
	(void)arena_free(arena);
}

TEST(item_list_headings_are_no_items)
{
	static const struct {
		const char *text;
		size_t items, refused;
	} rows[] = {
	    {"value,owner of it\nchu.test,IT\n", 1, 0},
	    {"Domain;Remark;Contact person\nchu.test;main;Anna\n", 1, 0},
	    {"fqdn\nwww.chu.test\n", 1, 0},
	    /* A file behind what was pasted: its headings are all usual ones. */
	    {"chu.test\nvalue;type;note\nwww.chu.test;host;x\n", 2, 0},
	    /* A kind before the thing itself is no heading, nor is nonsense further down. */
	    {"domain;chu.test\n", 1, 0},
	    {"chu.test\nname;of the town\n", 2, 1},
	};
	struct item_rules rules = {0};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct item_lines lines;

		assert_int_equal(
		    item_parse_list(span_str(rows[i].text), &rules, arena, &lines), 0);
		if (lines.all.n != rows[i].items || lines.refused != rows[i].refused)
			fail_msg(
			    "row %zu: %zu items, %zu refused", i, lines.all.n, lines.refused);
	}
	(void)arena_free(arena);
}

TEST(item_list_has_a_maximum)
{
	struct item_rules rules = {0};
	struct item_lines lines;
	struct arena *arena = arena_new();
	STR_AUTO(text, 2 << 20);

	for (int i = 0; i < 10001; i++)
		str_add(&text, "\n");
	assert_int_equal(item_parse_list(str_bytes(&text), &rules, arena, &lines), ERR_LIMIT);
	while (text.n <= 1 << 20)
		str_add(&text, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	assert_int_equal(item_parse_list(str_bytes(&text), &rules, arena, &lines), ERR_LIMIT);
	(void)arena_free(arena);
}

/* Every state with every event, by hand: the letters are the states that follow, "-" none. */
TEST(item_every_state_and_event)
{
	/* claim prove lapse dispute settle lose exclude retire; proved and not */
	static const char *const rows[ITEM_STATES][2] = {
	    [ITEM_PROPOSED] = {"p-----xr", "p-----xr"},
	    [ITEM_PENDING] = {"-v-d-rxr", "---d-rxr"},
	    [ITEM_VERIFIED] = {"-vld-rxr", "--ld-rxr"},
	    [ITEM_LAPSED] = {"-v-d-rxr", "---d-rxr"},
	    [ITEM_DISPUTED] = {"-d--vrxr", "----prxr"},
	    [ITEM_EXCLUDED] = {"p------r", "p------r"},
	    [ITEM_RETIRED] = {"p-------", "p-------"},
	};
	static const char letters[] = "opvldxr";

	for (int s = 0; s < ITEM_STATES; s++)
		for (int e = 0; e < ITEM_EVENTS; e++)
			for (int k = 0; k < 2; k++) {
				struct item item = {.state = s, .lapses = k == 0 ? 11 : 10};
				int r = item_next(&item, (enum item_event)e, 10);
				char c = rows[s][k][e];

				if (c == '-' ? r != ERR_DENIED : r < 0 || letters[r] != c)
					fail_msg("%s, event %d, proof %d: %d",
					    item_state_names[s], e, !k, r);
			}
}

TEST_STORE(item_declared_once_and_again)
{
	struct db *db = place_open(place);
	struct item_counts n;
	struct item item;

	scope_orgs(db);
	n = scope_declare(place, db, "chu", "chu.test\nwww.chu.test\n127.30.0.0/24\nbad bad\n");
	assert_int_equal(n.added, 3);
	assert_int_equal(n.refused, 1);
	n = scope_declare(place, db, "chu", "chu.test\nnew.chu.test\n");
	assert_int_equal(n.added, 1);
	assert_int_equal(n.known, 1);
	item = scope_item(place, db, "chu", "chu.test");
	assert_int_equal(item.state, ITEM_PENDING);
	assert_string_equal(item.created_by, "tech");
	assert_int_equal(
	    item_retire(db, &scope_tech, item.id, "sold", place->arena, SCOPE_NOW), 0);
	assert_int_equal(
	    item_retire(db, &scope_tech, item.id, "sold", place->arena, SCOPE_NOW), ERR_DENIED);
	place_assert_msg(db_msg(db));
	assert_int_equal(scope_declare(place, db, "chu", "chu.test").added, 1);
	assert_string_equal(scope_item(place, db, "chu", "chu.test").id, item.id);
	/* 4 declared, 1 retired, 1 claimed again; nothing for what failed. */
	assert_int_equal(place_int(db, "SELECT count(*) FROM audit_log"), 6);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM audit_log WHERE \"actor\" = 'tech'"), 6);
	(void)db_close(db);
}

TEST_STORE(item_discovered_waits_for_an_answer)
{
	struct db *db = place_open(place);
	struct item item;

	scope_orgs(db);
	(void)scope_declare(place, db, "rival", "chu.test");
	(void)scope_lines(
	    place, db, "chu", "vpn.chu.test\nold.saas.test", ITEM_FROM_DISCOVERED);
	item = scope_item(place, db, "chu", "vpn.chu.test");
	assert_int_equal(item.state, ITEM_PROPOSED);
	assert_int_equal(scope_item(place, db, "rival", "chu.test").state, ITEM_PENDING);
	assert_int_equal(
	    item_confirm(db, &scope_tech, item.id, true, place->arena, SCOPE_NOW), 0);
	assert_int_equal(scope_item(place, db, "chu", "vpn.chu.test").state, ITEM_DISPUTED);
	assert_int_equal(scope_item(place, db, "rival", "chu.test").state, ITEM_DISPUTED);
	assert_int_equal(
	    item_confirm(db, &scope_tech, item.id, true, place->arena, SCOPE_NOW), ERR_DENIED);
	item = scope_item(place, db, "chu", "old.saas.test");
	assert_int_equal(
	    item_confirm(db, &scope_tech, item.id, false, place->arena, SCOPE_NOW), 0);
	assert_int_equal(scope_item(place, db, "chu", "old.saas.test").state, ITEM_RETIRED);
	/* Found again: the answer stands. */
	(void)scope_lines(place, db, "chu", "old.saas.test", ITEM_FROM_DISCOVERED);
	assert_int_equal(scope_item(place, db, "chu", "old.saas.test").state, ITEM_RETIRED);
	(void)db_close(db);
}

/* Overlaps of names and networks, in both orders, with those related and unrelated. */
TEST_STORE(item_disputes)
{
	static const struct {
		const char *ours, *theirs;
		bool disputed;
	} rows[] = {
	    {"a1.test", "a1.test", true},
	    {"a2.test", "www.a2.test", true},
	    {"www.a3.test", "a3.test", true},
	    {"a4.test", "xa4.test", false},
	    {"www.a5.test", "ftp.a5.test", false},
	    {"127.1.0.0/24", "127.1.0.7", true},
	    {"127.2.0.7", "127.2.0.0/16", true},
	    {"127.3.0.0/25", "127.3.0.128/25", false},
	    {"127.4.0.9", "127.4.0.9/32", true},
	};
	struct db *db = place_open(place);

	scope_orgs(db);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct item_counts n;

		/* the group above and its site share what they declare */
		(void)scope_declare(place, db, "chu", rows[i].ours);
		n = scope_declare(place, db, "ght", rows[i].theirs);
		assert_int_equal(n.added, 1);
		n = scope_declare(place, db, "rival", rows[i].theirs);
		assert_int_equal(n.disputed, 1); /* the group has the very same */
		if (scope_item_is(place, db, "chu", rows[i].ours, ITEM_DISPUTED) !=
		    rows[i].disputed)
			fail_msg("%s and %s", rows[i].ours, rows[i].theirs);
	}
	(void)db_close(db);
}

TEST_STORE(dispute_is_decided_by_the_cert)
{
	struct db *db = place_open(place);
	struct item ours, theirs;

	scope_orgs(db);
	(void)scope_declare(place, db, "chu", "chu.test\nwww.chu.test");
	assert_int_equal(scope_declare(place, db, "rival", "chu.test").disputed, 1);
	ours = scope_item(place, db, "chu", "chu.test");
	theirs = scope_item(place, db, "rival", "chu.test");
	assert_int_equal(ours.state, ITEM_DISPUTED);
	assert_int_equal(scope_item(place, db, "chu", "www.chu.test").state, ITEM_DISPUTED);
	assert_int_equal(
	    dispute_resolve(db, &scope_tech, ours.id, "mine", place->arena, SCOPE_NOW),
	    ERR_DENIED);
	assert_int_equal(
	    dispute_resolve(db, NULL, ours.id, "mine", place->arena, SCOPE_NOW), ERR_DENIED);
	assert_int_equal(scope_item(place, db, "rival", "chu.test").state, ITEM_DISPUTED);
	assert_int_equal(
	    dispute_resolve(db, &scope_cert, ours.id, "register", place->arena, SCOPE_NOW), 0);
	assert_int_equal(scope_item(place, db, "chu", "chu.test").state, ITEM_PENDING);
	assert_int_equal(scope_item(place, db, "chu", "www.chu.test").state, ITEM_PENDING);
	assert_int_equal(scope_item(place, db, "rival", "chu.test").state, ITEM_RETIRED);
	/* Claimed again, and given up by itself: the dispute ends without anybody. */
	assert_int_equal(scope_declare(place, db, "rival", "chu.test").disputed, 1);
	assert_int_equal(scope_item(place, db, "chu", "chu.test").state, ITEM_DISPUTED);
	assert_int_equal(
	    item_retire(db, &scope_rival, theirs.id, "a mistake", place->arena, SCOPE_NOW), 0);
	assert_int_equal(scope_item(place, db, "chu", "chu.test").state, ITEM_PENDING);
	(void)db_close(db);
}
