#include "desk/sensor.h"

#include "desk_place.h"

/* Any bytes in such an envelope are a certificate here: what counts is their digest. */
#define PEM(x) "-----BEGIN CERTIFICATE-----\n" x "\n-----END CERTIFICATE-----\n"

TEST_STORE(sensor_added_found_and_removed)
{
	struct db *db = place_open(place);
	const struct actor shell = {.name = "varde sensor-add"};
	const char *id = NULL;
	struct desk_records all;
	struct sensor s;

	assert_int_equal(sensor_add(db, &shell, "north-1", span_str(PEM("QUJD")), NULL, NULL,
			     NOW, place->arena, &id),
	    0);
	assert_int_equal(desk_list(db, &sensor_type, "", NULL, 0, place->arena, &all), 0);
	assert_int_equal(all.all.n, 1);
	/* SHA-256 of "ABC". */
	assert_int_equal(sensor_of_print(db,
			     "b5d4045c3f466fa91fe2cc6abe79232a1a57cdf104f7a26e716e0a1e2789df78",
			     place->arena, &s),
	    0);
	assert_string_equal(s.name, "north-1");
	assert_int_equal(sensor_add(db, &shell, "north-1", span_str(PEM("QUJE")), NULL, NULL,
			     NOW, place->arena, NULL),
	    ERR_EXISTS);
	assert_int_equal(sensor_add(db, &shell, "south", span_str(PEM("QUJD")), NULL, NULL, NOW,
			     place->arena, NULL),
	    ERR_EXISTS);
	place_assert_msg(db_msg(db));
	assert_int_equal(sensor_remove(db, &shell, id, NOW, place->arena), 0);
	assert_int_equal(sensor_of_print(db, s.print, place->arena, &s), ERR_NOTFOUND);
	assert_int_equal(sensor_remove(db, &shell, id, NOW, place->arena), ERR_NOTFOUND);
	/* Its name is free again. */
	assert_int_equal(sensor_add(db, &shell, "north-1", span_str(PEM("QUJD")), NULL, NULL,
			     NOW, place->arena, NULL),
	    0);
	db_close(db);
}

TEST_STORE(sensor_names_and_certificates_that_are_none)
{
	struct db *db = place_open(place);
	const struct actor shell = {.name = "varde sensor-add"};
	static const char *const names[] = {
	    "", "a b", "a/b", "12345678901234567890123456789012345678901"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_int_equal(sensor_add(db, &shell, names[i], span_str(PEM("QUJD")), NULL,
				     NULL, NOW, place->arena, NULL),
		    ERR_SYNTAX);
	assert_int_equal(sensor_add(db, &shell, "a", span_str("no certificate"), NULL, NULL,
			     NOW, place->arena, NULL),
	    ERR_SYNTAX);
	place_assert_msg(db_msg(db));
	db_close(db);
}

TEST_STORE(sensor_needs_an_operator)
{
	struct db *db = place_open(place);
	const char *org = desk_place_org(place, db, "Hospital", ORG_HOSPITAL, NULL);
	const char *person = desk_place_person(place, db, "tove");
	const struct actor member = {.person = person, .name = "Tove"};

	(void)desk_place_role(place, db, person, ROLE_TECHNICIAN, org);
	assert_int_equal(sensor_add(db, &member, "n", span_str(PEM("QUJD")), NULL, NULL, NOW,
			     place->arena, NULL),
	    ERR_DENIED);
	db_close(db);
}
