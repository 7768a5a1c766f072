/*
 * The searches of MISP's REST interface (events/restSearch, attributes/restSearch): what is
 * asked for, and the answer in the formats json, csv, text and cache. Pure.
 */
#ifndef VARDE_SHARE_MISP_SEARCH_H
#define VARDE_SHARE_MISP_SEARCH_H

#include "share/misp.h"

enum misp_format { MISP_JSON, MISP_CSV, MISP_TEXT, MISP_CACHE };

/* A condition on texts: any of has (when there are some), none of not; "%" stands for
 * anything. */
struct misp_words {
	struct text_list has, not ;
};

/* What is asked for. Times in seconds; 0: not bounded. */
struct misp_query {
	enum misp_format format;
	struct misp_words types, categories, values, tags, uuids, events;
	int64_t from, to;     /* of the event's day */
	int64_t since, until; /* of the last change */
	int64_t limit, page;  /* page from 1; limit 0: all */
	int to_ids;           /* -1: whatever */
	bool active, deleted; /* which attributes */
	bool metadata;        /* events without attributes */
	bool headerless;      /* csv */
};

/*
 * Reads the body of a search (NULL or an object). Parameters that are not known are passed
 * over, as MISP does; a format that is not written here is ERR_UNSUPPORTED, a value that cannot
 * be read ERR_SYNTAX, with a message. now: for times like "5d".
 */
int misp_query_read(const struct json *body, int64_t now, struct arena *arena,
    struct misp_query *ret, struct msg *msg) MUST_USE;

/* The query in one form, for the record of what was fetched. Appends. */
void misp_query_text(const struct misp_query *query, struct str *out);

/* The answers. Append; give how many attributes or events were written. */
size_t misp_search_attributes(const struct share_view *view, const struct misp_events *events,
    const struct misp_query *query, struct str *out);
size_t misp_search_events(const struct share_view *view, const struct misp_events *events,
    const struct misp_query *query, struct str *out);

#endif
