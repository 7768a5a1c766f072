#include "notify/digest.h"

#include "codec/json_build.h"
#include "desk/outbox.h"
#include "notify/lease.h"
#include "store/desk.h"

enum { BATCH = 500, VALUES_MAX = 20000, ROOM = VALUES_MAX - 1000 };

static const char told[] = "told in the digest";

bool digest_may_wait(const struct outgoing *m, const struct json *values)
{
	const struct texts_row *row = texts_row_of(m->template);

	return (!row || !row->at_once) && !json_bool(json_get(values, "critical"), false) &&
	       strcmp(m->template, "digest") != 0;
}

/* The line of one message: its subject and its link; NULL when its values are broken (it is
 * counted nevertheless). */
static struct json *line_of(const struct template_set *set, const struct settings *settings,
    const struct outgoing *m, const struct texts_reader *reader, struct arena *arena)
{
	const struct texts_reader how = {
	    .lang = reader->lang, .zone = reader->zone, .name = reader->name};
	struct json *line = json_new_object(arena), *values;
	struct texts_filled filled;

	if (texts_values(m, arena, &values) < 0 ||
	    texts_fill(set, settings, m, &how, arena, &filled) < 0)
		return NULL;
	json_set_text(arena, line, "subject", filled.subject);
	json_set_text(arena, line, "link", texts_link(settings, m, values, arena));
	return line;
}

static size_t size_of(const struct json *v)
{
	STR_AUTO(text, VALUES_MAX);
	struct json_writer w;

	json_write_init(&w, &text, 0);
	json_write_value(&w, v);
	return text.n;
}

/* The values of the digest. */
static const char *values_of(struct json *items, size_t named, size_t all, struct arena *arena)
{
	struct json *values = json_new_object(arena);
	STR_AUTO(text, VALUES_MAX);
	struct json_writer w;

	json_set_value(arena, values, "items", items);
	json_set_int(arena, values, "count", (int64_t)all);
	json_set_int(arena, values, "more", (int64_t)(all - named));
	json_write_init(&w, &text, 0);
	json_write_value(&w, values);
	return str_dup(&text, arena);
}

/* Ends a message that the digest tells of. */
static int drop(struct db *db, const struct outgoing *m, int64_t now)
{
	if (m->state == OUT_LEASED)
		return lease_end(db, m, OUT_DROPPED, m->due, told);
	return desk_exec(db,
	    "UPDATE outgoing SET \"state\" = 'dropped', \"reason\" = $2, \"values\" = NULL, "
	    "\"due\" = $3 WHERE \"id\" = $1 AND \"state\" = 'waiting'",
	    DESK_PARAMS(DESK_TEXT(m->id), DESK_TEXT(told), DESK_INT(now)), NULL);
}

/* The person's messages that wait, locked where the engine has such locks: another server may
 * not send one singly meanwhile. */
static int load(
    struct db *db, const struct outgoing *m, struct arena *arena, struct desk_records *ret)
{
	int r = desk_exec(db,
	    "UPDATE outgoing SET \"lease\" = 0 WHERE \"person\" = $1 AND \"state\" = 'waiting'",
	    DESK_PARAMS(DESK_TEXT(m->person)), NULL);

	return r < 0 ? r
		     : desk_list(db, &outgoing_type,
			   "WHERE \"person\" = $1 AND \"state\" = 'waiting' ORDER BY "
			   "\"created\", "
			   "\"id\" LIMIT 500",
			   DESK_PARAMS(DESK_TEXT(m->person)), arena, ret);
}

int digest_make(struct db *db, const struct template_set *set, const struct settings *settings,
    const struct outgoing *m, const struct texts_reader *reader, int64_t now,
    struct arena *arena)
{
	struct desk_records waiting = {0};
	struct json *items = json_new_array(arena);
	struct outgoing digest = {.template = "digest", .person = m->person};
	size_t named = 0, all = 0, used = 0;
	int r = load(db, m, arena, &waiting);

	vec_push(arena, &waiting.all, (void *)record_copy(&outgoing_type, m, arena));
	vec_foreach (it, &waiting.all) {
		const struct outgoing *one = *it;
		struct json *values, *line;

		if (r < 0)
			return r;
		if (texts_values(one, arena, &values) == 0 && !digest_may_wait(one, values))
			continue;
		line = line_of(set, settings, one, reader, arena);
		all++;
		used += line ? size_of(line) : 0;
		if (line && named < DIGEST_ITEMS && used < ROOM) {
			json_add_value(arena, items, line);
			named++;
		}
		r = drop(db, one, now);
	}
	digest.values = values_of(items, named, all, arena);
	digest.unique_key = arena_printf(arena, "digest:%s:%s", m->person, m->id);
	return r < 0 ? r : outbox_put(db, &digest, now, arena);
}
