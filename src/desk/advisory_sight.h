/* Who sees an advisory: what model/audience.h is asked with. Every page, file and answer goes
 * through here. */
#ifndef VARDE_DESK_ADVISORY_SIGHT_H
#define VARDE_DESK_ADVISORY_SIGHT_H

#include "auth/role.h"
#include "model/advisory.h"
#include "model/audience.h"
#include "store/db.h"

/* The viewer that who asks is (nobody signed in: whoever passes by); borrows from both. */
void advisory_viewer(const struct who *who, struct arena *arena, struct audience_viewer *ret);

/*
 * Whether the viewer sees the advisory (as it went out, or as it is written: .revision 0 is
 * not published). Those of an audience that inventory or list decides are the organisations it
 * was delivered to. 0 or 1, or an error of the database.
 */
int advisory_seen_by(struct db *db, const struct advisory *a,
    const struct audience_viewer *viewer, struct arena *arena) MUST_USE;

/*
 * The same as SQL, for lists of what one organisation got (ADVISORY_GOT_SQL): $1 the
 * organisation, $2 advisory_is_inside, $3 "%\"PERSON\"%".
 */
#define ADVISORY_GOT_SQL                                                               \
	"advisory_delivery AS d JOIN advisory AS a ON a.\"id\" = d.\"advisory\" JOIN " \
	"advisory_revision AS v ON v.\"advisory\" = a.\"id\" AND v.\"number\" = "      \
	"a.\"revision\""
#define ADVISORY_SEEN_SQL                                                                \
	"d.\"org\" = $1 AND a.\"revision\" > 0 AND d.\"revision\" = a.\"revision\" AND " \
	"(v.\"tlp\" NOT IN ('amber+strict', 'red') OR CAST($2 AS @int) = 1) AND "        \
	"(v.\"tlp\" <> 'red' OR v.\"persons\" LIKE $3)"

/* Whether who asks belongs to the organisation itself or to the CERT's readers. */
bool advisory_is_inside(const struct who *who, const char *org);

/* The same of an advisory that is still written (an update is, too): analysts, coordinators
 * and its author. */
bool advisory_draft_seen_by(const struct advisory *a, const struct audience_viewer *viewer);

#endif
