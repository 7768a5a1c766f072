#include "cmd/runs.h"

#include "base/log.h"
#include "base/time.h"
#include "cmd/finish.h"
#include "cmd/kb_pack.h"
#include "pack/knowledge_current.h"
#include "report/json.h"

struct runs_opts {
	const char *db, *pack, *lang, *out, *format, *compare, *label, *organisation;
	bool json, yes;
};

static const char *const langs[] = {"en", "fr", "nb", NULL};
static const char *const labels[] = {
    "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED", NULL};
static const char *const formats[] = {"all", "html", "pdf", "json", "csv", "ndjson", NULL};

#define R_TEXT(nm, m, arg, doc, choices)                                          \
	{                                                                         \
		nm, OPTION_TEXT, offsetof(struct runs_opts, m), arg, doc, choices \
	}
#define R_FLAG(nm, m, doc)                                                      \
	{                                                                       \
		nm, OPTION_FLAG, offsetof(struct runs_opts, m), NULL, doc, NULL \
	}
#define R_DB   R_TEXT("db", db, "PLACE", "database: a file, or a postgresql:// URL", NULL)
#define R_LANG R_TEXT("lang", lang, "LANGUAGE", "en, fr or nb", langs)
#define R_END                                          \
	{                                              \
		NULL, OPTION_FLAG, 0, NULL, NULL, NULL \
	}

const struct option_row runs_options[] = {R_DB, R_FLAG("json", json, "as JSON"), R_END};
const struct option_row show_options[] = {R_DB, R_LANG, R_FLAG("json", json, "as JSON"), R_END};
const struct option_row forget_options[] = {R_DB, R_FLAG("yes", yes, "do not ask"), R_END};
const struct option_row report_options[] = {
    R_DB,
    R_TEXT("pack", pack, "FILE",
	"the knowledge pack that versions are judged with (knowledge.vkp beside the "
	"database; without one, what is built in)",
	NULL),
    R_TEXT("out", out, "FOLDER", "where the report goes (report/)", NULL),
    R_LANG,
    R_TEXT("format", format, "FORMAT", "all, html, pdf, json, csv or ndjson", formats),
    R_TEXT("compare", compare, "RUN",
	"run to compare with, or none (the newest earlier one of the same perimeter)", NULL),
    R_TEXT("label", label, "TLP", "protective marking of the report (TLP:AMBER)", labels),
    R_TEXT(
	"organisation", organisation, "NAME", "whose systems these are, for the cover", NULL),
    R_END,
};

/* What the four commands share: options, one run's id, the database. */
struct session {
	struct runs_opts o;
	struct arena *arena;
	struct db *db;
	const char *id;
};

/* Gives an exit code other than 0 when the command cannot begin. */
static int begin(struct session *s, const char *command, int argc, char **argv, bool wants_id)
{
	struct text_list rest = {0};
	struct msg msg = {0};
	int r;

	s->arena = arena_new();
	r = options_parse(command, argc, argv, &s->o, &rest, s->arena, &msg);
	if (r < 0)
		return options_fail(r, &msg);
	if (rest.n > (wants_id ? 1 : 0)) {
		msg_what(&msg, "there is an argument too many");
		msg_detail(&msg, "\"%.100s\"", rest.items[rest.n - 1]);
		msg_hint(&msg, "varde help %s", command);
		return options_fail(ERR_SYNTAX, &msg);
	}
	s->id = rest.n ? rest.items[0] : "latest";
	knowledge_use(kb_pack_path(s->o.pack, s->o.db, s->arena));
	r = db_open(options_db(s->o.db, s->arena), 0, &msg, &s->db);
	if (r == ERR_NOTFOUND && !s->o.db) {
		/* A list of none is a list; another command has nothing to work on. */
		if (!wants_id && !s->o.json)
			(void)puts("No run is stored yet. " FINISH_BEGIN_HINT);
		if (!wants_id)
			return -1;
		finish_nothing(s->arena, &msg);
	}
	if (r < 0) {
		log_msg(LOG_ERROR, &msg);
		return EXIT_DATABASE;
	}
	return 0;
}

static int end(struct session *s, int code)
{
	db_close(s->db);
	arena_free(s->arena);
	return code < 0 ? EXIT_DONE : code;
}

static void print_run(const struct run *run)
{
	static const char *const states[] = {"running", "stopped", "finished", "failed"};
	char date[21];

	(void)printf("%-22s %-20s %-9s %4lld findings  ", run->id,
	    time_minute(run->created, date), states[run->state], (long long)run->findings);
	for (size_t i = 0; i < run->targets.n && i < 4; i++)
		(void)printf("%s%s", i ? ", " : "", run->targets.items[i]);
	(void)printf("%s\n", run->targets.n > 4 ? ", ..." : "");
}

static void print_json(const struct record_type *type, const void *rec)
{
	STR_AUTO(out, (size_t)4 << 20);
	STR_AUTO(quiet, (size_t)8 << 20);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	record_to_json(type, rec, true, &w);
	report_json_quiet(&quiet, str_bytes(&out)); /* it may go to a terminal */
	(void)puts(str_text(&quiet));
}

int cmd_runs(int argc, char **argv)
{
	struct session s = {0};
	struct runs runs = {0};
	int code = begin(&s, "runs", argc, argv, false);

	if (code)
		return end(&s, code);
	if (run_list(s.db, s.arena, &runs) < 0) {
		log_msg(LOG_ERROR, db_msg(s.db));
		return end(&s, EXIT_DATABASE);
	}
	vec_foreach (run, &runs.all) {
		if (s.o.json)
			print_json(&run_type, run);
		else
			print_run(run);
	}
	if (!runs.all.n && !s.o.json)
		(void)puts("No run is stored yet. " FINISH_BEGIN_HINT);
	return end(&s, EXIT_DONE);
}

static int load(struct session *s, struct stored_run *ret)
{
	struct msg msg = {0};
	int r = finish_load(s->db, s->id, s->o.compare, s->arena, ret, &msg);

	if (r == 0)
		return 0;
	if (!msg.what[0])
		msg_what(&msg, "the run cannot be read: %s", err_text(r));
	log_msg(LOG_ERROR, &msg);
	return r == ERR_NOTFOUND ? EXIT_USAGE : EXIT_DATABASE;
}

static void show_text(const struct stored_run *run, const struct session *s)
{
	size_t counts[OBS_KINDS] = {0};

	print_run(&run->run);
	(void)printf("authorised by: %s\n",
	    run->run.authorised_by ? run->run.authorised_by : "nobody is named: loopback only");
	vec_foreach (o, &run->obs.all)
		counts[o->kind]++;
	(void)printf("observed: %zu services, %zu web answers, %zu certificates, %zu DNS "
		     "answers, %zu facts\n",
	    counts[OBS_SERVICE], counts[OBS_HTTP], counts[OBS_CERT], counts[OBS_DNS],
	    counts[OBS_FACT]);
	if (run->run.state != RUN_FINISHED)
		(void)printf("not finished: varde audit --resume %s goes on\n", run->run.id);
	(void)printf("findings: %s\n", finish_counts(&run->findings, s->arena));
	finish_print(run, s->o.lang, SIZE_MAX);
	if (run->previous.id)
		(void)printf("compared with %s: %zu no longer there\n", run->previous.id,
		    run->gone.all.n);
}

int cmd_show(int argc, char **argv)
{
	struct session s = {0};
	struct stored_run run;
	int code = begin(&s, "show", argc, argv, true);

	if (code == 0)
		code = load(&s, &run);
	if (code)
		return end(&s, code);
	if (s.o.json) {
		print_json(&run_type, &run.run);
		vec_foreach (f, &run.findings.all)
			print_json(&finding_type, f);
	} else {
		show_text(&run, &s);
	}
	return end(&s, EXIT_DONE);
}

int cmd_report(int argc, char **argv)
{
	struct session s = {0};
	struct stored_run run;
	struct finish_options options;
	struct msg msg = {0};
	int r, code = begin(&s, "report", argc, argv, true);

	if (code == 0)
		code = load(&s, &run);
	if (code)
		return end(&s, code);
	options = (struct finish_options){
	    .lang = s.o.lang, .label = s.o.label, .organisation = s.o.organisation};
	r = finish_report(&run, &options, s.o.out ? s.o.out : "report",
	    report_format_of(s.o.format ? s.o.format : "all"), &msg);
	if (r < 0) {
		(void)options_fail(r, &msg);
		return end(&s, EXIT_FILES);
	}
	(void)printf("report of run %s: %s/\n", run.run.id, s.o.out ? s.o.out : "report");
	return end(&s, EXIT_DONE);
}

static bool confirmed(const struct run *run)
{
	char answer[8];

	print_run(run);
	(void)printf("Delete this run with all it observed? It cannot be undone. [y/N] ");
	(void)fflush(stdout);
	return fgets(answer, sizeof(answer), stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}

int cmd_forget(int argc, char **argv)
{
	struct session s = {0};
	struct run run;
	struct msg msg = {0};
	int r, code = begin(&s, "forget", argc, argv, true);

	if (code)
		return end(&s, code);
	r = finish_find(s.db, s.id, s.arena, &run, &msg);
	if (r < 0) {
		log_msg(LOG_ERROR, &msg);
		return end(&s, r == ERR_NOTFOUND ? EXIT_USAGE : EXIT_DATABASE);
	}
	if (!s.o.yes && !confirmed(&run)) {
		(void)puts("kept");
		return end(&s, EXIT_DONE);
	}
	if (run_delete(s.db, run.id) < 0) {
		log_msg(LOG_ERROR, db_msg(s.db));
		return end(&s, EXIT_DATABASE);
	}
	(void)printf("run %s is deleted\n", run.id);
	return end(&s, EXIT_DONE);
}
