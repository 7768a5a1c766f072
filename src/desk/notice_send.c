#include "desk/notice_send.h"

#include "base/map.h"
#include "desk/contact_key.h"
#include "desk/id.h"
#include "desk/notice_impl.h"
#include "desk/org.h"

#include <stdlib.h>

#define EYES "four_eyes"

const struct sending_row sending_rows[] = {
    {SENDING_DRAFT, SENDING_DO_SUBMIT, SENDING_WAITING},
    {SENDING_DRAFT, SENDING_DO_SEND, SENDING_SENT},
    {SENDING_DRAFT, SENDING_DO_DISCARD, SENDING_DISCARDED},
    {SENDING_WAITING, SENDING_DO_RETURN, SENDING_DRAFT},
    {SENDING_WAITING, SENDING_DO_SEND, SENDING_SENT},
    {SENDING_WAITING, SENDING_DO_DISCARD, SENDING_DISCARDED},
};

const size_t sending_row_count = ARRAY_LEN(sending_rows);

static int next_state(const struct sending *s, enum sending_action action)
{
	for (size_t i = 0; i < sending_row_count; i++)
		if (sending_rows[i].from == s->state && sending_rows[i].action == action)
			return sending_rows[i].to;
	return ERR_DENIED;
}

int sending_eyes(struct db *db, int64_t *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct setting s;
	int r = desk_get(db, &setting_type, EYES, arena, &s);

	if (r < 0 && r != ERR_NOTFOUND)
		return r;
	*ret = r == 0 && s.value ? strtoll(s.value, NULL, 10) : SENDING_EYES;
	return 0;
}

static int store_eyes(struct db *db, const struct actor *actor, const char *value, int64_t now)
{
	int r = desk_exec(db,
	    "INSERT INTO setting (\"name\", \"value\") VALUES ('" EYES "', $1) ON CONFLICT "
	    "(\"name\") DO UPDATE SET \"value\" = $1",
	    DESK_PARAMS(DESK_TEXT(value)), NULL);

	return r < 0 ? r
		     : log_append(db, actor, "notice.four_eyes", NULL, value, NULL, NULL, now);
}

int sending_eyes_set(struct db *db, const struct actor *actor, int64_t eyes, int64_t now)
{
	char value[24];
	int r;

	if (eyes < 0 || eyes > 1000000)
		return db_fail(db, ERR_RANGE, "this number of recipients is out of bounds",
		    "0 asks for a second person always", "%lld", (long long)eyes);
	(void)snprintf(value, sizeof(value), "%lld", (long long)eyes);
	r = db_begin(db, DB_WRITE);
	return r < 0 ? r : db_end(db, store_eyes(db, actor, value, now));
}

/* --- drafts --- */

static int check(struct db *db, const struct sending *s)
{
	if (!s->title_en || !*s->title_en)
		return db_fail(db, ERR_RANGE, "the title is missing",
		    "give it an English title: it stands in for the others", "%s", "title_en");
	if (s->audience != SENDING_FOR_ALL && !s->orgs.n)
		return db_fail(db, ERR_RANGE, "nobody is chosen",
		    "choose the organisations, or all of them", "%s", "orgs");
	if (s->severity < 0 || s->severity >= CRIT_LEVELS || s->tlp < 0 || s->tlp > TLP_RED)
		return db_fail(db, ERR_RANGE, "severity or label is none",
		    "choose among those that are offered", "%s", "severity");
	if (s->tlp == TLP_RED)
		return db_fail(db, ERR_RANGE, "a message under TLP:RED names persons",
		    "write an advisory for named persons instead", "%s", "tlp");
	return 0;
}

static int log_step(struct db *db, const struct actor *actor, const char *action,
    const struct sending *s, int64_t now)
{
	struct json_writer w;
	STR_AUTO(detail, 8192);

	json_write_init(&w, &detail, 0);
	json_write_object(&w);
	json_member_text(&w, "ref", s->ref);
	json_member_text(&w, "state", sending_state_names[s->state]);
	if (s->note)
		json_member_text(&w, "note", s->note);
	json_write_object_end(&w);
	return log_append(db, actor, action, NULL, s->id, NULL, str_text(&detail), now);
}

static int save(struct db *db, const struct actor *actor, struct sending *s, int64_t now,
    struct arena *arena)
{
	bool is_new = !s->id;
	struct sending was = {0};
	int r = 0;

	if (is_new) {
		s->id = id_make(arena);
		s->state = SENDING_DRAFT;
		s->created = now;
		r = ref_next(db, "S", now, arena, &s->ref);
	} else {
		r = desk_get(db, &sending_type, s->id, arena, &was);
		if (r == 0 && was.state != SENDING_DRAFT)
			r = db_fail(db, ERR_DENIED, "only a draft can be changed",
			    "send it back to its author first", "%s", was.ref);
	}
	if (r < 0)
		return r;
	s->author = actor ? actor->person : NULL;
	s->changed = now;
	r = is_new ? desk_insert(db, &sending_type, s) : desk_update(db, &sending_type, s);
	return r < 0 ? r : log_step(db, actor, "sending.write", s, now);
}

int sending_save(struct db *db, const struct actor *actor, struct sending *s, int64_t now,
    struct arena *arena)
{
	struct sending after = *s;
	int r = check(db, s);

	if (r == 0)
		r = db_begin(db, DB_WRITE);
	if (r == 0)
		r = db_end(db, save(db, actor, &after, now, arena));
	if (r == 0)
		*s = after;
	return r;
}

/* --- to whom --- */

static int add_below(struct db *db, const char *id, bool below, struct arena *arena,
    struct map *seen, struct desk_records *to)
{
	struct desk_records found = {0};
	struct org org;
	int r = org_get(db, id, arena, &org);

	if (r == ERR_NOTFOUND)
		return 0;
	if (r == 0)
		r = below
			? desk_list(db, &org_type,
			      "WHERE \"state\" = 'active' AND \"path\" LIKE $1 ORDER BY "
			      "\"path\" LIMIT $2",
			      DESK_PARAMS(DESK_TEXT(arena_printf(arena, "%s%%", org.path)),
				  DESK_INT(SENDING_MAX)),
			      arena, &found)
			: desk_list(db, &org_type, "WHERE \"state\" = 'active' AND \"id\" = $1",
			      DESK_PARAMS(DESK_TEXT(id)), arena, &found);
	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		const struct org *o = found.all.items[i];

		if (map_set(seen, o->id, found.all.items[i]))
			vec_push(arena, &to->all, found.all.items[i]);
	}
	return r;
}

int sending_recipients(
    struct db *db, const struct sending *s, struct arena *arena, struct desk_records *ret)
{
	struct desk_records out = {0};
	struct map seen;
	int r = 0;

	map_init(&seen, arena);
	if (s->audience == SENDING_FOR_ALL)
		r = desk_list(db, &org_type,
		    "WHERE \"state\" = 'active' ORDER BY \"name\", \"id\" LIMIT $1",
		    DESK_PARAMS(DESK_INT(SENDING_MAX)), arena, &out);
	for (size_t i = 0; r == 0 && s->audience != SENDING_FOR_ALL && i < s->orgs.n; i++)
		r = add_below(db, s->orgs.items[i], s->audience == SENDING_FOR_GROUPS, arena,
		    &seen, &out);
	if (r == 0)
		*ret = out;
	return r;
}

/* --- out --- */

static void add_text(struct notice_texts *to, const char *lang, const char *title,
    const char *text, struct arena *arena)
{
	if (title && *title)
		vec_push(arena, &to->all,
		    (struct notice_text){lang, title, text && *text ? text : NULL});
}

static void texts_of(const struct sending *s, struct arena *arena, struct notice_texts *ret)
{
	*ret = (struct notice_texts){0};
	add_text(ret, "en", s->title_en, s->text_en, arena);
	add_text(ret, "fr", s->title_fr, s->text_fr, arena);
	add_text(ret, "nb", s->title_nb, s->text_nb, arena);
}

static int open_all(struct db *db, const struct actor *actor, const struct sending *s,
    const struct desk_records *orgs, int64_t now, struct arena *arena, int64_t *ret_told)
{
	struct notice_new *all = ARENA_ARRAY(arena, orgs->all.n, struct notice_new);
	struct notice_opened *got = ARENA_ARRAY(arena, orgs->all.n, struct notice_opened);
	struct notice_texts texts;
	int r;

	texts_of(s, arena, &texts);
	for (size_t i = 0; i < orgs->all.n; i++) {
		const struct org *o = orgs->all.items[i];

		all[i] = (struct notice_new){.org = o->id,
		    .cause = "message",
		    .object = s->id,
		    .severity = (enum criticality)s->severity,
		    .tlp = (enum tlp)s->tlp,
		    .title = s->title_en,
		    .texts = &texts};
	}
	r = notice_open_many(db, actor, all, orgs->all.n, now, arena, got);
	*ret_told = 0;
	for (size_t i = 0; r == 0 && i < orgs->all.n; i++)
		*ret_told += got[i].told;
	return r;
}

/* Two pairs of eyes above the number; the second one's are another's. */
static int guard_send(
    struct db *db, const struct actor *actor, const struct sending *s, size_t n)
{
	int64_t eyes = 0;
	int r = sending_eyes(db, &eyes);

	if (r < 0)
		return r;
	if (!n)
		return db_fail(db, ERR_DENIED, "nobody would be told",
		    "choose organisations that are members now", "%s", s->ref);
	if ((int64_t)n <= eyes)
		return 0;
	if (s->state == SENDING_DRAFT)
		return db_fail(db, ERR_DENIED, "so many recipients need a second person",
		    "submit it, and somebody else sends it", "%d > %d", (int)n, (int)eyes);
	if (!actor || !actor->person || (s->author && strcmp(s->author, actor->person) == 0))
		return db_fail(db, ERR_DENIED, "somebody else than its author has to say yes",
		    "ask a colleague to look at the preview and to send it", "%s", s->ref);
	return 0;
}

static int step(struct db *db, const struct actor *actor, const char *id,
    enum sending_action action, const char *note, int64_t now, struct arena *arena,
    int64_t *ret_told)
{
	struct desk_records orgs = {0};
	struct sending s;
	int r = desk_get(db, &sending_type, id, arena, &s), next;

	if (r < 0)
		return r;
	next = next_state(&s, action);
	if (next < 0)
		return db_fail(db, ERR_DENIED, "this step is not possible from here",
		    "look at it as it is now", "%s: %s", s.ref, sending_state_names[s.state]);
	if (action == SENDING_DO_RETURN && (!note || !*note))
		return db_fail(db, ERR_RANGE, "the reason is missing",
		    "say what is to be changed", "%s", s.ref);
	if (action == SENDING_DO_SEND) {
		r = sending_recipients(db, &s, arena, &orgs);
		if (r == 0)
			r = guard_send(db, actor, &s, orgs.all.n);
		if (r == 0)
			r = open_all(db, actor, &s, &orgs, now, arena, ret_told);
		s.sent = now;
		s.recipients = (int64_t)orgs.all.n;
		s.approver = actor ? actor->person : NULL;
	}
	if (r < 0)
		return r;
	s.state = next;
	s.changed = now;
	s.note = note && *note ? note : NULL;
	r = desk_update(db, &sending_type, &s);
	return r < 0 ? r : log_step(db, actor, "sending.step", &s, now);
}

int sending_step(struct db *db, const struct actor *actor, const char *id,
    enum sending_action action, const char *note, int64_t now, struct arena *arena,
    int64_t *ret_told)
{
	int64_t told = 0;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = db_end(db, step(db, actor, id, action, note, now, arena, &told));
	if (r == 0 && ret_told)
		*ret_told = told;
	return r;
}

/* --- preview --- */

const char *const sending_holds_names[] = {
    "pointer_only", "all_in_the_open", "all_encrypted", "key_has_ended", NULL};

/* What notify/letter.h will do with it. */
static int holds_of(struct db *db, const struct notice *n,
    const struct directive_reader *reader, int64_t now, struct arena *arena,
    enum sending_holds *ret)
{
	struct contact_key key = {0};
	int r =
	    reader->person ? contact_key_used(db, reader->person, arena, &key) : ERR_NOTFOUND;

	if (r < 0 && r != ERR_NOTFOUND)
		return r;
	if (r == 0)
		*ret = key.expires && key.expires <= now ? SENDING_NO_KEY : SENDING_SEALED;
	else
		*ret = n->tlp <= reader->rule->plain ? SENDING_PLAIN : SENDING_POINTER;
	return 0;
}

static int add_preview(struct db *db, const struct notice *n, const struct org *org,
    const struct directive_reader *reader, int64_t now, struct arena *arena,
    struct sending_previews *to)
{
	struct sending_preview one = {.person = reader->name,
	    .mail = reader->mail,
	    .rule = reader->rule->name,
	    .channel = reader->channel,
	    .template = notice_is_urgent(n->severity) ? "notice_urgent" : "notice",
	    .due = reader->due,
	    .lang = reader->lang ? reader->lang : org->lang};
	int r = notice_values(n, org, reader, NULL, arena, &one.values);

	if (r == 0)
		r = holds_of(db, n, reader, now, arena, &one.holds);
	if (one.holds == SENDING_NO_KEY)
		one.template = "key_pointer";
	if (r == 0)
		vec_push(arena, &to->all, one);
	return r;
}

int sending_preview(struct db *db, const struct sending *s, const char *org, int64_t now,
    struct arena *arena, struct sending_previews *ret)
{
	struct notice_telling telling;
	struct directive_readers readers = {0};
	struct sending_previews out = {0};
	struct notice_texts texts;
	struct notice n = {.id = "",
	    .ref = "VARDE#----",
	    .org = org,
	    .cause = "message",
	    .object = s->id,
	    .severity = s->severity,
	    .tlp = s->tlp,
	    .title = s->title_en};
	struct org o;
	int r = notice_telling_init(db, &org, 1, now, arena, &telling);

	texts_of(s, arena, &texts);
	n.texts = notice_texts_write(&texts, arena);
	if (r == 0)
		r = org_get(db, org, arena, &o);
	if (r == 0)
		notice_readers(&telling, &n, &o, now, arena, &readers);
	for (size_t i = 0; r == 0 && i < readers.all.n; i++)
		r = add_preview(db, &n, &o, &readers.all.items[i], now, arena, &out);
	if (r == 0)
		*ret = out;
	return r;
}
