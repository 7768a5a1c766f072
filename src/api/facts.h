/* What is known of the software that a finding is about, for its page and its reply. */
#ifndef VARDE_API_FACTS_H
#define VARDE_API_FACTS_H

#include "api/call.h"
#include "model/tracked.h"

/*
 * An object: software (as observed), verdict, sentence (why it is urgent), fixed_in, days,
 * forensics, rule (in words), ncves, cves (id, page, verdict, reason, why, cvss, epss, kev,
 * ransomware, fixed, fixed_after, source), more (of them that are not listed). NULL: the
 * finding is about no software, or its run is gone. Errors of the database.
 */
int facts_software(struct call *call, const struct tracked *t, struct json **ret) MUST_USE;

/* The rule that the finding's deadline comes from, in words; NULL for none. */
const char *facts_rule(struct call *call, const struct tracked *t);

/* Why the match has its verdict, a sentence in the reader's language; reason is a name of the
 * match's reasons. NULL when it is none. */
const char *facts_why(
    struct call *call, const char *reason, const char *version, const char *package);

/* The path of the page of a vulnerability or advisory; NULL when its number cannot stand in
 * one. */
const char *facts_page(struct call *call, const char *id);

/* Tenths as the reader writes them ("8,1"; per cent: "42,1 %"), in replies the number alone
 * with a point; NULL for less than 0. */
const char *facts_tenths(struct call *call, int64_t tenths);
const char *facts_percent(struct call *call, int64_t tenths);

#endif
