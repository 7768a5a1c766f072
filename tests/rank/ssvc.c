/* The tables as CERT/CC publishes them (version 1.0.0 and 2.0.3), written down a second time,
 * row by row with their words; every combination of answers is asked. */
#include "rank/ssvc.h"

#include "test.h"

static const char *const exploitations[] = {"none", "poc", "active"};
static const char *const exposures[] = {"small", "controlled", "open"};
static const char *const humans[] = {"low", "medium", "high", "very-high"};

/* "EXPLOITATION EXPOSURE AUTOMATABLE: what for low, medium, high, very-high". */
static const char *const deployer[][5] = {
    {"none small no", "defer", "defer", "scheduled", "scheduled"},
    {"none small yes", "defer", "scheduled", "scheduled", "scheduled"},
    {"none controlled no", "defer", "scheduled", "scheduled", "scheduled"},
    {"none controlled yes", "scheduled", "scheduled", "scheduled", "scheduled"},
    {"none open no", "defer", "scheduled", "scheduled", "scheduled"},
    {"none open yes", "scheduled", "scheduled", "scheduled", "out-of-cycle"},
    {"poc small no", "defer", "scheduled", "scheduled", "scheduled"},
    {"poc small yes", "scheduled", "scheduled", "scheduled", "scheduled"},
    {"poc controlled no", "defer", "scheduled", "scheduled", "scheduled"},
    {"poc controlled yes", "scheduled", "scheduled", "scheduled", "out-of-cycle"},
    {"poc open no", "scheduled", "scheduled", "scheduled", "out-of-cycle"},
    {"poc open yes", "scheduled", "scheduled", "out-of-cycle", "out-of-cycle"},
    {"active small no", "scheduled", "scheduled", "out-of-cycle", "out-of-cycle"},
    {"active small yes", "scheduled", "out-of-cycle", "out-of-cycle", "out-of-cycle"},
    {"active controlled no", "scheduled", "scheduled", "out-of-cycle", "out-of-cycle"},
    {"active controlled yes", "out-of-cycle", "out-of-cycle", "out-of-cycle", "out-of-cycle"},
    {"active open no", "scheduled", "out-of-cycle", "out-of-cycle", "immediate"},
    {"active open yes", "out-of-cycle", "out-of-cycle", "immediate", "immediate"},
};

TEST(ssvc_deployer_all_72_rows)
{
	struct arena *a = arena_new();
	int asked = 0;

	for (int e = SSVC_NONE; e <= SSVC_ACTIVE; e++)
		for (int x = 0; x < SSVC_EXPOSURES; x++)
			for (int auto_ = 0; auto_ < 2; auto_++) {
				const char *row = arena_printf(a, "%s %s %s", exploitations[e],
				    exposures[x], auto_ ? "yes" : "no");
				size_t i = 0;

				while (
				    i < ARRAY_LEN(deployer) && strcmp(deployer[i][0], row) != 0)
					i++;
				assert_true(i < ARRAY_LEN(deployer));
				for (int h = 0; h < SSVC_HUMANS; h++, asked++)
					assert_string_equal(ssvc_priority_names[ssvc_deployer(e,
								(enum ssvc_exposure)x, auto_,
								(enum ssvc_human)h)],
					    deployer[i][h + 1]);
			}
	assert_int_equal(asked, 72);
	assert_int_equal(ARRAY_LEN(deployer), 18);
	arena_free(a);
}

/* "EXPLOITATION AUTOMATABLE IMPACT: what for low, medium, high". */
static const char *const coordinator[][4] = {
    {"none no partial", "track", "track", "track"},
    {"none no total", "track", "track", "track*"},
    {"none yes partial", "track", "track", "attend"},
    {"none yes total", "track", "track", "attend"},
    {"poc no partial", "track", "track", "track*"},
    {"poc no total", "track", "track*", "attend"},
    {"poc yes partial", "track", "track", "attend"},
    {"poc yes total", "track", "track*", "attend"},
    {"active no partial", "track", "track", "attend"},
    {"active no total", "track", "attend", "act"},
    {"active yes partial", "attend", "attend", "act"},
    {"active yes total", "attend", "act", "act"},
};

TEST(ssvc_coordinator_all_36_rows)
{
	struct arena *a = arena_new();
	int asked = 0;

	for (int e = SSVC_NONE; e <= SSVC_ACTIVE; e++)
		for (int auto_ = 0; auto_ < 2; auto_++)
			for (int total = 0; total < 2; total++) {
				const char *row = arena_printf(a, "%s %s %s", exploitations[e],
				    auto_ ? "yes" : "no", total ? "total" : "partial");
				size_t i = 0;

				while (i < ARRAY_LEN(coordinator) &&
				       strcmp(coordinator[i][0], row) != 0)
					i++;
				assert_true(i < ARRAY_LEN(coordinator));
				for (int h = 0; h <= SSVC_HIGH; h++, asked++)
					assert_string_equal(
					    ssvc_level_names[ssvc_coordinator(
						e, auto_, total, (enum ssvc_human)h)],
					    coordinator[i][h + 1]);
				assert_int_equal(
				    ssvc_coordinator(e, auto_, total, SSVC_VERY_HIGH),
				    ssvc_coordinator(e, auto_, total, SSVC_HIGH));
			}
	assert_int_equal(asked, 36);
	arena_free(a);
}

/* Rows by safety, columns by mission: degraded, crippled, MEF failure, mission failure. */
static const char *const human[SSVC_SAFETIES][SSVC_MISSIONS] = {
    {"low", "low", "medium", "very-high"},
    {"low", "low", "medium", "very-high"},
    {"medium", "high", "high", "very-high"},
    {"very-high", "very-high", "very-high", "very-high"},
};

TEST(ssvc_human_impact_all_16_rows)
{
	for (int s = 0; s < SSVC_SAFETIES; s++)
		for (int m = 0; m < SSVC_MISSIONS; m++)
			assert_string_equal(
			    humans[ssvc_human_of((enum ssvc_safety)s, (enum ssvc_mission)m)],
			    human[s][m]);
}

/* A worse answer never gives a later date. */
TEST(ssvc_worse_is_never_later)
{
	enum { ROWS = 72 };
	int worse = 0;

	for (int a = 0; a < ROWS; a++)
		for (int b = 0; b < ROWS; b++) {
			int e[] = {a / 24, b / 24}, x[] = {a / 8 % 3, b / 8 % 3};
			int automatable[] = {a / 4 % 2, b / 4 % 2}, h[] = {a % 4, b % 4};
			int now[2];

			if (e[0] > e[1] || x[0] > x[1] || automatable[0] > automatable[1] ||
			    h[0] > h[1])
				continue;
			for (int i = 0; i < 2; i++)
				now[i] = (int)ssvc_deployer(e[i], (enum ssvc_exposure)x[i],
				    automatable[i], (enum ssvc_human)h[i]);
			assert_true(now[0] <= now[1]);
			worse++;
		}
	assert_int_equal(worse, 6 * 6 * 3 * 10);
}
