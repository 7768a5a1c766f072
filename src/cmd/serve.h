/* varde serve: portal, API, scheduler and local workers in one process. */
#ifndef VARDE_CMD_SERVE_H
#define VARDE_CMD_SERVE_H

#include "cmd/config.h"
#include "cmd/options.h"

/* What every command of the server takes. */
struct server_options {
	const char *config;
	struct text_list set; /* "name=value", over the file */
	bool log_json;
};

/* Its options; ends with name NULL. */
extern const struct option_row serve_options[];

/* Reads the configuration with what the command line sets, and tells the process which
 * knowledge to judge with. ERR_* of config_read. */
int server_settings(const struct server_options *o, struct arena *arena, struct settings *ret,
    struct msg *msg) MUST_USE;

/* Runs the command until SIGINT or SIGTERM; gives the exit code. */
int cmd_serve(int argc, char **argv);

#endif
