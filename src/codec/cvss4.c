#include "base/macros.h"
#include "codec/cvss_impl.h"

/*
 * CVSS 4.0 section 8: a vector belongs to a macro vector of six equivalence classes, whose
 * score stands in a table; within it the score falls towards the next lower macro vectors by
 * how far the vector is from the macro vector's most severe one. All in whole numbers.
 */

enum { CLASSES = 6, DIRECTIONS = 5, LEVELS = V4_AR + 1 };

/* Scores in tenths by class 1, 2, 3 (rows) and 4, 5, 6 (columns, the last one fastest); 0 where
 * there is no such macro vector. */
static const uint8_t scores[18][18] = {
    {100, 99, 98, 95, 95, 92, 100, 96, 93, 87, 91, 81, 93, 90, 89, 80, 81, 68},
    {98, 95, 95, 92, 90, 84, 93, 92, 89, 81, 81, 65, 88, 80, 78, 70, 69, 48},
    {0, 92, 0, 82, 0, 72, 0, 79, 0, 69, 0, 50, 0, 69, 0, 55, 0, 27},
    {99, 97, 95, 92, 92, 85, 95, 91, 90, 83, 84, 71, 92, 81, 82, 71, 72, 53},
    {95, 93, 92, 85, 85, 73, 92, 82, 80, 72, 70, 59, 84, 70, 71, 52, 50, 30},
    {0, 86, 0, 75, 0, 52, 0, 71, 0, 52, 0, 29, 0, 63, 0, 29, 0, 17},
    {98, 95, 94, 87, 91, 81, 94, 89, 86, 74, 77, 64, 87, 75, 74, 63, 63, 49},
    {94, 89, 88, 77, 76, 67, 86, 76, 74, 58, 59, 50, 72, 57, 57, 52, 52, 25},
    {0, 83, 0, 70, 0, 54, 0, 65, 0, 58, 0, 26, 0, 53, 0, 21, 0, 13},
    {95, 90, 88, 76, 76, 70, 90, 77, 75, 62, 61, 53, 77, 66, 68, 59, 52, 30},
    {89, 78, 76, 67, 62, 58, 74, 59, 57, 57, 47, 23, 61, 52, 57, 29, 24, 16},
    {0, 71, 0, 59, 0, 30, 0, 58, 0, 26, 0, 15, 0, 23, 0, 13, 0, 6},
    {93, 87, 86, 72, 75, 58, 86, 74, 74, 61, 56, 34, 70, 54, 52, 40, 40, 22},
    {85, 75, 74, 55, 62, 51, 72, 57, 55, 41, 46, 19, 53, 36, 34, 19, 19, 8},
    {0, 64, 0, 51, 0, 20, 0, 47, 0, 21, 0, 11, 0, 24, 0, 9, 0, 4},
    {88, 75, 73, 53, 60, 50, 73, 55, 59, 40, 41, 20, 54, 43, 45, 22, 20, 11},
    {75, 55, 58, 45, 40, 21, 61, 51, 48, 18, 20, 9, 46, 18, 17, 7, 8, 2},
    {0, 53, 0, 24, 0, 14, 0, 24, 0, 12, 0, 5, 0, 10, 0, 3, 0, 1},
};

/* The score of a macro vector, 0 when there is none. */
static int lookup(const int *eq)
{
	static const int count[CLASSES] = {3, 2, 3, 3, 3, 2};

	for (int i = 0; i < CLASSES; i++)
		if (eq[i] >= count[i])
			return 0;
	return scores[(eq[0] * 2 + eq[1]) * 3 + eq[2]][(eq[3] * 3 + eq[4]) * 2 + eq[5]];
}

/* Steps of each metric below its most severe value, as the group counts it. */
static void steps_of(const struct cvss *c, enum cvss_group group, int *step)
{
	bool env = group == CVSS_ENVIRONMENTAL;

	for (int i = V4_AV; i <= V4_SA; i++) {
		int modified = env ? c->value[V4_MODIFIED + i] : 0;

		step[i] = modified ? modified - 1 : c->value[i];
		/* Subsequent systems know one value more: safety, which only the modified
		 * metrics have. */
		if (i == V4_SC || ((i == V4_SI || i == V4_SA) && !modified))
			step[i]++;
	}
	step[V4_E] = group != CVSS_BASE && c->value[V4_E] ? c->value[V4_E] - 1 : 0;
	for (int i = V4_CR; i <= V4_AR; i++)
		step[i] = env && c->value[i] ? c->value[i] - 1 : 0;
}

static int any_zero(const int *step, int from, int to)
{
	int n = 0;

	for (int i = from; i <= to; i++)
		n += step[i] == 0;
	return n;
}

/* Tables 24 to 29. */
static void classes_of(const int *step, int *eq)
{
	enum { PHYSICAL = 3 };
	int open = (step[V4_AV] == 0) + (step[V4_PR] == 0) + (step[V4_UI] == 0);
	bool subsequent_high = step[V4_SC] == 1 || step[V4_SI] == 1 || step[V4_SA] == 1;

	eq[0] = open == 3 ? 0 : open && step[V4_AV] != PHYSICAL ? 1 : 2;
	eq[1] = step[V4_AC] == 0 && step[V4_AT] == 0 ? 0 : 1;
	eq[2] = step[V4_VC] == 0 && step[V4_VI] == 0 ? 0 : any_zero(step, V4_VC, V4_VA) ? 1 : 2;
	eq[3] = any_zero(step, V4_SI, V4_SA) ? 0 : subsequent_high ? 1 : 2;
	eq[4] = step[V4_E];
	eq[5] = 1;
	for (int i = 0; i < 3; i++)
		if (step[V4_VC + i] == 0 && step[V4_CR + i] == 0)
			eq[5] = 0;
}

/* The most severe vectors of a level of a direction: steps of its metrics; a metric of -1 ends
 * them. */
enum { MEMBERS = 6, MOST = 5 };
struct level {
	int depth; /* steps from the most severe vector to the least severe one */
	int count;
	int most[MOST][MEMBERS];
};

static const int members[DIRECTIONS][MEMBERS] = {
    {V4_AV, V4_PR, V4_UI, -1},
    {V4_AC, V4_AT, -1},
    {V4_VC, V4_VI, V4_VA, V4_CR, V4_IR, V4_AR},
    {V4_SC, V4_SI, V4_SA, -1},
    {-1},
};

static const struct level levels[DIRECTIONS][5] = {
    {{1, 1, {{0}}}, {4, 3, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}, {5, 2, {{3, 0, 0}, {1, 1, 1}}}},
    {{1, 1, {{0}}}, {2, 2, {{1, 0}, {0, 1}}}},
    /* classes 3 and 6 together: 00, 01, 10, 11, 21 */
    {{7, 1, {{0}}}, {6, 2, {{0, 0, 1, 1, 1, 0}, {0, 0, 0, 1, 1, 1}}},
	{8, 2, {{1, 0, 0, 0, 0, 0}, {0, 1, 0, 0, 0, 0}}},
	{8, 5,
	    {{1, 0, 1, 0, 1, 0}, {1, 0, 0, 0, 1, 1}, {0, 1, 0, 1, 0, 1}, {0, 1, 1, 1, 0, 0},
		{1, 1, 0, 0, 0, 1}}},
	{10, 1, {{1, 1, 1, 0, 0, 0}}}},
    {{6, 1, {{1, 0, 0}}}, {5, 1, {{1, 1, 1}}}, {4, 1, {{2, 2, 2}}}},
    {{1, 1, {{0}}}, {1, 1, {{0}}}, {1, 1, {{0}}}},
};

/* The steps from the first most severe vector that is nowhere below the given one. */
static int distance(const int *member, const struct level *level, const int *step)
{
	for (int k = 0; k < level->count; k++) {
		bool above = true;
		int sum = 0;

		for (int i = 0; i < MEMBERS && member[i] >= 0; i++) {
			int d = step[member[i]] - level->most[k][i];

			above = above && d >= 0;
			sum += d;
		}
		if (above)
			return sum;
	}
	return 0;
}

/* The score of the macro vector one level down in a direction, 0 when there is none. Where both
 * class 3 and class 6 can fall, the higher score counts. */
static int lower_score(const int *eq, int direction)
{
	int next[CLASSES], a, b;

	memcpy(next, eq, sizeof(next));
	if (direction != 2 || eq[5] == 1) {
		next[direction]++;
		return lookup(next);
	}
	next[5] = 1;
	a = lookup(next);
	next[5] = 0;
	next[2]++;
	b = lookup(next);
	return MAX(a, b);
}

int cvss4_score(const struct cvss *cvss, enum cvss_group group)
{
	enum { UNIT = 840 }; /* every depth divides it */
	int step[LEVELS], eq[CLASSES], value, below = 0, sum = 0;

	steps_of(cvss, group, step);
	classes_of(step, eq);
	if (step[V4_VC] == 2 && step[V4_VI] == 2 && step[V4_VA] == 2 && step[V4_SC] == 3 &&
	    step[V4_SI] == 3 && step[V4_SA] == 3)
		return 0;
	value = lookup(eq);
	for (int d = 0; d < DIRECTIONS; d++) {
		const struct level *level = &levels[d][d == 2 ? eq[2] * 2 + eq[5] : eq[d]];
		int lower = lower_score(eq, d);

		if (d == 2 && eq[2] == 2)
			level = &levels[d][4];
		if (lower == 0 || lower > value)
			continue;
		below++;
		sum +=
		    (value - lower) * distance(members[d], level, step) * (UNIT / level->depth);
	}
	if (below == 0)
		return value;
	/* value - sum / (below * UNIT), half a tenth up. */
	return (2 * (value * below * UNIT - sum) + below * UNIT) / (2 * below * UNIT);
}
