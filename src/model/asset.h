/*
 * Assets, merged: several units may find the same name by different ways, and one resolves it.
 * A report and the assessment want one row a name, with every way in which it was found, and
 * the same whichever way came first.
 */
#ifndef VARDE_MODEL_ASSET_H
#define VARDE_MODEL_ASSET_H

#include "model/observation.h"

struct asset {
	int type; /* enum asset_type */
	const char *name;
	int reach;     /* enum asset_reach: of the resolved record; REACH_NONE when it never
			  resolved */
	bool resolved; /* it has addresses, or is one */
	const char *parent; /* of the strongest way */
	const char *why; /* the strongest way: seed before axfr before certificate before ... */
	struct text_list ways;      /* all of them, strongest first */
	struct text_list addresses; /* sorted */
};

struct assets {
	VEC(struct asset) all; /* sorted by type and name */
};

/* Merges the asset observations. Texts are borrowed from them; the rest lives in the arena. */
void assets_of(const struct observations *obs, struct arena *arena, struct assets *ret);

/* The asset of that name (any type), or NULL. Borrows. */
const struct asset *assets_find(const struct assets *assets, const char *name);

#endif
