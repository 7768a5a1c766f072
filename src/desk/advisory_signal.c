#include "desk/advisory_signal.h"

#include "desk/advisory.h"
#include "desk/id.h"
#include "feed/feed.h"
#include "model/log.h"
#include "store/desk.h"
#include "store/knowledge.h"

#include <stdlib.h>

/* How far it was read: "TAKEN KEY" of the last record. */
#define MARK "advisory_signal"

enum { LINES = 60, LINE = 300 };

struct taking {
	struct db *db;
	struct arena *arena;
	int64_t now, made;
	const struct actor *actor; /* of a document that somebody brings; NULL: a feed */
	const char *id;            /* the signal of it */
};

/* --- products --- */

static const char *name_of(const char *name, struct arena *arena)
{
	char *out = arena_strdup(arena, name ? name : "*");

	for (char *c = out; *c; c++)
		if (strchr(" <>=:", *c))
			*c = '_';
	return out;
}

static const char *range_of(const struct vuln_criterion *c, struct arena *arena)
{
	if (c->range == RANGE_EXACT && c->version)
		return arena_printf(arena, "= %s", c->version);
	if (c->range != RANGE_SPAN || (!c->start && !c->end))
		return "all versions";
	if (!c->start)
		return arena_printf(arena, "%s%s", c->end_excluded ? "<" : "<=", c->end);
	if (!c->end)
		return arena_printf(arena, "%s%s", c->start_excluded ? ">" : ">=", c->start);
	return arena_printf(arena, "vers:generic/%s%s|%s%s",
	    c->start_excluded ? ">" : ">=", c->start, c->end_excluded ? "<" : "<=", c->end);
}

struct text_list advisory_signal_products(
    const struct vuln_configs *configs, struct arena *arena)
{
	struct text_list out = {0};

	vec_foreach (config, &configs->all)
		vec_foreach (node, &config->nodes)
			vec_foreach (c, &node->criteria) {
				const char *line;

				if (!c->vulnerable || c->fixed || !c->product ||
				    c->range == RANGE_NONE || out.n >= LINES)
					continue;
				line =
				    arena_printf(arena, "%s:%s %s", name_of(c->vendor, arena),
					name_of(c->product, arena), range_of(c, arena));
				if (strlen(line) <= LINE)
					text_list_add(&out, arena, line);
			}
	return out;
}

/* --- signals --- */

static const char *cut(const char *text, size_t max, struct arena *arena)
{
	size_t n = text ? strlen(text) : 0;

	if (n <= max)
		return text;
	/* Not within a character. */
	for (n = max; n && ((unsigned char)text[n] & 0xc0) == 0x80;)
		n--;
	return arena_strndup(arena, text, n);
}

/* "vendor_fix: Update to 2.1" as lines of a list; what to do is written from them. */
static const char *remedies(const struct text_list *lines, struct arena *arena)
{
	STR_AUTO(out, 20000);

	for (size_t i = 0; i < lines->n && i < LINES; i++) {
		const char *colon = strstr(lines->items[i], ": ");

		str_addf(&out, "- %s\n", colon ? colon + 2 : lines->items[i]);
	}
	return str_ok(&out) == 0 && lines->n ? str_dup(&out, arena) : NULL;
}

static void fill(const struct know_row *row, const struct know_advisory *k, struct arena *arena,
    struct advisory_document *ret)
{
	bool french = strncmp(row->source, "certfr", 6) == 0;
	struct advisory *a = &ret->advisory;
	struct advisory_text text = {.lang = french ? "fr" : "en"};

	a->title = cut(k->title && *k->title ? k->title : row->id, 300, arena);
	a->state = ADVISORY_SIGNAL;
	a->chance = a->damage = ADVISORY_MEDIUM;
	a->audience = ADVISORY_FOR_MATCH;
	a->tlp = TLP_AMBER;
	a->cves = k->cves;
	a->cvss = k->cvss;
	a->products = advisory_signal_products(&k->configs, arena);
	if (k->url)
		text_list_add(&a->references, arena, k->url);
	a->source = arena_strdup(arena, row->source);
	a->source_id = arena_strdup(arena, row->id);
	a->source_url = k->url;
	a->source_modified = row->modified;
	a->lang = text.lang;
	text.title = a->title;
	text.summary = cut(k->text, 20000, arena);
	text.remedy = remedies(&k->remedies, arena);
	vec_push(arena, &ret->texts, text);
}

static int store(struct taking *t, const struct know_row *row, const struct know_advisory *k)
{
	struct advisory_document document = {0};
	struct advisory *a = &document.advisory;
	int r;

	fill(row, k, t->arena, &document);
	if (k->tlp) {
		enum tlp label = TLP_RED;

		/* Who signals says how far it may go; what cannot be read goes nowhere. */
		if (tlp_from_text(span_str(k->tlp), &label) < 0)
			label = TLP_RED;
		a->tlp = label;
	}
	a->id = id_make(t->arena);
	a->created = a->changed = t->now;
	r = ref_next(t->db, "S", t->now, t->arena, &a->ref);
	if (r == 0)
		r = desk_insert(t->db, &advisory_type, a);
	if (r == 0)
		r = advisory_put_texts(t->db, &document, t->arena);
	if (r == 0)
		t->made++;
	t->id = a->id;
	return r;
}

/* What is known already and was changed. */
static int renew(struct taking *t, const struct know_row *row, struct advisory *a)
{
	int r;

	if (row->modified <= a->source_modified)
		return 0;
	a->source_modified = row->modified;
	a->changed = t->now;
	r = desk_update(t->db, &advisory_type, a);
	return r < 0 ? r : advisory_note(t->db, NULL, a, "source_changed", t->now);
}

static int take(struct taking *t, const struct know_row *row)
{
	const struct know_advisory *k = NULL;
	const void *rec = NULL;
	struct advisory a = {0};
	int64_t when;
	int r = desk_find(t->db, &advisory_type, "WHERE \"source\" = $1 AND \"source_id\" = $2",
	    DESK_PARAMS(DESK_TEXT(row->source), DESK_TEXT(row->id)), t->arena, &a);

	if (r == 0)
		return renew(t, row, &a);
	if (r != ERR_NOTFOUND)
		return r;
	if (know_read(KNOW_ADVISORY, span_str(row->body), t->arena, &rec, NULL) < 0)
		return 0; /* the store reads what it wrote: a newer Varde's, not for us */
	k = rec;
	when = MAX(row->modified, k->published);
	if (when && when < t->now - (int64_t)ADVISORY_SIGNAL_DAYS * 86400000)
		return 0;
	return store(t, row, k);
}

/* --- a document that somebody brings --- */

static int take_document(void *arg, const struct knowledge *k)
{
	struct taking *t = arg;
	const struct know_row row = {.source = k->source, .id = k->id, .modified = k->modified};
	struct advisory a = {0};
	int r;

	if (k->kind != KNOW_ADVISORY || t->id)
		return 0;
	r = desk_find(t->db, &advisory_type, "WHERE \"source\" = $1 AND \"source_id\" = $2",
	    DESK_PARAMS(DESK_TEXT(row.source), DESK_TEXT(row.id)), t->arena, &a);
	if (r == 0) {
		t->id = a.id;
		return renew(t, &row, &a);
	}
	if (r != ERR_NOTFOUND)
		return r;
	r = store(t, &row, k->advisory);
	return r < 0 ? r
		     : log_append(
			   t->db, t->actor, "advisory.signal", NULL, t->id, NULL, NULL, t->now);
}

static int read_document(
    struct taking *t, const struct feed *feed, struct span bytes, const char *name)
{
	struct feed_read rd = {
	    .source = feed->name, .origin = name, .emit = take_document, .arg = t};
	struct msg msg = {0};
	int r = feed->read(bytes, &rd, &msg);

	if (r < 0 && msg.what[0])
		return db_refuse(t->db, r, &msg);
	if (r == 0 && !t->id)
		return db_fail(t->db, ERR_SYNTAX, "nothing in the file can be taken in",
		    "take the document as its publisher gives it, in its final form", "%.200s",
		    rd.nreasons ? rd.reasons[0].why : name);
	return r;
}

int advisory_signal_file(struct db *db, const struct actor *actor, struct span bytes,
    const char *name, int64_t now, struct arena *arena, const char **ret_id)
{
	struct taking t = {.db = db, .arena = arena, .now = now, .actor = actor};
	const struct feed *feed =
	    feed_sniff(span_sub(bytes, 0, MIN(bytes.n, (size_t)FEED_HEAD)), name);
	int r;

	if (!feed || !feed->read ||
	    (strcmp(feed->name, "csaf") != 0 && strcmp(feed->name, "certfr") != 0))
		return db_fail(db, ERR_SYNTAX, "the file is no advisory that can be read",
		    "take in a document of CSAF 2.0 (JSON)", "%.200s", name);
	r = db_begin(db, DB_WRITE);
	if (r < 0)
		return r;
	r = db_end(db, read_document(&t, feed, bytes, name));
	if (r == 0)
		*ret_id = t.id;
	return r;
}

typedef VEC(struct know_row) rows;

static int read_rows(struct taking *t, int64_t taken, const char *key, int max, rows *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(t->db,
	    "SELECT \"key\", \"source\", \"id\", \"modified\", \"taken\", \"body\" FROM "
	    "know_record WHERE (\"taken\", \"key\") > ($1, $2) AND \"kind\" = 'advisory' AND "
	    "\"body\" IS NOT NULL ORDER BY \"taken\", \"key\" LIMIT $3",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_int(stmt, 1, taken);
	db_bind_text(stmt, 2, key);
	db_bind_int(stmt, 3, max);
	while ((r = db_step(stmt)) == 1)
		vec_push(t->arena, ret,
		    (struct know_row){.key = arena_strdup(t->arena, db_text(stmt, 0)),
			.source = arena_strdup(t->arena, db_text(stmt, 1)),
			.id = arena_strdup(t->arena, db_text(stmt, 2)),
			.modified = db_int(stmt, 3),
			.taken = db_int(stmt, 4),
			.body = arena_strdup(t->arena, db_text(stmt, 5))});
	return r;
}

/* The mark is changed first: who else goes on from it waits, or begins anew. */
static int move_mark(struct taking *t, const char *was, const char *to)
{
	int64_t changed = 0;
	int r = desk_exec(t->db,
	    "UPDATE setting SET \"value\" = $1 WHERE \"name\" = '" MARK "' AND \"value\" = $2",
	    DESK_PARAMS(DESK_TEXT(to), DESK_TEXT(was)), &changed);

	if (r == 0 && !changed)
		return db_fail(t->db, ERR_BUSY, "another server takes the signals",
		    "wait for the next pass", "%s", MARK);
	return r;
}

static int go_on(struct taking *t, const char *was, int max)
{
	char *key = NULL;
	int64_t taken = strtoll(was, &key, 10);
	const struct know_row *last;
	rows found = {0};
	int r = read_rows(t, taken, *key == ' ' ? key + 1 : key, max, &found);

	if (r < 0 || !found.n)
		return r;
	last = &found.items[found.n - 1];
	r = move_mark(
	    t, was, arena_printf(t->arena, "%lld %s", (long long)last->taken, last->key));
	vec_foreach (row, &found)
		if (r == 0)
			r = take(t, row);
	return r;
}

int advisory_signal_take(struct db *db, int64_t now, int max, int64_t *ret_new)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct taking t = {.db = db, .arena = arena, .now = now};
	struct setting mark = {0};
	int r = desk_get(db, &setting_type, MARK, arena, &mark);

	if (r == ERR_NOTFOUND) {
		mark.value = "0 ";
		r = desk_exec(db,
		    "INSERT INTO setting (\"name\", \"value\") VALUES ('" MARK "', '0 ') ON "
		    "CONFLICT (\"name\") DO NOTHING",
		    NULL, 0, NULL);
	}
	if (r == 0)
		r = db_begin(db, DB_WRITE);
	if (r < 0)
		return r;
	r = db_end(db, go_on(&t, mark.value, max));
	if (r == ERR_BUSY || r == ERR_EXISTS)
		return 0;
	if (r == 0)
		*ret_new = t.made;
	return r;
}
