#include "rig.h"

#include "auth/role.h"
#include "cert_place.h"
#include "desk/figures.h"
#include "desk/log.h"
#include "desk/perimeter.h"
#include "model/order.h"
#include "portal/routes.h"
#include "store/desk.h"

/* Every page of the CERT that needs no object, by who may see it. */
static const struct {
	const char *path;
	int role;
} pages[] = {{"/cert", ROLE_COORDINATOR}, {"/cert/contacts", ROLE_COORDINATOR},
    {"/cert/mails", ROLE_COORDINATOR}, {"/cert/queue", ROLE_COORDINATOR},
    {"/cert/review", ROLE_COORDINATOR}, {"/cert/findings", ROLE_COORDINATOR},
    {"/cert/orgs", ROLE_COORDINATOR}, {"/cert/orgs/new", ROLE_COORDINATOR},
    {"/cert/orgs/import", ROLE_COORDINATOR}, {"/cert/enrolments", ROLE_COORDINATOR},
    {"/cert/disputes", ROLE_COORDINATOR}, {"/cert/proofs", ROLE_COORDINATOR},
    {"/cert/sector", ROLE_COORDINATOR}, {"/cert/workers", ROLE_OPERATOR},
    {"/cert/people", ROLE_ADMINISTRATOR}, {"/cert/people/new", ROLE_ADMINISTRATOR},
    {"/cert/log", ROLE_AUDITOR}, {"/cert/log/verify", ROLE_AUDITOR}};

static void see_all(struct rig *rig, struct rig_browser *b, int role, const char *lang)
{
	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		int status = rig_get(b, pages[i].path);

		if (pages[i].role != role)
			continue;
		if (status != 200)
			fail_msg("%s in %s: %d\n%s", pages[i].path, lang, status, b->body);
		assert_true(rig_has(b, rig_f(rig, "<html lang=\"%s\"", lang)));
		assert_true(rig_has(b, "<h1>"));
	}
}

static void see_in_all_languages(struct rig *rig)
{
	static const int roles[] = {
	    ROLE_COORDINATOR, ROLE_OPERATOR, ROLE_ADMINISTRATOR, ROLE_AUDITOR};
	static const char *const langs[] = {"en", "fr", "nb"};

	for (size_t r = 0; r < ARRAY_LEN(roles); r++) {
		struct rig_browser *b = cert_place_browser(rig, roles[r]);

		for (size_t l = 0; l < ARRAY_LEN(langs); l++) {
			assert_int_equal(
			    rig_get(b, rig_f(rig, "/language/%s?next=/", langs[l])), 303);
			cert_place_lang(rig, roles[r], langs[l]);
			see_all(rig, b, roles[r], langs[l]);
		}
	}
}

TEST_RIG(every_page_is_shown_in_three_languages_when_there_is_nothing)
{
	struct rig_browser *b;

	see_in_all_languages(rig);
	cert_place_lang(rig, ROLE_COORDINATOR, "en");
	b = cert_place_browser(rig, ROLE_COORDINATOR);
	assert_int_equal(rig_get(b, "/cert"), 200);
	assert_true(rig_has(b, "Nothing is waiting."));
}

TEST_RIG(every_page_is_shown_in_three_languages_with_data)
{
	struct cert_place place = cert_place_make(rig);
	static const char *const sorts[] = {"priority", "-org", "state", "lease"};
	struct rig_browser *b = cert_place_browser(rig, ROLE_COORDINATOR);

	see_in_all_languages(rig);
	assert_int_equal(rig_get(b, rig_f(rig, "/cert/review/%s", place.order)), 200);
	assert_int_equal(rig_get(b, rig_f(rig, "/cert/queue/%s", place.waiting)), 200);
	assert_int_equal(rig_get(b, rig_f(rig, "/cert/findings/%s", place.finding)), 200);
	assert_int_equal(rig_get(b, rig_f(rig, "/cert/orgs/%s", place.org)), 200);
	assert_int_equal(rig_get(b, rig_f(rig, "/cert/enrolments/%s", place.enrolment)), 200);
	for (size_t i = 0; i < ARRAY_LEN(sorts); i++)
		assert_int_equal(rig_get(b, rig_f(rig, "/cert/queue?sort=%s", sorts[i])), 200);
	assert_int_equal(rig_get(b, "/cert/findings?format=csv"), 200);
	assert_true(rig_has(b, "F-TEST-1"));
}

/* Each figure of the board counts what its list shows. */
TEST_RIG(the_duty_board_links_to_lists_that_count_the_same)
{
	struct rig_browser *board, *b;
	const char *at;

	cert_place_make(rig);
	board = cert_place_browser(rig, ROLE_COORDINATOR);
	b = cert_place_browser(rig, ROLE_COORDINATOR);
	assert_int_equal(rig_get(board, "/cert"), 200);
	at = strstr(board->body, "<li class=\"tile\">");
	assert_non_null(at);
	for (; at; at = strstr(at + 1, "<li class=\"tile\">")) {
		const char *href = strstr(at, "href=\"") + 6, *n = strstr(at, "figure\">") + 8;
		STR_AUTO(path, 512);

		for (; *href != '"'; href++) {
			str_char(&path, *href);
			if (strncmp(href, "&amp;", 5) == 0)
				href += 4;
		}
		assert_int_equal(rig_get(b, str_text(&path)), 200);
		if (!rig_has(b, rig_f(rig, "<p>%.*s entr", (int)strcspn(n, "<"), n)))
			fail_msg("%s does not show %.*s:\n%s", str_text(&path),
			    (int)strcspn(n, "<"), n, rig_between(b, "list-foot", "</main"));
	}
}

TEST_RIG(members_and_those_without_the_role_do_not_get_in)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	struct rig_browser *b = rig_browser(rig), *admin;

	rig_session(b, rig_person(rig, "Anna", "anna@x.example", ROLE_OFFICER, org), true);
	for (size_t i = 0; i < ARRAY_LEN(pages); i++)
		assert_int_equal(rig_get(b, pages[i].path), 403);
	admin = cert_place_browser(rig, ROLE_ADMINISTRATOR);
	assert_int_equal(rig_get(admin, "/cert/findings"), 403);
	assert_int_equal(rig_get(admin, "/cert/orgs"), 403);
	assert_int_equal(rig_get(admin, "/cert/people"), 200);
}

TEST_RIG(what_is_not_there_is_not_found)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_COORDINATOR);
	static const char *const paths[] = {"/cert/review/nothing", "/cert/queue/nothing",
	    "/cert/findings/nothing", "/cert/orgs/nothing", "/cert/enrolments/nothing",
	    "/cert/disputes/nothing", "/cert/proofs/nothing"};

	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		assert_int_equal(rig_get(b, paths[i]), 404);
	b = cert_place_browser(rig, ROLE_ADMINISTRATOR);
	assert_int_equal(rig_get(b, "/cert/people/nothing"), 404);
}
