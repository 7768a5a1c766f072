#include "desk/whose.h"

#include "pack/knowledge_current.h"
#include "pack/said.h"

struct asking {
	const struct whose *q;
	const struct knowledge_pack *k;
	struct matcher *matcher;
	struct whose_counts counts;
};

static const char *id_of(const struct knowledge_pack *k, const struct match *m, char *to)
{
	const char *id = match_id(k, m, to);

	return strcmp(id, SAID_ID) == 0 ? NULL : id;
}

static int take(void *arg, const struct seen *seen, struct arena *arena)
{
	struct asking *a = arg;
	struct matches found = {0};
	int r = 0;

	a->counts.services++;
	match_find(a->matcher, &seen->product, arena, &found);
	a->counts.versionless +=
	    found.known && found.versionless && match_names(a->matcher, &seen->product);
	for (size_t i = 0; i < found.all.n && r == 0; i++) {
		const struct match *m = &found.all.items[i];
		char id[KNOWLEDGE_ID];
		struct whose_answer answer = {seen, m, id_of(a->k, m, id)};

		if (!a->q->all && (m->hidden || m->verdict == MATCH_FIXED))
			continue;
		a->counts.verdicts[m->verdict]++;
		r = a->q->take(a->q->arg, &answer, arena);
	}
	return r;
}

/* Restricts the matcher to all that the knowledge says of the id: advisories that name a CVE
 * say what is affected too. */
static int only_id(struct asking *a, const char *id, struct arena *arena, struct msg *msg)
{
	struct knowledge_rows v = knowledge_find(a->k, KT_VULNS, id);
	struct knowledge_rows d = knowledge_find(a->k, KT_ADVISORIES, id);
	VEC(uint32_t) owners = {0};

	for (uint32_t i = v.first; i < v.end; i++)
		vec_push(arena, &owners, i);
	for (uint32_t i = 0; i < a->k->rows[KT_ADVISORIES]; i++)
		if ((i >= d.first && i < d.end) || knowledge_names(a->k, i, id))
			vec_push(arena, &owners, i | (uint32_t)KNOWLEDGE_OF_ADVISORY);
	if (!owners.n) {
		msg_what(msg, "the knowledge says nothing of this");
		msg_detail(msg, "%.60s: not among %lld vulnerabilities and %lld advisories", id,
		    (long long)a->k->rows[KT_VULNS], (long long)a->k->rows[KT_ADVISORIES]);
		msg_hint(msg, "varde kb update and varde kb compile bring what is new; or "
			      "write the product and its versions: 'vendor:product <1.2'");
		return ERR_NOTFOUND;
	}
	match_only(a->matcher, owners.items, owners.n);
	return 0;
}

static int ask(struct db *db, struct asking *a, struct whose_counts *ret, struct msg *msg)
{
	/* What is asked for by hand has no fingerprints of its own. */
	const struct knowledge_pack *known = knowledge_hold();
	struct banner_set *banners = banner_new(known);
	int r = seen_each(db, banners, take, a, &a->counts.runs);

	banner_free(banners);
	knowledge_release(known);
	if (r < 0)
		*msg = *db_msg(db);
	else
		*ret = a->counts;
	return r;
}

int whose_ask_pack(struct db *db, const struct knowledge_pack *k, const struct whose *q,
    struct whose_counts *ret, struct msg *msg)
{
	struct asking a = {.q = q, .k = k, .matcher = match_new(k)};
	int r = ask(db, &a, ret, msg);

	match_free(a.matcher);
	return r;
}

static int ask_id(struct db *db, const struct knowledge_pack *k, const struct whose *q,
    struct arena *arena, struct whose_counts *ret, struct msg *msg)
{
	struct asking a = {.q = q, .k = k, .matcher = match_new(k)};
	int r = only_id(&a, q->text, arena, msg);

	if (r == 0)
		r = ask(db, &a, ret, msg);
	match_free(a.matcher);
	return r;
}

int whose_ask(struct db *db, const struct whose *q, struct whose_counts *ret, struct msg *msg)
{
	const struct knowledge_pack *known = knowledge_hold();
	struct arena *arena = arena_new();
	struct knowledge_pack own = {0};
	struct whose asked = *q;
	const struct text_list line = {&asked.text, 1};
	int r;

	if (strpbrk(q->text, ": <>=")) {
		r = said_pack(&line, known, arena, &own, msg);
		if (r == 0)
			r = whose_ask_pack(db, &own, q, ret, msg);
		knowledge_close(&own);
	} else {
		if (strncasecmp(q->text, "cve-", 4) == 0)
			asked.text = arena_printf(arena, "CVE-%s", q->text + 4);
		r = ask_id(db, known, &asked, arena, ret, msg);
	}
	arena_free(arena);
	knowledge_release(known);
	return r;
}
