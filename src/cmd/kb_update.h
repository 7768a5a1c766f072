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

/* What is fetched from one publisher: one connection, and a bound on all of it. */
struct kb_fetching {
	struct kb_update *up;
	struct download_line *line;
	int64_t until; /* monotonic ms */
	int64_t left;  /* bytes that may still come */
	int64_t requests;
};

/* Begins; kb_fetching_done ends it. */
void kb_fetching_init(struct kb_fetching *f, struct kb_update *up, const struct feed *feed);
void kb_fetching_done(struct kb_fetching *f);

/* Fetches rq->url into the arena: at most max bytes. Errors of download, and ERR_TIMEOUT or
 * ERR_LIMIT when the whole takes too long or has too many bytes. */
int kb_fetching_get(struct kb_fetching *f, const struct download_request *rq, int64_t max,
    struct arena *arena, struct span *ret, struct msg *msg) MUST_USE;

/* Tells how many of the documents are there, on a terminal. */
void kb_fetching_show(struct kb_fetching *f, const char *name, size_t done, size_t total);

/* Tells that nothing of the publication is taken in, and notes it. Gives err. */
int kb_update_refused(struct kb_update *up, const struct feed *feed,
    const struct know_source *source, int err, const struct msg *msg);

/* Documents of all CSAF providers that are on; of Red Hat (feed redhat) those at url. Told. */
int kb_update_csaf(struct kb_update *up, const struct feed *feed, const char *url) MUST_USE;

/* CERT-FR: the lists of its URLs, or the one at url when somebody has set it. Told. */
int kb_update_certfr(struct kb_update *up, const struct feed *feed, const char *url) MUST_USE;

/* NVD by its bulk files, one a year ("{year}" in url), each told by its .meta before. Told. */
int kb_update_years(struct kb_update *up, const struct feed *feed, const char *url) MUST_USE;

/* NVD by its API: what was modified since the last time, page by page. Told. */
int kb_update_nvd(struct kb_update *up, const struct feed *feed, const char *url) MUST_USE;

#endif
