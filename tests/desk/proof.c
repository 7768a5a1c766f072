#include "desk/proof.h"

#include "scope_place.h"
#include "store/desk.h"

#define GRACE (PROOF_VALID_MS + PROOF_GRACE_MS)

static struct proof_list fresh(struct place *place, struct db *db, const char *id)
{
	struct proof_list list;

	assert_int_equal(proof_new(db, &scope_tech, id, place->arena, SCOPE_NOW, &list), 0);
	return list;
}

/* One look by DNS at that time; saw: the token or another text. */
static bool look(
    struct place *place, struct db *db, const char *id, const char *saw, int64_t now)
{
	struct text_list seen = {0};
	bool valid = false;

	text_list_add(&seen, place->arena, "another");
	text_list_add(&seen, place->arena, saw);
	assert_int_equal(proof_result(db, NULL, id, PROOF_DNS, &seen, "what was seen",
			     place->arena, now, &valid),
	    0);
	return valid;
}

TEST_STORE(proof_what_to_publish)
{
	static const struct {
		const char *item, *dns, *url;
	} rows[] = {
	    {"chu.test", "_varde-challenge.chu.test", "http://chu.test/.well-known/"},
	    {"127.9.8.7", "_varde-challenge.7.8.9.127.in-addr.arpa",
		"http://127.9.8.7/.well-known/"},
	    {"127.10.0.0/23", "_varde-challenge.10.127.in-addr.arpa", NULL},
	    {"::1", NULL, "http://[::1]/.well-known/"},
	};
	struct db *db = place_open(place);

	scope_orgs(db);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct proof_list list, again;
		struct proof_texts t;
		struct item item;

		(void)scope_declare(place, db, "chu", rows[i].item);
		item = scope_item(place, db, "chu", rows[i].item);
		list = fresh(place, db, item.id);
		again = fresh(place, db, item.id);
		assert_int_equal(list.all.n, rows[i].url ? 2 : 1);
		assert_int_equal(again.all.n, list.all.n);
		assert_string_equal(again.all.items[0].token, list.all.items[0].token);
		assert_int_equal(strlen(list.all.items[0].token), 26);
		proof_texts(&item, list.all.items[0].token, place->arena, &t);
		if (rows[i].dns)
			assert_string_equal(t.dns_name, rows[i].dns);
		assert_non_null(strstr(t.dns_value, list.all.items[0].token));
		assert_int_equal(t.url != NULL, rows[i].url != NULL);
		if (t.url)
			assert_int_equal(strncmp(t.url, rows[i].url, strlen(rows[i].url)), 0);
		if (t.url)
			assert_string_equal(t.body, list.all.items[0].token);
	}
	(void)db_close(db);
}

TEST_STORE(proof_verifies_renews_and_lapses)
{
	struct db *db = place_open(place);
	struct proof_list list;
	struct item item;
	const char *token;
	size_t lapsed = 9;

	scope_orgs(db);
	(void)scope_declare(place, db, "chu", "chu.test");
	item = scope_item(place, db, "chu", "chu.test");
	list = fresh(place, db, item.id);
	token = list.all.items[0].token;
	assert_false(look(place, db, item.id, "wrong", SCOPE_NOW));
	assert_true(scope_item_is(place, db, "chu", "chu.test", ITEM_PENDING));
	assert_true(look(place, db, item.id, token, SCOPE_NOW));
	item = scope_item(place, db, "chu", "chu.test");
	assert_int_equal(item.state, ITEM_VERIFIED);
	assert_int_equal(item.lapses, SCOPE_NOW + GRACE);
	/* It fails at its next look: there is time to mend it. */
	assert_false(look(place, db, item.id, "wrong", SCOPE_NOW + PROOF_VALID_MS));
	assert_int_equal(proof_sweep(db, place->arena, SCOPE_NOW + GRACE - 1, &lapsed), 0);
	assert_int_equal(lapsed, 0);
	assert_int_equal(proof_sweep(db, place->arena, SCOPE_NOW + GRACE, &lapsed), 0);
	assert_int_equal(lapsed, 1);
	assert_true(scope_item_is(place, db, "chu", "chu.test", ITEM_LAPSED));
	assert_true(look(place, db, item.id, token, SCOPE_NOW + GRACE + 5));
	item = scope_item(place, db, "chu", "chu.test");
	assert_int_equal(item.state, ITEM_VERIFIED);
	assert_int_equal(item.lapses, SCOPE_NOW + 2 * GRACE + 5);
	(void)db_close(db);
}

TEST_STORE(proof_due_by_time_and_before_a_run)
{
	struct db *db = place_open(place);
	struct proof_list due;
	struct item item;
	struct job job;
	const char *token;

	scope_orgs(db);
	(void)scope_declare(place, db, "chu", "chu.test\n127.5.0.0/24\nout.test");
	item = scope_item(place, db, "chu", "chu.test");
	token = fresh(place, db, item.id).all.items[0].token;
	(void)fresh(place, db, scope_item(place, db, "chu", "127.5.0.0/24").id);
	(void)fresh(place, db, scope_item(place, db, "chu", "out.test").id);
	assert_int_equal(
	    item_exclude(db, &scope_tech, scope_item(place, db, "chu", "out.test").id,
		"not ours", place->arena, SCOPE_NOW),
	    0);
	assert_int_equal(proof_due(db, "chu", false, place->arena, SCOPE_NOW, &due), 0);
	assert_int_equal(due.all.n, 3);
	assert_int_equal(proof_due(db, NULL, false, place->arena, SCOPE_NOW, &due), 0);
	assert_int_equal(due.all.n, 3);
	assert_int_equal(proof_due(db, "rival", true, place->arena, SCOPE_NOW, &due), 0);
	assert_int_equal(due.all.n, 0);
	assert_int_equal(proof_job(db, "chu", false, place->arena, SCOPE_NOW, &job), 0);
	assert_int_equal(job.proofs.n, 2);
	assert_true(
	    text_list_has(&job.proofs, arena_printf(place->arena, "chu.test|%s", token)));
	assert_int_equal(record_validate(&job_type, &job, NULL), 0);
	assert_int_equal(
	    proof_job(db, "rival", true, place->arena, SCOPE_NOW, &job), ERR_NOTFOUND);
	place_assert_msg(db_msg(db));
	assert_true(look(place, db, item.id, token, SCOPE_NOW));
	assert_int_equal(proof_due(db, "chu", false, place->arena, SCOPE_NOW + 1, &due), 0);
	assert_int_equal(due.all.n, 2); /* by file, and the network */
	assert_int_equal(
	    proof_due(db, "chu", true, place->arena, SCOPE_NOW + PROOF_FRESH_MS - 1, &due), 0);
	assert_int_equal(due.all.n, 2);
	assert_int_equal(
	    proof_due(db, "chu", true, place->arena, SCOPE_NOW + PROOF_FRESH_MS + 1, &due), 0);
	assert_int_equal(due.all.n, 3);
	assert_int_equal(
	    proof_due(db, "chu", false, place->arena, SCOPE_NOW + PROOF_VALID_MS, &due), 0);
	assert_int_equal(due.all.n, 3);
	(void)db_close(db);
}

TEST_STORE(proof_of_the_scanner)
{
	struct db *db = place_open(place);
	struct obs_fact fact = {.subject = "chu.test", .fact = "proof.http", .evidence = "e"};
	struct proof_list list;
	struct item item;
	bool valid = true;

	scope_orgs(db);
	(void)scope_declare(place, db, "chu", "chu.test");
	item = scope_item(place, db, "chu", "chu.test");
	list = fresh(place, db, item.id);
	assert_int_equal(
	    proof_fact(db, NULL, "chu", &fact, place->arena, SCOPE_NOW, &valid), 0);
	assert_false(valid);
	text_list_add(&fact.values, place->arena, list.all.items[0].token);
	/* of another organisation, or no proof: nothing happens */
	assert_int_equal(
	    proof_fact(db, NULL, "rival", &fact, place->arena, SCOPE_NOW, NULL), ERR_NOTFOUND);
	fact.fact = "dns.caa";
	assert_int_equal(
	    proof_fact(db, NULL, "chu", &fact, place->arena, SCOPE_NOW, NULL), ERR_NOTFOUND);
	assert_true(scope_item_is(place, db, "chu", "chu.test", ITEM_PENDING));
	fact.fact = "proof.http";
	assert_int_equal(
	    proof_fact(db, NULL, "chu", &fact, place->arena, SCOPE_NOW, &valid), 0);
	assert_true(valid);
	assert_true(scope_item_is(place, db, "chu", "chu.test", ITEM_VERIFIED));
	assert_int_equal(proof_of(db, item.id, place->arena, &list), 0);
	assert_int_equal(list.all.n, 2);
	(void)db_close(db);
}

TEST_STORE(proof_attested_by_the_cert)
{
	struct db *db = place_open(place);
	struct item item;

	scope_orgs(db);
	(void)scope_declare(place, db, "chu", "127.6.0.0/16");
	item = scope_item(place, db, "chu", "127.6.0.0/16");
	assert_int_equal(
	    proof_attest(db, &scope_legal, item.id, "trust me", place->arena, SCOPE_NOW),
	    ERR_DENIED);
	place_assert_msg(db_msg(db));
	assert_int_equal(
	    proof_attest(db, &scope_cert, item.id, "  ", place->arena, SCOPE_NOW), ERR_SYNTAX);
	assert_true(scope_item_is(place, db, "chu", "127.6.0.0/16", ITEM_PENDING));
	assert_int_equal(
	    proof_attest(db, &scope_cert, item.id, "registry", place->arena, SCOPE_NOW), 0);
	item = scope_item(place, db, "chu", "127.6.0.0/16");
	assert_int_equal(item.state, ITEM_VERIFIED);
	assert_int_equal(item.lapses, SCOPE_NOW + PROOF_ATTESTED_MS);
	assert_int_equal(
	    item_retire(db, &scope_tech, item.id, NULL, place->arena, SCOPE_NOW), 0);
	assert_int_equal(
	    proof_attest(db, &scope_cert, item.id, "registry", place->arena, SCOPE_NOW),
	    ERR_DENIED);
	(void)db_close(db);
}

/* A proof counts for a disputed item only once the CERT has decided. */
TEST_STORE(proof_does_not_end_a_dispute)
{
	struct db *db = place_open(place);
	struct item item;

	scope_orgs(db);
	(void)scope_declare(place, db, "chu", "chu.test");
	(void)scope_declare(place, db, "rival", "chu.test");
	item = scope_item(place, db, "chu", "chu.test");
	assert_true(
	    look(place, db, item.id, fresh(place, db, item.id).all.items[0].token, SCOPE_NOW));
	assert_true(scope_item_is(place, db, "chu", "chu.test", ITEM_DISPUTED));
	assert_int_equal(
	    dispute_resolve(db, &scope_cert, item.id, "proved", place->arena, SCOPE_NOW), 0);
	assert_true(scope_item_is(place, db, "chu", "chu.test", ITEM_VERIFIED));
	(void)db_close(db);
}
