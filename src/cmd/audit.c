/* varde audit: perimeter in, report out. */
#include "cmd/audit.h"

#include "base/log.h"
#include "base/time.h"
#include "cmd/audit_order.h"
#include "cmd/collect.h"
#include "cmd/finish.h"
#include "cmd/kb_pack.h"
#include "net/gate_policy.h"
#include "os/clock.h"
#include "os/file.h"
#include "pack/knowledge_current.h"

#include <unistd.h>

static const char *const profiles[] = {"passive", "standard", "full", NULL};
static const char *const langs[] = {"en", "fr", "nb", NULL};
static const char *const labels[] = {
    "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED", NULL};

#define O_TEXT(nm, m, arg, doc, choices)                                              \
	{                                                                             \
		nm, OPTION_TEXT, offsetof(struct audit_options, m), arg, doc, choices \
	}
#define O_LIST(nm, m, arg, doc)                                                    \
	{                                                                          \
		nm, OPTION_LIST, offsetof(struct audit_options, m), arg, doc, NULL \
	}
#define O_FLAG(nm, m, doc)                                                          \
	{                                                                           \
		nm, OPTION_FLAG, offsetof(struct audit_options, m), NULL, doc, NULL \
	}

const struct option_row audit_options[] = {
    O_TEXT("authorised-by", authorised_by, "TEXT",
	"who authorised it: name, function, reference; without it only loopback is scanned",
	NULL),
    O_TEXT("perimeter", perimeter, "FILE",
	"targets from a file, one a line, # begins a comment", NULL),
    O_LIST("exclude", exclude, "TARGET", "never touch this (repeatable)"),
    O_TEXT("profile", profile, "NAME", "passive (DNS only), standard, or full (every port)",
	profiles),
    O_TEXT("ports", ports, "LIST", "TCP ports to try: 22,80,8000-8100", NULL),
    {"rate", OPTION_NUMBER, offsetof(struct audit_options, rate), "N",
	"new connections a second and address (standard: 5)", NULL},
    O_LIST("window", window, "HH:MM-HH:MM", "send only in this daily window, UTC (repeatable)"),
    O_LIST("resolver", resolver, "ADDRESS[:PORT]",
	"name server to ask instead of the system's (repeatable)"),
    O_TEXT("source", source, "ADDRESS", "address to send from", NULL),
    O_TEXT("contact", contact, "TEXT", "contact shown to web servers in the User-Agent", NULL),
    O_TEXT("out", out, "FOLDER", "where the report goes (report/)", NULL),
    O_TEXT("lang", lang, "LANGUAGE", "language of the report: en, fr or nb", langs),
    O_TEXT("label", label, "TLP", "protective marking of the report (TLP:AMBER)", labels),
    O_TEXT(
	"organisation", organisation, "NAME", "whose systems these are, for the cover", NULL),
    O_TEXT("deadlines", deadlines, "NAME",
	"what decides deadlines: bod-26-04 (CISA's table), or cvss-bands (7, 30, 90 days)",
	deadlines_names),
    O_TEXT("db", db, "PLACE", "database: a file, or a postgresql:// URL", NULL),
    O_TEXT("pack", pack, "FILE",
	"the knowledge pack that versions are judged with (knowledge.vkp beside the "
	"database; without one, what is built in)",
	NULL),
    O_TEXT("compare", compare, "RUN",
	"run to compare with, or none (the newest earlier one of the same perimeter)", NULL),
    O_FLAG("resume", resume,
	"go on with a run that was stopped or killed: RUN, or the newest unfinished one (of "
	"these targets)"),
    O_FLAG("json", json, "progress and result as JSON lines"),
    O_FLAG("quiet", quiet, "print nothing but errors"),
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

struct audit {
	struct audit_options o;
	struct arena *arena;
	struct db *db;
	struct job job;
	struct run run;
	struct observations before; /* of an earlier attempt */
	struct progress progress;
};

/* A database error has its own exit code, whatever the ERR_* is. */
static int fail_database(const struct msg *msg)
{
	log_msg(LOG_ERROR, msg);
	return EXIT_DATABASE;
}

static int fail_order(int err, const struct msg *msg)
{
	int code = options_fail(err, msg);

	return err == ERR_DENIED ? EXIT_REFUSED : code;
}

static const char *out_folder(const struct audit *a)
{
	return a->o.out ? a->o.out : "report";
}

/* The report's folder is made before the first packet: a scan of hours must not end without a
 * place to report to. */
static int make_out(const struct audit *a, struct msg *msg)
{
	int r = file_make_folder(out_folder(a), 0755, msg);

	if (r == 0 && access(out_folder(a), W_OK | X_OK) < 0)
		r = file_error("write into", out_folder(a), msg);
	return r;
}

static int begin_new(struct audit *a, const struct text_list *targets)
{
	int64_t now = clock_system.wall(NULL);
	struct msg msg = {0};
	int r = audit_order_job(&a->o, targets, now, a->arena, &a->job, &msg);

	if (r < 0)
		return fail_order(r, &msg);
	if (db_open(options_db(a->o.db, a->arena), DB_CREATE, &msg, &a->db) < 0)
		return fail_database(&msg);
	r = make_out(a, &msg);
	if (r < 0)
		return options_fail(ERR_IO, &msg);
	job_run(&a->job, now, a->arena, &a->run);
	a->run.deadlines = a->o.deadlines && strcmp(a->o.deadlines, "cvss-bands") == 0
			       ? DEADLINES_CVSS_BANDS
			       : DEADLINES_BOD_26_04;
	if (run_insert(a->db, &a->run) < 0)
		return fail_database(db_msg(a->db));
	return 0;
}

/* Whether the argument names a run and not a target: "latest", or an id. */
static bool names_run(const char *arg)
{
	return strcmp(arg, "latest") == 0 || (strspn(arg, "0123456789") == 8 && arg[8] == '-');
}

static bool same_targets(const struct text_list *a, const struct text_list *b)
{
	for (size_t i = 0; i < a->n; i++)
		if (!text_list_has(b, a->items[i]))
			return false;
	return a->n == b->n;
}

/* The newest run that is not finished, of these targets; NULL for any. */
static int find_unfinished(struct audit *a, const struct text_list *of, struct msg *msg)
{
	struct runs runs = {0};
	int r = run_list(a->db, a->arena, &runs);

	if (r < 0) {
		*msg = *db_msg(a->db);
		return r;
	}
	vec_foreach (run, &runs.all) {
		if (run->state == RUN_FINISHED || (of && !same_targets(of, &run->targets)))
			continue;
		a->run = *run;
		return 0;
	}
	msg_what(msg, "there is no unfinished run to go on with");
	msg_detail(msg, "%s", of ? "none of these targets" : "every stored run is finished");
	msg_hint(msg, "varde runs lists the stored runs; without --resume a new audit begins");
	return ERR_NOTFOUND;
}

/* Reads the run's job and what it observed so far, and marks it as running again. */
static int reopen(struct audit *a)
{
	struct msg msg = {0};

	if (a->run.state == RUN_FINISHED) {
		msg_what(&msg, "run %.60s is finished", a->run.id);
		msg_hint(&msg, "varde report %.60s writes its report again", a->run.id);
		return options_fail(ERR_SYNTAX, &msg);
	}
	if (job_stored(&a->run, a->arena, &a->job, &msg) < 0)
		return fail_database(&msg);
	if (obs_load(a->db, a->run.id, a->arena, &a->before) < 0)
		return fail_database(db_msg(a->db));
	a->run.state = RUN_RUNNING;
	return run_update(a->db, &a->run) < 0 ? fail_database(db_msg(a->db)) : 0;
}

static int begin_resumed(struct audit *a, const struct text_list *targets)
{
	bool named = targets->n == 1 && names_run(targets->items[0]);
	bool any = !named && !targets->n && !a->o.perimeter;
	struct job job = {0};
	struct msg msg = {0};
	int r = named || any ? 0 : audit_order_job(&a->o, targets, 0, a->arena, &job, &msg);

	if (r < 0)
		return fail_order(r, &msg);
	r = db_open(options_db(a->o.db, a->arena), 0, &msg, &a->db);
	if (r == ERR_NOTFOUND && !a->o.db)
		finish_nothing(a->arena, &msg);
	if (r < 0)
		return fail_database(&msg);
	r = named ? finish_find(a->db, targets->items[0], a->arena, &a->run, &msg)
		  : find_unfinished(a, any ? NULL : &job.targets, &msg);
	if (r == ERR_NOTFOUND)
		return options_fail(ERR_SYNTAX, &msg);
	if (r < 0)
		return fail_database(&msg);
	return make_out(a, &msg) < 0 ? options_fail(ERR_IO, &msg) : reopen(a);
}

static void announce(struct audit *a)
{
	STR_AUTO(targets, 4096);

	for (size_t i = 0; i < a->job.targets.n && i < 20; i++)
		str_addf(&targets, "%s%s", i ? ", " : "", a->job.targets.items[i]);
	if (a->job.targets.n > 20)
		str_addf(&targets, " and %zu more", a->job.targets.n - 20);
	progress_say(&a->progress, "run", "run %s: %s", a->run.id, str_text(&targets));
	progress_say(&a->progress, "authorisation", "authorised by: %s",
	    a->job.authorised_by ? a->job.authorised_by : "nobody is named: loopback only");
	if (a->before.all.n)
		progress_say(&a->progress, "resume",
		    "going on with %zu records of the earlier attempt", a->before.all.n);
	if (gate_window_wait(&a->job.windows, clock_system.wall(NULL)) > 0)
		progress_say(
		    &a->progress, "window", "outside the window now: waiting for it to open");
}

static int stopped(struct audit *a)
{
	a->run.state = RUN_STOPPED;
	if (run_update(a->db, &a->run) < 0)
		return fail_database(db_msg(a->db));
	progress_say(
	    &a->progress, "stopped", "stopped. Go on with: varde audit --resume %s", a->run.id);
	return EXIT_STOPPED;
}

static int failed(struct audit *a, const char *reason)
{
	struct msg msg = {0};

	a->run.state = RUN_FAILED;
	a->run.ended = clock_system.wall(NULL);
	if (run_update(a->db, &a->run) < 0)
		return fail_database(db_msg(a->db));
	msg_what(&msg, "the scan did not come to its end");
	msg_detail(&msg, "%s", reason ? reason : "no reason was given");
	msg_hint(&msg, "what is whole is stored: varde audit --resume %s goes on", a->run.id);
	log_msg(LOG_ERROR, &msg);
	return EXIT_SCAN;
}

/* Writes the report's files and tells where they are; when that fails, how to have it again. */
static int write_report(struct audit *a, const struct stored_run *s)
{
	const struct finish_options options = {
	    .lang = a->o.lang, .label = a->o.label, .organisation = a->o.organisation};
	const char *out = out_folder(a);
	struct msg msg = {0};
	int r = finish_report(s, &options, out, REPORT_ALL, &msg);

	if (r < 0) {
		int code = options_fail(r, &msg);

		progress_say(&a->progress, "kept",
		    "the run is stored: varde report %s writes the report again", s->run.id);
		return code == EXIT_USAGE ? EXIT_FILES : code;
	}
	if (a->progress.mode == PROGRESS_LIVE || a->progress.mode == PROGRESS_PLAIN)
		finish_print(s, a->o.lang, 12);
	progress_say(&a->progress, "report",
	    "report: %s/report.html, report.pdf, report.json, findings.csv, "
	    "observations.ndjson",
	    out);
	return EXIT_DONE;
}

/*
 * The run counts as finished once its findings are stored and its report stands: killed before,
 * it is resumed with nothing left to scan.
 */
static int conclude(struct audit *a)
{
	struct stored_run s;
	struct msg msg = {0};
	int code;

	a->run.ended = clock_system.wall(NULL);
	if (finish_assess(a->db, &a->run, a->o.compare, a->arena, &s, &msg) < 0)
		return fail_database(&msg);
	if (finish_store(a->db, &s, &msg) < 0)
		return fail_database(&msg);
	progress_say(&a->progress, "assessed", "%zu findings: %s", s.findings.all.n,
	    finish_counts(&s.findings, a->arena));
	s.run.state = RUN_FINISHED;
	code = write_report(a, &s);
	if (run_update(a->db, &s.run) < 0)
		return fail_database(db_msg(a->db));
	return code;
}

static int carry_out(struct audit *a)
{
	struct collected got = {0};
	struct msg msg = {0};
	bool database = false;
	int r;

	announce(a);
	r = collect(a->db, &a->job, &a->before, &a->progress, a->arena, &got, &database, &msg);
	progress_end(&a->progress);
	if (r < 0 && database)
		return fail_database(&msg);
	if (r < 0)
		return failed(a, msg.what[0]
				     ? arena_printf(a->arena, "%s: %s", msg.what, msg.detail)
				     : err_text(r));
	if (got.state == END_STOPPED)
		return stopped(a);
	if (got.state != END_FINISHED)
		return failed(a, got.reason);
	return conclude(a);
}

int cmd_audit(int argc, char **argv)
{
	struct audit a = {.arena = arena_new()};
	struct text_list targets = {0};
	struct msg msg = {0};
	int code, r = options_parse("audit", argc, argv, &a.o, &targets, a.arena, &msg);

	if (r < 0) {
		code = options_fail(r, &msg);
	} else {
		progress_init(&a.progress, a.o.json, a.o.quiet);
		knowledge_use(kb_pack_path(a.o.pack, a.o.db, a.arena));
		code = a.o.resume ? begin_resumed(&a, &targets) : begin_new(&a, &targets);
		if (code == 0)
			code = carry_out(&a);
	}
	db_close(a.db);
	arena_free(a.arena);
	return code;
}
