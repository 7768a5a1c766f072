/* What the checks of varde doctor share. Internal to cmd/doctor*.c. */
#ifndef VARDE_CMD_DOCTOR_IMPL_H
#define VARDE_CMD_DOCTOR_IMPL_H

#include "base/vec.h"
#include "model/settings.h"
#include "store/db.h"

enum doctor_state { DOCTOR_OK, DOCTOR_WARN, DOCTOR_FAIL };

struct doctor_line {
	const char *what; /* static: "database" */
	enum doctor_state state;
	const char *text, *hint; /* hint NULL: nothing to do */
};

struct doctor {
	struct arena *arena;
	struct settings settings;
	const char *config; /* file that was read; NULL: none */
	int64_t now;
	VEC(struct doctor_line) lines;
};

/* Adds a line; hint (static or the arena's) is what to do, NULL when all is well. Formats as
 * printf. */
void doctor_say(struct doctor *d, const char *what, enum doctor_state state, const char *hint,
    const char *fmt, ...) PRINTF(5, 6);

/* The checks, each adding its lines. */
void doctor_settings(struct doctor *d); /* what does not go together */
void doctor_files(struct doctor *d);    /* configuration, data folder, keys, certificates */
void doctor_database(struct doctor *d); /* opens, version, integrity, clock, queue, sensors */
/* Of doctor_database: the registered sensors; none: no line. */
void doctor_sensors(struct doctor *d, struct db *db);
void doctor_mail(struct doctor *d); /* greets the mail server */
void doctor_oidc(struct doctor *d); /* reads the provider's description */
void doctor_scan(struct doctor *d); /* varde-scan and its sandbox */

/* Free space of the file system that holds path: a line about it. */
void doctor_disk(struct doctor *d, const char *what, const char *path);

/* The host of an http, https, smtp or smtps URL, and its port (dflt when it names none). False
 * when it is none. */
bool doctor_host(const char *url, struct arena *arena, int64_t dflt, const char **ret_host,
    int64_t *ret_port);

#endif
