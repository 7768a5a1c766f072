/* What the evidence pack tells, a part a duty. */
#include "desk/authorise.h"
#include "desk/figures.h"
#include "desk/log.h"
#include "model/incident.h"
#include "model/tlp.h"
#include "model/tracked.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/evidence.h"
#include "portal/words.h"
#include "report/i18n.h"

#define OPEN                                                                          \
	"\"state\" IN ('triage', 'open', 'notified', 'acknowledged', 'in_progress', " \
	"'claimed_fixed', 'verifying')"

struct making {
	struct call *call;
	const struct lang *lang;
	int64_t since;
};

static const char *word(const struct making *m, const char *value)
{
	return tr(m->lang, words_value(value));
}

static const char *day(const struct making *m, int64_t ms)
{
	return ms ? i18n_date(m->call->arena, m->lang, ms) : NULL;
}

static const char *number(const struct making *m, int64_t n)
{
	return i18n_number(m->call->arena, m->lang, n);
}

static void fact(
    const struct making *m, struct evidence_part *p, const char *name, const char *value)
{
	vec_push(m->call->arena, &p->facts, (struct evidence_fact){tr(m->lang, name), value});
}

static int counted(const struct making *m, const char *sql, int64_t *ret)
{
	/* Every statement names all three, so that all are called alike. */
	return desk_number(m->call->db, sql,
	    DESK_PARAMS(
		DESK_TEXT(m->call->org->id), DESK_INT(m->since), DESK_INT(m->call->now)),
	    ret);
}

static int count_fact(
    const struct making *m, struct evidence_part *p, const char *name, const char *sql)
{
	int64_t n = 0;
	int r = counted(m, sql, &n);

	fact(m, p, name, number(m, n));
	return r;
}

/* The records of the organisation, EVIDENCE_ROWS at most; says whether there are more. */
static int rows_of(const struct making *m, const struct record_type *type, const char *where,
    struct evidence_part *p, struct desk_records *ret)
{
	int r = desk_list(m->call->db, type, where,
	    DESK_PARAMS(DESK_TEXT(m->call->org->id), DESK_INT(m->since), DESK_INT(m->call->now),
		DESK_INT(EVIDENCE_ROWS + 1)),
	    m->call->arena, ret);

	if (r == 0 && ret->all.n > EVIDENCE_ROWS) {
		ret->all.n = EVIDENCE_ROWS;
		p->cut = true;
	}
	return r;
}

static void head(
    const struct making *m, struct evidence_part *p, size_t n, const char *const *names)
{
	p->columns = n;
	for (size_t i = 0; i < n; i++)
		p->header[i] = tr(m->lang, names[i]);
}

/* --- the parts --- */

static int people(const struct making *m, struct evidence_part *p)
{
	static const char *const names[] = {
	    TR("Name"), TR("Role"), TR("Functions"), TR("Confirmed")};
	struct desk_records found = {0};
	int r = rows_of(m, &membership_type,
	    "WHERE \"org\" = $1 AND \"since\" <= $3 AND (\"until\" = 0 OR \"until\" > $3) AND "
	    "CAST($2 AS @int) >= 0 ORDER BY \"role\", \"id\" LIMIT $4",
	    p, &found);

	p->title = tr(m->lang, TR("Who is responsible"));
	p->measure = "NIS2, art. 20(1), 21(2)(i)";
	p->text = tr(m->lang,
	    TR("Who may act for the organisation, and when it was last confirmed that they are "
	       "reached like this. It is asked every 90 days."));
	head(m, p, ARRAY_LEN(names), names);
	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		const struct membership *s = found.all.items[i];
		STR_AUTO(functions, 1000);

		for (size_t f = 0; f < s->functions.n; f++)
			str_addf(
			    &functions, "%s%s", f ? ", " : "", word(m, s->functions.items[f]));
		vec_push(m->call->arena, &p->rows,
		    (struct evidence_row){{bound_person(m->call, s->person),
			word(m, role_names[s->role]), str_dup(&functions, m->call->arena),
			s->confirmed ? day(m, s->confirmed) : tr(m->lang, TR("never"))}});
	}
	return r;
}

static int perimeter(const struct making *m, struct evidence_part *p)
{
	static const char *const names[] = {
	    TR("Value"), TR("Kind"), TR("State"), TR("Proved"), TR("Supplier")};
	struct desk_records found = {0};
	int r = rows_of(m, &item_type,
	    "WHERE \"org\" = $1 AND \"state\" IN ('verified', 'lapsed', 'pending', 'disputed') "
	    "AND \"created\" <= $3 AND CAST($2 AS @int) >= 0 ORDER BY \"value\" LIMIT $4",
	    p, &found);

	p->title = tr(m->lang, TR("What is looked at"));
	p->measure = "NIS2, art. 21(2)(i)";
	p->text = tr(m->lang,
	    TR("Domains and networks that the organisation has declared. What is proved and "
	       "authorised is looked at; nothing else is."));
	head(m, p, ARRAY_LEN(names), names);
	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		const struct item *it = found.all.items[i];

		vec_push(m->call->arena, &p->rows,
		    (struct evidence_row){{it->value, word(m, item_kind_names[it->type]),
			word(m, item_state_names[it->state]), day(m, it->verified),
			it->supplier}});
	}
	return r;
}

static int authorisation(const struct making *m, struct evidence_part *p)
{
	static const char *const names[] = {
	    TR("Signed by"), TR("Function"), TR("From"), TR("Until"), TR("Highest intensity")};
	struct desk_records found = {0};
	int r = rows_of(m, &authorisation_type,
	    "WHERE \"org\" = $1 AND \"until\" > $2 AND \"signed_at\" <= $3 ORDER BY "
	    "\"signed_at\" DESC LIMIT $4",
	    p, &found);

	p->title = tr(m->lang, TR("Authorisations"));
	p->measure = "NIS2, art. 20(1)";
	p->text = tr(m->lang, TR("What the legal representative has signed."));
	head(m, p, ARRAY_LEN(names), names);
	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		const struct authorisation *a = found.all.items[i];

		vec_push(m->call->arena, &p->rows,
		    (struct evidence_row){{a->signer_name, a->signer_function, day(m, a->since),
			day(m, a->revoked ? a->revoked : a->until),
			word(m, profile_names[a->profile])}});
	}
	return r;
}

static int audits(const struct making *m, struct evidence_part *p)
{
	static const char *const names[] = {
	    TR("Number"), TR("Kind"), TR("Ended"), TR("State"), TR("Findings")};
	struct desk_records found = {0};
	int r = rows_of(m, &audit_order_type,
	    "WHERE \"org\" = $1 AND \"ended\" >= $2 AND \"ended\" > 0 AND \"ended\" <= $3 "
	    "ORDER "
	    "BY \"ended\" DESC, \"id\" LIMIT $4",
	    p, &found);

	p->title = tr(m->lang, TR("Audits and re-tests"));
	p->measure = "NIS2, art. 21(2)(e), 21(2)(f)";
	p->text = tr(m->lang, TR("What was looked at from outside, and what was found."));
	if (r == 0)
		r = count_fact(m, p, TR("Penetration tests delivered"),
		    "SELECT count(*) FROM engagement WHERE \"org\" = $1 AND \"delivered\" >= "
		    "$2 "
		    "AND \"delivered\" > 0 AND \"delivered\" <= $3");
	head(m, p, ARRAY_LEN(names), names);
	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		const struct audit_order *o = found.all.items[i];

		vec_push(m->call->arena, &p->rows,
		    (struct evidence_row){
			{o->ref, word(m, order_kind_names[o->type]), day(m, o->ended),
			    word(m, order_state_names[o->state]), number(m, o->findings)}});
	}
	return r;
}

#define FINDINGS "SELECT count(*) FROM tracked_finding WHERE \"org\" = $1 AND "
#define ALL_OF   " AND CAST($2 AS @int) + CAST($3 AS @int) > 0"

static int duration_fact(const struct making *m, struct evidence_part *p)
{
	struct snapshot now;
	int r = figures_now(m->call->db, m->call->org->id, m->call->now, m->call->arena, &now);
	int64_t hours = r == 0 ? now.median_fix / 3600000 : 0;

	if (r < 0)
		return r;
	fact(m, p, TR("Median time to fix of those closed in the last 90 days, hours"),
	    now.median_fix ? number(m, hours) : "–");
	return 0;
}

static int weaknesses(const struct making *m, struct evidence_part *p)
{
	static const char *const names[] = {
	    TR("Criticality"), TR("Found"), TR("Closed"), TR("Open now"), TR("Overdue now")};
	static const char *const where[] = {"\"first_seen\" >= $2 AND \"first_seen\" <= $3",
	    "\"closed\" >= $2 AND \"closed\" > 0 AND \"closed\" <= $3", OPEN ALL_OF,
	    OPEN " AND \"state\" <> 'triage' AND \"due\" > 0 AND \"due\" < $3 AND "
		 "CAST($2 AS @int) >= 0"};
	int r;

	p->title = tr(m->lang, TR("Weaknesses and how they are handled"));
	p->measure = "NIS2, art. 21(2)(e)";
	p->text = tr(m->lang,
	    TR("A weakness is closed when a machine has seen that it is gone, or with a reason "
	       "that somebody else has accepted."));
	r = count_fact(m, p, TR("Closed in this period"),
	    FINDINGS "\"closed\" >= $2 AND \"closed\" > 0 AND \"closed\" <= $3");
	if (r == 0)
		r = count_fact(m, p, TR("Of these within their deadline"),
		    FINDINGS "\"closed\" >= $2 AND \"closed\" > 0 AND \"closed\" <= $3 AND "
			     "(\"due\" = 0 OR \"closed\" <= \"due\")");
	if (r == 0)
		r = duration_fact(m, p);
	head(m, p, ARRAY_LEN(names), names);
	for (int level = 0; r == 0 && level < CRIT_LEVELS; level++) {
		struct evidence_row row = {{word(m, criticality_names[level])}};

		for (size_t i = 0; r == 0 && i < ARRAY_LEN(where); i++) {
			int64_t n = 0;

			r = counted(m,
			    arena_printf(m->call->arena, "%s%s AND \"criticality\" = '%s'",
				FINDINGS, where[i], criticality_names[level]),
			    &n);
			row.cells[i + 1] = number(m, n);
		}
		vec_push(m->call->arena, &p->rows, row);
	}
	return r;
}

static int accepted(const struct making *m, struct evidence_part *p)
{
	static const char *const names[] = {
	    TR("Weakness"), TR("Where"), TR("Accepted by"), TR("Accepted until"), TR("Reason")};
	struct desk_records found = {0};
	int r = rows_of(m, &tracked_type,
	    "WHERE \"org\" = $1 AND \"state\" = 'accepted' AND CAST($2 AS @int) >= 0 AND "
	    "\"first_seen\" <= $3 ORDER BY \"expires\", \"id\" LIMIT $4",
	    p, &found);

	p->title = tr(m->lang, TR("Accepted risks"));
	p->measure = "NIS2, art. 21(2)(a)";
	p->text = tr(m->lang, TR("Weaknesses that stay for a time, who decided so, and why."));
	head(m, p, ARRAY_LEN(names), names);
	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		const struct tracked *t = found.all.items[i];

		vec_push(m->call->arena, &p->rows,
		    (struct evidence_row){{t->title ? t->title : cert_title(m->call, t->type),
			t->port
			    ? arena_printf(m->call->arena, "%s:%d", t->subject, (int)t->port)
			    : t->subject,
			bound_person(m->call, t->decided_by), day(m, t->expires), t->reason}});
	}
	return r;
}

/* As the list of incidents (portal/incidents.c): what is AMBER+STRICT is its organisation's. */
#define INCIDENTS                                                                    \
	"WHERE \"org\" = $1 AND \"incident\" IN (SELECT \"id\" FROM incident WHERE " \
	"\"exercise\" = 0) AND \"aware\" >= $2 AND \"aware\" <= $3 AND (\"tlp\" <> " \
	"'amber+strict' OR CAST($4 AS @int) = 1) AND \"tlp\" <> 'red' "

static bool is_inside(const struct call *call)
{
	vec_foreach (s, &call->who.standings)
		if (s->org ? strcmp(s->org, call->org->id) == 0
			   : s->role == ROLE_READER || s->role == ROLE_ANALYST ||
				 s->role == ROLE_COORDINATOR)
			return true;
	return false;
}

/* How many of a report's legal deadlines were met, late, and still run. */
static int deadlines(const struct making *m, const char *party, const char **ret)
{
	static const char *const sql[] = {
	    "\"sent\" > 0 AND (\"due\" = 0 OR \"sent\" <= \"due\")",
	    "\"due\" > 0 AND ((\"sent\" > 0 AND \"sent\" > \"due\") OR (\"sent\" = 0 AND "
	    "\"due\" < $2))",
	    "\"sent\" = 0 AND \"due\" >= $2"};
	int64_t n[ARRAY_LEN(sql)] = {0};
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(sql); i++)
		r = desk_number(m->call->db,
		    arena_printf(m->call->arena,
			"SELECT count(*) FROM obligation WHERE \"party\" = $1 AND \"org\" = $3 "
			"AND \"waived\" = 0 AND CAST($2 AS @int) > 0 AND %s",
			sql[i]),
		    DESK_PARAMS(
			DESK_TEXT(party), DESK_INT(m->call->now), DESK_TEXT(m->call->org->id)),
		    &n[i]);
	*ret = trf(m->call->arena, m->lang, TR("%1 met, %2 late, %3 running"), number(m, n[0]),
	    number(m, n[1]), number(m, n[2]));
	return r;
}

static int incidents(const struct making *m, struct evidence_part *p)
{
	static const char *const names[] = {
	    TR("Number"), TR("Became aware"), TR("Class"), TR("State"), TR("Legal deadlines")};
	struct desk_records found = {0};
	int r = desk_list(m->call->db, &incident_party_type,
	    INCIDENTS "ORDER BY \"aware\" DESC, \"id\" LIMIT $5",
	    DESK_PARAMS(DESK_TEXT(m->call->org->id), DESK_INT(m->since), DESK_INT(m->call->now),
		DESK_INT(is_inside(m->call)), DESK_INT(EVIDENCE_ROWS)),
	    m->call->arena, &found);

	p->title = tr(m->lang, TR("Incidents"));
	p->measure = "NIS2, art. 21(2)(b), 23";
	p->text = tr(m->lang, TR("What the organisation reported, without exercises, and "
				 "whether the legal deadlines were met."));
	head(m, p, ARRAY_LEN(names), names);
	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		const struct incident_party *one = found.all.items[i];
		const char *met = NULL;

		r = deadlines(m, one->id, &met);
		vec_push(m->call->arena, &p->rows,
		    (struct evidence_row){
			{one->ref, day(m, one->aware), one->class ? word(m, one->class) : NULL,
			    word(m, party_status_names[one->status]), met}});
	}
	return r;
}

static int warnings(const struct making *m, struct evidence_part *p)
{
	int r = count_fact(m, p, TR("Advisories received"),
	    "SELECT count(*) FROM advisory_delivery WHERE \"org\" = $1 AND \"told\" >= $2 AND "
	    "\"told\" <= $3");

	p->title = tr(m->lang, TR("Warnings and answers"));
	p->measure = "NIS2, art. 21(2)(e), 29";
	p->text = tr(m->lang, TR("What the CERT told the organisation, and what it answered."));
	if (r == 0)
		r = count_fact(m, p, TR("Advisories answered"),
		    "SELECT count(*) FROM advisory_delivery WHERE \"org\" = $1 AND \"told\" >= "
		    "$2 AND \"told\" <= $3 AND \"answered\" > 0");
	if (r == 0)
		r = count_fact(m, p, TR("Notices received"),
		    "SELECT count(*) FROM notice WHERE \"org\" = $1 AND \"told\" >= $2 AND "
		    "\"told\" > 0 AND \"told\" <= $3 AND \"tlp\" <> 'red'");
	if (r == 0)
		r = count_fact(m, p, TR("Notices answered"),
		    "SELECT count(*) FROM notice WHERE \"org\" = $1 AND \"told\" >= $2 AND "
		    "\"told\" > 0 AND \"told\" <= $3 AND \"tlp\" <> 'red' AND \"answered\" > "
		    "0");
	return r;
}

static int log_part(const struct making *m, struct evidence_part *p)
{
	struct setting end = {0};
	int r = desk_get(m->call->db, &setting_type, LOG_HEAD_SETTING, m->call->arena, &end);

	p->title = tr(m->lang, TR("The log behind it"));
	p->text = tr(m->lang,
	    TR("Every step and every read stands in a log in which each entry carries the hash "
	       "of the one before. With the number and the hash below it can be proved later "
	       "that nothing before was changed."));
	if (r < 0 && r != ERR_NOTFOUND)
		return r;
	fact(m, p, TR("Last entry: number and SHA-256"), r == 0 ? end.value : "–");
	return count_fact(m, p, TR("Entries on this organisation in this period"),
	    "SELECT count(*) FROM audit_log WHERE \"org\" = $1 AND \"time\" >= $2 AND \"time\" "
	    "<= $3");
}

int evidence_collect(struct call *call, int64_t since, struct evidence *ret)
{
	static int (*const parts[])(const struct making *m, struct evidence_part *p) = {people,
	    authorisation, perimeter, audits, weaknesses, accepted, incidents, warnings,
	    log_part};
	struct making m = {call, i18n_lang(call->lang), since};
	struct evidence e = {.lang = call->lang,
	    .house = call->app->settings.name,
	    .org = call->org->name,
	    .person = call->who.name,
	    .made = call->now,
	    .label = tlp_label(TLP_AMBER),
	    .period = arena_printf(call->arena, "%s – %s", day(&m, since), day(&m, call->now))};
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(parts); i++) {
		struct evidence_part p = {0};

		r = parts[i](&m, &p);
		vec_push(call->arena, &e.parts, p);
	}
	if (r == 0)
		*ret = e;
	return call_db(call, r);
}
