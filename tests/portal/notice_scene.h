/* A hospital with a notice, for the tests of pages. */
#ifndef VARDE_TESTS_PORTAL_NOTICE_SCENE_H
#define VARDE_TESTS_PORTAL_NOTICE_SCENE_H

#include "desk/notice.h"
#include "rig.h"

struct notice_rig {
	const char *org, *other;            /* organisations */
	const char *officer, *tech, *rival; /* people */
	const char *analyst, *analyst2, *coordinator;
	struct notice_opened notice; /* critical, of org */
};

struct notice_rig notice_rig(struct rig *rig);

/* The notice as it is stored. */
struct notice notice_rig_is(struct rig *rig, const char *id);

#endif
