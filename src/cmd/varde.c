/* varde: the commands. */
#include "base/log.h"
#include "cmd/audit.h"
#include "cmd/backup.h"
#include "cmd/database.h"
#include "cmd/doctor.h"
#include "cmd/events.h"
#include "cmd/import.h"
#include "cmd/init.h"
#include "cmd/kb.h"
#include "cmd/log.h"
#include "cmd/oplog.h"
#include "cmd/rules.h"
#include "cmd/runs.h"
#include "cmd/sample.h"
#include "cmd/sensor.h"
#include "cmd/serve.h"
#include "cmd/work.h"
#include "cmd/worker.h"

static int cmd_help(int argc, char **argv);
static int cmd_version(int argc, char **argv);

static const struct option_row no_options[] = {{NULL, OPTION_FLAG, 0, NULL, NULL, NULL}};

static const char audit_more[] =
    "A target is a domain, a host, a URL, an address or a network (192.0.2.0/24).\n"
    "Scanning is read-only and polite, stays inside the perimeter, and can be\n"
    "stopped with Ctrl-C and resumed.\n\n"
    "Example:\n"
    "  varde audit hospital.example 192.0.2.0/28 --out report/ \\\n"
    "    --authorised-by \"security officer, mandate 2026-17\"";

static const char import_more[] =
    "The tool is told by what the file holds: nmap, nuclei, Burp Suite, ZAP, Nessus,\n"
    "OpenVAS, testssl.sh, sslyze. Without --org it is only shown. With it, what the\n"
    "organisation has proved to be its own and nobody follows yet waits in the portal\n"
    "for somebody to take it, or is taken at once (--take).";

const struct command commands[] = {
    {"audit", "TARGET...", "Maps and audits what a perimeter exposes; writes the report.",
	audit_more, audit_options, cmd_audit},
    {"runs", "", "Lists the stored runs, newest first.", NULL, runs_options, cmd_runs},
    {"show", "[RUN]", "Shows a stored run and its findings (the newest).", NULL, show_options,
	cmd_show},
    {"report", "[RUN]", "Writes a stored run's report again, without a packet.", NULL,
	report_options, cmd_report},
    {"forget", "[RUN]", "Deletes a stored run with all it observed.", NULL, forget_options,
	cmd_forget},
    {"init", "", "Makes a server's database and its first administrator.", NULL, init_options,
	cmd_init},
    {"sample", "", "Fills an empty server with a made-up hospital group, to try it.", NULL,
	sample_options, cmd_sample},
    {"serve", "", "Serves the portal and the API, and carries out ordered audits.", NULL,
	serve_options, cmd_serve},
    {"work", "", "Carries out audits beside the database; varde serve starts it.", NULL,
	work_options, cmd_work},
    {"worker", "", "Carries out audits for a server elsewhere (mutual TLS).", NULL,
	worker_options, cmd_worker},
    {"worker-add", "NAME CERT.pem", "Registers the certificate of a worker elsewhere.", NULL,
	worker_add_options, cmd_worker_add},
    {"worker-remove", "NAME", "Takes a worker's certificates away.", NULL,
	worker_remove_options, cmd_worker_remove},
    {"doctor", "", "Looks at everything a server needs, and says what to do.", NULL,
	doctor_options, cmd_doctor},
    {"oplog", "[TARGET COMMAND...]",
	"Writes down what a penetration test does, by an API token.",
	"Without arguments the lines of standard input are sent, each\n"
	"  [TIME] [SOURCE >] TARGET[:PORT] COMMAND... [=> RESULT]\n"
	"Time and source are the server's clock and your address when they are left out.\n\n"
	"Example:\n"
	"  varde oplog --url https://cert.example.org --token-file ~/.varde-token \\\n"
	"    --test PT-2026-0001 198.51.100.7:443 nmap -sV -p443",
	oplog_options, cmd_oplog},
    {"backup", "FILE", "Writes the whole database to one file, online, and checks it.", NULL,
	backup_options, cmd_backup},
    {"restore", "FILE", "Fills an empty database, of either kind, from a backup.", NULL,
	restore_options, cmd_restore},
    {"db", "version | migrate | copy FROM TO",
	"Shows, updates or copies a database (SQLite, PostgreSQL).", NULL, database_options,
	cmd_db},
    {"log", "verify | export [FILE]", "Checks or exports the audit log.", NULL, log_options,
	cmd_log},
    {"import", "FILE", "Shows or imports what nmap, nuclei, Burp and other tools wrote.",
	import_more, import_options, cmd_import},
    {"sensor", "add|remove|list|pack|ship ...",
	"Registers sensors, gives them rules, ships what they see.",
	"add NAME CERT, remove NAME, list; pack FILE gives them rules; ship runs at one.",
	sensor_options, cmd_sensor},
    {"events", "import FILE...", "Takes in reports and lines of sensors about members.", NULL,
	events_options, cmd_events},
    {"kb", "VERB ...", "What is known of vulnerabilities: import, sources, ...",
	"varde kb --help lists the verbs, varde kb VERB --help explains one.", kb_options,
	cmd_kb},
    {"rules", "VERB ...", "Rules of the sensor: compile, check, show, stats.",
	"varde rules --help lists the verbs, varde rules VERB --help explains one.",
	rules_options, cmd_rules},
    {"help", "[COMMAND | settings]", "Explains a command.", NULL, no_options, cmd_help},
    {"version", "", "Prints the version.", NULL, no_options, cmd_version},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

static void overview(FILE *to)
{
	(void)fputs("usage: varde COMMAND [OPTION...]\n\nVarde maps and audits what an "
		    "organisation exposes to the Internet.\n\n",
	    to);
	for (const struct command *c = commands; c->name; c++)
		(void)fprintf(to, "  %-14s %s\n", c->name, c->doc);
	(void)fputs(
	    "\nvarde help COMMAND explains one. Exit codes: 0 done, 2 usage, 3 not\n"
	    "authorised, 4 files, 5 database, 6 scan failed, 130 stopped (resumable).\n",
	    to);
}

static int cmd_help(int argc, char **argv)
{
	const struct command *c = argc > 1 ? command_of(argv[1]) : NULL;

	if (argc > 1 && strcmp(argv[1], "settings") == 0) {
		config_print(stdout);
		return EXIT_DONE;
	}
	if (argc > 1 && !c) {
		log_line(LOG_ERROR, "there is no command %s", argv[1]);
		overview(stderr);
		return EXIT_USAGE;
	}
	if (c)
		options_help(c, stdout);
	else
		overview(stdout);
	return EXIT_DONE;
}

static int cmd_version(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	(void)puts("varde " VARDE_VERSION);
	return EXIT_DONE;
}

int main(int argc, char **argv)
{
	const struct command *c;

	log_init("varde", LOG_INFO);
	if (argc < 2) {
		overview(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return cmd_help(1, argv);
	if (strcmp(argv[1], "--version") == 0)
		return cmd_version(1, argv);
	c = command_of(argv[1]);
	if (!c) {
		log_line(LOG_ERROR, "there is no command %s", argv[1]);
		overview(stderr);
		return EXIT_USAGE;
	}
	return c->run(argc - 1, argv + 1);
}
