/* The server's configuration: a file of "name = value" lines whose rows are model/settings.h.
 */
#ifndef VARDE_CMD_CONFIG_H
#define VARDE_CMD_CONFIG_H

#include "base/arena.h"
#include "base/err.h"
#include "model/settings.h"

#include <stdio.h>

#define CONFIG_FILE "/etc/varde/varde.conf"

/*
 * Reads the file (NULL: CONFIG_FILE, which may be absent: then the defaults hold) into *ret;
 * texts live in the arena. ERR_NOTFOUND, ERR_SYNTAX, ERR_RANGE, ... with line, detail and what
 * to do.
 */
int config_read(
    const char *path, struct arena *arena, struct settings *ret, struct msg *msg) MUST_USE;

/* Reads a text as config_read does a file; for tests and for settings given on the command line
 * ("name=value" lines). */
int config_parse(
    struct span text, struct arena *arena, struct settings *settings, struct msg *msg) MUST_USE;

/* Prints every setting with what it means and its default, as a file that could be used. */
void config_print(FILE *to);

#endif
