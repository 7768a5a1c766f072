#include "model/audience.h"

#define ROLE_BIT(role) (1u << (role))

/* Whom the CERT lets read its members' content, and who of them writes it. */
static const unsigned READERS =
    ROLE_BIT(ROLE_READER) | ROLE_BIT(ROLE_ANALYST) | ROLE_BIT(ROLE_COORDINATOR);
static const unsigned WRITERS = ROLE_BIT(ROLE_ANALYST) | ROLE_BIT(ROLE_COORDINATOR);

const char *const audience_kind_names[] = {
    "owner", "all", "groups", "organisations", "persons", NULL};

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static bool among(const char *id, const char *const *ids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (same(id, ids[i]))
			return true;
	return false;
}

/* Whether the organisation of that path is the one of path top or stands below it. An empty
 * path is no prefix of anything: it would be one of everything. */
static bool is_below(const char *path, const char *top)
{
	return path && top && *top && strncmp(path, top, strlen(top)) == 0;
}

static bool is_member(const struct audience_viewer *v)
{
	for (size_t i = 0; i < v->nmemberships; i++)
		if (v->memberships[i].active)
			return true;
	return false;
}

/* How far a list of organisations reaches. */
struct reach {
	bool groups; /* to what is below them as well */
	bool strict; /* not to the officers of the groups above */
};

static bool reaches(
    const struct audience_membership *m, const struct audience_org *org, struct reach reach)
{
	if (!m->active || !org->id)
		return false;
	if (same(m->org.id, org->id))
		return true;
	if (reach.groups && is_below(m->org.path, org->path))
		return true;
	return !reach.strict && m->below && is_below(org->path, m->org.path);
}

static bool reached(const struct audience_viewer *v, const struct audience_org *orgs, size_t n,
    struct reach reach)
{
	for (size_t i = 0; i < v->nmemberships; i++)
		for (size_t k = 0; k < n; k++)
			if (reaches(&v->memberships[i], &orgs[k], reach))
				return true;
	return false;
}

/* Whether the viewer is one of the people that the audience names by their organisation. */
static bool is_addressed(const struct audience_viewer *v, const struct audience *a)
{
	struct reach reach = {
	    .groups = a->kind == AUDIENCE_GROUPS, .strict = a->label >= TLP_AMBER_STRICT};

	if (a->kind == AUDIENCE_ALL)
		return is_member(v);
	if (a->kind != AUDIENCE_OWNER && reached(v, a->orgs, a->norgs, reach))
		return true;
	reach.groups = false;
	return reached(v, &a->owner, 1, reach);
}

/* Whether the case that it belongs to leaves the member in. */
static bool is_party(const struct audience_viewer *v, const struct audience *a)
{
	struct reach reach = {.strict = a->label >= TLP_AMBER_STRICT};

	return !a->of_case || reached(v, a->parties, a->nparties, reach) ||
	       reached(v, &a->owner, 1, reach);
}

static bool is_named(const struct audience_viewer *v, const struct audience *a)
{
	return a->kind == AUDIENCE_PERSONS && among(v->person, a->persons, a->npersons) &&
	       (v->cert_roles || is_party(v, a));
}

static bool is_public(const struct audience *a)
{
	return a->published && a->label == TLP_CLEAR && a->kind == AUDIENCE_ALL && !a->of_case;
}

bool audience_sees(const struct audience_viewer *v, const struct audience *a)
{
	if (is_public(a))
		return true;
	if (!v->person || (!v->cert_roles && !is_member(v)))
		return false;
	if (same(v->person, a->author))
		return true;
	if (!a->published && !(v->cert_roles & WRITERS))
		return false;
	if (is_named(v, a))
		return true;
	if (a->label == TLP_RED)
		return false;
	if (v->cert_roles & READERS)
		return true;
	if (a->kind == AUDIENCE_PERSONS)
		return false;
	if ((v->cert_roles & ROLE_BIT(ROLE_PENTESTER)) &&
	    among(a->engagement, v->engagements, v->nengagements))
		return true;
	return is_addressed(v, a) && is_party(v, a);
}

void audience_fields(const struct audience_viewer *viewer, const struct audience *whole,
    const struct audience_part *parts, size_t n, bool *ret_sees)
{
	bool sees = audience_sees(viewer, whole);

	for (size_t i = 0; i < n; i++) {
		struct audience part = parts[i].own ? *parts[i].own : *whole;

		if (!parts[i].own)
			part.label = parts[i].label;
		ret_sees[i] = sees && audience_sees(viewer, &part);
	}
}
