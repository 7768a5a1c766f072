#include "desk/org.h"

#include "desk_place.h"

static int import(
    struct place *place, struct db *db, const char *csv, bool dry_run, struct org_import *ret)
{
	return org_import(
	    db, &desk_place_actor, span_str(csv), dry_run, NOW, place->arena, ret);
}

TEST_STORE(org_import_takes_groups_and_their_sites)
{
	static const char csv[] = "\xef\xbb\xbfName;Type;Parent;national_ids;beds;state\r\n"
				  "GHT Sud;group;;FINESS:1 SIRET:9;;active\r\n"
				  "\"CHU; Sud\";hospital;FINESS:1;FINESS:2;900;\r\n"
				  ";;;;;\r\n"
				  "Lab;laboratory;CHU; Sud;;;\r\n";
	static const char good[] = "\xef\xbb\xbfName;Type;Parent;national_ids;beds;state\r\n"
				   "GHT Sud;group;;FINESS:1 SIRET:9;;active\r\n"
				   "\"CHU; Sud\";hospital;FINESS:1;FINESS:2;900;\r\n"
				   ";;;;;\r\n"
				   "Lab;laboratory;\"CHU; Sud\";;;\r\n";
	struct db *db = place_open(place);
	struct org_import got;
	struct org lab;

	assert_int_equal(import(place, db, csv, false, &got), ERR_SYNTAX);
	assert_int_equal(got.faults.items[0].line, 5);
	assert_int_equal(import(place, db, good, true, &got), 0);
	assert_int_equal(got.created, 3);
	assert_int_equal(place_int(db, "SELECT count(*) FROM org"), 0);
	assert_int_equal(import(place, db, good, false, &got), 0);
	assert_int_equal(got.lines, 3);
	assert_int_equal(got.created, 3);
	assert_int_equal(desk_find(db, &org_type, "WHERE \"name\" = $1",
			     DESK_PARAMS(DESK_TEXT("Lab")), place->arena, &lab),
	    0);
	assert_int_equal(strlen(lab.path), 3 * 27);
	assert_int_equal(lab.state, ORG_PROPOSED);
	assert_int_equal(
	    place_int(db, "SELECT \"beds\" FROM org WHERE \"type\" = 'hospital'"), 900);
	/* Once more: who has an identifier is known; the laboratory has none and comes again.
	 */
	assert_int_equal(import(place, db, good, true, &got), 0);
	assert_int_equal(got.existing, 2);
	desk_place_logged(place, db, "org.create");
	(void)db_close(db);
}

TEST_STORE(org_import_names_each_bad_line)
{
	static const char csv[] = "name,type,parent,beds,lang\n"
				  "A,hospital,,12,fr\n"
				  "B,castle,,,\n"
				  "C,hospital,nobody,,\n"
				  "D,hospital,,-3,\n"
				  ",hospital,,,\n"
				  "F,,,,\n"
				  "G,hospital,,,much too long a language\n"
				  "H,hospital,,,,,more\n"
				  "I,\"hospital\n";
	static const int64_t lines[] = {3, 4, 5, 6, 7, 8, 9, 10};
	struct db *db = place_open(place);
	struct org_import got;

	for (int dry_run = 0; dry_run < 2; dry_run++) {
		assert_int_equal(import(place, db, csv, dry_run, &got), ERR_SYNTAX);
		place_assert_msg(db_msg(db));
		assert_int_equal(got.faults.n, ARRAY_LEN(lines));
		for (size_t i = 0; i < ARRAY_LEN(lines); i++)
			assert_int_equal(got.faults.items[i].line, lines[i]);
		assert_int_equal(place_int(db, "SELECT count(*) FROM org"), 0);
	}
	assert_int_equal(
	    import(place, db, "name,beds,colour\nA,1,red\n", true, &got), ERR_SYNTAX);
	assert_int_equal(got.faults.n, 2); /* an unknown column, and no type */
	assert_int_equal(import(place, db, "", true, &got), 0);
	assert_int_equal(got.lines, 0);
	(void)db_close(db);
}
