#include "event_place.h"

#include "base/time.h"
#include "desk/attribute.h"
#include "desk/id.h"
#include "desk/perimeter.h"

struct event_scene event_scene(struct place *place, struct db *db)
{
	struct event_scene s = {
	    .org = desk_place_org(place, db, "Hospital", ORG_HOSPITAL, NULL),
	    .other = desk_place_org(place, db, "Other", ORG_HOSPITAL, NULL),
	    .tech = desk_place_person(place, db, "tove"),
	    .rival = desk_place_person(place, db, "otto"),
	    .analyst = desk_place_person(place, db, "anna")};

	(void)desk_place_role(place, db, s.tech, ROLE_TECHNICIAN, s.org);
	(void)desk_place_role(place, db, s.rival, ROLE_TECHNICIAN, s.other);
	(void)desk_place_role(place, db, s.analyst, ROLE_ANALYST, NULL);
	s.cert = (struct actor){.person = s.analyst, .name = "Anna"};
	s.member = (struct actor){.person = s.tech, .name = "Tove"};
	(void)event_item(place, db, s.org, "192.0.2.0/24");
	(void)event_item(place, db, s.org, "hospital.example");
	(void)event_item(place, db, s.other, "198.51.100.0/24");
	return s;
}

const char *event_item(struct place *place, struct db *db, const char *org, const char *value)
{
	static const struct item_rules rules = {.cert = true, .loopback = true};
	struct item item = {0};
	struct ip_net net;
	char text[IP_NET_TEXT];

	/* Documentation's networks are refused where people declare them. */
	if (ip_net_parse(span_str(value), &net, NULL) == 0) {
		item.type = ITEM_NETWORK;
		item.value = arena_strdup(place->arena, ip_net_text(&net, text));
		item_net_keys(&net, place->arena, &item.first, &item.last);
	} else {
		assert_int_equal(
		    item_parse(span_str(value), &rules, place->arena, &item, NULL), 0);
	}
	item.id = id_make(place->arena);
	item.org = org;
	item.state = ITEM_VERIFIED;
	item.created = item.verified = NOW - DAY_MS;
	item.lapses = NOW + (int64_t)30 * DAY_MS;
	assert_int_equal(desk_insert(db, &item_type, &item), 0);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(attribute_changed(db), 0);
	assert_int_equal(db_commit(db), 0);
	return item.id;
}

struct event_taken event_takes(
    struct place *place, struct db *db, const char *report, const char *text, int64_t now)
{
	const struct event_source source = {.feed = "shadowserver",
	    .file = arena_printf(place->arena, "2026-11-20-%s-x.csv", report),
	    .bytes = span_str(text),
	    .tlp = TLP_AMBER};
	struct event_taken taken;
	int r = event_take(db, NULL, &source, now, place->arena, &taken);

	if (r < 0)
		fail_msg("%d %s: %s", r, db_msg(db)->what, db_msg(db)->detail);
	return taken;
}

struct alert event_alert(struct place *place, struct db *db, const char *asset)
{
	struct desk_records found;

	assert_int_equal(desk_list(db, &alert_type, "WHERE \"asset\" = $1",
			     DESK_PARAMS(DESK_TEXT(asset)), place->arena, &found),
	    0);
	assert_int_equal(found.all.n, 1);
	return *(struct alert *)found.all.items[0];
}

const char *event_row(struct place *place, int64_t time, const char *addr, int port)
{
	char text[TIME_TEXT];

	return arena_printf(
	    place->arena, "%s,%s,%d,tcp,x\n", time_text(time, text), addr, port);
}
