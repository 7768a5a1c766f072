/* The sensor as a whole: from files or an interface to an output, locked up before the first
 * packet is looked at. */
#ifndef VARDE_SENSE_SENSOR_H
#define VARDE_SENSE_SENSOR_H

#include "sense/worker.h"

struct sensor_settings {
	struct worker_settings worker;
	const char *rules;     /* file of a compiled pack; NULL: none */
	const char *detectors; /* settings of own detectors, or "usual"; NULL: they are off */
	const char *file;      /* a capture; NULL: the interface */
	uint64_t file_max;     /* bytes */
	struct capture_ring_settings ring;
	uint32_t threads;   /* of an interface; 0: one a processor */
	const char *output; /* a folder (eve.json in it), "-": standard output; NULL: none with
			       a spool, else the current folder */
	const char *spool;  /* a folder of ship/; NULL: none */
	int64_t spool_max;  /* bytes in it */
	const char *packs;  /* a folder whose "current" names the pack; NULL: none */
	const char *user;   /* who the process becomes when it was started as root */
	uint32_t stats_seconds; /* between events of statistics of an interface */
	bool sandbox;           /* off in tests of the parts only */
};

/* The usual: 64 GiB files, no output named, 1 GiB of spool, user nobody, statistics each
 * minute. */
void sensor_settings_usual(struct sensor_settings *settings);

/*
 * Runs until the file's end, or until SIGINT or SIGTERM; SIGHUP opens eve.json anew and looks
 * for another pack. Negative ERR_* with a message when it
 * could not begin or the capture broke off; what was read then is in the events all the same.
 * *ret (NULL is allowed): what was counted, also when it failed on the way.
 */
int sensor_run(
    const struct sensor_settings *settings, struct stats *ret, struct msg *msg) MUST_USE;

#endif
