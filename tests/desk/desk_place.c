#include "desk_place.h"

#include "desk/log_verify.h"

const struct actor desk_place_actor = {"p0", "The test", "session", "127.0.0.1"};

const char *desk_place_org(struct place *place, struct db *db, const char *name,
    enum org_kind kind, const char *parent)
{
	struct org org = {
	    .name = name, .type = (int)kind, .parent = parent, .state = ORG_ACTIVE, .zone = 60};

	assert_int_equal(org_create(db, &desk_place_actor, &org, NOW, place->arena), 0);
	return org.id;
}

const char *desk_place_person(struct place *place, struct db *db, const char *name)
{
	struct person p = {.name = name, .state = PERSON_ACTIVE};

	p.mail = arena_printf(place->arena, "%s@varde.test", name);
	assert_int_equal(people_create(db, &desk_place_actor, &p, NOW, place->arena), 0);
	return p.id;
}

const char *desk_place_role(
    struct place *place, struct db *db, const char *person, enum role role, const char *org)
{
	struct membership m = {.person = person, .role = (int)role, .org = org};

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, people_enter(db, NULL, &m, NOW, place->arena)), 0);
	return m.id;
}

struct who desk_place_who(struct place *place, struct db *db, const char *person, int64_t now)
{
	struct who who;

	assert_int_equal(people_who(db, person, now, place->arena, &who), 0);
	return who;
}

void desk_place_logged(struct place *place, struct db *db, const char *action)
{
	struct log_check check;
	struct log_entry last;

	assert_int_equal(log_verify(db, NULL, &check), 0);
	assert_int_equal(desk_find(db, &log_entry_type, "ORDER BY \"seq\" DESC LIMIT 1", NULL,
			     0, place->arena, &last),
	    0);
	assert_string_equal(last.action, action);
}
