#include "desk/obligation.h"

#include "base/time.h"
#include "desk/id.h"
#include "desk/incident.h"
#include "model/member.h"
#include "store/desk.h"

/* clang-format off */
const struct obligation_row obligation_rows[] = {
	{"nis2", STAGE_EARLY_WARNING, TRIGGER_AWARE, WHEN_VICTIM, 24, 0, "(EU) 2022/2555, 23 (4) (a)", false},
	{"nis2", STAGE_NOTIFICATION, TRIGGER_AWARE, WHEN_VICTIM, 72, 0, "(EU) 2022/2555, 23 (4) (b)", false},
	{"nis2", STAGE_FINAL, TRIGGER_NOTIFIED, WHEN_VICTIM, 0, 1, "(EU) 2022/2555, 23 (4) (d)", false},
	{"gdpr", STAGE_BREACH, TRIGGER_AWARE, WHEN_PERSONAL, 72, 0, "(EU) 2016/679, 33 (1)", false},
	{"gdpr", STAGE_SUBJECTS, TRIGGER_AWARE, WHEN_PERSONAL, 0, 0, "(EU) 2016/679, 34 (1)", false},
	{"cert", STAGE_ANSWER, TRIGGER_REPORTED, WHEN_VICTIM, 24, 0, "(EU) 2022/2555, 23 (5)", true},
	{"nis2", STAGE_INTERMEDIATE, TRIGGER_ASKED, WHEN_ASKED, 0, 0, "(EU) 2022/2555, 23 (4) (c)", false},
	{"nis2", STAGE_PROGRESS, TRIGGER_ASKED, WHEN_ASKED, 0, 0, "(EU) 2022/2555, 23 (4) (e)", false},
	{NULL, 0, 0, 0, 0, 0, NULL, false},
};
/* clang-format on */

/*
 * Organisations say no country; their language stands for it. The hours are those of the rows
 * above in either country; national law may want it sooner.
 *
 * France. Article 33 of the GDPR goes to the CNIL (loi 78-17: the supervisory authority).
 * NIS2 names "its CSIRT or, where applicable, its competent authority" (23 (1)): the CERT
 * itself stands first among the recipients (portal/incident_clock.c), ANSSI is the national
 * authority of the bill that transposes it (Senat, n. 33, 2024-2025), which was not law when
 * this was looked up. What holds meanwhile for care providers is the public health code, as it
 * stands since the decree 2022-715: significant and serious incidents without delay to the
 * authorities of the state and to the agency for digital health, by one declaration.
 *
 * Norway. Article 33 of the GDPR goes to Datatilsynet (personopplysningsloven 1 and 20). NIS2
 * is not in force: digitalsikkerhetsloven, since 1 October 2025, transposes its predecessor
 * (EU) 2016/1148, health among its sectors; who provides essential services tells NSM, the
 * national response team and point of contact, within 24 hours.
 */
const struct obligation_authority obligation_authorities[] = {
    {"gdpr", "fr", "CNIL", "(EU) 2016/679, 33 (1), 55 (1); loi n° 78-17"},
    {"gdpr", "nb", "Datatilsynet",
	"(EU) 2016/679, 33 (1), 51; personopplysningsloven (LOV-2018-06-15-38) § 20"},
    {"nis2", "fr", "ANSSI", "(EU) 2022/2555, 23 (1)"},
    {"nis2", "fr", "Agence du numérique en santé (CERT Santé)",
	"code de la santé publique, L. 1111-8-2, D. 1111-16-2"},
    {"nis2", "nb", "Nasjonal sikkerhetsmyndighet (NSM)", "digitalsikkerhetsloven § 8"},
    {NULL, NULL, NULL, NULL},
};

const struct obligation_row *obligation_row_of(const char *regime, int stage)
{
	for (const struct obligation_row *row = obligation_rows; regime && row->regime; row++)
		if (row->stage == stage && strcmp(row->regime, regime) == 0)
			return row;
	return NULL;
}

const char *obligation_authority(const char *regime, const char *lang)
{
	for (const struct obligation_authority *a = obligation_authorities;
	     regime && lang && a->regime; a++)
		if (strcmp(a->regime, regime) == 0 && strcmp(a->lang, lang) == 0)
			return a->name;
	return NULL;
}

int64_t obligation_months(int64_t from, int months)
{
	const int64_t day = 24 * OBLIGATION_HOUR;
	struct time_parts p = time_split(from);
	int month = p.month - 1 + months, year = p.year + month / 12;
	int64_t first, next;

	month = month % 12 + 1;
	first = time_days(year, month, 1);
	next = month == 12 ? time_days(year + 1, 1, 1) : time_days(year, month + 1, 1);
	return (first + MIN((int64_t)p.day, next - first) - 1) * day + from % day;
}

/* --- where it stands --- */

int64_t obligation_soon(const struct obligation *o)
{
	return o->due - (o->due - o->trigger) / 4;
}

bool obligation_is_late(const struct obligation *o, int64_t now)
{
	return !o->waived && o->due && (o->sent ? o->sent : now) > o->due;
}

enum obligation_state obligation_state(const struct obligation *o, int64_t now)
{
	if (o->waived)
		return OBLIGATION_WAIVED;
	if (o->sent && o->verdict == RECEIPT_REVISION)
		return OBLIGATION_REVISION;
	if (o->sent && o->verdict == RECEIPT_ACCEPTED)
		return OBLIGATION_ACCEPTED;
	if (o->sent)
		return obligation_is_late(o, now) ? OBLIGATION_LATE : OBLIGATION_SUBMITTED;
	if (!o->due)
		return OBLIGATION_NOT_DUE;
	if (now > o->due)
		return OBLIGATION_OVERDUE;
	return now >= obligation_soon(o) ? OBLIGATION_DUE_SOON : OBLIGATION_NOT_DUE;
}

/* --- setting up --- */

struct opening {
	struct db *db;
	const struct incident_party *party;
	struct desk_records has; /* struct obligation */
	int64_t now;
	struct arena *arena;
};

static struct obligation *had(const struct opening *o, const struct obligation_row *row)
{
	vec_foreach (r, &o->has.all) {
		struct obligation *one = *r;

		if (one->stage == row->stage && strcmp(one->regime, row->regime) == 0)
			return one;
	}
	return NULL;
}

static int64_t notified(const struct opening *o)
{
	vec_foreach (r, &o->has.all) {
		const struct obligation *one = *r;

		if (one->stage == STAGE_NOTIFICATION)
			return one->sent;
	}
	return 0;
}

static bool wanted(const struct opening *o, const struct obligation_row *row)
{
	if (o->party->role != PARTY_VICTIM || !o->party->aware)
		return false;
	return row->when == WHEN_VICTIM ||
	       (row->when == WHEN_PERSONAL && o->party->personal == TRUTH_YES);
}

static void set_time(
    const struct opening *o, const struct obligation_row *row, struct obligation *to)
{
	if (row->trigger == TRIGGER_AWARE)
		to->trigger = o->party->aware;
	else if (row->trigger == TRIGGER_REPORTED)
		to->trigger = o->party->joined;
	else if (row->trigger == TRIGGER_NOTIFIED)
		to->trigger = notified(o);
	else
		return;
	to->due = 0;
	if (to->trigger && row->months)
		to->due = obligation_months(to->trigger, row->months);
	else if (to->trigger && row->hours)
		to->due = to->trigger + row->hours * OBLIGATION_HOUR;
}

static bool has_stage(const struct opening *o, int stage)
{
	vec_foreach (r, &o->has.all)
		if (((const struct obligation *)*r)->stage == stage)
			return true;
	return false;
}

static int open_one(struct opening *o, const struct obligation_row *row)
{
	struct obligation *old = had(o, row), fresh = {0};

	if (old && old->sent)
		return 0;
	/* A final report that waits for the end has its time from there. */
	if (old && row->stage == STAGE_FINAL && has_stage(o, STAGE_PROGRESS))
		return 0;
	if (old) {
		fresh = *old;
		set_time(o, row, &fresh);
		if (fresh.trigger == old->trigger && fresh.due == old->due)
			return 0;
		fresh.reminded = 0;
		return desk_update(o->db, &obligation_type, &fresh);
	}
	if (!wanted(o, row))
		return 0;
	fresh = (struct obligation){.id = id_make(o->arena),
	    .incident = o->party->incident,
	    .party = o->party->id,
	    .org = row->cert ? NULL : o->party->org,
	    .regime = row->regime,
	    .stage = row->stage,
	    .created = o->now};
	set_time(o, row, &fresh);
	return desk_insert(o->db, &obligation_type, &fresh);
}

int obligation_open(
    struct db *db, const struct incident_party *party, int64_t now, struct arena *arena)
{
	struct opening o = {.db = db, .party = party, .now = now, .arena = arena};
	int r = desk_list(db, &obligation_type,
	    "WHERE \"party\" = $1 ORDER BY \"created\", \"id\" LIMIT 100",
	    DESK_PARAMS(DESK_TEXT(party->id)), arena, &o.has);

	for (const struct obligation_row *row = obligation_rows; r == 0 && row->regime; row++)
		r = open_one(&o, row);
	return r;
}

/* What is written when a case turns out to be none; it is taken back when it is one. */
#define NO_INCIDENT "not_an_incident"

/* Final reports that waited for the end. */
static int final_due(struct db *db, const struct incident *i, int64_t now, struct arena *arena)
{
	struct desk_records found = {0};
	int r = desk_list(db, &obligation_type,
	    "WHERE \"incident\" = $1 AND \"stage\" = 'final' AND \"sent\" = 0 AND \"trigger\" "
	    "= 0 AND EXISTS (SELECT 1 FROM obligation AS p WHERE p.\"party\" = "
	    "obligation.\"party\" AND p.\"stage\" = 'progress') ORDER BY \"id\" LIMIT 1000",
	    DESK_PARAMS(DESK_TEXT(i->id)), arena, &found);

	vec_foreach (v, &found.all) {
		struct obligation *o = *v;

		o->trigger = now;
		o->due = obligation_months(now, 1);
		if (r == 0)
			r = desk_update(db, &obligation_type, o);
	}
	return r;
}

int obligation_follow(struct db *db, const struct actor *actor, const struct incident *i,
    int64_t now, struct arena *arena)
{
	(void)actor;
	if (i->state == INCIDENT_NONE)
		return desk_exec(db,
		    "UPDATE obligation SET \"waived\" = 1, \"note\" = '" NO_INCIDENT
		    "', \"version\" = \"version\" + 1 WHERE \"incident\" = $1 AND \"sent\" = 0 "
		    "AND "
		    "\"waived\" = 0",
		    DESK_PARAMS(DESK_TEXT(i->id)), NULL);
	if (i->state == INCIDENT_REPORTED)
		return desk_exec(db,
		    "UPDATE obligation SET \"waived\" = 0, \"note\" = NULL, \"version\" = "
		    "\"version\" + 1 WHERE \"incident\" = $1 AND \"waived\" = 1 AND \"note\" = "
		    "'" NO_INCIDENT "'",
		    DESK_PARAMS(DESK_TEXT(i->id)), NULL);
	if (i->state == INCIDENT_CLOSED || i->state == INCIDENT_POST)
		return final_due(db, i, now, arena);
	return 0;
}
