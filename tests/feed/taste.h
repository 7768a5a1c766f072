/* Readers at work: what a publication gave, as text; and real publications, where they are. */
#ifndef VARDE_TESTS_FEED_TASTE_H
#define VARDE_TESTS_FEED_TASTE_H

#include "feed/readers.h"
#include "os/scratch.h"
#include "test.h"

typedef int (*taste_reader)(struct span bytes, struct feed_read *rd, struct msg *msg);

struct taste {
	struct str out; /* "KIND ID MODIFIED-DAY BODY\n" a record */
	struct feed_read rd;
	struct msg msg;
	int r;
	int64_t invalid; /* records that break the rules of their type */
	int64_t kinds[KNOW_KINDS];
};

/* Reads the publication. taste_done ends it. */
void taste_span(struct taste *t, taste_reader read, struct span bytes);
void taste_text(struct taste *t, taste_reader read, const char *text);
void taste_done(struct taste *t);

/* Fails the test unless the text is read without error and gives exactly these records. */
void taste_assert(taste_reader read, const char *text, const char *want);

/*
 * Fails the test unless every proper beginning of the text that cuts more than white space is
 * refused with a message in three parts, and the text with garbage in it too, without harm.
 */
void taste_truncated(taste_reader read, const char *text);

/* The real file of shared/data ("cve/eukev.json.xz"), unpacked: borrowed until taste_data_done.
 * Skips the test, visibly, when it is not here. */
struct span taste_data(const char *name);
void taste_data_done(void);

#endif
