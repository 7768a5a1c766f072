/*
 * Indicators for Suricata (6 and later): rules with numbers that stay each indicator's own, and
 * the same as datasets, for lists too long for a rule each. Pure.
 *
 * Each indicator has SURICATA_SIDS numbers from SURICATA_SID + SURICATA_SIDS * its number;
 * those of number 0 are for rules of whole lists.
 */
#ifndef VARDE_SHARE_SURICATA_H
#define VARDE_SHARE_SURICATA_H

#include "share/view.h"

enum { SURICATA_SID = 910000000, SURICATA_SIDS = 4 };

/* The names of the files, NULL-terminated: rules first. */
extern const char *const suricata_files[];

/* Appends the file of that name; gives how many lines, or ERR_NOTFOUND. */
int suricata_write(const struct share_view *view, const char *name, struct str *out,
    size_t *ret_lines) MUST_USE;

/* Appends the first rule of the row, without a line's end; false when it has none. */
bool suricata_rule(
    const struct share_view *view, const struct blocklist_row *row, struct str *out);

#endif
