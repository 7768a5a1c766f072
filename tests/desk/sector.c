#include "desk/sector.h"

#include "model/member.h"
#include "place.h"
#include "store/desk.h"

static const int64_t start = 1795000000000;

static void org(struct place *place, struct db *db, int n, const char *region, int state)
{
	struct org o = {.id = arena_printf(place->arena, "o%d", n),
	    .name = "Org",
	    .type = n % 2 ? ORG_SMALL : ORG_HOSPITAL,
	    .path = arena_printf(place->arena, "o%d/", n),
	    .region = region,
	    .criticality = 1,
	    .state = state};

	assert_int_equal(desk_insert(db, &org_type, &o), 0);
}

static void figures(struct place *place, struct db *db, int n, int64_t day, int64_t critical)
{
	struct snapshot s = {.id = arena_printf(place->arena, "s%d-%lld", n, (long long)day),
	    .org = arena_printf(place->arena, "o%d", n),
	    .day = figures_day(start + day * FIGURES_DAY),
	    .critical = critical,
	    .overdue = 1,
	    .grade = 100,
	    .grade_tls = -1,
	    .grade_mail = -1,
	    .grade_dns = -1};

	assert_int_equal(desk_insert(db, &snapshot_type, &s), 0);
}

/* Ten in the north, two without a region, one that has left. */
static void fill(struct place *place, struct db *db)
{
	for (int i = 0; i < 10; i++) {
		org(place, db, i, "North", ORG_ACTIVE);
		figures(place, db, i, 0, i);
	}
	org(place, db, 10, NULL, ORG_ACTIVE);
	figures(place, db, 10, 0, 100);
	org(place, db, 11, NULL, ORG_ACTIVE);
	figures(place, db, 11, -2, 100); /* not today's, and recent */
	org(place, db, 12, "North", ORG_LEFT);
	figures(place, db, 12, 0, 1000);
	org(place, db, 13, "North", ORG_ACTIVE);
	figures(place, db, 13, -SECTOR_FRESH_DAYS, 1000); /* too old */
}

TEST_STORE(sector_counts_each_organisation_once)
{
	struct db *db = place_open(place);
	struct sector_day all;
	struct figures_sector spread;
	struct sector_days parts = {0};

	fill(place, db);
	figures(place, db, 0, -1, 500); /* an older one of the same */
	assert_int_equal(sector_make(db, start), 0);
	assert_int_equal(
	    sector_newest(db, start, SECTOR_ALL, SECTOR_ALL, place->arena, &all), 0);
	assert_int_equal(all.day, figures_day(start));
	assert_int_equal(all.orgs, 12);
	assert_int_equal(all.critical, 245);
	assert_int_equal(all.overdue, 12);
	sector_spread(&all, &spread);
	assert_int_equal(spread.orgs, 12);
	assert_int_equal(spread.open.median, 5);
	assert_int_equal(spread.grade.of[0], 12);
	assert_int_equal(spread.tls.orgs, FIGURES_HIDDEN);
	assert_int_equal(sector_regions(db, all.day, SECTOR_ALL, place->arena, &parts), 0);
	assert_int_equal(parts.all.n, 2);
	assert_string_equal(parts.all.items[0].region, SECTOR_UNNAMED);
	assert_int_equal(parts.all.items[0].orgs, 2);
	sector_spread(&parts.all.items[0], &spread);
	assert_int_equal(spread.open.median, FIGURES_HIDDEN); /* two are too few */
	assert_int_equal(parts.all.items[1].critical, 45);
	assert_int_equal(sector_kinds(db, all.day, "North", place->arena, &parts), 0);
	assert_int_equal(parts.all.n, 2);
	assert_int_equal(parts.all.items[0].orgs, 5);
	assert_int_equal(parts.all.items[0].critical + parts.all.items[1].critical, 45);
	(void)db_close(db);
}

TEST_STORE(sector_is_made_again_when_figures_have_come)
{
	struct db *db = place_open(place);
	struct sector_day all;
	bool made;

	fill(place, db);
	assert_int_equal(sector_make_due(db, start, 200, 200, &made), 0);
	assert_false(made); /* more of them wait */
	assert_int_equal(sector_make_due(db, start, 0, 200, &made), 0);
	assert_true(made);
	assert_int_equal(sector_make_due(db, start, 0, 200, &made), 0);
	assert_false(made);
	org(place, db, 20, "South", ORG_ACTIVE);
	figures(place, db, 20, 0, 7);
	assert_int_equal(sector_make_due(db, start, 1, 200, &made), 0);
	assert_true(made);
	assert_int_equal(sector_newest(db, start, "South", SECTOR_ALL, place->arena, &all), 0);
	assert_int_equal(all.critical, 7);
	(void)db_close(db);
}

TEST_STORE(sector_shows_the_newest_and_its_weeks)
{
	struct db *db = place_open(place);
	struct sector_day day;
	struct sector_days weeks = {0};

	fill(place, db);
	for (int i = 0; i < 5; i++)
		assert_int_equal(sector_make(db, start - i * 7 * FIGURES_DAY), 0);
	assert_int_equal(sector_make(db, start - 3 * FIGURES_DAY), 0);
	assert_int_equal(sector_newest(db, start + 5 * FIGURES_DAY, SECTOR_ALL, SECTOR_ALL,
			     place->arena, &day),
	    0);
	assert_int_equal(day.day, figures_day(start));
	assert_int_equal(sector_newest(db, start + 9 * FIGURES_DAY, SECTOR_ALL, SECTOR_ALL,
			     place->arena, &day),
	    ERR_NOTFOUND);
	assert_int_equal(
	    sector_weeks(db,
		&(struct sector_day){.day = figures_day(start), .region = "*", .type = "*"}, 3,
		place->arena, &weeks),
	    0);
	assert_int_equal(weeks.all.n, 2); /* nobody had figures before that */
	assert_true(weeks.all.items[0].day < weeks.all.items[1].day);
	assert_int_equal(weeks.all.items[0].orgs, 1);
	assert_int_equal(weeks.all.items[1].orgs, 12);
	(void)db_close(db);
}

TEST(sector_without_numbers_is_hidden)
{
	struct figures_sector spread;

	sector_spread(&(struct sector_day){.spread = "[1,2]"}, &spread);
	assert_int_equal(spread.orgs, FIGURES_HIDDEN);
	assert_int_equal(spread.open.median, FIGURES_HIDDEN);
	sector_spread(&(struct sector_day){0}, &spread);
	assert_int_equal(spread.grade.of[4], FIGURES_HIDDEN);
}
