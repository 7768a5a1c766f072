#include "desk/hunt.h"

#include "desk/attribute_shared.h"
#include "desk/intake.h"
#include "desk/ioc.h"
#include "event_place.h"

static void met(struct place *place, struct db *db, const char *type, const char *rest)
{
	const struct intake_origin origin = {.feed = "probe", .tlp = TLP_AMBER};
	struct event_taken t;
	const char *line = arena_printf(place->arena,
	    "{\"timestamp\":\"2026-11-20T10:00:00+0000\",\"event_type\":\"%s\",\"src_ip\":"
	    "\"192.0.2.7\","
	    "\"src_port\":5,\"dest_ip\":\"203.0.113.9\",\"dest_port\":443,%s}\n",
	    type, rest);

	assert_int_equal(
	    intake_take(db, NULL, &origin, span_str(line), NOW, place->arena, &t, NULL), 0);
}

/* An active indicator, as if it had been checked. */
static struct ioc indicator(struct place *place, struct db *db, int kind, const char *text)
{
	struct ioc i = {.id = text,
	    .state = IOC_ACTIVE,
	    .tlp = TLP_AMBER,
	    .confidence = IOC_HIGH,
	    .added = NOW,
	    .expires = NOW + DAY_MS,
	    .created = NOW};
	struct msg msg = {0};

	assert_int_equal(ioc_parse(span_str(text), kind, place->arena, &i, &msg), 0);
	assert_int_equal(desk_insert(db, &ioc_type, &i), 0);
	return i;
}

static int64_t found(struct place *place, struct db *db, int kind, const char *text)
{
	struct ioc i = {0};
	struct hunt_found f = {0};
	struct msg msg = {0};

	assert_int_equal(ioc_parse(span_str(text), kind, place->arena, &i, &msg), 0);
	assert_int_equal(hunt_search(db, &i, NOW, place->arena, &f), 0);
	assert_int_equal(f.n, f.traces.all.n);
	return f.n;
}

TEST_STORE(hunt_finds_every_kind)
{
	struct db *db = place_open(place);

	(void)event_scene(place, db);
	met(place, db, "dns", "\"dns\":{\"type\":\"query\",\"rrname\":\"a.b.bad-name.com\"}");
	met(place, db, "dns", "\"dns\":{\"type\":\"query\",\"rrname\":\"bad-name.com\"}");
	met(place, db, "dns", "\"dns\":{\"type\":\"query\",\"rrname\":\"not-bad-name.com\"}");
	met(place, db, "http", "\"http\":{\"hostname\":\"x.com\",\"url\":\"/load.exe?u=1\"}");
	met(place, db, "tls",
	    "\"tls\":{\"sni\":\"t.com\",\"ja3\":{\"hash\":\"e7d705a3286e19ea42f587b344ee6865\"}"
	    ",\"ja4\":"
	    "\"t13d1516h2_8daaf6152771_e5627efa2ab1\",\"fingerprint\":\"00:11:22:33:44:55:66:"
	    "77:88:99:"
	    "aa:bb:cc:dd:ee:ff:00:11:22:33\"}");
	met(place, db, "flow", "\"flow\":{\"state\":\"closed\"}");
	assert_int_equal(found(place, db, IOC_DOMAIN, "bad-name.com"), 1);
	assert_int_equal(found(place, db, IOC_WILDCARD_DOMAIN, "*.bad-name.com"), 2);
	assert_int_equal(found(place, db, IOC_DOMAIN, "name.com"), 0);
	assert_int_equal(found(place, db, IOC_WILDCARD_DOMAIN, "*.name.com"), 0);
	assert_int_equal(found(place, db, IOC_URL, "http://x.com/load.exe"), 1);
	assert_int_equal(found(place, db, IOC_JA3, "e7d705a3286e19ea42f587b344ee6865"), 1);
	assert_int_equal(found(place, db, IOC_JA4, "t13d1516h2_8daaf6152771_e5627efa2ab1"), 1);
	assert_int_equal(
	    found(place, db, IOC_HASH, "00112233445566778899aabbccddeeff00112233"), 1);
	db_close(db);
}

TEST_STORE(hunt_of_what_is_published_alerts_whose_system_met_it)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct hunted done;
	struct alert a;
	int64_t asked = 0;

	attribute_shared_forget();
	met(place, db, "dns", "\"dns\":{\"type\":\"query\",\"rrname\":\"c2.bad-name.com\"}");
	(void)indicator(place, db, IOC_WILDCARD_DOMAIN, "*.bad-name.com");
	(void)indicator(place, db, IOC_DOMAIN, "unseen.com");
	assert_int_equal(hunt_ask(db, NOW, &asked), 0);
	assert_int_equal(asked, 2);
	assert_int_equal(hunt_ask(db, NOW, &asked), 0);
	assert_int_equal(asked, 0);
	assert_int_equal(hunt_due(db, NOW, 10, &done), 0);
	assert_int_equal(done.done, 2);
	assert_int_equal(done.found, 1);
	assert_int_equal(done.alerts, 1);
	a = event_alert(place, db, "192.0.2.7");
	assert_string_equal(a.org, s.org);
	assert_string_equal(a.type, "indicator-met");
	assert_string_equal(a.indicator, "*.bad-name.com");
	assert_int_equal(a.severity, CRIT_CRITICAL);
	assert_true(a.waits);
	/* Once: by hand too. */
	assert_int_equal(hunt_one(db, &s.cert, "*.bad-name.com", NOW, place->arena, &done), 0);
	assert_int_equal(done.found, 1);
	assert_int_equal(done.alerts, 0);
	assert_int_equal(event_alert(place, db, "192.0.2.7").events, 1);
	assert_int_equal(
	    hunt_one(db, &s.member, "*.bad-name.com", NOW, place->arena, &done), ERR_DENIED);
	attribute_shared_forget();
	db_close(db);
}
