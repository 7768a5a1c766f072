#include "desk/factor.h"

#include "desk_place.h"

#include <sys/wait.h>
#include <unistd.h>

TEST_STORE(factor_step_counts_once_and_never_back)
{
	struct db *db = place_open(place);
	const char *id = desk_place_person(place, db, "anna");

	assert_int_equal(factor_step(db, id, 100), 0);
	assert_int_equal(factor_step(db, id, 100), ERR_DENIED);
	place_assert_msg(db_msg(db));
	assert_int_equal(factor_step(db, id, 99), ERR_DENIED);
	assert_int_equal(factor_step(db, id, 101), 0);
	assert_int_equal(factor_step(db, "nobody", 1), ERR_DENIED);
	(void)db_close(db);
}

static void set_codes(struct place *place, struct db *db, const char *id)
{
	struct person p;

	assert_int_equal(people_get(db, id, place->arena, &p), 0);
	text_list_add(&p.recovery, place->arena, "hash-1");
	text_list_add(&p.recovery, place->arena, "hash-2");
	assert_int_equal(people_store(db, &desk_place_actor, &p, "person.recovery", NOW), 0);
}

TEST_STORE(factor_recovery_uses_a_code_up)
{
	struct db *db = place_open(place);
	const char *id = desk_place_person(place, db, "anna");
	struct person p;

	set_codes(place, db, id);
	assert_int_equal(factor_recovery(db, &desk_place_actor, id, "hash-3", NOW), ERR_DENIED);
	assert_int_equal(factor_recovery(db, &desk_place_actor, id, "hash-1", NOW), 0);
	desk_place_logged(place, db, "person.recovery_used");
	assert_int_equal(factor_recovery(db, &desk_place_actor, id, "hash-1", NOW), ERR_DENIED);
	assert_int_equal(people_get(db, id, place->arena, &p), 0);
	assert_int_equal(p.recovery.n, 1);
	assert_string_equal(p.recovery.items[0], "hash-2");
	(void)db_close(db);
}

/* Of four who try one code at once, one gets in. */
TEST_STORE(factor_recovery_code_is_good_for_one_of_many)
{
	struct db *db = place_open(place);
	const char *id = desk_place_person(place, db, "anna");
	pid_t child[4];
	int in = 0;

	set_codes(place, db, id);
	(void)db_close(db);
	for (int i = 0; i < 4; i++) {
		child[i] = fork();
		if (child[i] == 0) {
			int r = ERR_BUSY;

			if (db_open(place->where, 0, NULL, &db) < 0)
				_exit(2);
			for (int tries = 0; r == ERR_BUSY && tries < 50; tries++)
				r = factor_recovery(db, &desk_place_actor, id, "hash-1", NOW);
			(void)db_close(db);
			_exit(r == 0 ? 0 : r == ERR_DENIED ? 1 : 2);
		}
	}
	for (int i = 0; i < 4; i++) {
		int status = 0;

		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
		in += WEXITSTATUS(status) == 0;
	}
	assert_int_equal(in, 1);
}

TEST_STORE(factor_attempt_is_good_once_in_its_time_and_for_its_purpose)
{
	struct db *db = place_open(place);
	struct link a = {.id = "a1",
			.purpose = LINK_PASSKEY,
			.object = "challenge",
			.expires = NOW + 60000},
		    old = a, got = {0};

	assert_int_equal(factor_attempt_new(db, &a, NOW), 0);
	assert_int_equal(
	    factor_attempt_use(db, "a1", LINK_OIDC, NOW, place->arena, &got), ERR_NOTFOUND);
	assert_int_equal(
	    factor_attempt_use(db, "a1", LINK_PASSKEY, NOW, place->arena, &got), 0);
	assert_string_equal(got.object, "challenge");
	assert_int_equal(
	    factor_attempt_use(db, "a1", LINK_PASSKEY, NOW, place->arena, &got), ERR_NOTFOUND);
	place_assert_msg(db_msg(db));
	/* Too late; and the next one forgets it. */
	old.id = "a2";
	assert_int_equal(factor_attempt_new(db, &old, NOW), 0);
	assert_int_equal(
	    factor_attempt_use(db, "a2", LINK_PASSKEY, NOW + 60000, place->arena, &got),
	    ERR_NOTFOUND);
	a.id = "a3";
	a.expires = NOW + 200000;
	assert_int_equal(factor_attempt_new(db, &a, NOW + 60000), 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM link"), 1);
	(void)db_close(db);
}

TEST_STORE(factor_keys_are_of_one_person)
{
	struct db *db = place_open(place);
	const char *anna = desk_place_person(place, db, "anna");
	const char *bo = desk_place_person(place, db, "bo");
	struct passkey key = {.id = "k1", .person = anna, .key = "public", .name = "phone"};
	struct desk_records keys = {0};

	assert_int_equal(factor_key_add(db, &desk_place_actor, &key, NOW), 0);
	desk_place_logged(place, db, "passkey.add");
	assert_int_equal(factor_key_add(db, &desk_place_actor, &key, NOW), ERR_EXISTS);
	assert_int_equal(factor_keys(db, bo, place->arena, &keys), 0);
	assert_int_equal(keys.all.n, 0);
	assert_int_equal(
	    factor_key_name(db, &desk_place_actor, bo, "k1", "mine", NOW), ERR_NOTFOUND);
	assert_int_equal(factor_key_remove(db, &desk_place_actor, bo, "k1", NOW), ERR_NOTFOUND);
	assert_int_equal(factor_key_name(db, &desk_place_actor, anna, "k1", "mine", NOW), 0);
	assert_int_equal(factor_key(db, "k1", place->arena, &key), 0);
	assert_string_equal(key.name, "mine");
	assert_int_equal(factor_key_remove(db, &desk_place_actor, anna, "k1", NOW), 0);
	assert_int_equal(factor_key(db, "k1", place->arena, &key), ERR_NOTFOUND);
	(void)db_close(db);
}

/* The counter of a signature grows; who comes with an old one has a copy of the key. Keys that
 * do not count say 0. */
TEST_STORE(factor_key_counter_only_grows)
{
	struct db *db = place_open(place);
	const char *anna = desk_place_person(place, db, "anna");
	struct passkey key = {.id = "k1", .person = anna, .key = "public", .name = "phone"};

	assert_int_equal(factor_key_add(db, &desk_place_actor, &key, NOW), 0);
	assert_int_equal(factor_key_used(db, "k1", 0, NOW), 0);
	assert_int_equal(factor_key_used(db, "k1", 5, NOW + 1), 0);
	assert_int_equal(factor_key_used(db, "k1", 5, NOW + 2), ERR_NOTFOUND);
	assert_int_equal(factor_key_used(db, "k1", 4, NOW + 3), ERR_NOTFOUND);
	assert_int_equal(factor_key(db, "k1", place->arena, &key), 0);
	assert_int_equal(key.count, 5);
	assert_int_equal(key.used, NOW + 1);
	(void)db_close(db);
}
