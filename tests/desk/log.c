#include "desk/log.h"

#include "log_place.h"
#include "store/desk.h"

#include <sys/wait.h>
#include <unistd.h>

TEST_STORE(log_entries_follow_each_other)
{
	struct db *db = place_open(place);
	struct desk_records got;
	char hash[SHA256_HEX];

	log_place_fill(db);
	assert_int_equal(
	    desk_list(db, &log_entry_type, "ORDER BY \"seq\"", NULL, 0, place->arena, &got), 0);
	assert_int_equal(got.all.n, LOG_PLACE_ENTRIES);
	for (size_t i = 0; i < got.all.n; i++) {
		const struct log_entry *e = got.all.items[i];
		const struct log_entry *before = i ? got.all.items[i - 1] : NULL;

		assert_int_equal(e->seq, i + 1);
		assert_string_equal(e->outcome, "done");
		assert_string_equal(e->actor_name, "Åse Nygård");
		assert_string_equal(e->hash, log_hash(e, hash));
		if (before)
			assert_string_equal(e->prev, before->hash);
		else
			assert_int_equal(strspn(e->prev, "0"), 64);
	}
	(void)db_close(db);
}

/* Written down once, so that a change of what is hashed does not go unseen. */
TEST(log_hashes_what_its_header_says)
{
	const struct log_entry entry = {.seq = 7,
	    .time = 1795000000001,
	    .actor_name = "Åse",
	    .token = "",
	    .action = "a",
	    .prev = "p",
	    .hash = "not hashed"};
	static const char want[] =
	    "varde audit_log 1\nseq:1:7\ntime:13:1795000000001\nactor-\nactor_name:4:Åse\n"
	    "token:0:\nremote-\naction:1:a\norg-\nobject-\noutcome-\ndetail-\nprev:1:p\n";
	char ours[SHA256_HEX], theirs[SHA256_HEX];
	STR_AUTO(text, 4096);

	log_canonical(&log_entry_type, &entry, &text);
	assert_string_equal(str_text(&text), want);
	assert_string_equal(log_hash(&entry, ours), sha256_hex(span_str(want), theirs));
}

TEST_STORE(log_is_only_appended_to)
{
	static const char *const tries[] = {"UPDATE audit_log SET \"action\" = 'x'",
	    "DELETE FROM audit_log", "UPDATE log_head SET \"hash\" = 'x'",
	    "DELETE FROM log_head"};
	struct db *db = place_open(place);

	log_place_fill(db);
	for (size_t i = 0; i < ARRAY_LEN(tries); i++) {
		assert_int_equal(db_begin(db, DB_WRITE), 0);
		assert_int_equal(db_end(db, db_exec(db, tries[i])), ERR_RANGE);
	}
	if (strcmp(db_engine(db), "postgresql") == 0)
		assert_int_equal(db_exec(db, "TRUNCATE audit_log"), ERR_RANGE);
	assert_int_equal(place_int(db, "SELECT count(*) FROM audit_log"), LOG_PLACE_ENTRIES);
	(void)db_close(db);
}

TEST_STORE(log_forgets_what_was_rolled_back)
{
	struct db *db = place_open(place);
	struct log_check check;

	log_place_fill(db);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(
	    log_append(db, NULL, "never", NULL, NULL, "failed", NULL, 1795000000000), 0);
	db_rollback(db);
	log_place_append(db, "after", 1795000001000);
	assert_int_equal(log_verify(db, NULL, &check), 0);
	assert_int_equal(check.last, LOG_PLACE_ENTRIES + 1);
	(void)db_close(db);
}

TEST_STORE(log_appends_many_at_once)
{
	struct db *db = place_open(place);
	struct log_entry entries[3] = {
	    {.time = 1, .action = "a"}, {.time = 2, .action = "b"}, {.time = 3, .action = "c"}};
	struct log_check check;

	log_place_append(db, "before", 1795000000000);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, log_append_many(db, entries, 3, place->arena)), 0);
	assert_int_equal(entries[2].seq, 4);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, log_append_many(db, entries, 0, place->arena)), 0);
	assert_int_equal(log_verify(db, NULL, &check), 0);
	assert_int_equal(check.entries, 4);
	assert_string_equal(check.hash, entries[2].hash);
	(void)db_close(db);
}

/* Four processes append at once: one chain, nothing lost. */
TEST_STORE(log_is_one_chain_over_processes)
{
	struct db *db = place_open(place);
	struct log_check check;
	pid_t child[4];

	for (size_t i = 0; i < ARRAY_LEN(child); i++) {
		child[i] = fork();
		if (child[i] == 0) {
			struct db *own;
			int bad = db_open(place->where, 0, NULL, &own) < 0;

			for (int k = 0; !bad && k < 10; k++)
				bad = db_begin(own, DB_WRITE) < 0 ||
				      log_append(own, NULL, "race", NULL, NULL, NULL, NULL,
					  1795000000000) < 0 ||
				      db_commit(own) < 0;
			_exit(bad);
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(child); i++) {
		int status = 0;

		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(log_verify(db, NULL, &check), 0);
	assert_int_equal(check.entries, 40);
	(void)db_close(db);
}

TEST_STORE(log_is_signed_once_an_hour_when_it_grew)
{
	struct db *db = place_open(place);
	bool did = true;
	int64_t hour = 3600000, now = 1795000000000;

	assert_int_equal(log_sign(db, &log_place_signer, now, hour, &did), 0);
	assert_false(did); /* there is nothing to sign */
	log_place_append(db, "one", now);
	assert_int_equal(log_sign(db, &log_place_signer, now, hour, &did), 0);
	assert_true(did);
	log_place_append(db, "two", now);
	assert_int_equal(log_sign(db, &log_place_signer, now + hour - 1, hour, &did), 0);
	assert_false(did);
	assert_int_equal(log_sign(db, &log_place_signer, now + hour, hour, &did), 0);
	assert_true(did);
	assert_int_equal(log_sign(db, &log_place_signer, now + 9 * hour, hour, &did), 0);
	assert_false(did); /* it did not grow */
	assert_int_equal(place_int(db, "SELECT count(*) FROM log_head"), 2);
	(void)db_close(db);
}

static int no_key(void *ctx, struct span message, struct str *ret_signature)
{
	(void)ctx;
	(void)message;
	(void)ret_signature;
	return ERR_DENIED;
}

TEST_STORE(log_tells_when_it_cannot_be_signed)
{
	const struct log_signer signer = {"k2", NULL, no_key};
	struct db *db = place_open(place);

	log_place_append(db, "one", 1795000000000);
	assert_int_equal(log_sign(db, &signer, 1795000000000, 0, NULL), ERR_DENIED);
	place_assert_msg(db_msg(db));
	assert_int_equal(place_int(db, "SELECT count(*) FROM log_head"), 0);
	(void)db_close(db);
}
