#include "desk/ioc.h"

#include "desk/proof.h"
#include "os/file.h"
#include "scope_place.h"
#include "store/desk.h"

#include <unistd.h>

/* Enters a value and gives it as it is stored. */
static struct ioc enter(struct place *place, struct db *db, const char *value)
{
	struct ioc like = {.tlp = TLP_GREEN}, ioc;
	struct ioc_lines lines;
	struct ioc_counts counts;
	struct msg why = {0};

	assert_int_equal(
	    ioc_parse_list(span_str(value), &like, SCOPE_NOW, place->arena, &lines, &why), 0);
	assert_int_equal(ioc_add(db, &scope_cert, &lines, place->arena, SCOPE_NOW, &counts), 0);
	assert_int_equal(counts.added, 1);
	assert_int_equal(
	    desk_get(db, &ioc_type, lines.all.items[0].ioc.id, place->arena, &ioc), 0);
	assert_int_equal(ioc.state, IOC_CANDIDATE);
	return ioc;
}

static int activate(struct place *place, struct db *db, const char *id, const char *folder,
    const char *why, struct ioc_verdict *ret)
{
	return ioc_activate(db, &scope_cert, id, folder, why, place->arena, SCOPE_NOW, ret);
}

static int state(struct place *place, struct db *db, const char *id)
{
	struct ioc ioc = {0};

	assert_int_equal(desk_get(db, &ioc_type, id, place->arena, &ioc), 0);
	return ioc.state;
}

static bool logged(struct db *db, const char *action)
{
	int64_t n = 0;

	assert_int_equal(desk_number(db, "SELECT count(*) FROM audit_log WHERE \"action\" = $1",
			     DESK_PARAMS(DESK_TEXT(action)), &n),
	    0);
	return n > 0;
}

/* A folder with one warning list in it. */
static const char *folder_with(struct place *place, const char *list)
{
	char *folder = arena_strdup(place->arena, "/tmp/varde-warn-XXXXXX");

	assert_non_null(mkdtemp(folder));
	assert_int_equal(file_write(arena_printf(place->arena, "%s/list.json", folder),
			     span_str(list), 0600, NULL),
	    0);
	return folder;
}

static void remove_folder(struct place *place, const char *folder)
{
	assert_int_equal(unlink(arena_printf(place->arena, "%s/list.json", folder)), 0);
	assert_int_equal(rmdir(folder), 0);
}

/* Every state x event x what guards look at, against rules written down apart from the table.
 */
TEST(ioc_steps_are_those_of_the_rules)
{
	int allowed = 0;

	for (int from = 0; from < IOC_STATES; from++)
		for (int event = 0; event < IOC_EVENTS; event++)
			for (unsigned bits = 0; bits < 64; bits++) {
				bool hit = bits & 1, warned = bits & 2, why = bits & 4;
				bool over = bits & 8, red = bits & 16, fresh = bits & 32;
				const char *on = "list";
				struct ioc ioc = {.state = from,
				    .warnings = {.items = &on, .n = warned},
				    .override = why ? "known" : NULL,
				    .expires = over ? SCOPE_NOW : SCOPE_NOW + 1,
				    .tlp = red ? TLP_RED : TLP_GREEN,
				    .checked =
					fresh ? SCOPE_NOW - 3599999 : SCOPE_NOW - 3600000};
				int want = ERR_DENIED;

				if (event == IOC_CHECK && from == IOC_CANDIDATE)
					want = IOC_CHECKED;
				if (event == IOC_CHECK &&
				    (from == IOC_CHECKED || from == IOC_ACTIVE))
					want = from;
				if (event == IOC_PUBLISH && from == IOC_CHECKED && !hit &&
				    !over && !red && fresh && (!warned || why))
					want = IOC_ACTIVE;
				if (event == IOC_EXPIRE && from == IOC_ACTIVE && over)
					want = IOC_EXPIRED;
				if (event == IOC_WITHDRAW && from != IOC_WITHDRAWN)
					want = IOC_WITHDRAWN;
				if (event == IOC_RENEW && from >= IOC_EXPIRED)
					want = IOC_CANDIDATE;
				assert_int_equal(
				    ioc_next(&ioc, (enum ioc_event)event, hit, SCOPE_NOW),
				    want);
				allowed += want >= 0;
			}
	assert_true(allowed > 100);
}

TEST_STORE(ioc_is_entered_checked_published_and_withdrawn)
{
	struct db *db = place_open(place);
	struct ioc_verdict v = {0};
	int64_t before = 0, after = 0;
	struct ioc ioc;

	scope_orgs(db);
	ioc = enter(place, db, "evil.example");
	assert_int_equal(ioc.expires, SCOPE_NOW + IOC_DAYS * SCOPE_DAY);
	assert_true(logged(db, "ioc.add"));
	assert_int_equal(ioc_generation(db, &before), 0);
	assert_int_equal(activate(place, db, ioc.id, NULL, NULL, &v), 0);
	assert_int_equal(v.ioc.state, IOC_ACTIVE);
	assert_false(v.listed);
	assert_int_equal(ioc_generation(db, &after), 0);
	assert_true(after > before);
	assert_true(logged(db, "ioc.publish"));
	assert_int_equal(
	    ioc_withdraw(db, &scope_cert, ioc.id, " ", place->arena, SCOPE_NOW), ERR_SYNTAX);
	assert_int_equal(
	    ioc_withdraw(db, &scope_cert, ioc.id, "was wrong", place->arena, SCOPE_NOW), 0);
	assert_int_equal(state(place, db, ioc.id), IOC_WITHDRAWN);
	assert_int_equal(ioc_generation(db, &before), 0);
	assert_true(before > after);
	/* Entered again it begins anew, in the same row. */
	assert_string_equal(enter(place, db, "evil.example").id, ioc.id);
	db_close(db);
}

TEST_STORE(ioc_is_the_certs_to_enter)
{
	struct db *db = place_open(place);
	struct ioc like = {0};
	struct ioc_lines lines;
	struct ioc_counts counts;
	struct ioc_verdict v;
	struct msg why;
	struct ioc ioc;

	scope_orgs(db);
	ioc = enter(place, db, "evil.example");
	assert_int_equal(
	    ioc_parse_list(span_str("x.example"), &like, SCOPE_NOW, place->arena, &lines, &why),
	    0);
	assert_int_equal(
	    ioc_add(db, &scope_tech, &lines, place->arena, SCOPE_NOW, &counts), ERR_DENIED);
	assert_int_equal(
	    ioc_activate(db, &scope_tech, ioc.id, NULL, NULL, place->arena, SCOPE_NOW, &v),
	    ERR_DENIED);
	assert_int_equal(
	    ioc_withdraw(db, &scope_legal, ioc.id, "x", place->arena, SCOPE_NOW), ERR_DENIED);
	assert_int_equal(state(place, db, ioc.id), IOC_CANDIDATE);
	db_close(db);
}

TEST_STORE(ioc_that_is_red_is_not_entered)
{
	struct db *db = place_open(place);
	struct ioc like = {.tlp = TLP_RED};
	struct ioc_lines lines;
	struct ioc_counts counts;
	struct msg why;

	scope_orgs(db);
	assert_int_equal(
	    ioc_parse_list(span_str("x.example"), &like, SCOPE_NOW, place->arena, &lines, &why),
	    0);
	assert_int_equal(
	    ioc_add(db, &scope_cert, &lines, place->arena, SCOPE_NOW, &counts), ERR_RANGE);
	assert_int_equal(place_int(db, "SELECT count(*) FROM ioc"), 0);
	db_close(db);
}

TEST_STORE(ioc_on_a_warning_list_needs_a_reason)
{
	struct db *db = place_open(place);
	const char *folder = folder_with(place,
	    "{\"name\":\"Largest sites\",\"type\":\"hostname\",\"list\":[\"evil.example\"]}");
	struct ioc_verdict v = {0};
	struct ioc ioc;

	scope_orgs(db);
	ioc = enter(place, db, "www.evil.example");
	assert_int_equal(activate(place, db, ioc.id, folder, NULL, &v), ERR_DENIED);
	assert_int_equal(state(place, db, ioc.id), IOC_CHECKED); /* the check stays */
	assert_int_equal(desk_get(db, &ioc_type, ioc.id, place->arena, &ioc), 0);
	assert_int_equal(ioc.warnings.n, 1);
	assert_string_equal(ioc.warnings.items[0], "Largest sites");
	assert_int_equal(activate(place, db, ioc.id, folder, "taken over on Monday", &v), 0);
	assert_int_equal(state(place, db, ioc.id), IOC_ACTIVE);
	assert_true(v.listed);
	remove_folder(place, folder);
	db_close(db);
}

/* The rule, at the first place: when it becomes active. No reason helps. */
TEST_STORE(ioc_that_hits_a_member_is_never_published)
{
	static const char *const values[] = {"chu.test", "www.chu.test", "*.chu.test",
	    "http://www.chu.test/login", "it@chu.test", "193.3.4.5", "193.3.4.0/25",
	    "193.3.0.0/16", "http://193.3.4.9/"};
	struct db *db = place_open(place);
	struct item item;

	scope_orgs(db);
	(void)scope_declare(place, db, "chu", "chu.test\n193.3.4.0/24\n");
	item = scope_item(place, db, "chu", "chu.test");
	scope_force(db, &item, ITEM_VERIFIED, SCOPE_NOW + SCOPE_DAY);
	item = scope_item(place, db, "chu", "193.3.4.0/24");
	scope_force(db, &item, ITEM_VERIFIED, SCOPE_NOW + SCOPE_DAY);
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct ioc ioc = enter(place, db, values[i]);
		struct ioc_verdict v = {0};

		if (activate(place, db, ioc.id, NULL, "it is a phishing site", &v) !=
		    ERR_DENIED)
			fail_msg("%s was published", values[i]);
		assert_int_equal(state(place, db, ioc.id), IOC_CHECKED);
		assert_int_equal(
		    ioc_check(db, &scope_cert, ioc.id, NULL, place->arena, SCOPE_NOW, &v), 0);
		assert_int_equal(v.hits.all.n, 1);
		assert_string_equal(v.hits.all.items[0].org, "chu");
	}
	db_close(db);
}

/* The second place: when an item becomes verified, by the way that members take. */
TEST_STORE(ioc_is_withdrawn_when_what_it_hits_is_proved)
{
	static const char *const hit[] = {
	    "chu.test", "*.test.chu.test", "mail.chu.test", "https://chu.test/x"};
	static const char *const not [] = {"chu2.test", "193.3.5.1", "xchu.test"};
	struct ioc hits[ARRAY_LEN(hit)], others[ARRAY_LEN(not )];
	struct db *db = place_open(place);
	struct ioc_verdict v;
	struct item item;

	scope_orgs(db);
	(void)scope_declare(place, db, "chu", "chu.test\n193.3.4.0/24\n");
	for (size_t i = 0; i < ARRAY_LEN(hit); i++) {
		hits[i] = enter(place, db, hit[i]);
		assert_int_equal(activate(place, db, hits[i].id, NULL, NULL, &v), 0);
	}
	for (size_t i = 0; i < ARRAY_LEN(not ); i++) {
		others[i] = enter(place, db, not [i]);
		assert_int_equal(activate(place, db, others[i].id, NULL, NULL, &v), 0);
	}
	item = scope_item(place, db, "chu", "chu.test");
	assert_int_equal(
	    proof_attest(db, &scope_cert, item.id, "register", place->arena, SCOPE_NOW), 0);
	for (size_t i = 0; i < ARRAY_LEN(hit); i++)
		assert_int_equal(state(place, db, hits[i].id), IOC_WITHDRAWN);
	for (size_t i = 0; i < ARRAY_LEN(not ); i++)
		assert_int_equal(state(place, db, others[i].id), IOC_ACTIVE);
	assert_true(logged(db, "ioc.withdraw"));
	/* And the desk hears of it, without the name of anybody. */
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM outgoing WHERE \"template\" = 'ioc_withdrawn' "
			  "AND \"values\" = '{\"count\":4}'"),
	    place_int(db,
		"SELECT count(DISTINCT \"person\") FROM outgoing WHERE \"template\" = "
		"'ioc_withdrawn'"));
	assert_true(place_int(db, "SELECT count(*) FROM outgoing WHERE \"template\" = "
				  "'ioc_withdrawn'") > 0);
	db_close(db);
}

/* Whoever blocks by number must find the same one again, and nobody hears of what was never
 * published. */
TEST_STORE(ioc_has_a_number_of_its_own_when_it_is_published)
{
	struct db *db = place_open(place);
	struct ioc a, b, c;
	struct ioc_verdict v;

	scope_orgs(db);
	a = enter(place, db, "a.example");
	b = enter(place, db, "b.example");
	c = enter(place, db, "c.example");
	assert_int_equal(activate(place, db, b.id, NULL, NULL, &v), 0);
	assert_int_equal(v.ioc.number, 1);
	assert_int_equal(v.ioc.published, SCOPE_NOW);
	assert_int_equal(activate(place, db, a.id, NULL, NULL, &v), 0);
	assert_int_equal(v.ioc.number, 2);
	assert_int_equal(
	    ioc_withdraw(db, &scope_cert, b.id, "was wrong", place->arena, SCOPE_NOW), 0);
	assert_int_equal(
	    ioc_withdraw(db, &scope_cert, c.id, "a typing error", place->arena, SCOPE_NOW), 0);
	assert_int_equal(desk_get(db, &ioc_type, c.id, place->arena, &c), 0);
	assert_int_equal(c.published, 0);
	assert_int_equal(c.number, 0);
	b = enter(place, db, "b.example");
	assert_int_equal(activate(place, db, b.id, NULL, NULL, &v), 0);
	assert_int_equal(v.ioc.number, 1);
	db_close(db);
}

TEST_STORE(ioc_networks_are_withdrawn_both_ways)
{
	static const char *const values[] = {"193.3.4.5", "193.3.0.0/16", "193.3.4.128/25"};
	struct ioc iocs[ARRAY_LEN(values)];
	struct db *db = place_open(place);
	struct ioc_verdict v;
	struct item item;

	scope_orgs(db);
	(void)scope_declare(place, db, "chu", "193.3.4.0/24\n");
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		iocs[i] = enter(place, db, values[i]);
		assert_int_equal(activate(place, db, iocs[i].id, NULL, NULL, &v), 0);
	}
	item = scope_item(place, db, "chu", "193.3.4.0/24");
	assert_int_equal(
	    proof_attest(db, &scope_cert, item.id, "register", place->arena, SCOPE_NOW), 0);
	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		assert_int_equal(state(place, db, iocs[i].id), IOC_WITHDRAWN);
	db_close(db);
}

TEST_STORE(ioc_candidates_are_published_together_but_for_those_held_back)
{
	struct db *db = place_open(place);
	const char *folder =
	    folder_with(place, "{\"name\":\"L\",\"type\":\"cidr\",\"list\":[\"25.1.2.0/24\"]}");
	struct ioc_counts counts = {0};
	struct ioc good, listed, members;
	struct item item;

	scope_orgs(db);
	(void)scope_declare(place, db, "chu", "chu.test\n");
	item = scope_item(place, db, "chu", "chu.test");
	scope_force(db, &item, ITEM_VERIFIED, SCOPE_NOW + SCOPE_DAY);
	good = enter(place, db, "25.1.3.4");
	listed = enter(place, db, "25.1.2.4");
	members = enter(place, db, "www.chu.test");
	assert_int_equal(
	    ioc_activate_all(db, &scope_cert, folder, place->arena, SCOPE_NOW, &counts), 0);
	assert_int_equal(counts.active, 1);
	assert_int_equal(counts.held, 2);
	assert_int_equal(state(place, db, good.id), IOC_ACTIVE);
	assert_int_equal(state(place, db, listed.id), IOC_CHECKED);
	assert_int_equal(state(place, db, members.id), IOC_CHECKED);
	remove_folder(place, folder);
	db_close(db);
}

TEST_STORE(ioc_expires_and_is_reported)
{
	struct db *db = place_open(place);
	struct ioc_verdict v;
	size_t ended = 0;
	struct ioc ioc;

	scope_orgs(db);
	ioc = enter(place, db, "evil.example");
	assert_int_equal(ioc_seen(db, &scope_tech, ioc.id, SIGHTING_SEEN, "chu", NULL,
			     place->arena, SCOPE_NOW),
	    ERR_NOTFOUND); /* not published: members do not know it */
	assert_int_equal(activate(place, db, ioc.id, NULL, NULL, &v), 0);
	assert_int_equal(ioc_seen(db, &scope_tech, ioc.id, SIGHTING_SEEN, "chu", NULL,
			     place->arena, SCOPE_NOW),
	    0);
	assert_int_equal(ioc_seen(db, &scope_rival, ioc.id, SIGHTING_FALSE_POSITIVE, "rival",
			     "our supplier", place->arena, SCOPE_NOW),
	    0);
	assert_int_equal(desk_get(db, &ioc_type, ioc.id, place->arena, &ioc), 0);
	assert_int_equal(ioc.sightings, 1);
	assert_int_equal(ioc.false_positives, 1);
	assert_int_equal(place_int(db, "SELECT count(*) FROM ioc_sighting"), 2);
	assert_int_equal(ioc_sweep(db, place->arena, SCOPE_NOW, &ended), 0);
	assert_int_equal(ended, 0);
	assert_int_equal(ioc_sweep(db, place->arena, ioc.expires, &ended), 0);
	assert_int_equal(ended, 1);
	assert_int_equal(state(place, db, ioc.id), IOC_EXPIRED);
	db_close(db);
}
