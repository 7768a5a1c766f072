/*
 * What one reader sees of what is served (share/served.h): the labels are asked of
 * model/audience.h by the caller. Every format for others' programs writes from here.
 */
#ifndef VARDE_SHARE_VIEW_H
#define VARDE_SHARE_VIEW_H

#include "share/blocklist.h"

/* Who publishes, and what the reader sees. Borrows. */
struct share_view {
	const struct blocklist_row *rows; /* of struct served */
	size_t n;
	unsigned tlps;                    /* bits 1u << enum tlp */
	int64_t now;                      /* ms */
	const char *url, *name, *contact; /* of the CERT; contact NULL: none is told */
};

/* Whether the reader sees the row. */
bool view_sees(const struct share_view *view, const struct blocklist_row *row);

/* Whether it is over: a tombstone, or expired since. */
bool view_over(const struct share_view *view, const struct blocklist_row *row);

/* When the row last became another, ms. */
int64_t view_changed(const struct blocklist_row *row);

/* The UUID of the row's indicator, to[UUID_TEXT]: another one each time that it is published
 * anew, as what was revoked stays so (STIX 2.1, 3.6). Returns to. */
const char *view_uuid(const struct blocklist_row *row, char *to);

/* The UUID of the CERT, to[UUID_TEXT]. Returns to. */
const char *view_house_uuid(const struct share_view *view, char *to);

/* The algorithm of a hash by its length, as in STIX's vocabulary; NULL for none. */
const char *view_hash_name(const char *hex);

#endif
