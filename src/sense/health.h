/* health.json: what the sensor says of itself; varde sensor ship tells the server. */
#ifndef VARDE_SENSE_HEALTH_H
#define VARDE_SENSE_HEALTH_H

#include "sense/keeper.h"
#include "sense/stats.h"

struct health {
	int64_t time;              /* ms since 1970 */
	const struct stats *stats; /* borrowed */
	struct keeper_count kept;
	int64_t memory;         /* bytes in use; 0: not known */
	int64_t pack;           /* its number; 0: none */
	const char *pack_error; /* why the last pack was refused; NULL, "": it was not */
	const char
	    *output_error; /* why eve.json could not be opened anew; NULL, "": it could */
};

/* Appends the JSON object and a newline. */
void health_put(const struct health *health, struct str *to);

/* Opens what health_memory reads; before the sandbox. -1: it cannot be told. */
int health_memory_open(void);

/* Bytes of memory that the process has in use; 0: not known. */
int64_t health_memory(int fd);

#endif
