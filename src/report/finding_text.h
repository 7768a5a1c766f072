/* Sentences about a finding of software: why it is urgent, why its verdict is what it is, and
 * the rule of its deadline. */
#ifndef VARDE_REPORT_FINDING_TEXT_H
#define VARDE_REPORT_FINDING_TEXT_H

#include "model/finding.h"
#include "report/i18n.h"

/* Why it is urgent here and by when to mend it, one sentence (report/rank_text.h); NULL when it
 * was not ranked. The arena owns it. */
const char *finding_text_sentence(
    struct arena *arena, const struct lang *lang, const struct finding *f);

/* What decides the verdict on a vulnerability, in a few words; reason is a name of the match's
 * reasons, unknown ones are a dash. */
const char *finding_text_why(const struct lang *lang, const char *reason);

/*
 * The rule that a deadline comes from, as findings keep it, in words: "CISA BOD 26-04:
 * reachable from the Internet, known to be exploited, attacks can be automated, full control: 3
 * days, with a search for traces". A rule that is not known is given as it is. The arena owns
 * it.
 */
const char *finding_text_rule(struct arena *arena, const struct lang *lang, const char *rule);

#endif
