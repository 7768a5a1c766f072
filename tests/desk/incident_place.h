/* A group with two sites, a hospital beside them, a supplier, and people of all. */
#ifndef VARDE_TESTS_DESK_INCIDENT_PLACE_H
#define VARDE_TESTS_DESK_INCIDENT_PLACE_H

#include "desk/incident.h"
#include "desk_place.h"

struct incident_place {
	struct place *place;
	struct db *db;
	const char *group, *a, *b, *c, *supplier; /* a and b are below the group */
	const char *chief, *person_a, *person_b, *person_c, *person_supplier, *analyst, *reader,
	    *admin;
	struct actor by_a, by_cert;
};

/* Makes it; the caller closes .db. */
struct incident_place incident_place_make(struct place *place);

/* The organisation reports something. */
struct incident_party incident_place_report(
    struct incident_place *w, const char *org, bool exercise);

/* The CERT adds the organisation to the case, with AMBER+STRICT as its view. */
struct incident_party incident_place_join(
    struct incident_place *w, const char *incident, const char *org, int role);

/* How many rows constant SQL counts with the id as $1. */
int64_t incident_place_count(struct incident_place *w, const char *sql, const char *id);

/* The party's clock of that stage; fails the test when there is none. */
struct obligation incident_place_clock(struct incident_place *w, const char *party, int stage);

#endif
