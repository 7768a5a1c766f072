/*
 * Who sees what of a case: what model/audience.h is asked with. Every page, file and answer
 * goes through here. A party sees its own report, what was said to it up to the label that it
 * gets, and nothing that names another party.
 */
#ifndef VARDE_DESK_INCIDENT_SIGHT_H
#define VARDE_DESK_INCIDENT_SIGHT_H

#include "auth/role.h"
#include "model/audience.h"
#include "model/incident.h"
#include "store/db.h"

/* A case and its parties; where they stand in their groups is beside them. */
struct incident_case {
	struct incident incident;
	VEC(struct incident_party) parties; /* also those that left */
	VEC(struct audience_org) orgs;      /* of the parties, in their order */
	VEC(const char *) names;            /* of these organisations; the CERT's alone */
};

/* The case of that id. ERR_NOTFOUND. Everything in the arena. */
int incident_case_load(
    struct db *db, const char *id, struct arena *arena, struct incident_case *ret) MUST_USE;

/* The party of that id; NULL when it is not of the case. */
const struct incident_party *incident_case_party(const struct incident_case *c, const char *id);

/* The name of the party's organisation, for the CERT. */
const char *incident_case_name(const struct incident_case *c, const char *party);

/* A part of the case that somebody may see or not. All borrowed. */
struct incident_part {
	int tlp;                         /* enum tlp */
	const char *org;                 /* whose; NULL: the CERT's */
	const char *author;              /* person; NULL: nobody */
	const struct text_list *parties; /* whom it is for; NULL or none: its owner */
	const struct text_list *persons; /* who may read it under RED */
};

/* The parts that things of a case are. */
struct incident_part incident_part_post(const struct incident_post *post);
struct incident_part incident_part_entry(const struct incident_entry *entry);
/* What the party reported; its clocks, tasks, evidence and observables are seen like it. */
struct incident_part incident_part_party(const struct incident_party *party);
/* What only the CERT has. */
struct incident_part incident_part_cert(void);

/* Whether the viewer sees the part. */
bool incident_sees(const struct incident_case *c, const struct audience_viewer *viewer,
    const struct incident_part *part);

/* Whether the party is among those whom the part is for, or its owner. */
bool incident_concerns(const struct incident_case *c, const struct incident_party *party,
    const struct incident_part *part);

/* Whether the viewer sees the part on the party's page: both of the above, and nothing above
 * the label that the party gets. */
bool incident_sees_at(const struct incident_case *c, const struct audience_viewer *viewer,
    const struct incident_party *party, const struct incident_part *part);

/* Whether the party's page shows what the CERT says of the whole case (summary, state, class,
 * severity). */
bool incident_sees_case(const struct incident_case *c, const struct audience_viewer *viewer,
    const struct incident_party *party);

/* The viewer that who asks is. */
void incident_viewer(const struct who *who, struct arena *arena, struct audience_viewer *ret);

/*
 * The viewer that a page of the party is made for: whoever belongs to its organisation or
 * stands above it sees it with their own eyes (what the CERT lets them see beside is not shown
 * there); everybody else of the CERT sees what a plain member of it would.
 */
void incident_viewer_at(const struct who *who, const struct incident_case *c,
    const struct incident_party *party, struct arena *arena, struct audience_viewer *ret);

#endif
