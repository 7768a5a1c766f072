#include "incident_place.h"

#include "desk/obligation.h"
#include "store/desk.h"

struct incident_place incident_place_make(struct place *place)
{
	struct incident_place w = {.place = place, .db = place_open(place)};

	w.group = desk_place_org(place, w.db, "Group", ORG_GROUP, NULL);
	w.a = desk_place_org(place, w.db, "Site A", ORG_HOSPITAL, w.group);
	w.b = desk_place_org(place, w.db, "Site B", ORG_HOSPITAL, w.group);
	w.c = desk_place_org(place, w.db, "Alone", ORG_HOSPITAL, NULL);
	w.supplier = desk_place_org(place, w.db, "Maker", ORG_SUPPLIER, NULL);
	w.chief = desk_place_person(place, w.db, "chief");
	w.person_a = desk_place_person(place, w.db, "anna");
	w.person_b = desk_place_person(place, w.db, "bert");
	w.person_c = desk_place_person(place, w.db, "cleo");
	w.person_supplier = desk_place_person(place, w.db, "sven");
	w.analyst = desk_place_person(place, w.db, "analyst");
	w.reader = desk_place_person(place, w.db, "reader");
	w.admin = desk_place_person(place, w.db, "admin");
	(void)desk_place_role(place, w.db, w.chief, ROLE_GROUP_OFFICER, w.group);
	(void)desk_place_role(place, w.db, w.person_a, ROLE_OFFICER, w.a);
	(void)desk_place_role(place, w.db, w.person_b, ROLE_OFFICER, w.b);
	(void)desk_place_role(place, w.db, w.person_c, ROLE_OFFICER, w.c);
	(void)desk_place_role(place, w.db, w.person_supplier, ROLE_OFFICER, w.supplier);
	(void)desk_place_role(place, w.db, w.analyst, ROLE_ANALYST, NULL);
	(void)desk_place_role(place, w.db, w.reader, ROLE_READER, NULL);
	(void)desk_place_role(place, w.db, w.admin, ROLE_ADMINISTRATOR, NULL);
	w.by_a = (struct actor){.person = w.person_a, .name = "Anna"};
	w.by_cert = (struct actor){.person = w.analyst, .name = "Analyst"};
	return w;
}

struct incident_party incident_place_report(
    struct incident_place *w, const char *org, bool exercise)
{
	struct incident_party p = {.org = org,
	    .role = PARTY_VICTIM,
	    .status = PARTY_AFFECTED,
	    .tlp = TLP_AMBER,
	    .view = TLP_AMBER_STRICT,
	    .what = "Files are encrypted",
	    .aware = NOW - OBLIGATION_HOUR,
	    .class = "malicious-code",
	    .impact = IMPACT_DEGRADED,
	    .personal = TRUTH_NOT_KNOWN,
	    .contact = "Anna, +47 1"};
	const struct incident_origin origin = {.exercise = exercise};

	if (incident_report(w->db, &w->by_a, &p, &origin, NOW, w->place->arena) < 0)
		fail_msg("%s: %s", db_msg(w->db)->what, db_msg(w->db)->detail);
	return p;
}

struct incident_party incident_place_join(
    struct incident_place *w, const char *incident, const char *org, int role)
{
	struct incident_party p = {
	    .incident = incident, .org = org, .role = role, .view = TLP_AMBER_STRICT};

	if (incident_party_add(w->db, &w->by_cert, &p, NOW + 1, w->place->arena) < 0)
		fail_msg("%s: %s", db_msg(w->db)->what, db_msg(w->db)->detail);
	return p;
}

int64_t incident_place_count(struct incident_place *w, const char *sql, const char *id)
{
	int64_t n = 0;

	assert_int_equal(desk_number(w->db, sql, DESK_PARAMS(DESK_TEXT(id)), &n), 0);
	return n;
}

struct obligation incident_place_clock(struct incident_place *w, const char *party, int stage)
{
	struct obligation o = {0};

	assert_int_equal(
	    desk_find(w->db, &obligation_type, "WHERE \"party\" = $1 AND \"stage\" = $2",
		DESK_PARAMS(DESK_TEXT(party), DESK_TEXT(obligation_stage_names[stage])),
		w->place->arena, &o),
	    0);
	return o;
}
