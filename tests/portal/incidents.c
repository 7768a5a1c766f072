/* Incidents by the pages: from the report to the end, and who sees what of it. */
#include "desk/incident.h"

#include "base/time.h"
#include "cert_place.h"
#include "desk/incident_evidence.h"
#include "desk/incident_work.h"
#include "desk/obligation.h"
#include "member_place.h"
#include "store/desk.h"

#include <stdlib.h>

struct scene {
	const char *group, *a, *b, *supplier;
	struct rig_browser *anna, *bert, *chief, *analyst, *reader, *admin;
};

static struct scene make(struct rig *rig)
{
	struct scene s = {.group = rig_org(rig, "Groupe Nord", ORG_GROUP, NULL)};

	s.a = rig_org(rig, "CHU Alpha", ORG_HOSPITAL, s.group);
	s.b = rig_org(rig, "CH Beta", ORG_HOSPITAL, s.group);
	s.supplier = rig_org(rig, "Maker AS", ORG_SUPPLIER, NULL);
	s.anna = member_place_browser(rig, "Anna Alpha", ROLE_OFFICER, s.a);
	s.bert = member_place_browser(rig, "Bert Beta", ROLE_TECHNICIAN, s.b);
	s.chief = member_place_browser(rig, "Carl Chief", ROLE_GROUP_OFFICER, s.group);
	s.analyst = cert_place_browser(rig, ROLE_ANALYST);
	s.reader = cert_place_browser(rig, ROLE_READER);
	s.admin = cert_place_browser(rig, ROLE_ADMINISTRATOR);
	return s;
}

/* A time as browsers write it; the rig's reader is at UTC. */
static const char *local(struct rig *rig, int64_t ms)
{
	char text[TIME_TEXT];

	return rig_f(rig, "%.16s", time_text(ms, text));
}

static const char *id_of(const char *page)
{
	return strrchr(page, '/') + 1;
}

/* Somebody reports by the form; gives the page of the case. */
static const char *report(
    struct rig *rig, struct rig_browser *b, const char *org, const char *tlp)
{
	const char *form = rig_f(rig, "/orgs/%s/incidents/new", org);

	assert_int_equal(rig_get(b, form), 200);
	if (rig_post(b, form, "what", "Files of the laboratory are encrypted", "aware",
		local(rig, rig_now - 2 * OBLIGATION_HOUR), "class", "malicious-code", "systems",
		"LIS <core>", "impact", "degraded_care", "degraded_since",
		local(rig, rig_now - OBLIGATION_HOUR), "personal", "yes", "categories",
		"Results of 2000 people", "contact", "Anna +47 22", "tlp", tlp, "consent",
		"ANSSI", NULL) != 303)
		fail_msg("%s", b->body);
	return rig_f(rig, "%s", b->location);
}

static struct incident_party party(struct rig *rig, const char *page)
{
	struct incident_party p;

	assert_int_equal(
	    desk_get(rig->db, &incident_party_type, id_of(page), rig->arena, &p), 0);
	return p;
}

/* The CERT adds an organisation to the case; gives the party. */
static struct incident_party join(
    struct rig *rig, struct scene *s, const char *incident, const char *name, const char *view)
{
	const char *at = rig_f(rig, "/cert/incidents/%s/parties", incident);
	struct incident_party p;

	assert_int_equal(rig_get(s->analyst, at), 200);
	assert_int_equal(rig_post(s->analyst, at, "action", "add", "org_name", name, "role",
			     "victim", "view", view, NULL),
	    303);
	assert_int_equal(desk_find(rig->db, &incident_party_type,
			     "WHERE \"incident\" = $1 AND \"org\" = (SELECT \"id\" FROM org "
			     "WHERE \"name\" = "
			     "$2)",
			     DESK_PARAMS(DESK_TEXT(incident), DESK_TEXT(name)), rig->arena, &p),
	    0);
	return p;
}

static struct obligation clock_of(struct rig *rig, const char *party, int stage)
{
	struct obligation o = {0};

	assert_int_equal(
	    desk_find(rig->db, &obligation_type, "WHERE \"party\" = $1 AND \"stage\" = $2",
		DESK_PARAMS(DESK_TEXT(party), DESK_TEXT(obligation_stage_names[stage])),
		rig->arena, &o),
	    0);
	return o;
}

TEST_RIG(a_member_reports_and_sees_its_clocks)
{
	struct scene s = make(rig);
	const char *list = rig_f(rig, "/orgs/%s/incidents", s.a), *page, *clock;
	struct incident_party p;

	assert_int_equal(rig_get(s.anna, list), 200);
	assert_true(rig_has(s.anna, "No incident was reported here"));
	page = report(rig, s.anna, s.a, "amber");
	p = party(rig, page);
	assert_int_equal(p.aware, (rig_now - 2 * OBLIGATION_HOUR) / 60000 * 60000);
	assert_int_equal(rig_get(s.anna, page), 200);
	assert_true(rig_has(s.anna, "Early warning"));
	assert_true(rig_has(s.anna, "LIS &lt;core&gt;"));
	assert_true(rig_has(s.anna, "Notification of a personal data breach"));
	assert_int_equal(rig_get(s.anna, list), 200);
	assert_true(rig_has(s.anna, p.ref));
	assert_string_equal(rig_mail(rig, "incident_reported").object, p.incident);
	/* The clock page has the content prepared; submitting it starts the next. */
	clock = rig_f(rig, "%s/clocks/%s", page, clock_of(rig, p.id, STAGE_EARLY_WARNING).id);
	assert_int_equal(rig_get(s.anna, clock), 200);
	assert_true(rig_has(s.anna, "Files of the laboratory are encrypted"));
	assert_true(rig_has(s.anna, "CHU Alpha"));
	assert_int_equal(
	    rig_post(s.anna, clock, "action", "submit", "recipient", "", "content", "x", NULL),
	    422);
	assert_int_equal(rig_post(s.anna, clock, "action", "submit", "recipient", "CERT",
			     "content", "We warn.", "sent", local(rig, rig_now), NULL),
	    303);
	assert_true(clock_of(rig, p.id, STAGE_EARLY_WARNING).sent > 0);
	/* What is the CERT's a member cannot do. */
	assert_int_equal(rig_post(s.anna, clock, "action", "accept", NULL), 422);
	assert_int_equal(
	    rig_post(s.anna, rig_f(rig, "%s/status", page), "status", "recovering", NULL), 303);
	assert_int_equal(
	    rig_post(s.anna, rig_f(rig, "%s/posts", page), "text", "The backup is fine", NULL),
	    303);
	assert_int_equal(rig_post(s.anna, rig_f(rig, "%s/entries", page), "happened",
			     "Network unplugged", "kind", "measure", NULL),
	    303);
	assert_int_equal(rig_post(s.anna, rig_f(rig, "%s/observables", page), "observables",
			     "198.51.100.7\nevil.example.net", NULL),
	    303);
	assert_int_equal(rig_get(s.anna, page), 200);
	assert_true(rig_has(s.anna, "The backup is fine"));
	assert_true(rig_has(s.anna, "Network unplugged"));
	assert_true(rig_has(s.anna, "evil.example.net"));
	assert_true(rig_has(s.anna, "Recovering"));
}

TEST_RIG(what_is_typed_wrong_is_shown_again)
{
	struct scene s = make(rig);
	const char *form = rig_f(rig, "/orgs/%s/incidents/new", s.a), *page, *edit;

	assert_int_equal(rig_get(s.anna, form), 200);
	assert_int_equal(rig_post(s.anna, form, "what", "kept text", "aware", "tomorrow",
			     "impact", "no_impact", "personal", "no", NULL),
	    422);
	assert_true(rig_has(s.anna, "kept text"));
	assert_true(rig_has(s.anna, "Write a day and a time."));
	assert_true(rig_has(s.anna, "This is needed."));
	assert_int_equal(rig_post(s.anna, form, "what", "x", "aware",
			     local(rig, rig_now + 2 * OBLIGATION_HOUR), "impact", "no_impact",
			     "personal", "no", "contact", "c", NULL),
	    422);
	assert_true(rig_has(s.anna, "This time lies ahead."));
	page = report(rig, s.anna, s.a, "amber");
	edit = rig_f(rig, "%s/edit", page);
	assert_int_equal(rig_get(s.anna, edit), 200);
	assert_true(rig_has(s.anna, "Results of 2000 people"));
	assert_int_equal(rig_post(s.anna, edit, "version", "0", "what", "Less than we thought",
			     "aware", local(rig, rig_now - OBLIGATION_HOUR), "impact",
			     "no_impact", "personal", "no", "contact", "c", NULL),
	    303);
	assert_int_equal(rig_post(s.anna, edit, "version", "0", "what", "late form", "aware",
			     local(rig, rig_now - OBLIGATION_HOUR), "impact", "no_impact",
			     "personal", "no", "contact", "c", NULL),
	    422);
}

/* The steps of a case at the CERT. */
TEST_RIG(the_cert_leads_a_case_to_its_end)
{
	struct scene s = make(rig);
	const char *page = report(rig, s.anna, s.a, "amber"), *at;
	struct incident_party p = party(rig, page);
	struct incident_task t;
	struct incident i;

	at = rig_f(rig, "/cert/incidents/%s", p.incident);
	assert_int_equal(rig_get(s.analyst, "/cert/incidents?state=reported"), 200);
	assert_true(rig_has(s.analyst, "INC-2026-0001"));
	assert_int_equal(rig_get(s.analyst, at), 200);
	assert_int_equal(rig_post(s.analyst, at, "action", "dismiss", NULL), 422);
	assert_int_equal(rig_post(s.analyst, at, "action", "qualify", NULL), 303);
	assert_int_equal(rig_post(s.analyst, at, "action", "open", NULL), 303);
	assert_int_equal(
	    rig_post(s.analyst, rig_f(rig, "%s/edit", at), "version", "2", "title",
		"Ransomware", "summary", "Seen elsewhere; isolate.", "severity", "critical",
		"class", "malicious-code", "type", "infected-system", "tlp", "amber", "pap",
		"amber", "major", "yes", "every", "6", "malicious", "yes", NULL),
	    303);
	assert_int_equal(rig_get(s.anna, page), 200);
	assert_true(rig_has(s.anna, "Seen elsewhere; isolate."));
	assert_false(rig_has(s.anna, "Ransomware"));
	assert_int_equal(
	    rig_post(s.analyst, rig_f(rig, "%s/posts", at), "text", "Unplug the laboratory",
		"label", "amber", "parties", p.id, "answer", "yes", "step", "preview", NULL),
	    200);
	assert_true(rig_has(s.analyst, "Who would see it"));
	assert_int_equal(clock_of(rig, p.id, STAGE_ANSWER).sent, 0);
	assert_int_equal(
	    rig_post(s.analyst, rig_f(rig, "%s/posts", at), "text", "Unplug the laboratory",
		"label", "amber", "parties", p.id, "answer", "yes", "step", "send", NULL),
	    303);
	assert_true(clock_of(rig, p.id, STAGE_ANSWER).sent > 0);
	assert_int_equal(rig_post(s.analyst, rig_f(rig, "%s/tasks", at), "title",
			     "Send the logs", "party", p.id, NULL),
	    303);
	assert_int_equal(rig_get(s.anna, page), 200);
	assert_true(rig_has(s.anna, "Send the logs"));
	assert_true(rig_has(s.anna, "Answer to your report"));
	assert_int_equal(desk_find(rig->db, &incident_task_type, "WHERE \"title\" = $1",
			     DESK_PARAMS(DESK_TEXT("Send the logs")), rig->arena, &t),
	    0);
	assert_int_equal(rig_post(s.analyst, at, "action", "close", "note", "over", NULL), 422);
	assert_int_equal(
	    rig_post(s.anna, rig_f(rig, "%s/tasks", page), "task", t.id, NULL), 303);
	assert_int_equal(rig_post(s.analyst, rig_f(rig, "%s/entries", at), "kind", "decision",
			     "happened", "We do not pay", NULL),
	    422);
	assert_int_equal(rig_post(s.analyst, rig_f(rig, "%s/entries", at), "kind", "decision",
			     "happened", "We do not pay", "why", "There are backups", NULL),
	    303);
	/* A major one closes with its lessons. */
	assert_int_equal(rig_post(s.analyst, at, "action", "close", "note", "over", NULL), 422);
	assert_int_equal(desk_get(rig->db, &incident_type, p.incident, rig->arena, &i), 0);
	assert_int_equal(
	    rig_post(s.analyst, rig_f(rig, "%s/edit", at), "version",
		rig_f(rig, "%lld", (long long)i.version), "title", "Ransomware", "severity",
		"critical", "class", "malicious-code", "tlp", "amber", "pap", "amber", "major",
		"yes", "every", "6", "lessons", "Backups offline", NULL),
	    303);
	assert_int_equal(rig_post(s.analyst, at, "action", "close", "note", "over", NULL), 303);
	assert_int_equal(
	    rig_post(s.anna, rig_f(rig, "%s/posts", page), "text", "x", NULL), 422);
	cert_place_logged(rig, "incident.close");
}

/* Not a byte of a sibling: neither name, id nor number of the case is in what a party gets. */
static void holds_nothing_of(
    struct rig_browser *b, const struct incident_party *other, const char *const *words)
{
	assert_false(rig_has(b, other->id));
	assert_false(rig_has(b, other->ref));
	assert_false(rig_has(b, other->org));
	assert_false(rig_has(b, other->incident));
	assert_false(rig_has(b, "INC-2026"));
	for (; *words; words++)
		assert_false(rig_has(b, *words));
}

TEST_RIG(siblings_never_learn_of_each_other)
{
	static const char *const of_a[] = {
	    "CHU Alpha", "Anna", "LIS", "only for Alpha", "secret of the CERT", NULL};
	struct scene s = make(rig);
	const char *page_a = report(rig, s.anna, s.a, "amber"), *page_b, *at,
		   *formats[] = {"", "/report/html", "/pack"};
	struct incident_party a = party(rig, page_a), b;

	at = rig_f(rig, "/cert/incidents/%s", a.incident);
	b = join(rig, &s, a.incident, "CH Beta", "green");
	page_b = rig_f(rig, "/orgs/%s/incidents/%s", s.b, b.id);
	for (int i = 0; i < 3; i++)
		assert_int_equal(rig_post(s.analyst, rig_f(rig, "%s/posts", at), "text",
				     i == 0   ? "only for Alpha"
				     : i == 1 ? "for both of you"
					      : "secret of the CERT",
				     "label", "green", i == 2 ? "x" : "parties", a.id,
				     i == 1 ? "parties" : "y", b.id, NULL),
		    303);
	assert_int_equal(rig_post(s.analyst, rig_f(rig, "%s/posts", at), "text",
			     "above what Beta gets", "label", "amber", "parties", b.id, NULL),
	    303);
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		assert_int_equal(rig_get(s.bert, rig_f(rig, "%s%s", page_b, formats[i])), 200);
		holds_nothing_of(s.bert, &a, of_a);
		assert_false(rig_has(s.bert, "above what Beta gets"));
	}
	assert_int_equal(rig_get(s.bert, page_b), 200);
	assert_true(rig_has(s.bert, "for both of you"));
	assert_int_equal(rig_get(s.bert, rig_f(rig, "/orgs/%s/incidents", s.b)), 200);
	holds_nothing_of(s.bert, &a, of_a);
	assert_int_equal(
	    rig_get(s.bert, rig_f(rig, "/orgs/%s/incidents?format=json", s.b)), 200);
	holds_nothing_of(s.bert, &a, of_a);
	/* Nor by asking for it. */
	assert_int_equal(rig_get(s.bert, page_a), 404);
	assert_int_equal(rig_get(s.bert, rig_f(rig, "/orgs/%s/incidents/%s", s.b, a.id)), 404);
	assert_int_equal(rig_get(s.bert, rig_f(rig, "%s/clocks/%s", page_b,
					     clock_of(rig, a.id, STAGE_EARLY_WARNING).id)),
	    404);
	assert_int_equal(rig_get(s.bert, at), 403);
	/* The CERT sees the page as Beta does, whichever way it looks. */
	assert_int_equal(rig_get(s.analyst, rig_f(rig, "%s/preview/%s", at, b.id)), 200);
	assert_false(rig_has(s.analyst, "only for Alpha"));
	assert_false(rig_has(s.analyst, "above what Beta gets"));
	assert_int_equal(rig_get(s.analyst, page_b), 200);
	assert_false(rig_has(s.analyst, "only for Alpha"));
	/* The officer above both sees each page with its own. */
	assert_int_equal(rig_get(s.chief, page_b), 200);
	assert_false(rig_has(s.chief, "only for Alpha"));
	assert_int_equal(rig_get(s.chief, page_a), 200);
	assert_true(rig_has(s.chief, "only for Alpha"));
}

TEST_RIG(labels_hold_on_reports)
{
	struct scene s = make(rig);
	const char *page = report(rig, s.anna, s.a, "amber+strict");
	const char *at = rig_f(rig, "/cert/incidents/%s", party(rig, page).incident);

	assert_int_equal(rig_get(s.chief, page), 404);
	assert_int_equal(rig_get(s.chief, rig_f(rig, "/orgs/%s/incidents", s.a)), 200);
	assert_false(rig_has(s.chief, "Files of the laboratory"));
	assert_int_equal(rig_get(s.anna, page), 200);
	assert_int_equal(rig_get(s.reader, at), 200);
	assert_false(rig_has(s.reader, "What is next?"));
	assert_int_equal(rig_post(s.reader, at, "action", "qualify", NULL), 403);
	assert_int_equal(rig_get(s.admin, at), 403);
	assert_int_equal(rig_get(s.anna, at), 403);
}

static struct incident_evidence put_file(struct rig *rig, const struct incident_party *p)
{
	struct incident_evidence e = {.incident = p->incident, .party = p->id, .name = "a.bin"};
	const struct actor actor = {.person = "p"};
	struct vault_key key;
	struct msg msg = {0};

	assert_non_null(getenv("VARDE_TEST_DIR"));
	rig->app.settings.data = getenv("VARDE_TEST_DIR");
	assert_int_equal(
	    vault_open(rig_f(rig, "%s/" VAULT_FILE, rig->app.settings.data), true, &key, &msg),
	    0);
	assert_int_equal(incident_evidence_put(
			     rig->db, &actor, &key, &e, span_str("bytes"), rig_now, rig->arena),
	    0);
	return e;
}

TEST_RIG(evidence_goes_out_to_those_who_see_it_and_is_written_down)
{
	struct scene s = make(rig);
	const char *page = report(rig, s.anna, s.a, "amber"), *at, *file;
	struct incident_party p = party(rig, page);
	struct incident_party b = join(rig, &s, p.incident, "CH Beta", "amber");
	struct incident_evidence e = put_file(rig, &p);

	at = rig_f(rig, "/cert/incidents/%s/evidence", p.incident);
	file = rig_f(rig, "%s/evidence/%s", page, e.id);
	assert_int_equal(rig_get(s.anna, file), 200);
	assert_string_equal(s.anna->body, "bytes");
	assert_string_equal(s.anna->type, "application/octet-stream");
	assert_int_equal(
	    rig_get(s.bert, rig_f(rig, "/orgs/%s/incidents/%s/evidence/%s", s.b, b.id, e.id)),
	    404);
	assert_int_equal(rig_get(s.anna, rig_f(rig, "%s/pack", page)), 200);
	assert_true(rig_has(s.anna, "Ynl0ZXM="));
	assert_int_equal(rig_get(s.analyst, at), 200);
	assert_true(rig_has(s.analyst, "Log of custody"));
	assert_true(rig_has(s.analyst, "Anna Alpha"));
	at = rig_f(rig, "%s/%s", at, e.id);
	assert_int_equal(rig_post(s.analyst, at, "action", "check", NULL), 303);
	assert_int_equal(rig_post(s.analyst, at, "action", "hand", NULL), 422);
	assert_int_equal(
	    rig_post(s.analyst, at, "action", "destroy", "note", "case over", NULL), 303);
	assert_int_equal(rig_get(s.anna, file), 404);
	assert_int_equal(
	    member_place_count(
		rig, "SELECT count(*) FROM incident_custody WHERE \"evidence\" = $1", e.id),
	    5);
	/* A form without a file. */
	assert_int_equal(
	    rig_post(s.anna, rig_f(rig, "%s/evidence", page), "note", "x", NULL), 422);
}

TEST_RIG(by_telephone_merge_split_links_and_the_boards)
{
	struct scene s = make(rig);
	const char *page = report(rig, s.anna, s.a, "amber"), *second, *at;
	struct incident_party p = party(rig, page);

	assert_int_equal(rig_get(s.analyst, "/cert/incidents/new"), 200);
	assert_int_equal(
	    rig_post(s.analyst, "/cert/incidents/new", "org_name", "Nobody", "channel",
		"by_phone", "what", "They called", "aware", local(rig, rig_now), "impact",
		"no_impact", "personal", "not_known", "contact", "B", NULL),
	    422);
	assert_true(rig_has(s.analyst, "There is no such organisation"));
	assert_int_equal(
	    rig_post(s.analyst, "/cert/incidents/new", "org_name", "CH Beta", "channel",
		"by_phone", "caller", "Bert, night shift", "title", "Second", "what",
		"They called", "aware", local(rig, rig_now), "impact", "no_impact", "personal",
		"not_known", "contact", "B", NULL),
	    303);
	second = rig_f(rig, "%s", s.analyst->location);
	at = rig_f(rig, "/cert/incidents/%s", p.incident);
	assert_int_equal(rig_get(s.analyst, rig_f(rig, "%s/parties", second)), 200);
	assert_true(rig_has(s.analyst, "Bert, night shift"));
	assert_int_equal(rig_get(s.analyst, "/cert/clocks"), 200);
	assert_true(rig_has(s.analyst, "Early warning"));
	assert_int_equal(rig_get(s.analyst, "/cert/clocks?clock=overdue"), 200);
	assert_false(rig_has(s.analyst, "CHU Alpha"));
	assert_int_equal(
	    desk_exec(rig->db,
		"UPDATE obligation SET \"due\" = \"due\" - 86400000 WHERE \"stage\" = "
		"'early_warning'",
		NULL, 0, NULL),
	    0);
	assert_int_equal(rig_get(s.analyst, "/cert/clocks?clock=overdue"), 200);
	assert_true(rig_has(s.analyst, "CHU Alpha"));
	assert_int_equal(rig_post(s.analyst, rig_f(rig, "%s/links", second), "link", "incident",
			     "what", "INC-2026-0001", NULL),
	    303);
	assert_int_equal(rig_post(s.analyst, rig_f(rig, "%s/links", second), "link", "finding",
			     "what", "F-1", NULL),
	    422);
	assert_int_equal(rig_post(s.analyst, rig_f(rig, "%s/merge", second), "into_ref",
			     "INC-2026-0009", NULL),
	    422);
	assert_int_equal(rig_post(s.analyst, rig_f(rig, "%s/merge", second), "into_ref",
			     "INC-2026-0001", NULL),
	    303);
	assert_int_equal(rig_get(s.analyst, rig_f(rig, "%s/parties", at)), 200);
	assert_true(rig_has(s.analyst, "CH Beta"));
	assert_int_equal(
	    rig_post(s.analyst, rig_f(rig, "%s/split", at), "parties", p.id, NULL), 303);
	assert_int_equal(rig_get(s.anna, page), 200);
}

TEST_RIG(an_exercise_is_marked_and_counts_nowhere)
{
	struct scene s = make(rig);
	const char *at;

	assert_int_equal(rig_get(s.analyst, "/cert/incidents/new"), 200);
	assert_int_equal(
	    rig_post(s.analyst, "/cert/incidents/new", "org_name", "CH Beta", "channel",
		"by_cert", "exercise", "yes", "what", "A drill", "aware", local(rig, rig_now),
		"impact", "harm", "personal", "no", "contact", "B", NULL),
	    303);
	at = rig_f(rig, "%s", s.analyst->location);
	assert_int_equal(rig_get(s.analyst, at), 200);
	assert_true(rig_has(s.analyst, "EXERCISE"));
	assert_int_equal(rig_get(s.analyst, "/cert/clocks"), 200);
	assert_true(rig_has(s.analyst, "No legal clock runs."));
	assert_int_equal(rig_get(s.analyst, rig_f(rig, "%s/report/html", at)), 200);
	assert_true(rig_has(s.analyst, "This is an exercise."));
}

TEST_RIG(pages_and_files_come_in_three_languages)
{
	static const char *const langs[] = {"en", "fr", "nb"};
	static const char *const tabs[] = {
	    "", "/parties", "/posts", "/work", "/evidence", "/clocks", "/report/html"};
	struct scene s = make(rig);
	const char *page = report(rig, s.anna, s.a, "amber");
	struct incident_party p = party(rig, page);
	const char *at = rig_f(rig, "/cert/incidents/%s", p.incident);

	(void)put_file(rig, &p);
	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		const char *pages[] = {"/cert/incidents", "/cert/clocks", "/cert/incidents/new",
		    page, rig_f(rig, "/orgs/%s/incidents", s.a),
		    rig_f(rig, "%s/clocks/%s", at, clock_of(rig, p.id, STAGE_NOTIFICATION).id)};

		cert_place_lang(rig, ROLE_ANALYST, langs[i]);
		for (size_t k = 0; k < ARRAY_LEN(pages) + ARRAY_LEN(tabs); k++) {
			const char *path =
			    k < ARRAY_LEN(pages)
				? pages[k]
				: rig_f(rig, "%s%s", at, tabs[k - ARRAY_LEN(pages)]);

			assert_int_equal(rig_get(s.analyst, path), 200);
			assert_true(rig_has(s.analyst, rig_f(rig, "lang=\"%s\"", langs[i])));
		}
	}
	assert_int_equal(rig_get(s.analyst, rig_f(rig, "%s/report/pdf", at)), 200);
	assert_string_equal(s.analyst->type, "application/pdf");
}
