/*
 * What the sensor's main thread has beside the workers: the output, the keeper, the packs of
 * rules and health.json.
 */
#ifndef VARDE_SENSE_HOUSE_H
#define VARDE_SENSE_HOUSE_H

#include "sense/keeper.h"
#include "sense/sensor.h"
#include "sense/swap.h"

enum { HOUSE_WHY = 200 };

struct house {
	const struct sensor_settings *settings; /* borrowed */
	struct keeper *keeper;                  /* NULL: none is needed */
	struct keeper_count kept;
	struct eve_out *out;
	int fd;     /* eve.json; -1: none */
	int memory; /* of health_memory */
	struct swap swap;
	char output_error[HOUSE_WHY]; /* why eve.json could not be opened anew; "": it could */
};

/*
 * Opens the output and the rules and starts the keeper, before rights are given up and threads
 * begin. A pack of the packs' folder that does not load is told, and no reason not to begin.
 * Errors of keeper_start, rule_image_open and open, with a message. Gives, also after an error;
 * house_free ends it.
 */
int house_new(
    const struct sensor_settings *settings, struct house **ret, struct msg *msg) MUST_USE;

/* NULL is allowed. Returns NULL. The workers have ended. */
struct house *house_free(struct house *h);

/* Has the keeper open eve.json anew and look for another pack. */
void house_ask(struct house *h);

/* Does what the keeper says and goes on with an exchange of rules. False: the keeper is gone.
 */
bool house_step(struct house *h);

/* Has health.json written. */
void house_health(struct house *h, const struct stats *stats);

/* All events are written: waits until they are safe. ERR_CLOSED: the keeper ended before;
 * ERR_FULL: not all could be kept; with a message. */
int house_end(struct house *h, struct msg *msg) MUST_USE;

#endif
