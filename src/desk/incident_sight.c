#include "desk/incident_sight.h"

#include "desk/advisory_sight.h"
#include "desk/incident.h"
#include "store/desk.h"

int incident_case_load(
    struct db *db, const char *id, struct arena *arena, struct incident_case *ret)
{
	struct incident_case out = {0};
	struct desk_records found = {0};
	int r = desk_get(db, &incident_type, id, arena, &out.incident);

	if (r == 0)
		r = desk_list(db, &incident_party_type,
		    "WHERE \"incident\" = $1 ORDER BY \"joined\", \"id\" LIMIT $2",
		    DESK_PARAMS(DESK_TEXT(id), DESK_INT((int64_t)2 * INCIDENT_PARTIES)), arena,
		    &found);
	vec_foreach (v, &found.all) {
		const struct incident_party *p = *v;
		struct org org;

		if (r < 0)
			break;
		r = desk_get(db, &org_type, p->org, arena, &org);
		vec_push(arena, &out.parties, *p);
		vec_push(arena, &out.orgs, (struct audience_org){org.id, org.path});
		vec_push(arena, &out.names, org.name);
	}
	if (r == 0)
		*ret = out;
	return r;
}

const struct incident_party *incident_case_party(const struct incident_case *c, const char *id)
{
	vec_foreach (p, &c->parties)
		if (id && strcmp(p->id, id) == 0)
			return p;
	return NULL;
}

const char *incident_case_name(const struct incident_case *c, const char *party)
{
	for (size_t i = 0; party && i < c->parties.n; i++)
		if (strcmp(c->parties.items[i].id, party) == 0)
			return c->names.items[i];
	return NULL;
}

struct incident_part incident_part_post(const struct incident_post *p)
{
	return (struct incident_part){p->tlp, p->org, p->author, &p->parties, &p->persons};
}

struct incident_part incident_part_entry(const struct incident_entry *e)
{
	return (struct incident_part){
	    .tlp = e->tlp, .org = e->org, .author = e->person, .parties = &e->parties};
}

struct incident_part incident_part_party(const struct incident_party *p)
{
	return (struct incident_part){.tlp = p->tlp, .org = p->org};
}

struct incident_part incident_part_cert(void)
{
	return (struct incident_part){.tlp = TLP_AMBER};
}

/* Those of the list (NULL: all) that are in the case and get the label; at most c->parties.n.
 */
static size_t gather(const struct incident_case *c, const struct text_list *only, int tlp,
    struct audience_org *to)
{
	size_t n = 0;

	for (size_t i = 0; i < c->parties.n; i++) {
		const struct incident_party *p = &c->parties.items[i];

		if (p->left || (only && !text_list_has(only, p->id)))
			continue;
		if (tlp <= p->view)
			to[n++] = c->orgs.items[i];
	}
	return n;
}

static struct audience_org owner_of(const struct incident_case *c, const char *org)
{
	for (size_t i = 0; org && i < c->orgs.n; i++)
		if (strcmp(c->orgs.items[i].id, org) == 0)
			return c->orgs.items[i];
	return (struct audience_org){.id = org};
}

bool incident_sees(const struct incident_case *c, const struct audience_viewer *viewer,
    const struct incident_part *part)
{
	struct audience_org all[2 * INCIDENT_PARTIES], to[2 * INCIDENT_PARTIES];
	struct audience a = {.label = (enum tlp)part->tlp,
	    .published = true,
	    .author = part->author,
	    .owner = owner_of(c, part->org),
	    .of_case = true,
	    .parties = all};

	/* Under RED the parties only say on whose page it stands. */
	a.nparties = gather(c, NULL, part->tlp == TLP_RED ? TLP_CLEAR : part->tlp, all);
	if (part->tlp == TLP_RED) {
		a.kind = AUDIENCE_PERSONS;
		a.persons = part->persons ? (const char *const *)part->persons->items : NULL;
		a.npersons = part->persons ? part->persons->n : 0;
	} else if (part->parties && part->parties->n) {
		a.kind = AUDIENCE_ORGANISATIONS;
		a.orgs = to;
		a.norgs = gather(c, part->parties, part->tlp, to);
	}
	return audience_sees(viewer, &a);
}

bool incident_concerns(const struct incident_case *c, const struct incident_party *party,
    const struct incident_part *part)
{
	(void)c;
	if (part->org && strcmp(part->org, party->org) == 0)
		return true;
	return !party->left && part->parties && text_list_has(part->parties, party->id);
}

bool incident_sees_at(const struct incident_case *c, const struct audience_viewer *viewer,
    const struct incident_party *party, const struct incident_part *part)
{
	bool own = part->org && strcmp(part->org, party->org) == 0;

	if (!incident_concerns(c, party, part))
		return false;
	if (!own && part->tlp != TLP_RED && part->tlp > party->view)
		return false;
	return incident_sees(c, viewer, part);
}

bool incident_sees_case(const struct incident_case *c, const struct audience_viewer *viewer,
    const struct incident_party *party)
{
	const char *ids[] = {party->id};
	const struct text_list here = {ids, 1};
	const struct incident_part part = {.tlp = c->incident.tlp, .parties = &here};

	return incident_sees_at(c, viewer, party, &part);
}

void incident_viewer(const struct who *who, struct arena *arena, struct audience_viewer *ret)
{
	advisory_viewer(who, arena, ret);
}

void incident_viewer_at(const struct who *who, const struct incident_case *c,
    const struct incident_party *party, struct arena *arena, struct audience_viewer *ret)
{
	struct audience_org at = owner_of(c, party->org);
	struct audience_viewer own;
	struct audience_membership *as;

	advisory_viewer(who, arena, &own);
	own.cert_roles = 0;
	for (size_t i = 0; i < own.nmemberships; i++) {
		const struct audience_membership *m = &own.memberships[i];

		if ((m->org.id && at.id && strcmp(m->org.id, at.id) == 0) ||
		    (m->below && at.path && m->org.path &&
			strncmp(at.path, m->org.path, strlen(m->org.path)) == 0)) {
			*ret = own;
			return;
		}
	}
	as = ARENA_ARRAY(arena, 1, struct audience_membership);
	as[0] = (struct audience_membership){.org = at, .active = true};
	/* Nobody's own words: an author sees what they wrote wherever they look from. */
	*ret = (struct audience_viewer){.person = "-", .memberships = as, .nmemberships = 1};
}
