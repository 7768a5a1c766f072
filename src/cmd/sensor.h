/* varde sensor: who may tell us what it sees (add, remove, list), packs (pack), and on the
 * sensor's machine the shipper (ship). */
#ifndef VARDE_CMD_SENSOR_H
#define VARDE_CMD_SENSOR_H

#include "cmd/options.h"

/* Its options; ends with name NULL. */
extern const struct option_row sensor_options[];

struct sensor_values {
	const char *config;
	struct text_list set;
	const char *org, *note;                       /* of add */
	const char *server, *cert, *key, *ca, *spool; /* of ship */
	const char *packs, *pack_key, *health;
	int64_t spool_max;
	bool once;
};

/* Runs the command; gives the exit code. */
int cmd_sensor(int argc, char **argv);

/* Ships until SIGTERM or SIGINT, or (once) until the spool is empty. */
int sensor_ship(const struct sensor_values *o, struct arena *arena, struct msg *msg) MUST_USE;

#endif
