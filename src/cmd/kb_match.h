/* kb match: what other verbs show of a match too. */
#ifndef VARDE_CMD_KB_MATCH_H
#define VARDE_CMD_KB_MATCH_H

#include "match/match.h"

/* The sentence of its reason with the match's own values in it; in the arena. */
const char *kb_match_sentence(const struct match *m, const struct match_product *p,
    const char *lang, struct arena *arena);

/* The id of its vulnerability or advisory, in to or of the pack. */
const char *kb_match_id(
    const struct knowledge_pack *k, const struct match *m, char to[KNOWLEDGE_ID]);

#endif
