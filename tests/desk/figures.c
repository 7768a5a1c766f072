#include "desk/figures.h"

#include "model/member.h"
#include "pack/kb.h"
#include "place.h"
#include "store/desk.h"

static const int64_t start = 1795000000000;

TEST(figures_median_is_the_middle)
{
	int64_t odd[] = {9, 1, 5}, even[] = {4, 2, 8, 6};

	assert_int_equal(figures_median(odd, 3), 5);
	assert_int_equal(figures_median(even, 4), 5);
	assert_int_equal(figures_median(NULL, 0), 0);
}

TEST(figures_day_is_midnight)
{
	assert_int_equal(figures_day(start) % FIGURES_DAY, 0);
	assert_in_range(start - figures_day(start), 0, FIGURES_DAY - 1);
}

/* Whatever the counts: none of 1 to 4 is shown, and none can be had from the sum. */
TEST(figures_hide_leaves_nobody_to_be_found)
{
	for (int a = 0; a < 12; a++) {
		for (int b = 0; b < 12; b++) {
			for (int c = 0; c < 12; c++) {
				const int64_t was[] = {a, b, c, 40};
				int64_t now[] = {a, b, c, 40}, hidden = 0, sum = 0;

				figures_hide(now, 4);
				for (size_t i = 0; i < 4; i++) {
					assert_true(
					    now[i] == was[i] || now[i] == FIGURES_HIDDEN);
					assert_false(now[i] > 0 && now[i] < FIGURES_K);
					if (now[i] == FIGURES_HIDDEN) {
						hidden++;
						sum += was[i];
					}
				}
				assert_true(hidden == 0 || (hidden >= 2 && sum >= FIGURES_K));
			}
		}
	}
}

static void push(
    struct arena *a, struct figures_snapshots *all, int64_t critical, int64_t grade)
{
	vec_push(a, &all->all,
	    (struct snapshot){.critical = critical,
		.grade = grade,
		.grade_tls = grade,
		.grade_mail = -1,
		.grade_dns = 100});
}

TEST(figures_sector_shows_nothing_of_four)
{
	struct arena *a = arena_new();
	struct figures_snapshots all = {0};
	struct figures_sector s;

	for (int i = 0; i < 4; i++)
		push(a, &all, i, 100);
	figures_sector_of(&all, &s);
	assert_int_equal(s.orgs, FIGURES_HIDDEN);
	assert_int_equal(s.open.median, FIGURES_HIDDEN);
	assert_int_equal(s.grade.orgs, FIGURES_HIDDEN);
	for (size_t i = 0; i < FIGURES_GRADES; i++)
		assert_int_equal(s.tls.of[i], FIGURES_HIDDEN);
	push(a, &all, 4, 100);
	figures_sector_of(&all, &s);
	assert_int_equal(s.orgs, 5);
	assert_int_equal(s.open.low, 1);
	assert_int_equal(s.open.median, 2);
	assert_int_equal(s.open.high, 3);
	assert_int_equal(s.grade.of[0], 5);
	assert_int_equal(s.grade.of[1], 0);
	/* Nobody has a grade for mail. */
	assert_int_equal(s.mail.orgs, FIGURES_HIDDEN);
	(void)arena_free(a);
}

TEST(figures_sector_hides_the_only_bad_one)
{
	struct arena *a = arena_new();
	struct figures_snapshots all = {0};
	struct figures_sector s;

	for (int i = 0; i < 30; i++)
		push(a, &all, 0, i < 20 ? 100 : 60);
	push(a, &all, 9, 20);
	figures_sector_of(&all, &s);
	assert_int_equal(s.grade.of[0], 20);
	assert_int_equal(s.grade.of[2], FIGURES_HIDDEN); /* else 31 - 20 - 10 tells */
	assert_int_equal(s.grade.of[4], FIGURES_HIDDEN);
	(void)arena_free(a);
}

static void org(struct place *place, struct db *db, const char *id, const char *path)
{
	struct org o = {
	    .id = id, .name = id, .path = path, .state = ORG_ACTIVE, .criticality = 1};

	(void)place;
	assert_int_equal(desk_insert(db, &org_type, &o), 0);
}

static void finding(struct place *place, struct db *db, const char *id, int criticality,
    int category, int state, int days_old, int days_closed)
{
	struct tracked t = {.id = id,
	    .ref = id,
	    .org = "o1",
	    .type = "t",
	    .key = id,
	    .subject = "s",
	    .criticality = criticality,
	    .category = category,
	    .state = state,
	    .first_seen = start - days_old * FIGURES_DAY,
	    .closed = state == TRACKED_VERIFIED_FIXED ? start - days_closed * FIGURES_DAY : 0,
	    .due = start - FIGURES_DAY};

	(void)place;
	assert_int_equal(desk_insert(db, &tracked_type, &t), 0);
}

TEST_STORE(figures_of_an_organisation)
{
	struct db *db = place_open(place);
	struct snapshot s;
	struct exposed e = {
	    .id = "e1", .org = "o1", .name = "192.0.2.1", .type = EXPOSED_ADDRESS};

	org(place, db, "o1", "o1/");
	assert_int_equal(figures_now(db, "o1", start, place->arena, &s), 0);
	assert_int_equal(s.grade, -1); /* nothing was examined: no grade */
	assert_int_equal(desk_insert(db, &exposed_type, &e), 0);
	assert_int_equal(figures_now(db, "o1", start, place->arena, &s), 0);
	assert_int_equal(s.grade, 100);
	finding(place, db, "f1", CRIT_HIGH, CATEGORY_CERTIFICATE, TRACKED_OPEN, 10, 0);
	finding(place, db, "f2", CRIT_LOW, CATEGORY_EMAIL, TRACKED_IN_PROGRESS, 40, 0);
	finding(place, db, "f3", CRIT_CRITICAL, CATEGORY_WEB, TRACKED_ACCEPTED, 50, 0);
	finding(place, db, "f4", CRIT_CRITICAL, CATEGORY_WEB, TRACKED_TRIAGE, 4, 0);
	finding(place, db, "f5", CRIT_HIGH, CATEGORY_DNS, TRACKED_VERIFIED_FIXED, 20, 6);
	finding(place, db, "f6", CRIT_HIGH, CATEGORY_DNS, TRACKED_VERIFIED_FIXED, 100, 60);
	finding(place, db, "f7", CRIT_HIGH, CATEGORY_DNS, TRACKED_VERIFIED_FIXED, 300, 91);
	assert_int_equal(figures_now(db, "o1", start, place->arena, &s), 0);
	assert_int_equal(s.critical, 1);
	assert_int_equal(s.high, 1);
	assert_int_equal(s.low, 1);
	assert_int_equal(s.overdue, 3);
	assert_int_equal(s.opened, 3);
	assert_int_equal(s.closed, 1);
	assert_int_equal(s.median_age, 10 * FIGURES_DAY);
	assert_int_equal(s.median_fix, 27 * FIGURES_DAY); /* of 14 and 40 days */
	assert_int_equal(s.assets, 1);
	assert_int_equal(s.grade_tls, 40);
	assert_int_equal(s.grade_mail, 80);
	assert_int_equal(s.grade_dns, 100);
	assert_int_equal(s.grade, 40);
	(void)db_close(db);
}

TEST_STORE(figures_are_taken_once_a_day)
{
	struct db *db = place_open(place);
	struct figures_snapshots trend;
	int64_t n = 0;

	org(place, db, "g", "g/");
	for (int i = 0; i < 5; i++)
		org(place, db, arena_printf(place->arena, "s%d", i),
		    arena_printf(place->arena, "g/s%d/", i));
	org(place, db, "x", "x/");
	assert_int_equal(figures_take_due(db, start, 4, &n), 0);
	assert_int_equal(n, 4);
	assert_int_equal(figures_take_due(db, start, 100, &n), 0);
	assert_int_equal(n, 3);
	assert_int_equal(figures_take_due(db, start, 100, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(figures_take(db, "x", start + 1), 0);
	assert_int_equal(figures_take_due(db, start + FIGURES_DAY, 100, &n), 0);
	assert_int_equal(n, 7);
	assert_int_equal(figures_trend(db, "x", 0, place->arena, &trend), 0);
	assert_int_equal(trend.all.n, 2);
	assert_true(trend.all.items[0].day < trend.all.items[1].day);
	assert_int_equal(figures_group(db, "g/", place->arena, &trend), 0);
	assert_int_equal(trend.all.n, 6);
	assert_string_equal(trend.all.items[0].org, "g");
	assert_int_equal(trend.all.items[0].day, figures_day(start + FIGURES_DAY));
	(void)db_close(db);
}

TEST_STORE(figures_compare_needs_both_runs)
{
	struct db *db = place_open(place);
	struct findings got;

	assert_int_equal(
	    figures_compare(db, kb_builtin(), "a", "b", place->arena, &got), ERR_NOTFOUND);
	(void)db_close(db);
}
