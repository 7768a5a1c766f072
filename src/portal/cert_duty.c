/* The duty board: what waits for the CERT. */
#include "api/v1_contacts.h"
#include "base/time.h"
#include "desk/sector.h"
#include "notify/notify.h"
#include "portal/cert.h"
#include "portal/cert_sql.h"
#include "portal/routes.h"
#include "report/i18n.h"

enum { NEW_DAYS = 7, MEMBERS = 20 };

/* A figure and the list that it counts (as far as lists count); $1 is now, $2 a time of its
 * own.
 */
struct figure {
	const char *name, *label, *sql, *href;
	int64_t (*second)(int64_t now);
	enum permission need;
	bool day; /* the link ends in the day of the second time */
};

static int64_t week(int64_t now)
{
	return figures_day(now) - NEW_DAYS * FIGURES_DAY;
}

static int64_t quarter(int64_t now)
{
	return now - CONTACTS_MS;
}

static int64_t month(int64_t now)
{
	return now + 30 * FIGURES_DAY;
}

/* Every statement names both parameters, so that all are called alike. */
#define NAMED " AND CAST($1 AS @int) + CAST($2 AS @int) > 0"

/* clang-format off */
static const struct figure figures[] = {
	{"review", TR("Deliveries to review"),
	    "SELECT 1 FROM audit_order a WHERE a.\"state\" = 'review'" NAMED, "/cert/review?state=review", week, MAY_REVIEW, false},
	{"critical", TR("New critical findings"),
	    "SELECT 1 FROM tracked_finding f WHERE f.\"criticality\" = 'critical' AND " CERT_SQL_OPEN
	    " AND f.\"first_seen\" >= CAST($2 AS @int)" NAMED, "/cert/findings?criticality=critical&open=yes&first_seen_from=", week, MAY_VIEW, true},
	{"overdue", TR("Findings after their deadline"),
	    "SELECT 1 FROM tracked_finding f WHERE " CERT_SQL_OVERDUE NAMED, "/cert/findings?overdue=yes", week, MAY_VIEW, false},
	{"triage", TR("Findings to confirm"),
	    "SELECT 1 FROM tracked_finding f WHERE f.\"state\" = 'triage'" NAMED, "/cert/findings?state=triage", week, MAY_REVIEW, false},
	{"claims", TR("Answers of members to decide"),
	    "SELECT 1 FROM tracked_finding f WHERE " CERT_SQL_CLAIMED NAMED, "/cert/findings?decision=waiting", week, MAY_REVIEW, false},
	{"expiring", TR("Acceptances that end within 30 days"),
	    "SELECT 1 FROM tracked_finding f WHERE f.\"state\" = 'accepted' AND f.\"expires\" < CAST($2 AS @int)" NAMED,
	    "/cert/findings?expiring=yes", month, MAY_VIEW, false},
	{"incidents", TR("Incidents to qualify"),
	    "SELECT 1 FROM incident i WHERE i.\"state\" = 'reported' AND i.\"exercise\" = 0" NAMED,
	    "/cert/incidents?state=reported&exercise=no", week, MAY_VIEW, false},
	{"clocks", TR("Legal deadlines that have passed"),
	    "SELECT 1 FROM obligation o JOIN incident i ON i.\"id\" = o.\"incident\" WHERE o.\"sent\" = 0 AND o.\"waived\" = 0 AND "
	    "o.\"due\" > 0 AND o.\"due\" < $1 AND i.\"exercise\" = 0 AND i.\"state\" <> 'not_an_incident'" NAMED,
	    "/cert/clocks?clock=overdue", week, MAY_VIEW, false},
	{"enrolments", TR("Applications to decide"),
	    "SELECT 1 FROM enrolment WHERE \"state\" = 'submitted'" NAMED, "/cert/enrolments?state=submitted", week, MAY_DECIDE, false},
	{"disputes", TR("Disputed perimeters"),
	    "SELECT 1 FROM perimeter_item WHERE \"state\" = 'disputed'" NAMED, "/cert/disputes", week, MAY_DECIDE, false},
	{"failed", TR("Audits that failed"),
	    "SELECT 1 FROM " CERT_SQL_QUEUE " WHERE " CERT_SQL_QUEUED " AND c.\"state\" = 'failed'" NAMED,
	    "/cert/queue?health=failed", week, MAY_SECTOR, false},
	{"stuck", TR("Audits that do not go on"),
	    "SELECT 1 FROM " CERT_SQL_QUEUE " WHERE " CERT_SQL_QUEUED " AND " CERT_SQL_STUCK NAMED,
	    "/cert/queue?health=stuck", week, MAY_SECTOR, false},
	{"articles", TR("Articles to review"),
	    "SELECT 1 FROM article WHERE \"state\" = 'review'" NAMED, "/cert/watch?state=review", week, MAY_REVIEW, false},
	{"reading", TR("Articles to be read again"),
	    "SELECT 1 FROM article WHERE \"state\" IN ('published', 'updating') AND \"review_due\" > 0 AND \"review_due\" < CAST($1 AS @int)" NAMED,
	    "/cert/watch/due", week, MAY_REVIEW, false},
	{"contacts", TR("Contacts not confirmed for 90 days"),
	    "SELECT 1 FROM " CONTACTS_OF " WHERE " CONTACTS_UNCONFIRMED NAMED, "/cert/contacts?kind=unconfirmed", quarter, MAY_SECTOR, false},
	{"keys", TR("Keys for mails that have ended"),
	    "SELECT 1 FROM " CONTACTS_KEYS " WHERE " CONTACTS_KEY_EXPIRED NAMED, "/cert/contacts?kind=key_expired", quarter, MAY_SECTOR, false},
	{"sealed", TR("Mails that could not be encrypted"),
	    "SELECT 1 FROM contact_health AS h WHERE " CONTACTS_NOT_ENCRYPTED NAMED, "/cert/contacts?kind=not_encrypted", quarter, MAY_SECTOR, false},
	{"bounced", TR("Addresses that mails come back from"),
	    "SELECT 1 FROM contact_health AS h WHERE " CONTACTS_BOUNCED NAMED, "/cert/contacts?kind=bounce", quarter, MAY_SECTOR, false},
	{"oncall", TR("Organisations without a contact at any hour"),
	    "SELECT 1 FROM org AS o WHERE " CONTACTS_NO_ONCALL NAMED, "/cert/contacts?kind=no_oncall", quarter, MAY_SECTOR, false},
	{"mails", TR("Mails that failed"),
	    "SELECT 1 FROM outgoing WHERE \"state\" = 'failed'" NAMED, "/cert/mails?state=failed", week, MAY_SECTOR, false},
};
/* clang-format on */

static int add_figure(
    struct call *call, const struct figure *f, struct json *waiting, struct json *quiet)
{
	struct json *one = json_new_object(call->arena);
	char day[TIME_TEXT];
	int64_t n = 0, second = f->second(call->now);
	const char *sql = arena_printf(call->arena,
	    "SELECT count(*) FROM (%s LIMIT %d) AS counted", f->sql, LIST_DEEP + 1);
	int r = cert_number(call, sql, DESK_PARAMS(DESK_INT(call->now), DESK_INT(second)), &n);

	if (r < 0)
		return r;
	json_set_text(call->arena, one, "label", f->label);
	json_set_int(call->arena, one, "count", MIN(n, (int64_t)LIST_DEEP));
	json_set_bool(call->arena, one, "more", n > LIST_DEEP);
	json_set_text(call->arena, one, "href",
	    f->day ? arena_printf(call->arena, "%s%.10s", f->href, time_text(second, day))
		   : f->href);
	json_add_value(call->arena, n ? waiting : quiet, one);
	return 0;
}

/*
 * The members that had most to do by their figures of the day (desk/sector.h tells which day is
 * whole), with what is overdue now. CROSS: SQLite goes from these members on, not along all
 * findings.
 */
static int query_members(struct call *call, int64_t day, struct db_stmt **ret)
{
	int r = db_prepare(call->db,
	    "SELECT o.\"id\", o.\"name\", count(*), sum(CASE WHEN f.\"criticality\" = "
	    "'critical' THEN 1 ELSE 0 END), min(f.\"due\") FROM (SELECT s.\"org\" FROM "
	    "snapshot AS s WHERE s.\"day\" = $3 AND s.\"overdue\" > 0 ORDER BY "
	    "s.\"critical\" DESC, s.\"overdue\" DESC, s.\"org\" DESC LIMIT $2) AS w CROSS "
	    "JOIN org AS o CROSS JOIN tracked_finding AS f WHERE o.\"id\" = w.\"org\" AND "
	    "f.\"org\" = o.\"id\" AND " CERT_SQL_OVERDUE
	    " GROUP BY o.\"id\", o.\"name\" ORDER BY 4 DESC, 3 DESC, o.\"id\"",
	    ret);

	if (r < 0)
		return call_db(call, r);
	db_bind_int(*ret, 1, call->now);
	db_bind_int(*ret, 2, MEMBERS);
	db_bind_int(*ret, 3, day);
	return 0;
}

static int add_members(struct call *call)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct json *all = json_new_array(call->arena);
	struct sector_day day;
	int r = sector_newest(call->db, call->now, SECTOR_ALL, SECTOR_ALL, call->arena, &day);

	json_set_bool(call->arena, call->data, "has_late", false);
	if (r < 0)
		return r == ERR_NOTFOUND ? 0 : call_db(call, r);
	r = query_members(call, day.day, &stmt);
	if (r < 0)
		return r;
	while ((r = db_step(stmt)) == 1) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "id", db_text(stmt, 0));
		json_set_text(call->arena, one, "name", db_text(stmt, 1));
		json_set_int(call->arena, one, "count", db_int(stmt, 2));
		json_set_int(call->arena, one, "critical", db_int(stmt, 3));
		json_set_int(call->arena, one, "oldest", db_int(stmt, 4));
		json_add_value(call->arena, all, one);
	}
	if (all->array.n)
		json_set_value(call->arena, call->data, "late", all);
	json_set_int(call->arena, call->data, "late_day", day.day);
	json_set_bool(call->arena, call->data, "has_late", all->array.n > 0);
	return call_db(call, r);
}

static int duty(struct call *call)
{
	struct json *waiting = json_new_array(call->arena),
		    *quiet = json_new_array(call->arena);
	int r = cert_take(call);

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(figures); i++)
		if (call_may(call, figures[i].need))
			r = add_figure(call, &figures[i], waiting, quiet);
	/* Names with figures are content. */
	if (r == 0 && call_may(call, MAY_VIEW))
		r = add_members(call);
	json_set_bool(call->arena, call->data, "nothing", waiting->array.n == 0);
	json_set_value(call->arena, call->data, "waiting", waiting);
	json_set_value(call->arena, call->data, "quiet", quiet);
	return r;
}

/* --- mails --- */

static const struct list_column mail_columns[] = {
    {"id", "", "g.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"created", TR("When"), "g.\"created\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"template", TR("Text"), "g.\"template\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"to", TR("To"), "coalesce(p.\"mail\", g.\"mail\", '')", LIST_TEXT, LIST_SEARCH, NULL,
	NULL},
    {"org", TR("Organisation"), "coalesce(o.\"name\", '')", LIST_TEXT, LIST_SORT | LIST_SEARCH,
	NULL, NULL},
    {"state", TR("State"), "g.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER, out_state_names,
	NULL},
    {"attempts", TR("Attempts"), "g.\"attempts\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"reason", TR("Why"), "g.\"reason\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
};

/* Marks the rows that failed. */
static void offer_again(struct call *call)
{
	const struct json *rows = json_get(json_get(call->data, "list"), "rows");

	for (size_t i = 0; rows && i < rows->array.n; i++) {
		struct json *row = &rows->array.items[i];
		const char *state = json_text(json_get(row, "state"), "");

		json_set_bool(
		    call->arena, row, "again", strcmp(state, out_state_names[OUT_FAILED]) == 0);
	}
}

static int mails(struct call *call)
{
	static const struct list list = {.name = "mails",
	    .from = "outgoing AS g LEFT JOIN person AS p ON p.\"id\" = g.\"person\" LEFT JOIN "
		    "org AS o ON o.\"id\" = g.\"org\"",
	    .columns = mail_columns,
	    .ncolumns = ARRAY_LEN(mail_columns),
	    .sort = "-created",
	    .key = "g.\"id\"",
	    .empty = TR("No mail was written yet.")};
	int r = cert_take(call);

	if (r == 0)
		r = list_run(call, &list, NULL, 0);
	if (r == 0 && call_may(call, MAY_OPERATE))
		offer_again(call);
	return r;
}

static int send_again(struct call *call, const struct outgoing *message)
{
	int r = db_begin(call->db, DB_WRITE);

	if (r < 0)
		return r;
	r = notify_again(call->db, message->id, call->now);
	if (r == 0)
		r = log_append(call->db, &call->actor, "mail.again", message->org, message->id,
		    NULL, NULL, call->now);
	return db_end(call->db, r);
}

static int again(struct call *call)
{
	struct outgoing message = {0};
	int r = desk_get(call->db, &outgoing_type, call_arg(call, "id"), call->arena, &message);

	if (r == 0)
		r = send_again(call, &message);
	return r < 0 ? call_db(call, r)
		     : call_redirect(
			   call, TR("The mail is sent again."), "/cert/mails?state=failed");
}

const struct route cert_duty_routes[] = {
    {"GET", "/cert", MAY_SECTOR, "cert_duty", duty, ROUTE_NO_LOG, "What waits for the CERT.",
	NULL, TR("Duty board")},
    {"GET", "/cert/mails", MAY_SECTOR, "cert_mails", mails, ROUTE_NO_LOG,
	"Messages and whether they went out.", NULL, TR("Mails")},
    {"POST", "/cert/mails/{id}/again", MAY_OPERATE, NULL, again, 0,
	"Tries a mail that failed again, as if it were new.", NULL, NULL},
    {.method = NULL},
};
