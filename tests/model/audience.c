#include "model/audience.h"

#include "audience_oracle.h"
#include "base/rng.h"
#include "test.h"

/* The same world for the function under test: names and paths instead of numbers. */
struct made {
	const struct oracle_world *world;
	char org_ids[ORACLE_ORGS][12], paths[ORACLE_ORGS][ORACLE_ORGS * 12];
	char person_ids[ORACLE_PEOPLE][12];
	struct audience_org orgs[ORACLE_ORGS];
	struct audience_membership memberships[ORACLE_PEOPLE][3 * ORACLE_ORGS];
	const char *teams[ORACLE_PEOPLE][2];
	struct audience_viewer viewers[ORACLE_PEOPLE];
};

static const char *const engagement_ids[] = {"e0", "e1"};

static const struct {
	unsigned bit;
	enum role role;
} cert_roles[] = {{O_READER, ROLE_READER}, {O_ANALYST, ROLE_ANALYST},
    {O_COORDINATOR, ROLE_COORDINATOR}, {O_PENTESTER, ROLE_PENTESTER},
    {O_OPERATOR, ROLE_OPERATOR}, {O_ADMINISTRATOR, ROLE_ADMINISTRATOR},
    {O_AUDITOR, ROLE_AUDITOR}};

static void make_orgs(struct made *m)
{
	for (unsigned i = 0; i < m->world->norgs; i++) {
		int parent = m->world->parent[i];

		char above[sizeof(m->paths[0])] = "";

		if (parent >= 0)
			memcpy(above, m->paths[parent], sizeof(above));
		/* o1 and o10: a prefix of text is no group above */
		snprintf(m->org_ids[i], sizeof(m->org_ids[i]), "o%u", i);
		snprintf(m->paths[i], sizeof(m->paths[i]), "%so%u/", above, i);
		m->orgs[i] = (struct audience_org){m->org_ids[i], m->paths[i]};
	}
}

static void make_viewer(struct made *m, unsigned i)
{
	const struct oracle_person *p = &m->world->person[i];
	struct audience_viewer *v = &m->viewers[i];
	struct audience_membership *to = m->memberships[i];

	snprintf(m->person_ids[i], sizeof(m->person_ids[i]), "p%u", i);
	*v = (struct audience_viewer){.person = p->anonymous ? NULL : m->person_ids[i],
	    .memberships = to,
	    .engagements = m->teams[i]};
	for (unsigned o = 0; o < m->world->norgs; o++) {
		if (p->member_of >> o & 1)
			to[v->nmemberships++] =
			    (struct audience_membership){.org = m->orgs[o], .active = true};
		if (p->officer_of >> o & 1)
			to[v->nmemberships++] = (struct audience_membership){
			    .org = m->orgs[o], .below = true, .active = true};
		if (p->once_of >> o & 1)
			to[v->nmemberships++] =
			    (struct audience_membership){.org = m->orgs[o], .below = true};
	}
	for (size_t k = 0; k < ARRAY_LEN(cert_roles); k++)
		if (p->cert & cert_roles[k].bit)
			v->cert_roles |= 1u << cert_roles[k].role;
	for (unsigned e = 0; e < ARRAY_LEN(engagement_ids); e++)
		if (p->teams >> e & 1)
			m->teams[i][v->nengagements++] = engagement_ids[e];
}

static void make(struct made *m, const struct oracle_world *w)
{
	m->world = w;
	make_orgs(m);
	for (unsigned i = 0; i < w->npeople; i++)
		make_viewer(m, i);
}

struct made_thing {
	struct audience audience;
	struct audience_org orgs[ORACLE_ORGS], parties[ORACLE_ORGS];
	const char *persons[ORACLE_PEOPLE];
};

static size_t pick(const struct made *m, orgs set, struct audience_org *to)
{
	size_t n = 0;

	for (unsigned o = 0; o < m->world->norgs; o++)
		if (set >> o & 1)
			to[n++] = m->orgs[o];
	return n;
}

static void make_thing(struct made *m, const struct oracle_thing *t, struct made_thing *to)
{
	static const enum tlp labels[] = {
	    TLP_CLEAR, TLP_GREEN, TLP_AMBER, TLP_AMBER_STRICT, TLP_RED};
	static const enum audience_kind kinds[] = {AUDIENCE_OWNER, AUDIENCE_ALL,
	    AUDIENCE_GROUPS, AUDIENCE_ORGANISATIONS, AUDIENCE_PERSONS};
	struct audience *a = &to->audience;

	*a = (struct audience){.label = labels[t->label],
	    .kind = kinds[t->meant_for],
	    .published = t->published,
	    .orgs = to->orgs,
	    .persons = to->persons,
	    .parties = to->parties,
	    .of_case = t->of_case,
	    .author = t->author < 0 ? NULL : m->person_ids[t->author],
	    .engagement = t->engagement < 0 ? NULL : engagement_ids[t->engagement]};
	if (t->owner >= 0)
		a->owner = m->orgs[t->owner];
	a->norgs = pick(m, t->named_orgs, to->orgs);
	a->nparties = pick(m, t->parties, to->parties);
	for (unsigned i = 0; i < m->world->npeople; i++)
		if (t->named_people >> i & 1)
			to->persons[a->npersons++] = m->person_ids[i];
}

/* Compares every viewer of the world; returns the set of those who see it. */
static people compare(struct made *m, const struct oracle_thing *t)
{
	struct made_thing thing;
	people wanted = oracle_sees(m->world, t);
	people got = 0;

	make_thing(m, t, &thing);
	for (unsigned i = 0; i < m->world->npeople; i++)
		if (audience_sees(&m->viewers[i], &thing.audience))
			got |= (people)1 << i;
	if (got != wanted)
		print_error("label %u for %u published %d author %d owner %d orgs %x persons "
			    "%jx case %d parties %x engagement %d: %jx instead of %jx\n",
		    t->label, t->meant_for, t->published, t->author, t->owner, t->named_orgs,
		    (uintmax_t)t->named_people, t->of_case, t->parties, t->engagement,
		    (uintmax_t)got, (uintmax_t)wanted);
	assert_true(got == wanted);
	return got;
}

/* A group with a group below it that has two sites, another site, and a hospital by itself. */
enum { TOP, GROUP, SITE_A, SITE_B, SITE_C, ALONE, NORGS };
#define IN(org) ((orgs)1 << (org))

enum {
	NOBODY,
	PLAIN, /* one for every organisation, in their order */
	ONCE = PLAIN + NORGS,
	OFFICER_TOP = ONCE + NORGS,
	OFFICER_GROUP,
	OFFICER_A,
	ONCE_OFFICER,
	READER,
	ANALYST,
	COORDINATOR,
	PENTESTER,
	OPERATOR,
	ADMINISTRATOR,
	AUDITOR,
	TESTER_0,
	TESTER_1,
	TESTER_OF_B,
	ONCE_TESTER,
	ANALYST_OF_A,
	ADMINISTRATOR_OF_GROUP,
	READER_ONCE_OF_A,
	OF_A_AND_ALONE,
	OF_B_ONCE_OFFICER,
	WITHOUT_ANYTHING,
	NPEOPLE,
};

static const struct oracle_world small =
    {
	.norgs = NORGS,
	.npeople = NPEOPLE,
	.parent = {[TOP] = -1,
	    [GROUP] = TOP,
	    [SITE_A] = GROUP,
	    [SITE_B] = GROUP,
	    [SITE_C] = TOP,
	    [ALONE] = -1},
	.person =
	    {
		[NOBODY] = {.anonymous = true},
		[PLAIN + TOP] = {.member_of = IN(TOP)},
		[PLAIN + GROUP] = {.member_of = IN(GROUP)},
		[PLAIN + SITE_A] = {.member_of = IN(SITE_A)},
		[PLAIN + SITE_B] = {.member_of = IN(SITE_B)},
		[PLAIN + SITE_C] = {.member_of = IN(SITE_C)},
		[PLAIN + ALONE] = {.member_of = IN(ALONE)},
		[ONCE + TOP] = {.once_of = IN(TOP)},
		[ONCE + GROUP] = {.once_of = IN(GROUP)},
		[ONCE + SITE_A] = {.once_of = IN(SITE_A)},
		[ONCE + SITE_B] = {.once_of = IN(SITE_B)},
		[ONCE + SITE_C] = {.once_of = IN(SITE_C)},
		[ONCE + ALONE] = {.once_of = IN(ALONE)},
		[OFFICER_TOP] = {.officer_of = IN(TOP)},
		[OFFICER_GROUP] = {.officer_of = IN(GROUP)},
		[OFFICER_A] = {.officer_of = IN(SITE_A)},
		[ONCE_OFFICER] = {.once_of = IN(TOP) | IN(GROUP)},
		[READER] = {.cert = O_READER},
		[ANALYST] = {.cert = O_ANALYST},
		[COORDINATOR] = {.cert = O_COORDINATOR},
		[PENTESTER] = {.cert = O_PENTESTER},
		[OPERATOR] = {.cert = O_OPERATOR},
		[ADMINISTRATOR] = {.cert = O_ADMINISTRATOR},
		[AUDITOR] = {.cert = O_AUDITOR},
		[TESTER_0] = {.cert = O_PENTESTER, .teams = 1},
		[TESTER_1] = {.cert = O_PENTESTER, .teams = 2},
		[TESTER_OF_B] = {.cert = O_PENTESTER, .teams = 1, .member_of = IN(SITE_B)},
		[ONCE_TESTER] = {.teams = 1},
		[ANALYST_OF_A] = {.cert = O_ANALYST, .member_of = IN(SITE_A)},
		[ADMINISTRATOR_OF_GROUP] = {.cert = O_ADMINISTRATOR, .officer_of = IN(GROUP)},
		[READER_ONCE_OF_A] = {.cert = O_READER, .once_of = IN(SITE_A)},
		[OF_A_AND_ALONE] = {.member_of = IN(SITE_A) | IN(ALONE)},
		[OF_B_ONCE_OFFICER] = {.member_of = IN(SITE_B), .once_of = IN(GROUP)},
		[WITHOUT_ANYTHING] = {.anonymous = false},
	    },
};

#define WHO(i) ((people)1 << (i))

static people seen(const struct oracle_thing *t)
{
	static struct made m;

	make(&m, &small);
	return compare(&m, t);
}

/* What the labels mean, in numbers that were worked out by hand: the oracle itself must agree.
 */
TEST(green_for_all_is_seen_by_every_active_member_and_by_the_readers_of_the_cert)
{
	people got = seen(&(struct oracle_thing){
	    O_GREEN, O_ALL, true, .author = -1, .owner = -1, .engagement = -1});
	people hidden = WHO(NOBODY) | WHO(WITHOUT_ANYTHING) | WHO(ONCE_OFFICER) |
			WHO(PENTESTER) | WHO(OPERATOR) | WHO(ADMINISTRATOR) | WHO(AUDITOR) |
			WHO(TESTER_0) | WHO(TESTER_1) | WHO(ONCE_TESTER);

	for (int i = 0; i < NORGS; i++)
		hidden |= WHO(ONCE + i);
	assert_true(got == ((WHO(NPEOPLE) - 1) & ~hidden));
}

TEST(amber_for_a_site_is_seen_there_and_above_and_never_by_its_sibling)
{
	people got = seen(&(struct oracle_thing){O_AMBER, O_ORGS, true, .author = -1,
	    .owner = -1, .named_orgs = IN(SITE_A), .engagement = -1});
	people above = WHO(OFFICER_TOP) | WHO(OFFICER_GROUP) | WHO(ADMINISTRATOR_OF_GROUP);
	people there =
	    WHO(PLAIN + SITE_A) | WHO(OFFICER_A) | WHO(ANALYST_OF_A) | WHO(OF_A_AND_ALONE);
	people cert = WHO(READER) | WHO(ANALYST) | WHO(COORDINATOR) | WHO(READER_ONCE_OF_A);

	assert_true(got == (above | there | cert));
}

TEST(amber_strict_stops_at_the_organisation)
{
	people got = seen(&(struct oracle_thing){O_STRICT, O_ORGS, true, .author = -1,
	    .owner = -1, .named_orgs = IN(SITE_A), .engagement = -1});

	assert_true(got == (WHO(PLAIN + SITE_A) | WHO(OFFICER_A) | WHO(ANALYST_OF_A) |
			       WHO(OF_A_AND_ALONE) | WHO(READER) | WHO(ANALYST) |
			       WHO(COORDINATOR) | WHO(READER_ONCE_OF_A)));
}

TEST(red_is_for_the_persons_named_and_for_the_author)
{
	people got = seen(
	    &(struct oracle_thing){O_RED, O_PERSONS, true, .author = COORDINATOR, .owner = -1,
		.named_people = WHO(PLAIN + SITE_B) | WHO(AUDITOR) | WHO(WITHOUT_ANYTHING),
		.engagement = 0});

	assert_true(got == (WHO(COORDINATOR) | WHO(PLAIN + SITE_B) | WHO(AUDITOR)));
}

TEST(a_draft_is_for_those_who_write)
{
	people got = seen(&(struct oracle_thing){
	    O_CLEAR, O_ALL, false, .author = PLAIN + SITE_C, .owner = -1, .engagement = 0});

	assert_true(
	    got == (WHO(PLAIN + SITE_C) | WHO(ANALYST) | WHO(COORDINATOR) | WHO(ANALYST_OF_A)));
}

TEST(a_forgotten_audience_is_for_the_cert_alone)
{
	people got = seen(&(struct oracle_thing){
	    .published = true, .author = -1, .owner = -1, .engagement = -1});

	assert_true(got == (WHO(READER) | WHO(ANALYST) | WHO(COORDINATOR) | WHO(ANALYST_OF_A) |
			       WHO(READER_ONCE_OF_A)));
}

/* The audiences of one kind, one after the other; false when there are no more. */
static bool next_audience(struct oracle_thing *t, unsigned *turn)
{
	static const people named[] = {0, WHO(PLAIN + SITE_A), WHO(ANALYST),
	    WHO(ADMINISTRATOR) | WHO(AUDITOR), WHO(TESTER_0) | WHO(ONCE_TESTER),
	    WHO(WITHOUT_ANYTHING) | WHO(ONCE + SITE_A), WHO(OFFICER_TOP) | WHO(PLAIN + ALONE),
	    WHO(OF_A_AND_ALONE) | WHO(ADMINISTRATOR_OF_GROUP), ~(people)0 << PLAIN};
	unsigned i = (*turn)++;

	if (t->meant_for == O_GROUPS || t->meant_for == O_ORGS) {
		t->named_orgs = i;
		return i < 1u << NORGS;
	}
	if (t->meant_for == O_PERSONS && i < ARRAY_LEN(named))
		t->named_people = named[i];
	return i < (t->meant_for == O_PERSONS ? ARRAY_LEN(named) : 1);
}

static size_t all_audiences(struct made *m, struct oracle_thing t)
{
	size_t n = 0;

	for (int kind = O_OWNER; kind <= O_PERSONS; kind++) {
		t.meant_for = (enum oracle_for)kind;
		for (unsigned turn = 0; next_audience(&t, &turn); n++)
			compare(m, &t);
	}
	return n;
}

TEST(every_viewer_and_every_kind_of_thing_agree_with_the_oracle)
{
	static const int authors[] = {-1, PLAIN + SITE_A, ANALYST, WITHOUT_ANYTHING};
	static const int owners[] = {-1, GROUP, SITE_A, ALONE};
	static const struct {
		bool of_case;
		orgs parties;
	} cases[] = {{false, 0}, {true, 0}, {true, IN(SITE_A)}, {true, IN(GROUP) | IN(ALONE)}};
	static struct made m;
	size_t n = 0;

	make(&m, &small);
	for (unsigned i = 0; i < 5 * 2 * 4 * 4 * 4 * 2; i++) {
		struct oracle_thing t = {
		    .label = (enum oracle_label)(i % 5),
		    .published = i / 5 % 2,
		    .author = authors[i / 10 % 4],
		    .owner = owners[i / 40 % 4],
		    .of_case = cases[i / 160 % 4].of_case,
		    .parties = cases[i / 160 % 4].parties,
		    .engagement = (int)(i / 640 % 2) - 1,
		};

		n += all_audiences(&m, t);
	}
	assert_int_equal(n, 1280 * (1 + 1 + 64 + 64 + 9));
}

static void random_world(struct rng *rng, struct oracle_world *w)
{
	*w = (struct oracle_world){.norgs = 1 + (unsigned)rng_below(rng, ORACLE_ORGS - 1),
	    .npeople = 1 + (unsigned)rng_below(rng, ORACLE_PEOPLE)};
	for (unsigned o = 0; o < w->norgs; o++)
		w->parent[o] = rng_below(rng, 3) ? (int)rng_below(rng, o + 1) - 1 : -1;
	for (unsigned i = 0; i < w->npeople; i++) {
		struct oracle_person *p = &w->person[i];

		p->anonymous = rng_below(rng, 12) == 0;
		for (unsigned o = 0; o < w->norgs; o++) {
			unsigned what = (unsigned)rng_below(rng, 3 * w->norgs);

			p->member_of |= what == 0 ? (orgs)1 << o : 0;
			p->officer_of |= what == 1 ? (orgs)1 << o : 0;
			p->once_of |= what == 2 ? (orgs)1 << o : 0;
		}
		if (rng_below(rng, 3) == 0)
			p->cert = 1u << rng_below(rng, 7);
		if (rng_below(rng, 12) == 0)
			p->cert |= 1u << rng_below(rng, 7);
		p->teams = (unsigned)rng_below(rng, 4);
	}
}

static struct oracle_thing random_thing(struct rng *rng, const struct oracle_world *w)
{
	orgs all = ((orgs)1 << w->norgs) - 1;

	return (struct oracle_thing){
	    .label = (enum oracle_label)rng_below(rng, 5),
	    .meant_for = (enum oracle_for)rng_below(rng, 5),
	    .published = rng_below(rng, 4) != 0,
	    .author = (int)rng_below(rng, 2 * w->npeople) < (int)w->npeople
			  ? -1
			  : (int)rng_below(rng, w->npeople),
	    .owner = (int)rng_below(rng, w->norgs + 1) - 1,
	    .named_orgs = (orgs)(rng_next(rng) & rng_next(rng)) & all,
	    .named_people = rng_next(rng) & rng_next(rng),
	    .of_case = rng_below(rng, 2),
	    .parties = (orgs)(rng_next(rng) & rng_next(rng)) & all,
	    .engagement = (int)rng_below(rng, 3) - 1,
	};
}

TEST(a_hundred_thousand_random_things_in_random_worlds_agree_with_the_oracle)
{
	static struct oracle_world w;
	static struct made m;
	struct rng rng;

	rng_seed(&rng, 20);
	for (unsigned i = 0; i < 100000; i++) {
		if (i % 50 == 0) {
			random_world(&rng, &w);
			make(&m, &w);
		}
		struct oracle_thing t = random_thing(&rng, &w);

		compare(&m, &t);
	}
}

TEST(a_stricter_label_never_shows_more)
{
	static struct oracle_world w;
	static struct made m;
	struct rng rng;

	rng_seed(&rng, 21);
	for (unsigned i = 0; i < 2000; i++) {
		random_world(&rng, &w);
		make(&m, &w);
		struct oracle_thing t = random_thing(&rng, &w);
		people wider = ~(people)0;

		for (int label = O_CLEAR; label <= O_RED; label++) {
			t.label = (enum oracle_label)label;
			people now = compare(&m, &t);

			assert_true((now & ~wider) == 0);
			wider = now;
		}
	}
}

/* A path that was forgotten is a prefix of every other one. */
TEST(an_empty_path_is_above_nobody)
{
	struct audience_membership of = {.org = {"o1", ""}, .below = true, .active = true};
	struct audience_viewer v = {.person = "p", .memberships = &of, .nmemberships = 1};
	struct audience_org other = {"o2", "o2/"}, without = {"o3", ""};
	struct audience a = {.label = TLP_AMBER,
	    .kind = AUDIENCE_ORGANISATIONS,
	    .published = true,
	    .orgs = &other,
	    .norgs = 1};

	assert_false(audience_sees(&v, &a));
	a.kind = AUDIENCE_GROUPS;
	a.orgs = &without;
	assert_false(audience_sees(&v, &a));
	without.path = NULL;
	of.org.path = NULL;
	assert_false(audience_sees(&v, &a));
}

TEST(parts_are_as_strict_as_they_say_and_never_wider_than_the_whole)
{
	struct audience_membership of = {.org = {"o1", "o1/"}, .active = true};
	struct audience_viewer member = {.person = "p", .memberships = &of, .nmemberships = 1};
	struct audience_viewer other = {.person = "q", .memberships = &of, .nmemberships = 1};
	const char *named[] = {"p"};
	struct audience to_p = {.label = TLP_RED,
	    .kind = AUDIENCE_PERSONS,
	    .published = true,
	    .persons = named,
	    .npersons = 1};
	struct audience whole = {.label = TLP_GREEN, .kind = AUDIENCE_ALL, .published = true};
	struct audience_part parts[] = {
	    {.label = TLP_CLEAR}, {.label = TLP_GREEN}, {.label = TLP_RED}, {.own = &to_p}};
	bool sees[4];

	audience_fields(&member, &whole, parts, 4, sees);
	assert_true(sees[0] && sees[1] && !sees[2] && sees[3]);
	audience_fields(&other, &whole, parts, 4, sees);
	assert_true(sees[0] && sees[1] && !sees[2] && !sees[3]);
	audience_fields(&(struct audience_viewer){.person = NULL}, &whole, parts, 4, sees);
	assert_true(!sees[0] && !sees[1] && !sees[2] && !sees[3]);
	whole.published = false;
	audience_fields(&member, &whole, parts, 4, sees);
	assert_true(!sees[0] && !sees[1] && !sees[2] && !sees[3]);
}

TEST(audience_kind_names_fit_the_values)
{
	assert_string_equal(audience_kind_names[AUDIENCE_PERSONS], "persons");
	assert_null(audience_kind_names[AUDIENCE_PERSONS + 1]);
}
