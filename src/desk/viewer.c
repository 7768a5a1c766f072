#include "desk/viewer.h"

#include "store/desk.h"

void viewer_of(const struct who *who, struct arena *arena, struct audience_viewer *ret)
{
	VEC(struct audience_membership) all = {0};
	struct audience_viewer out = {.person = who->person};

	vec_foreach (s, &who->standings) {
		if (!s->org)
			out.cert_roles |= 1u << s->role;
		else
			vec_push(arena, &all,
			    (struct audience_membership){.org = {s->org, s->path},
				.below = s->role == ROLE_GROUP_OFFICER,
				.active = true});
	}
	out.memberships = all.items;
	out.nmemberships = all.n;
	*ret = out;
}

int viewer_of_device(struct db *db, const char *key, const char *org, struct arena *arena,
    struct audience_viewer *ret)
{
	struct audience_membership *one = ARENA_ARRAY(arena, 1, struct audience_membership);
	struct org of = {0};
	int r = desk_get(db, &org_type, org, arena, &of);

	if (r < 0)
		return r;
	*one = (struct audience_membership){
	    .org = {of.id, of.path}, .active = of.state == ORG_ACTIVE};
	*ret = (struct audience_viewer){.person = key, .memberships = one, .nmemberships = 1};
	return 0;
}

void viewer_ioc_audience(const struct ioc *ioc, struct audience *ret)
{
	/* What was withdrawn before it was published is known to nobody but its writers. */
	*ret = (struct audience){.label = (enum tlp)ioc->tlp,
	    .kind = AUDIENCE_ALL,
	    .published =
		ioc->state == IOC_ACTIVE || (ioc->state > IOC_ACTIVE && ioc->published),
	    .author = ioc->created_by};
}

unsigned viewer_labels(const struct audience_viewer *viewer)
{
	unsigned labels = 0;

	for (int tlp = TLP_CLEAR; tlp <= TLP_RED; tlp++) {
		struct audience audience = {
		    .label = (enum tlp)tlp, .kind = AUDIENCE_ALL, .published = true};

		if (audience_sees(viewer, &audience))
			labels |= 1u << tlp;
	}
	return labels;
}
