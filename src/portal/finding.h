/* Findings: what the page shows, and the answers of the member. */
#ifndef VARDE_PORTAL_FINDING_H
#define VARDE_PORTAL_FINDING_H

#include "api/call.h"
#include "model/tracked.h"

/* Fills the page of a finding. */
int finding_fill(struct call *call, const struct tracked *t) MUST_USE;

/* Sets data.known, what is known of its software (api/facts.h), and data.unverified. */
int finding_known(struct call *call, const struct tracked *t) MUST_USE;

/* Whether a penetration test found it: what people found, people look at again. */
bool finding_of_test(const struct tracked *t);

/* The forms of the page: a step of the finding, accepting its risk, a remark. */
int finding_answer(struct call *call);
int finding_accept(struct call *call);
int finding_comment(struct call *call);

#endif
