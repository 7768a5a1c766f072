#include "test.h"

#include "base/macros.h"
#include "rank/rank.h"

#define TOTAL_VECTOR   "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
#define PARTIAL_VECTOR "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"

static struct rank make(const struct rank_in *in)
{
	struct rank r;

	rank_make(in, DEADLINES_BOD_26_04, &r);
	return r;
}

static bool tells(const struct rank *r, enum rank_reason reason)
{
	for (size_t i = 0; i < r->nreasons; i++)
		if (r->reasons[i].reason == reason)
			return true;
	return false;
}

/* The rows of CISA's table as it is published, one by one. */
TEST(rank_bod_26_04_has_16_rows)
{
	static const struct {
		bool exposed, exploited, automatable, total;
		int days;
		bool forensics;
	} rows[] = {
	    {1, 1, 1, 1, 3, true},
	    {1, 1, 0, 1, 3, true},
	    {0, 1, 1, 1, 3, true},
	    {1, 1, 1, 0, 3, false},
	    {1, 0, 1, 1, 3, false},
	    {1, 1, 0, 0, 14, false},
	    {0, 1, 1, 0, 14, false},
	    {0, 1, 0, 1, 14, false},
	    {0, 1, 0, 0, 14, false},
	    {1, 0, 1, 0, 14, false},
	    {1, 0, 0, 1, 14, false},
	    {1, 0, 0, 0, 60, false},
	    {0, 0, 1, 1, 60, false},
	    {0, 0, 1, 0, 60, false},
	    {0, 0, 0, 1, RANK_ON_UPGRADE, false},
	    {0, 0, 0, 0, RANK_ON_UPGRADE, false},
	};
	unsigned seen = 0;

	assert_int_equal(ARRAY_LEN(rows), 16);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct rank_deadline d = rank_bod_26_04(
		    rows[i].exposed, rows[i].exploited, rows[i].automatable, rows[i].total);

		assert_int_equal(d.days, rows[i].days);
		assert_int_equal(d.forensics, rows[i].forensics);
		seen |= 1u << d.rule;
	}
	assert_int_equal(seen, 0xffff);
}

TEST(rank_bands_by_score)
{
	static const int rows[][2] = {{-1, 90}, {0, RANK_ON_UPGRADE}, {39, RANK_ON_UPGRADE},
	    {40, 90}, {69, 90}, {70, 30}, {89, 30}, {90, 7}, {100, 7}};
	struct rank_in in = {.kev_cisa = true, .cvss = 75, .epss = -1, .vector = NULL};
	struct rank r;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(rank_bands(rows[i][0]).days, rows[i][1]);
	rank_make(&in, DEADLINES_CVSS_BANDS, &r);
	assert_int_equal(r.deadline.days, 30);
	assert_int_equal(make(&in).deadline.days, 3);
}

TEST(rank_the_worst_and_the_least)
{
	const struct rank_in worst = {.kev_cisa = true,
	    .kev_eu = true,
	    .ransomware = true,
	    .exploitation = SSVC_ACTIVE,
	    .automatable = RANK_YES,
	    .total = RANK_YES,
	    .epss = 1000000,
	    .cvss = 100,
	    .exposure = EXPOSURE_PUBLIC,
	    .role = ROLE_IMAGING,
	    .certainty = CERTAINTY_CONFIRMED};
	const struct rank_in least = {.automatable = RANK_NO, .total = RANK_NO};
	struct rank r = make(&worst);

	assert_int_equal(r.priority, 1000);
	assert_int_equal(r.deadline.days, 3);
	assert_true(r.deadline.forensics);
	assert_true(tells(&r, REASON_RANSOMWARE) && tells(&r, REASON_CONTROL) &&
		    tells(&r, REASON_PUBLIC) && tells(&r, REASON_ROLE));
	assert_false(tells(&r, REASON_EXPLOITED) || tells(&r, REASON_POSSIBLE));
	r = make(&least);
	assert_true(r.priority < 10);
	assert_int_equal(r.deadline.days, RANK_ON_UPGRADE);
	assert_true(tells(&r, REASON_NOT_SEEN) && tells(&r, REASON_INTERNAL) &&
		    tells(&r, REASON_POSSIBLE));
	assert_false(tells(&r, REASON_ROLE) || tells(&r, REASON_SEVERE));
}

TEST(rank_fills_what_is_not_known_from_the_vector)
{
	struct rank_in in = {.epss = -1,
	    .cvss = 50,
	    .vector = TOTAL_VECTOR,
	    .exposure = EXPOSURE_PUBLIC,
	    .certainty = CERTAINTY_CONFIRMED};

	assert_int_equal(make(&in).score, 98);
	assert_int_equal(make(&in).deadline.rule, 8 + 2 + 1);
	in.vector = PARTIAL_VECTOR;
	assert_int_equal(make(&in).deadline.rule, 8);
	in.automatable = RANK_YES; /* SSVC is before the vector */
	assert_int_equal(make(&in).deadline.rule, 8 + 2);
	in.automatable = RANK_UNKNOWN;
	in.vector = "AV:N/AC:L/Au:N/C:C/I:C/A:C";
	assert_int_equal(make(&in).deadline.rule, 8 + 2 + 1);
	in.vector = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";
	assert_int_equal(make(&in).deadline.rule, 8 + 2 + 1);
	in.vector = "CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:N/VC:H/VI:L/VA:H/SC:N/SI:N/SA:N/AU:Y";
	assert_int_equal(make(&in).deadline.rule, 8 + 2);
	in.vector = "no vector";
	assert_int_equal(make(&in).score, 50);
	assert_int_equal(make(&in).deadline.rule, 8);
	in.kev_eu = true; /* exploited, and nothing else known: the worse */
	assert_int_equal(make(&in).deadline.rule, 15);
}

TEST(rank_unknown_exposure_counts_as_the_internet)
{
	struct rank_in in = {.cvss = 90, .exposure = EXPOSURE_UNKNOWN};

	assert_int_equal(make(&in).deadline.rule, 8);
	in.exposure = EXPOSURE_INTERNAL;
	assert_int_equal(make(&in).deadline.rule, 0);
}

static uint32_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

static struct rank_in random_in(uint64_t *seed)
{
	static const char *const vectors[] = {NULL, TOTAL_VECTOR, PARTIAL_VECTOR};

	return (struct rank_in){.kev_cisa = next_random(seed) % 2,
	    .kev_eu = next_random(seed) % 2,
	    .ransomware = next_random(seed) % 4 == 0,
	    .exploitation = (int)(next_random(seed) % 3),
	    .automatable = (int)(next_random(seed) % 3),
	    .total = (int)(next_random(seed) % 3),
	    .epss = (int64_t)(next_random(seed) % 1000002) - 1,
	    .cvss = (int64_t)(next_random(seed) % 102) - 1,
	    .vector = vectors[next_random(seed) % ARRAY_LEN(vectors)],
	    .exposure = (int)(next_random(seed) % 3),
	    .role = (int)(next_random(seed) % ROLES),
	    .certainty = (int)(next_random(seed) % 3)};
}

/* Makes one fact worse; false when it cannot be, or was not known. */
static bool worsen(struct rank_in *in, unsigned which)
{
	struct rank_in was = *in;

	switch (which) {
	case 0:
		in->kev_cisa = true;
		break;
	case 1:
		in->kev_eu = true;
		break;
	case 2:
		in->ransomware = true;
		break;
	case 3:
		in->exploitation = MIN(in->exploitation + 1, SSVC_ACTIVE);
		break;
	case 4:
		in->automatable = in->automatable == RANK_NO ? RANK_YES : in->automatable;
		break;
	case 5:
		in->total = in->total == RANK_NO ? RANK_YES : in->total;
		break;
	case 6:
		in->epss = in->epss < 0 ? -1 : MIN(in->epss + 70000, 1000000);
		break;
	case 7:
		in->cvss = in->cvss < 0 ? -1 : MIN(in->cvss + 9, 100);
		break;
	case 8:
		in->exposure = MIN(in->exposure + 1, EXPOSURE_PUBLIC);
		break;
	case 9:
		in->role = MIN(in->role + 1, ROLES - 1);
		break;
	default:
		in->certainty = MIN(in->certainty + 1, CERTAINTY_CONFIRMED);
		break;
	}
	return was.kev_cisa != in->kev_cisa || was.kev_eu != in->kev_eu ||
	       was.ransomware != in->ransomware || was.exploitation != in->exploitation ||
	       was.automatable != in->automatable || was.total != in->total ||
	       was.epss != in->epss || was.cvss != in->cvss || was.exposure != in->exposure ||
	       was.role != in->role || was.certainty != in->certainty;
}

static int patience(const struct rank_deadline *d)
{
	return d->days == RANK_ON_UPGRADE ? 10000 : d->days;
}

TEST(rank_a_worse_fact_never_ranks_lower_nor_later)
{
	uint64_t seed = 11;
	unsigned changed[11] = {0};

	for (int i = 0; i < 200000; i++) {
		struct rank_in in = random_in(&seed), worse = in;
		unsigned which = next_random(&seed) % ARRAY_LEN(changed);
		struct rank a, b;

		if (!worsen(&worse, which))
			continue;
		changed[which]++;
		for (int profile = DEADLINES_BOD_26_04; profile <= DEADLINES_CVSS_BANDS;
		     profile++) {
			rank_make(&in, (enum deadlines)profile, &a);
			rank_make(&worse, (enum deadlines)profile, &b);
			assert_in_range(a.priority, 0, 1000);
			assert_true(a.nreasons > 0 && a.nreasons <= RANK_TOLD);
			if (b.priority < a.priority ||
			    patience(&b.deadline) > patience(&a.deadline))
				fail_msg("fact %u: %d to %d, %d to %d days", which, a.priority,
				    b.priority, a.deadline.days, b.deadline.days);
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(changed); i++)
		assert_true(changed[i] > 1000);
}
