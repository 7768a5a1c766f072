/* varde-scan: a filter. One job (JSON) and records of an earlier attempt (NDJSON) in, records
 * out. Started by varde. */
#include "base/log.h"
#include "scan/scan.h"

static const char usage[] =
    "usage: varde-scan [--help | --version] < JOB.ndjson > RECORDS.ndjson\n"
    "One job as JSON on the first line of standard input, then the records of an\n"
    "earlier attempt, if any; observation records on standard output\n"
    "(docs/schema/). It is started by varde audit.\n\n"
    "  --help     explains itself\n"
    "  --version  prints the version\n";

#ifdef __SANITIZE_ADDRESS__
__attribute__((visibility("default"))) const char *__lsan_default_options(void);

/* Looking for leaks at the end needs ptrace, which the sandbox forbids. */
const char *__lsan_default_options(void)
{
	return "detect_leaks=0";
}
#endif

int main(int argc, char **argv)
{
	struct msg msg = {0};
	int r;

	log_init("varde-scan", LOG_INFO);
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		(void)puts("varde-scan " VARDE_VERSION);
		return 0;
	}
	if (argc != 1) {
		(void)fputs(
		    usage, argc == 2 && strcmp(argv[1], "--help") == 0 ? stdout : stderr);
		return argc == 2 && strcmp(argv[1], "--help") == 0 ? 0 : 2;
	}
	r = scan_main(0, 1, &msg);
	if (r < 0) {
		if (!msg.what[0])
			msg_what(&msg, "the scan failed: %s", err_text(r));
		log_msg(LOG_ERROR, &msg);
		return r == ERR_SYNTAX || r == ERR_RANGE ? 2 : r == ERR_LIMIT ? 3 : 6;
	}
	return 0;
}
