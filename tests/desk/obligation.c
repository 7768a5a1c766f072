/* Legal clocks: every state, the chain of reports, lateness, reminders. */
#include "desk/obligation.h"

#include "base/time.h"
#include "incident_place.h"
#include "store/desk.h"

#define H OBLIGATION_HOUR

static int64_t at(const char *text)
{
	int64_t ms = 0;

	assert_int_equal(time_parse(span_str(text), &ms), 0);
	return ms;
}

TEST(a_month_is_a_calendar_month)
{
	static const struct {
		const char *from, *to;
		int months;
	} all[] = {
	    {"2026-11-22T09:30:00Z", "2026-12-22T09:30:00Z", 1},
	    {"2026-12-31T23:59:59Z", "2027-01-31T23:59:59Z", 1},
	    {"2027-01-31T01:00:00Z", "2027-02-28T01:00:00Z", 1},
	    {"2028-01-31T01:00:00Z", "2028-02-29T01:00:00Z", 1},
	    {"2026-08-31T00:00:00Z", "2026-09-30T00:00:00Z", 1},
	    {"2026-11-30T12:00:00Z", "2027-02-28T12:00:00Z", 3},
	};

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		assert_int_equal(
		    obligation_months(at(all[i].from), all[i].months), at(all[i].to));
}

/* Every combination of what a clock knows, against the words of the header. */
TEST(every_state)
{
	const int64_t trigger = 1000 * H, due = trigger + 24 * H;
	const int64_t times[] = {trigger, due - 7 * H, due - 6 * H, due, due + 1, due + 48 * H};

	for (size_t t = 0; t < ARRAY_LEN(times); t++) {
		struct obligation o = {.trigger = trigger, .due = due};
		int64_t now = times[t];

		assert_int_equal(obligation_state(&o, now), now > due ? OBLIGATION_OVERDUE
							    : now >= due - 6 * H
								? OBLIGATION_DUE_SOON
								: OBLIGATION_NOT_DUE);
		assert_int_equal(obligation_is_late(&o, now), now > due);
		o.sent = due;
		assert_int_equal(obligation_state(&o, now + 99 * H), OBLIGATION_SUBMITTED);
		o.sent = due + 1;
		assert_int_equal(obligation_state(&o, now + 99 * H), OBLIGATION_LATE);
		o.verdict = RECEIPT_REVISION;
		assert_int_equal(obligation_state(&o, now), OBLIGATION_REVISION);
		o.verdict = RECEIPT_ACCEPTED;
		assert_int_equal(obligation_state(&o, now), OBLIGATION_ACCEPTED);
		assert_true(obligation_is_late(&o, now));
		o.waived = true;
		assert_int_equal(obligation_state(&o, now), OBLIGATION_WAIVED);
		assert_false(obligation_is_late(&o, now));
		o = (struct obligation){.trigger = trigger};
		assert_int_equal(obligation_state(&o, now), OBLIGATION_NOT_DUE);
		o.sent = now;
		assert_int_equal(obligation_state(&o, now), OBLIGATION_SUBMITTED);
	}
}

TEST(rows_have_one_stage_each_and_the_hours_of_the_law)
{
	for (const struct obligation_row *row = obligation_rows; row->regime; row++) {
		assert_ptr_equal(obligation_row_of(row->regime, row->stage), row);
		assert_true(strlen(row->law) > 10);
	}
	assert_int_equal(obligation_row_of("nis2", STAGE_EARLY_WARNING)->hours, 24);
	assert_int_equal(obligation_row_of("nis2", STAGE_NOTIFICATION)->hours, 72);
	assert_int_equal(obligation_row_of("nis2", STAGE_FINAL)->months, 1);
	assert_int_equal(obligation_row_of("gdpr", STAGE_BREACH)->hours, 72);
	assert_int_equal(obligation_row_of("cert", STAGE_ANSWER)->hours, 24);
	assert_null(obligation_row_of("gdpr", STAGE_FINAL));
	assert_string_equal(obligation_authority("gdpr", "fr"), "CNIL");
	assert_string_equal(obligation_authority("gdpr", "nb"), "Datatilsynet");
	assert_null(obligation_authority("gdpr", "en"));
	assert_string_equal(obligation_authority("nis2", "fr"), "ANSSI");
	assert_string_equal(
	    obligation_authority("nis2", "nb"), "Nasjonal sikkerhetsmyndighet (NSM)");
	for (const struct obligation_authority *a = obligation_authorities; a->regime; a++)
		assert_true(strlen(a->law) > 20 && strpbrk(a->law, "0123456789"));
}

static void submit(struct incident_place *w, const char *id, int64_t sent, int64_t now)
{
	const struct obligation_submission what = {"CERT", "all of it", sent};

	assert_int_equal(
	    obligation_submit(w->db, &w->by_a, id, &what, now, w->place->arena, NULL), 0);
}

TEST_STORE(the_chain_from_the_early_warning_to_the_final_report)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party p = incident_place_report(&w, w.a, false);
	const struct obligation_submission none = {"", "x", 0}, ahead = {"C", "x", NOW + 9 * H};
	struct obligation o = incident_place_clock(&w, p.id, STAGE_EARLY_WARNING);

	/* They became aware an hour ago; the CERT heard of it now. */
	assert_int_equal(o.due, NOW + 23 * H);
	assert_int_equal(incident_place_clock(&w, p.id, STAGE_ANSWER).due, NOW + 24 * H);
	assert_null(incident_place_clock(&w, p.id, STAGE_ANSWER).org);
	assert_int_equal(incident_place_clock(&w, p.id, STAGE_FINAL).due, 0);
	assert_int_equal(
	    obligation_submit(w.db, &w.by_a, o.id, &none, NOW, place->arena, NULL), ERR_RANGE);
	assert_int_equal(
	    obligation_submit(w.db, &w.by_a, o.id, &ahead, NOW, place->arena, NULL), ERR_RANGE);
	submit(&w, o.id, 0, NOW + H);
	assert_int_equal(
	    obligation_submit(w.db, &w.by_a, o.id, &(struct obligation_submission){"C", "x", 0},
		NOW + H, place->arena, NULL),
	    ERR_UNSUPPORTED);
	o = incident_place_clock(&w, p.id, STAGE_NOTIFICATION);
	assert_int_equal(o.due, NOW + 71 * H);
	submit(&w, o.id, NOW + 50 * H, NOW + 51 * H);
	o = incident_place_clock(&w, p.id, STAGE_FINAL);
	assert_int_equal(o.trigger, NOW + 50 * H);
	assert_int_equal(o.due, obligation_months(NOW + 50 * H, 1));
	/* It goes on: a progress report then, and the final one a month after the end. */
	assert_int_equal(obligation_act(w.db, &w.by_a, o.id, OBLIGATION_DO_GOES_ON, NULL,
			     NOW + 60 * H, place->arena),
	    0);
	assert_int_equal(incident_place_clock(&w, p.id, STAGE_PROGRESS).due, o.due);
	assert_int_equal(incident_place_clock(&w, p.id, STAGE_FINAL).due, 0);
	for (int i = 0; i < 2; i++) {
		struct incident_step step = {
		    i ? INCIDENT_DO_CLOSE : INCIDENT_DO_QUALIFY, 1u << ROLE_ANALYST, "over", 0};

		assert_int_equal(incident_act(w.db, &w.by_cert, p.incident, &step, NOW + 70 * H,
				     place->arena, NULL),
		    0);
	}
	assert_int_equal(incident_place_clock(&w, p.id, STAGE_FINAL).due,
	    obligation_months(NOW + 70 * H, 1));
	(void)db_close(w.db);
}

TEST_STORE(what_is_done_about_a_clock)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party p = incident_place_report(&w, w.a, false);
	const char *id = incident_place_clock(&w, p.id, STAGE_EARLY_WARNING).id;
	const char *cnil[] = {"ANSSI"};

	assert_int_equal(
	    obligation_act(w.db, &w.by_a, id, OBLIGATION_DO_WAIVE, " ", NOW, place->arena),
	    ERR_RANGE);
	assert_int_equal(
	    obligation_act(w.db, &w.by_a, id, OBLIGATION_DO_WAIVE, "small", NOW, place->arena),
	    0);
	assert_int_equal(
	    obligation_act(w.db, &w.by_a, id, OBLIGATION_DO_WAIVE, "again", NOW, place->arena),
	    ERR_UNSUPPORTED);
	assert_int_equal(
	    obligation_act(w.db, &w.by_a, id, OBLIGATION_DO_RESUME, "no", NOW, place->arena),
	    0);
	assert_int_equal(
	    obligation_act(w.db, &w.by_cert, id, OBLIGATION_DO_ACCEPT, NULL, NOW, place->arena),
	    ERR_UNSUPPORTED);
	submit(&w, id, 0, NOW);
	assert_int_equal(obligation_act(w.db, &w.by_cert, id, OBLIGATION_DO_FORWARD, "ANSSI",
			     NOW, place->arena),
	    ERR_DENIED);
	p.consent = (struct text_list){cnil, 1};
	assert_int_equal(incident_report_save(w.db, &w.by_a, &p, NOW, place->arena), 0);
	assert_int_equal(obligation_act(w.db, &w.by_cert, id, OBLIGATION_DO_FORWARD, "ANSSI",
			     NOW, place->arena),
	    0);
	assert_string_equal(
	    incident_place_clock(&w, p.id, STAGE_EARLY_WARNING).forwarded_to, "ANSSI");
	assert_int_equal(obligation_act(w.db, &w.by_cert, id, OBLIGATION_DO_REVISE,
			     "the systems", NOW, place->arena),
	    0);
	/* A revision may be submitted again; when it was first, it stays. */
	submit(&w, id, 0, NOW + 90 * H);
	assert_int_equal(incident_place_clock(&w, p.id, STAGE_EARLY_WARNING).sent, NOW);
	assert_int_equal(
	    obligation_ask(w.db, &w.by_cert, p.id, NOW - 1, "?", NOW, place->arena), ERR_RANGE);
	assert_int_equal(
	    obligation_ask(w.db, &w.by_cert, p.id, NOW + 9 * H, "all", NOW, place->arena), 0);
	assert_int_equal(incident_place_clock(&w, p.id, STAGE_INTERMEDIATE).due, NOW + 9 * H);
	(void)db_close(w.db);
}

TEST_STORE(nobody_outside_hears_of_an_exercise)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party p = incident_place_report(&w, w.a, true);
	const char *id = incident_place_clock(&w, p.id, STAGE_EARLY_WARNING).id;
	const char *to[] = {"ANSSI"};

	p.consent = (struct text_list){to, 1};
	assert_int_equal(incident_report_save(w.db, &w.by_a, &p, NOW, place->arena), 0);
	submit(&w, id, 0, NOW);
	assert_int_equal(obligation_act(w.db, &w.by_cert, id, OBLIGATION_DO_FORWARD, "ANSSI",
			     NOW, place->arena),
	    ERR_UNSUPPORTED);
	(void)db_close(w.db);
}

static int64_t remind(struct incident_place *w, int64_t now)
{
	int64_t n = -1;

	assert_int_equal(obligation_remind(w->db, now, 100, &n), 0);
	return n;
}

TEST_STORE(reminders_come_once_before_and_once_a_day_after)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party p = incident_place_report(&w, w.a, false);

	assert_int_equal(remind(&w, NOW), 0);
	/* 24 hours from an hour ago: soon is from 17 hours on. The CERT's own is soon at 18. */
	assert_int_equal(remind(&w, NOW + 17 * H), 1);
	assert_int_equal(remind(&w, NOW + 17 * H), 0);
	assert_int_equal(remind(&w, NOW + 18 * H), 1);
	assert_int_equal(remind(&w, NOW + 22 * H), 0);
	assert_int_equal(remind(&w, NOW + 23 * H + 1), 1);
	assert_int_equal(remind(&w, NOW + 23 * H + 2), 0);
	submit(&w, incident_place_clock(&w, p.id, STAGE_EARLY_WARNING).id, 0, NOW + 24 * H);
	assert_int_equal(remind(&w, NOW + 24 * H + 1), 1);
	assert_int_equal(incident_place_count(&w,
			     "SELECT count(*) FROM outgoing WHERE \"template\" = "
			     "'obligation_due' AND \"person\" = $1",
			     w.person_a),
	    2);
	assert_int_equal(incident_place_count(&w,
			     "SELECT count(*) FROM outgoing WHERE \"template\" = "
			     "'obligation_cert' AND \"person\" = $1",
			     w.analyst),
	    2);
	(void)db_close(w.db);
}

TEST_STORE(a_major_incident_has_a_situation_report_to_write)
{
	struct incident_place w = incident_place_make(place);
	struct incident_party p = incident_place_report(&w, w.a, false);
	struct incident i;

	assert_int_equal(desk_get(w.db, &incident_type, p.incident, place->arena, &i), 0);
	i.major = true;
	assert_int_equal(incident_save(w.db, &w.by_cert, &i, NOW + 1, place->arena), ERR_RANGE);
	i.every = 4;
	assert_int_equal(incident_save(w.db, &w.by_cert, &i, NOW + 1, place->arena), 0);
	(void)remind(&w, NOW + 2);
	(void)remind(&w, NOW + 3);
	assert_int_equal(incident_place_count(&w,
			     "SELECT count(*) FROM incident_task WHERE \"incident\" = $1 AND "
			     "\"kind\" = 'situation_report' AND \"state\" = 'open'",
			     i.id),
	    1);
	i.major = false;
	assert_int_equal(incident_save(w.db, &w.by_cert, &i, NOW + 4, place->arena), 0);
	assert_int_equal(incident_place_count(&w,
			     "SELECT count(*) FROM incident_task WHERE \"incident\" = $1 AND "
			     "\"state\" = 'open'",
			     i.id),
	    0);
	(void)db_close(w.db);
}
