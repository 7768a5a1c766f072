/* Organisations with verified perimeters, and reports about them, for the tests of events. */
#ifndef VARDE_TESTS_DESK_EVENT_PLACE_H
#define VARDE_TESTS_DESK_EVENT_PLACE_H

#include "desk/event.h"
#include "desk_place.h"

/* A hospital (192.0.2.0/24, hospital.example) with a technician, another one (198.51.100.0/24),
 * and an analyst of the CERT. */
struct event_scene {
	const char *org, *other;
	const char *tech, *rival, *analyst;
	struct actor cert, member;
};

struct event_scene event_scene(struct place *place, struct db *db);

/* Stores a verified item of that organisation, declared DAY_MS before NOW. Gives its id. */
const char *event_item(struct place *place, struct db *db, const char *org, const char *value);

/* Takes in a report named 2026-11-20-REPORT-x.csv; it must go well. */
struct event_taken event_takes(
    struct place *place, struct db *db, const char *report, const char *text, int64_t now);

/* The only alert of that asset. */
struct alert event_alert(struct place *place, struct db *db, const char *asset);

/* A row of a scan: time (ms), address, port. */
const char *event_row(struct place *place, int64_t time, const char *addr, int port);

#define EVENT_HEAD "timestamp,ip,port,protocol,tag\n"

#endif
