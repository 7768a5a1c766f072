#include "scope_place.h"

#include "model/member.h"
#include "store/desk.h"

const struct actor scope_tech = {"tech", "Tove Tekniker", "s1", "127.0.0.1"};
const struct actor scope_legal = {"legal", "Luc Légal", "s2", "127.0.0.2"};
const struct actor scope_rival = {"other", "Otto Other", "s3", "127.0.0.3"};
const struct actor scope_cert = {"cert", "Cora Coordinator", "s4", "127.0.0.4"};

static const struct item_rules rules = {.loopback = true};

void scope_orgs(struct db *db)
{
	static const struct org orgs[] = {
	    {.id = "ght", .name = "GHT", .path = "ght/", .state = ORG_ACTIVE, .criticality = 1},
	    {.id = "chu",
		.name = "CHU Sainte-Anne",
		.parent = "ght",
		.path = "ght/chu/",
		.state = ORG_ACTIVE,
		.criticality = 1},
	    {.id = "rival",
		.name = "Rival",
		.path = "rival/",
		.state = ORG_ACTIVE,
		.criticality = 1},
	};
	static const struct membership roles[] = {
	    {.id = "m1", .person = "tech", .org = "chu", .role = ROLE_TECHNICIAN},
	    {.id = "m2", .person = "legal", .org = "chu", .role = ROLE_LEGAL},
	    {.id = "m3", .person = "other", .org = "rival", .role = ROLE_LEGAL},
	    {.id = "m4", .person = "cert", .role = ROLE_COORDINATOR},
	};

	for (size_t i = 0; i < ARRAY_LEN(orgs); i++)
		assert_int_equal(desk_insert(db, &org_type, &orgs[i]), 0);
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		assert_int_equal(desk_insert(db, &membership_type, &roles[i]), 0);
}

struct item_counts scope_lines(struct place *place, struct db *db, const char *org,
    const char *text, enum item_source source)
{
	struct item_lines lines;
	struct item_counts n;
	int r;

	assert_int_equal(item_parse_list(span_str(text), &rules, place->arena, &lines), 0);
	r = item_declare(db, source == ITEM_FROM_DISCOVERED ? NULL : &scope_tech, org, &lines,
	    source, place->arena, SCOPE_NOW, &n);
	if (r < 0)
		fail_msg("%d %s: %s", r, db_msg(db)->what, db_msg(db)->detail);
	return n;
}

struct item_counts scope_declare(
    struct place *place, struct db *db, const char *org, const char *text)
{
	return scope_lines(place, db, org, text, ITEM_FROM_DECLARED);
}

struct item scope_item(struct place *place, struct db *db, const char *org, const char *text)
{
	struct item item, got;

	assert_int_equal(item_parse(span_str(text), &rules, place->arena, &item, NULL), 0);
	assert_int_equal(
	    desk_find(db, &item_type, "WHERE \"org\" = $1 AND \"value\" = $2",
		DESK_PARAMS(DESK_TEXT(org), DESK_TEXT(item.value)), place->arena, &got),
	    0);
	return got;
}

bool scope_item_is(struct place *place, struct db *db, const char *org, const char *text,
    enum item_state state)
{
	return scope_item(place, db, org, text).state == (int)state;
}

void scope_force(struct db *db, struct item *item, enum item_state state, int64_t lapses)
{
	item->state = state;
	item->lapses = lapses;
	assert_int_equal(desk_update(db, &item_type, item), 0);
}
