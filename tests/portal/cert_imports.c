#include "cert_place.h"

#include "desk/tool_import.h"
#include "desk/tracked.h"
#include "model/scope.h"
#include "store/desk.h"

static const char scan[] =
    "<NessusClientData_v2><Report><ReportHost name=\"192.0.2.10\"><HostProperties/>"
    "<ReportItem port=\"443\" protocol=\"tcp\" severity=\"2\" pluginID=\"104743\" "
    "pluginName=\"TLS 1.0\"/>"
    "<ReportItem port=\"8443\" protocol=\"tcp\" severity=\"3\" pluginID=\"999\" "
    "pluginName=\"Panel &lt;b&gt;open\"/></ReportHost>"
    "<ReportHost name=\"198.51.100.9\"><ReportItem port=\"23\" protocol=\"tcp\" "
    "severity=\"3\" pluginID=\"42263\" pluginName=\"Telnet\"/></ReportHost>"
    "</Report></NessusClientData_v2>";

static const char *place_org(struct rig *rig)
{
	const char *org = rig_org(rig, "CHU Import", ORG_HOSPITAL, NULL);
	struct item item = {.id = "net1",
	    .org = org,
	    .type = ITEM_NETWORK,
	    .value = "192.0.2.0/24",
	    .state = ITEM_VERIFIED};

	assert_int_equal(desk_insert(rig->db, &item_type, &item), 0);
	return org;
}

static int upload(struct rig_browser *b, const char *org, const char *text)
{
	assert_int_equal(rig_get(b, "/cert/import/new"), 200);
	b->file = (struct serve_file){.name = "file",
	    .filename = "scan.nessus",
	    .type = "text/xml",
	    .bytes = span_str(text)};
	return rig_post(b, "/cert/import/new", "org", org, NULL);
}

static struct tracked of_type(struct rig *rig, const char *type)
{
	struct tracked t = {0};

	assert_int_equal(desk_find(rig->db, &tracked_type, "WHERE \"type\" = $1",
			     DESK_PARAMS(DESK_TEXT(type)), rig->arena, &t),
	    0);
	return t;
}

TEST_RIG(a_tools_file_is_shown_taken_and_taken_back)
{
	const char *org = place_org(rig);
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);
	struct tracked t;
	const char *page;

	assert_int_equal(rig_get(b, "/cert/import"), 200);
	assert_true(rig_has(b, "Nothing was imported yet"));
	assert_int_equal(upload(b, "CHU Import", scan), 303);
	page = rig_f(rig, "%s", b->location);
	assert_int_equal(rig_follow(b), 200);
	assert_true(rig_has(b, "Take 2 new findings"));
	assert_true(rig_has(b, "outside of what the organisation has proved"));
	assert_true(rig_has(b, "104743"));
	assert_int_equal(place_int(rig->db, "SELECT count(*) FROM tracked_finding"), 0);
	assert_int_equal(rig_get(b, rig_f(rig, "%s?verdict=outside", page)), 200);
	assert_true(rig_has(b, "198.51.100.9"));
	assert_false(rig_has(b, "192.0.2.10"));
	assert_int_equal(rig_get(b, rig_f(rig, "%s?format=csv", page)), 200);
	assert_int_equal(rig_get(b, page), 200);
	assert_int_equal(rig_post(b, rig_f(rig, "%s/take", page), NULL), 303);
	cert_place_logged(rig, "import.take");
	assert_int_equal(rig_follow(b), 200);
	t = of_type(rig, "tool-finding");
	assert_true(rig_has(b, t.ref));
	assert_string_equal(t.org, org);
	/* Its own title, and what can be done when no audit can look. */
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/findings/%s", org, t.id)), 200);
	assert_true(rig_has(b, t.title));
	assert_true(rig_has(b, "No audit can tell whether it is gone"));
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/findings", org)), 200);
	assert_true(rig_has(b, t.title));
	assert_int_equal(rig_get(b, "/cert/findings"), 200);
	assert_true(rig_has(b, t.title));
	assert_int_equal(rig_get(b, page), 200);
	assert_int_equal(rig_post(b, rig_f(rig, "%s/undo", page), NULL), 422);
	assert_int_equal(
	    rig_post(b, rig_f(rig, "%s/undo", page), "reason", "the wrong one", NULL), 303);
	assert_int_equal(of_type(rig, "tool-finding").state, TRACKED_WITHDRAWN);
	assert_int_equal(rig_get(b, "/cert/import?state=undone"), 200);
	assert_true(rig_has(b, "CHU Import"));
	assert_int_equal(rig_post(b, rig_f(rig, "%s/take", page), NULL), 422);
}

TEST_RIG(what_no_audit_sees_is_tested_again_by_a_person)
{
	const char *org = place_org(rig), *page;
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);
	struct tracked t;

	assert_int_equal(upload(b, org, scan), 303);
	page = rig_f(rig, "%s/take", b->location);
	assert_int_equal(rig_follow(b), 200);
	assert_int_equal(rig_post(b, page, NULL), 303);
	t = of_type(rig, "tool-finding");
	page = rig_f(rig, "/orgs/%s/findings/%s", org, t.id);
	assert_int_equal(rig_get(b, page), 200);
	assert_int_equal(
	    rig_post(b, rig_f(rig, "%s/answer", page), "action", "claim_fixed", NULL), 303);
	assert_int_equal(of_type(rig, "tool-finding").state, TRACKED_CLAIMED_FIXED);
	assert_int_equal(place_int(rig->db, "SELECT count(*) FROM audit_order"), 0);
	page = rig_f(rig, "/cert/findings/%s", t.id);
	assert_int_equal(rig_get(b, page), 200);
	assert_true(rig_has(b, "Tested again: it is gone"));
	assert_int_equal(rig_post(b, page, "action", "retested", NULL), 422);
	assert_int_equal(
	    rig_post(b, page, "action", "still_there", "reason", "it still answers", NULL),
	    303);
	assert_int_equal(of_type(rig, "tool-finding").state, TRACKED_OPEN);
	assert_int_equal(
	    rig_post(b, page, "action", "retested", "reason", "it is closed", NULL), 303);
	assert_int_equal(of_type(rig, "tool-finding").state, TRACKED_VERIFIED_FIXED);
	/* What a run has seen is a run's: no button, and no answer. */
	t = of_type(rig, "tls-old-version");
	t.run = "r1";
	assert_int_equal(desk_update(rig->db, &tracked_type, &t), 0);
	page = rig_f(rig, "/cert/findings/%s", t.id);
	assert_int_equal(rig_get(b, page), 200);
	assert_false(rig_has(b, "Tested again: it is gone"));
	assert_int_equal(rig_post(b, page, "action", "retested", "reason", "x", NULL), 422);
}

TEST_RIG(wrong_files_and_names_are_shown)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_COORDINATOR);

	(void)place_org(rig);
	assert_int_equal(upload(b, "Nobody", scan), 422);
	assert_true(rig_has(b, "There is no organisation of this name"));
	assert_int_equal(rig_post(b, "/cert/import/new", "org", "CHU Import", NULL), 422);
	assert_true(rig_has(b, "Choose a file"));
	assert_int_equal(upload(b, "CHU Import", "hello"), 422);
	assert_true(rig_has(b, "this is no result of a tool"));
	assert_int_equal(upload(b, "CHU Import",
			     "<!DOCTYPE nmaprun [<!ENTITY a \"b\">]><nmaprun>&a;</nmaprun>"),
	    422);
	(void)rig_org(rig, "CHU Import", ORG_HOSPITAL, NULL);
	assert_int_equal(upload(b, "CHU Import", scan), 422);
	assert_true(rig_has(b, "Several organisations have this name"));
	assert_int_equal(place_int(rig->db, "SELECT count(*) FROM tool_import"), 0);
}

TEST_RIG(imports_are_for_those_who_review)
{
	struct rig_browser *reader = cert_place_browser(rig, ROLE_READER);
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);

	assert_int_equal(rig_get(reader, "/cert/import"), 403);
	assert_int_equal(rig_get(b, "/cert/import/nobody"), 404);
}

TEST_RIG(import_pages_in_three_languages)
{
	static const char *const langs[] = {"en", "fr", "nb"};
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);
	const char *page;

	(void)place_org(rig);
	assert_int_equal(upload(b, "CHU Import", scan), 303);
	page = rig_f(rig, "%s", b->location);
	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		const char *const paths[] = {"/cert/import", "/cert/import/new", page};

		cert_place_lang(rig, ROLE_ANALYST, langs[i]);
		b = cert_place_browser(rig, ROLE_ANALYST);
		for (size_t k = 0; k < ARRAY_LEN(paths); k++) {
			assert_int_equal(rig_get(b, paths[k]), 200);
			assert_true(rig_has(b, rig_f(rig, "lang=\"%s\"", langs[i])));
			assert_int_equal(rig_has(b, ">Import</a>"), i == 2);
		}
	}
}
