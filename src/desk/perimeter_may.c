/* Who may do what at an organisation, asked inside the desk's own transactions. */
#include "desk/perimeter.h"

#include "auth/role.h"
#include "store/desk.h"

static int standing_of(
    struct db *db, const struct membership *m, struct arena *arena, struct standing *ret)
{
	struct org org;
	int r;

	*ret = (struct standing){.role = m->role, .org = m->org};
	if (!m->org)
		return 0;
	r = desk_get(db, &org_type, m->org, arena, &org);
	if (r == 0)
		ret->path = org.path;
	return r;
}

int desk_may(struct db *db, const struct actor *actor, int permission, const char *org,
    struct arena *arena, int64_t now)
{
	struct who who = {.person = actor ? actor->person : NULL};
	struct desk_records found = {0};
	struct org at = {0};
	int r = org ? desk_get(db, &org_type, org, arena, &at) : 0;

	if (r == 0 && who.person)
		r = desk_list(db, &membership_type,
		    "WHERE \"person\" = $1 AND \"since\" <= $2 AND (\"until\" = 0 OR \"until\" "
		    "> $2)"
		    " LIMIT 1000",
		    DESK_PARAMS(DESK_TEXT(who.person), DESK_INT(now)), arena, &found);
	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		struct standing s;

		r = standing_of(db, found.all.items[i], arena, &s);
		if (r == 0)
			vec_push(arena, &who.standings, s);
	}
	if (r < 0 || who_may(&who, (enum permission)permission, at.path))
		return r;
	return db_fail(db, ERR_DENIED, "this person may not do that",
	    "ask somebody who has the role for it", "it needs the permission %s",
	    permission_names[permission]);
}
