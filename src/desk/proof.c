#include "desk/proof.h"

#include "auth/role.h"
#include "desk/id.h"
#include "store/desk.h"
#include "wire/ip.h"

enum { DUE_MAX = 500, SWEEP_MAX = 1000 };

#define MINUTE INT64_C(60000)
#define DAY    INT64_C(86400000)

/* While an item can be proved. */
#define PROVABLE "\"state\" IN ('pending', 'verified', 'lapsed', 'disputed')"

static bool provable(const struct item *item)
{
	return item->state == ITEM_PENDING || item->state == ITEM_VERIFIED ||
	       item->state == ITEM_LAPSED || item->state == ITEM_DISPUTED;
}

static int not_provable(struct db *db, const struct item *item)
{
	return db_fail(db, ERR_DENIED, "this item is not to be proved",
	    "declare or confirm it first", "%.200s is %-s", item->value,
	    item_state_names[item->state]);
}

static bool is_wide(const struct item *item)
{
	return item->type == ITEM_NETWORK && strcmp(item->first, item->last) != 0;
}

static int list(struct db *db, const char *tail, const struct desk_param *params, size_t n,
    struct arena *arena, struct proof_list *ret)
{
	struct desk_records found = {0};
	struct proof_list out = {0};
	int r = desk_list(db, &proof_type, tail, params, n, arena, &found);

	if (r < 0)
		return r;
	vec_foreach (rec, &found.all)
		vec_push(arena, &out.all, *(struct proof *)*rec);
	*ret = out;
	return 0;
}

int proof_of(struct db *db, const char *item, struct arena *arena, struct proof_list *ret)
{
	return list(db,
	    "WHERE \"item\" = $1 ORDER BY \"created\", \"method\", \"id\" LIMIT 100",
	    DESK_PARAMS(DESK_TEXT(item)), arena, ret);
}

static int make(struct item_work *work, const struct item *item, struct proof_list *ret)
{
	struct proof p = {.item = item->id,
	    .token = id_make(work->arena),
	    .created = work->now,
	    .next = work->now};
	int r = 0;

	for (int m = PROOF_DNS; r == 0 && m <= (is_wide(item) ? PROOF_DNS : PROOF_HTTP); m++) {
		p.id = id_make(work->arena);
		p.method = m;
		r = desk_insert(work->db, &proof_type, &p);
		vec_push(work->arena, &ret->all, p);
	}
	if (r == 0)
		item_log(work, "proof.new", item->org, item->id, NULL);
	return r;
}

int proof_new(struct db *db, const struct actor *actor, const char *item_id,
    struct arena *arena, int64_t now, struct proof_list *ret)
{
	struct proof_list have = {0}, out = {0};
	struct item_work work;
	struct item item = {0};
	int r = item_begin(&work, db, actor, arena, now);

	if (r < 0)
		return r;
	r = desk_get(db, &item_type, item_id, arena, &item);
	if (r == 0 && !provable(&item))
		r = not_provable(db, &item);
	if (r == 0)
		r = proof_of(db, item_id, arena, &have);
	vec_foreach (p, &have.all)
		if (p->token)
			vec_push(arena, &out.all, *p);
	if (r == 0 && !out.all.n)
		r = make(&work, &item, &out);
	r = item_end(&work, r);
	if (r == 0)
		*ret = out;
	return r;
}

void proof_texts(
    const struct item *item, const char *token, struct arena *arena, struct proof_texts *ret)
{
	char zone[IP_REVERSE], text[IP_TEXT];
	struct proof_texts t = {.dns_value = arena_printf(arena, "varde-proof=%s", token)};
	const char *host = item->value;
	struct ip_net net;
	bool v6 = false;

	if (item->type == ITEM_NETWORK &&
	    ip_net_parse(span_str(item->value), &net, NULL) == 0) {
		t.dns_name =
		    arena_printf(arena, "_varde-challenge.%s", ip_net_zone(&net, zone));
		host = ip_text(&net.ip, text);
		v6 = net.ip.family == 6;
	} else {
		t.dns_name = arena_printf(arena, "_varde-challenge.%s", item->value);
	}
	if (!is_wide(item)) {
		t.url = arena_printf(arena, "http://%s%s%s/.well-known/varde-challenge/%s",
		    v6 ? "[" : "", host, v6 ? "]" : "", token);
		t.body = arena_strdup(arena, token);
	}
	*ret = t;
}

int proof_due(struct db *db, const char *org, bool before_run, struct arena *arena, int64_t now,
    struct proof_list *ret)
{
	if (!org)
		return list(db,
		    "WHERE \"next\" <= $1 AND \"method\" <> 'attested' AND \"item\" IN (SELECT"
		    " \"id\" FROM perimeter_item WHERE " PROVABLE
		    ") ORDER BY \"next\", \"id\" LIMIT $2",
		    DESK_PARAMS(DESK_INT(now), DESK_INT(DUE_MAX)), arena, ret);
	return list(db,
	    "WHERE (\"next\" <= $1 OR \"checked\" < $2) AND \"method\" <> 'attested' AND "
	    "\"item\" IN"
	    " (SELECT \"id\" FROM perimeter_item WHERE \"org\" = $3 AND " PROVABLE
	    ") ORDER BY \"next\", \"id\" LIMIT $4",
	    DESK_PARAMS(DESK_INT(now), DESK_INT(before_run ? now - PROOF_FRESH_MS : -1),
		DESK_TEXT(org), DESK_INT(DUE_MAX)),
	    arena, ret);
}

int proof_job(struct db *db, const char *org, bool before_run, struct arena *arena, int64_t now,
    struct job *ret)
{
	struct proof_list due = {0};
	struct job job = {.profile = PROFILE_STANDARD};
	struct org who = {0};
	int r = desk_get(db, &org_type, org, arena, &who);

	if (r == 0)
		r = proof_due(db, org, before_run, arena, now, &due);
	for (size_t i = 0; r == 0 && i < due.all.n; i++) {
		const struct proof *p = &due.all.items[i];
		struct item item = {0};

		r = desk_get(db, &item_type, p->item, arena, &item);
		if (r < 0)
			break;
		text_list_add(
		    &job.proofs, arena, arena_printf(arena, "%s|%s", item.value, p->token));
		text_list_add(&job.targets, arena, item.value);
	}
	if (r < 0)
		return r;
	if (!job.proofs.n)
		return db_fail(db, ERR_NOTFOUND, "no proof is to be looked at",
		    "wait for its time, or declare something", "%.200s", who.name);
	job.id = id_make(arena);
	job.authorised_by =
	    arena_printf(arena, "proof of ownership, asked for by %.200s", who.name);
	*ret = job;
	return 0;
}

/* When a proof is looked at again. A new one often: somebody waits for it. */
static int64_t next_look(const struct proof *p, int64_t now)
{
	if (p->state == PROOF_VALID)
		return now + PROOF_VALID_MS;
	return now - p->created < DAY ? now + 10 * MINUTE : now + DAY;
}

static int verify(struct item_work *work, struct item *item, int64_t until, const char *how)
{
	if (!provable(item))
		return 0; /* it may be taken up again, and is proved then */
	item->verified = work->now;
	item->lapses = MAX(item->lapses, until);
	return item_step(work, item, ITEM_PROVE, how);
}

static int judge(struct item_work *work, const char *id, enum proof_method method,
    const struct text_list *seen, const char *detail, bool *ret_valid)
{
	struct item item = {0};
	struct proof p = {0};
	bool was_valid;
	int r = desk_get(work->db, &item_type, id, work->arena, &item);

	if (r == 0)
		r = desk_find(work->db, &proof_type,
		    "WHERE \"item\" = $1 AND \"method\" = $2 ORDER BY \"created\" DESC LIMIT 1",
		    DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(proof_method_names[method])),
		    work->arena, &p);
	if (r < 0)
		return r;
	was_valid = p.state == PROOF_VALID;
	p.state = seen && p.token && text_list_has(seen, p.token) ? PROOF_VALID : PROOF_FAILED;
	p.checked = work->now;
	p.next = next_look(&p, work->now);
	p.detail = detail;
	r = desk_update(work->db, &proof_type, &p);
	if (r == 0 && p.state == PROOF_VALID)
		r = verify(work, &item, work->now + PROOF_VALID_MS + PROOF_GRACE_MS,
		    proof_method_names[method]);
	else if (r == 0 && was_valid)
		item_log(work, "proof.failed", item.org, item.id, NULL);
	*ret_valid = p.state == PROOF_VALID;
	return r;
}

int proof_result(struct db *db, const struct actor *actor, const char *item,
    enum proof_method method, const struct text_list *seen, const char *detail,
    struct arena *arena, int64_t now, bool *ret_valid)
{
	struct item_work work;
	bool valid = false;
	int r = item_begin(&work, db, actor, arena, now);

	if (r < 0)
		return r;
	r = item_end(&work, judge(&work, item, method, seen, detail, &valid));
	if (r == 0 && ret_valid)
		*ret_valid = valid;
	return r;
}

int proof_fact(struct db *db, const struct actor *actor, const char *org,
    const struct obs_fact *fact, struct arena *arena, int64_t now, bool *ret_valid)
{
	bool dns = strcmp(fact->fact, "proof.dns") == 0;
	struct item item = {0};
	int r;

	if (!dns && strcmp(fact->fact, "proof.http") != 0)
		return ERR_NOTFOUND;
	r = desk_find(db, &item_type, "WHERE \"org\" = $1 AND \"value\" = $2",
	    DESK_PARAMS(DESK_TEXT(org), DESK_TEXT(fact->subject)), arena, &item);
	if (r < 0)
		return r;
	return proof_result(db, actor, item.id, dns ? PROOF_DNS : PROOF_HTTP, &fact->values,
	    fact->evidence, arena, now, ret_valid);
}

static int attest(struct item_work *work, const char *id, const char *reason)
{
	struct item item = {0};
	struct proof p = {.id = id_make(work->arena),
	    .item = id,
	    .method = PROOF_ATTESTED,
	    .state = PROOF_VALID,
	    .created = work->now,
	    .checked = work->now,
	    .next = work->now + PROOF_ATTESTED_MS,
	    .attested_by = work->actor ? work->actor->person : NULL,
	    .reason = reason};
	int r = desk_may(work->db, work->actor, MAY_DECIDE, NULL, work->arena, work->now);

	if (r == 0)
		r = desk_get(work->db, &item_type, id, work->arena, &item);
	if (r < 0)
		return r;
	if (!provable(&item))
		return not_provable(work->db, &item);
	if (!reason || !span_trim(span_str(reason)).n)
		return db_fail(work->db, ERR_SYNTAX, "the attestation has no reason",
		    "say how it is known that the item is theirs", "%.200s", item.value);
	r = desk_insert(work->db, &proof_type, &p);
	if (r == 0)
		r = verify(work, &item, work->now + PROOF_ATTESTED_MS, reason);
	return r;
}

int proof_attest(struct db *db, const struct actor *actor, const char *item, const char *reason,
    struct arena *arena, int64_t now)
{
	struct item_work work;
	int r = item_begin(&work, db, actor, arena, now);

	if (r < 0)
		return r;
	return item_end(&work, attest(&work, item, reason));
}

int proof_sweep(struct db *db, struct arena *arena, int64_t now, size_t *ret_lapsed)
{
	struct desk_records found = {0};
	struct item_work work;
	int r = item_begin(&work, db, NULL, arena, now);

	if (r < 0)
		return r;
	r = desk_list(db, &item_type,
	    "WHERE \"state\" = 'verified' AND \"lapses\" <= $1 ORDER BY \"lapses\", \"id\" "
	    "LIMIT $2",
	    DESK_PARAMS(DESK_INT(now), DESK_INT(SWEEP_MAX)), arena, &found);
	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		struct item *item = found.all.items[i];

		r = item_step(&work, item, ITEM_LAPSE, "no proof was seen for too long");
		if (r == 0)
			r = desk_exec(db,
			    "UPDATE proof SET \"state\" = 'lapsed' WHERE \"item\" = $1 AND "
			    "\"state\" IN"
			    " ('valid', 'failed')",
			    DESK_PARAMS(DESK_TEXT(item->id)), NULL);
	}
	r = item_end(&work, r);
	if (r == 0 && ret_lapsed)
		*ret_lapsed = found.all.n;
	return r;
}
