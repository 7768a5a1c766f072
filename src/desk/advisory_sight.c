#include "desk/advisory_sight.h"

#include "desk/viewer.h"
#include "store/desk.h"

void advisory_viewer(const struct who *who, struct arena *arena, struct audience_viewer *ret)
{
	viewer_of(who, arena, ret);
}

bool advisory_is_inside(const struct who *who, const char *org)
{
	vec_foreach (s, &who->standings) {
		if (s->org ? strcmp(s->org, org) == 0
			   : s->role == ROLE_READER || s->role == ROLE_ANALYST ||
				 s->role == ROLE_COORDINATOR)
			return true;
	}
	return false;
}

static void set_kind(const struct advisory *a, struct audience *ret)
{
	static const enum audience_kind kinds[] = {
	    [ADVISORY_FOR_ALL] = AUDIENCE_ALL,
	    [ADVISORY_FOR_GROUPS] = AUDIENCE_GROUPS,
	    [ADVISORY_FOR_MATCH] = AUDIENCE_ORGANISATIONS,
	    [ADVISORY_FOR_LIST] = AUDIENCE_ORGANISATIONS,
	};

	*ret = (struct audience){.label = (enum tlp)a->tlp,
	    .kind = kinds[a->audience],
	    .published = a->revision > 0,
	    .author = a->author};
	if (a->tlp != TLP_RED)
		return;
	ret->kind = AUDIENCE_PERSONS;
	ret->persons = (const char *const *)a->persons.items;
	ret->npersons = a->persons.n;
}

/* The organisations of .orgs, with where they stand. */
static int of_orgs(struct db *db, const struct advisory *a, struct arena *arena,
    struct audience_org **ret, size_t *ret_n)
{
	struct audience_org *all = ARENA_ARRAY(arena, a->orgs.n + 1, struct audience_org);
	size_t n = 0;

	for (size_t i = 0; i < a->orgs.n; i++) {
		struct org org;
		int r = desk_get(db, &org_type, a->orgs.items[i], arena, &org);

		if (r == 0)
			all[n++] = (struct audience_org){org.id, org.path};
		else if (r != ERR_NOTFOUND)
			return r;
	}
	*ret = all;
	*ret_n = n;
	return 0;
}

/* Of the organisations that it was delivered to, those that are above, below or the same as one
 * of the viewer's: the others change nothing for them. */
static int of_deliveries(struct db *db, const struct advisory *a,
    const struct audience_viewer *viewer, struct arena *arena, struct audience_org **ret,
    size_t *ret_n)
{
	VEC(struct audience_org) all = {0};

	for (size_t i = 0; i < viewer->nmemberships; i++) {
		const struct audience_membership *m = &viewer->memberships[i];
		struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
		int r = db_prepare(db,
		    "SELECT o.\"id\", o.\"path\" FROM advisory_delivery AS d JOIN org AS o ON "
		    "o.\"id\" = d.\"org\" WHERE d.\"advisory\" = $1 AND d.\"revision\" = $2 "
		    "AND (o.\"id\" = $3 OR o.\"path\" LIKE $4) ORDER BY o.\"id\" LIMIT 1",
		    &stmt);

		if (r < 0)
			return r;
		db_bind_text(stmt, 1, a->id);
		db_bind_int(stmt, 2, a->revision);
		db_bind_text(stmt, 3, m->org.id);
		db_bind_text(
		    stmt, 4, m->below ? arena_printf(arena, "%s%%", m->org.path) : "-");
		r = db_step(stmt);
		if (r < 0)
			return r;
		if (r == 1)
			vec_push(arena, &all,
			    (struct audience_org){arena_strdup(arena, db_text(stmt, 0)),
				arena_strdup(arena, db_text(stmt, 1))});
	}
	*ret = all.items;
	*ret_n = all.n;
	return 0;
}

int advisory_seen_by(struct db *db, const struct advisory *a,
    const struct audience_viewer *viewer, struct arena *arena)
{
	struct audience_org *orgs = NULL;
	struct audience audience;
	int r = 0;

	set_kind(a, &audience);
	if (audience.kind == AUDIENCE_GROUPS)
		r = of_orgs(db, a, arena, &orgs, &audience.norgs);
	if (audience.kind == AUDIENCE_ORGANISATIONS)
		r = of_deliveries(db, a, viewer, arena, &orgs, &audience.norgs);
	if (r < 0)
		return r;
	audience.orgs = orgs;
	return audience_sees(viewer, &audience);
}

bool advisory_draft_seen_by(const struct advisory *a, const struct audience_viewer *viewer)
{
	struct audience audience;

	set_kind(a, &audience);
	audience.published = false;
	return audience_sees(viewer, &audience);
}
