#include "desk/attribute.h"

#include "base/map.h"
#include "desk/ioc.h"

#include <ctype.h>
#include <stdlib.h>

enum { PAGE = 20000, KEY = 16, NONE = -1 };

#define DAY_MS INT64_C(86400000)

/* A verified item. */
struct owned {
	uint8_t first[KEY], last[KEY]; /* of a network */
	const struct attribute_org *org;
	const char *id;
	int64_t since;  /* it counts for events from then */
	int32_t wider;  /* the next one to ask: around it, or the same of somebody else */
	uint16_t depth; /* of its organisation */
	bool below;     /* of a name: what lies below it is meant too */
	const char *name;
};

/* From this address on it is that item's, up to the next segment. */
struct segment {
	uint8_t from[KEY];
	int32_t item;
};

struct attribute {
	struct arena *arena;
	struct map orgs;        /* id to struct attribute_org */
	VEC(struct owned) nets; /* as segments name them */
	VEC(struct segment) segments;
	VEC(struct owned) names;
	struct map by_name; /* to the first struct owned of that name */
	struct event_rules rules;
	int64_t generation;
};

/* --- loading --- */

static int load_orgs(struct db *db, struct attribute *a)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(
	    db, "SELECT \"id\", \"path\", \"state\", \"criticality\" FROM org", &stmt);

	while (r == 0 && (r = db_step(stmt)) == 1) {
		struct attribute_org *org = ARENA_NEW(a->arena, struct attribute_org);
		const char *state = db_text(stmt, 2);

		org->id = arena_strdup(a->arena, db_text(stmt, 0));
		org->path = arena_strdup(a->arena, db_text(stmt, 1));
		org->criticality = (int)db_int(stmt, 3);
		for (int i = 0; org_state_names[i]; i++)
			if (strcmp(org_state_names[i], state) == 0)
				org->state = i;
		(void)map_set(&a->orgs, org->id, org);
		r = 0;
	}
	return r;
}

static uint16_t depth_of(const char *path)
{
	uint16_t n = 0;

	for (; *path; path++)
		n = (uint16_t)(n + (*path == '/'));
	return n;
}

static bool read_key(const char *hex, uint8_t to[KEY])
{
	if (!hex || strlen(hex) != 2 * (size_t)KEY)
		return false;
	for (size_t i = 0; i < 2 * (size_t)KEY; i++) {
		int c = tolower((unsigned char)hex[i]);

		if (!isxdigit(c))
			return false;
		c = isdigit(c) ? c - '0' : c - 'a' + 10;
		to[i / 2] = (uint8_t)(i % 2 ? to[i / 2] | c : c << 4);
	}
	return true;
}

static void add_item(struct attribute *a, struct db_stmt *stmt)
{
	struct owned row = {.org = map_get(&a->orgs, db_text(stmt, 1)),
	    .since = db_int(stmt, 6) - ATTRIBUTE_BEFORE * DAY_MS,
	    .wider = NONE};
	const char *type = db_text(stmt, 2);

	if (!row.org)
		return;
	row.id = arena_strdup(a->arena, db_text(stmt, 0));
	row.depth = depth_of(row.org->path);
	if (strcmp(type, item_kind_names[ITEM_NETWORK]) != 0) {
		row.name = arena_strdup(a->arena, db_text(stmt, 3));
		row.below = strcmp(type, item_kind_names[ITEM_DOMAIN]) == 0;
		vec_push(a->arena, &a->names, row);
	} else if (read_key(db_text(stmt, 4), row.first) &&
		   read_key(db_text(stmt, 5), row.last)) {
		vec_push(a->arena, &a->nets, row);
	}
}

/* A page of items after the id; *ret_last is then the last one's. Gives how many there were. */
static int load_page(
    struct db *db, struct attribute *a, struct arena *ids, const char **ret_last)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "SELECT \"id\", \"org\", \"type\", \"value\", \"first\", \"last\", \"created\" "
	    "FROM "
	    "perimeter_item WHERE \"state\" = 'verified' AND \"id\" > $1 ORDER BY \"id\" LIMIT "
	    "$2",
	    &stmt);
	int n = 0;

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, *ret_last);
	db_bind_int(stmt, 2, PAGE);
	while ((r = db_step(stmt)) == 1) {
		add_item(a, stmt);
		if (++n == PAGE)
			*ret_last = arena_strdup(ids, db_text(stmt, 0));
	}
	return r < 0 ? r : n;
}

static int load_items(struct db *db, struct attribute *a)
{
	struct arena *ids CLEANUP(arena_freep) = arena_new();
	const char *last = "";
	int n = PAGE;

	while (n == PAGE)
		n = load_page(db, a, ids, &last);
	return n < 0 ? n : 0;
}

/* --- sorting --- */

/* What counts less stands first among the same. */
static int by_preference(const struct owned *x, const struct owned *y)
{
	if (x->depth != y->depth)
		return x->depth < y->depth ? -1 : 1;
	if (x->since != y->since)
		return x->since < y->since ? -1 : 1;
	return strcmp(x->id, y->id);
}

/* By first address, the wider one first. */
static int by_net(const void *px, const void *py)
{
	const struct owned *x = px, *y = py;
	int d = memcmp(x->first, y->first, KEY);

	if (d == 0)
		d = -memcmp(x->last, y->last, KEY);
	return d ? d : by_preference(x, y);
}

static void add_segment(struct attribute *a, const uint8_t from[KEY], int32_t item)
{
	struct segment s = {.item = item};

	memcpy(s.from, from, KEY);
	if (a->segments.n && memcmp(a->segments.items[a->segments.n - 1].from, from, KEY) == 0)
		a->segments.items[a->segments.n - 1].item = item;
	else
		vec_push(a->arena, &a->segments, s);
}

/* The address behind the last one of the item; false at the end of all addresses. */
static bool behind(const struct owned *row, uint8_t to[KEY])
{
	memcpy(to, row->last, KEY);
	for (int i = KEY - 1; i >= 0; i--)
		if (++to[i])
			return true;
	return false;
}

/* Ends the item on top: what follows is what lies around it. */
static int32_t leave(struct attribute *a, int32_t top)
{
	const struct owned *row = &a->nets.items[top];
	uint8_t next[KEY];

	if (behind(row, next))
		add_segment(a, next, row->wider);
	return row->wider;
}

/* Networks lie inside each other or apart; so one pass over them in order, with those that are
 * open as a chain, gives segments without overlaps. */
static void make_segments(struct attribute *a)
{
	int32_t top = NONE;

	if (a->nets.n)
		qsort(a->nets.items, a->nets.n, sizeof(*a->nets.items), by_net);
	for (size_t i = 0; i < a->nets.n; i++) {
		struct owned *row = &a->nets.items[i];

		while (top != NONE && memcmp(a->nets.items[top].last, row->first, KEY) < 0)
			top = leave(a, top);
		row->wider = top;
		top = (int32_t)i;
		add_segment(a, row->first, top);
	}
	while (top != NONE)
		top = leave(a, top);
}

static int by_name(const void *px, const void *py)
{
	const struct owned *x = px, *y = py;
	int d = strcmp(x->name, y->name);

	return d ? d : by_preference(x, y);
}

static void make_names(struct attribute *a)
{
	if (a->names.n)
		qsort(a->names.items, a->names.n, sizeof(*a->names.items), by_name);
	for (size_t i = 0; i < a->names.n; i++) {
		struct owned *row = &a->names.items[i];
		bool same = i && strcmp(row[-1].name, row->name) == 0;

		row->wider = same ? (int32_t)i - 1 : NONE;
		(void)map_set(&a->by_name, row->name, row);
	}
}

int attribute_load(struct db *db, int64_t now, struct attribute **ret)
{
	struct arena *arena = arena_new();
	struct attribute *a = ARENA_NEW(arena, struct attribute);
	int r;

	a->arena = arena;
	map_init(&a->orgs, arena);
	map_init(&a->by_name, arena);
	r = ioc_generation(db, &a->generation);
	if (r == 0)
		r = load_orgs(db, a);
	if (r == 0)
		r = load_items(db, a);
	if (r == 0)
		r = event_rules_load(db, now, arena, &a->rules);
	if (r < 0) {
		(void)attribute_free(a);
		return r;
	}
	make_segments(a);
	make_names(a);
	*ret = a;
	return 0;
}

struct attribute *attribute_free(struct attribute *a)
{
	if (a)
		arena_free(a->arena);
	return NULL;
}

int attribute_refresh(struct db *db, int64_t now, struct attribute **a, bool *ret_anew)
{
	struct attribute *anew = NULL;
	int64_t generation = 0;
	int r = ioc_generation(db, &generation);

	if (r == 0 && generation != (*a)->generation)
		r = attribute_load(db, now, &anew);
	if (r < 0)
		return r;
	if (anew) {
		(void)attribute_free(*a);
		*a = anew;
	}
	if (ret_anew)
		*ret_anew = anew != NULL;
	return 0;
}

int attribute_changed(struct db *db)
{
	return ioc_changed(db);
}

/* --- asking --- */

/* The segment that holds the address, or NULL. */
static const struct segment *segment_of(const struct attribute *a, const uint8_t key[KEY])
{
	size_t low = 0, high = a->segments.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(a->segments.items[middle].from, key, KEY) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &a->segments.items[low - 1] : NULL;
}

static const struct owned *find_net(const struct attribute *a, const struct event *event)
{
	const struct segment *s;
	uint8_t key[KEY];

	if (!read_key(event->addr_key, key))
		return NULL;
	s = segment_of(a, key);
	for (int32_t i = s ? s->item : NONE; i != NONE; i = a->nets.items[i].wider)
		if (event->time >= a->nets.items[i].since)
			return &a->nets.items[i];
	return NULL;
}

static const struct owned *find_name(const struct attribute *a, const struct event *event)
{
	for (const char *at = event->name; at && *at;) {
		const struct owned *row = map_get(&a->by_name, at);
		const char *dot = strchr(at, '.');

		for (; row; row = row->wider == NONE ? NULL : &a->names.items[row->wider])
			if ((row->below || at == event->name) && event->time >= row->since)
				return row;
		at = dot ? dot + 1 : NULL;
	}
	return NULL;
}

struct attribute_hit attribute_find(const struct attribute *a, const struct event *event)
{
	const struct event_rule *rule =
	    event_rules_find(&a->rules, EVENT_RULE_ASSIGNS, event, NULL);
	const struct attribute_org *org = rule ? attribute_org_of(a, rule->org) : NULL;
	const struct owned *row;

	if (org)
		return (struct attribute_hit){org, rule->id, EVENT_BY_RULE};
	row = find_net(a, event);
	if (row)
		return (struct attribute_hit){row->org, row->id, EVENT_BY_NETWORK};
	row = find_name(a, event);
	if (row)
		return (struct attribute_hit){row->org, row->id, EVENT_BY_NAME};
	return (struct attribute_hit){.how = EVENT_NOBODYS};
}

const struct event_rule *attribute_suppressed(
    const struct attribute *a, const struct event *event, const char *org)
{
	return event_rules_find(&a->rules, EVENT_RULE_SUPPRESSES, event, org);
}

const struct attribute_org *attribute_org_of(const struct attribute *a, const char *id)
{
	return id ? map_get(&a->orgs, id) : NULL;
}

size_t attribute_networks(const struct attribute *a)
{
	return a->nets.n;
}

size_t attribute_names(const struct attribute *a)
{
	return a->names.n;
}
