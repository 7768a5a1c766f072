/* What can be set of the detectors: which are on, their thresholds, and whose network is whose.
 * A setting is a row; the file that ships and the manual are held against the rows. */
#ifndef VARDE_WATCHERS_SETTINGS_H
#define VARDE_WATCHERS_SETTINGS_H

#include "watchers/networks.h"
#include "watchers/watcher.h"

struct watcher_settings {
	struct arena *arena; /* of the lists; borrowed */
	bool off[WATCHERS];
	struct networks perimeter;   /* what is ours */
	struct networks clinical;    /* modalities, laboratory devices, bedside */
	struct networks dicom_peers; /* who may speak DICOM with us; empty: the perimeter */
	struct networks hl7_peers;   /* the same of HL7 */
	struct networks clear_peers; /* with whom cleartext across the perimeter is expected */
	struct networks scanners;    /* who may scan and sign in everywhere */
	struct networks servers;     /* whom clinical devices may use: files, updates */
	struct networks beacons;     /* to whom regular connections are expected */
	struct names tunnels;        /* below which long names are expected */
	uint32_t port_scan, port_scan_seconds;
	uint32_t host_scan, host_scan_seconds;
	uint32_t guesses, guess_seconds, guess_flow_seconds;
	uint32_t lateral, lateral_seconds;
	uint32_t beacon, beacon_min, beacon_max, beacon_jitter, beacon_clients;
	uint32_t tunnel, tunnel_bulk, tunnel_seconds;
	uint32_t learn_seconds;
	uint32_t again_seconds; /* the same is told again after so long */
};

enum settings_kind { SETTINGS_NUMBER, SETTINGS_NETWORKS, SETTINGS_NAMES, SETTINGS_SWITCH };

struct settings_row {
	const char *name;
	enum settings_kind kind;
	size_t at;         /* in struct watcher_settings */
	uint32_t min, max; /* of a number */
	const char *usual; /* as it would be written */
	const char *doc;
};

/* The rows; the last has no name. */
extern const struct settings_row settings_rows[];

/* All as usual; lists live in the arena (borrows). */
void settings_usual(struct watcher_settings *settings, struct arena *arena);

/* Reads a file's text (codec/conf.h) into settings that are as usual. ERR_* with a message that
 * names the line. */
int settings_read(
    struct watcher_settings *settings, struct span text, struct msg *msg) MUST_USE;

#endif
