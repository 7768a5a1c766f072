/* Indicators at the CERT: the list, entering and importing, checking, publishing, withdrawing,
 * and who fetched what. */
#include "api/refusal.h"
#include "base/limits.h"
#include "base/parse.h"
#include "desk/ioc.h"
#include "desk/viewer.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/forms.h"
#include "portal/routes.h"
#include "report/i18n.h"

enum { SHOWN = 200, DAYS_DIGITS = 4 };

#define DAY_MS INT64_C(86400000)

static const struct list_column columns[] = {
    {"id", "", "i.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"indicator", TR("Indicator"), "i.\"value\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL,
	NULL},
    {"kind", TR("Kind"), "i.\"type\"", LIST_ENUM, LIST_SORT | LIST_FILTER, ioc_kind_names,
	NULL},
    {"list", TR("List"), "i.\"list\"", LIST_ENUM, LIST_FILTER | LIST_HIDE, ioc_list_names,
	NULL},
    {"state", TR("State"), "i.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER, ioc_state_names,
	NULL},
    {"confidence", TR("Confidence"), "i.\"confidence\"", LIST_ENUM, LIST_FILTER | LIST_HIDE,
	ioc_level_names, NULL},
    {"category", TR("Category"), "i.\"category\"", LIST_ENUM, LIST_FILTER, ioc_category_names,
	NULL},
    {"malware", TR("Malware"), "i.\"malware\"", LIST_TEXT, LIST_SEARCH | LIST_FILTER, NULL,
	NULL},
    {"tlp", TR("TLP"), "i.\"tlp\"", LIST_ENUM, LIST_FILTER, tlp_names, NULL},
    {"added", TR("Added"), "i.\"added\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"expires", TR("Expires"), "i.\"expires\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"sightings", TR("Seen"), "i.\"sightings\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"false_positives", TR("False alarms"), "i.\"false_positives\"", LIST_INT, LIST_SORT, NULL,
	NULL},
};

static void label_row(struct call *call, struct json *row)
{
	enum tlp tlp;

	if (tlp_from_text(span_str(json_text(json_get(row, "tlp"), "")), &tlp) == 0)
		json_set_text(call->arena, row, "tlp_label", tlp_label(tlp));
}

/* What is not published is for those who write it (model/audience.h). */
static const char *seen_where(const struct call *call)
{
	return cert_roles(call) & (1u << ROLE_ANALYST | 1u << ROLE_COORDINATOR)
		   ? NULL
		   : "(i.\"state\" = 'active' OR (i.\"state\" IN ('expired', 'withdrawn') AND "
		     "i.\"published\" > 0))";
}

static int counted(struct call *call, const char *name, const char *state)
{
	int64_t n = 0;
	int r = cert_number(call, "SELECT count(*) FROM ioc WHERE \"state\" = $1",
	    DESK_PARAMS(DESK_TEXT(state)), &n);

	json_set_int(call->arena, call->data, name, n);
	json_set_bool(
	    call->arena, call->data, arena_printf(call->arena, "has_%s", name), n > 0);
	return r;
}

static int iocs(struct call *call)
{
	struct list list = {.name = "indicators",
	    .from = "ioc AS i",
	    .where = seen_where(call),
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-added",
	    .key = "i.\"id\"",
	    .row = label_row,
	    .empty = TR("There is no indicator yet. Add some, or import an event of MISP or a "
			"bundle of STIX.")};
	int r = cert_take(call);

	if (r == 0)
		r = counted(call, "candidates", "candidate");
	if (r == 0)
		r = counted(call, "active", "active");
	return r < 0 ? r : list_run(call, &list, NULL, 0);
}

/* --- entering --- */

static void set_form(struct call *call)
{
	cert_options(call, "list", ioc_list_names, 0, IOC_LIST_AUTH, IOC_LIST_DEFAULT);
	cert_options(call, "confidence", ioc_level_names, 0, IOC_HIGH, IOC_MEDIUM);
	cert_options(call, "impact", ioc_level_names, 0, IOC_HIGH, IOC_MEDIUM);
	cert_options(call, "fp_rate", ioc_fp_rate_names, 0, IOC_FP_HIGH, IOC_FP_LOW);
	cert_options(
	    call, "kill_chain", ioc_kill_chain_names, 0, IOC_RECONNAISSANCE, IOC_PHASE_UNKNOWN);
	cert_options(call, "category", ioc_category_names, 0, IOC_DDOS, IOC_CATEGORY_UNKNOWN);
	cert_options(call, "tlp", tlp_names, 0, TLP_AMBER_STRICT, TLP_GREEN);
	cert_keep(call, "malware source note days");
}

static int show_add(struct call *call)
{
	set_form(call);
	return 0;
}

static int chosen(struct call *call, const char *field, const char *const *names, int absent)
{
	int i = cert_choice(call, field, names);

	return i < 0 ? absent : i;
}

static struct ioc read_like(struct call *call)
{
	int64_t days = IOC_DAYS;
	struct ioc like = {.list = chosen(call, "list", ioc_list_names, IOC_LIST_DEFAULT),
	    .confidence = chosen(call, "confidence", ioc_level_names, IOC_MEDIUM),
	    .impact = chosen(call, "impact", ioc_level_names, IOC_MEDIUM),
	    .fp_rate = chosen(call, "fp_rate", ioc_fp_rate_names, IOC_FP_LOW),
	    .kill_chain = chosen(call, "kill_chain", ioc_kill_chain_names, IOC_PHASE_UNKNOWN),
	    .category = chosen(call, "category", ioc_category_names, IOC_CATEGORY_UNKNOWN),
	    .tlp = chosen(call, "tlp", tlp_names, TLP_GREEN),
	    .malware = cert_text(call, "malware", 80),
	    .source = cert_text(call, "source", CERT_NAME),
	    .note = cert_text(call, "note", CERT_REASON)};

	if (*call_field(call, "days") &&
	    parse_int(span_str(call_field(call, "days")), 1, IOC_DAYS_MAX, &days) < 0)
		call_wrong(call, "days", TR("Write a number of days from 1 to 730."));
	like.expires = call->now + days * DAY_MS;
	return like;
}

static struct span text_of(struct call *call)
{
	for (size_t i = 0; i < call->rq->nfiles; i++)
		if (strcmp(call->rq->files[i].name, "file") == 0 && call->rq->files[i].bytes.n)
			return call->rq->files[i].bytes;
	return span_str(call_field(call, "text"));
}

/* A list, CSV, MISP's JSON or a STIX bundle. What is malformed is refused whole. */
static int read_lines(struct call *call, struct span text, const struct ioc *like,
    struct ioc_lines *ret, size_t *ret_left)
{
	const struct ioc_import import = {.text = text,
	    .mapping = call_field(call, "columns"),
	    .like = *like,
	    .now = call->now};
	struct msg why = {0};
	int r = ioc_read(&import, call->arena, ret, ret_left, &why);

	if (r != ERR_SYNTAX && r != ERR_LIMIT)
		return r;
	call_wrong(call, "text", arena_strdup(call->arena, why.what));
	json_set_text(call->arena, call->data, "refused_detail", refusal_detail(call, &why));
	json_set_text(
	    call->arena, call->data, "refused_hint", arena_strdup(call->arena, why.hint));
	return 0;
}

static void set_result(struct call *call, const struct ioc_lines *lines,
    const struct ioc_counts *counts, size_t left)
{
	struct json *result = json_new_object(call->arena), *rows = json_new_array(call->arena);

	for (size_t i = 0, shown = 0; i < lines->all.n && shown < SHOWN; i++) {
		const struct ioc_line *line = &lines->all.items[i];
		struct json *row = json_new_object(call->arena);

		if (!line->why)
			continue;
		json_set_int(call->arena, row, "number", (int64_t)line->number);
		json_set_text(call->arena, row, "text", line->text);
		json_set_text(call->arena, row, "why", line->why->what);
		json_set_text(call->arena, row, "detail",
		    line->why->detail[0] ? refusal_detail(call, line->why)
					 : refusal_text(call->lang, line->why->hint));
		json_add_value(call->arena, rows, row);
		shown++;
	}
	json_set_int(call->arena, result, "added", (int64_t)counts->added);
	json_set_int(call->arena, result, "known", (int64_t)counts->known);
	json_set_int(call->arena, result, "refused", (int64_t)lines->refused);
	json_set_int(call->arena, result, "left", (int64_t)left);
	json_set_bool(call->arena, result, "has_left", left > 0);
	json_set_bool(call->arena, result, "has_refused", lines->refused > 0);
	json_set_value(call->arena, result, "rows", rows);
	json_set_value(call->arena, call->data, "result", result);
}

/* One line as it would be entered. */
static struct json *previewed(struct call *call, const struct ioc_line *line)
{
	struct json *row = json_new_object(call->arena);
	struct json *warnings = json_new_array(call->arena);

	json_set_int(call->arena, row, "number", (int64_t)line->number);
	json_set_text(call->arena, row, "text", line->ioc.value);
	json_set_text(call->arena, row, "kind", ioc_kind_names[line->ioc.type]);
	json_set_text(call->arena, row, "tlp_label", tlp_label((enum tlp)line->ioc.tlp));
	json_set_text(call->arena, row, "origin", line->ioc.source);
	json_set_int(call->arena, row, "expires", line->ioc.expires);
	json_set_bool(call->arena, row, "known", line->known);
	json_set_text(call->arena, row, "hits", line->hits);
	for (size_t k = 0; k < line->ioc.warnings.n; k++)
		json_add_text(call->arena, warnings, line->ioc.warnings.items[k]);
	json_set_value(call->arena, row, "warnings", warnings);
	return row;
}

/* What would be entered, and what speaks against it. Nothing is stored. */
static int preview(struct call *call, struct ioc_lines *lines, size_t left)
{
	struct json *one = json_new_object(call->arena), *rows = json_new_array(call->arena);
	struct ioc_counts counts = {0};
	size_t held = 0, shown = 0;
	int r = ioc_preview(call->db, lines, cert_warnings(call), call->arena);

	if (r < 0)
		return call_db(call, r);
	vec_foreach (line, &lines->all) {
		if (line->why)
			continue;
		counts.known += line->known;
		counts.added += !line->known;
		held += line->hits || line->ioc.warnings.n;
		if (shown++ < SHOWN)
			json_add_value(call->arena, rows, previewed(call, line));
	}
	set_result(call, lines, &counts, left);
	json_set_value(call->arena, one, "rows", rows);
	json_set_int(call->arena, one, "held", (int64_t)held);
	json_set_bool(call->arena, one, "has_held", held > 0);
	json_set_bool(call->arena, one, "has_rows", shown > 0);
	json_set_bool(call->arena, one, "more", shown > SHOWN);
	json_set_value(call->arena, call->data, "preview", one);
	return 0;
}

/* Shown again in the form: the file's text, too, as a file is not sent twice. */
static void keep_text(struct call *call, struct span text)
{
	cert_keep(call, "columns");
	if (text.n <= LIMIT_PASTE)
		json_set_text(call->arena, call->data, "text",
		    arena_strndup(call->arena, (const char *)text.p, text.n));
}

static int add(struct call *call)
{
	bool look = strcmp(call_field(call, "step"), "preview") == 0;
	struct ioc like = read_like(call);
	struct span text = text_of(call);
	struct ioc_lines lines = {0};
	struct ioc_counts counts = {0};
	size_t left = 0;
	int r = 0;

	set_form(call);
	if (!span_trim(text).n)
		call_wrong(call, "text", TR("Choose a file, or paste the list."));
	if (look && text.n > LIMIT_PASTE)
		call_wrong(call, "text",
		    TR("This is too long for a look at it: add it at once, "
		       "or in parts."));
	if (!call->wrong)
		r = read_lines(call, text, &like, &lines, &left);
	if (r < 0)
		return r;
	if (look && !call->wrong) {
		keep_text(call, text);
		return preview(call, &lines, left);
	}
	if (!call->wrong)
		r = cert_refused(call,
		    ioc_add(call->db, &call->actor, &lines, call->arena, call->now, &counts));
	if (r < 0)
		return r;
	if (call->wrong)
		keep_text(call, text);
	else
		set_result(call, &lines, &counts, left);
	return 0;
}

/* --- checking and publishing --- */

static int activate_all(struct call *call)
{
	struct ioc_counts counts = {0};
	int r = ioc_activate_all(
	    call->db, &call->actor, cert_warnings(call), call->arena, call->now, &counts);

	if (r < 0)
		return call_db(call, r);
	return call_redirect(call,
	    counts.held
		? TR("Published, but for those that a check holds back: they are listed "
		     "as checked.")
		: TR("All candidates were published."),
	    "/cert/iocs%s", counts.held ? "?state=checked" : "?state=active");
}

/* Whether who asks sees it: the label's rule, asked now. */
static bool sees(struct call *call, const struct ioc *ioc)
{
	struct audience_viewer viewer;
	struct audience audience;

	viewer_of(&call->who, call->arena, &viewer);
	viewer_ioc_audience(ioc, &audience);
	return audience_sees(&viewer, &audience);
}

static int find(struct call *call, struct ioc *ioc)
{
	int r = desk_get(call->db, &ioc_type, call_arg(call, "id"), call->arena, ioc);

	if (r == 0 && !sees(call, ioc))
		return call_fail(call, ERR_NOTFOUND, "there is no such record",
		    "it may have been removed meanwhile: go back to the list", "%s", "");
	return call_db(call, r);
}

static int set_sightings(struct call *call, const struct ioc *ioc)
{
	struct json *rows = json_new_array(call->arena);
	struct desk_records found = {0};
	int r = desk_list(call->db, &sighting_type,
	    "WHERE \"ioc\" = $1 ORDER BY \"time\" DESC, \"id\" LIMIT 100",
	    DESK_PARAMS(DESK_TEXT(ioc->id)), call->arena, &found);

	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		const struct sighting *s = found.all.items[i];
		struct json *row = json_new_object(call->arena);
		struct org org = {0};

		if (s->org)
			r = desk_get(call->db, &org_type, s->org, call->arena, &org);
		json_set_text(call->arena, row, "what", sighting_kind_names[s->type]);
		json_set_int(call->arena, row, "time", s->time);
		json_set_text(call->arena, row, "org", org.name);
		json_set_text(call->arena, row, "by", cert_person(call, s->person));
		json_set_text(call->arena, row, "note", s->note);
		json_add_value(call->arena, rows, row);
	}
	json_set_value(call->arena, call->data, "seen", rows);
	return call_db(call, r);
}

static int set_hits(struct call *call, const struct ioc *ioc)
{
	struct json *rows = json_new_array(call->arena);
	struct ioc_hits hits = {0};
	int r = ioc_hits(call->db, ioc, call->arena, &hits);

	vec_foreach (h, &hits.all) {
		struct json *row = json_new_object(call->arena);

		json_set_text(call->arena, row, "org", h->org_name);
		json_set_text(call->arena, row, "org_id", h->org);
		json_set_text(call->arena, row, "item", h->item);
		json_add_value(call->arena, rows, row);
	}
	json_set_value(call->arena, call->data, "hits", rows);
	json_set_bool(call->arena, call->data, "has_hits", hits.all.n > 0);
	return call_db(call, r);
}

static int show(struct call *call, const struct ioc *ioc)
{
	struct json *one = bound_json(call, &ioc_type, ioc);
	bool ended = ioc->state == IOC_EXPIRED || ioc->state == IOC_WITHDRAWN;
	int r;

	json_set_text(call->arena, one, "tlp_label", tlp_label((enum tlp)ioc->tlp));
	json_set_text(call->arena, one, "by", cert_person(call, ioc->created_by));
	json_set_bool(call->arena, one, "has_warnings", ioc->warnings.n > 0);
	json_set_value(call->arena, call->data, "ioc", one);
	json_set_text(call->arena, call->data, "heading", ioc->value);
	json_set_bool(call->arena, call->data, "open",
	    ioc->state == IOC_CANDIDATE || ioc->state == IOC_CHECKED);
	json_set_bool(call->arena, call->data, "published", ioc->state == IOC_ACTIVE);
	json_set_bool(call->arena, call->data, "ended", ended);
	json_set_bool(call->arena, call->data, "was_checked", ioc->checked > 0);
	r = set_hits(call, ioc);
	return r < 0 ? r : set_sightings(call, ioc);
}

static int one(struct call *call)
{
	struct ioc ioc = {0};
	int r = find(call, &ioc);

	return r < 0 ? r : show(call, &ioc);
}

/* Shown again after a refusal, as it is now: the check has been stored. */
static int shown_again(struct call *call, int r)
{
	struct ioc ioc = {0};

	if (r == 0)
		r = find(call, &ioc);
	cert_keep(call, "why reason");
	return r < 0 ? r : show(call, &ioc);
}

static int activate(struct call *call)
{
	const char *why = cert_text(call, "why", CERT_REASON);
	struct ioc_verdict verdict = {0};
	struct ioc ioc = {0};
	int r = find(call, &ioc);

	if (r < 0)
		return r;
	if (!call->wrong)
		r = cert_refused(
		    call, ioc_activate(call->db, &call->actor, ioc.id, cert_warnings(call), why,
			      call->arena, call->now, &verdict));
	if (r == 0 && !call->wrong)
		return call_redirect(
		    call, TR("The indicator is published."), "/cert/iocs/%s", ioc.id);
	return shown_again(call, r);
}

static int check(struct call *call)
{
	struct ioc_verdict verdict = {0};
	struct ioc ioc = {0};
	int r = find(call, &ioc);

	if (r < 0)
		return r;
	r = cert_refused(call, ioc_check(call->db, &call->actor, ioc.id, cert_warnings(call),
				   call->arena, call->now, &verdict));
	if (r == 0 && !call->wrong)
		return call_redirect(call,
		    verdict.listed ? TR("The indicator was checked.")
				   : TR("The indicator was checked against members' perimeters "
					"alone: no warning lists are loaded."),
		    "/cert/iocs/%s", ioc.id);
	return shown_again(call, r);
}

static int withdraw(struct call *call)
{
	const char *reason = cert_need(call, "reason", CERT_REASON);
	struct ioc ioc = {0};
	int r = find(call, &ioc);

	if (r < 0)
		return r;
	if (!call->wrong)
		r = cert_refused(call, ioc_withdraw(call->db, &call->actor, ioc.id, reason,
					   call->arena, call->now));
	if (r == 0 && !call->wrong)
		return call_redirect(
		    call, TR("The indicator is withdrawn."), "/cert/iocs/%s", ioc.id);
	return shown_again(call, r);
}

/* --- who fetched what --- */

static const struct list_column fetch_columns[] = {
    {"id", "", "f.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"last", TR("Last"), "f.\"last\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"org", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"name", TR("Key"), "coalesce(k.\"name\", t.\"name\", '')", LIST_TEXT,
	LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"query", TR("Asked for"), "f.\"query\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"remote", TR("From"), "f.\"remote\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"times", TR("Times that day"), "f.\"times\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"unchanged", TR("Of these unchanged"), "f.\"unchanged\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"lines", TR("Lines"), "f.\"lines\"", LIST_INT, LIST_SORT, NULL, NULL},
};

static int fetches(struct call *call)
{
	static const struct list list = {.name = "fetches",
	    .from = "feed_fetch AS f LEFT JOIN feed_key AS k ON k.\"id\" = f.\"key\" LEFT JOIN "
		    "api_token AS t "
		    "ON t.\"id\" = f.\"key\" LEFT JOIN org AS o ON o.\"id\" = f.\"org\"",
	    .columns = fetch_columns,
	    .ncolumns = ARRAY_LEN(fetch_columns),
	    .sort = "-last",
	    .key = "f.\"id\"",
	    .empty = TR("Nobody has fetched indicators yet.")};
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &list, NULL, 0);
}

#define FORM                                                                             \
	"text? file? list? confidence? impact? fp_rate? kill_chain? category? malware? " \
	"tlp? source? note? days? columns? step?"

const struct route cert_iocs_routes[] = {
    {"GET", "/cert/iocs", MAY_VIEW, "cert_iocs", iocs, ROUTE_NO_LOG, "The indicators.", NULL,
	TR("Indicators")},
    {"GET", "/cert/iocs/add", MAY_REVIEW, "cert_ioc_add", show_add, ROUTE_NO_LOG,
	"The form to enter or import indicators.", NULL, TR("Add indicators")},
    {"POST", "/cert/iocs/add", MAY_REVIEW, "cert_ioc_add", add, 0,
	"Enters indicators as candidates, or shows what they would be: a list, CSV, an event "
	"of "
	"MISP, or a bundle of STIX.",
	FORM, TR("Add indicators")},
    {"POST", "/cert/iocs/activate", MAY_REVIEW, NULL, activate_all, 0,
	"Checks all candidates and publishes those that nothing speaks against.", NULL, NULL},
    {"GET", "/cert/iocs/fetches", MAY_VIEW, "cert_ioc_fetches", fetches, ROUTE_NO_LOG,
	"Who fetched what of the indicators.", NULL, TR("Who fetched what")},
    {"GET", "/cert/iocs/{id}", MAY_VIEW, "cert_ioc", one, 0, "An indicator.", NULL, NULL},
    {"POST", "/cert/iocs/{id}/check", MAY_REVIEW, "cert_ioc", check, 0,
	"Looks for it on warning lists and in members' perimeters.", NULL, NULL},
    {"POST", "/cert/iocs/{id}/activate", MAY_REVIEW, "cert_ioc", activate, 0,
	"Checks and publishes it.", "why?", NULL},
    {"POST", "/cert/iocs/{id}/withdraw", MAY_REVIEW, "cert_ioc", withdraw, 0, "Withdraws it.",
	"reason", NULL},
    {.method = NULL},
};
