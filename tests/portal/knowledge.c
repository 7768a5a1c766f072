#include "member_place.h"

#include "cert_place.h"
#include "knowledge_place.h"
#include "model/news.h"
#include "store/desk.h"
#include "store/knowledge.h"

static struct rig_browser *analyst(struct rig *rig)
{
	struct rig_browser *b = rig_browser(rig);

	rig_session(b, rig_person(rig, "Ada", "ada@cert.example", ROLE_ANALYST, NULL), true);
	return b;
}

static void speak(struct rig_browser *b, const char *lang)
{
	assert_int_equal(rig_get(b, rig_f(b->rig, "/language/%s", lang)), 303);
}

static void in_every_language(struct rig_browser *b, const char *path)
{
	static const char *const langs[] = {"en", "fr", "nb"};

	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		speak(b, langs[i]);
		if (rig_get(b, path) != 200)
			fail_msg("%s in %s: %d", path, langs[i], b->status);
	}
	speak(b, "en");
	assert_int_equal(rig_get(b, path), 200);
}

TEST_RIG(the_knowledge_is_seen_by_everybody_and_its_state_by_the_cert)
{
	struct member_place p = member_place_make(rig);
	struct rig_browser *cert = analyst(rig);
	struct know_source kev = {.name = "kev",
	    .feed = "kev",
	    .records = 1200,
	    .newest = rig_now - INT64_C(3) * 86400000,
	    .taken = rig_now - 7200000,
	    .checked = rig_now - 3600000,
	    .error = "the publication is ten times as big as usual"};

	/* Nothing is loaded: the page says what to do. */
	in_every_language(p.b, "/knowledge");
	assert_true(rig_has(p.b, "Only what Varde brings along is in use"));
	assert_true(rig_has(p.b, "No source is loaded."));
	assert_false(rig_has(p.b, "varde kb update"));
	in_every_language(cert, "/knowledge");
	assert_true(rig_has(cert, "varde kb update"));
	assert_true(rig_has(cert, "Switched on, not loaded yet"));

	assert_int_equal(desk_insert(rig->db, &know_source_type, &kev), 0);
	assert_int_equal(rig_get(p.b, "/knowledge"), 200);
	assert_true(rig_has(p.b, "CC0 1.0"));
	assert_true(rig_has(p.b, "1,200"));
	assert_true(rig_has(p.b, "3 days"));
	assert_false(rig_has(p.b, "ten times"));
	assert_int_equal(rig_get(cert, "/knowledge"), 200);
	assert_true(rig_has(cert, "ten times as big"));
	assert_true(rig_has(cert, "--accept"));
}

TEST_RIG(a_number_leads_to_its_page)
{
	struct member_place p = member_place_make(rig);

	assert_int_equal(rig_get(p.b, "/knowledge?id=%20CVE-2024-21762"), 303);
	assert_string_equal(p.b->location, "/knowledge/CVE-2024-21762");
	assert_int_equal(rig_get(p.b, "/knowledge?id=%3Cscript%3E"), 200);
	assert_true(rig_has(p.b, "This is no such number"));
	assert_false(rig_has(p.b, "<script>"));
}

TEST_RIG(a_vulnerability_shows_our_text_and_its_facts)
{
	struct member_place p = member_place_make(rig);
	struct rig_browser *cert = analyst(rig);

	in_every_language(p.b, "/knowledge/CVE-2024-21762");
	assert_int_equal(rig_get(p.b, "/knowledge/cve-2024-21762"), 200);
	assert_true(rig_has(p.b, "FortiOS SSL VPN"));
	assert_true(rig_has(p.b, "fortinet fortios"));
	assert_true(rig_has(p.b, "7.2.7"));
	assert_true(rig_has(p.b, "9.8"));
	assert_true(rig_has(p.b, "Known to be exploited"));
	assert_true(rig_has(p.b, "CWE-787"));
	assert_false(rig_has(p.b, "/cert/who"));
	assert_int_equal(rig_get(cert, "/knowledge/CVE-2024-21762"), 200);
	assert_true(rig_has(cert, "/cert/who?what=CVE-2024-21762"));
	assert_int_equal(rig_get(p.b, "/knowledge/VARDE-KB-0001"), 200);
	assert_true(rig_has(p.b, "FortiOS SSL VPN"));
	assert_int_equal(rig_get(p.b, "/knowledge/CVE-1999-99999"), 404);
}

TEST_RIG(who_runs_this_is_answered_by_what_was_seen)
{
	struct knowledge_place k = knowledge_place_make(rig);
	struct rig_browser *b = analyst(rig);

	in_every_language(b, "/cert/who");
	assert_false(rig_has(b, "<table"));
	in_every_language(b, "/cert/who?what=CVE-2024-21762");
	assert_int_equal(rig_get(b, "/cert/who?what=cve-2024-21762"), 200);
	assert_true(rig_has(b, "CHU Knowledge"));
	assert_true(rig_has(b, "192.0.2.10:443"));
	assert_true(rig_has(b, "7.2.1"));
	/* The one that has the fix is left out unless it is asked for. */
	assert_false(rig_has(b, "192.0.2.11:443"));
	/* A range by hand, before there is a CVE. */
	assert_int_equal(rig_get(b, "/cert/who?what=fortinet:fortios+%3C7.2.5"), 200);
	assert_true(rig_has(b, "192.0.2.10:443"));
	assert_false(rig_has(b, "192.0.2.11:443"));
	assert_int_equal(rig_get(b, "/cert/who?what=fortinet:fortios+%3C9"), 200);
	assert_true(rig_has(b, "192.0.2.11:443"));
	assert_int_equal(rig_get(b, "/cert/who?what=fortinet:fortios+%3C1"), 200);
	assert_true(rig_has(b, "Nothing that was seen last runs it."));
	(void)k;
}

TEST_RIG(who_runs_this_is_filtered_sorted_and_exported)
{
	struct rig_browser *b;

	(void)knowledge_place_make(rig);
	b = analyst(rig);
	assert_int_equal(
	    rig_get(b, "/cert/who?what=fortinet:fortios+%3C9&organisation=Nobody"), 200);
	assert_true(rig_has(b, "Nothing fits these filters."));
	assert_true(rig_has(b, "name=\"what\" value=\"fortinet:fortios &lt;9\""));
	assert_int_equal(
	    rig_get(b, "/cert/who?what=fortinet:fortios+%3C9&version=7.2.8&sort=-place"), 200);
	assert_true(rig_has(b, "192.0.2.11:443"));
	assert_false(rig_has(b, "192.0.2.10:443"));
	assert_int_equal(
	    rig_get(b, "/cert/who?what=fortinet:fortios+%3C9&format=csv&sort=place"), 200);
	assert_true(rig_has(b, "organisation,place,product,version,verdict"));
	assert_true(strstr(b->body, "192.0.2.10") < strstr(b->body, "192.0.2.11"));
	assert_int_equal(rig_get(b, "/cert/who?what=fortinet:fortios+%3C9&format=json"), 200);
	assert_true(rig_has(b, "\"place\":\"192.0.2.10:443\""));
	assert_int_equal(rig_get(b, "/cert/who?what=CVE-2024-21762&colour=red"), 400);
	assert_int_equal(rig_get(b, "/cert/who?what=CVE-2024-21762&verdict=perhaps"), 400);
}

TEST_RIG(what_names_nothing_is_said_beside_the_field)
{
	struct rig_browser *b = analyst(rig);

	assert_int_equal(rig_get(b, "/cert/who?what=CVE-1999-99999"), 200);
	assert_true(rig_has(b, "the knowledge says nothing of this"));
	assert_true(rig_has(b, "value=\"CVE-1999-99999\""));
	assert_int_equal(rig_get(b, "/cert/who?what=just+words"), 200);
	assert_true(rig_has(b, "that names no product and versions"));
	assert_int_equal(rig_get(b, "/cert/who?what=CVE-2024-21762"), 200);
	assert_true(rig_has(b, "No audit has ended yet"));
}

TEST_RIG(what_changed_for_whom_is_listed)
{
	struct knowledge_place k = knowledge_place_make(rig);
	struct rig_browser *b = analyst(rig);
	struct news_event e = {.id = "e1",
	    .org = k.org,
	    .time = rig_now - 3600000,
	    .pass = "p1",
	    .finding = k.finding,
	    .run = k.run,
	    .seen = rig_now - 7200000,
	    .addr = "192.0.2.10",
	    .port = 443,
	    .product = "FortiOS",
	    .product_version = "7.2.1",
	    .vulnerability = "CVE-2024-21762",
	    .how = NEWS_CHANGED,
	    .why = NEWS_EXPLOITED,
	    .was = "confirmed",
	    .verdict = "confirmed",
	    .fixed_in = "7.2.7",
	    .exploited = true};

	in_every_language(b, "/cert/knowledge/events");
	assert_true(rig_has(b, "New knowledge has changed nothing yet"));
	assert_int_equal(desk_insert(rig->db, &news_event_type, &e), 0);
	in_every_language(b, "/cert/knowledge/events");
	assert_true(rig_has(b, "CHU Knowledge"));
	assert_true(rig_has(b, "It is now known to be exploited."));
	assert_true(rig_has(b, rig_f(rig, "/orgs/%s/findings/%s", k.org, k.finding)));
	assert_int_equal(rig_get(b, "/cert/knowledge/events?how=new"), 200);
	assert_false(rig_has(b, "CHU Knowledge"));
	assert_int_equal(rig_get(b, "/cert/knowledge/events?exploited=yes&format=csv"), 200);
	assert_true(rig_has(b, "CVE-2024-21762"));
}

TEST_RIG(a_finding_about_software_shows_what_is_known)
{
	struct knowledge_place k = knowledge_place_make(rig);
	struct rig_browser *b = member_place_browser(rig, "Olga", ROLE_OFFICER, k.org);
	struct rig_browser *cert = analyst(rig);
	const char *page = rig_f(rig, "/orgs/%s/findings/%s", k.org, k.finding);

	in_every_language(b, page);
	assert_true(rig_has(b, "FortiOS 7.2.1"));
	assert_true(rig_has(b, "href=\"/knowledge/CVE-2024-21762\""));
	assert_true(rig_has(b, "version 7.2.7 or later"));
	assert_true(rig_has(b, "Extortionists already use this flaw"));
	assert_true(
	    rig_has(b, "CISA BOD 26-04: reachable from the Internet, known to be exploited"));
	assert_true(rig_has(b, "Used for extortion"));
	assert_true(rig_has(b, "42.1%"));
	assert_true(rig_has(b, "Version 7.2.1 is the vendor"));
	speak(b, "fr");
	assert_int_equal(rig_get(b, page), 200);
	assert_true(rig_has(b, "accessible depuis Internet"));
	assert_true(rig_has(b, "42,1"));
	assert_false(rig_has(b, "3 days"));
	assert_int_equal(rig_get(cert, rig_f(rig, "/cert/findings/%s", k.finding)), 200);
	assert_true(rig_has(cert, "FortiOS 7.2.1"));
	/* To be verified: no date, and how to verify. */
	speak(b, "en");
	page = rig_f(rig, "/orgs/%s/findings/%s", k.org, k.possible);
	assert_int_equal(rig_get(b, page), 200);
	assert_true(rig_has(b, "To be verified"));
	assert_true(rig_has(b, "Whether the system has them is not known"));
	assert_true(rig_has(b, "How to verify"));
	assert_int_equal(rig_get(cert, rig_f(rig, "/cert/findings/%s", k.possible)), 200);
	assert_true(rig_has(cert, "apt list --upgradable"));
}

TEST_RIG(a_deadline_without_facts_is_told_in_the_readers_language)
{
	struct member_place p = member_place_make(rig);
	const char *page = rig_f(rig, "/orgs/%s/findings/%s", p.org, p.finding);

	assert_int_equal(rig_get(p.b, page), 200);
	assert_true(rig_has(p.b, "CISA BOD 26-04: 3 days"));
	speak(p.b, "nb");
	assert_int_equal(rig_get(p.b, page), 200);
	assert_true(rig_has(p.b, "CISA BOD 26-04: 3 dager"));
	assert_false(rig_has(p.b, "3 days"));
}
