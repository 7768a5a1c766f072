/* A constituency with something on every desk of the CERT. */
#ifndef VARDE_TESTS_PORTAL_CERT_PLACE_H
#define VARDE_TESTS_PORTAL_CERT_PLACE_H

#include "rig.h"

struct cert_place {
	const char *org, *other;  /* two hospitals */
	const char *order;        /* in review, of org */
	const char *waiting;      /* scheduled, of other, with a chunk that failed */
	const char *finding;      /* in triage, of org, of the order's run */
	const char *claim;        /* a false positive that the member claims */
	const char *enrolment;    /* submitted */
	const char *item, *rival; /* disputed: the same domain of both */
};

/* Makes it. */
struct cert_place cert_place_make(struct rig *rig);

/* A browser in which somebody with that role of the CERT is signed in; the person of a role is
 * the same at every call. */
struct rig_browser *cert_place_browser(struct rig *rig, int role);
const char *cert_place_person(struct rig *rig, int role);

/* That person reads this language from now on. */
void cert_place_lang(struct rig *rig, int role, const char *lang);

/* A tracked finding of the organisation. Gives its id. */
const char *cert_place_finding(struct rig *rig, const char *org, const char *ref, int state,
    int criticality, const char *run);

/* The newest entry of the log is of that action. */
void cert_place_logged(struct rig *rig, const char *action);

#endif
