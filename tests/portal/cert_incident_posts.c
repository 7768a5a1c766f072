/* Prepared texts of the CERT's posts: whose language, what is in them, and nothing of others.
 */
#include "cert_place.h"
#include "desk/incident.h"
#include "desk/obligation.h"
#include "store/desk.h"

#define INCIDENT "00000000000000000000000001"
#define HIT      "00000000000000000000000002"
#define OTHER    "00000000000000000000000003"
#define AT       "/cert/incidents/" INCIDENT "/posts"

static void put(struct rig *rig, const struct record_type *type, const void *record)
{
	if (desk_insert(rig->db, type, record) < 0)
		fail_msg("%s: %s", db_msg(rig->db)->what, db_msg(rig->db)->detail);
}

static void put_clock(struct rig *rig, const char *org, int stage, int64_t due)
{
	const struct obligation o = {.id = rig_f(rig, "clock-%d", stage),
	    .incident = INCIDENT,
	    .party = HIT,
	    .org = org,
	    .regime = org ? "nis2" : "cert",
	    .stage = stage,
	    .trigger = rig_now - OBLIGATION_HOUR,
	    .due = due,
	    .created = rig_now};

	put(rig, &obligation_type, &o);
}

/* A case of a French organisation that was hit and of another one. Gives an analyst. */
static struct rig_browser *make(struct rig *rig, int state)
{
	const char *org = rig_org(rig, "CHU Alpha", ORG_HOSPITAL, NULL);
	const struct incident i = {.id = INCIDENT,
	    .ref = "INC-2026-0001",
	    .title = "Ransomware at the lab",
	    .state = state,
	    .severity = INCIDENT_HIGH,
	    .class = "malicious-code"};
	struct incident_party p = {.id = HIT,
	    .incident = INCIDENT,
	    .org = org,
	    .ref = "R-2026-0001",
	    .role = PARTY_VICTIM,
	    .what = "Files are encrypted",
	    .systems = "LIS",
	    .personal = TRUTH_NOT_KNOWN,
	    .aware = rig_now - OBLIGATION_HOUR,
	    .joined = rig_now - OBLIGATION_HOUR,
	    .view = TLP_AMBER};

	if (db_exec(rig->db, "UPDATE org SET lang = 'fr' WHERE name = 'CHU Alpha'") < 0)
		fail_msg("%s", db_msg(rig->db)->detail);
	put(rig, &incident_type, &i);
	put(rig, &incident_party_type, &p);
	p.id = OTHER;
	p.ref = "R-2026-0002";
	p.org = rig_org(rig, "CH Beta", ORG_HOSPITAL, NULL);
	put(rig, &incident_party_type, &p);
	put_clock(rig, NULL, STAGE_ANSWER, rig_now + 23 * OBLIGATION_HOUR);
	put_clock(rig, org, STAGE_NOTIFICATION, rig_now + 71 * OBLIGATION_HOUR);
	return cert_place_browser(rig, ROLE_ANALYST);
}

static int64_t answered(struct rig *rig)
{
	struct obligation o = {0};

	assert_int_equal(desk_get(rig->db, &obligation_type,
			     rig_f(rig, "clock-%d", STAGE_ANSWER), rig->arena, &o),
	    0);
	return o.sent;
}

TEST_RIG(an_answer_begins_with_what_the_case_knows)
{
	struct rig_browser *b = make(rig, INCIDENT_OPEN);
	const char *text;

	assert_int_equal(rig_get(b, AT), 200);
	assert_int_equal(rig_post(b, AT, "step", "prepare", "prepared", "answer", "parties",
			     HIT, "text", "Bonjour,", NULL),
	    200);
	text = rig_between(b, "id=\"text\"", "</textarea>");
	assert_non_null(
	    strstr(text, "Bonjour,\n\nNous avons reçu votre signalement R-2026-0001"));
	assert_non_null(strstr(text, "Code malveillant"));
	assert_non_null(strstr(text, "Notification"));
	assert_non_null(strstr(text, "/watch?kind=reflex_card"));
	assert_null(strstr(text, "Ransomware at the lab"));
	assert_null(strstr(text, "INC-"));
	assert_null(strstr(text, "R-2026-0002"));
	assert_null(strstr(text, "Beta"));
	/* It is the answer, to that party, and nothing was said yet. */
	assert_non_null(strstr(b->body, "value=\"yes\" checked"));
	assert_non_null(strstr(b->body, "value=\"" HIT "\" checked"));
	assert_null(strstr(b->body, "value=\"" OTHER "\" checked"));
	assert_int_equal(answered(rig), 0);
	assert_int_equal(rig_post(b, AT, "step", "send", "label", "amber", "text", "Bonjour,",
			     "answer", "yes", "parties", HIT, NULL),
	    303);
	assert_true(answered(rig) > 0);
}

TEST_RIG(a_clock_leads_to_the_text)
{
	struct rig_browser *b = make(rig, INCIDENT_REPORTED);
	const char *link;

	assert_int_equal(rig_get(b, "/cert/incidents/" INCIDENT "/clocks"), 200);
	link = "/cert/incidents/" INCIDENT "/posts?prepared=answer&amp;party=" HIT;
	assert_true(rig_has(b, link));
	assert_int_equal(rig_get(b, AT "?prepared=answer&party=" HIT), 200);
	assert_true(rig_has(b, "votre signalement R-2026-0001"));
	/* Nobody has assessed it yet. */
	assert_false(rig_has(b, "Première évaluation"));
	assert_int_equal(rig_get(b, AT "?prepared=questions&party=" HIT), 200);
	assert_true(rig_has(b, "Des données personnelles sont-elles"));
	assert_false(rig_has(b, "Quels systèmes"));
	assert_int_equal(rig_get(b, AT "?prepared=over&party=" OTHER), 200);
	assert_true(rig_has(b, "We end our work on your report R-2026-0002"));
}

TEST_RIG(a_prepared_text_is_for_one_party)
{
	struct rig_browser *b = make(rig, INCIDENT_OPEN);

	assert_int_equal(rig_get(b, AT), 200);
	assert_int_equal(rig_post(b, AT, "step", "prepare", "prepared", "answer", "parties",
			     HIT, "parties", OTHER, "text", "kept", NULL),
	    422);
	assert_true(rig_has(b, "Choose one party"));
	assert_true(rig_has(b, "kept"));
	assert_false(rig_has(b, "Nous avons"));
	assert_int_equal(rig_post(b, AT, "step", "prepare", "prepared", "answer", NULL), 422);
	assert_int_equal(
	    rig_post(b, AT, "step", "prepare", "prepared", "x", "parties", HIT, NULL), 422);
	/* A post of nothing is not sent, nor shown to anybody. */
	assert_int_equal(rig_post(b, AT, "step", "preview", "parties", HIT, NULL), 422);
	assert_int_equal(rig_post(b, AT, "step", "send", "parties", HIT, NULL), 422);
	assert_int_equal(answered(rig), 0);
	/* Who only reads is offered nothing. */
	b = cert_place_browser(rig, ROLE_READER);
	assert_int_equal(rig_get(b, AT "?prepared=answer&party=" HIT), 200);
	assert_false(rig_has(b, "Nous avons"));
}
