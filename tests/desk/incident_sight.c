/* Who sees what of a case: thousands of cases at random against an oracle that was written from
 * the words of desk/incident_sight.h, without its code. */
#include "desk/incident_sight.h"

#include "base/rng.h"
#include "desk/incident.h"
#include "test.h"

/* Organisations: 0 the group, 1 and 2 its sites, 3 and 4 by themselves. */
enum { ORGS = 5, VIEWERS = 9, CASES = 4000, PARTS = 6 };

static const struct audience_org orgs[ORGS] = {
    {"g", "g/"}, {"a", "g/a/"}, {"b", "g/b/"}, {"c", "c/"}, {"s", "s/"}};

/* Who looks: the organisation (-1: none), whether the role reaches below, roles of the CERT. */
static const struct looker {
	const char *person;
	int org;
	bool below;
	unsigned cert;
} lookers[VIEWERS] = {
    {"p0", 0, true, 0},
    {"p1", 1, false, 0},
    {"p2", 2, false, 0},
    {"p3", 3, false, 0},
    {"p4", 4, false, 0},
    {"p5", -1, false, 1u << ROLE_ANALYST},
    {"p6", -1, false, 1u << ROLE_READER},
    {"p7", -1, false, 1u << ROLE_ADMINISTRATOR},
    {NULL, -1, false, 0},
};

struct world {
	struct incident_case c;
	struct arena *arena;
	struct rng rng;
};

struct made_part {
	struct incident_part part;
	struct text_list parties, persons;
};

static unsigned pick(struct world *w, unsigned n)
{
	return (unsigned)rng_below(&w->rng, n);
}

static void make_case(struct world *w)
{
	w->c.parties.n = w->c.orgs.n = w->c.names.n = 0;
	w->c.incident.tlp = (int)pick(w, TLP_RED);
	for (int o = 0; o < ORGS; o++) {
		struct incident_party p = {.id = arena_printf(w->arena, "party-%d", o),
		    .org = orgs[o].id,
		    .tlp = pick(w, 2) ? TLP_AMBER : TLP_AMBER_STRICT,
		    .view = (int)pick(w, TLP_RED + 1),
		    .left = pick(w, 5) == 0};

		if (pick(w, 3) == 0)
			continue;
		vec_push(w->arena, &w->c.parties, p);
		vec_push(w->arena, &w->c.orgs, orgs[o]);
		vec_push(w->arena, &w->c.names, orgs[o].id);
	}
}

static struct made_part make_part(struct world *w)
{
	struct made_part m = {.part = {.tlp = (int)pick(w, TLP_RED + 1)}};

	if (w->c.parties.n && pick(w, 2))
		m.part.org = w->c.parties.items[pick(w, (unsigned)w->c.parties.n)].org;
	if (pick(w, 3) == 0)
		m.part.author = lookers[pick(w, VIEWERS - 1)].person;
	vec_foreach (p, &w->c.parties)
		if (pick(w, 2))
			text_list_add(&m.parties, w->arena, p->id);
	for (int i = 0; i < VIEWERS - 1; i++)
		if (pick(w, 3) == 0)
			text_list_add(&m.persons, w->arena, lookers[i].person);
	return m;
}

static void make_viewer(
    const struct looker *l, struct audience_membership *as, struct audience_viewer *ret)
{
	*ret = (struct audience_viewer){.person = l->person, .cert_roles = l->cert};
	if (l->org < 0)
		return;
	*as = (struct audience_membership){
	    .org = orgs[l->org], .below = l->below, .active = true};
	ret->memberships = as;
	ret->nmemberships = 1;
}

/* --- the oracle --- */

/* Whether the looker is of the organisation, or its group's officer where that counts. */
static bool stands_for(const struct looker *l, const char *org, bool strict)
{
	if (l->org < 0)
		return false;
	if (strcmp(orgs[l->org].id, org) == 0)
		return true;
	/* The group has the sites a and b. */
	return !strict && l->below && l->org == 0 &&
	       (strcmp(org, "a") == 0 || strcmp(org, "b") == 0);
}

static bool listed(const struct text_list *list, const char *id)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i], id) == 0)
			return true;
	return false;
}

static bool in_case(const struct world *w, const struct looker *l, const char *owner)
{
	if (owner && stands_for(l, owner, true))
		return true;
	vec_foreach (p, &w->c.parties)
		if (!p->left && stands_for(l, p->org, true))
			return true;
	return false;
}

static bool oracle(const struct world *w, const struct looker *l, const struct made_part *m)
{
	const struct incident_part *part = &m->part;
	bool strict = part->tlp >= TLP_AMBER_STRICT;

	if (!l->person)
		return false;
	if (part->author && strcmp(part->author, l->person) == 0)
		return true;
	if (part->tlp == TLP_RED)
		return listed(&m->persons, l->person) && (l->cert || in_case(w, l, part->org));
	if (l->cert)
		return l->cert != 1u << ROLE_ADMINISTRATOR;
	if (part->org && stands_for(l, part->org, strict))
		return true;
	vec_foreach (p, &w->c.parties)
		if (listed(&m->parties, p->id) && !p->left && part->tlp <= p->view &&
		    stands_for(l, p->org, strict))
			return true;
	return false;
}

/* What the page of a party shows of it. */
static bool oracle_at(const struct world *w, const struct looker *l,
    const struct incident_party *p, const struct made_part *m)
{
	bool own = m->part.org && strcmp(m->part.org, p->org) == 0;
	bool to = !p->left && listed(&m->parties, p->id);

	if (!own && !to)
		return false;
	if (!own && m->part.tlp < TLP_RED && m->part.tlp > p->view)
		return false;
	return oracle(w, l, m);
}

/* --- comparing --- */

static void compare(struct world *w, size_t *seen, size_t *hidden)
{
	for (int k = 0; k < PARTS; k++) {
		struct made_part m = make_part(w);

		m.part.parties = &m.parties;
		m.part.persons = &m.persons;
		for (int v = 0; v < VIEWERS; v++) {
			struct audience_membership as;
			struct audience_viewer viewer;
			bool is;

			make_viewer(&lookers[v], &as, &viewer);
			is = incident_sees(&w->c, &viewer, &m.part);
			if (is != oracle(w, &lookers[v], &m))
				fail_msg("viewer %d tlp %d org %s: %d", v, m.part.tlp,
				    m.part.org ? m.part.org : "-", is);
			*(is ? seen : hidden) += 1;
			vec_foreach (p, &w->c.parties)
				assert_int_equal(incident_sees_at(&w->c, &viewer, p, &m.part),
				    oracle_at(w, &lookers[v], p, &m));
		}
	}
}

TEST(every_viewer_sees_what_the_oracle_says)
{
	struct world w = {.arena = arena_new()};
	size_t seen = 0, hidden = 0;

	rng_seed(&w.rng, 20261122);
	for (int i = 0; i < CASES; i++) {
		make_case(&w);
		compare(&w, &seen, &hidden);
	}
	print_message("# %zu seen, %zu hidden\n", seen, hidden);
	assert_true(seen > 20000 && hidden > 20000);
	arena_free(w.arena);
}

/* Everybody of the CERT who looks at a party's page sees what a plain member would. */
TEST(the_cert_sees_a_partys_page_as_the_party_does)
{
	struct world w = {.arena = arena_new()};

	rng_seed(&w.rng, 7);
	for (int i = 0; i < CASES / 4; i++) {
		make_case(&w);
		for (int k = 0; k < PARTS; k++) {
			struct made_part m = make_part(&w);

			m.part.parties = &m.parties;
			m.part.persons = NULL;
			m.part.author = NULL;
			vec_foreach (p, &w.c.parties) {
				struct who cert = {.person = "p5"};
				struct audience_viewer viewer;
				const struct looker plain = {"-",
				    *p->org == 'g'   ? 0
				    : *p->org == 'a' ? 1
				    : *p->org == 'b' ? 2
				    : *p->org == 'c' ? 3
						     : 4,
				    false, 0};

				vec_push(w.arena, &cert.standings,
				    (struct standing){.role = ROLE_ANALYST});
				incident_viewer_at(&cert, &w.c, p, w.arena, &viewer);
				assert_int_equal(incident_sees_at(&w.c, &viewer, p, &m.part),
				    oracle_at(&w, &plain, p, &m));
			}
		}
	}
	arena_free(w.arena);
}

TEST(the_story_of_a_case_stops_at_the_label_that_a_party_gets)
{
	for (int label = TLP_CLEAR; label < TLP_RED; label++) {
		for (int view = TLP_CLEAR; view <= TLP_RED; view++) {
			struct incident_party p = {.id = "x", .org = "c", .view = view};
			struct audience_org at = orgs[3];
			struct incident_case c = {.incident = {.tlp = label},
			    .parties = {&p, 1, 1},
			    .orgs = {&at, 1, 1}};
			struct audience_membership as;
			struct audience_viewer viewer;

			make_viewer(&lookers[3], &as, &viewer);
			assert_int_equal(incident_sees_case(&c, &viewer, &p), label <= view);
			p.left = 1;
			assert_false(incident_sees_case(&c, &viewer, &p));
		}
	}
}
