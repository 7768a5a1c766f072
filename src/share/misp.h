/*
 * Indicators for MISP: its feed (manifest.json, UUID.json, hashes.csv), and the answers of its
 * REST interface (events and attributes). An event is one day and one label, so that a feed of
 * 100,000 stays a list of days. What ended lately is there as a deleted attribute. Pure.
 */
#ifndef VARDE_SHARE_MISP_H
#define VARDE_SHARE_MISP_H

#include "codec/json.h"
#include "share/view.h"

/* An event. */
struct misp_event {
	int64_t number;  /* MISP's id: the day and the label */
	int64_t day;     /* midnight UTC, ms */
	int64_t changed; /* when the last of its indicators changed, ms */
	int tlp, impact; /* enum tlp; enum ioc_level, the greatest */
	size_t active;   /* how many are active */
	char uuid[37];
	VEC(const struct blocklist_row *) rows; /* newest first */
};

struct misp_events {
	VEC(struct misp_event) all; /* newest day first */
};

/* The events of what the reader sees, in the arena. */
void misp_events_of(
    const struct share_view *view, struct arena *arena, struct misp_events *ret);

/* The event of that UUID or number (text); NULL: none. */
const struct misp_event *misp_event_find(const struct misp_events *events, const char *id);

/* manifest.json and hashes.csv of the feed. Append; str_ok tells whether it fitted. */
void misp_manifest_write(
    const struct share_view *view, const struct misp_events *events, struct str *out);
void misp_hashes_write(
    const struct share_view *view, const struct misp_events *events, struct str *out);

/* Which of an event's rows are written. */
struct misp_pick {
	bool (*has)(const void *arg, const struct blocklist_row *row); /* NULL: all */
	const void *arg;
};

/* One event, {"Event": ...}; pick NULL: all of it, deleted attributes too; bare: without
 * attributes. */
void misp_event_write(const struct share_view *view, const struct misp_event *event,
    const struct misp_pick *pick, bool bare, struct json_writer *w);

/* One attribute of an event; with_event: with a member Event that names it. */
void misp_attribute_write(const struct share_view *view, const struct misp_event *event,
    const struct blocklist_row *row, bool with_event, struct json_writer *w);

/* MISP's type and category of a row. Static. */
const char *misp_type(const struct blocklist_row *row);
const char *misp_category(const struct blocklist_row *row);

/* The value as MISP has it (a wildcard's domain without its star). Borrows. */
const char *misp_value(const struct blocklist_row *row);

/* The tags of a row: calls take with each name. */
void misp_tags(
    const struct blocklist_row *row, void (*take)(void *arg, const char *tag), void *arg);

#endif
