/* A member whose newest run saw two firewalls, one with the fix, and what is known of them. */
#ifndef VARDE_TESTS_PORTAL_KNOWLEDGE_PLACE_H
#define VARDE_TESTS_PORTAL_KNOWLEDGE_PLACE_H

#include "rig.h"

struct knowledge_place {
	const char *org;      /* "CHU Knowledge" */
	const char *run;      /* delivered */
	const char *finding;  /* FortiOS 7.2.1: confirmed, used for extortion */
	const char *possible; /* OpenSSH 9.2p1: to be verified */
};

/* Makes it. */
struct knowledge_place knowledge_place_make(struct rig *rig);

#endif
