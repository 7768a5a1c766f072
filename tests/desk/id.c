#include "desk/id.h"

#include "base/map.h"
#include "model/log.h"
#include "place.h"
#include "store/desk.h"

#include <sys/wait.h>
#include <unistd.h>

TEST(id_is_26_letters_and_never_the_same)
{
	struct arena *arena = arena_new();
	struct map seen;
	unsigned used[256] = {0};

	map_init(&seen, arena);
	for (int i = 0; i < 4000; i++) {
		const char *id = id_make(arena);

		assert_true(id_valid(id));
		assert_true(map_set(&seen, id, arena));
		for (size_t k = 1; k < ID_TEXT - 1; k++)
			used[(unsigned char)id[k]]++;
	}
	/* All 32 digits, about equally often: 100000 / 32 = 3125, more than 8 deviations wide.
	 */
	for (const char *d = "0123456789abcdefghjkmnpqrstvwxyz"; *d; d++)
		assert_in_range(used[(unsigned char)*d], 2650, 3600);
	(void)arena_free(arena);
}

TEST(id_valid_refuses_other_texts)
{
	assert_false(id_valid(NULL));
	assert_false(id_valid(""));
	assert_false(id_valid("0123456789abcdefghjkmnpqr"));
	assert_true(id_valid("0123456789abcdefghjkmnpqrs"));
	assert_false(id_valid("0123456789abcdefghjkmnpqrst"));
	assert_false(id_valid("0123456789abcdefghjkmnpqri")); /* i is no digit */
	assert_false(id_valid("0123456789ABCDEFGHJKMNPQRS"));
	assert_false(id_valid("8123456789abcdefghjkmnpqrs")); /* more than 128 bits */
}

static const int64_t in_2026 = 1795000000000;

static const char *next(struct place *place, struct db *db, const char *prefix, int64_t now)
{
	const char *ref = NULL;

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, ref_next(db, prefix, now, place->arena, &ref)), 0);
	return ref;
}

TEST_STORE(ref_counts_a_prefix_and_a_year)
{
	struct db *db = place_open(place);
	const char *ref;

	assert_string_equal(next(place, db, "A", in_2026), "A-2026-0001");
	assert_string_equal(next(place, db, "A", in_2026), "A-2026-0002");
	assert_string_equal(next(place, db, "F", in_2026), "F-2026-0001");
	assert_string_equal(next(place, db, "A", in_2026 + 366LL * 86400000), "A-2027-0001");
	/* What was rolled back is given again: no reference was shown to anybody. */
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(ref_next(db, "A", in_2026, place->arena, &ref), 0);
	db_rollback(db);
	assert_string_equal(next(place, db, "A", in_2026), "A-2026-0003");
	assert_int_equal(
	    desk_exec(db, "UPDATE setting SET \"value\" = '9999' WHERE \"name\" = $1",
		DESK_PARAMS(DESK_TEXT("counter.A.2026")), NULL),
	    0);
	assert_string_equal(next(place, db, "A", in_2026), "A-2026-10000");
	(void)db_close(db);
}

/* Four processes at once: 40 references, none twice. */
TEST_STORE(ref_is_unique_over_processes)
{
	struct db *db = place_open(place);
	pid_t child[4];

	for (size_t i = 0; i < ARRAY_LEN(child); i++) {
		child[i] = fork();
		if (child[i] == 0) {
			struct db *own;
			int bad = db_open(place->where, 0, NULL, &own) < 0;

			for (int k = 0; !bad && k < 10; k++) {
				const char *ref = NULL;
				struct setting s = {.value = "taken"};

				bad = db_begin(own, DB_WRITE) < 0 ||
				      ref_next(own, "A", in_2026, place->arena, &ref) < 0;
				s.name = ref;
				bad = bad || desk_insert(own, &setting_type, &s) < 0 ||
				      db_commit(own) < 0;
			}
			_exit(bad);
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(child); i++) {
		int status = 0;

		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM setting WHERE \"value\" = 'taken'"), 40);
	assert_string_equal(next(place, db, "A", in_2026), "A-2026-0041");
	(void)db_close(db);
}
