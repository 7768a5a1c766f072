/*
 * A TAXII 2.1 server's answers (OASIS): discovery, API root, collections (one for each list of
 * indicators), objects, manifests and versions, with the standard's filters and pages. Read
 * only. Pure.
 */
#ifndef VARDE_SHARE_TAXII_H
#define VARDE_SHARE_TAXII_H

#include "codec/json.h"
#include "share/view.h"

#define TAXII_MEDIA "application/taxii+json;version=2.1"
#define TAXII_STIX  "application/stix+json;version=2.1"

enum { TAXII_PAGE = 2000 }; /* objects of one reply at most */

/* What is asked of a collection (section 3.4 and 5.4). */
struct taxii_query {
	int64_t added_after;           /* ms; -1: not asked */
	int64_t limit;                 /* objects at most */
	int64_t next_time, next_place; /* after which the page begins; next_time -1: first */
	struct text_list ids, types, versions, spec_versions;
};

/* A name and a value of the request's query. */
struct taxii_arg {
	const char *name, *value;
};

/* Reads the query. ERR_SYNTAX with a message. Parameters that are not known are passed over. */
int taxii_query_read(const struct taxii_arg *args, size_t n, struct arena *arena,
    struct taxii_query *ret, struct msg *msg) MUST_USE;

/* The resources. */
void taxii_discovery_write(const struct share_view *view, struct str *out);
void taxii_root_write(const struct share_view *view, struct str *out);
void taxii_collections_write(const struct share_view *view, struct str *out);

/* The list (enum ioc_list) of the collection of that id or alias; -1: there is none. */
int taxii_collection(const struct share_view *view, const char *id);
void taxii_collection_write(const struct share_view *view, int list, struct str *out);

enum taxii_what { TAXII_OBJECTS, TAXII_MANIFEST, TAXII_VERSIONS };

/* What a reply had. */
struct taxii_page {
	size_t n;            /* objects */
	bool known;          /* an object of .ids is there at all */
	int64_t first, last; /* when the first and the last were added, ms */
};

/* A page of the collection's objects, manifest records or versions. */
void taxii_write(const struct share_view *view, int list, const struct taxii_query *query,
    enum taxii_what what, struct arena *arena, struct str *out, struct taxii_page *ret);

/* An error message (section 3.6.1). */
void taxii_error_write(int status, const char *title, const char *detail, struct str *out);

#endif
