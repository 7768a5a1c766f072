#include "desk/tool_import.h"

#include "assess/redact.h"
#include "auth/role.h"
#include "codec/json.h"
#include "codec/sha256.h"
#include "desk/id.h"
#include "desk/pentest_import.h"
#include "desk/perimeter.h"
#include "desk/tracked.h"
#include "import/import.h"
#include "store/desk.h"

static void count(struct tool_import *i, const struct plan_counts *n)
{
	i->fresh = n->of[TOOL_NEW];
	i->known = n->of[TOOL_KNOWN];
	i->twice = n->of[TOOL_TWICE];
	i->outside = n->of[TOOL_OUTSIDE];
	i->info = n->of[TOOL_INFO];
}

static int log_import(struct db *db, const struct actor *actor, const char *action,
    const struct tool_import *i, int64_t now)
{
	struct json_writer w;
	STR_AUTO(detail, 4096);

	json_write_init(&w, &detail, 0);
	json_write_object(&w);
	json_member_text(&w, "ref", i->ref);
	json_member_text(&w, "tool", tool_kind_names[i->tool]);
	json_member_text(&w, "digest", i->digest);
	json_member_int(&w, "new", i->fresh);
	json_member_int(&w, "known", i->known);
	json_member_int(&w, "twice", i->twice);
	json_member_int(&w, "outside", i->outside);
	if (i->state == TOOL_UNDONE) {
		json_member_int(&w, "withdrawn", i->withdrawn);
		json_member_int(&w, "kept", i->kept);
	}
	if (i->reason)
		json_member_text(&w, "reason", i->reason);
	json_write_object_end(&w);
	return log_append(db, actor, action, i->org, i->id, NULL, str_text(&detail), now);
}

/* --- preview --- */

/* Tools print what they see: secrets and what may name a patient leave before it is stored. */
static const char *redacted(struct arena *arena, const char *text, size_t max)
{
	return text ? redact_text(arena, span_str(text), max) : NULL;
}

static void redact(struct tool_findings *all, struct arena *arena)
{
	vec_foreach (f, &all->all) {
		f->title = redacted(arena, f->title, TOOL_TEXT);
		f->evidence = redacted(arena, f->evidence, TOOL_EVIDENCE);
		f->path = redacted(arena, f->path, TOOL_TEXT);
	}
}

/* e: the engagement that it goes into; its id is NULL: none. */
static int plan(struct db *db, const struct tool_import *i, const struct engagement *e,
    struct tool_findings *findings, struct arena *arena, struct plan_counts *ret)
{
	struct plan_scope scope = {0};
	struct plan_knowns known = {0};
	int r;

	if (e->id)
		return pentest_import_plan(db, e, findings, arena, ret);
	r = tool_scope_load(db, i->org, arena, &scope);
	if (r == 0)
		r = tool_scope_known(db, i->org, arena, &known);
	if (r == 0)
		plan_make(findings, &scope, &known, arena, ret);
	return r;
}

/* The same file is taken once. */
static int check_digest(struct db *db, const struct tool_import *i, struct arena *arena)
{
	struct tool_import other;
	int r = desk_find(db, &tool_import_type,
	    "WHERE \"org\" = $1 AND \"digest\" = $2 AND \"state\" = 'taken' AND "
	    "coalesce(\"engagement\", '') = coalesce(CAST($3 AS TEXT), '')",
	    DESK_PARAMS(DESK_TEXT(i->org), DESK_TEXT(i->digest), DESK_TEXT(i->engagement)),
	    arena, &other);

	if (r == 0)
		return db_fail(db, ERR_EXISTS, "this file was taken already",
		    "undo that import first when it is to be taken anew", "it is %s",
		    other.ref);
	return r == ERR_NOTFOUND ? 0 : r;
}

static int store_lines(
    struct db *db, const char *import, struct tool_findings *all, struct arena *arena)
{
	vec_foreach (f, &all->all) {
		int r;

		f->id = id_make(arena);
		f->import = import;
		r = desk_insert(db, &tool_finding_type, f);
		if (r < 0)
			return r;
	}
	return 0;
}

static int store_preview(struct db *db, const struct actor *actor, struct tool_import *i,
    const struct engagement *e, struct import_file *file, int64_t now, struct arena *arena)
{
	struct plan_counts counts = {0};
	int r = check_digest(db, i, arena);

	if (r == 0)
		r = plan(db, i, e, &file->findings, arena, &counts);
	if (r == 0)
		r = ref_next(db, TOOL_IMPORT_PREFIX, now, arena, &i->ref);
	if (r < 0)
		return r;
	count(i, &counts);
	i->id = id_make(arena);
	r = desk_insert(db, &tool_import_type, i);
	if (r == 0)
		r = store_lines(db, i->id, &file->findings, arena);
	return r < 0 ? r : log_import(db, actor, "import.preview", i, now);
}

int tool_import_preview(struct db *db, const struct actor *actor,
    const struct tool_import_file *file, int64_t now, struct arena *arena,
    struct tool_import *ret)
{
	struct import_file read = {0};
	struct msg why = {0};
	char hex[SHA256_HEX];
	struct engagement e = {0};
	struct tool_import i = {.org = file->org,
	    .name = redacted(arena, file->name, 200),
	    .bytes = (int64_t)file->bytes.n,
	    .created = now,
	    .created_by = actor ? actor->person : NULL};
	int r = file->engagement
		    ? pentest_import_may(db, actor, file->engagement, now, arena, &e)
		    : desk_may(db, actor, file->may, file->org, arena, now);

	if (r < 0)
		return r;
	if (e.id) {
		i.org = e.org;
		i.engagement = e.id;
	}
	r = import_read(file->bytes, arena, &read, &why);
	if (r < 0)
		return db_refuse(db, r, &why);
	redact(&read.findings, arena);
	i.digest = arena_strdup(arena, sha256_hex(file->bytes, hex));
	i.tool = read.tool;
	i.program = read.program;
	i.scanned = MIN(read.scanned, now);
	i.lines = (int64_t)read.findings.all.n;
	i.bad = read.bad;
	r = db_begin(db, DB_WRITE);
	if (r == 0)
		r = db_end(db, store_preview(db, actor, &i, &e, &read, now, arena));
	if (r == 0)
		*ret = i;
	return r;
}

int tool_import_lines(
    struct db *db, const char *id, int max, struct arena *arena, struct tool_findings *ret)
{
	struct desk_records all = {0};
	struct tool_findings out = {0};
	int r = desk_list(db, &tool_finding_type,
	    "WHERE \"import\" = $1 ORDER BY \"number\", \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(id), DESK_INT(max)), arena, &all);

	if (r < 0)
		return r;
	vec_foreach (f, &all.all)
		vec_push(arena, &out.all, *(struct tool_finding *)*f);
	*ret = out;
	return 0;
}

/* --- taking --- */

static int get(struct db *db, const struct actor *actor, const char *id, int may, int64_t now,
    struct arena *arena, struct tool_import *ret, struct engagement *ret_engagement)
{
	int r = desk_get(db, &tool_import_type, id, arena, ret);

	if (r == 0 && ret->engagement)
		return pentest_import_may(
		    db, actor, ret->engagement, now, arena, ret_engagement);
	return r < 0 ? r : desk_may(db, actor, may, ret->org, arena, now);
}

static int wrong_state(struct db *db, const struct tool_import *i)
{
	return db_fail(db, ERR_UNSUPPORTED, "this cannot be done to the import now",
	    "look at it as it is now: somebody else may have decided", "%s is %-s", i->ref,
	    tool_import_state_names[i->state]);
}

/* One import or run of an organisation at a time: its row is held until the end. */
static int hold(struct db *db, const char *org)
{
	return desk_exec(db, "UPDATE org SET \"id\" = \"id\" WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(org)), NULL);
}

static int follow(struct db *db, const struct actor *actor, const struct tool_import *i,
    struct engagement *e, struct tool_findings *lines, int64_t now, struct arena *arena)
{
	int r = e->id ? pentest_import_take(db, actor, e, lines, now, arena) : 0;

	for (size_t k = 0; r == 0 && k < lines->all.n; k++) {
		struct tool_finding *f = &lines->all.items[k];
		struct tracked t;

		if (!e->id && f->verdict == TOOL_NEW) {
			r = tool_take_one(db, actor, i->org, f,
			    arena_printf(arena, "%s, %s", i->ref, tool_kind_labels[i->tool]),
			    now, arena, &t);
			f->finding = r == 0 ? t.id : NULL;
		}
		if (r == 0)
			r = desk_update(db, &tool_finding_type, f);
	}
	return r;
}

static int take(struct db *db, const struct actor *actor, struct tool_import *i,
    struct engagement *e, int64_t now, struct arena *arena)
{
	struct tool_findings lines = {0};
	struct plan_counts counts = {0};
	int r = hold(db, i->org);

	if (r == 0)
		r = check_digest(db, i, arena);
	if (r == 0)
		r = tool_import_lines(db, i->id, IMPORT_LINES, arena, &lines);
	if (r == 0)
		r = plan(db, i, e, &lines, arena, &counts);
	if (r == 0)
		r = follow(db, actor, i, e, &lines, now, arena);
	if (r < 0)
		return r;
	count(i, &counts);
	i->state = TOOL_TAKEN;
	i->taken = now;
	i->taken_by = actor ? actor->person : NULL;
	r = desk_update(db, &tool_import_type, i);
	return r < 0 ? r : log_import(db, actor, "import.take", i, now);
}

int tool_import_take(struct db *db, const struct actor *actor, const char *id, int may,
    int64_t now, struct arena *arena, struct tool_import *ret)
{
	struct engagement e = {0};
	struct tool_import i;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = get(db, actor, id, may, now, arena, &i, &e);
	if (r == 0 && i.state != TOOL_PREVIEW)
		r = wrong_state(db, &i);
	if (r == 0)
		r = take(db, actor, &i, &e, now, arena);
	r = db_end(db, r);
	if (r == 0)
		*ret = i;
	return r;
}

/* --- undoing --- */

/* Withdraws what the line opened; *ret_done: whether. What a run has seen is surveillance's
 * now, and what is settled stays settled. */
static int withdraw(struct db *db, const struct actor *actor, const char *finding,
    const char *note, int64_t now, struct arena *arena, bool *ret_done)
{
	const struct tracked_step step = {.action = TRACKED_DO_WITHDRAW};
	struct tracked before, after;
	struct msg msg = {0};
	int r = desk_get(db, &tracked_type, finding, arena, &before);

	*ret_done = false;
	if (r < 0)
		return r;
	if (before.run || tracked_apply(&before, &step, NULL, now, &after, &msg) < 0)
		return 0;
	after.closed_how = "import";
	r = desk_update(db, &tracked_type, &after);
	if (r == 0)
		r = tracked_note(
		    db, &before, &after, actor ? actor->person : NULL, note, NULL, now);
	*ret_done = r == 0;
	return r;
}

static int undo(struct db *db, const struct actor *actor, struct tool_import *i,
    const char *reason, int64_t now, struct arena *arena)
{
	struct tool_findings lines = {0};
	bool taken = i->state == TOOL_TAKEN;
	int r = hold(db, i->org);

	if (r == 0 && taken)
		r = tool_import_lines(db, i->id, IMPORT_LINES, arena, &lines);
	for (size_t k = 0; r == 0 && k < lines.all.n; k++) {
		bool done;

		if (!lines.all.items[k].finding)
			continue;
		r = i->engagement
			? pentest_import_undo(db, lines.all.items[k].finding, arena, &done)
			: withdraw(db, actor, lines.all.items[k].finding,
			      arena_printf(arena, "%s: %s", i->ref, reason), now, arena, &done);
		i->withdrawn += r == 0 && done;
		i->kept += r == 0 && !done;
	}
	if (r < 0)
		return r;
	i->state = taken ? TOOL_UNDONE : TOOL_DROPPED;
	i->undone = now;
	i->undone_by = actor ? actor->person : NULL;
	i->reason = reason;
	r = desk_update(db, &tool_import_type, i);
	return r < 0 ? r : log_import(db, actor, taken ? "import.undo" : "import.drop", i, now);
}

int tool_import_undo(struct db *db, const struct actor *actor, const char *id,
    const char *reason, int may, int64_t now, struct arena *arena, struct tool_import *ret)
{
	struct engagement e = {0};
	struct tool_import i;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = get(db, actor, id, may, now, arena, &i, &e);
	if (r == 0 && i.state != TOOL_PREVIEW && i.state != TOOL_TAKEN)
		r = wrong_state(db, &i);
	if (r == 0 && i.state == TOOL_TAKEN && (!reason || !*reason))
		r = db_fail(db, ERR_RANGE, "a reason is missing",
		    "say why, in a sentence that somebody else understands in a year", "%s",
		    i.ref);
	if (r == 0)
		r = undo(db, actor, &i, reason && *reason ? reason : NULL, now, arena);
	r = db_end(db, r);
	if (r == 0)
		*ret = i;
	return r;
}
