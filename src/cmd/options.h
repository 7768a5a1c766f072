/* Command lines as rows: parsing, help and the check of the manual derive from one table a
 * command. */
#ifndef VARDE_CMD_OPTIONS_H
#define VARDE_CMD_OPTIONS_H

#include "base/arena.h"
#include "base/err.h"
#include "model/record.h"

#include <stdio.h>

enum exit_code {
	EXIT_DONE = 0,
	EXIT_USAGE = 2,
	EXIT_REFUSED = 3,
	EXIT_FILES = 4,
	EXIT_DATABASE = 5,
	EXIT_SCAN = 6,
	EXIT_STOPPED = 130
};

enum option_type { OPTION_FLAG, OPTION_TEXT, OPTION_LIST, OPTION_NUMBER };

struct option_row {
	const char *name; /* without the dashes */
	enum option_type type;
	size_t offset;   /* of the member: bool, const char *, struct text_list, int64_t */
	const char *arg; /* what the value is called in the help; NULL for flags */
	const char *doc;
	const char *const *choices; /* allowed values, NULL-terminated; NULL for any */
};

struct command {
	const char *name;
	const char *args;                 /* "TARGET..." */
	const char *doc;                  /* one line */
	const char *more;                 /* paragraphs of the help */
	const struct option_row *options; /* ends with name NULL */
	int (*run)(
	    int argc, char **argv); /* argv[0] is the command's name; gives an exit code */
};

/* All commands; ends with name NULL (cmd/varde.c). */
extern const struct command commands[];

/* The command of that name, or NULL. */
const struct command *command_of(const char *name);

/*
 * Parses argv[1..] by the command's rows into *values; what is no option is appended to *rest.
 * "--name value" and "--name=value";
 * "--" ends the options; --help prints the help and ends the program. ERR_SYNTAX with a
 * message.
 */
int options_parse(const char *command, int argc, char **argv, void *values,
    struct text_list *rest, struct arena *arena, struct msg *msg) MUST_USE;

/* Prints a command's help. */
void options_help(const struct command *command, FILE *to);

/* Prints the message as an error and gives the exit code that fits the ERR_*, where the failure
 * came from nowhere special. */
int options_fail(int err, const struct msg *msg);

/* The database's place: the option's, else $XDG_DATA_HOME/varde/varde.db or
 * ~/.local/share/varde/varde.db. */
const char *options_db(const char *given, struct arena *arena);

#endif
