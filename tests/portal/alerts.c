#include "rig.h"

#include "desk/attribute.h"
#include "desk/event.h"
#include "desk/intake.h"
#include "desk/perimeter.h"
#include "store/desk.h"

struct scene {
	const char *org, *other;
	struct rig_browser *tech, *rival, *analyst;
};

static void verified(struct rig *rig, const char *id, const char *org, const char *net)
{
	struct item item = {.id = id,
	    .org = org,
	    .type = ITEM_NETWORK,
	    .value = net,
	    .state = ITEM_VERIFIED,
	    .created = rig_now};
	struct ip_net n;

	assert_int_equal(ip_net_parse(span_str(net), &n, NULL), 0);
	item_net_keys(&n, rig->arena, &item.first, &item.last);
	assert_int_equal(desk_insert(rig->db, &item_type, &item), 0);
}

static struct rig_browser *signed_in(
    struct rig *rig, const char *name, int role, const char *org)
{
	struct rig_browser *b = rig_browser(rig);

	rig_session(
	    b, rig_person(rig, name, rig_f(rig, "%s@x.example", name), role, org), true);
	return b;
}

static struct scene scene(struct rig *rig)
{
	int64_t now = rig_now;
	struct scene s = {.org = rig_org(rig, "Hospital", ORG_HOSPITAL, NULL),
	    .other = rig_org(rig, "Other", ORG_HOSPITAL, NULL)};
	const struct event_source source = {.feed = "shadowserver",
	    .file = "2026-11-20-scan_rdp-x.csv",
	    .tlp = TLP_AMBER,
	    .bytes = span_str(rig_f(rig,
		"timestamp,ip,port\n%s,192.0.2.7,3389\n%s,198.51.100.9,"
		"3389\n%s,203.0.113.1,3389\nx,192.0.2.9,1\n",
		"2026-09-20", "2026-09-20", "2026-09-20"))};
	struct event_taken taken;

	s.tech = signed_in(rig, "tove", ROLE_TECHNICIAN, s.org);
	s.rival = signed_in(rig, "otto", ROLE_TECHNICIAN, s.other);
	s.analyst = signed_in(rig, "anna", ROLE_ANALYST, NULL);
	verified(rig, "i1", s.org, "192.0.2.0/24");
	verified(rig, "i2", s.other, "198.51.100.0/24");
	assert_int_equal(event_take(rig->db, NULL, &source, now, rig->arena, &taken), 0);
	return s;
}

static struct alert of(struct rig *rig, const char *asset)
{
	struct alert a = {0};

	assert_int_equal(desk_find(rig->db, &alert_type, "WHERE \"asset\" = $1",
			     DESK_PARAMS(DESK_TEXT(asset)), rig->arena, &a),
	    0);
	return a;
}

TEST_RIG(alerts_are_seen_and_answered_by_their_organisation_alone)
{
	struct scene s = scene(rig);
	struct alert a = of(rig, "192.0.2.7"), others = of(rig, "198.51.100.9");
	const char *page = rig_f(rig, "/orgs/%s/alerts/%s", s.org, a.id);

	for (int i = 0; i < 3; i++) {
		s.tech->lang = (const char *const[]){"en", "fr", "nb"}[i];
		assert_int_equal(rig_get(s.tech, rig_f(rig, "/orgs/%s/alerts", s.org)), 200);
		assert_true(rig_has(s.tech, a.ref));
		assert_false(rig_has(s.tech, "198.51.100.9"));
		assert_int_equal(rig_get(s.tech, rig_f(rig, "%s/rows", page)), 200);
		assert_int_equal(rig_get(s.tech, page), 200);
	}
	s.tech->lang = "en";
	assert_int_equal(of(rig, "192.0.2.7").state, ALERT_ACKNOWLEDGED);
	assert_int_equal(rig_get(s.tech, page), 200);
	assert_true(rig_has(s.tech, "VPN"));
	/* Who says so is reliable, and nothing of ours confirms it yet. */
	assert_true(rig_has(s.tech, "<strong>A2</strong>"));
	assert_int_equal(rig_get(s.tech, rig_f(rig, "%s/rows?format=csv", page)), 200);
	assert_true(rig_has(s.tech, "192.0.2.7"));
	/* Another organisation's is not found, whichever way it is asked for. */
	assert_int_equal(rig_get(s.rival, page), 404);
	assert_int_equal(
	    rig_get(s.tech, rig_f(rig, "/orgs/%s/alerts/%s", s.org, others.id)), 404);
	assert_int_equal(
	    rig_get(s.tech, rig_f(rig, "/orgs/%s/alerts/%s/rows", s.org, others.id)), 404);
	assert_int_equal(
	    rig_get(s.tech, rig_f(rig, "/api/v1/orgs/%s/alerts/%s", s.org, others.id)), 404);
	assert_int_equal(
	    rig_get(s.tech, rig_f(rig, "/api/v1/orgs/%s/alerts/%s", s.org, a.id)), 200);
	assert_int_equal(rig_get(s.tech, rig_f(rig, "/api/v1/orgs/%s/alerts", s.org)), 200);
	assert_int_equal(rig_get(s.tech, "/cert/alerts"), 403);
	/* Wrong input is shown. */
	assert_int_equal(rig_get(s.tech, page), 200);
	assert_int_equal(
	    rig_post(s.tech, rig_f(rig, "%s/answer", page), "answer", "not_ours", NULL), 422);
	assert_int_equal(rig_post(s.tech, rig_f(rig, "%s/answer", page), NULL), 422);
	assert_int_equal(rig_post(s.tech, rig_f(rig, "%s/answer", page), "answer", "working",
			     "note", "on it", NULL),
	    303);
	a = of(rig, "192.0.2.7");
	assert_int_equal(a.answer, ALERT_WORKING);
	assert_string_equal(a.note, "on it");
	assert_int_equal(
	    place_int(rig->db, "SELECT count(*) FROM notice WHERE \"answer\" = 'working'"), 1);
}

/* What the organisation says, and what we saw ourselves, grades what others say. */
TEST_RIG(alerts_have_a_grade_and_the_way_to_their_owner)
{
	struct scene s = scene(rig);
	struct alert a = of(rig, "192.0.2.7");
	const char *page = rig_f(rig, "/cert/alerts/%s", a.id);
	static const struct {
		const char *set, *grade;
	} rows[] = {{"\"answer\" = 'false_positive'", "A5"}, {"\"finding\" = 'f'", "A1"},
	    {"\"feed\" = 'somebody', \"finding\" = NULL, \"answer\" = 'unanswered'", "F6"}};
	const char *group = rig_org(rig, "The group", ORG_GROUP, NULL);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(
		    desk_exec(rig->db,
			rig_f(rig, "UPDATE alert SET %s WHERE \"id\" = $1", rows[i].set),
			DESK_PARAMS(DESK_TEXT(a.id)), NULL),
		    0);
		assert_int_equal(rig_get(s.analyst, page), 200);
		assert_true(
		    rig_has(s.analyst, rig_f(rig, "<strong>%s</strong>", rows[i].grade)));
	}
	assert_false(rig_has(s.analyst, "The group"));
	assert_int_equal(desk_exec(rig->db,
			     "UPDATE org SET \"path\" = $1, \"parent\" = $2 WHERE \"id\" = $3",
			     DESK_PARAMS(DESK_TEXT(rig_f(rig, "%s/%s/", group, s.org)),
				 DESK_TEXT(group), DESK_TEXT(s.org)),
			     NULL),
	    0);
	assert_int_equal(rig_get(s.analyst, page), 200);
	assert_true(rig_has(s.analyst, rig_f(rig, "/orgs/%s\">The group</a>", group)));
}

TEST_RIG(alerts_nobodys_are_assigned_and_ruled)
{
	struct scene s = scene(rig);
	struct alert a = of(rig, "203.0.113.1");
	const char *page = rig_f(rig, "/cert/alerts/%s", a.id);
	static const char *const pages[] = {"/cert/alerts", "/cert/unattributed",
	    "/cert/alerts/rules", "/cert/alerts/rules/new", "/cert/alerts/imports", "/cert"};

	for (int i = 0; i < 3; i++) {
		s.analyst->lang = (const char *const[]){"fr", "nb", "en"}[i];
		for (size_t k = 0; k < ARRAY_LEN(pages); k++)
			assert_int_equal(rig_get(s.analyst, pages[k]), 200);
		assert_int_equal(rig_get(s.analyst, page), 200);
		assert_int_equal(rig_get(s.analyst, rig_f(rig, "%s/rows", page)), 200);
	}
	assert_int_equal(rig_get(s.analyst, "/cert/unattributed"), 200);
	assert_true(rig_has(s.analyst, "203.0.113.1"));
	assert_false(rig_has(s.analyst, "192.0.2.7"));
	/* A rule is looked at before it is made. */
	assert_int_equal(rig_get(s.analyst, "/cert/alerts/rules/new"), 200);
	assert_int_equal(rig_post(s.analyst, "/cert/alerts/rules/new", "does", "assigns", "net",
			     "nonsense", "org_ref", "Other", "reason", "r", NULL),
	    422);
	assert_int_equal(rig_post(s.analyst, "/cert/alerts/rules/new", "does", "assigns", "net",
			     "203.0.113.0/24", "org_ref", "Other", "reason", "new line", "step",
			     "preview", NULL),
	    200);
	assert_true(rig_has(s.analyst, a.ref));
	assert_null(of(rig, "203.0.113.1").org);
	assert_int_equal(rig_post(s.analyst, "/cert/alerts/rules/new", "does", "assigns", "net",
			     "203.0.113.0/24", "org_ref", "Other", "reason", "new line", "step",
			     "save", NULL),
	    303);
	assert_string_equal(of(rig, "203.0.113.1").org, s.other);
	/* An analyst says that it is somebody else's. */
	assert_int_equal(rig_get(s.analyst, page), 200);
	assert_int_equal(rig_post(s.analyst, page, "action", "assign", "org_ref", "No such",
			     "assign_note", "x", NULL),
	    422);
	assert_int_equal(rig_post(s.analyst, page, "action", "assign", "org_ref", "Hospital",
			     "assign_note", "asked them", NULL),
	    303);
	assert_string_equal(of(rig, "203.0.113.1").org, s.org);
	assert_int_equal(rig_get(s.analyst, page), 200);
	assert_int_equal(rig_post(s.analyst, page, "action", "tell", NULL), 303);
	assert_int_equal(of(rig, "203.0.113.1").state, ALERT_NOTIFIED);
	assert_int_equal(rig_get(s.analyst, page), 200);
	assert_int_equal(rig_post(s.analyst, page, "action", "take", NULL), 303);
	assert_int_equal(
	    rig_post(s.analyst, page, "action", "close", "end", "fixed", NULL), 422);
	assert_int_equal(
	    rig_post(s.analyst, page, "action", "close", "end", "fixed", "note", "done", NULL),
	    303);
	assert_int_equal(of(rig, "203.0.113.1").state, ALERT_CLOSED);
}

static void sensor_line(struct rig *rig, int n)
{
	const struct intake_origin origin = {.feed = "probe", .tlp = TLP_AMBER};
	struct event_taken t;
	const char *line = rig_f(rig,
	    "{\"timestamp\":\"%s\",\"flow_id\":%d,\"event_type\":\"alert\",\"src_ip\":"
	    "\"192.0.2.20\",\"src_port\":5,\"dest_ip\":\"45.83.64.7\",\"dest_port\":443,"
	    "\"proto\":\"TCP\",\"app_proto\":\"tls\",\"tls\":{\"sni\":\"c2.bad-name.com\"},"
	    "\"payload\":\"c2VjcmV0\",\"payload_printable\":\"secret\",\"alert\":{"
	    "\"signature_id\":77,\"signature\":\"BAD beacon\",\"category\":\"A Network Trojan "
	    "was detected\",\"severity\":1}}\n",
	    "2026-09-20T10:00:00Z", n);

	assert_int_equal(
	    intake_take(rig->db, NULL, &origin, span_str(line), rig_now, rig->arena, &t, NULL),
	    0);
	assert_int_equal(t.import.added, 1);
}

/* Evidence without content, for the CERT and the member; what it goes on as, for the CERT. */
TEST_RIG(alerts_show_what_lies_around_them_and_go_on)
{
	struct scene s = scene(rig);
	const char *page, *cert;
	struct alert a;

	sensor_line(rig, 1);
	a = of(rig, "192.0.2.20");
	page = rig_f(rig, "/orgs/%s/alerts/%s", s.org, a.id);
	cert = rig_f(rig, "/cert/alerts/%s", a.id);
	for (int i = 0; i < 3; i++) {
		s.tech->lang = s.analyst->lang = (const char *const[]){"fr", "nb", "en"}[i];
		assert_int_equal(rig_get(s.tech, page), 200);
		assert_true(rig_has(s.tech, "c2.bad-name.com"));
		assert_true(rig_has(s.tech, "45.83.64.7"));
		assert_false(rig_has(s.tech, "secret"));
		assert_int_equal(rig_get(s.analyst, cert), 200);
		assert_true(rig_has(s.analyst, "c2.bad-name.com"));
		assert_false(rig_has(s.analyst, "secret"));
	}
	/* The buttons are the CERT's. */
	assert_false(rig_has(s.tech, "Open an incident"));
	assert_true(rig_has(s.analyst, "Open an incident"));
	assert_int_equal(rig_post(s.tech, rig_f(rig, "%s/incident", cert), NULL), 403);
	assert_int_equal(rig_post(s.analyst, rig_f(rig, "%s/indicators", cert), "value",
			     "c2.bad-name.com", "value", "45.83.64.7", NULL),
	    303);
	assert_int_equal(
	    place_int(rig->db, "SELECT count(*) FROM ioc WHERE \"state\" = 'candidate'"), 2);
	assert_int_equal(rig_get(s.analyst, cert), 200);
	assert_int_equal(rig_post(s.analyst, rig_f(rig, "%s/incident", cert), NULL), 303);
	assert_int_equal(place_int(rig->db, "SELECT count(*) FROM incident"), 1);
	assert_int_equal(rig_follow(s.analyst), 200);
	/* Nobody has signed there. */
	assert_int_equal(rig_get(s.analyst, cert), 200);
	assert_int_equal(rig_post(s.analyst, rig_f(rig, "%s/check", cert), NULL), 403);
	assert_int_equal(rig_post(s.analyst, "/cert/alerts/none/check", NULL), 404);
}
