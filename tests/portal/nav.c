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
		"cert queue findings alerts advisories incidents clocks watch notices who "
		"knowledge orgs contacts iocs sector picture watch"},
	    {ROLE_COORDINATOR, "cert_menu",
		"cert queue review findings alerts advisories incidents clocks watch notices "
		"who "
		"knowledge orgs contacts enrolments disputes iocs import pentests sector "
		"picture watch"},
	    {ROLE_PENTESTER, "cert_menu",
		"cert queue knowledge orgs contacts pentests sector picture watch"},
	    {ROLE_OPERATOR, "cert_menu",
		"cert queue knowledge orgs contacts sector picture watch workers "
		"sensors"},
	    {ROLE_ADMINISTRATOR, "cert_menu", "knowledge picture watch people"},
	    {ROLE_AUDITOR, "cert_menu", "knowledge picture watch log"},
	    {ROLE_VIEWER, "cert_menu", ""},
	    {ROLE_LEGAL, "org_menu",
		"o1 findings alerts advisories incidents notices exposure knowledge watch "
		"picture "
		"perimeter "
		"authorisations orders pentests blocklist people log"},
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
	assert_true(menu->array.n > 5);
	assert_string_equal(json_text(json_get(to, "menu_org"), ""), "CHU Nord");
	assert_string_equal(
	    json_text(json_get(&menu->array.items[0], "href"), ""), rig_f(rig, "/orgs/%s", id));
	assert_null(call.org);
}

TEST_RIG(nav_of_nobody_is_empty)
{
	struct serve_request rq = {.path = "/"};
	struct call call = {.app = &rig->app, .arena = rig->arena, .db = rig->db, .rq = &rq};
	struct json *to;

	assert_null(menu_of(&call, "cert_menu", &to));
	assert_int_equal(to->object.n, 0);
}
