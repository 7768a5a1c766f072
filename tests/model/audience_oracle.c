#include "audience_oracle.h"

#define ONE(i)      ((people)1 << (i))
#define HAS(set, i) (((set) >> (i)) & 1)

/* The people for whom the expression about p is true. */
#define PEOPLE_WHERE(world, result, condition)                                \
	do {                                                                  \
		for (unsigned i_ = 0; i_ < (world)->npeople; i_++) {          \
			const struct oracle_person *p = &(world)->person[i_]; \
			if (!p->anonymous && (condition))                     \
				(result) |= ONE(i_);                          \
		}                                                             \
	} while (0)

static people everybody(const struct oracle_world *w)
{
	return w->npeople == ORACLE_PEOPLE ? ~(people)0 : ONE(w->npeople) - 1;
}

static people community(const struct oracle_world *w)
{
	people set = 0;

	PEOPLE_WHERE(w, set, p->member_of || p->officer_of);
	return set;
}

static people with_role(const struct oracle_world *w, unsigned roles)
{
	people set = 0;

	PEOPLE_WHERE(w, set, p->cert & roles);
	return set;
}

static people team_of(const struct oracle_world *w, int engagement)
{
	people set = 0;

	if (engagement >= 0)
		PEOPLE_WHERE(w, set, (p->cert & O_PENTESTER) && HAS(p->teams, engagement));
	return set;
}

/* People of any of the organisations. */
static people staff(const struct oracle_world *w, orgs of)
{
	people set = 0;

	PEOPLE_WHERE(w, set, (p->member_of | p->officer_of) & of);
	return set;
}

/* The organisations, and the groups above any of them up to the top. */
static orgs upwards(const struct oracle_world *w, orgs from)
{
	orgs set = from;

	for (int o = (int)w->norgs - 1; o >= 0; o--)
		if (HAS(set, o) && w->parent[o] >= 0)
			set |= (orgs)1 << w->parent[o];
	return set;
}

/* The organisations, and all that stands below any of them. */
static orgs downwards(const struct oracle_world *w, orgs from)
{
	orgs set = from;

	for (unsigned o = 0; o < w->norgs; o++)
		if (w->parent[o] >= 0 && HAS(set, w->parent[o]))
			set |= (orgs)1 << o;
	return set;
}

static people officers_over(const struct oracle_world *w, orgs of)
{
	people set = 0;
	orgs above = upwards(w, of);

	PEOPLE_WHERE(w, set, p->officer_of & above);
	return set;
}

static orgs organisations_meant(const struct oracle_world *w, const struct oracle_thing *t)
{
	orgs all = ((orgs)1 << w->norgs) - 1;
	orgs owner = t->owner >= 0 ? (orgs)1 << t->owner : 0;

	switch (t->meant_for) {
	case O_ALL:
		return all;
	case O_GROUPS:
		return downwards(w, t->named_orgs) | owner;
	case O_ORGS:
		return t->named_orgs | owner;
	case O_OWNER:
		return owner;
	case O_PERSONS:
		return 0;
	}
	return 0;
}

/* TLP 2.0, label by label: with whom may it be shared at most? "Organisation" is one's own;
 * its "clients" of AMBER are, here, the officers of the groups it belongs to. */
static people by_label(const struct oracle_world *w, const struct oracle_thing *t,
    people readers, people named, people team)
{
	orgs meant = organisations_meant(w, t);

	switch (t->label) {
	case O_CLEAR:
		return everybody(w);
	case O_GREEN:
		return community(w) | readers | named | team;
	case O_AMBER:
		return staff(w, meant) | officers_over(w, meant) | readers | named | team;
	case O_STRICT:
		return staff(w, meant) | readers | named | team;
	case O_RED:
		return named;
	}
	return 0;
}

static people by_audience(const struct oracle_world *w, const struct oracle_thing *t,
    people readers, people named, people team)
{
	orgs meant = organisations_meant(w, t);

	if (t->meant_for == O_PERSONS)
		return named | readers;
	if (t->meant_for == O_ALL)
		return everybody(w);
	return staff(w, meant) | officers_over(w, meant) | readers | team;
}

static people by_case(const struct oracle_world *w, const struct oracle_thing *t,
    people readers, people named, people team)
{
	orgs in = t->parties | (t->owner >= 0 ? (orgs)1 << t->owner : 0);
	people set = staff(w, in) | readers | team | (named & with_role(w, ~0u));

	if (!t->of_case)
		return everybody(w);
	if (t->label == O_CLEAR || t->label == O_GREEN || t->label == O_AMBER)
		set |= officers_over(w, in);
	return set;
}

people oracle_sees(const struct oracle_world *w, const struct oracle_thing *t)
{
	people standing = community(w) | with_role(w, ~0u);
	people readers = with_role(w, O_READER | O_ANALYST | O_COORDINATOR);
	people named = t->meant_for == O_PERSONS ? t->named_people & standing : 0;
	people team = team_of(w, t->engagement);
	people state = t->published ? everybody(w) : with_role(w, O_ANALYST | O_COORDINATOR);
	people author = t->author >= 0 ? ONE(t->author) & standing : 0;

	return author |
	       (by_label(w, t, readers, named, team) & by_audience(w, t, readers, named, team) &
		   by_case(w, t, readers, named, team) & state);
}
