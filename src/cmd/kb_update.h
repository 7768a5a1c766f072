/* kb update: what is new of the feeds, fetched. */
#ifndef VARDE_CMD_KB_UPDATE_H
#define VARDE_CMD_KB_UPDATE_H

#include "cmd/kb_take.h"
#include "cmd/options.h"
#include "net/download.h"

/* Options of kb update. */
extern const struct option_row kb_update_options[];

/* Fetches and takes in. Gives an exit code. */
int cmd_kb_update(int argc, char **argv);

/* One update; of a feed's own file too. */
struct kb_update {
	struct db *db;
	struct arena *arena;
	struct kb_out out;
	const char *keep, *ca_file, *proxy, *nvd_key;
	int64_t pause; /* ms between two requests to one server */
	bool accept;
};

/*
 * Fetches one URL and takes it in as the publication of that name; headers are borrowed. total:
 * it is a page, whose size says nothing, and is set to the records of all pages; NULL: no page.
 * Tells what happened. 1: nothing new.
 */
int kb_update_one(struct kb_update *up, const struct feed *feed, const char *name,
    const char *url, const struct fetch_header *headers, size_t nheaders,
    int64_t *total) MUST_USE;

/* NVD by its API: what was modified since the last time, page by page. Told. */
int kb_update_nvd(struct kb_update *up, const struct feed *feed, const char *url) MUST_USE;

#endif
