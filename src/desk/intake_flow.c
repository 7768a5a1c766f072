#include "desk/intake_flow.h"

#include "codec/sha256.h"
#include "store/desk.h"

enum { TRIES = 6, TELL_MOST = 5000, HEX = 2 * TAIL_HEAD + 1 };

struct intake_flow {
	struct db *db;
	struct intake_origin origin;
	struct attribute *who;
	struct intake_batch *batch;
	struct arena *arena; /* of the flow */
	struct event_follow row;
	bool stored; /* the row is in the database */
	bool any;    /* lines that are not stored */
	struct intake_counts counts;
	struct alert_told told;
};

int intake_flow_new(
    struct db *db, const struct intake_origin *origin, int64_t now, struct intake_flow **ret)
{
	struct attribute *who = NULL;
	struct intake_flow *f;
	int r;

	if (origin->format && !intake_format_of(origin->format))
		return db_fail(db, ERR_RANGE, "there is no such format",
		    "eve, zeek, snort, idea, xarf, n6 or cef", "%.40s", origin->format);
	r = attribute_load(db, now, &who);
	if (r < 0)
		return r;
	f = mem_alloc(sizeof(*f));
	*f =
	    (struct intake_flow){.db = db, .origin = *origin, .who = who, .arena = arena_new()};
	if (!f->origin.import)
		f->origin.import = arena_printf(f->arena, "flow/%s", origin->feed);
	f->batch = intake_batch_new(&f->origin, who, now);
	*ret = f;
	return 0;
}

struct intake_flow *intake_flow_free(struct intake_flow *f)
{
	if (!f)
		return NULL;
	(void)intake_batch_free(f->batch);
	(void)attribute_free(f->who);
	arena_free(f->arena);
	return mem_free(f);
}

/* --- marks --- */

static size_t read_head(const char *hex, unsigned char to[TAIL_HEAD])
{
	static const char digits[] = "0123456789abcdef";
	size_t n = 0;

	for (; hex && hex[0] && hex[1] && n < TAIL_HEAD; hex += 2) {
		const char *high = strchr(digits, hex[0]), *low = strchr(digits, hex[1]);

		if (!high || !low)
			break;
		to[n++] = (unsigned char)((high - digits) << 4 | (low - digits));
	}
	return n;
}

static const char *write_head(const struct tail_mark *m, struct arena *arena)
{
	static const char digits[] = "0123456789abcdef";
	char hex[HEX];

	for (size_t i = 0; i < m->nhead; i++) {
		hex[2 * i] = digits[m->head[i] >> 4];
		hex[2 * i + 1] = digits[m->head[i] & 15];
	}
	hex[2 * m->nhead] = '\0';
	return arena_strdup(arena, hex);
}

int intake_flow_mark(struct intake_flow *f, const char *path, struct tail_mark *ret)
{
	char hex[SHA256_HEX];
	const char *id = sha256_hex(
	    span_str(arena_printf(f->arena, "follow %s %s", f->origin.feed, path)), hex);
	int r = desk_get(f->db, &event_follow_type, id, f->arena, &f->row);

	*ret = (struct tail_mark){0};
	if (r == ERR_NOTFOUND) {
		f->row = (struct event_follow){.id = arena_strdup(f->arena, id),
		    .feed = f->origin.feed,
		    .path = arena_strdup(f->arena, path)};
		return 0;
	}
	if (r < 0)
		return r;
	f->stored = true;
	ret->device = f->row.device;
	ret->inode = f->row.inode;
	ret->offset = f->row.offset;
	ret->nhead = read_head(f->row.head, ret->head);
	return 0;
}

/* --- storing --- */

static void set_row(const struct intake_flow *f, const struct tail_mark *where, int64_t lost,
    const struct intake_counts *c, int64_t now, struct arena *arena, struct event_follow *row)
{
	*row = f->row;
	row->device = where->device;
	row->inode = where->inode;
	row->offset = where->offset;
	row->head = write_head(where, arena);
	row->lines += c->lines;
	row->wrong += c->wrong;
	row->lost += lost;
	row->time = now;
}

static int try_store(struct intake_flow *f, const struct tail_mark *where, int64_t lost,
    int64_t now, struct intake_counts *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct event_follow row = {0};
	int r = db_begin(f->db, DB_WRITE);

	if (r < 0)
		return r;
	r = intake_batch_store(f->batch, f->db, ret);
	if (r == 0 && where) {
		set_row(f, where, lost, ret, now, arena, &row);
		/* Two that follow the same file: the slower one is refused by its version. */
		r = f->stored ? desk_update(f->db, &event_follow_type, &row)
			      : desk_insert(f->db, &event_follow_type, &row);
	}
	r = db_end(f->db, r);
	if (r == 0 && where) {
		row.head = NULL;
		f->row = row;
		f->stored = true;
	}
	return r;
}

static void add_counts(struct intake_counts *to, const struct intake_counts *c)
{
	to->lines += c->lines;
	to->wrong += c->wrong;
	to->events += c->events;
	to->added += c->added;
	to->nobodys += c->nobodys;
	to->alerts += c->alerts;
	to->grown += c->grown;
	to->met += c->met;
	to->traces += c->traces;
}

static int tell(struct intake_flow *f, const struct intake_counts *c, int64_t now)
{
	struct alert_told told = {0};
	int r;

	if (f->origin.hold || !c->added)
		return 0;
	r = alert_tell_due(f->db, now, TELL_MOST, &told);
	f->told.alerts += told.alerts;
	f->told.orgs += told.orgs;
	f->told.messages += told.messages;
	return r;
}

int intake_flow_store(
    struct intake_flow *f, const struct tail_mark *where, int64_t lost, int64_t now)
{
	struct intake_counts c = {0};
	int r = ERR_BUSY;

	if (!f->any && !lost)
		return 0;
	for (int i = 0; r == ERR_BUSY && i < TRIES; i++)
		r = try_store(f, where, lost, now, &c);
	if (r < 0)
		return r;
	f->any = false;
	add_counts(&f->counts, &c);
	/* The lines are stored: whoever could not be told now is told by the next. */
	r = tell(f, &c, now);
	if (r == 0)
		r = attribute_refresh(f->db, now, &f->who, NULL);
	/* A new one: its alerts are of this time. */
	(void)intake_batch_free(f->batch);
	f->batch = intake_batch_new(&f->origin, f->who, now);
	return r;
}

int intake_flow_lines(struct intake_flow *f, struct span lines, int64_t now)
{
	struct span line;
	int r = 0;

	while (span_line(&lines, &line)) {
		intake_batch_line(f->batch, line);
		f->any = true;
		/* Of a file the caller gives little enough; the mark is behind all of it. What
		 * cannot be stored now stays. */
		if (r == 0 && !f->row.id && intake_batch_full(f->batch))
			r = intake_flow_store(f, NULL, 0, now);
	}
	return r;
}

void intake_flow_count(
    const struct intake_flow *f, struct intake_counts *ret, struct alert_told *ret_told)
{
	*ret = f->counts;
	*ret_told = f->told;
}
