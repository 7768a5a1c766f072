/* The sentence for a director: why a vulnerability is urgent here, and by when to mend it. */
#ifndef VARDE_REPORT_RANK_TEXT_H
#define VARDE_REPORT_RANK_TEXT_H

#include "model/finding.h"
#include "rank/rank.h"
#include "report/i18n.h"

/* "Attackers already use this flaw against others, the system can be reached from the Internet,
 * and it handles medical images: mend it within 3 days." The arena owns it. */
const char *rank_text_sentence(
    struct arena *arena, const struct lang *lang, const struct rank *rank);

/* What a finding keeps of its rank, as it was. */
void rank_text_read(const struct finding *f, struct rank *ret);

/* What decides the verdict on a vulnerability, in a few words; reason is a name of the match's
 * reasons, unknown ones are a dash. */
const char *rank_text_why(const struct lang *lang, const char *reason);

/*
 * The rule that a deadline comes from, as findings keep it, in words: "CISA BOD 26-04:
 * reachable from the Internet, known to be exploited, attacks can be automated, full control: 3
 * days, with a search for traces". A rule that is not known is given as it is. The arena owns
 * it.
 */
const char *rank_text_rule(struct arena *arena, const struct lang *lang, const char *rule);

/* "3 days, with a search for traces", "60 days", "next update": for tables. The arena owns it.
 */
const char *rank_text_deadline(
    struct arena *arena, const struct lang *lang, const struct rank_deadline *deadline);

/* "Medical images", "Remote access", ...: role is an enum role. */
const char *rank_text_role(const struct lang *lang, int role);

#endif
