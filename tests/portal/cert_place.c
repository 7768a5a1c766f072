#include "cert_place.h"

#include "desk/id.h"
#include "desk/people.h"
#include "desk/perimeter.h"
#include "model/order.h"
#include "model/tracked.h"
#include "store/desk.h"

static const struct actor actor = {.name = "rig"};

static void must(struct rig *rig, int r)
{
	if (r < 0)
		fail_msg("%s: %s", db_msg(rig->db)->what, db_msg(rig->db)->detail);
}

const char *cert_place_person(struct rig *rig, int role)
{
	const char *mail = rig_f(rig, "%s@cert.example", role_names[role]);
	struct person p;

	if (people_by_mail(rig->db, mail, rig->arena, &p) == 0)
		return p.id;
	return rig_person(rig, rig_f(rig, "The %s", role_names[role]), mail, role, NULL);
}

struct rig_browser *cert_place_browser(struct rig *rig, int role)
{
	struct rig_browser *b = rig_browser(rig);

	rig_session(b, cert_place_person(rig, role), true);
	return b;
}

void cert_place_lang(struct rig *rig, int role, const char *lang)
{
	struct person p;

	must(rig, people_get(rig->db, cert_place_person(rig, role), rig->arena, &p));
	p.lang = lang;
	must(rig, people_store(rig->db, &actor, &p, "person.profile", rig_now));
}

const char *cert_place_finding(struct rig *rig, const char *org, const char *ref, int state,
    int criticality, const char *run)
{
	struct tracked t = {.id = id_make(rig->arena),
	    .ref = ref,
	    .org = org,
	    .type = "tls-cert-expired",
	    .key = rig_f(rig, "tls-cert-expired|www.chu.example|%s", ref),
	    .criticality = criticality,
	    .category = CATEGORY_CERTIFICATE,
	    .subject = "www.chu.example",
	    .addr = "192.0.2.7",
	    .port = 443,
	    .state = state,
	    .first_seen = rig_now - 86400000,
	    .last_seen = rig_now - 86400000,
	    .checked = rig_now - 86400000,
	    .run = run,
	    .due = rig_now - 3600000,
	    .version = 1};

	text_list_add(&t.evidence, rig->arena, "notAfter 2020-01-01");
	must(rig, desk_insert(rig->db, &tracked_type, &t));
	return t.id;
}

static const char *order(
    struct rig *rig, const char *org, const char *ref, int state, const char *run)
{
	struct audit_order o = {.id = id_make(rig->arena),
	    .ref = ref,
	    .org = org,
	    .type = ORDER_OF_SURFACE,
	    .state = state,
	    .created = rig_now - 7200000,
	    .started = run ? rig_now - 3600000 : 0,
	    .ended = run ? rig_now - 1800000 : 0,
	    .run = run,
	    .priority = 110,
	    .findings = run ? 2 : 0,
	    .version = 1};

	must(rig, desk_insert(rig->db, &audit_order_type, &o));
	return o.id;
}

static void chunk(struct rig *rig, const char *org, const char *of)
{
	struct chunk c = {.id = id_make(rig->arena),
	    .audit_order = of,
	    .org = org,
	    .job = "{}",
	    .state = CHUNK_FAILED,
	    .priority = 110,
	    .worker = "here-1",
	    .reason = "the scanner ended",
	    .created = rig_now - 7200000,
	    .attempts = 5};

	must(rig, desk_insert(rig->db, &chunk_type, &c));
}

static const char *enrolment(struct rig *rig)
{
	struct enrolment e = {.id = id_make(rig->arena),
	    .state = ENROLMENT_SUBMITTED,
	    .name = "Clinique du Parc",
	    .type = ORG_HOSPITAL,
	    .person = rig_person(rig, "Paul", "paul@parc.example", -1, NULL),
	    .role = ROLE_OFFICER,
	    .legal_name = "Louise Martin",
	    .legal_mail = "louise@parc.example",
	    .oncall_name = "Desk",
	    .oncall_phone = "+33 1 00 00 00 00",
	    .terms = "2026-1",
	    .terms_lang = "fr",
	    .created = rig_now};

	must(rig, desk_insert(rig->db, &enrolment_type, &e));
	return e.id;
}

/* Both declare the same domain. */
static const char *declare(struct rig *rig, const char *org)
{
	static const struct item_rules rules = {0};
	struct item_lines lines;
	struct item_counts counts;

	must(rig, item_parse_list(span_str("chu.example\n"), &rules, rig->arena, &lines));
	must(rig, item_declare(rig->db, &actor, org, &lines, ITEM_FROM_DECLARED, rig->arena,
		      rig_now, &counts));
	return lines.all.items[0].id;
}

struct cert_place cert_place_make(struct rig *rig)
{
	struct cert_place p = {.org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL),
	    .other = rig_org(rig, "CH Autre", ORG_HOSPITAL, NULL)};

	p.order = order(rig, p.org, "A-TEST-1", ORDER_REVIEW, "20260921-000000-test");
	p.waiting = order(rig, p.other, "A-TEST-2", ORDER_SCHEDULED, NULL);
	chunk(rig, p.other, p.waiting);
	p.finding = cert_place_finding(
	    rig, p.org, "F-TEST-1", TRACKED_TRIAGE, CRIT_HIGH, "20260921-000000-test");
	(void)cert_place_finding(
	    rig, p.org, "F-TEST-2", TRACKED_OPEN, CRIT_CRITICAL, "20260921-000000-test");
	p.claim = cert_place_finding(
	    rig, p.other, "F-TEST-3", TRACKED_FALSE_POSITIVE, CRIT_MEDIUM, NULL);
	p.enrolment = enrolment(rig);
	p.item = declare(rig, p.org);
	p.rival = declare(rig, p.other);
	return p;
}

void cert_place_logged(struct rig *rig, const char *action)
{
	struct log_entry e;

	must(rig, desk_find(rig->db, &log_entry_type, "ORDER BY \"seq\" DESC LIMIT 1", NULL, 0,
		      rig->arena, &e));
	assert_string_equal(e.action, action);
}
