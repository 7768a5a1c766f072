#include "desk/incident_tell.h"

#include "codec/json.h"
#include "desk/outbox.h"

struct telling {
	struct db *db;
	struct arena *arena;
	int64_t now;
	bool exercise;
};

static const char *values_of(
    const struct telling *t, const char *ref, const struct obligation *o, bool late)
{
	STR_AUTO(values, 1024);
	struct json_writer w;

	json_write_init(&w, &values, 0);
	json_write_object(&w);
	json_member_text(&w, "reference", ref);
	if (t->exercise)
		json_member_bool(&w, "exercise", true);
	if (o) {
		json_member_text(&w, "stage", obligation_stage_names[o->stage]);
		json_member_int(&w, "due", o->due);
		json_member_bool(&w, "late", late);
	}
	json_write_object_end(&w);
	return str_dup(&values, t->arena);
}

int incident_tell_cert(struct db *db, const struct actor *actor, const struct incident *i,
    const char *template, const char *about, bool exercise, int64_t now, struct arena *arena)
{
	const struct telling t = {db, arena, now, exercise};
	const struct outbox_readers readers = {
	    .permission = MAY_REVIEW, .but = actor ? actor->person : NULL};
	const struct outgoing message = {.template = template,
	    .object = i->id,
	    .values = values_of(&t, i->ref, NULL, false),
	    .unique_key = arena_printf(arena, "%s:%s:%lld", template, about, (long long)now)};

	return outbox_put_all(db, &message, &readers, now, arena, NULL);
}

int incident_tell_party(struct db *db, const struct actor *actor,
    const struct incident_party *party, const char *template, bool exercise, const char *about,
    int64_t now, struct arena *arena)
{
	const struct telling t = {db, arena, now, exercise};
	const struct outbox_readers readers = {
	    .org = party->org, .permission = MAY_ANSWER, .but = actor ? actor->person : NULL};
	const struct outgoing message = {.template = template,
	    .org = party->org,
	    .object = party->id,
	    .values = values_of(&t, party->ref, NULL, false),
	    .unique_key = arena_printf(arena, "%s:%s:%s", template, party->id, about)};

	return outbox_put_all(db, &message, &readers, now, arena, NULL);
}

int incident_tell_clock(struct db *db, const struct obligation *o, const char *ref,
    bool exercise, int64_t round, int64_t now, struct arena *arena, int64_t *ret_told)
{
	const struct telling t = {db, arena, now, exercise};
	const struct outbox_readers readers = {
	    .org = o->org, .permission = o->org ? MAY_ANSWER : MAY_REVIEW};
	const struct outgoing message = {
	    .template = o->org ? "obligation_due" : "obligation_cert",
	    .org = o->org,
	    .object = o->org ? o->party : o->incident,
	    .values = values_of(&t, ref, o, round >= 0),
	    .unique_key = arena_printf(
		arena, "obligation:%s:%lld:%lld", o->id, (long long)o->due, (long long)round)};

	return outbox_put_all(db, &message, &readers, now, arena, ret_told);
}
