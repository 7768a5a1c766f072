#include "desk/order_tell.h"

#include "desk/order.h"
#include "desk/outbox.h"
#include "model/member.h"
#include "store/desk.h"

/* Which text, and whether the officers hear it, too. */
static const struct {
	const char *template;
	bool officers;
} told[ORDER_ACTIONS] = {
    [ORDER_DO_SCHEDULE] = {"order_accepted", false},
    [ORDER_DO_START] = {"order_started", false},
    [ORDER_DO_PAUSE] = {"order_stopped", true},
    [ORDER_DO_HALT] = {"order_stopped", true},
    [ORDER_DO_DELIVER] = {"report_ready", true},
    [ORDER_DO_CONCLUDE] = {"retest_done", false},
};

static int tell(struct db *db, const struct actor *actor, const struct audit_order *o,
    const char *template, const char *person, int64_t now, struct arena *arena)
{
	struct outgoing message = {
	    .template = template, .person = person, .org = o->org, .object = o->id};
	STR_AUTO(values, 1024);
	struct json_writer w;

	if (!person || (actor && actor->person && strcmp(actor->person, person) == 0))
		return 0;
	json_write_init(&w, &values, 0);
	json_write_object(&w);
	json_member_text(&w, "reference", o->ref);
	json_write_object_end(&w);
	message.values = str_text(&values);
	/* Once a step: an order's version counts its steps. */
	message.unique_key = arena_printf(
	    arena, "%s:%s:%lld:%s", template, o->id, (long long)o->version, person);
	return outbox_put(db, &message, now, arena);
}

static int tell_officers(struct db *db, const struct actor *actor, const struct audit_order *o,
    const char *template, int64_t now, struct arena *arena)
{
	struct desk_records found = {0};
	int r = desk_list(db, &membership_type,
	    "WHERE \"org\" = $1 AND \"role\" = 'officer' AND \"since\" <= $2 AND (\"until\" = "
	    "0 OR "
	    "\"until\" > $2) ORDER BY \"id\" LIMIT 50",
	    DESK_PARAMS(DESK_TEXT(o->org), DESK_INT(now)), arena, &found);

	vec_foreach (p, &found.all)
		if (r == 0)
			r = tell(db, actor, o, template,
			    ((const struct membership *)*p)->person, now, arena);
	return r;
}

int order_tell(struct db *db, const struct actor *actor, const struct audit_order *o,
    int action, int64_t now)
{
	const char *template = told[action].template;
	struct arena *arena;
	int r;

	/* A re-test is part of a finding: its end is what is told of it, and nothing else. */
	if (!template || (o->type == ORDER_OF_RETEST) != (action == ORDER_DO_CONCLUDE))
		return 0;
	arena = arena_new();
	r = tell(db, actor, o, template, o->ordered_by, now, arena);
	if (r == 0 && told[action].officers)
		r = tell_officers(db, actor, o, template, now, arena);
	arena_free(arena);
	return r;
}
