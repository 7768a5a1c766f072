#include "cmd/rules.h"

#include "base/log.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/folder.h"
#include "pack/mapped.h"
#include "rule/compile.h"
#include "rule/image.h"
#include "rule/indicator_list.h"
#include "rule/starter.h"

#include <inttypes.h>
#include <sys/stat.h>

enum { FILE_MAX = 256 << 20, TOLD = 20 };

struct rules_options {
	const char *output, *vars, *pack;
	bool json, all, starter;
};

#define RULES_SOURCES                                                               \
	{"vars", OPTION_TEXT, offsetof(struct rules_options, vars), "FILE",         \
	    "variables: lines NAME = [10.0.0.0/8,...]", NULL},                      \
	    {"starter", OPTION_FLAG, offsetof(struct rules_options, starter), NULL, \
		"take the rules that come with Varde, too", NULL},                  \
	{                                                                           \
		"all", OPTION_FLAG, offsetof(struct rules_options, all), NULL,      \
		    "tell every refused rule, not the reasons alone", NULL          \
	}

const struct option_row rules_options[] = {{NULL, OPTION_FLAG, 0, NULL, NULL, NULL}};

static const struct option_row compile_options[] = {
    {"output", OPTION_TEXT, offsetof(struct rules_options, output), "PACK",
	"the pack to write (rules.vrp)", NULL},
    RULES_SOURCES,
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

static const struct option_row check_options[] = {
    RULES_SOURCES,
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

static const struct option_row pack_options[] = {
    {"pack", OPTION_TEXT, offsetof(struct rules_options, pack), "PACK",
	"the pack to read (rules.vrp)", NULL},
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

static int load(void *ctx, const char *beside, const char *name, struct str *ret)
{
	struct msg msg = {0};

	if (name[0] != '/')
		name = arena_printf(ctx, "%s/%s", file_folder(ctx, beside), name);
	return file_read(name, ret, &msg);
}

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), e = strlen(end);

	return n >= e && strcmp(name + n - e, end) == 0;
}

/* Lists may be longer than rules ever are: mapped. */
static int take_indicators(struct rule_compile *c, const char *path, struct msg *msg)
{
	struct span text = {0};
	int r = mapped_open(path, &text, msg);

	if (r < 0) {
		msg_what(msg, "the list of indicators cannot be read");
		return r;
	}
	indicator_list_read(c->indicators, path, text);
	mapped_close(text);
	return 0;
}

/* What a file is, its name says. */
static int take_file(struct rule_compile *c, const char *path, struct msg *msg)
{
	STR_AUTO(text, FILE_MAX);
	int r;

	if (ends_with(path, ".ioc"))
		return take_indicators(c, path, msg);
	r = file_read(path, &text, msg);
	if (r < 0)
		return r;
	if (ends_with(path, "classification.config") || ends_with(path, "reference.config"))
		return rule_env_config(&c->env, str_bytes(&text), msg);
	rule_compile_add(c, path, str_bytes(&text));
	return 0;
}

static int take_folder(
    struct rule_compile *c, const char *path, struct arena *arena, struct msg *msg)
{
	struct folder list = {0};
	int r = folder_list(path, arena, &list, msg);

	/* Classes first: rules refer to them. */
	for (int pass = 0; pass < 2 && r == 0; pass++)
		for (size_t i = 0; i < list.names.n && r == 0; i++) {
			const char *name = list.names.items[i];

			if (ends_with(name, pass ? ".rules" : ".config") ||
			    (pass && ends_with(name, ".ioc")))
				r = take_file(c, arena_printf(arena, "%s/%s", path, name), msg);
		}
	return r;
}

static int take_all(struct rule_compile *c, const struct rules_options *o,
    const struct text_list *args, struct arena *arena, struct msg *msg)
{
	int r = 0;

	if (o->vars) {
		STR_AUTO(text, FILE_MAX);

		r = file_read(o->vars, &text, msg);
		if (r == 0)
			r = rule_env_vars(&c->env, str_bytes(&text), msg);
	}
	if (r == 0 && o->starter)
		starter_add(c);
	if (r == 0 && !args->n && !o->starter) {
		msg_what(msg, "no rules are given");
		msg_hint(msg, "name files or folders of rules, or --starter");
		return ERR_SYNTAX;
	}
	for (size_t i = 0; i < args->n && r == 0; i++) {
		struct stat st;

		if (stat(args->items[i], &st) == 0 && S_ISDIR(st.st_mode))
			r = take_folder(c, args->items[i], arena, msg);
		else
			r = take_file(c, args->items[i], msg);
	}
	return r;
}

static void tell_indicators(const struct indicator_list *list)
{
	if (!list->n && !list->refused)
		return;
	(void)printf("%zu indicators taken, %zu refused\n", list->n, list->refused);
	if (list->refused)
		(void)printf("%s:%zu: %s\n", list->file, list->line, list->why);
}

static void tell(struct rule_compile *c, bool all)
{
	size_t n, taken = c->rules.n, total = taken + c->refused.n;
	struct rule_reason **reasons = rule_compile_reasons(c, &n);

	(void)printf("%zu of %zu rules taken (%.2f %%), %zu refused\n", taken, total,
	    total ? 100.0 * (double)taken / (double)total : 0.0, c->refused.n);
	for (size_t i = 0; i < n; i++)
		(void)printf("%7u  %s (first: %u)\n", reasons[i]->n, reasons[i]->reason,
		    reasons[i]->sid);
	if (!all)
		return;
	vec_foreach (r, &c->refused)
		(void)printf("%s:%d: sid %u: %s%s%s\n", r->file, r->line, r->sid, r->reason,
		    r->detail[0] ? ": " : "", r->detail);
}

static int compile(const struct rules_options *o, const struct text_list *args, bool write,
    struct arena *arena, struct msg *msg)
{
	struct rule_compile *c = rule_compile_new(arena);
	struct indicator_list indicators CLEANUP(indicator_list_done);
	const char *path = o->output ? o->output : "rules.vrp";
	int64_t begin = clock_system.mono(NULL);
	STR_AUTO(image, FILE_MAX * 2L);
	int r;

	indicator_list_init(&indicators);
	c->indicators = &indicators;
	c->load = load;
	c->ctx = arena;
	r = take_all(c, o, args, arena, msg);
	if (r == 0) {
		tell(c, o->all);
		tell_indicators(&indicators);
	}
	if (r < 0 || !write)
		return r;
	r = rule_compile_end(c, &image, msg);
	if (r == 0)
		r = file_write(path, str_bytes(&image), 0644, msg);
	if (r == 0)
		(void)printf("%s: %zu bytes, %" PRId64 " ms\n", path, image.n,
		    clock_system.mono(NULL) - begin);
	return r;
}

static const char *const kinds[] = {"packet", "stream", "transaction", "once a flow"};

static void stats_of(const struct rule_image *image, int64_t ms)
{
	uint32_t n[4] = {0}, fast = 0;

	for (uint32_t i = 0; i < image->count[RT_RULES]; i++) {
		n[image->rules[i].kind & 3]++;
		fast += (image->rules[i].flags & RULE_FAST) != 0;
	}
	(void)printf("%u rules, %u by a fast pattern, %u matchers, %u regular expressions\n",
	    image->count[RT_RULES], fast, image->count[RT_MATCHERS], image->count[RT_PCRES]);
	for (int k = 0; k < 4; k++)
		(void)printf("%7u  %s\n", n[k], kinds[k]);
	if (image->indicator)
		(void)printf("%u indicators, %" PRIu64 " bytes of them\n",
		    image->count[RT_INDICATORS],
		    image->head.bytes - image->head.at[RT_INDICATOR_HEAD]);
	(void)printf("%zu bytes, opened in %" PRId64 " ms\n", image->file.n, ms);
}

static int show(const struct rule_image *image, const char *sid)
{
	bool any = false;

	for (uint32_t i = 0; i < image->count[RT_RULES]; i++) {
		const struct rule_row *row = &image->rules[i];
		const struct rule_meta *meta = &image->meta[row->meta];
		char number[16];

		(void)snprintf(number, sizeof(number), "%u", meta->sid);
		if (strcmp(number, sid) != 0)
			continue;
		any = true;
		(void)printf("%u:%u:%u %s\nclass %s, priority %u; held against: %s%s\n%s\n",
		    meta->gid, meta->sid, meta->rev, rule_meta_text(meta, meta->msg),
		    rule_meta_text(meta, meta->classtype), meta->priority, kinds[row->kind & 3],
		    row->flags & RULE_FAST ? ", by a fast pattern" : "",
		    rule_meta_text(meta, meta->raw));
	}
	return any ? 0 : ERR_NOTFOUND;
}

static int with_pack(
    const struct rules_options *o, const struct text_list *sids, struct msg *msg)
{
	int64_t begin = clock_system.mono(NULL);
	struct rule_image *image = NULL;
	int r = rule_image_open(o->pack ? o->pack : "rules.vrp", &image, msg);

	if (r < 0)
		return r;
	if (!sids)
		stats_of(image, clock_system.mono(NULL) - begin);
	for (size_t i = 0; sids && i < sids->n && r == 0; i++) {
		r = show(image, sids->items[i]);
		if (r < 0) {
			msg_what(msg, "the pack has no such rule");
			msg_detail(msg, "%s", sids->items[i]);
		}
	}
	(void)rule_image_close(image);
	return r;
}

enum verb { COMPILE, CHECK, SHOW, STATS };

static int run(enum verb verb, const char *name, int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct rules_options o = {0};
	struct text_list args = {0};
	static char output[] = "--output"; /* -o, as compilers have it */
	struct msg msg = {0};
	int r;

	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "-o") == 0)
			argv[i] = output;
	r = options_parse(name, argc, argv, &o, &args, arena, &msg);

	if (r == 0)
		r = verb <= CHECK ? compile(&o, &args, verb == COMPILE, arena, &msg)
				  : with_pack(&o, verb == SHOW ? &args : NULL, &msg);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}

static int cmd_compile(int argc, char **argv)
{
	return run(COMPILE, "rules compile", argc, argv);
}

static int cmd_check(int argc, char **argv)
{
	return run(CHECK, "rules check", argc, argv);
}

static int cmd_show(int argc, char **argv)
{
	return run(SHOW, "rules show", argc, argv);
}

static int cmd_stats(int argc, char **argv)
{
	return run(STATS, "rules stats", argc, argv);
}

const struct command rules_commands[] = {
    {"rules compile", "FILE|DIR...", "Compiles rules in Suricata's language into a pack.",
	"A rule is taken whole or refused with the reason. Of a folder its *.rules and\n"
	"*.config files are taken, and its *.ioc files: lists of indicators.",
	compile_options, cmd_compile},
    {"rules check", "FILE|DIR...", "Says which rules would be taken, and why not the others.",
	NULL, check_options, cmd_check},
    {"rules show", "SID...", "Shows rules of a pack.", NULL, pack_options, cmd_show},
    {"rules stats", "", "Says what a pack holds, and how long opening it takes.", NULL,
	pack_options, cmd_stats},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

static void overview(FILE *to)
{
	(void)fputs("usage: varde rules VERB [OPTION...]\n\nRules of the sensor.\n\n", to);
	for (const struct command *c = rules_commands; c->name; c++)
		(void)fprintf(to, "  %-14s %s\n", c->name, c->doc);
	(void)fputs("\nvarde rules VERB --help explains one.\n", to);
}

int cmd_rules(int argc, char **argv)
{
	if (argc < 2) {
		overview(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		overview(stdout);
		return EXIT_DONE;
	}
	for (const struct command *c = rules_commands; c->name; c++)
		if (strcmp(c->name + strlen("rules "), argv[1]) == 0)
			return c->run(argc - 1, argv + 1);
	log_line(LOG_ERROR, "there is no verb \"%s\" of varde rules", argv[1]);
	overview(stderr);
	return EXIT_USAGE;
}
