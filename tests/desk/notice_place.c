#include "notice_place.h"

struct notice_scene notice_scene(struct place *place, struct db *db)
{
	struct notice_scene s = {.org = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL),
	    .other = desk_place_org(place, db, "Rival", ORG_HOSPITAL, NULL),
	    .tech = desk_place_person(place, db, "tech"),
	    .officer = desk_place_person(place, db, "officer"),
	    .boss = desk_place_person(place, db, "boss"),
	    .rival = desk_place_person(place, db, "rival"),
	    .analyst = desk_place_person(place, db, "analyst"),
	    .analyst2 = desk_place_person(place, db, "analyst2")};

	(void)desk_place_role(place, db, s.tech, ROLE_TECHNICIAN, s.org);
	(void)desk_place_role(place, db, s.officer, ROLE_OFFICER, s.org);
	(void)desk_place_role(place, db, s.boss, ROLE_MANAGEMENT, s.org);
	(void)desk_place_role(place, db, s.rival, ROLE_OFFICER, s.other);
	(void)desk_place_role(place, db, s.analyst, ROLE_ANALYST, NULL);
	(void)desk_place_role(place, db, s.analyst2, ROLE_ANALYST, NULL);
	return s;
}

struct notice_new notice_sample(const char *org, enum criticality severity)
{
	static const struct notice_item item = {
	    .key = "192.0.2.7:445", .text = "192.0.2.7:445 smb", .tlp = TLP_AMBER};

	return (struct notice_new){.org = org,
	    .cause = "alert",
	    .object = "a1",
	    .severity = severity,
	    .tlp = TLP_AMBER,
	    .title = "Open file share",
	    .advice = "Close it.",
	    .items = &item,
	    .nitems = 1};
}

struct notice_opened notice_opens(
    struct place *place, struct db *db, const struct notice_new *new, int64_t now)
{
	struct notice_opened got = {0};

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	if (db_end(db, notice_open(db, &desk_place_actor, new, now, place->arena, &got)) < 0)
		fail_msg("%s: %s", db_msg(db)->what, db_msg(db)->detail);
	return got;
}

struct notice notice_is(struct place *place, struct db *db, const char *id)
{
	struct notice n;

	assert_int_equal(desk_get(db, &notice_type, id, place->arena, &n), 0);
	return n;
}

int64_t notice_mails(struct db *db, const char *template, const char *person)
{
	int64_t n = 0;
	const char *sql = person ? "SELECT count(*) FROM outgoing WHERE \"template\" = $1 AND "
				   "\"person\" = $2"
				 : "SELECT count(*) FROM outgoing WHERE \"template\" = $1";

	assert_int_equal(
	    desk_number(db, sql,
		(const struct desk_param[]){DESK_TEXT(template), DESK_TEXT(person)},
		person ? 2 : 1, &n),
	    0);
	return n;
}

const char *notice_secret(
    struct place *place, struct db *db, const char *template, const char *person)
{
	struct outgoing m;
	struct json *values;

	assert_int_equal(
	    desk_find(db, &outgoing_type,
		"WHERE \"template\" = $1 AND \"person\" = $2 ORDER BY \"created\" "
		"DESC, \"id\" DESC",
		DESK_PARAMS(DESK_TEXT(template), DESK_TEXT(person)), place->arena, &m),
	    0);
	assert_int_equal(json_parse(span_str(m.values), place->arena, &values, NULL), 0);
	return json_text(json_get(values, "token"), "");
}
