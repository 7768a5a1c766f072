#include "cert_place.h"

#include "desk/sector.h"

/* Organisations with figures of today. */
static void fill(struct rig *rig, int n)
{
	for (int i = 0; i < n; i++)
		assert_int_equal(
		    figures_take(rig->db,
			rig_org(rig, rig_f(rig, "CH %d", i), ORG_HOSPITAL, NULL), rig_now),
		    0);
	assert_int_equal(sector_make(rig->db, rig_now), 0);
}

TEST_RIG(no_figure_of_fewer_than_five_is_shown)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_READER);

	fill(rig, 4);
	assert_int_equal(rig_get(b, "/cert/sector"), 200);
	assert_true(rig_has(b, "Fewer than 5 organisations have figures here"));
	assert_false(rig_has(b, "<svg"));
	assert_int_equal(rig_get(b, "/cert/sector?format=csv"), 200);
	assert_true(rig_has(b, "levels,Critical,\r\n"));
	assert_true(rig_has(b, "open,median,\r\n"));
}

TEST_RIG(figures_of_five_are_shown_and_exported)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_READER);

	fill(rig, 5);
	assert_int_equal(rig_get(b, "/cert/sector"), 200);
	assert_true(rig_has(b, "5 organisations"));
	assert_true(rig_has(b, "<svg"));
	assert_int_equal(rig_get(b, "/cert/sector?type=laboratory"), 200);
	assert_true(rig_has(b, "Fewer than 5 organisations have figures here"));
	assert_int_equal(rig_get(b, "/cert/sector?type=castle"), 400);
	assert_int_equal(rig_get(b, "/cert/sector?format=csv"), 200);
	assert_true(rig_has(b, "levels,Critical,0\r\n"));
}
