/* Advisories from the first word to the answer, by pages and files. */
#include "cert_place.h"
#include "member_place.h"

#include "codec/sha256.h"
#include "desk/advisory.h"
#include "model/advisory.h"
#include "model/order.h"
#include "store/desk.h"
#include "store/observation.h"
#include "store/run.h"

/* The organisation's newest run saw v:p of that version. */
static void saw(struct rig *rig, const char *org, const char *id, const char *version)
{
	static const char *const targets[] = {"198.51.100.0/24", NULL};
	struct run run = place_run(rig->arena, id, rig_now, targets);
	struct audit_order *order = place_hostile(&audit_order_type, rig->arena, 1);
	struct obs_unit unit = {
	    .unit = "u", .time = rig_now, .stage = "examine", .state = UNIT_DONE};
	struct obs_service service = {.unit = "u",
	    .time = rig_now,
	    .addr = "198.51.100.7",
	    .port = 443,
	    .protocol = "http",
	    .vendor = "v",
	    .product = "p",
	    .version = version};
	struct observations obs = {0};

	run.state = RUN_FINISHED;
	order->id = rig_f(rig, "order-%s", id);
	order->ref = rig_f(rig, "A-%s", id);
	order->org = org;
	order->run = id;
	order->next = 0;
	assert_int_equal(desk_insert(rig->db, &audit_order_type, order), 0);
	assert_int_equal(run_insert(rig->db, &run), 0);
	vec_push(rig->arena, &obs.all,
	    (struct observation){.kind = OBS_SERVICE, .service = &service});
	vec_push(rig->arena, &obs.all, (struct observation){.kind = OBS_UNIT, .unit = &unit});
	assert_int_equal(obs_store_unit(rig->db, id, &obs), 0);
}

/* Writes one by the form; gives its page. */
static const char *make(struct rig *rig, struct rig_browser *b, const char *tlp,
    const char *audience, const char *cvss)
{
	const char *page;

	assert_int_equal(rig_get(b, "/cert/advisories/new"), 200);
	assert_int_equal(
	    rig_post(b, "/cert/advisories/new", "lang", "en", "chance", "high", "damage",
		"high", "tlp", tlp, "audience", audience, "products", "v:p <1.5", "cves",
		"CVE-2026-12345", "cvss", cvss, "references", "https://v.example/1", "title_en",
		"A hole in p", "summary_en", "It is **bad**.", "remedy_en", "Update to 1.5.",
		"title_nb", "Et hull i p", "summary_nb", "Ille.", "remedy_nb", "Oppdater.",
		NULL),
	    303);
	page = rig_f(rig, "%s", b->location);
	assert_int_equal(rig_get(b, page), 200);
	return page;
}

static const char *id_of(const char *page)
{
	return strrchr(page, '/') + 1;
}

static void act(struct rig_browser *b, const char *page, const char *action, const char *note)
{
	assert_int_equal(rig_get(b, page), 200);
	assert_int_equal(rig_post(b, page, "action", action, "note", note, NULL), 303);
}

static void publish(struct rig *rig, const char *page)
{
	struct rig_browser *analyst = cert_place_browser(rig, ROLE_ANALYST);
	struct rig_browser *chief = cert_place_browser(rig, ROLE_COORDINATOR);

	act(analyst, page, "submit", "");
	act(chief, page, "approve", "");
	act(analyst, page, "publish", "first revision");
	cert_place_logged(rig, "advisory.publish");
}

TEST_RIG(an_advisory_from_the_form_to_the_answer)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	const char *other = rig_org(rig, "CH Autre", ORG_HOSPITAL, NULL);
	struct rig_browser *analyst = cert_place_browser(rig, ROLE_ANALYST);
	struct rig_browser *chief = cert_place_browser(rig, ROLE_COORDINATOR);
	struct rig_browser *member = member_place_browser(rig, "Anna", ROLE_OFFICER, org);
	struct rig_browser *rival = member_place_browser(rig, "Rita", ROLE_TECHNICIAN, other);
	const char *page, *at;

	saw(rig, org, "r1", "1.0");
	saw(rig, other, "r2", "1.6");
	assert_int_equal(rig_get(analyst, "/cert/advisories"), 200);
	assert_true(rig_has(analyst, "No advisory yet"));
	assert_int_equal(rig_get(member, rig_f(rig, "/orgs/%s/advisories", org)), 200);
	assert_true(rig_has(member, "No advisory has come yet"));
	page = make(
	    rig, analyst, "amber", "match", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
	assert_true(rig_has(analyst, "ADV-2026-0001"));
	assert_true(rig_has(analyst, "<strong>bad</strong>"));
	at = rig_f(rig, "/orgs/%s/advisories/%s", org, id_of(page));
	assert_int_equal(rig_get(member, at), 404);
	act(analyst, page, "submit", "");
	assert_int_equal(rig_post(analyst, page, "action", "approve", NULL), 422);
	assert_true(rig_has(analyst, "four eyes"));
	act(chief, page, "approve", "");
	assert_int_equal(rig_get(chief, page), 200);
	assert_true(rig_has(chief, "It would go to 1 organisation"));
	assert_int_equal(rig_get(chief, rig_f(rig, "%s/preview?org=%s", page, org)), 200);
	assert_true(rig_has(chief, "This is exactly what CHU Test sees"));
	assert_true(rig_has(chief, "198.51.100.7:443"));
	assert_int_equal(rig_post(chief, page, "action", "publish", NULL), 422);
	act(chief, page, "publish", "first revision");
	assert_string_equal(rig_mail(rig, "advisory_urgent").org, org);
	/* The member sees its own places, and answers. */
	assert_int_equal(rig_get(member, at), 200);
	assert_true(rig_has(member, "1 of your assets matches"));
	assert_true(rig_has(member, "198.51.100.7:443"));
	assert_int_equal(rig_post(member, rig_f(rig, "%s/answer", at), NULL), 422);
	assert_int_equal(
	    rig_post(member, rig_f(rig, "%s/answer", at), "answer", "planned", NULL), 422);
	assert_int_equal(rig_post(member, rig_f(rig, "%s/answer", at), "answer", "affected",
			     "note", "two servers", NULL),
	    303);
	assert_int_equal(rig_follow(member), 200);
	assert_true(rig_has(member, "two servers"));
	assert_int_equal(rig_get(rival, rig_f(rig, "/orgs/%s/advisories", other)), 200);
	assert_false(rig_has(rival, "A hole in p"));
	assert_int_equal(
	    rig_get(rival, rig_f(rig, "/orgs/%s/advisories/%s", other, id_of(page))), 404);
	assert_int_equal(rig_get(chief, rig_f(rig, "%s/board", page)), 200);
	assert_true(rig_has(chief, "/board/events\""));
	assert_true(rig_has(chief, "two servers"));
	assert_int_equal(rig_get(chief, rig_f(rig, "%s/board/events", page)), 200);
	assert_string_equal(rig_header(chief, "Content-Type"), "text/event-stream");
	/* Withdrawn: nothing is to be answered any more. */
	act(chief, page, "withdraw", "it was another product");
	assert_int_equal(rig_get(member, at), 200);
	assert_true(rig_has(member, "it was another product"));
	assert_int_equal(
	    rig_post(member, rig_f(rig, "%s/answer", at), "answer", "fixed", NULL), 422);
}

#define VENDOR                                                                                 \
	"{\"document\":{\"csaf_version\":\"2.0\",\"category\":\"csaf_security_advisory\","     \
	"\"publisher\":{\"name\":\"Maker\",\"namespace\":\"https://maker.example\"},"          \
	"\"title\":\"Pump\",\"notes\":[{\"category\":\"summary\",\"text\":\"About.\"}],"       \
	"\"tracking\":{\"current_release_date\":\"2024-02-05T00:00:00Z\",\"id\":\"M-1\","      \
	"\"initial_release_date\":\"2024-02-02T00:00:00Z\",\"revision_history\":[{\"number\":" \
	"\"1\"}],\"status\":\"%s\",\"version\":\"1\"}},\"vulnerabilities\":[{\"cve\":"         \
	"\"CVE-2024-0001\",\"remediations\":[{\"category\":\"vendor_fix\",\"details\":"        \
	"\"Update.\"}]}]}"

static int bring(struct rig_browser *b, const char *text)
{
	assert_int_equal(rig_get(b, "/cert/advisories"), 200);
	b->file = (struct serve_file){
	    .name = "file", .filename = "m-1.json", .bytes = span_str(text)};
	return rig_post(b, "/cert/advisories/import", NULL);
}

TEST_RIG(a_vendors_document_is_taken_in_as_a_signal)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);
	struct advisory_document d = {0};
	const char *page;

	assert_int_equal(rig_get(b, "/cert/advisories"), 200);
	assert_int_equal(rig_post(b, "/cert/advisories/import", NULL), 422);
	assert_true(rig_has(b, "Choose a file."));
	assert_int_equal(bring(b, "%PDF-1.7"), 422);
	assert_int_equal(bring(b, rig_f(rig, VENDOR, "draft")), 422);
	assert_true(rig_has(b, "nothing in the file can be taken in"));
	assert_int_equal(bring(b, rig_f(rig, VENDOR, "final")), 303);
	page = rig_f(rig, "%s", b->location);
	assert_int_equal(rig_get(b, page), 200);
	assert_true(rig_has(b, "Pump"));
	assert_int_equal(advisory_load(rig->db, strrchr(page, '/') + 1, rig->arena, &d), 0);
	assert_int_equal(d.advisory.state, ADVISORY_SIGNAL);
	assert_string_equal(d.advisory.cves.items[0], "CVE-2024-0001");
	assert_string_equal(d.texts.items[0].summary, "About.");
	assert_string_equal(d.texts.items[0].remedy, "- Update.\n");
	/* The same again is the same signal. */
	assert_int_equal(bring(b, rig_f(rig, VENDOR, "final")), 303);
	assert_string_equal(b->location, page);
	assert_int_equal(place_int(rig->db, "SELECT count(*) FROM advisory"), 1);
	assert_int_equal(
	    rig_post(cert_place_browser(rig, ROLE_READER), "/cert/advisories/import", NULL),
	    403);
}

TEST_RIG(what_is_typed_wrong_is_shown_again)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);

	assert_int_equal(rig_get(b, "/cert/advisories/new"), 200);
	assert_int_equal(
	    rig_post(b, "/cert/advisories/new", "lang", "en", "chance", "high", "damage",
		"high", "tlp", "amber", "audience", "all", "products", "nonsense", "cves",
		"CVE-1", "cvss", "AV:X", "references", "javascript:1", "orgs", "nobody",
		"persons", "x@y.example", "summary_en", "kept", NULL),
	    422);
	assert_true(rig_has(b, "Write a product a line"));
	assert_true(rig_has(b, "Write a CVE number a line."));
	assert_true(rig_has(b, "Write a CVSS vector a line."));
	assert_true(rig_has(b, "https://"));
	assert_true(rig_has(b, "no organisation: write a name a line"));
	assert_true(rig_has(b, "nobody here"));
	assert_true(rig_has(b, ">kept<"));
	assert_true(rig_has(b, "This is needed."));
}

TEST_RIG(the_editor_keeps_what_was_written_and_refuses_a_stale_form)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);
	const char *page = make(rig, b, "green", "all", "");
	const char *edit = rig_f(rig, "%s/edit", page);

	assert_int_equal(rig_get(b, edit), 200);
	assert_true(rig_has(b, "v:p &lt;1.5"));
	assert_true(rig_has(b, "Et hull i p"));
	assert_int_equal(
	    rig_post(b, edit, "version", "0", "lang", "en", "chance", "low", "damage", "low",
		"tlp", "green", "audience", "all", "title_en", "Smaller", NULL),
	    303);
	assert_int_equal(
	    rig_post(b, edit, "version", "0", "lang", "en", "chance", "low", "damage", "low",
		"tlp", "green", "audience", "all", "title_en", "Late", NULL),
	    422);
	assert_int_equal(rig_get(b, page), 200);
	assert_true(rig_has(b, "Smaller"));
}

TEST_RIG(pages_render_in_three_languages)
{
	static const char *const langs[] = {"en", "fr", "nb"};
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);
	const char *page;

	saw(rig, org, "r1", "1.0");
	page = make(rig, b, "clear", "all", "");
	publish(rig, page);
	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		const char *pages[] = {"/cert/advisories", page, rig_f(rig, "%s/board", page),
		    "/cert/advisories/new", rig_f(rig, "/orgs/%s/advisories", org),
		    rig_f(rig, "/orgs/%s/advisories/%s", org, id_of(page)), "/advisories",
		    rig_f(rig, "/advisories/%s", id_of(page))};

		cert_place_lang(rig, ROLE_ANALYST, langs[i]);
		for (size_t p = 0; p < ARRAY_LEN(pages); p++) {
			assert_int_equal(rig_get(b, pages[p]), 200);
			assert_true(rig_has(b, rig_f(rig, "lang=\"%s\"", langs[i])));
		}
	}
}

TEST_RIG(labels_hold_on_pages_and_files)
{
	const char *group = rig_org(rig, "Group", ORG_GROUP, NULL);
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, group);
	struct rig_browser *analyst = cert_place_browser(rig, ROLE_ANALYST);
	struct rig_browser *reader = cert_place_browser(rig, ROLE_READER);
	struct rig_browser *admin = cert_place_browser(rig, ROLE_ADMINISTRATOR);
	struct rig_browser *member = member_place_browser(rig, "Anna", ROLE_OFFICER, org);
	struct rig_browser *chief =
	    member_place_browser(rig, "Carl", ROLE_GROUP_OFFICER, group);
	struct rig_browser *passer = rig_browser(rig);
	const char *strict, *draft, *file;

	saw(rig, org, "r1", "1.0");
	strict = make(rig, analyst, "amber+strict", "match", "");
	publish(rig, strict);
	draft = make(rig, analyst, "green", "all", "");
	file = "/csaf/amber_strict/2026/adv-2026-0001.json";
	assert_int_equal(
	    rig_get(member, rig_f(rig, "/orgs/%s/advisories/%s", org, id_of(strict))), 200);
	assert_int_equal(
	    rig_get(chief, rig_f(rig, "/orgs/%s/advisories/%s", org, id_of(strict))), 404);
	assert_int_equal(rig_get(chief, rig_f(rig, "/orgs/%s/advisories", org)), 200);
	assert_false(rig_has(chief, "A hole in p"));
	assert_int_equal(rig_get(member, rig_f(rig, "/advisories/%s", id_of(strict))), 200);
	assert_int_equal(rig_get(passer, rig_f(rig, "/advisories/%s", id_of(strict))), 404);
	assert_int_equal(rig_get(member, file), 200);
	assert_true(rig_has(member, "\"label\": \"RED\""));
	assert_int_equal(rig_get(chief, file), 404);
	assert_int_equal(rig_get(admin, file), 404);
	assert_int_equal(rig_get(passer, file), 401);
	assert_int_equal(rig_get(member, "/csaf/amber_strict/index.txt"), 200);
	assert_true(rig_has(member, "2026/adv-2026-0001.json"));
	assert_int_equal(rig_get(chief, "/csaf/amber_strict/index.txt"), 200);
	assert_false(rig_has(chief, "adv-2026"));
	/* The wrong folder has it not. */
	assert_int_equal(rig_get(member, "/csaf/green/2026/adv-2026-0001.json"), 404);
	assert_int_equal(
	    rig_get(member, "/.well-known/csaf/clear/2026/adv-2026-0001.json"), 404);
	/* What is written is for those who write. */
	assert_int_equal(rig_get(reader, strict), 200);
	assert_int_equal(rig_get(reader, draft), 404);
	assert_int_equal(rig_get(reader, "/cert/advisories"), 200);
	assert_false(rig_has(reader, "ADV-2026-0002"));
	assert_int_equal(rig_get(analyst, "/cert/advisories"), 200);
	assert_true(rig_has(analyst, "ADV-2026-0002"));
}

TEST_RIG(the_public_directory_is_a_csaf_provider)
{
	struct rig_browser *analyst = cert_place_browser(rig, ROLE_ANALYST);
	struct rig_browser *b = rig_browser(rig);
	const char *page =
	    make(rig, analyst, "clear", "all", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
	const char *file = "/.well-known/csaf/clear/2026/adv-2026-0001.json";
	char hex[SHA256_HEX];

	assert_int_equal(rig_get(b, file), 404);
	publish(rig, page);
	assert_int_equal(rig_get(b, file), 200);
	assert_true(rig_has(b, "csaf_security_advisory"));
	assert_true(rig_has(b, "vers:generic/<1.5"));
	assert_true(rig_has(b, "\"status\": \"final\""));
	(void)sha256_hex(span_str(b->body), hex);
	assert_int_equal(rig_get(b, rig_f(rig, "%s.sha256", file)), 200);
	assert_true(rig_has(b, hex));
	assert_int_equal(rig_get(b, rig_f(rig, "%s.sha512", file)), 200);
	assert_int_equal(rig_get(b, rig_f(rig, "%s.md5", file)), 404);
	assert_int_equal(rig_get(b, "/.well-known/csaf/clear/2026/adv-2026-0001-nb.json"), 200);
	assert_true(rig_has(b, "Et hull i p"));
	assert_int_equal(rig_get(b, "/.well-known/csaf/clear/2025/adv-2026-0001.json"), 404);
	assert_int_equal(rig_get(b, "/.well-known/csaf/provider-metadata.json"), 200);
	assert_true(rig_has(b, "csaf_provider"));
	assert_string_equal(rig_header(b, "Access-Control-Allow-Origin"), "*");
	assert_int_equal(rig_get(b, "/.well-known/csaf/clear/index.txt"), 200);
	assert_string_equal(b->body, "2026/adv-2026-0001.json\n2026/adv-2026-0001-nb.json\n");
	assert_int_equal(rig_get(b, "/.well-known/csaf/clear/changes.csv"), 200);
	assert_true(rig_has(b, "\"2026/adv-2026-0001.json\",\"2026-"));
	assert_int_equal(rig_get(b, "/.well-known/csaf/clear/feed.json"), 200);
	assert_true(rig_has(b, "adv-2026-0001.json.sha512"));
	assert_int_equal(rig_get(b, "/.well-known/security.txt"), 200);
	assert_true(rig_has(b, "CSAF: " RIG_URL "/.well-known/csaf/provider-metadata.json"));
	assert_int_equal(rig_get(b, "/advisories.atom"), 200);
	assert_true(rig_has(b, "A hole in p"));
	assert_int_equal(rig_get(b, "/advisories"), 200);
	assert_true(rig_has(b, "A hole in p"));
}
