#include "portal/nav.h"

#include "api/route.h"
#include "portal/routes.h"
#include "rig.h"

static const struct json *menu_of(struct call *call, const char *name, struct json **ret)
{
	*ret = json_new_object(call->arena);
	nav_fill(call, *ret);
	return json_get(*ret, name);
}

static const struct json *rows_of(const struct json *menu, size_t group)
{
	return json_get(&menu->array.items[group], "rows");
}

/* The rows that the role sees, their last parts separated by spaces, groups by " | ". */
static const char *shown(const struct json *menu, struct arena *arena)
{
	STR_AUTO(out, 1000);

	for (size_t g = 0; menu && g < menu->array.n; g++) {
		const struct json *rows = rows_of(menu, g);

		str_addf(&out, "%s", g ? " |" : "");
		for (size_t i = 0; i < rows->array.n; i++) {
			const char *href =
			    json_text(json_get(&rows->array.items[i], "href"), "");

			str_addf(&out, "%s%s", g || i ? " " : "", strrchr(href, '/') + 1);
		}
	}
	return str_dup(&out, arena);
}

static struct call call_of(struct rig *rig, struct serve_request *rq, int role, struct org *org)
{
	struct call call = {.app = &rig->app, .arena = rig->arena, .db = rig->db, .rq = rq};
	struct standing s = {.role = role};

	call.who.person = "p";
	if (!role_of_cert((enum role)role)) {
		s.org = org->id;
		s.path = org->path;
		call.org = org;
	}
	vec_push(rig->arena, &call.who.standings, s);
	return call;
}

TEST_RIG(nav_shows_what_the_role_may_open)
{
	static const struct {
		int role;
		const char *menu, *want;
	} rows[] = {
	    {ROLE_READER, "cert_menu",
		"cert | alerts incidents clocks findings | notices advisories iocs watch | "
		"queue | "
		"who knowledge sector picture watch | orgs contacts"},
	    {ROLE_COORDINATOR, "cert_menu",
		"cert | alerts incidents clocks findings | notices advisories iocs watch | "
		"queue "
		"review import pentests | who knowledge sector picture watch | orgs contacts "
		"enrolments disputes"},
	    {ROLE_PENTESTER, "cert_menu",
		"cert | queue pentests | knowledge sector picture watch | orgs contacts"},
	    {ROLE_OPERATOR, "cert_menu",
		"cert | queue | knowledge sector picture watch | orgs contacts | workers "
		"sensors"},
	    {ROLE_ADMINISTRATOR, "cert_menu", "knowledge picture watch | people"},
	    {ROLE_AUDITOR, "cert_menu", "knowledge picture watch | log"},
	    {ROLE_VIEWER, "cert_menu", ""},
	    {ROLE_VIEWER, "org_menu",
		"o1 | findings alerts advisories notices incidents | exposure perimeter "
		"authorisations orders pentests | watch knowledge picture blocklist | people "
		"evidence"},
	    {ROLE_LEGAL, "org_menu",
		"o1 | findings alerts advisories notices incidents | exposure perimeter "
		"authorisations orders pentests | watch knowledge picture blocklist | people "
		"evidence log"},
	};
	struct org org = {.id = "o1", .path = "o1/", .name = "CHU"};
	struct serve_request rq = {.path = "/profile"};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct call call = call_of(rig, &rq, rows[i].role, &org);
		struct json *to;

		assert_string_equal(
		    shown(menu_of(&call, rows[i].menu, &to), rig->arena), rows[i].want);
	}
}

/* Every row leads to a page that is there and needs what the row says. */
TEST_RIG(nav_rows_need_what_their_pages_need)
{
	const struct nav_row *const menus[] = {nav_org, nav_cert};

	for (size_t m = 0; m < ARRAY_LEN(menus); m++)
		for (const struct nav_row *row = menus[m]; row->label; row++) {
			struct serve_pairs args;
			const char *allow;
			const struct route *route;

			if (!row->path)
				continue;
			route = route_find(
			    portal_tables, "GET", row->path, rig->arena, &args, &allow);
			if (!route)
				fail_msg("%s leads nowhere", row->path);
			if (route->need != row->need)
				fail_msg("%s needs %s, its row says %s", row->path,
				    permission_names[route->need], permission_names[row->need]);
		}
}

/* A menu begins with rows that need no heading; every heading has rows below it, and a group is
 * short enough to be looked through. */
TEST_RIG(nav_groups_are_short)
{
	const struct nav_row *const menus[] = {nav_org, nav_cert};

	(void)rig;
	for (size_t m = 0; m < ARRAY_LEN(menus); m++) {
		size_t rows = 0;

		assert_non_null(menus[m]->path);
		for (const struct nav_row *row = menus[m]; row->label; row++) {
			if (row->path) {
				rows++;
				continue;
			}
			assert_in_range(rows, 1, 6);
			rows = 0;
		}
		assert_in_range(rows, 1, 6);
	}
}

/* What is marked of all groups; counts. */
static size_t marks(const struct json *menu, const char *want)
{
	size_t marked = 0;

	for (size_t g = 0; g < menu->array.n; g++)
		for (size_t k = 0; k < rows_of(menu, g)->array.n; k++) {
			const struct json *row = &rows_of(menu, g)->array.items[k];

			if (!json_bool(json_get(row, "here"), false))
				continue;
			marked++;
			assert_string_equal(json_text(json_get(row, "href"), ""), want);
		}
	return marked;
}

TEST_RIG(nav_marks_where_the_reader_is)
{
	struct org org = {.id = "o1", .path = "o1/", .name = "CHU"};
	static const struct {
		const char *path, *here;
	} rows[] = {{"/orgs/o1", "/orgs/o1"}, {"/orgs/o1/findings", "/orgs/o1/findings"},
	    {"/orgs/o1/findings/f1", "/orgs/o1/findings"}, {"/orgs/o1/findingsx", NULL},
	    {"/profile", NULL}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct serve_request rq = {.path = rows[i].path};
		struct call call = call_of(rig, &rq, ROLE_OFFICER, &org);
		struct json *to;
		const struct json *menu = menu_of(&call, "org_menu", &to);

		assert_int_equal(marks(menu, rows[i].here), rows[i].here ? 1 : 0);
	}
}

/* Pages of no organisation in particular have the menu of the reader's own. */
TEST_RIG(nav_of_a_member_leads_back)
{
	const char *id = rig_org(rig, "CHU Nord", ORG_HOSPITAL, NULL);
	struct org org = {.id = id, .path = rig_f(rig, "%s/", id), .name = "CHU Nord"};
	struct serve_request rq = {.path = "/watch/x"};
	struct call call = call_of(rig, &rq, ROLE_VIEWER, &org);
	const struct json *menu;
	struct json *to;

	call.org = NULL;
	menu = menu_of(&call, "org_menu", &to);
	assert_true(menu->array.n > 3);
	assert_string_equal(json_text(json_get(to, "menu_org"), ""), "CHU Nord");
	assert_string_equal(json_text(json_get(&rows_of(menu, 0)->array.items[0], "href"), ""),
	    rig_f(rig, "/orgs/%s", id));
	assert_null(call.org);
}

/* Somebody of the CERT has of a member's menu what is the member's alone. */
TEST_RIG(nav_of_the_cert_says_nothing_twice)
{
	struct org org = {.id = "o1", .path = "o1/", .name = "CHU"};
	struct serve_request rq = {.path = "/orgs/o1/findings"};
	struct call call = call_of(rig, &rq, ROLE_ANALYST, &org);
	const struct json *menu;
	struct json *to;

	call.org = &org;
	menu = menu_of(&call, "org_menu", &to);
	assert_string_equal(shown(menu, rig->arena),
	    "o1 | findings alerts advisories notices incidents | exposure perimeter "
	    "authorisations orders pentests | blocklist | people evidence");
	assert_true(json_bool(json_get(to, "org_first"), false));
	rq.path = "/cert/alerts";
	(void)menu_of(&call, "org_menu", &to);
	assert_false(json_bool(json_get(to, "org_first"), true));
	rq.path = "/orgs/o1";
	call = call_of(rig, &rq, ROLE_PENTESTER, &org);
	call.org = &org;
	assert_null(menu_of(&call, "org_menu", &to)->array.items);
	assert_false(json_bool(json_get(to, "has_org_menu"), true));
}

TEST_RIG(nav_of_nobody_is_empty)
{
	struct serve_request rq = {.path = "/"};
	struct call call = {.app = &rig->app, .arena = rig->arena, .db = rig->db, .rq = &rq};
	struct json *to;

	assert_null(menu_of(&call, "cert_menu", &to));
	assert_int_equal(to->object.n, 0);
}
