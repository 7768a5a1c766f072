/*
 * Indicators as STIX 2.1 objects (OASIS): identity, marking definitions of TLP 2.0, indicators
 * with a pattern, sightings without who saw. Pure: the same row gives the same object.
 */
#ifndef VARDE_SHARE_STIX_H
#define VARDE_SHARE_STIX_H

#include "codec/json.h"
#include "share/view.h"

enum { STIX_ID = 80 }; /* bytes of "marking-definition--UUID" and its NUL */

/* 2022-10-01, when the marking definitions of TLP 2.0 were made; and the others that never
 * change. */
#define STIX_ALWAYS INT64_C(1664582400000)

/* Ids, to[STIX_ID]. Return to. */
const char *stix_indicator_id(const struct blocklist_row *row, char *to);
const char *stix_sighting_id(const struct blocklist_row *row, char *to);
const char *stix_identity_id(const struct share_view *view, char *to);

/* The pattern of a row (STIX, or a rule of Suricata where STIX has no words for it). Appends;
 * gives its type. */
const char *stix_pattern(
    const struct share_view *view, const struct blocklist_row *row, struct str *out);

/* The objects. */
void stix_indicator_write(
    const struct share_view *view, const struct blocklist_row *row, struct json_writer *w);
void stix_sighting_write(
    const struct share_view *view, const struct blocklist_row *row, struct json_writer *w);
void stix_identity_write(const struct share_view *view, struct json_writer *w);
void stix_marking_write(enum tlp tlp, struct json_writer *w);

#endif
