/*
 * Every route of every table x every role x organisation. What the dispatcher decides is
 * compared with a table written by hand from the words of the specification, which knows
 * nothing of auth/role.c. Handlers do not run: the decision is caught before them.
 */
#include "matrix.h"

#include "api/problem.h"
#include "desk/org.h"

/* --- the oracle --- */

/*
 * Who may, letter by letter: "v" viewer, "t" technician, "o" security officer, "g" group
 * officer, "m" management, "l" legal representative; of the CERT "r" reader, "a" analyst, "c"
 * coordinator, "p" pentester, "s" scan operator, "d" administrator, "u" auditor.
 */
#define LETTERS "vtogmlracpsdu"

static const struct {
	enum permission need;
	const char *who;
} rules[] = {
    /* Everybody of a house sees it; the CERT's readers too; neither the administrator (no
       content reader), nor the auditor (logs only), nor the operator or the pentester (only in
       an engagement). */
    {MAY_VIEW, "vtogmlrac"},
    {MAY_REPORT, "vtogmlrac"},
    {MAY_ANSWER, "togac"},
    {MAY_ACCEPT, "ogm"}, /* the house's own risk: not the CERT's to take */
    {MAY_DECLARE, "togac"},
    {MAY_AUTHORISE, "l"},
    {MAY_REVOKE, "oglc"},
    {MAY_ORDER, "ogac"},
    {MAY_STOP, "toglacs"}, /* whoever works on it, on either side */
    {MAY_PEOPLE, "ogd"},
    {MAY_SEE_LOG, "oglu"},
    {MAY_SECTOR, "racps"},
    {MAY_REVIEW, "ac"},
    {MAY_DECIDE, "c"},
    {MAY_OPERATE, "s"},
    {MAY_ADMINISTER, "d"},
    {MAY_AUDIT, "u"},
    {MAY_PENTEST, "cp"},
};

static const char *const place_names[PLACES] = {"own organisation", "sibling", "group above",
    "site below", "other organisation", "suspended one", "organisation that is not there"};

static bool letter_may(enum permission need, char letter)
{
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (rules[i].need == need)
			return strchr(rules[i].who, letter) != NULL;
	fail_msg("permission %d has no row in the oracle", (int)need);
	return false;
}

/* Whether the role reaches that organisation at all. */
static bool reaches(int role, enum place_of place)
{
	if (role >= ROLE_READER)
		return place != NOWHERE;
	if (place == CHILD)
		return role == ROLE_GROUP_OFFICER;
	return place == OWN;
}

static bool stands_for_something(char letter)
{
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (strchr(rules[i].who, letter))
			return true;
	return false;
}

/* 0 (let through), 401, 403 or 404. role -1: nobody; -2: signed in, without any role. */
static int oracle(const struct route *route, int role, enum place_of place)
{
	bool at = strstr(route->path, "{org}") != NULL;
	char letter = role >= 0 ? LETTERS[role] : '-';

	if (role == -1)
		return route->need == MAY_PUBLIC && !(at && place == NOWHERE) ? 0 : 401;
	if (at && (role < 0 || !reaches(role, place)))
		return (route->need == MAY_PUBLIC || route->need == MAY_SIGN_IN) &&
			       place != NOWHERE
			   ? 0
			   : 404;
	if (route->need == MAY_PUBLIC || route->need == MAY_SIGN_IN)
		return 0;
	/* Without an organisation only the CERT's roles count. */
	if (!at && role < ROLE_READER)
		return 403;
	if (role >= 0 && letter_may(route->need, letter))
		return 0;
	assert_true(role < 0 || stands_for_something(letter));
	return 403;
}

/* --- asking the dispatcher --- */

static int decision;
static bool asked;

static bool catch_decision(struct call *call, int status)
{
	(void)call;
	decision = status;
	asked = true;
	return true;
}

void matrix_world_make(struct matrix_world *w, struct rig *rig)
{
	static const struct actor actor = {.name = "matrix"};
	const char *group = rig_org(rig, "Group", ORG_GROUP, NULL);

	w->rig = rig;
	w->orgs[PARENT] = group;
	w->orgs[OWN] = rig_org(rig, "Own", ORG_GROUP, group);
	w->orgs[SIBLING] = rig_org(rig, "Sibling", ORG_HOSPITAL, group);
	w->orgs[CHILD] = rig_org(rig, "Child", ORG_HOSPITAL, w->orgs[OWN]);
	w->orgs[OTHER] = rig_org(rig, "Other", ORG_HOSPITAL, NULL);
	w->orgs[SUSPENDED] = rig_org(rig, "Suspended", ORG_HOSPITAL, NULL);
	w->orgs[NOWHERE] = "00000000000000000000000000";
	for (int role = 0; role <= ROLE_AUDITOR; role++) {
		w->browsers[role] = rig_browser(rig);
		rig_session(w->browsers[role],
		    rig_person(rig, role_names[role],
			rig_f(rig, "%s@x.example", role_names[role]), role,
			role < ROLE_READER ? w->orgs[OWN] : NULL),
		    true);
	}
	w->nobody = rig_browser(rig);
	w->roleless = rig_browser(rig);
	rig_session(w->roleless, rig_person(rig, "Nemo", "nemo@x.example", -1, NULL), true);
	assert_int_equal(
	    org_step(rig->db, &actor, w->orgs[SUSPENDED], ORG_SUSPEND, "test", rig_now), 0);
	rig->app.decided = catch_decision;
}

const char *matrix_path(struct rig *rig, const char *path, const char *org)
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

static int ask(struct rig_browser *b, const struct route *route, const char *path)
{
	asked = false;
	if (strcmp(route->method, "GET") == 0)
		(void)rig_get(b, path);
	else if (strncmp(path, "/api/", 5) == 0 || strcmp(route->method, "POST") != 0)
		(void)rig_json(b, route->method, path, "{}");
	else
		(void)rig_post(b, path, NULL);
	if (!asked)
		fail_msg("%s %s: nothing was decided (status %d)", route->method, route->path,
		    b->status);
	return decision;
}

const char *matrix_role(int role)
{
	return role == -1 ? "nobody" : role == -2 ? "without role" : role_names[role];
}

static void check(
    struct matrix_world *w, const struct route *route, int role, enum place_of place, int *bad)
{
	struct rig_browser *b = role == -1   ? w->nobody
				: role == -2 ? w->roleless
					     : w->browsers[role];
	int want = oracle(route, role, place);
	int got = ask(b, route, matrix_path(w->rig, route->path, w->orgs[place]));

	if (got == want)
		return;
	(*bad)++;
	print_error("%s %s, %s, %s: %d, should be %d\n", route->method, route->path,
	    matrix_role(role), place_names[place], got, want);
}

static void check_route(struct matrix_world *w, const struct route *route, int *cases, int *bad)
{
	bool at = strstr(route->path, "{org}") != NULL;

	for (int role = -2; role <= ROLE_AUDITOR; role++)
		for (int place = 0; place < (at ? PLACES : 1); place++) {
			check(w, route, role, (enum place_of)place, bad);
			(*cases)++;
		}
}

TEST_RIG(matrix_of_routes_roles_and_organisations)
{
	struct matrix_world w = {0};
	int cases = 0, bad = 0;

	matrix_world_make(&w, rig);
	EACH_ROUTE(route)
	check_route(&w, route, &cases, &bad);
	print_message("# %d decisions\n", cases);
	assert_true(cases > 1000);
	assert_int_equal(bad, 0);
}

/* A row that changes something, of somebody signed in. */
static bool needs_csrf(const struct route *route)
{
	return strcmp(route->method, "GET") != 0 &&
	       !(route->flags & (ROUTE_NO_CSRF | ROUTE_OPEN));
}

/* The role that is let through at its own organisation, or -2 when anybody signed in is. */
static int allowed_role(const struct route *route)
{
	for (int role = -2; role <= ROLE_AUDITOR; role++)
		if (role != -1 && oracle(route, role, OWN) == 0)
			return role;
	fail_msg("%s %s: no role may", route->method, route->path);
	return 0;
}

TEST_RIG(matrix_changes_without_the_token_of_the_form_are_refused)
{
	struct matrix_world w = {0};
	int cases = 0;

	matrix_world_make(&w, rig);
	EACH_ROUTE(route)
	{
		int role = allowed_role(route);
		struct rig_browser *b = role < 0 ? w.roleless : w.browsers[role];
		const char *csrf = b->csrf;
		const char *path = matrix_path(rig, route->path, w.orgs[OWN]);

		if (!needs_csrf(route))
			continue;
		assert_int_equal(ask(b, route, path), 0);
		b->csrf = "";
		assert_int_equal(ask(b, route, path), REFUSE_FORM);
		b->csrf = w.browsers[role == ROLE_VIEWER ? ROLE_LEGAL : ROLE_VIEWER]->csrf;
		assert_int_equal(ask(b, route, path), REFUSE_FORM);
		b->csrf = csrf;
		cases++;
	}
	assert_true(cases > 10);
}

TEST_RIG(matrix_people_of_a_suspended_organisation_are_refused)
{
	static const struct actor actor = {.name = "matrix"};
	struct matrix_world w = {0};
	int cases = 0;

	matrix_world_make(&w, rig);
	assert_int_equal(
	    org_step(rig->db, &actor, w.orgs[OWN], ORG_SUSPEND, "test", rig_now), 0);
	EACH_ROUTE(route)
	for (int role = 0; role < ROLE_READER; role++) {
		if (!strstr(route->path, "{org}") || route->need < MAY_VIEW)
			continue;
		assert_int_equal(
		    ask(w.browsers[role], route, matrix_path(rig, route->path, w.orgs[OWN])),
		    404);
		cases++;
	}
	assert_true(cases > 50);
}

TEST_RIG(matrix_without_a_second_factor_only_what_says_so)
{
	struct matrix_world w = {0};
	const char *person = rig_person(rig, "Weak", "weak@x.example", -1, NULL);
	struct rig_browser *b = rig_browser(rig);

	matrix_world_make(&w, rig);
	rig_session(b, person, false);
	EACH_ROUTE(route)
	{
		int want = oracle(route, -2, OWN);
		bool weak = route->need == MAY_PUBLIC || (route->flags & ROUTE_WEAK);

		if (want == 0 && !weak)
			want = REFUSE_WEAK;
		assert_int_equal(
		    ask(b, route, matrix_path(rig, route->path, w.orgs[OTHER])), want);
	}
}

TEST_RIG(matrix_methods_that_a_path_does_not_have)
{
	struct rig_browser *b = rig_browser(rig);

	EACH_ROUTE(route)
	{
		const char *path = matrix_path(rig, route->path, "x1");

		assert_int_equal(rig_json(b, "TRACE", path, ""), 405);
		assert_int_equal(rig_json(b, "PATCH", path, ""), 405);
		assert_int_equal(rig_json(b, "OPTIONS", path, ""), 204);
		assert_string_equal(b->body, "");
	}
}

/* --- the API beside the pages --- */

/* What the API has elsewhere than the pages. */
static const struct {
	const char *api, *page;
} elsewhere[] = {
    {"POST /api/v1/orgs/{org}/findings/{id}/plan", "POST /orgs/{org}/findings/{id}/answer"},
    {"POST /api/v1/orgs/{org}/findings/{id}/retest", "POST /orgs/{org}/findings/{id}/answer"},
    {"GET /api/v1/orgs/{org}/findings/{id}/events", "GET /orgs/{org}/findings/{id}"},
    {"GET /api/v1/orgs/{org}/findings/{id}/software", "GET /orgs/{org}/findings/{id}"},
    {"POST /api/v1/orgs/{org}/findings/{id}/triage", "POST /cert/findings/{id}"},
    {"GET /api/v1/orgs/{org}/figures", "GET /orgs/{org}"},
    {"POST /api/v1/orgs/{org}/orders", "POST /orgs/{org}/orders/new"},
    {"GET /api/v1/orgs/{org}/reports/{id}/{format}",
	"GET /orgs/{org}/orders/{id}/files/{format}"},
    {"GET /api/v1/orgs/{org}/perimeter/{id}/proofs", "POST /orgs/{org}/perimeter/{id}/prove"},
    {"POST /api/v1/orgs/{org}/perimeter/{id}/proofs", "POST /orgs/{org}/perimeter/{id}/prove"},
    /* The whole constituency's orders, finished ones too: the page that has them is each
       organisation's. */
    {"GET /api/v1/cert/orders", "GET /orgs/{org}/orders"},
    /* What was delivered: whoever may have the files sees that they are there. */
    {"GET /api/v1/orgs/{org}/reports", "GET /orgs/{org}/orders/{id}/files/{format}"},
    {"GET /api/v1/cert/imports", "GET /cert/import"},
    {"POST /api/v1/orgs/{org}/incidents", "POST /orgs/{org}/incidents/new"},
    {"POST /api/v1/cert/incidents/{id}/steps", "POST /cert/incidents/{id}"},
    {"GET /api/v1/cert/imports/{id}", "GET /cert/import/{id}"},
    {"GET /api/v1/cert/imports/{id}/lines", "GET /cert/import/{id}"},
    {"POST /api/v1/cert/events", "POST /cert/alerts/imports"},
    {"GET /api/v1/cert/traces", "GET /cert/hunts"},
    {"GET /api/v1/cert/sensors/{id}", "GET /cert/sensors"},
    {"GET /api/v1/cert/pentests/{id}/imports", "GET /cert/pentests/{id}/import"},
    /* The page is for everybody; a program signs in, so that it can be counted. */
    {"GET /api/v1/cvss", "GET /profile"},
    /* Each by its label; devices have the blocklist. */
    {"GET /api/v1/indicators", "GET /profile"},
    {"GET /api/v1/cert/indicator-sources", "GET /cert/iocs/sources"},
    {"GET /api/v1/cert/indicator-sources/{id}", "GET /cert/iocs/sources/{id}"},
    {"GET /api/v1/indicators/{id}", "GET /profile"},
    {"POST /api/v1/orgs/{org}/advisories/{id}/answer",
	"POST /orgs/{org}/advisories/{id}/answer"},
    {"GET /api/v1/orgs/{org}/clocks", "GET /orgs/{org}/incidents"},
    {"GET /api/v1/me", "GET /profile"},
    {"GET /api/v1/me/keys", "GET /profile/keys"},
    {"GET /api/v1/orgs", "GET /profile"},
};

static const struct route *row_named(const char *name)
{
	EACH_ROUTE(route)
	{
		size_t n = strlen(route->method);

		if (strncmp(name, route->method, n) == 0 && name[n] == ' ' &&
		    strcmp(name + n + 1, route->path) == 0)
			return route;
	}
	return NULL;
}

/* The same thing needs the same permission, whether a page or a program asks for it. */
TEST_RIG(matrix_api_rows_need_what_their_pages_need)
{
	int pairs = 0, bad = 0;

	EACH_ROUTE(route)
	{
		const char *name = rig_f(rig, "%s %s", route->method, route->path);
		const struct route *page = NULL;

		if (strncmp(route->path, "/api/v1/", 8) != 0 || route->need == MAY_PUBLIC)
			continue;
		for (size_t i = 0; i < ARRAY_LEN(elsewhere); i++)
			if (strcmp(elsewhere[i].api, name) == 0) {
				page = row_named(elsewhere[i].page);
				assert_non_null(page);
			}
		if (!page)
			page = row_named(rig_f(rig, "%s %s", route->method, route->path + 7));
		pairs++;
		if (page && page->need == route->need)
			continue;
		bad++;
		print_error("%s needs %s, its page %s\n", name, permission_names[route->need],
		    page ? permission_names[page->need] : "is not known");
	}
	assert_int_equal(bad, 0);
	assert_true(pairs > 30);
}

/* Every row says who may: nothing is public or open to all signed-in people by accident. */
TEST(matrix_rows_are_whole)
{
	EACH_ROUTE(route)
	{
		bool api = strncmp(route->path, "/api/", 5) == 0;

		assert_true(route->need < PERMISSIONS);
		if (!route->doc)
			fail_msg("%s %s has no doc", route->method, route->path);
		if (strstr(route->path, "{org}") && route->need < MAY_VIEW)
			fail_msg("%s %s is at an organisation and needs nothing there",
			    route->method, route->path);
		if (api && strcmp(route->method, "POST") == 0 && !route->fields)
			fail_msg("%s %s does not name its members", route->method, route->path);
		if (!api && (route->flags & ROUTE_OPEN) && strcmp(route->method, "GET") != 0)
			fail_msg("%s %s changes something without a database", route->method,
			    route->path);
	}
}
