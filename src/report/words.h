/* The report's words for the values of records: criticality, category, certainty, state. All in
 * the report's language. */
#ifndef VARDE_REPORT_WORDS_H
#define VARDE_REPORT_WORDS_H

#include "model/finding.h"
#include "report/doc.h"
#include "report/i18n.h"

/* "Critical"; crit is an enum criticality. */
const char *words_criticality(const struct lang *lang, int crit);

/* What the level means, one sentence. */
const char *words_criticality_meaning(const struct lang *lang, int crit);

/* The colour of a criticality; TONE_GOOD for CRIT_LEVELS (nothing found). */
enum doc_tone words_tone(int crit);

/* "Certificates"; category is an enum category. */
const char *words_category(const struct lang *lang, int category);

/* How sure, in words ("Certain: seen directly"), of Greenbone's quality of detection 0..100. */
const char *words_certainty(const struct lang *lang, int64_t qod);

/* "New", "Still open", "Fixed", "Not assessable"; state is an enum finding_state. */
const char *words_state(const struct lang *lang, int state);

/* "Confirmed", "Probable", "To be verified"; NULL for VERDICT_NONE. An enum finding_verdict. */
const char *words_verdict(const struct lang *lang, int verdict);

/* Why an asset is thought ours, in a few words; an unknown rule is shown as it is (the arena
 * owns it). */
const char *words_why(struct arena *arena, const struct lang *lang, const char *why);

/* "full", "name", "none" as words; reach is an enum asset_reach. */
const char *words_reach(const struct lang *lang, int reach);

/* "Examined", "Blocked", ...; state is an enum coverage_state. */
const char *words_coverage(const struct lang *lang, int state);

/*
 * Why something could not be examined, as the scanner says it (in English); a reason that is
 * not known is shown as it is, NULL as a dash. The arena owns it.
 */
const char *words_reason(struct arena *arena, const struct lang *lang, const char *reason);

/* A stage of the audit ("discover") as words; an unknown one is shown as it is (the arena owns
 * it). */
const char *words_stage(struct arena *arena, const struct lang *lang, const char *stage);

/* A profile ("standard") as words. */
const char *words_profile(struct arena *arena, const struct lang *lang, const char *profile);

/* The name of a product as its makers write it ("OpenSSH") for the key that findings use
 * ("openssh"); an unknown one is shown as it is (the arena owns it). */
const char *words_product(struct arena *arena, const char *product);

/* Whose copy of a report it is, and since when (epoch ms): "For Anna Berg, 22 November 2026,
 * CHU"; organisation may be NULL. The arena owns it. */
const char *words_watermark(struct arena *arena, const struct lang *lang, const char *name,
    int64_t when, const char *organisation);

/* What a protective marking allows, one sentence; NULL for one that TLP 2.0 does not know. */
const char *words_label(const struct lang *lang, const char *label);

#endif
