#include "cmd/kb.h"

#include "base/log.h"
#include "cmd/kb_import.h"
#include "cmd/kb_sources.h"

const struct option_row kb_options[] = {{NULL, OPTION_FLAG, 0, NULL, NULL, NULL}};

const struct command kb_commands[] = {
    {"kb import", "FILE|DIR...", "Takes publications of feeds in from files.",
	"A file may be packed (gz, xz, zst, tar, zip). What it is, is found out from its\n"
	"content. One that is malformed, cut, ten times its usual size or older than the one\n"
	"in use is refused as a whole, and the old one stays.",
	kb_import_options, cmd_kb_import},
    {"kb sources", "", "Lists the feeds: age, records, licence; switches them on and off.",
	NULL, kb_sources_options, cmd_kb_sources},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

static void overview(FILE *to)
{
	(void)fputs(
	    "usage: varde kb VERB [OPTION...]\n\nWhat is known of vulnerabilities: taken in "
	    "from feeds, compiled, matched.\n\n",
	    to);
	for (const struct command *c = kb_commands; c->name; c++)
		(void)fprintf(to, "  %-14s %s\n", c->name, c->doc);
	(void)fputs("\nvarde kb VERB --help explains one.\n", to);
}

int cmd_kb(int argc, char **argv)
{
	if (argc < 2) {
		overview(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		overview(stdout);
		return EXIT_DONE;
	}
	for (const struct command *c = kb_commands; c->name; c++)
		if (strcmp(c->name + strlen("kb "), argv[1]) == 0)
			return c->run(argc - 1, argv + 1);
	log_line(LOG_ERROR, "there is no verb \"%s\" of varde kb", argv[1]);
	overview(stderr);
	return EXIT_USAGE;
}
