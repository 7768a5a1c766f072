#include "desk/queue_net.h"

#include "codec/json.h"
#include "store/desk.h"
#include "wire/ip.h"

enum { FEW = 4 /* bits: 16 addresses */, NETS_MAX = 1 << 20 };

/*
 * The gate gives a /24 (IPv6: /48) sixteen times the pace of an address: a network of more
 * addresses than that can use all of it, and has it for itself. False: it is a name.
 */
static bool net_around(const char *place, struct ip_net *ret)
{
	struct ip_net net;
	int bits;

	if (ip_net_parse(span_str(place), &net, NULL) < 0)
		return false;
	bits = net.bits;
	if (bits < ip_bits(&net.ip) - FEW)
		bits = MIN(bits, net.ip.family == 4 ? 24 : 48);
	*ret = ip_net_of(&net.ip, bits);
	return true;
}

static bool met(const struct ip_net *a, const struct ip_net *b)
{
	return ip_net_covers(a, b) || ip_net_covers(b, a);
}

struct nets {
	VEC(struct ip_net) all;
};

static bool covered(const struct nets *nets, const struct ip_net *net)
{
	vec_foreach (n, &nets->all)
		if (ip_net_covers(n, net))
			return true;
	return false;
}

static void add(struct nets *nets, const struct text_list *places, struct arena *arena)
{
	for (size_t i = 0; i < places->n; i++) {
		struct ip_net net;

		if (net_around(places->items[i], &net) && !covered(nets, &net))
			vec_push(arena, &nets->all, net);
	}
}

/* Whether one of the nets is in the JSON text of another chunk's. */
static bool meets(const struct nets *nets, const char *theirs, struct arena *arena)
{
	struct json *list = NULL;

	if (json_parse(span_str(theirs), arena, &list, NULL) < 0 || list->type != JSON_ARRAY)
		return true; /* nobody knows where it is */
	for (size_t i = 0; i < list->array.n; i++) {
		struct ip_net net;

		if (!net_around(json_text(&list->array.items[i], ""), &net))
			continue;
		vec_foreach (n, &nets->all)
			if (met(n, &net))
				return true;
	}
	return false;
}

static int any_meets(
    struct db *db, const char *id, const struct nets *nets, struct arena *arena, bool *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	bool found = false;
	int r = db_prepare(db,
	    "SELECT \"nets\" FROM chunk WHERE \"state\" = 'leased' AND \"id\" <> $1 AND "
	    "\"nets\" <> '[]'",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, id);
	while (!found && (r = db_step(stmt)) == 1)
		found = meets(nets, db_text(stmt, 0), arena);
	*ret = found;
	return MIN(r, 0);
}

static int note(struct db *db, const char *id, const struct nets *nets)
{
	struct json_writer w;
	char text[IP_NET_TEXT];
	STR_AUTO(out, NETS_MAX);

	json_write_init(&w, &out, 0);
	json_write_array(&w);
	vec_foreach (n, &nets->all)
		json_write_text(&w, ip_net_text(n, text));
	json_write_array_end(&w);
	if (str_ok(&out) < 0)
		return ERR_LIMIT;
	return desk_exec(db, "UPDATE chunk SET \"nets\" = $2 WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(str_text(&out))), NULL);
}

/* The lock is asked for by a statement of its own: what comes after it sees what others noted
 * before they let it go. */
static int take(struct db *db, const char *id, const struct text_list *places,
    struct arena *arena, bool *ret_free)
{
	struct nets nets = {0};
	bool taken = false;
	struct chunk c = {0};
	int r = db_exec(db, "@lock_nets");

	if (r == 0)
		r = desk_get(db, &chunk_type, id, arena, &c);
	if (r < 0)
		return r;
	*ret_free = c.state == CHUNK_LEASED;
	add(&nets, &c.nets, arena);
	add(&nets, places, arena);
	if (!*ret_free || !nets.all.n)
		return 0;
	r = any_meets(db, id, &nets, arena, &taken);
	if (r == 0 && taken)
		*ret_free = false;
	else if (r == 0 && nets.all.n != c.nets.n)
		r = note(db, id, &nets);
	return r;
}

int queue_net_take(struct db *db, const char *id, const struct text_list *places,
    struct arena *arena, bool *ret_free)
{
	bool ok = false;
	int r = db_begin(db, DB_WRITE);

	if (r == 0)
		r = db_end(db, take(db, id, places, arena, &ok));
	if (r == 0)
		*ret_free = ok;
	return r;
}

static int merge(
    struct db *db, const char *id, const struct text_list *places, struct arena *arena)
{
	struct nets nets = {0};
	struct chunk c = {0};
	int r = desk_get(db, &chunk_type, id, arena, &c);

	if (r < 0)
		return r;
	add(&nets, &c.nets, arena);
	add(&nets, places, arena);
	return note(db, id, &nets);
}

int queue_net_note(
    struct db *db, const char *id, const struct text_list *places, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, merge(db, id, places, arena));
}

void queue_net_assets(
    const struct observations *seen, struct arena *arena, struct text_list *ret)
{
	vec_foreach (o, &seen->all) {
		const struct obs_asset *a = o->kind == OBS_ASSET ? o->asset : NULL;

		if (!a || a->reach == REACH_NONE)
			continue;
		if (a->type == ASSET_ADDRESS)
			text_list_add(ret, arena, a->name);
		for (size_t i = 0; i < a->addresses.n; i++)
			text_list_add(ret, arena, a->addresses.items[i]);
	}
}

static void add_json(const char *list, struct arena *arena, struct text_list *ret)
{
	struct json *parsed = NULL;

	if (!list || json_parse(span_str(list), arena, &parsed, NULL) < 0 ||
	    parsed->type != JSON_ARRAY)
		return;
	for (size_t i = 0; i < parsed->array.n; i++)
		text_list_add(ret, arena, json_text(&parsed->array.items[i], ""));
}

/* Rows of (seq, a place or NULL, a JSON list of places or NULL) of what $1 names; seq (NULL
 * allowed): those behind it alone, and then the last one's. */
static int read_places(struct db *db, const char *sql, const char *of, int64_t *seq,
    struct arena *arena, struct text_list *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db, sql, &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, of);
	if (seq)
		db_bind_int(stmt, 2, *seq);
	while ((r = db_step(stmt)) == 1) {
		if (seq)
			*seq = db_int(stmt, 0);
		if (db_text(stmt, 1))
			text_list_add(ret, arena, arena_strdup(arena, db_text(stmt, 1)));
		add_json(db_text(stmt, 2), arena, ret);
	}
	return r;
}

int queue_net_found(
    struct db *db, const char *run, int64_t *seq, struct arena *arena, struct text_list *ret)
{
	return read_places(db,
	    "SELECT \"seq\", CASE WHEN \"type\" = 'address' THEN \"name\" END, \"addresses\" "
	    "FROM obs_asset WHERE \"run\" = $1 AND \"seq\" > $2 AND \"reach\" <> 'none' "
	    "ORDER BY \"seq\"",
	    run, seq, arena, ret);
}

int queue_net_known(struct db *db, const char *org, struct arena *arena, struct text_list *ret)
{
	return read_places(db,
	    "SELECT DISTINCT 0, \"addr\", NULL FROM exposed_asset WHERE \"org\" = $1 AND "
	    "\"type\" = 'service' AND \"gone\" = 0 AND \"addr\" IS NOT NULL",
	    org, NULL, arena, ret);
}
