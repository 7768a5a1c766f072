#include "desk/alert_cve.h"

#include "desk/alert.h"
#include "desk/intake.h"
#include "event_place.h"
#include "model/tool.h"
#include "model/tracked.h"

TEST(alert_cve_reads_numbers_of_rules)
{
	static const struct {
		const char *text, *cve;
	} rows[] = {{"CVE_2021_44228", "CVE-2021-44228"}, {"cve-2021-44228", "CVE-2021-44228"},
	    {"2021-44228", "CVE-2021-44228"}, {"CVE-2021", NULL}, {"CVE-2021-4x28", NULL},
	    {"EXPLOIT log4j", NULL}, {"", NULL}, {NULL, NULL}};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *cve = alert_cve_read(rows[i].text, arena);

		if (rows[i].cve)
			assert_string_equal(cve, rows[i].cve);
		else
			assert_null(cve);
	}
	arena_free(arena);
}

TEST(alert_cve_of_an_event)
{
	struct arena *arena = arena_new();
	struct text_list cves = {0};
	struct event e = {.indicator = "cve-2024-6387",
	    .detail = "{\"sid\":1,\"cve\":\"CVE_2021_44228\",\"host\":\"x\"}"};

	alert_cve_of(&e, arena, &cves);
	alert_cve_of(&e, arena, &cves);
	assert_int_equal(cves.n, 2);
	assert_string_equal(cves.items[0], "CVE-2024-6387");
	assert_string_equal(cves.items[1], "CVE-2021-44228");
	for (int i = 0; i < 2 * ALERT_CVES; i++) {
		e.indicator = arena_printf(arena, "CVE-2025-%05d", i);
		alert_cve_of(&e, arena, &cves);
	}
	assert_int_equal(cves.n, ALERT_CVES);
	arena_free(arena);
}

/* An attack with the exploit of a CVE on the hospital's server. */
static struct alert attack(struct place *place, struct db *db, int n)
{
	const struct intake_origin origin = {.feed = "probe", .tlp = TLP_AMBER};
	struct event_taken t;
	const char *line = arena_printf(place->arena,
	    "{\"timestamp\":\"2026-11-20T10:00:0%d+0000\",\"flow_id\":%d,\"event_type\":"
	    "\"alert\",\"src_ip\":\"203.0.113.9\",\"src_port\":5,\"dest_ip\":"
	    "\"192.0.2.7\",\"dest_port\":443,\"proto\":\"TCP\","
	    "\"alert\":{\"signature_id\":7,\"signature\":\"EXPLOIT log4j\",\"category\":"
	    "\"Web Application Attack\",\"severity\":1,\"metadata\":{\"cve\":["
	    "\"CVE_2021_44228\"],\"attack_target\":[\"Web_Server\"]}}}\n",
	    n, n);

	assert_int_equal(
	    intake_take(db, NULL, &origin, span_str(line), NOW, place->arena, &t, NULL), 0);
	return event_alert(place, db, "192.0.2.7");
}

static void finding(
    struct place *place, struct db *db, const char *org, const char *id, const char *addr)
{
	const struct tracked t = {.id = id,
	    .ref = id,
	    .org = org,
	    .type = "software.known-vulnerability",
	    .key = id,
	    .subject = "www.hospital.example",
	    .addr = addr,
	    .port = 443,
	    .run = "r1",
	    .state = TRACKED_OPEN};

	(void)place;
	assert_int_equal(desk_insert(db, &tracked_type, &t), 0);
}

/* What the run says of the finding of that id. */
static void seen(struct place *place, struct db *db, const char *id, const char *cves)
{
	static const char *const run =
	    "INSERT INTO run (\"id\", \"state\", \"created\", \"started\", \"ended\", "
	    "\"targets\", \"exclude\", \"sources\", \"findings\") VALUES ('r1', 'finished', 1, "
	    "1, 1, '[]', '[]', '[]', 1) ON CONFLICT (\"id\") DO NOTHING";
	int64_t n = place_int(db, "SELECT count(*) FROM finding");

	assert_int_equal(desk_exec(db, run, NULL, 0, NULL), 0);
	assert_int_equal(
	    desk_exec(db,
		"INSERT INTO finding (\"run\", \"seq\", \"type\", \"key\", \"criticality\", "
		"\"category\", \"cwe\", \"qod\", \"subject\", \"port\", \"transport\", "
		"\"evidence\", \"state\", \"first_seen\", \"cves\", \"ncves\") VALUES ('r1', "
		"CAST($1 AS @int), 'software.known-vulnerability', $2, 'high', 'software', 0, "
		"80, 'www.hospital.example', 443, 'tcp', '[]', 'open', 1, $3, 1)",
		DESK_PARAMS(DESK_INT(n), DESK_TEXT(id),
		    DESK_TEXT(arena_printf(place->arena, "[\"%s\"]", cves))),
		NULL),
	    0);
}

static void becomes(struct db *db, const char *id, const char *state)
{
	assert_int_equal(
	    desk_exec(db, "UPDATE tracked_finding SET \"state\" = $1 WHERE \"id\" = $2",
		DESK_PARAMS(DESK_TEXT(state), DESK_TEXT(id)), NULL),
	    0);
}

/* An attack on what an audit saw there comes before one on what is not there. */
TEST_STORE(alert_cve_of_an_audit_comes_first)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct alert a, b;

	/* Another CVE, another system, another's, and one that is only possible. */
	finding(place, db, s.org, "f-else", "192.0.2.7");
	seen(place, db, "f-else", "CVE-2021-442280 confirmed by_version");
	finding(place, db, s.org, "f-maybe", "192.0.2.7");
	seen(place, db, "f-maybe", "CVE-2021-44228 possible by_name");
	finding(place, db, s.org, "f-away", "192.0.2.8");
	seen(place, db, "f-away", "CVE-2021-44228 confirmed by_version");
	finding(place, db, s.other, "f-other", "192.0.2.7");
	seen(place, db, "f-other", "CVE-2021-44228 confirmed by_version");
	a = attack(place, db, 1);
	assert_null(a.cve);
	/* It is found later: the next event knows. */
	finding(place, db, s.org, "f-here", "192.0.2.7");
	seen(place, db, "f-here", "CVE-2021-44228 probable by_version cvss=10.0 kev");
	b = attack(place, db, 2);
	assert_string_equal(b.id, a.id);
	assert_string_equal(b.cve, "CVE-2021-44228");
	assert_string_equal(b.finding, "f-here");
	assert_true(b.priority >= a.priority + 10);
	/* It is mended: the attack goes on in vain. */
	becomes(db, "f-here", "verified_fixed");
	b = attack(place, db, 3);
	assert_null(b.cve);
	assert_true(b.priority < a.priority + 10);
	db_close(db);
}

TEST_STORE(alert_cve_of_testers_and_their_tools)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct tool_finding tool = {
	    .id = "t1", .import = "i1", .number = 1, .rule = "900001", .finding = "f-tool"};
	struct alert a;

	text_list_add(&tool.cves, place->arena, "CVE-2021-44228");
	finding(place, db, s.org, "f-tool", "192.0.2.7");
	assert_int_equal(desk_insert(db, &tool_finding_type, &tool), 0);
	a = attack(place, db, 1);
	assert_string_equal(a.finding, "f-tool");
	becomes(db, "f-tool", "withdrawn");
	a = attack(place, db, 2);
	assert_null(a.cve);
	finding(place, db, s.org, "f-test", "192.0.2.7");
	assert_int_equal(
	    desk_exec(db,
		"INSERT INTO pentest_finding (\"id\", \"engagement\", \"org\", "
		"\"number\", \"type\", \"subject\", \"cwe\", \"score\", \"port\", "
		"\"criticality\", \"state\", \"retest\", \"noticed\", "
		"\"retested\", \"created\", \"changed\", \"version\", \"cves\", "
		"\"tracked\") VALUES ('p1', 'e', $1, 1, 'x', 'x', 0, 0, 0, 'high', "
		"'done', 'none', 0, 0, 0, 0, 1, '[\"CVE-2021-44228\"]', 'f-test')",
		DESK_PARAMS(DESK_TEXT(s.org)), NULL),
	    0);
	a = attack(place, db, 3);
	assert_string_equal(a.cve, "CVE-2021-44228");
	assert_string_equal(a.finding, "f-test");
	db_close(db);
}
