#include "desk/org.h"

#include "desk/id.h"
#include "desk_place.h"

TEST_STORE(org_paths_lead_from_the_top)
{
	struct db *db = place_open(place);
	const char *ght = desk_place_org(place, db, "GHT", ORG_GROUP, NULL);
	const char *chu = desk_place_org(place, db, "CHU", ORG_HOSPITAL, ght);
	const char *lab = desk_place_org(place, db, "Lab", ORG_LABORATORY, chu);
	const char *chb = desk_place_org(place, db, "CH B", ORG_HOSPITAL, ght);
	struct org org, none = {.name = "x", .parent = "nowhere"};
	struct desk_records got;

	(void)desk_place_org(place, db, "Other", ORG_HOSPITAL, NULL);
	assert_int_equal(org_get(db, lab, place->arena, &org), 0);
	assert_string_equal(org.path, arena_printf(place->arena, "%s/%s/%s/", ght, chu, lab));
	assert_true(id_valid(org.id));
	assert_int_equal(org.joined, NOW);
	assert_int_equal(org_get(db, ght, place->arena, &org), 0);
	assert_int_equal(org_below(db, org.path, NULL, 100, place->arena, &got), 0);
	assert_int_equal(got.all.n, 4);
	assert_string_equal(((struct org *)got.all.items[0])->id, ght);
	/* In pages of one. */
	assert_int_equal(org_below(db, org.path, ((struct org *)got.all.items[1])->path, 1,
			     place->arena, &got),
	    0);
	assert_int_equal(got.all.n, 1);
	assert_int_equal(org_children(db, &org, place->arena, &got), 0);
	assert_int_equal(got.all.n, 2);
	assert_string_equal(((struct org *)got.all.items[0])->id, chb);
	assert_string_equal(((struct org *)got.all.items[1])->id, chu);
	assert_int_equal(
	    org_create(db, &desk_place_actor, &none, NOW, place->arena), ERR_NOTFOUND);
	desk_place_logged(place, db, "org.create");
	(void)db_close(db);
}

TEST_STORE(org_is_searched_without_case_and_accents)
{
	struct db *db = place_open(place);
	const char *id =
	    desk_place_org(place, db, "H\xc3\xb4pital de l'\xc3\x89toile", ORG_HOSPITAL, NULL);
	struct org org;
	int64_t n = -1;

	assert_int_equal(org_get(db, id, place->arena, &org), 0);
	assert_true(strncmp(org.search, "hopital de l'etoile\n", 20) == 0);
	org.name = "S\xc3\xb8rlandet";
	text_list_add(&org.national_ids, place->arena, "FINESS:42");
	assert_int_equal(org_change(db, &desk_place_actor, &org, NOW), 0);
	assert_int_equal(org_get(db, id, place->arena, &org), 0);
	assert_true(strncmp(org.search, "sorlandet\n", 10) == 0);
	assert_non_null(strstr(org.search, "\nfiness:42"));
	/* What a former version wrote. */
	assert_int_equal(desk_exec(db, "UPDATE org SET \"search\" = NULL", NULL, 0, NULL), 0);
	assert_int_equal(org_search_fill(db, 10, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(org_search_fill(db, 10, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(org_get(db, id, place->arena, &org), 0);
	assert_true(strncmp(org.search, "sorlandet\n", 10) == 0);
	(void)db_close(db);
}

TEST_STORE(org_change_keeps_its_place)
{
	struct db *db = place_open(place);
	const char *id = desk_place_org(place, db, "Before", ORG_HOSPITAL, NULL);
	struct org one, two, got;

	assert_int_equal(org_get(db, id, place->arena, &one), 0);
	two = one;
	one.name = "After";
	one.path = "elsewhere/";
	one.state = ORG_LEFT;
	assert_int_equal(org_change(db, &desk_place_actor, &one, NOW), 0);
	assert_int_equal(org_change(db, &desk_place_actor, &two, NOW), ERR_BUSY);
	assert_int_equal(org_get(db, id, place->arena, &got), 0);
	assert_string_equal(got.name, "After");
	assert_string_equal(got.path, two.path);
	assert_int_equal(got.state, ORG_ACTIVE);
	one.name = "Again";
	assert_int_equal(org_change(db, &desk_place_actor, &one, NOW), 0);
	desk_place_logged(place, db, "org.change");
	(void)db_close(db);
}

/* Every state and action, against a second writing down of the table. */
TEST(org_states_are_those_of_the_table)
{
	static const int want[][3] = {
	    [ORG_PROPOSED] = {ORG_ACTIVE, ERR_DENIED, ORG_LEFT},
	    [ORG_ACTIVE] = {ERR_DENIED, ORG_SUSPENDED, ORG_LEFT},
	    [ORG_SUSPENDED] = {ORG_ACTIVE, ERR_DENIED, ORG_LEFT},
	    [ORG_LEFT] = {ERR_DENIED, ERR_DENIED, ERR_DENIED},
	};

	for (int was = ORG_PROPOSED; was <= ORG_LEFT; was++)
		for (int action = ORG_ACTIVATE; action <= ORG_LEAVE; action++)
			assert_int_equal(org_next((enum org_state)was, (enum org_action)action),
			    want[was][action]);
}

TEST_STORE(org_that_leaves_ends_its_memberships)
{
	struct db *db = place_open(place);
	const char *id = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL);
	const char *anna = desk_place_person(place, db, "anna");
	const struct actor *actor = &desk_place_actor;
	struct log_entry last;

	(void)desk_place_role(place, db, anna, ROLE_OFFICER, id);
	assert_int_equal(org_step(db, actor, id, ORG_SUSPEND, "unpaid \"bill\"", NOW), 0);
	assert_int_equal(desk_find(db, &log_entry_type, "ORDER BY \"seq\" DESC LIMIT 1", NULL,
			     0, place->arena, &last),
	    0);
	assert_string_equal(last.detail, "{\"reason\":\"unpaid \\\"bill\\\"\"}");
	assert_int_equal(desk_place_who(place, db, anna, NOW).standings.n, 0);
	assert_int_equal(org_step(db, actor, id, ORG_SUSPEND, NULL, NOW), ERR_DENIED);
	place_assert_msg(db_msg(db));
	assert_int_equal(org_step(db, actor, id, ORG_ACTIVATE, NULL, NOW), 0);
	assert_int_equal(desk_place_who(place, db, anna, NOW).standings.n, 1);
	assert_int_equal(org_step(db, actor, id, ORG_LEAVE, NULL, NOW + 1), 0);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM membership WHERE \"until\" = 0"), 0);
	assert_int_equal(org_step(db, actor, "none", ORG_LEAVE, NULL, NOW), ERR_NOTFOUND);
	desk_place_logged(place, db, "org.leave");
	(void)db_close(db);
}
