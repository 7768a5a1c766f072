/*
 * Feeds: what the world publishes on vulnerabilities, each a row. A reader is a pure function
 * of the bytes of one publication: it emits records (model/vuln.h) one at a time, or fails as a
 * whole. What is stored, compared and refused is decided elsewhere (store/knowledge.h).
 */
#ifndef VARDE_FEED_FEED_H
#define VARDE_FEED_FEED_H

#include "model/vuln.h"

/* Why something inside a publication was not taken, and how often. */
struct feed_left {
	const char *why; /* static */
	int64_t n;
};

enum { FEED_REASONS = 12 };

/* One reading of one publication; the first four members are the caller's. */
struct feed_read {
	const char *source;                                /* the feed's name; borrowed */
	const char *origin;                                /* URL or file; borrowed */
	int (*emit)(void *arg, const struct knowledge *k); /* borrows k; an error ends the
							      reading and is its result */
	void *arg;
	int64_t newest;  /* ms: what the publication says of its age (the newest change in it);
			    0: nothing */
	bool whole;      /* it is all of the source: what is missing in it is withdrawn */
	int64_t total;   /* records of all pages of which this is one; 0: not said */
	bool none;       /* it says itself that it holds nothing */
	int64_t records; /* emitted */
	int64_t left;    /* left out */
	int64_t remarks; /* parts left out of records that stand, or mended */
	struct feed_left reasons[FEED_REASONS];
	size_t nreasons;
};

enum feed_flag {
	FEED_DOCUMENT = 1, /* one file is one record: a folder or an archive of them is read as
			      one publication */
	FEED_KEPT = 2, /* gives no records: the publication is checked and kept as a file, for
			  other parts of Varde to load */
};

/* How a feed is fetched. */
enum feed_way {
	FEED_PLAIN,   /* each URL is one publication */
	FEED_YEARS,   /* the URL has "{year}", from .first_year to this year */
	FEED_NVD_API, /* pages of what was modified */
	FEED_CSAF,    /* a provider-metadata.json leads on */
	FEED_CERTFR,  /* each URL is a list of documents */
	FEED_OFFLINE, /* is imported only */
};

struct feed {
	const char *name;        /* "nvd": the source of its records */
	const char *what;        /* one line for people */
	const char *publisher;   /* who publishes it */
	const char *licence;     /* as the publisher states it */
	const char *const *urls; /* NULL-terminated; https */
	enum feed_way way;
	int first_year;
	int hours; /* between two looks */
	bool on;   /* without being asked for */
	unsigned flags;
	int64_t max_bytes; /* of one publication, unpacked */
	/* Whether these first bytes (FEED_HEAD at most) of a file of that name are this feed's;
	 * NULL: never by sniffing. */
	bool (*sniff)(struct span head, const char *name);
	/* Reads one publication. ERR_SYNTAX, ERR_TRUNCATED, ERR_LIMIT, what emit gave, with a
	 * message in three parts. NULL: not yet readable. */
	int (*read)(struct span bytes, struct feed_read *rd, struct msg *msg);
};

enum { FEED_HEAD = 4096 };

/* All feeds; ends with name NULL. */
extern const struct feed feeds[];

/* The feed of that name, or NULL. */
const struct feed *feed_of(const char *name);

/* The feed that the head of a file of that name (without its packing's extension) belongs to,
 * or NULL. */
const struct feed *feed_sniff(struct span head, const char *name);

/* --- for readers --- */

/* Completes the record (source, origin) and emits it. What emit gives. */
int feed_emit(struct feed_read *rd, struct knowledge *k) MUST_USE;

/* Tells of a part of a record that is left out or was mended, while the record stands; why is
 * static. */
void feed_remark(struct feed_read *rd, const char *why);

/* Counts a record that is left out; why is static. Too many of them, and the publication is
 * refused. */
void feed_leave(struct feed_read *rd, const char *why);

/* newest becomes the later of both. */
void feed_newer(struct feed_read *rd, int64_t ms);

/* Fills a message of a publication that is not what it should be, and gives err. Formats the
 * detail as printf. */
int feed_bad(struct msg *msg, int err, const char *detail, ...) PRINTF(3, 4);

/* Text of a record: valid, at most max bytes, cut at a character; NULL for NULL or empty. The
 * arena owns it. */
const char *feed_text(struct arena *arena, const char *text, size_t max);

/* A time as publishers write it: RFC 3339, the same without a zone (then UTC), a date, a date
 * with slashes. 0 when it is none. */
int64_t feed_time(const char *text);

/* Whether it is "CVE-" year "-" number. */
bool feed_is_cve(const char *text);

/* Adds a copy to the list, up to LIMIT_LIST items of at most max bytes; else it is left
 * away. */
void feed_list_add(struct text_list *list, struct arena *arena, const char *text, size_t max);

#endif
