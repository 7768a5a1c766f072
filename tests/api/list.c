/*
 * What every list of every page and of the API asks the database, as the list comes: SQLite's
 * plan for it. A list of which 50 rows are shown must not read a table that grows with the
 * sector or with the years from its beginning to its end.
 */
#include "api/list.h"

#include "portal/routes.h"
#include "rig.h"

/* --- what is allowed, and why --- */

/* Tables that stay small. */
static const char *const small[] = {
    "api_token", "enrolment", "know_source", "membership", "org", "passkey", "person", NULL};

/* Lists that may read a table whole. */
static const struct {
	const char *list, *why;
} allowed[] = {
    {"contacts", "its rows are put together of tables that stay small and of what is open"},
    {"workers", "its rows are sums over all chunks; it is the scan operator's alone"},
    {NULL, NULL},
};

static bool is_allowed(const char *list)
{
	for (size_t i = 0; allowed[i].list; i++)
		if (strcmp(allowed[i].list, list) == 0)
			return true;
	return false;
}

/* --- plans --- */

static struct seen {
	struct rig *rig;
	const char *name, *sql; /* of the list of the last reply; NULL: it had none */
	int lists, bad;
} seen;

static void catch_list(struct call *call, const struct list *list, const char *sql)
{
	(void)call;
	seen.name = list->name;
	seen.sql = arena_strdup(seen.rig->arena, sql);
}

/* The table that has this alias in the SQL; the alias itself when there is none. */
static const char *table_of(const char *sql, const char *alias)
{
	const char *mark = rig_f(seen.rig, " AS %s ", alias);
	const char *at = strstr(rig_f(seen.rig, "%s ", sql), mark), *begin = at;

	if (!at)
		return alias;
	while (begin[-1] != ' ' && begin[-1] != '(')
		begin--;
	return arena_strndup(seen.rig->arena, begin, (size_t)(at - begin));
}

static bool is_small(const char *table)
{
	for (size_t i = 0; small[i]; i++)
		if (strcmp(small[i], table) == 0)
			return true;
	return *table == '(';
}

/*
 * A table that the plan reads whole, or NULL: to sort what it gives, or once more for each row
 * of another. Along an index or the key, in the list's own order, it ends with the page.
 */
static const char *read_whole(const char *sql)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	const char *first = NULL, *again = NULL;
	bool sorts = false;

	assert_int_equal(
	    db_prepare(seen.rig->db, rig_f(seen.rig, "EXPLAIN QUERY PLAN %s", sql), &stmt), 0);
	for (int line = 0; db_step(stmt) == 1; line++) {
		const char *detail = arena_strdup(seen.rig->arena, db_text(stmt, 3));
		const char *table;

		sorts |= strcmp(detail, "USE TEMP B-TREE FOR ORDER BY") == 0;
		if (strstr(detail, " AUTOMATIC "))
			again = detail;
		if (strncmp(detail, "SCAN ", 5) != 0)
			continue;
		table = table_of(
		    sql, arena_strndup(seen.rig->arena, detail + 5, strcspn(detail + 5, " ")));
		if (is_small(table))
			continue;
		*(line ? &again : &first) = table;
	}
	return again ? again : sorts ? first : NULL;
}

/* --- every route --- */

static const char *filled(struct rig *rig, const char *path, const char *org)
{
	STR_AUTO(out, 1024);

	while (*path) {
		size_t n = strcspn(path, "}");

		if (*path != '{') {
			str_char(&out, *path++);
			continue;
		}
		str_add(&out, strncmp(path, "{org}", 5) == 0 ? org : "x1");
		path += n + 1;
	}
	return rig_f(rig, "%s", str_text(&out));
}

/* Asks as each of them, until one is shown a list; judges what that asked. */
static void judge(struct rig_browser *const *browsers, size_t n, const char *path)
{
	const char *table = NULL;

	seen.sql = NULL;
	for (size_t i = 0; i < n && !seen.sql; i++)
		(void)rig_get(browsers[i], path);
	if (!seen.sql)
		return;
	seen.lists++;
	/* The other engine's plans depend on what the tables hold: there it is enough that it
	   takes the SQL. */
	if (strcmp(db_engine(seen.rig->db), "sqlite") == 0)
		table = read_whole(seen.sql);
	if (!table || is_allowed(seen.name))
		return;
	seen.bad++;
	print_error("%s (%s): all of %s is read\n%s\n", path, seen.name, table, seen.sql);
}

TEST_RIG(lists_read_no_big_table_whole)
{
	static const int roles[] = {ROLE_GROUP_OFFICER, ROLE_LEGAL, ROLE_COORDINATOR,
	    ROLE_ADMINISTRATOR, ROLE_OPERATOR, ROLE_AUDITOR};
	struct rig_browser *browsers[ARRAY_LEN(roles)];
	const char *group = rig_org(rig, "Group", ORG_GROUP, NULL);

	(void)rig_org(rig, "Site", ORG_HOSPITAL, group);
	seen = (struct seen){.rig = rig};
	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		browsers[i] = rig_browser(rig);
		rig_session(browsers[i],
		    rig_person(rig, role_names[roles[i]],
			rig_f(rig, "%s@x.example", role_names[roles[i]]), roles[i],
			roles[i] < ROLE_READER ? group : NULL),
		    true);
	}
	rig->app.listing = catch_list;
	for (const struct route *const *table = portal_tables; *table; table++)
		for (const struct route *route = *table; route->method; route++)
			if (strcmp(route->method, "GET") == 0)
				judge(browsers, ARRAY_LEN(browsers),
				    filled(rig, route->path, group));
	rig->app.listing = NULL;
	print_message("# %d lists\n", seen.lists);
	assert_true(seen.lists > 20);
	assert_int_equal(seen.bad, 0);
}
