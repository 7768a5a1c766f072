/* varde worker: carries out audits for a server elsewhere (mutual TLS), with a spool of its
 * own; and on the server, who may. */
#ifndef VARDE_CMD_WORKER_H
#define VARDE_CMD_WORKER_H

#include "cmd/options.h"

/* Their options; each ends with name NULL. */
extern const struct option_row worker_options[], worker_add_options[], worker_remove_options[];

/* Runs the command until SIGTERM or SIGINT; gives the exit code. */
int cmd_worker(int argc, char **argv);

/* Registers a certificate, or takes a worker's certificates away; give the exit code. */
int cmd_worker_add(int argc, char **argv);
int cmd_worker_remove(int argc, char **argv);

#endif
