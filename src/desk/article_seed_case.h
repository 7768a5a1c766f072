/*
 * Articles begun from a case or an alert. Nothing goes along that tells whose it is: of a case
 * its class, indicators that are published already and those lines of its lessons that name
 * nothing of its parties; of an alert what its kind says of itself.
 */
#ifndef VARDE_DESK_ARTICLE_SEED_CASE_H
#define VARDE_DESK_ARTICLE_SEED_CASE_H

#include "desk/article_seed.h"

/* For article_seeds. ERR_NOTFOUND: there is none, or the viewer does not see the CERT's part of
 * it; also for an exercise. */
int article_seed_incident(struct db *db, const char *id, const struct audience_viewer *viewer,
    const struct article_seed_words *words, struct arena *arena,
    struct article_document *ret) MUST_USE;
int article_seed_alert(struct db *db, const char *id, const struct audience_viewer *viewer,
    const struct article_seed_words *words, struct arena *arena,
    struct article_document *ret) MUST_USE;

/* The lines of the text (copied) in which none of the words stands, whatever their case. */
const char *article_seed_without(
    const char *text, const struct text_list *words, struct arena *arena);

#endif
