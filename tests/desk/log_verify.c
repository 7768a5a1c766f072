#include "desk/log_verify.h"

#include "base/vec.h"
#include "log_place.h"
#include "os/file.h"
#include "store/desk.h"

#include <fcntl.h>
#include <unistd.h>

struct lines {
	VEC(const char *) all;
};

static int check_at(struct db *db, int64_t bad)
{
	struct log_check check;
	int r = log_verify(db, &log_place_trust, &check);

	assert_int_equal(r, bad ? ERR_CORRUPT : 0);
	assert_int_equal(check.bad, bad);
	if (bad)
		place_assert_msg(&check.why);
	return r;
}

TEST_STORE(log_verify_finds_an_untouched_log_whole)
{
	struct db *db = place_open(place);
	struct log_check check;

	check_at(db, 0); /* empty */
	log_place_fill(db);
	assert_int_equal(log_verify(db, &log_place_trust, &check), 0);
	assert_int_equal(check.entries, LOG_PLACE_ENTRIES);
	assert_int_equal(check.first, 1);
	assert_int_equal(check.last, LOG_PLACE_ENTRIES);
	assert_int_equal(check.heads, 2);
	assert_int_equal(check.signed_seq, 4);
	assert_int_equal(check.signed_time, 1795000000004);
	(void)db_close(db);
}

static void set(struct db *db, const struct field *f, struct desk_param value, int64_t seq)
{
	struct arena *arena = arena_new();

	assert_int_equal(
	    desk_exec(db,
		arena_printf(
		    arena, "UPDATE audit_log SET \"%s\" = $1 WHERE \"seq\" = $2", f->name),
		DESK_PARAMS(value, DESK_INT(seq)), NULL),
	    0);
	(void)arena_free(arena);
}

/* Every member of the third entry, one after the other: changed, removed, and put back. */
TEST_STORE(log_verify_sees_every_member_change)
{
	struct db *db = place_open(place);
	struct log_entry was;

	log_place_fill(db);
	log_place_unlock(db);
	assert_int_equal(desk_find(db, &log_entry_type, "WHERE \"seq\" = $1",
			     DESK_PARAMS(DESK_INT(3)), place->arena, &was),
	    0);
	for (size_t i = 0; i < log_entry_type.nfields; i++) {
		const struct field *f = &log_entry_type.fields[i];
		bool text = f->type == FIELD_TEXT;
		int64_t number = text ? 0 : field_int(f, &was);
		bool key = i == 0;

		set(db, f, text ? DESK_TEXT("x") : DESK_INT(number + 1000), 3);
		check_at(db, 3);
		if (text && !(f->flags & FIELD_REQUIRED)) {
			set(db, f, DESK_TEXT(NULL), 3);
			check_at(db, 3);
			set(db, f, DESK_TEXT(""), 3);
			check_at(db, 3);
		}
		set(db, f, text ? DESK_TEXT(field_text(f, &was)) : DESK_INT(number),
		    key ? 1003 : 3);
		check_at(db, 0);
	}
	(void)db_close(db);
}

/* An entry that was changed and hashed again breaks the next one; with all later ones hashed
 * again, the signed head. */
TEST_STORE(log_verify_sees_a_rewritten_chain)
{
	struct db *db = place_open(place);
	struct desk_records all;
	const char *prev;

	log_place_fill(db);
	log_place_unlock(db);
	assert_int_equal(desk_list(db, &log_entry_type, "WHERE \"seq\" >= 3 ORDER BY \"seq\"",
			     NULL, 0, place->arena, &all),
	    0);
	prev = ((struct log_entry *)all.all.items[0])->prev;
	for (size_t i = 0; i < all.all.n; i++) {
		struct log_entry *e = all.all.items[i];
		char hash[SHA256_HEX];

		e->action = "finding.forged";
		e->prev = prev;
		e->hash = prev = arena_strdup(place->arena, log_hash(e, hash));
		assert_int_equal(desk_exec(db,
				     "UPDATE audit_log SET \"action\" = $1, \"prev\" = $2, "
				     "\"hash\" = $3 WHERE \"seq\" = $4",
				     DESK_PARAMS(DESK_TEXT(e->action), DESK_TEXT(e->prev),
					 DESK_TEXT(e->hash), DESK_INT(e->seq)),
				     NULL),
		    0);
		if (i == 0)
			check_at(db, 4); /* does not follow */
	}
	check_at(db, 4); /* is not what was signed */
	(void)db_close(db);
}

static void exec(struct db *db, const char *sql)
{
	assert_int_equal(db_exec(db, sql), 0);
}

TEST_STORE(log_verify_sees_what_was_removed_and_moved)
{
	struct db *db = place_open(place);

	log_place_fill(db);
	log_place_unlock(db);
	exec(db, "DELETE FROM audit_log WHERE \"seq\" = 6");
	check_at(db, 6); /* the database remembers the end */
	exec(db, "DELETE FROM setting WHERE \"name\" = '" LOG_HEAD_SETTING "'");
	check_at(db, 6);
	exec(db, "DELETE FROM audit_log WHERE \"seq\" >= 4");
	check_at(db, 4); /* a signed head is further */
	exec(db, "UPDATE audit_log SET \"seq\" = 9 WHERE \"seq\" = 2");
	check_at(db, 2);
	exec(db, "UPDATE audit_log SET \"seq\" = 2 WHERE \"seq\" = 3");
	check_at(db, 2);
	exec(db, "DELETE FROM audit_log WHERE \"seq\" = 1");
	check_at(db, 1);
	(void)db_close(db);
}

/* All traces of the end removed inside the database: a head that was kept elsewhere tells. */
TEST_STORE(log_verify_trusts_a_head_kept_elsewhere)
{
	struct db *db = place_open(place);
	struct log_trust trust = log_place_trust;
	struct log_head known;
	struct log_check check;

	log_place_fill(db);
	assert_int_equal(
	    desk_find(db, &log_head_type, "WHERE \"seq\" = 4", NULL, 0, place->arena, &known),
	    0);
	trust.known = &known;
	assert_int_equal(log_verify(db, &trust, &check), 0);
	log_place_unlock(db);
	exec(db, "DELETE FROM audit_log WHERE \"seq\" >= 4");
	exec(db, "DELETE FROM log_head WHERE \"seq\" >= 4");
	exec(db, "UPDATE setting SET \"value\" = (SELECT '3 ' || \"hash\" FROM audit_log WHERE "
		 "\"seq\" = 3) WHERE \"name\" = '" LOG_HEAD_SETTING "'");
	check_at(db, 0);
	assert_int_equal(log_verify(db, &trust, &check), ERR_CORRUPT);
	assert_int_equal(check.bad, 4);
	log_place_append(db, "other", 1795000000000);
	assert_int_equal(log_verify(db, &trust, &check), ERR_CORRUPT);
	assert_int_equal(check.bad, 4);
	known.signature = "forged";
	trust.known = NULL;
	trust.after = &known;
	assert_int_equal(log_verify(db, &trust, &check), ERR_CORRUPT);
	(void)db_close(db);
}

TEST_STORE(log_verify_checks_a_part_after_a_head)
{
	struct db *db = place_open(place);
	struct log_trust trust = log_place_trust;
	struct log_head after;
	struct log_check check;

	log_place_fill(db);
	assert_int_equal(
	    desk_find(db, &log_head_type, "WHERE \"seq\" = 2", NULL, 0, place->arena, &after),
	    0);
	trust.after = &after;
	assert_int_equal(log_verify(db, &trust, &check), 0);
	assert_int_equal(check.first, 3);
	assert_int_equal(check.entries, 4);
	log_place_unlock(db);
	exec(db, "UPDATE log_head SET \"signature\" = 'x' WHERE \"seq\" = 4");
	assert_int_equal(log_verify(db, &trust, &check), ERR_CORRUPT);
	(void)db_close(db);
}

/* --- files --- */

static const char *path_of(struct place *place)
{
	return arena_printf(place->arena, "%s/varde-log-%d.ndjson",
	    place->folder ? place->folder : "/tmp", (int)getpid());
}

static struct lines export(struct place *place, struct db *db, const struct log_signer *signer)
{
	const char *path = path_of(place);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	struct lines lines = {0};
	struct span rest, line;
	STR_AUTO(text, 1 << 20);

	assert_true(fd >= 0);
	assert_int_equal(log_verify_export(db, signer, 1795000009000, fd), 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(file_read(path, &text, NULL), 0);
	rest = str_bytes(&text);
	while (span_line(&rest, &line))
		if (line.n)
			vec_push(place->arena, &lines.all,
			    (const char *)arena_strndup(place->arena, line.p, line.n));
	return lines;
}

/* Checks the lines but for those from..to (to excluded); swap exchanges lines from and to. */
static int check_without(struct place *place, const struct lines *lines, size_t from, size_t to,
    bool swap, struct log_check *ret)
{
	const char *path = path_of(place);
	STR_AUTO(text, 1 << 20);
	int r;

	for (size_t i = 0; i < lines->all.n; i++) {
		size_t k = !swap ? i : i == from ? to : i == to ? from : i;

		if (swap || i < from || i >= to)
			str_addf(&text, "%s\n", lines->all.items[k]);
	}
	assert_int_equal(file_write(path, str_bytes(&text), 0600, NULL), 0);
	r = log_verify_file(path, &log_place_trust, ret);
	assert_int_equal(unlink(path), 0);
	return r;
}

/* Each line left out, exchanged with the next, cut off at either end. */
TEST_STORE(log_verify_reads_an_export_and_misses_nothing)
{
	struct db *db = place_open(place);
	struct log_check check;
	struct lines lines;

	log_place_fill(db);
	lines = export(place, db, &log_place_signer);
	/* the newest head, six entries, two heads */
	assert_int_equal(lines.all.n, LOG_PLACE_ENTRIES + 3);
	assert_int_equal(check_without(place, &lines, 0, 0, false, &check), 0);
	assert_int_equal(check.entries, LOG_PLACE_ENTRIES);
	assert_int_equal(check.heads, 3);
	assert_int_equal(check.signed_seq, LOG_PLACE_ENTRIES);
	for (size_t i = 0; i < lines.all.n; i++) {
		bool entry = strstr(lines.all.items[i], "\"kind\":\"audit_log\"") != NULL;

		assert_int_equal(check_without(place, &lines, i, i + 1, false, &check),
		    entry ? ERR_CORRUPT : 0);
		/* The newest head may stand anywhere before its entry. */
		if (i > 0 && i + 1 < lines.all.n)
			assert_int_equal(
			    check_without(place, &lines, i, i + 1, true, &check), ERR_CORRUPT);
		if (i > 0)
			assert_int_equal(
			    check_without(place, &lines, i, lines.all.n, false, &check),
			    ERR_CORRUPT);
		if (i > 1)
			assert_int_equal(
			    check_without(place, &lines, 1, i, false, &check), ERR_CORRUPT);
	}
	(void)db_close(db);
}

/* The text of the JSON member of the line replaced, or the member left out. */
static const char *tampered(struct arena *arena, const char *line, const char *name, bool drop)
{
	const char *key = arena_printf(arena, "\"%s\":", name);
	const char *at = strstr(line, key), *end;

	if (!at)
		return NULL;
	end = at + strlen(key);
	if (*end == '"')
		for (end++; *end != '"'; end++)
			end += *end == '\\';
	end += strcspn(end, ",}");
	if (drop)
		return arena_printf(
		    arena, "%.*s%s", (int)(at - line), line, *end == ',' ? end + 1 : "}");
	if (strcmp(name, "seq") == 0)
		return arena_printf(arena, "%.*s\"seq\":99%s", (int)(at - line), line, end);
	return arena_printf(arena, "%.*s\"%s\":\"%s\"%s", (int)(at - line), line, name,
	    strcmp(name, "time") == 0 ? "2026-01-01T00:00:00.000Z" : "x", end);
}

TEST_STORE(log_verify_sees_every_member_of_a_file_change)
{
	struct db *db = place_open(place);
	struct log_check check;
	struct lines lines;
	int tried = 0;

	log_place_fill(db);
	lines = export(place, db, &log_place_signer);
	for (size_t i = 0; i < lines.all.n; i++) {
		bool entry = strstr(lines.all.items[i], "\"kind\":\"audit_log\"") != NULL;
		const struct record_type *type = entry ? &log_entry_type : &log_head_type;

		for (size_t f = 0; f < 2 * type->nfields; f++) {
			struct lines other = {0};
			const char *line = tampered(
			    place->arena, lines.all.items[i], type->fields[f / 2].name, f % 2);

			assert_non_null(line);
			for (size_t k = 0; k < lines.all.n; k++)
				vec_push(place->arena, &other.all,
				    k == i ? line : lines.all.items[k]);
			assert_int_equal(
			    check_without(place, &other, 0, 0, false, &check), ERR_CORRUPT);
			place_assert_msg(&check.why);
			tried++;
		}
	}
	assert_int_equal(tried, 6 * 26 + 3 * 10);
	(void)db_close(db);
}

/* Cut off in the middle of a line, at every length of the last two lines. */
TEST_STORE(log_verify_sees_a_cut_file)
{
	struct db *db = place_open(place);
	const char *path = path_of(place);
	struct log_check check;
	struct lines lines;
	STR_AUTO(text, 1 << 20);

	log_place_fill(db);
	lines = export(place, db, &log_place_signer);
	for (size_t i = 0; i < lines.all.n; i++)
		str_addf(&text, "%s\n", lines.all.items[i]);
	for (size_t cut = 2; cut < 300; cut++) {
		assert_int_equal(
		    file_write(path, span_of(text.p, text.n - cut), 0600, NULL), 0);
		assert_int_equal(log_verify_file(path, &log_place_trust, &check), ERR_CORRUPT);
	}
	assert_int_equal(unlink(path), 0);
	assert_int_equal(log_verify_file(path, NULL, &check), ERR_NOTFOUND);
	place_assert_msg(&check.why);
	(void)db_close(db);
}

TEST_STORE(log_verify_reads_more_than_a_batch)
{
	struct db *db = place_open(place);
	struct log_entry *entries = ARENA_ARRAY(place->arena, 1201, struct log_entry);
	struct log_check check;
	struct lines lines;

	for (int i = 0; i < 1201; i++)
		entries[i] = (struct log_entry){.time = i + 1, .action = "finding.read"};
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, log_append_many(db, entries, 1201, place->arena)), 0);
	assert_int_equal(log_verify(db, NULL, &check), 0);
	assert_int_equal(check.entries, 1201);
	lines = export(place, db, NULL);
	assert_int_equal(lines.all.n, 1201);
	assert_int_equal(check_without(place, &lines, 0, 0, false, &check), 0);
	assert_int_equal(check.entries, 1201);
	assert_int_equal(check.signed_seq, 0);
	(void)db_close(db);
}
