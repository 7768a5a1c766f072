/* Posts, tasks, the timeline, observables that become indicators, links. */
#include "desk/incident_work.h"

#include "desk/obligation.h"
#include "incident_place.h"
#include "model/ioc.h"
#include "store/desk.h"

static int64_t mails(struct incident_place *w, const char *person)
{
	return incident_place_count(w,
	    "SELECT count(*) FROM outgoing WHERE \"person\" = $1 AND \"template\" = "
	    "'incident_news'",
	    person);
}

TEST_STORE(an_answer_stops_the_certs_clock_of_those_who_get_it)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party a = incident_place_report(&w, w.a, false);
	struct incident_party c = incident_place_join(&w, a.incident, w.c, PARTY_INFORMED);
	const char *to[] = {a.id};
	struct incident_post p = {.incident = a.incident,
	    .kind = POST_ANSWER,
	    .tlp = TLP_AMBER,
	    .text = "Unplug it."};

	assert_int_equal(
	    incident_post_put(w.db, &w.by_cert, &p, NOW + 2, place->arena), ERR_RANGE);
	p.parties = (struct text_list){to, 1};
	assert_int_equal(incident_post_put(w.db, &w.by_cert, &p, NOW + 3, place->arena), 0);
	assert_int_equal(incident_place_clock(&w, a.id, STAGE_ANSWER).sent, NOW + 3);
	assert_int_equal(mails(&w, w.person_a), 1);
	/* One for being added, none for what is not for it. */
	assert_int_equal(mails(&w, w.person_c), 1);
	(void)c;
	(void)db_close(w.db);
}

TEST_STORE(a_post_above_what_a_party_gets_is_not_told_to_it)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party a = incident_place_report(&w, w.a, false);
	const char *to[] = {a.id}, *foreign[] = {"nobody"};
	struct incident_post p = {.incident = a.incident,
	    .tlp = TLP_AMBER_STRICT,
	    .parties = {to, 1},
	    .text = "secret"};

	a.view = TLP_GREEN;
	assert_int_equal(
	    incident_party_set(w.db, &w.by_cert, &a, false, NOW + 1, place->arena), 0);
	assert_int_equal(incident_post_put(w.db, &w.by_cert, &p, NOW + 2, place->arena), 0);
	assert_int_equal(mails(&w, w.person_a), 0);
	p.parties = (struct text_list){foreign, 1};
	assert_int_equal(
	    incident_post_put(w.db, &w.by_cert, &p, NOW + 2, place->arena), ERR_RANGE);
	p.parties = (struct text_list){to, 1};
	p.tlp = TLP_RED;
	assert_int_equal(
	    incident_post_put(w.db, &w.by_cert, &p, NOW + 2, place->arena), ERR_RANGE);
	(void)db_close(w.db);
}

TEST_STORE(a_decision_needs_its_why)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party a = incident_place_report(&w, w.a, false);
	struct incident_entry e = {.incident = a.incident,
	    .kind = ENTRY_DECISION,
	    .tlp = TLP_AMBER,
	    .text = "Do not pay"};

	assert_int_equal(
	    incident_entry_put(w.db, &w.by_cert, &e, NOW + 1, place->arena), ERR_RANGE);
	e.why = "There is a backup";
	assert_int_equal(incident_entry_put(w.db, &w.by_cert, &e, NOW + 1, place->arena), 0);
	e.time = NOW + 99;
	assert_int_equal(
	    incident_entry_put(w.db, &w.by_cert, &e, NOW + 1, place->arena), ERR_RANGE);
	e.time = 0;
	e.kind = ENTRY_STEP;
	assert_int_equal(
	    incident_entry_put(w.db, &w.by_cert, &e, NOW + 1, place->arena), ERR_RANGE);
	(void)db_close(w.db);
}

TEST_STORE(an_observable_becomes_a_candidate)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party a = incident_place_report(&w, w.a, false);
	struct incident_party drill = incident_place_report(&w, w.b, true);
	const char *lines[] = {"evil[.]example.net", "not a thing at all"};
	struct text_list values = {lines, 2}, none = {0};
	struct incident_observable like = {.incident = a.incident, .party = a.id};
	struct desk_records found = {0};
	struct ioc ioc;

	assert_int_equal(
	    incident_observables_put(w.db, &w.by_a, &like, &none, NOW + 1, place->arena),
	    ERR_RANGE);
	assert_int_equal(
	    incident_observables_put(w.db, &w.by_a, &like, &values, NOW + 1, place->arena), 0);
	assert_int_equal(desk_list(w.db, &incident_observable_type,
			     "ORDER BY \"value\" LIMIT 9", NULL, 0, place->arena, &found),
	    0);
	assert_int_equal(found.all.n, 2);
	assert_int_equal(
	    incident_observable_candidate(w.db, &w.by_cert, a.incident,
		((struct incident_observable *)found.all.items[1])->id, NOW + 2, place->arena),
	    ERR_RANGE);
	assert_int_equal(
	    incident_observable_candidate(w.db, &w.by_cert, a.incident,
		((struct incident_observable *)found.all.items[0])->id, NOW + 2, place->arena),
	    0);
	assert_int_equal(desk_find(w.db, &ioc_type, "WHERE \"value\" = 'evil.example.net'",
			     NULL, 0, place->arena, &ioc),
	    0);
	assert_int_equal(ioc.state, IOC_CANDIDATE);
	assert_string_equal(ioc.source, "INC-2026-0001");
	/* Members may not, and nothing of an exercise goes there. */
	assert_int_equal(
	    incident_observable_candidate(w.db, &w.by_a, a.incident,
		((struct incident_observable *)found.all.items[0])->id, NOW + 2, place->arena),
	    ERR_DENIED);
	like = (struct incident_observable){.incident = drill.incident};
	values.n = 1;
	assert_int_equal(
	    incident_observables_put(w.db, &w.by_cert, &like, &values, NOW + 3, place->arena),
	    0);
	found.all.n = 0;
	assert_int_equal(
	    desk_list(w.db, &incident_observable_type, "WHERE \"incident\" = $1 LIMIT 9",
		DESK_PARAMS(DESK_TEXT(drill.incident)), place->arena, &found),
	    0);
	assert_int_equal(
	    incident_observable_candidate(w.db, &w.by_cert, drill.incident,
		((struct incident_observable *)found.all.items[0])->id, NOW + 4, place->arena),
	    ERR_UNSUPPORTED);
	(void)db_close(w.db);
}

TEST_STORE(links_find_what_they_name)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party a = incident_place_report(&w, w.a, false);
	struct incident_party b = incident_place_report(&w, w.b, false);
	struct incident_link l = {.incident = a.incident, .kind = INCIDENT_LINK_INCIDENT};

	assert_int_equal(
	    incident_link_put(w.db, &w.by_cert, &l, "INC-2026-0099", NOW + 1, place->arena),
	    ERR_NOTFOUND);
	assert_int_equal(
	    incident_link_put(w.db, &w.by_cert, &l, "INC-2026-0001", NOW + 1, place->arena),
	    ERR_EXISTS);
	assert_int_equal(
	    incident_link_put(w.db, &w.by_cert, &l, "INC-2026-0002", NOW + 1, place->arena), 0);
	assert_string_equal(l.object, b.incident);
	assert_int_equal(
	    incident_link_put(w.db, &w.by_cert, &l, "INC-2026-0002", NOW + 1, place->arena),
	    ERR_EXISTS);
	assert_int_equal(
	    incident_link_drop(w.db, &w.by_cert, b.incident, l.id, NOW + 2, place->arena),
	    ERR_NOTFOUND);
	assert_int_equal(
	    incident_link_drop(w.db, &w.by_cert, a.incident, l.id, NOW + 2, place->arena), 0);
	(void)db_close(w.db);
}
