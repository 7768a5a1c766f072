#include "store/knowledge.h"

#include "place.h"

enum { MOST = 2000 };

/* A publication that the test makes: EPSS-like records, whose body is their likelihood. */
struct made {
	int64_t from, n;    /* CVE-2024-(10000 + from) and n - 1 after it */
	int64_t likelihood; /* of all */
	int64_t modified, newest;
	bool whole, twice;
	int err; /* the reader fails with that after its records */
};

static int read_made(void *arg, int (*emit)(void *arg, const struct knowledge *k),
    void *emit_arg, struct know_reading *ret, struct msg *msg)
{
	struct made *m = arg;
	char id[32];

	for (int64_t i = 0; i < m->n; i++) {
		for (int again = 0; again <= m->twice; again++) {
			struct know_epss e = {.id = id, .likelihood = m->likelihood};
			struct knowledge k = {.kind = KNOW_EPSS,
			    .id = id,
			    .origin = "file",
			    .modified = m->modified,
			    .epss = &e};
			int r;

			(void)snprintf(
			    id, sizeof(id), "CVE-2024-%lld", (long long)(10000 + m->from + i));
			r = emit(emit_arg, &k);
			if (r < 0)
				return r;
		}
	}
	ret->newest = m->newest;
	ret->whole = m->whole;
	if (m->err) {
		msg_what(msg, "the test's publication is broken");
		msg_detail(msg, "on purpose");
		msg_hint(msg, "nothing");
		return m->err;
	}
	return 0;
}

static int take(struct db *db, struct made *m, int64_t now, bool accept, struct know_taken *ret,
    struct msg *msg)
{
	struct know_publication pub = {.source = {.name = "test",
					   .feed = "test",
					   .origin = "file",
					   .bytes = m->n * 100,
					   .sha256 = "00"},
	    .accept = accept,
	    .now = now,
	    .read = read_made,
	    .arg = m};

	return know_take(db, &pub, ret, msg);
}

static void assert_taken(struct db *db, struct made m, int64_t now, struct know_taken want)
{
	struct know_taken got = {0};
	struct msg msg = {0};
	int r = take(db, &m, now, false, &got, &msg);

	if (r < 0)
		print_error("%s: %s\n", msg.what, msg.detail);
	assert_int_equal(r, 0);
	assert_int_equal(got.records, want.records);
	assert_int_equal(got.added, want.added);
	assert_int_equal(got.changed, want.changed);
	assert_int_equal(got.same, want.same);
	assert_int_equal(got.older, want.older);
	assert_int_equal(got.withdrawn, want.withdrawn);
}

static void assert_not_taken(struct db *db, struct made m, int64_t now, int err)
{
	int64_t before = place_int(db, "SELECT count(*) FROM know_record"),
		sum = place_int(db, "SELECT sum(\"taken\") FROM know_record"),
		taken = place_int(db, "SELECT \"taken\" FROM know_source");
	struct know_taken got = {.records = -1};
	struct msg msg = {0};

	assert_int_equal(take(db, &m, now, false, &got, &msg), err);
	assert_int_equal(got.records, -1);
	place_assert_msg(&msg);
	assert_int_equal(place_int(db, "SELECT count(*) FROM know_record"), before);
	assert_int_equal(place_int(db, "SELECT sum(\"taken\") FROM know_record"), sum);
	assert_int_equal(place_int(db, "SELECT \"taken\" FROM know_source"), taken);
	/* and it is noted */
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM know_source WHERE \"error\" IS NOT NULL"), 1);
	assert_int_equal(place_int(db, "SELECT \"checked\" FROM know_source"), now);
}

TEST_STORE(knowledge_added_changed_same_withdrawn)
{
	struct db *db = place_open(place);

	assert_taken(db, (struct made){.n = 200, .likelihood = 1, .whole = true}, 1000,
	    (struct know_taken){.records = 200, .added = 200});
	assert_taken(db, (struct made){.n = 200, .likelihood = 1, .whole = true}, 2000,
	    (struct know_taken){.records = 200, .same = 200});
	assert_taken(db, (struct made){.from = 50, .n = 200, .likelihood = 1, .whole = true},
	    3000,
	    (struct know_taken){.records = 200, .same = 150, .added = 50, .withdrawn = 50});
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM know_record WHERE \"body\" IS NULL"), 50);
	assert_taken(db, (struct made){.n = 250, .likelihood = 2, .whole = true}, 4000,
	    (struct know_taken){.records = 250, .changed = 200, .added = 50});
	assert_taken(db, (struct made){.n = 30, .likelihood = 2, .twice = true}, 5000,
	    (struct know_taken){.records = 60, .same = 30});
	(void)db_close(db);
}

TEST_STORE(knowledge_never_older_over_newer)
{
	struct db *db = place_open(place);

	assert_taken(db, (struct made){.n = 5, .likelihood = 1, .modified = 100}, 1000,
	    (struct know_taken){.records = 5, .added = 5});
	assert_taken(db, (struct made){.n = 6, .likelihood = 2, .modified = 99}, 2000,
	    (struct know_taken){.records = 6, .added = 1, .older = 5});
	assert_taken(db, (struct made){.n = 6, .likelihood = 2, .modified = 101}, 3000,
	    (struct know_taken){.records = 6, .changed = 5, .same = 1});
	(void)db_close(db);
}

TEST_STORE(knowledge_that_is_refused_changes_nothing)
{
	struct db *db = place_open(place);
	struct made good = {.n = 200, .likelihood = 1, .newest = 500, .whole = true}, m;

	assert_taken(db, good, 1000, (struct know_taken){.records = 200, .added = 200});
	m = good, m.n = MOST + 1; /* more than ten times as many */
	assert_not_taken(db, m, 2000, ERR_RANGE);
	m = good, m.n = 19; /* less than a tenth */
	assert_not_taken(db, m, 2001, ERR_RANGE);
	m = good, m.n = 0;
	assert_not_taken(db, m, 2002, ERR_RANGE);
	m = good, m.newest = 499; /* back in time */
	assert_not_taken(db, m, 2003, ERR_RANGE);
	m = good, m.likelihood = 2, m.err = ERR_TRUNCATED;
	assert_not_taken(db, m, 2004, ERR_TRUNCATED);
	m = good, m.likelihood = 2000000; /* breaks the rules of its type */
	assert_not_taken(db, m, 2006, ERR_RANGE);
	assert_taken(db, good, 3000, (struct know_taken){.records = 200, .same = 200});
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM know_source WHERE \"error\" IS NOT NULL"), 0);
	(void)db_close(db);
}

TEST_STORE(knowledge_that_a_person_accepts)
{
	struct db *db = place_open(place);
	struct made m = {.n = 200, .likelihood = 1, .newest = 500, .whole = true};
	struct know_taken got = {0};
	struct msg msg = {0};

	assert_taken(db, m, 1000, (struct know_taken){.records = 200, .added = 200});
	m.n = 10;
	m.newest = 400;
	assert_int_equal(take(db, &m, 2000, true, &got, &msg), 0);
	assert_int_equal(got.withdrawn, 190);
	m.n = 0; /* nothing is never right */
	assert_int_equal(take(db, &m, 2000, true, &got, &msg), ERR_RANGE);
	(void)db_close(db);
}

struct rows {
	struct arena *arena;
	VEC(struct know_row) all;
	size_t fail_at;
};

static int keep(void *arg, const struct know_row *row)
{
	struct rows *rows = arg;
	struct know_row copy = *row;

	if (rows->fail_at && rows->all.n == rows->fail_at)
		return ERR_CANCELLED;
	copy.key = arena_strdup(rows->arena, row->key);
	copy.id = arena_strdup(rows->arena, row->id);
	copy.kind = arena_strdup(rows->arena, row->kind);
	copy.source = arena_strdup(rows->arena, row->source);
	copy.body = arena_strdup(rows->arena, row->body);
	vec_push(rows->arena, &rows->all, copy);
	return 0;
}

TEST_STORE(knowledge_is_given_in_order_and_since)
{
	struct db *db = place_open(place);
	struct rows rows = {.arena = place->arena};
	const void *rec;

	assert_taken(db, (struct made){.n = 2000, .likelihood = 1, .whole = true}, 1000,
	    (struct know_taken){.records = 2000, .added = 2000});
	assert_int_equal(know_each(db, -1, 0, keep, &rows), 0);
	assert_int_equal(rows.all.n, 2000); /* more than a page */
	for (size_t i = 1; i < rows.all.n; i++)
		assert_true(strcmp(rows.all.items[i - 1].key, rows.all.items[i].key) < 0);
	assert_string_equal(rows.all.items[0].key, "CVE-2024-10000 epss test");
	assert_int_equal(
	    know_read(KNOW_EPSS, span_str(rows.all.items[0].body), place->arena, &rec, NULL),
	    0);
	assert_int_equal(((const struct know_epss *)rec)->likelihood, 1);
	rows = (struct rows){.arena = place->arena, .fail_at = 3};
	assert_int_equal(know_each(db, KNOW_EPSS, 0, keep, &rows), ERR_CANCELLED);
	rows = (struct rows){.arena = place->arena};
	assert_int_equal(know_each(db, KNOW_VULN, 0, keep, &rows), 0);
	assert_int_equal(rows.all.n, 0);
	/* the same time again: the second is later nevertheless */
	assert_taken(db, (struct made){.from = 1, .n = 2000, .likelihood = 1, .whole = true},
	    1000,
	    (struct know_taken){.records = 2000, .added = 1, .same = 1999, .withdrawn = 1});
	assert_int_equal(know_each(db, -1, 1000, keep, &rows), 0);
	assert_int_equal(rows.all.n, 2);
	assert_string_equal(rows.all.items[0].id, "CVE-2024-10000");
	assert_null(rows.all.items[0].body);
	assert_string_equal(rows.all.items[1].id, "CVE-2024-12000");
	assert_non_null(rows.all.items[1].body);
	(void)db_close(db);
}

TEST_STORE(knowledge_of_one_id)
{
	struct db *db = place_open(place);
	struct rows rows = {.arena = place->arena};

	assert_taken(db, (struct made){.n = 20, .likelihood = 1}, 1000,
	    (struct know_taken){.records = 20, .added = 20});
	assert_int_equal(know_of(db, "CVE-2024-10001", keep, &rows), 0);
	assert_int_equal(rows.all.n, 1);
	assert_string_equal(rows.all.items[0].id, "CVE-2024-10001");
	assert_int_equal(know_of(db, "CVE-2024-1000", keep, &rows), 0);
	assert_int_equal(rows.all.n, 1);
	(void)db_close(db);
}

TEST_STORE(knowledge_sources_are_listed)
{
	struct db *db = place_open(place);
	struct know_sources all = {0};
	struct know_source s = {.name = "kev", .feed = "kev", .url = "https://a.example/"}, got;

	assert_taken(db, (struct made){.n = 20, .likelihood = 1, .newest = 7}, 1000,
	    (struct know_taken){.records = 20, .added = 20});
	assert_int_equal(know_checked(db, &s, 2000, "it was not there"), 0);
	assert_int_equal(know_source_list(db, place->arena, &all), 0);
	assert_int_equal(all.all.n, 2);
	assert_string_equal(all.all.items[0].error, "it was not there");
	assert_int_equal(all.all.items[0].taken, 0);
	assert_int_equal(all.all.items[1].records, 20);
	assert_int_equal(all.all.items[1].newest, 7);
	assert_int_equal(know_checked(db, &s, 3000, NULL), 0);
	assert_int_equal(know_source_get(db, "kev", place->arena, &got), 0);
	assert_null(got.error);
	assert_int_equal(got.checked, 3000);
	assert_int_equal(know_source_get(db, "nothing", place->arena, &got), ERR_NOTFOUND);
	(void)db_close(db);
}

/* One advisory, or none, and what else is gone. */
struct advised {
	const char *id;
	struct text_list gone;
};

static int read_advised(void *arg, int (*emit)(void *arg, const struct knowledge *k),
    void *emit_arg, struct know_reading *ret, struct msg *msg UNUSED)
{
	const struct advised *a = arg;
	struct know_advisory advisory = {.id = a->id};
	struct knowledge k = {
	    .kind = KNOW_ADVISORY, .id = a->id, .origin = "file", .advisory = &advisory};

	ret->gone = &a->gone;
	ret->none = a->id == NULL;
	return a->id ? emit(emit_arg, &k) : 0;
}

static struct know_taken advise(struct db *db, struct advised *a, int64_t now)
{
	struct know_publication pub = {
	    .source = {.name = "test/a", .feed = "test", .origin = "file"},
	    .loose = true,
	    .now = now,
	    .read = read_advised,
	    .arg = a};
	struct know_taken got = {0};
	struct msg msg = {0};

	assert_int_equal(know_take(db, &pub, &got, &msg), 0);
	return got;
}

TEST_STORE(knowledge_what_a_publisher_names_is_withdrawn)
{
	struct db *db = place_open(place);
	struct arena *arena = arena_new();
	struct advised one = {.id = "A-1"}, two = {.id = "A-2"}, gone = {0};

	assert_int_equal(advise(db, &one, 1000).added, 1);
	assert_int_equal(advise(db, &two, 2000).added, 1);
	text_list_add(&gone.gone, arena, "A-1");
	text_list_add(&gone.gone, arena, "A-3");
	assert_int_equal(advise(db, &gone, 3000).withdrawn, 1);
	assert_int_equal(advise(db, &gone, 4000).withdrawn, 0);
	/* what is in the publication is not gone */
	text_list_add(&two.gone, arena, "A-2");
	assert_int_equal(advise(db, &two, 5000).withdrawn, 0);
	assert_int_equal(advise(db, &one, 6000).added, 1);
	arena_free(arena);
	(void)db_close(db);
}
