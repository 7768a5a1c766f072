#include "desk/authorise.h"

#include "auth/role.h"
#include "base/limits.h"
#include "base/parse.h"
#include "base/time.h"
#include "codec/idn.h"
#include "codec/sha256.h"
#include "desk/id.h"
#include "desk/statement.h"
#include "store/desk.h"
#include "wire/ip.h"

enum { ITEMS_MAX = 100000, STATEMENT_MAX = 200000, EMERGENCY_DIGITS = 4 };

static int refuse(struct db *db, int err, const char *detail, const char *hint)
{
	return db_fail(db, err, "this cannot be authorised", hint, "%-s", detail);
}

/* --- the ask --- */

static bool minute(struct span s, int64_t *ret)
{
	int64_t h, m;

	if (s.n != 5 || s.p[2] != ':' || parse_int(span_sub(s, 0, 2), 0, 24, &h) < 0 ||
	    parse_int(span_sub(s, 3, 2), 0, 59, &m) < 0 || h * 60 + m > 1440)
		return false;
	*ret = h * 60 + m;
	return true;
}

/* HH:MM-HH:MM, as the gate reads them. */
static bool window_ok(const char *text)
{
	struct span w = span_str(text);
	int64_t from, to;

	return w.n == 11 && w.p[5] == '-' && minute(span_sub(w, 0, 5), &from) &&
	       minute(span_sub(w, 6, 5), &to) && from != to;
}

/* Something that is never touched: a network, or a name and what lies below it. */
struct exclusion {
	const char *name; /* NULL: a network */
	struct ip_net net;
};

static int exclusion_of(const char *text, struct arena *arena, struct exclusion *ret)
{
	struct exclusion e = {0};
	bool host_bits = false;
	char *name;

	if (ip_net_parse(span_str(text), &e.net, &host_bits) == 0) {
		if (host_bits)
			return ERR_RANGE;
	} else if (strpbrk(text, ":/") || idn_to_ascii(span_str(text), arena, &name) < 0 ||
		   !strchr(name, '.') || strspn(strrchr(name, '.') + 1, "0123456789") > 0) {
		return ERR_SYNTAX; /* as the gate reads it */
	} else {
		e.name = name;
	}
	*ret = e;
	return 0;
}

static size_t digits_in(const char *text)
{
	size_t n = 0;

	for (; text && *text; text++)
		n += *text >= '0' && *text <= '9';
	return n;
}

static int check_validity(struct db *db, const struct authorise_ask *ask, int64_t now)
{
	if (ask->until <= ask->since || ask->until <= now)
		return refuse(db, ERR_RANGE, "it would end before it begins, or has ended",
		    "choose an end that lies ahead");
	if (ask->until - MAX(ask->since, now) > AUTHORISE_MAX_MS ||
	    ask->since > now + AUTHORISE_MAX_MS)
		return refuse(db, ERR_RANGE, "it would be valid for more than a year",
		    "choose an end within a year; it can be signed again");
	return 0;
}

static int check_ask(
    struct db *db, const struct authorise_ask *ask, struct arena *arena, int64_t now)
{
	struct exclusion e;

	if (digits_in(ask->emergency) < EMERGENCY_DIGITS)
		return refuse(db, ERR_SYNTAX, "there is no emergency number",
		    "name a telephone that is answered while systems are examined");
	if (!ask->function || !span_trim(span_str(ask->function)).n)
		return refuse(db, ERR_SYNTAX, "the signer's function is missing",
		    "say in which function it is signed");
	if (ask->profile < PROFILE_PASSIVE || ask->profile > PROFILE_FULL || ask->rate < 0 ||
	    ask->rate > 1000)
		return refuse(db, ERR_RANGE, "there is no such depth or pace",
		    "choose one of the depths, and a pace up to 1000");
	for (size_t i = 0; i < ask->windows.n; i++)
		if (!window_ok(ask->windows.items[i]))
			return db_fail(db, ERR_RANGE, "this cannot be authorised",
			    "write windows in UTC as 22:00-06:00", "\"%.40s\" is no window",
			    ask->windows.items[i]);
	for (size_t i = 0; i < ask->exclude.n; i++)
		if (exclusion_of(ask->exclude.items[i], arena, &e) < 0)
			return db_fail(db, ERR_RANGE, "this cannot be authorised",
			    "exclude names, addresses or networks, one each",
			    "\"%.80s\" is no name, address or network", ask->exclude.items[i]);
	return check_validity(db, ask, now);
}

/* The organisation's items that are proved at that time and named (none: all), in the order of
 * their values. */
static int proved_items(struct db *db, const char *org, const struct text_list *named,
    int64_t now, struct arena *arena, struct item_list *ret)
{
	struct desk_records found = {0};
	struct item_list list = {0};
	int r = desk_list(db, &item_type,
	    "WHERE \"org\" = $1 AND \"state\" = 'verified' AND \"lapses\" > $2 ORDER BY "
	    "\"value\""
	    " LIMIT $3",
	    DESK_PARAMS(DESK_TEXT(org), DESK_INT(now), DESK_INT(ITEMS_MAX)), arena, &found);

	if (r < 0)
		return r;
	vec_foreach (rec, &found.all) {
		const struct item *item = *rec;

		if (!named->n || text_list_has(named, item->id))
			vec_push(arena, &list.all, *item);
	}
	*ret = list;
	return 0;
}

int authorise_statement(struct db *db, const struct authorise_ask *ask, const char *signer_name,
    struct arena *arena, int64_t now, const char **ret)
{
	struct item_list items = {0};
	struct org org = {0};
	STR_AUTO(out, STATEMENT_MAX);
	int r = check_ask(db, ask, arena, now);

	if (r == 0)
		r = desk_get(db, &org_type, ask->org, arena, &org);
	if (r == 0 && org.state != ORG_ACTIVE)
		r = refuse(db, ERR_DENIED, "the organisation is not active",
		    "the CERT makes it active when it has been enrolled");
	if (r == 0)
		r = proved_items(db, ask->org, &ask->items, now, arena, &items);
	if (r == 0 && (!items.all.n || (ask->items.n && items.all.n != ask->items.n)))
		r = refuse(db, ERR_DENIED,
		    items.all.n ? "not every named item is proved" : "no item is proved",
		    "prove items of the perimeter first");
	if (r < 0)
		return r;
	statement_write(&out, ask, &org, &items, signer_name);
	if (str_ok(&out) < 0)
		return refuse(db, ERR_LIMIT, "the list of items is too long for one text",
		    "declare networks and domains instead of single addresses and hosts");
	*ret = str_dup(&out, arena);
	return 0;
}

/* --- signing and revoking --- */

static int sign(struct item_work *work, const struct authorise_ask *ask, const char *shown_hash,
    struct authorisation *ret)
{
	const char *text = NULL;
	char *hash = ARENA_ARRAY(work->arena, SHA256_HEX, char);
	int r =
	    desk_may(work->db, work->actor, MAY_AUTHORISE, ask->org, work->arena, work->now);

	if (r == 0)
		r = authorise_statement(
		    work->db, ask, work->actor->name, work->arena, work->now, &text);
	if (r < 0)
		return r;
	if (!shown_hash || strcmp(shown_hash, sha256_hex(span_str(text), hash)) != 0)
		return db_fail(work->db, ERR_BUSY, "the text has changed since it was shown",
		    "read it as it is now, and sign again", "its items or proofs are others");
	*ret = (struct authorisation){.id = id_make(work->arena),
	    .org = ask->org,
	    .signer = work->actor->person,
	    .signer_name = work->actor->name,
	    .signer_function = ask->function,
	    .items = ask->items,
	    .profile = ask->profile,
	    .windows = ask->windows,
	    .exclude = ask->exclude,
	    .rate = ask->rate,
	    .emergency = ask->emergency,
	    .statement = text,
	    .hash = hash,
	    .since = ask->since,
	    .until = ask->until,
	    .signed_at = work->now,
	    .remote = work->actor->remote};
	r = desk_insert(work->db, &authorisation_type, ret);
	if (r == 0)
		item_log(work, "authorisation.sign", ask->org, ret->id,
		    arena_printf(work->arena, "{\"hash\":\"%s\"}", hash));
	return r;
}

int authorise_sign(struct db *db, const struct actor *actor, const struct authorise_ask *ask,
    const char *shown_hash, struct arena *arena, int64_t now, struct authorisation *ret)
{
	struct authorisation a = {0};
	struct item_work work;
	int r = item_begin(&work, db, actor, arena, now);

	if (r < 0)
		return r;
	r = item_end(&work, sign(&work, ask, shown_hash, &a));
	if (r == 0)
		*ret = a;
	return r;
}

static int stop_all(struct item_work *work, const char *org)
{
	int r = desk_exec(work->db,
	    "UPDATE chunk SET \"stop\" = 1 WHERE \"org\" = $1 AND \"state\" IN ('waiting',"
	    " 'leased')",
	    DESK_PARAMS(DESK_TEXT(org)), NULL);

	if (r < 0)
		return r;
	return desk_exec(work->db,
	    "UPDATE audit_order SET \"stop\" = 1, \"version\" = \"version\" + 1 WHERE \"org\" "
	    "= $1"
	    " AND \"state\" IN ('checking', 'accepted', 'scheduled', 'running', 'paused')",
	    DESK_PARAMS(DESK_TEXT(org)), NULL);
}

/* What was signed before it must not come to life again: who revokes wants nothing to be sent.
 */
static int revoke_older(struct item_work *work, const struct authorisation *a)
{
	return desk_exec(work->db,
	    "UPDATE authorisation SET \"revoked\" = $1, \"revoked_by\" = $2, "
	    "\"revoked_reason\" = $3 WHERE \"org\" = $4 AND \"revoked\" = 0 AND "
	    "\"signed_at\" <= $5",
	    DESK_PARAMS(DESK_INT(a->revoked), DESK_TEXT(a->revoked_by),
		DESK_TEXT("a later one was revoked"), DESK_TEXT(a->org),
		DESK_INT(a->signed_at)),
	    NULL);
}

static int revoke(struct item_work *work, const char *id, const char *reason)
{
	struct authorisation a = {0};
	int r = desk_get(work->db, &authorisation_type, id, work->arena, &a);

	if (r == 0)
		r = desk_may(work->db, work->actor, MAY_REVOKE, a.org, work->arena, work->now);
	if (r < 0)
		return r;
	if (a.revoked)
		return db_fail(work->db, ERR_DENIED, "it is revoked already",
		    "nothing is left to be done", "authorisation %.64s", id);
	a.revoked = work->now;
	a.revoked_by = work->actor->person;
	a.revoked_reason = reason;
	r = desk_update(work->db, &authorisation_type, &a);
	if (r == 0)
		r = revoke_older(work, &a);
	if (r == 0)
		r = stop_all(work, a.org);
	if (r == 0)
		item_log(work, "authorisation.revoke", a.org, id, NULL);
	return r;
}

int authorise_revoke(struct db *db, const struct actor *actor, const char *id,
    const char *reason, struct arena *arena, int64_t now)
{
	struct item_work work;
	int r = item_begin(&work, db, actor, arena, now);

	if (r < 0)
		return r;
	return item_end(&work, revoke(&work, id, reason));
}

bool authorise_valid(const struct authorisation *a, int64_t now)
{
	return !a->revoked && a->since <= now && now < a->until;
}

int authorise_current(
    struct db *db, const char *org, int64_t now, struct arena *arena, struct authorisation *ret)
{
	return desk_find(db, &authorisation_type,
	    "WHERE \"org\" = $1 AND \"revoked\" = 0 AND \"since\" <= $2 AND \"until\" > $2 "
	    "ORDER BY"
	    " \"signed_at\" DESC, \"id\" DESC LIMIT 1",
	    DESK_PARAMS(DESK_TEXT(org), DESK_INT(now)), arena, ret);
}

/* --- jobs --- */

struct making {
	struct db *db;
	struct arena *arena;
	struct job job;
	VEC(struct exclusion) out;
	uint64_t addresses;
	size_t left_out;
	const char *first_left_out;
};

static int exclude(struct making *m, const char *text)
{
	struct exclusion e;
	int r = exclusion_of(text, m->arena, &e);

	if (r < 0)
		return r;
	vec_push(m->arena, &m->out, e);
	if (!text_list_has(&m->job.exclude, text))
		text_list_add(&m->job.exclude, m->arena, text);
	return m->job.exclude.n > LIMIT_LIST ? ERR_LIMIT : 0;
}

/* The authorisation's exclusions, the items that are marked so, and what is disputed. */
static int exclude_all(struct making *m, const char *org, const struct authorisation *a)
{
	struct desk_records found = {0};
	int r = desk_list(m->db, &item_type,
	    "WHERE \"org\" = $1 AND \"state\" IN ('excluded', 'disputed') ORDER BY \"value\" "
	    "LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(org), DESK_INT(LIMIT_LIST + 1)), m->arena, &found);

	for (size_t i = 0; r == 0 && i < a->exclude.n; i++)
		r = exclude(m, a->exclude.items[i]);
	for (size_t i = 0; r == 0 && i < found.all.n; i++)
		r = exclude(m, ((struct item *)found.all.items[i])->value);
	return r;
}

static bool is_out(const struct making *m, const struct item *item, const struct ip_net *net)
{
	vec_foreach (e, &m->out) {
		if (item->type == ITEM_NETWORK && !e->name && ip_net_covers(&e->net, net))
			return true;
		if (item->type != ITEM_NETWORK && e->name && idn_within(item->value, e->name))
			return true;
	}
	return false;
}

static void add(struct making *m, const struct item *item)
{
	struct ip_net net = {0};
	uint64_t n = 0;

	if (item->type == ITEM_NETWORK && ip_net_parse(span_str(item->value), &net, NULL) < 0)
		return;
	if (is_out(m, item, &net))
		return;
	if (item->type == ITEM_NETWORK)
		n = ip_net_count(&net);
	if (n > LIMIT_ADDRESSES - m->addresses || m->job.targets.n >= LIMIT_LIST) {
		if (!m->left_out++)
			m->first_left_out = item->value;
		return;
	}
	m->addresses += n;
	text_list_add(&m->job.targets, m->arena, item->value);
}

static int deny(struct msg *why, int err, const char *detail, const char *hint)
{
	msg_what(why, "nothing may be examined");
	msg_detail(why, "%-s", detail);
	msg_hint(why, "%s", hint);
	return err;
}

static int find_authorisation(
    struct making *m, const char *org, int64_t now, struct authorisation *ret, struct msg *why)
{
	struct org who = {0};
	int r = desk_get(m->db, &org_type, org, m->arena, &who);

	if (r == 0 && who.state != ORG_ACTIVE)
		return deny(why, ERR_DENIED, "the organisation is not active",
		    "the CERT makes it active when it has been enrolled");
	if (r == 0)
		r = authorise_current(m->db, org, now, m->arena, ret);
	if (r == ERR_NOTFOUND)
		return deny(why, ERR_DENIED, "there is no valid authorisation",
		    "the legal representative signs one");
	return r;
}

/* What the job says it rests on; names are cut, the id and the date never. */
static const char *rests_on(const struct authorisation *a, struct arena *arena)
{
	char date[16];

	return arena_printf(arena, "%.180s, %.180s, authorisation %.64s, signed %s",
	    a->signer_name, a->signer_function ? a->signer_function : "", a->id,
	    time_date(a->signed_at, date));
}

static int finish(struct making *m, size_t proved, struct msg *why)
{
	if (m->left_out && !m->job.targets.n)
		return deny(why, ERR_LIMIT, "the items hold more addresses than a job can",
		    "order parts of them; of an IPv6 network the addresses in use");
	if (!m->job.targets.n)
		return deny(why, ERR_DENIED,
		    proved ? "what is proved and authorised is excluded"
			   : "none of the items is both proved and authorised",
		    "prove them, and have them authorised");
	if (m->left_out)
		msg_detail(why, "%zu items are left out, the first is %s", m->left_out,
		    m->first_left_out);
	return 0;
}

int authorise_job(struct db *db, const char *org, const struct text_list *wanted, int profile,
    int64_t now, struct arena *arena, struct job *ret, struct msg *why)
{
	struct making m = {.db = db, .arena = arena};
	struct text_list all = {0};
	struct item_list items = {0};
	struct authorisation a = {0};
	size_t proved = 0;
	int r = find_authorisation(&m, org, now, &a, why);

	if (r == 0)
		r = exclude_all(&m, org, &a);
	if (r == ERR_LIMIT)
		return deny(why, r, "there are more exclusions than a job can hold",
		    "exclude networks and domains instead of single addresses");
	if (r == 0)
		r = proved_items(db, org, wanted ? wanted : &all, now, arena, &items);
	if (r < 0) {
		if (why && !why->what[0])
			*why = *db_msg(db);
		return r;
	}
	vec_foreach (item, &items.all) {
		if (a.items.n && !text_list_has(&a.items, item->id))
			continue;
		proved++;
		add(&m, item);
	}
	r = finish(&m, proved, why);
	if (r < 0)
		return r;
	m.job.id = id_make(arena);
	m.job.authorised_by = rests_on(&a, arena);
	m.job.profile = MIN(profile, a.profile);
	m.job.windows = a.windows;
	m.job.rate = a.rate;
	*ret = m.job;
	return 0;
}
