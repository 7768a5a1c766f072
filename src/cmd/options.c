#include "cmd/options.h"

#include "base/log.h"
#include "base/parse.h"
#include "cmd/kb.h"
#include "cmd/rules.h"

const struct command *command_of(const char *name)
{
	for (const struct command *c = commands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	for (const struct command *c = rules_commands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	for (const struct command *c = kb_commands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

static int bad(struct msg *msg, const char *command, const char *what, const char *detail)
{
	msg_what(msg, "%s", what);
	msg_detail(msg, "%.200s", detail);
	msg_hint(msg, "varde help %s lists the options", command);
	return ERR_SYNTAX;
}

static bool allowed(const struct option_row *row, const char *value)
{
	for (const char *const *c = row->choices; c && *c; c++)
		if (strcmp(*c, value) == 0)
			return true;
	return row->choices == NULL;
}

/* A value that is none of the allowed ones, or empty. */
static int bad_value(
    struct msg *msg, const char *command, const struct option_row *row, const char *value)
{
	STR_AUTO(list, 256);

	msg_what(msg, "the value of --%s cannot be used", row->name);
	msg_detail(msg, *value ? "\"%.100s\"" : "it is empty", value);
	for (const char *const *c = row->choices; c && *c; c++)
		str_addf(&list, "%s%s", list.n ? ", " : "", *c);
	if (row->choices)
		msg_hint(msg, "choose from %s", str_text(&list));
	else
		msg_hint(msg, "varde help %s lists the options", command);
	return ERR_SYNTAX;
}

static int set(const char *command, const struct option_row *row, const char *value,
    void *values, struct arena *arena, struct msg *msg)
{
	void *to = (char *)values + row->offset;
	int64_t n;

	if (row->type == OPTION_FLAG) {
		*(bool *)to = true;
		return 0;
	}
	if (!*value || !allowed(row, value))
		return bad_value(msg, command, row, value);
	if (row->type == OPTION_TEXT)
		*(const char **)to = value;
	if (row->type == OPTION_LIST)
		text_list_add(to, arena, value);
	if (row->type != OPTION_NUMBER)
		return 0;
	if (parse_int(span_str(value), 1, 100000, &n) < 0)
		return bad(msg, command, "an option wants a number from 1 to 100000",
		    arena_printf(arena, "--%s %s", row->name, value));
	*(int64_t *)to = n;
	return 0;
}

static const struct option_row *find(const struct command *c, const char *name, size_t n)
{
	for (const struct option_row *row = c->options; row->name; row++)
		if (strlen(row->name) == n && strncmp(row->name, name, n) == 0)
			return row;
	return NULL;
}

/* One "--name[=value]"; takes the next argument when the value stands there. */
static int parse_one(const struct command *c, int argc, char **argv, int *i, void *values,
    struct arena *arena, struct msg *msg)
{
	const char *name = argv[*i] + 2, *equals = strchr(name, '=');
	const struct option_row *row =
	    find(c, name, equals ? (size_t)(equals - name) : strlen(name));

	if (!row)
		return bad(msg, c->name, "there is no such option", argv[*i]);
	if (row->type == OPTION_FLAG)
		return equals ? bad(msg, c->name, "the option takes no value", argv[*i])
			      : set(c->name, row, "", values, arena, msg);
	if (!equals && *i + 1 >= argc)
		return bad(msg, c->name, "the option's value is missing", argv[*i]);
	return set(c->name, row, equals ? equals + 1 : argv[++*i], values, arena, msg);
}

int options_parse(const char *command, int argc, char **argv, void *values,
    struct text_list *rest, struct arena *arena, struct msg *msg)
{
	const struct command *c = command_of(command);
	bool options = true;

	for (int i = 1; i < argc; i++) {
		int r;

		if (options && strcmp(argv[i], "--") == 0) {
			options = false;
			continue;
		}
		if (!options || strncmp(argv[i], "-", 1) != 0) {
			text_list_add(rest, arena, argv[i]);
			continue;
		}
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			options_help(c, stdout);
			exit(EXIT_DONE); /* NOLINT(concurrency-mt-unsafe): no thread is there */
		}
		if (strncmp(argv[i], "--", 2) != 0)
			return bad(msg, command, "there is no such option", argv[i]);
		r = parse_one(c, argc, argv, &i, values, arena, msg);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Prints text from column at, broken before column 80 and continued at the indent. */
static void print_wrapped(FILE *to, const char *text, int at, int indent)
{
	struct span rest = span_str(text), word;

	while (span_split(&rest, ' ', &word)) {
		int n = (int)word.n;

		if (at > indent && at + 1 + n > 79) {
			(void)fprintf(to, "\n%*s", indent, "");
			at = indent;
		} else if (at > indent) {
			(void)fputc(' ', to);
			at++;
		}
		(void)fprintf(to, "%.*s", n, (const char *)word.p);
		at += n;
	}
	(void)fputc('\n', to);
}

static void print_option(FILE *to, const struct option_row *row)
{
	enum { COLUMN = 28 };
	char left[64];
	int n = snprintf(left, sizeof(left), "  --%s%s%s", row->name, row->arg ? " " : "",
	    row->arg ? row->arg : "");

	if (n >= COLUMN)
		(void)fprintf(to, "%s\n%*s", left, COLUMN, "");
	else
		(void)fprintf(to, "%-*s", COLUMN, left);
	print_wrapped(to, row->doc, COLUMN, COLUMN);
}

void options_help(const struct command *c, FILE *to)
{
	(void)fprintf(
	    to, "usage: varde %s [OPTION...]%s%s\n\n", c->name, *c->args ? " " : "", c->args);
	print_wrapped(to, c->doc, 0, 0);
	if (c->more)
		(void)fprintf(to, "\n%s\n", c->more);
	if (c->options->name)
		(void)fputs("\nOptions:\n", to);
	for (const struct option_row *row = c->options; row->name; row++)
		print_option(to, row);
}

int options_fail(int err, const struct msg *msg)
{
	struct msg m = *msg;

	if (!m.what[0])
		msg_what(&m, "it failed: %s", err_text(err));
	log_msg(LOG_ERROR, &m);
	switch (err) {
	case ERR_SYNTAX:
	case ERR_RANGE:
	case ERR_LIMIT:
		return EXIT_USAGE;
	case ERR_BUSY:
	case ERR_VERSION:
	case ERR_CORRUPT:
		return EXIT_DATABASE;
	default:
		return EXIT_FILES;
	}
}

const char *options_db(const char *given, struct arena *arena)
{
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment */
	const char *xdg = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

	if (given)
		return given;
	if (xdg && *xdg == '/')
		return arena_printf(arena, "%s/varde/varde.db", xdg);
	return arena_printf(
	    arena, "%s/.local/share/varde/varde.db", home && *home ? home : ".");
}
