#include "desk/authorise.h"

#include "base/rng.h"
#include "codec/sha256.h"
#include "model/order.h"
#include "scope_place.h"
#include "store/desk.h"

static struct authorise_ask ask_of(void)
{
	return (struct authorise_ask){.org = "chu",
	    .profile = PROFILE_STANDARD,
	    .emergency = "+33 1 99 00 12 34",
	    .function = "Directeur",
	    .since = SCOPE_NOW,
	    .until = SCOPE_NOW + 300 * SCOPE_DAY,
	    .lang = "en"};
}

/* Declares an item of chu and puts it in the state. */
static struct item item_in(
    struct place *place, struct db *db, const char *text, enum item_state state, int64_t lapses)
{
	struct item item;

	(void)scope_declare(place, db, "chu", text);
	item = scope_item(place, db, "chu", text);
	scope_force(db, &item, state, lapses);
	return item;
}

static int sign(struct place *place, struct db *db, const struct actor *actor,
    const struct authorise_ask *ask, struct authorisation *ret)
{
	const char *text = NULL;
	char hash[SHA256_HEX];
	int r = authorise_statement(db, ask, actor->name, place->arena, SCOPE_NOW, &text);

	if (r < 0)
		return r;
	return authorise_sign(
	    db, actor, ask, sha256_hex(span_str(text), hash), place->arena, SCOPE_NOW, ret);
}

TEST_STORE(authorise_signs_the_very_text)
{
	struct db *db = place_open(place);
	struct authorise_ask ask = ask_of();
	struct authorisation a, got;
	char hash[SHA256_HEX];

	scope_orgs(db);
	(void)item_in(place, db, "chu.test", ITEM_VERIFIED, SCOPE_NOW + 1);
	text_list_add(&ask.exclude, place->arena, "dialyse.chu.test");
	text_list_add(&ask.windows, place->arena, "22:00-06:00");
	assert_int_equal(sign(place, db, &scope_tech, &ask, &a), ERR_DENIED);
	assert_int_equal(sign(place, db, &scope_rival, &ask, &a), ERR_DENIED);
	assert_int_equal(sign(place, db, &scope_cert, &ask, &a), ERR_DENIED);
	assert_int_equal(
	    authorise_current(db, "chu", SCOPE_NOW, place->arena, &got), ERR_NOTFOUND);
	assert_int_equal(
	    authorise_sign(db, &scope_legal, &ask, "00", place->arena, SCOPE_NOW, &a),
	    ERR_BUSY);
	place_assert_msg(db_msg(db));
	assert_int_equal(sign(place, db, &scope_legal, &ask, &a), 0);
	assert_int_equal(authorise_current(db, "chu", SCOPE_NOW, place->arena, &got), 0);
	place_assert_same(&authorisation_type, &a, &got);
	assert_string_equal(got.hash, sha256_hex(span_str(got.statement), hash));
	assert_non_null(strstr(got.statement, "- chu.test and the names below it\n"));
	assert_non_null(strstr(got.statement, "- dialyse.chu.test\n"));
	assert_non_null(strstr(got.statement, "- 22:00-06:00\n"));
	assert_non_null(strstr(got.statement, "Luc Légal, Directeur\n"));
	assert_int_equal(
	    place_int(
		db, "SELECT count(*) FROM audit_log WHERE \"action\" = 'authorisation.sign'"),
	    1);
	assert_int_equal(
	    authorise_current(db, "chu", ask.until, place->arena, &got), ERR_NOTFOUND);
	assert_int_equal(
	    authorise_current(db, "chu", ask.since - 1, place->arena, &got), ERR_NOTFOUND);
	(void)db_close(db);
}

TEST_STORE(authorise_guards)
{
	struct db *db = place_open(place);
	struct authorise_ask ask = ask_of();
	struct authorisation a;
	struct item item, other;

	scope_orgs(db);
	assert_int_equal(sign(place, db, &scope_legal, &ask, &a), ERR_DENIED); /* nothing */
	item = item_in(place, db, "chu.test", ITEM_VERIFIED, SCOPE_NOW);
	assert_int_equal(sign(place, db, &scope_legal, &ask, &a), ERR_DENIED); /* just lapsed */
	scope_force(db, &item, ITEM_VERIFIED, SCOPE_NOW + 1);
	other = item_in(place, db, "more.test", ITEM_PENDING, 0);
	text_list_add(&ask.items, place->arena, item.id);
	text_list_add(&ask.items, place->arena, other.id);
	assert_int_equal(sign(place, db, &scope_legal, &ask, &a), ERR_DENIED); /* one of two */
	ask = ask_of();
	ask.emergency = "none";
	assert_int_equal(sign(place, db, &scope_legal, &ask, &a), ERR_SYNTAX);
	ask = ask_of();
	ask.function = " ";
	assert_int_equal(sign(place, db, &scope_legal, &ask, &a), ERR_SYNTAX);
	ask = ask_of();
	ask.until = SCOPE_NOW + 367 * SCOPE_DAY;
	assert_int_equal(sign(place, db, &scope_legal, &ask, &a), ERR_RANGE);
	ask.until = SCOPE_NOW;
	assert_int_equal(sign(place, db, &scope_legal, &ask, &a), ERR_RANGE);
	ask = ask_of();
	text_list_add(&ask.windows, place->arena, "25:00-06:00");
	assert_int_equal(sign(place, db, &scope_legal, &ask, &a), ERR_RANGE);
	ask = ask_of();
	text_list_add(&ask.exclude, place->arena, "127.0.0.1/8");
	assert_int_equal(sign(place, db, &scope_legal, &ask, &a), ERR_RANGE);
	ask = ask_of();
	text_list_add(&ask.exclude, place->arena, "127.0.1");
	assert_int_equal(sign(place, db, &scope_legal, &ask, &a), ERR_RANGE);
	place_assert_msg(db_msg(db));
	ask = ask_of();
	assert_int_equal(
	    desk_exec(db, "UPDATE org SET \"state\" = 'suspended'", NULL, 0, NULL), 0);
	assert_int_equal(sign(place, db, &scope_legal, &ask, &a), ERR_DENIED);
	assert_int_equal(place_int(db, "SELECT count(*) FROM authorisation"), 0);
	(void)db_close(db);
}

TEST_STORE(authorise_revoking_stops_what_runs)
{
	struct db *db = place_open(place);
	struct chunk
	    ours = {.id = "c1", .audit_order = "a1", .org = "chu", .state = CHUNK_LEASED},
	    theirs = {.id = "c2", .audit_order = "a2", .org = "rival", .state = CHUNK_LEASED};
	struct audit_order
	    order = {.id = "a1", .ref = "A-1", .org = "chu", .state = ORDER_RUNNING},
	    done = {.id = "a3", .ref = "A-3", .org = "chu", .state = ORDER_DELIVERED};
	struct authorise_ask ask = ask_of();
	struct authorisation a;
	struct msg why = {0};
	struct job job;

	scope_orgs(db);
	(void)item_in(place, db, "chu.test", ITEM_VERIFIED, SCOPE_NOW + 1);
	assert_int_equal(sign(place, db, &scope_legal, &ask, &a), 0);
	assert_int_equal(desk_insert(db, &chunk_type, &ours), 0);
	assert_int_equal(desk_insert(db, &chunk_type, &theirs), 0);
	assert_int_equal(desk_insert(db, &audit_order_type, &order), 0);
	assert_int_equal(desk_insert(db, &audit_order_type, &done), 0);
	assert_int_equal(
	    authorise_revoke(db, &scope_rival, a.id, "x", place->arena, SCOPE_NOW), ERR_DENIED);
	assert_int_equal(
	    authorise_revoke(db, &scope_tech, a.id, "x", place->arena, SCOPE_NOW), ERR_DENIED);
	assert_int_equal(
	    authorise_job(db, "chu", NULL, PROFILE_FULL, SCOPE_NOW, place->arena, &job, &why),
	    0);
	assert_int_equal(
	    authorise_revoke(db, &scope_legal, a.id, "x", place->arena, SCOPE_NOW), 0);
	assert_int_equal(
	    authorise_revoke(db, &scope_legal, a.id, "x", place->arena, SCOPE_NOW), ERR_DENIED);
	assert_int_equal(place_int(db, "SELECT \"stop\" FROM chunk WHERE \"id\" = 'c1'"), 1);
	assert_int_equal(place_int(db, "SELECT \"stop\" FROM chunk WHERE \"id\" = 'c2'"), 0);
	assert_int_equal(
	    place_int(db, "SELECT \"stop\" FROM audit_order WHERE \"id\" = 'a1'"), 1);
	assert_int_equal(
	    place_int(db, "SELECT \"stop\" FROM audit_order WHERE \"id\" = 'a3'"), 0);
	assert_int_equal(
	    authorise_job(db, "chu", NULL, PROFILE_FULL, SCOPE_NOW, place->arena, &job, &why),
	    ERR_DENIED);
	place_assert_msg(&why);
	(void)db_close(db);
}

/* An older one that is valid still does not come to life again. */
TEST_STORE(authorise_revoked_takes_the_older_ones_along)
{
	struct db *db = place_open(place);
	struct authorise_ask ask = ask_of();
	struct authorisation older, newer;
	struct msg why = {0};
	struct job job;

	scope_orgs(db);
	(void)item_in(place, db, "chu.test", ITEM_VERIFIED, SCOPE_NOW + 1);
	assert_int_equal(sign(place, db, &scope_legal, &ask, &older), 0);
	assert_int_equal(sign(place, db, &scope_legal, &ask, &newer), 0);
	assert_int_equal(
	    authorise_revoke(db, &scope_legal, newer.id, "x", place->arena, SCOPE_NOW), 0);
	assert_int_equal(
	    authorise_job(db, "chu", NULL, PROFILE_FULL, SCOPE_NOW, place->arena, &job, &why),
	    ERR_DENIED);
	assert_int_equal(
	    authorise_revoke(db, &scope_legal, older.id, "x", place->arena, SCOPE_NOW),
	    ERR_DENIED);
	(void)db_close(db);
}

TEST_STORE(authorise_job_carries_what_was_signed)
{
	struct db *db = place_open(place);
	struct authorise_ask ask = ask_of();
	struct authorisation a;
	struct msg why = {0};
	struct job job;

	scope_orgs(db);
	(void)item_in(place, db, "chu.test", ITEM_VERIFIED, SCOPE_NOW + 1);
	(void)item_in(place, db, "127.7.0.0/24", ITEM_VERIFIED, SCOPE_NOW + 1);
	(void)item_in(place, db, "127.7.0.8/29", ITEM_EXCLUDED, 0);
	(void)item_in(place, db, "old.chu.test", ITEM_DISPUTED, SCOPE_NOW + 1);
	(void)item_in(place, db, "in.dialyse.chu.test", ITEM_VERIFIED, SCOPE_NOW + 1);
	text_list_add(&ask.exclude, place->arena, "dialyse.chu.test");
	text_list_add(&ask.windows, place->arena, "22:00-06:00");
	ask.rate = 3;
	assert_int_equal(sign(place, db, &scope_legal, &ask, &a), 0);
	assert_int_equal(
	    authorise_job(db, "chu", NULL, PROFILE_FULL, SCOPE_NOW, place->arena, &job, &why),
	    0);
	assert_string_equal(why.detail, "");
	assert_int_equal(record_validate(&job_type, &job, NULL), 0);
	assert_int_equal(job.targets.n, 2);
	assert_int_equal(job.profile, PROFILE_STANDARD);
	assert_int_equal(job.rate, 3);
	assert_int_equal(job.windows.n, 1);
	assert_true(text_list_has(&job.exclude, "dialyse.chu.test"));
	assert_true(text_list_has(&job.exclude, "127.7.0.8/29"));
	assert_true(text_list_has(&job.exclude, "old.chu.test"));
	assert_string_equal(job.authorised_by,
	    arena_printf(place->arena,
		"Luc Légal, Directeur, authorisation %s, signed 2026-11-18", a.id));
	assert_int_equal(authorise_job(db, "chu", NULL, PROFILE_PASSIVE, SCOPE_NOW,
			     place->arena, &job, &why),
	    0);
	assert_int_equal(job.profile, PROFILE_PASSIVE);
	/* Two /16 are more addresses than a job holds: what is left out is told. */
	(void)item_in(place, db, "127.8.0.0/16", ITEM_VERIFIED, SCOPE_NOW + 1);
	assert_int_equal(
	    authorise_job(db, "chu", NULL, PROFILE_FULL, SCOPE_NOW, place->arena, &job, &why),
	    0);
	assert_int_equal(job.targets.n, 2);
	assert_non_null(strstr(why.detail, "127.8.0.0/16"));
	(void)db_close(db);
}

/* --- whatever the mix of states, only what is verified and authorised gets into a job --- */

enum { MIX = 14, ROUNDS = 60 };

struct mix {
	struct item items[MIX];
	bool wanted[MIX], named[MIX], out[MIX];
	bool any_wanted, any_named, valid;
};

static void shuffle(struct mix *m, struct db *db, struct place *place, struct rng *rng,
    struct text_list *wanted, struct authorisation *a)
{
	m->any_wanted = rng_below(rng, 2);
	m->any_named = rng_below(rng, 2);
	m->valid = rng_below(rng, 8) != 0;
	a->items = a->exclude = *wanted = (struct text_list){0};
	for (int i = 0; i < MIX; i++) {
		struct item *item = &m->items[i];

		scope_force(db, item, (enum item_state)rng_below(rng, ITEM_STATES),
		    SCOPE_NOW - 1 + (int64_t)rng_below(rng, 4));
		if (rng_below(rng, 2))
			scope_force(db, item, ITEM_VERIFIED, item->lapses);
		m->wanted[i] = rng_below(rng, 2);
		m->named[i] = rng_below(rng, 2);
		m->out[i] = rng_below(rng, 6) == 0;
		if (m->any_wanted && m->wanted[i])
			text_list_add(wanted, place->arena, item->id);
		if (m->any_named && m->named[i])
			text_list_add(&a->items, place->arena, item->id);
		if (m->out[i])
			text_list_add(&a->exclude, place->arena, item->value);
	}
	m->any_wanted = wanted->n > 0;
	m->any_named = a->items.n > 0;
	a->revoked = m->valid ? 0 : SCOPE_NOW;
	assert_int_equal(desk_update(db, &authorisation_type, a), 0);
}

static bool expected(const struct mix *m, int i)
{
	return m->valid && m->items[i].state == ITEM_VERIFIED &&
	       m->items[i].lapses > SCOPE_NOW && (!m->any_wanted || m->wanted[i]) &&
	       (!m->any_named || m->named[i]) && !m->out[i];
}

static void check_mix(const struct mix *m, const struct job *job, int r, int round)
{
	size_t n = 0;

	for (int i = 0; i < MIX; i++) {
		bool in = r == 0 && text_list_has(&job->targets, m->items[i].value);

		if (in != expected(m, i))
			fail_msg("round %d: %s, %s", round, m->items[i].value,
			    item_state_names[m->items[i].state]);
		n += in;
	}
	assert_int_equal(r, n ? 0 : ERR_DENIED);
	if (r == 0)
		assert_int_equal(job->targets.n, n); /* nor anything else */
}

TEST_STORE(authorise_job_holds_nothing_unproved)
{
	struct db *db = place_open(place);
	struct authorise_ask ask = ask_of();
	struct authorisation a;
	struct item theirs;
	struct rng rng;
	struct mix m;

	scope_orgs(db);
	(void)scope_declare(place, db, "rival", "rival.test");
	theirs = scope_item(place, db, "rival", "rival.test");
	scope_force(db, &theirs, ITEM_VERIFIED, SCOPE_NOW + 9);
	for (int i = 0; i < MIX; i++)
		m.items[i] = item_in(place, db,
		    i % 2 ? arena_printf(place->arena, "127.9.%d.0/24", i)
			  : arena_printf(place->arena, "chu%d.test", i),
		    ITEM_VERIFIED, SCOPE_NOW + 1);
	assert_int_equal(sign(place, db, &scope_legal, &ask, &a), 0);
	rng_seed(&rng, 20261122);
	for (int round = 0; round < ROUNDS; round++) {
		struct text_list wanted;
		struct msg why = {0};
		struct job job;
		int r;

		shuffle(&m, db, place, &rng, &wanted, &a);
		if (wanted.n)
			text_list_add(&wanted, place->arena, theirs.id);
		r = authorise_job(
		    db, "chu", &wanted, PROFILE_FULL, SCOPE_NOW, place->arena, &job, &why);
		check_mix(&m, &job, r, round);
	}
	(void)db_close(db);
}
