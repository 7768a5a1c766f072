#include "auth/role.h"

#include <string.h>

const char *const permission_names[] = {"public", "sign_in", "view", "report", "answer",
    "accept", "declare", "authorise", "revoke", "order", "stop", "people", "see_log", "sector",
    "review", "decide", "operate", "administer", "audit", "pentest", NULL};

#define BIT(p) (1u << (p))

/* clang-format off */
static const unsigned table[] = {
	[ROLE_VIEWER] = BIT(MAY_VIEW) | BIT(MAY_REPORT),
	[ROLE_TECHNICIAN] = BIT(MAY_VIEW) | BIT(MAY_REPORT) | BIT(MAY_ANSWER) | BIT(MAY_DECLARE) | BIT(MAY_STOP),
	[ROLE_OFFICER] = BIT(MAY_VIEW) | BIT(MAY_REPORT) | BIT(MAY_ANSWER) | BIT(MAY_ACCEPT) | BIT(MAY_DECLARE) |
		BIT(MAY_REVOKE) | BIT(MAY_ORDER) | BIT(MAY_STOP) | BIT(MAY_PEOPLE) | BIT(MAY_SEE_LOG),
	[ROLE_GROUP_OFFICER] = BIT(MAY_VIEW) | BIT(MAY_REPORT) | BIT(MAY_ANSWER) | BIT(MAY_ACCEPT) | BIT(MAY_DECLARE) |
		BIT(MAY_REVOKE) | BIT(MAY_ORDER) | BIT(MAY_STOP) | BIT(MAY_PEOPLE) | BIT(MAY_SEE_LOG),
	[ROLE_MANAGEMENT] = BIT(MAY_VIEW) | BIT(MAY_REPORT) | BIT(MAY_ACCEPT),
	[ROLE_LEGAL] = BIT(MAY_VIEW) | BIT(MAY_REPORT) | BIT(MAY_AUTHORISE) | BIT(MAY_REVOKE) | BIT(MAY_STOP) | BIT(MAY_SEE_LOG),
	[ROLE_READER] = BIT(MAY_VIEW) | BIT(MAY_REPORT) | BIT(MAY_SECTOR),
	[ROLE_ANALYST] = BIT(MAY_VIEW) | BIT(MAY_REPORT) | BIT(MAY_SECTOR) | BIT(MAY_ANSWER) | BIT(MAY_DECLARE) |
		BIT(MAY_ORDER) | BIT(MAY_STOP) | BIT(MAY_REVIEW),
	[ROLE_COORDINATOR] = BIT(MAY_VIEW) | BIT(MAY_REPORT) | BIT(MAY_SECTOR) | BIT(MAY_ANSWER) | BIT(MAY_DECLARE) |
		BIT(MAY_ORDER) | BIT(MAY_STOP) | BIT(MAY_REVIEW) | BIT(MAY_DECIDE) | BIT(MAY_REVOKE) | BIT(MAY_PENTEST),
	[ROLE_PENTESTER] = BIT(MAY_SECTOR) | BIT(MAY_PENTEST),
	[ROLE_OPERATOR] = BIT(MAY_SECTOR) | BIT(MAY_STOP) | BIT(MAY_OPERATE),
	[ROLE_ADMINISTRATOR] = BIT(MAY_ADMINISTER) | BIT(MAY_PEOPLE),
	[ROLE_AUDITOR] = BIT(MAY_AUDIT) | BIT(MAY_SEE_LOG),
};
/* clang-format on */

bool role_has(enum role role, enum permission permission)
{
	if (permission == MAY_PUBLIC || permission == MAY_SIGN_IN)
		return true;
	return (table[role] & BIT(permission)) != 0;
}

bool role_of_cert(enum role role)
{
	return role >= ROLE_READER;
}

/* Whether the standing counts at the organisation of that path. */
static bool counts(const struct standing *s, const char *path)
{
	if (!s->org)
		return role_of_cert((enum role)s->role);
	if (!path || !s->path || role_of_cert((enum role)s->role))
		return false;
	if (s->role == ROLE_GROUP_OFFICER)
		return strncmp(path, s->path, strlen(s->path)) == 0;
	return strcmp(path, s->path) == 0;
}

static bool in_scope(const struct who *who, enum permission permission)
{
	return !who->token || !who->scopes.n ||
	       text_list_has(&who->scopes, permission_names[permission]);
}

bool who_may(const struct who *who, enum permission permission, const char *path)
{
	if (permission == MAY_PUBLIC)
		return true;
	if (!who->person || !in_scope(who, permission))
		return false;
	if (permission == MAY_SIGN_IN)
		return true;
	vec_foreach (s, &who->standings)
		if (counts(s, path) && role_has((enum role)s->role, permission))
			return true;
	return false;
}

bool who_is_cert(const struct who *who)
{
	vec_foreach (s, &who->standings)
		if (!s->org)
			return true;
	return false;
}
