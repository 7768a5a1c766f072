/* Two organisations with a few records each, and somebody of the first with a token. */
#ifndef VARDE_TESTS_API_PLACE_H
#define VARDE_TESTS_API_PLACE_H

#include "rig.h"

struct api_place {
	const char *group, *org, *other; /* org is a site of group; other is somebody else's */
	const char *anna;                /* security officer of org */
	const char *finding, *other_finding;
	const char *item, *other_item;
	const char *order, *other_order;
	struct rig_browser *b;    /* with a token of anna's for everything */
	struct rig_browser *cert; /* an analyst's, by session */
};

/* Fills it; everything lives in the rig's arena. */
void api_place_init(struct api_place *p, struct rig *rig);

/* Makes a token of the person for scopes ("view answer"; "": all) and sources (NULL: any).
 * Gives its text. */
const char *api_token(struct rig *rig, const char *person, const char *org, const char *scopes,
    const char *source);

/* "/api/v1/orgs/ORG" with a tail by printf rules. */
const char *api_path(struct rig *rig, const char *org, const char *tail, ...) PRINTF(3, 4);

/* The last reply as JSON. */
const struct json *api_reply(struct rig_browser *b);

/* A text member of the last reply, "" when it is not there. */
const char *api_text(struct rig_browser *b, const char *name);

#endif
