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

/* "3 days, with a search for traces", "60 days", "next update": for tables. The arena owns it.
 */
const char *rank_text_deadline(
    struct arena *arena, const struct lang *lang, const struct rank_deadline *deadline);

/* What a finding about software keeps of its rank: priority, deadline, reasons. */
void rank_text_of(const struct finding *f, struct rank *ret);

/* By when it is to be mended, counted from the day on which it was first told: the finding's
 * first run, or the run that ended then (ms). 0: with the next update, or not ranked. */
int64_t rank_text_due(const struct finding *f, int64_t ended);

/* "Medical images", "Remote access", ...: role is an enum role. */
const char *rank_text_role(const struct lang *lang, int role);

#endif
