#include "desk/ioc_sight.h"

#include "desk/intake.h"
#include "desk/ioc.h"
#include "event_place.h"

static void met(
    struct place *place, struct db *db, const char *addr, const char *ioc, int day, int n)
{
	const struct intake_origin origin = {.feed = "probe", .tlp = TLP_AMBER};
	struct event_taken t;
	const char *line = arena_printf(place->arena,
	    "{\"timestamp\":\"2026-11-%02dT10:00:0%d+0000\",\"flow_id\":%d,\"event_type\":"
	    "\"alert\",\"src_ip\":\"%s\",\"src_port\":5,\"dest_ip\":\"203.0.113.9\","
	    "\"dest_port\":443,\"alert\":{\"signature_id\":7,\"signature\":\"BAD\","
	    "\"category\":\"A Network Trojan was detected\",\"severity\":1,\"metadata\":{"
	    "\"id\":[\"%s\"]}}}\n",
	    day, n % 10, n, addr, ioc);

	assert_int_equal(
	    intake_take(db, NULL, &origin, span_str(line), NOW, place->arena, &t, NULL), 0);
}

/* Once an indicator, organisation and day; what is no active indicator counts nowhere. */
TEST_STORE(ioc_sight_counts_what_sensors_met)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct ioc i = {.id = "i1",
	    .state = IOC_ACTIVE,
	    .tlp = TLP_AMBER,
	    .added = NOW,
	    .expires = NOW + DAY_MS,
	    .created = NOW};
	struct msg msg = {0};

	assert_int_equal(ioc_parse(span_str("bad-name.com"), -1, place->arena, &i, &msg), 0);
	assert_int_equal(desk_insert(db, &ioc_type, &i), 0);
	met(place, db, "192.0.2.7", "i1", 20, 1);
	met(place, db, "192.0.2.8", "i1", 20, 2);
	assert_int_equal(place_int(db, "SELECT \"sightings\" FROM ioc"), 1);
	met(place, db, "192.0.2.7", "i1", 20, 1);
	met(place, db, "198.51.100.7", "i1", 20, 3);
	met(place, db, "192.0.2.7", "i1", 19, 4);
	met(place, db, "192.0.2.7", "somebody's rule", 20, 5);
	assert_int_equal(place_int(db, "SELECT \"sightings\" FROM ioc"), 3);
	assert_int_equal(place_int(db, "SELECT count(*) FROM ioc_sighting"), 3);
	assert_int_equal(
	    desk_exec(db, "UPDATE ioc SET \"state\" = 'withdrawn'", NULL, 0, NULL), 0);
	met(place, db, "192.0.2.9", "i1", 18, 6);
	assert_int_equal(place_int(db, "SELECT count(*) FROM ioc_sighting"), 3);
	(void)s;
	db_close(db);
}
