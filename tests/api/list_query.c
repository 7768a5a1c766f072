#include "api/list_query.h"

#include "test.h"

static const char *const states[] = {"open", "closed", NULL};
static const struct list_column columns[] = {
    {"id", "Id", "f.id", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"name", "Name", "f.name", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"state", "State", "f.state", LIST_ENUM, LIST_FILTER, states, NULL},
    {"port", "Port", "f.port", LIST_INT, LIST_FILTER | LIST_SORT, NULL, NULL},
    {"seen", "Seen", "f.seen", LIST_TIME, LIST_FILTER | LIST_SORT, NULL, NULL},
    {"rank", "Rank", "f.rank", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, "f.rank_order"},
};
static const struct list list = {.name = "things",
    .from = "thing AS f",
    .where = "f.org = $1",
    .columns = columns,
    .ncolumns = ARRAY_LEN(columns),
    .sort = "-seen",
    .key = "f.id"};

/* Reads "name=value name=value"; gives the SQL from WHERE on, or "ERR: detail". */
static const char *read_query(const char *query, struct list_query *q, struct arena *a)
{
	static struct str where;
	struct serve_pair pairs[16];
	struct serve_pairs all = {pairs, 0};
	struct msg msg = {0};
	int r;

	while (*query) {
		size_t n = strcspn(query, " ");
		size_t k = strcspn(query, "=");

		pairs[all.n].name = arena_strndup(a, query, k);
		pairs[all.n++].value = arena_strndup(a, query + k + 1, n - k - 1);
		query += n + strspn(query + n, " ");
	}
	where.max = 4096;
	str_clear(&where);
	*q = (struct list_query){.where = &where};
	r = list_query_read(&list, &all, DESK_PARAMS(DESK_TEXT("o1")), a, q, &msg);
	if (r < 0)
		return arena_printf(a, "%s: %s", err_text(r), msg.detail);
	list_query_order(&list, q, &where);
	return str_dup(&where, a);
}

TEST(list_query_by_default)
{
	struct arena *a = arena_new();
	struct list_query q;

	assert_string_equal(
	    read_query("", &q, a), "WHERE (f.org = $1) ORDER BY f.seen DESC, f.id DESC");
	assert_int_equal(q.nparams, 1);
	assert_int_equal(q.page, 1);
	assert_false(q.narrowed);
	arena_free(a);
}

TEST(list_query_filters_searches_and_sorts)
{
	struct arena *a = arena_new();
	struct list_query q;

	assert_string_equal(
	    read_query("state=open port=443 sort=rank page=3 q=50%_a name=", &q, a),
	    "WHERE (f.org = $1) AND f.state = $2 AND f.port = $3"
	    " AND (@fold(f.name) LIKE @fold($4) ESCAPE '\\' OR @fold(f.rank) LIKE @fold($4)"
	    " ESCAPE '\\') ORDER BY f.rank_order, f.id");
	assert_int_equal(q.nparams, 4);
	assert_string_equal(q.params[1].text, "open");
	assert_int_equal(q.params[2].number, 443);
	assert_string_equal(q.params[3].text, "%50\\%\\_a%");
	assert_int_equal(q.page, 3);
	assert_true(q.narrowed);
	arena_free(a);
}

TEST(list_query_folded_columns_take_the_folded_text)
{
	static const struct list_column some[] = {
	    {"name", "Name", "f.name", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
	    {"search", "", "f.search", LIST_TEXT, LIST_HIDE | LIST_SEARCH | LIST_FOLDED, NULL,
		NULL},
	};
	static const struct list folded = {.name = "things",
	    .from = "thing AS f",
	    .columns = some,
	    .ncolumns = ARRAY_LEN(some),
	    .sort = "name",
	    .key = "f.id"};
	struct serve_pair q1 = {"q", "H\xc3\x94PITAL"};
	struct serve_pairs all = {&q1, 1};
	struct arena *a = arena_new();
	STR_AUTO(where, 4096);
	struct list_query q = {.where = &where};
	struct msg msg;

	assert_int_equal(list_query_read(&folded, &all, NULL, 0, a, &q, &msg), 0);
	assert_non_null(strstr(str_text(&where), "@fold(f.name) LIKE @fold($1)"));
	assert_non_null(strstr(str_text(&where), "f.search LIKE $2 ESCAPE"));
	assert_int_equal(q.nparams, 2);
	assert_string_equal(q.params[0].text, "%H\xc3\x94PITAL%");
	assert_string_equal(q.params[1].text, "%hopital%");
	(void)arena_free(a);
}

/* Both days are included. */
TEST(list_query_days)
{
	struct arena *a = arena_new();
	struct list_query q;

	assert_string_equal(read_query("seen_from=2026-11-20 seen_to=2026-11-21", &q, a),
	    "WHERE (f.org = $1) AND f.seen >= $2 AND f.seen < $3 ORDER BY f.seen DESC, f.id "
	    "DESC");
	assert_true(q.params[1].number == 1795132800000);
	assert_true(q.params[2].number == 1795132800000 + 2 * 86400000LL);
	arena_free(a);
}

TEST(list_query_refuses_what_is_not_offered)
{
	static const char *const bad[] = {"state=other", "port=x", "seen_from=yesterday",
	    "seen_from=2026-13-01", "sort=state", "sort=no", "page=0", "page=9999",
	    "format=xml", "id=1", "nothing=1", "name_from=2026-01-01", "seen=2026-01-01",
	    "rank_to=2026-01-01"};
	struct arena *a = arena_new();
	struct list_query q;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		const char *got = read_query(bad[i], &q, a);

		if (strncmp(got, err_text(ERR_SYNTAX), strlen(err_text(ERR_SYNTAX))) != 0)
			fail_msg("%s: %s", bad[i], got);
	}
	arena_free(a);
}

TEST(list_query_bounds_the_number_of_filters)
{
	struct arena *a = arena_new();
	struct str many = {.max = 4096};
	struct list_query q;
	struct serve_pair pairs[LIST_PARAMS + 1];
	struct serve_pairs all = {pairs, ARRAY_LEN(pairs)};
	struct msg msg = {0};

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		pairs[i] = (struct serve_pair){"port", "1"};
	q = (struct list_query){.where = &many};
	assert_int_equal(list_query_read(&list, &all, NULL, 0, a, &q, &msg), ERR_LIMIT);
	str_done(&many);
	arena_free(a);
}
