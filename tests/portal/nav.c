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

/* The rows that the role sees, their last parts separated by spaces. */
static const char *shown(const struct json *menu, struct arena *arena)
{
	STR_AUTO(out, 1000);

	for (size_t i = 0; menu && i < menu->array.n; i++) {
		const char *href = json_text(json_get(&menu->array.items[i], "href"), "");

		str_addf(&out, "%s%s", i ? " " : "", strrchr(href, '/') + 1);
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
		"cert queue findings advisories who knowledge orgs contacts iocs sector"},
	    {ROLE_COORDINATOR, "cert_menu",
		"cert queue review findings advisories who knowledge orgs contacts enrolments "
		"disputes "
		"iocs "
		"sector"},
	    {ROLE_OPERATOR, "cert_menu", "cert queue knowledge orgs contacts sector workers"},
	    {ROLE_ADMINISTRATOR, "cert_menu", "knowledge people"},
	    {ROLE_AUDITOR, "cert_menu", "knowledge log"},
	    {ROLE_VIEWER, "cert_menu", ""},
	    {ROLE_LEGAL, "org_menu",
		"o1 findings advisories exposure knowledge perimeter authorisations orders "
		"blocklist "
		"people log"},
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
			const struct route *route = route_find(
			    portal_tables, "GET", row->path, rig->arena, &args, &allow);

			if (!route)
				fail_msg("%s leads nowhere", row->path);
			if (route->need != row->need)
				fail_msg("%s needs %s, its row says %s", row->path,
				    permission_names[route->need], permission_names[row->need]);
		}
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
		size_t marked = 0;

		for (size_t k = 0; k < menu->array.n; k++) {
			const struct json *row = &menu->array.items[k];

			if (!json_bool(json_get(row, "here"), false))
				continue;
			marked++;
			assert_string_equal(json_text(json_get(row, "href"), ""), rows[i].here);
		}
		assert_int_equal(marked, rows[i].here ? 1 : 0);
	}
}

TEST_RIG(nav_of_nobody_is_empty)
{
	struct serve_request rq = {.path = "/"};
	struct call call = {.app = &rig->app, .arena = rig->arena, .db = rig->db, .rq = &rq};
	struct json *to;

	assert_null(menu_of(&call, "cert_menu", &to));
	assert_int_equal(to->object.n, 0);
}
