#include "order_place.h"

#include "model/member.h"
#include "pack/kb.h"
#include "store/desk.h"

const char *order_place_denied;

static int authorise(struct db *db, const char *org, const struct text_list *items, int profile,
    int64_t now, struct arena *arena, struct job *ret, struct msg *why)
{
	(void)db;
	(void)items;
	(void)now;
	if (order_place_denied && strcmp(org, order_place_denied) == 0) {
		msg_what(why, "nothing is authorised");
		msg_detail(why, "no authorisation of %s is valid", org);
		msg_hint(why, "let the legal representative sign one");
		return ERR_DENIED;
	}
	*ret = (struct job){.authorised_by = "auth-1", .profile = profile};
	text_list_add(&ret->targets, arena, "192.0.2.0/24");
	return 0;
}

struct order_house order_place_house = {.authorise = authorise, .tool = "varde test"};

static void __attribute__((constructor)) set_knowledge(void)
{
	order_place_house.kb = kb_builtin();
}

void order_place_org(struct place *place, struct db *db, const char *path, int type)
{
	char *id = arena_strndup(place->arena, path, strlen(path) - 1);
	struct org org = {.id = strrchr(id, '/') ? strrchr(id, '/') + 1 : id,
	    .name = id,
	    .path = path,
	    .type = type,
	    .state = ORG_ACTIVE,
	    .criticality = 2,
	    .parent = strrchr(id, '/') ? "g" : NULL};

	assert_int_equal(desk_insert(db, &org_type, &org), 0);
}

struct audit_order order_place_submit(struct place *place, struct db *db, const char *org)
{
	const struct actor person = {.person = "p9", .name = "Nora"};
	struct audit_order wish = {
	    .org = org, .type = ORDER_OF_SURFACE, .profile = PROFILE_STANDARD};
	struct order_list made = {0};

	if (order_submit(db, &order_place_house, &person, 1u << ROLE_OFFICER, &wish,
		ORDER_PLACE_START, place->arena, &made) < 0)
		fail_msg("%s: %s", db_msg(db)->what, db_msg(db)->detail);
	return made.all.items[0];
}

struct audit_order order_place_get(struct place *place, struct db *db, const char *id)
{
	struct audit_order o;

	assert_int_equal(desk_get(db, &audit_order_type, id, place->arena, &o), 0);
	return o;
}
