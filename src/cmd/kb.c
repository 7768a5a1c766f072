#include "cmd/kb.h"

#include "base/log.h"
#include "cmd/kb_bundle.h"
#include "cmd/kb_import.h"
#include "cmd/kb_pack.h"
#include "cmd/kb_providers.h"
#include "cmd/kb_sources.h"
#include "cmd/kb_update.h"
#include "cmd/kb_watch.h"
#include "cmd/kb_who.h"

const struct option_row kb_options[] = {{NULL, OPTION_FLAG, 0, NULL, NULL, NULL}};

const struct command kb_commands[] = {
    {"kb import", "FILE|DIR...", "Takes publications of feeds in from files.",
	"A file may be packed (gz, xz, zst, tar, zip). What it is, is found out from\n"
	"its content. One that is malformed, cut, ten times its usual size or older\n"
	"than the one in use is refused as a whole, and the old one stays.",
	kb_import_options, cmd_kb_import},
    {"kb sources", "", "Lists the feeds: age, records, licence; switches them.", NULL,
	kb_sources_options, cmd_kb_sources},
    {"kb update", "[FEED...]", "Fetches what is new of the feeds that are switched on.",
	"Only what has changed is fetched, over HTTPS. What is malformed, cut, ten\n"
	"times its usual size or older than the one in use is refused as a whole, and\n"
	"the old one stays.",
	kb_update_options, cmd_kb_update},
    {"kb providers", "", "Lists and sets whom CSAF documents are taken from.",
	"A provider is found by its domain (well-known address, security.txt, DNS), or by\n"
	"the address of its metadata. What is told narrower than its clearance is not\n"
	"taken; other hosts, wrong digests and signatures refuse all of it.",
	kb_providers_options, cmd_kb_providers},
    {"kb compile", "", "Compiles what was taken in into the pack that is matched with.",
	"The old pack stays until the new one is whole; who has it open keeps it.",
	kb_compile_options, cmd_kb_compile},
    {"kb stats", "", "Says what the pack holds, and from whom.", NULL, kb_stats_options,
	cmd_kb_stats},
    {"kb show", "ID...", "Shows all that is known of a CVE or an advisory.", NULL,
	kb_show_options, cmd_kb_show},
    {"kb search", "WORD...", "Lists products and vulnerabilities whose texts have all words.",
	NULL, kb_search_options, cmd_kb_search},
    {"kb match", "PRODUCT", "Lists what is known against a product in a version.",
	"PRODUCT is a banner (\"OpenSSH 9.2p1 Debian-2+deb12u10\"),\n"
	"\"vendor:product version\" or a CPE name.",
	kb_match_options, cmd_kb_match},
    {"kb who", "WHAT", "Lists who runs what is affected, of all that was seen last.",
	"WHAT is a CVE or an advisory that the knowledge has, the file of a CVE record\n"
	"or an advisory, or before there is any a product with its affected versions:\n"
	"'vendor:product <1.2'.",
	kb_who_options, cmd_kb_who},
    {"kb watch", "", "Tells what new knowledge means for what was seen last.",
	"Each time when another pack is in use than the time before, what it says\n"
	"otherwise is matched with the services of the newest runs, and what is new,\n"
	"changed or withdrawn for them is told. The first time only remembers.",
	kb_watch_options, cmd_kb_watch},
    {"kb diff", "OLD NEW", "Lists what differs between two packs.", NULL, kb_diff_options,
	cmd_kb_diff},
    {"kb bundle", "OUT", "Writes everything that is known to one signed file.",
	"For networks that reach no feed: varde kb import takes the file in there.",
	kb_bundle_options, cmd_kb_bundle},
    {"kb key", "", "Shows or makes the key that signs bundles; whom to trust.", NULL,
	kb_key_options, cmd_kb_key},
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
