/* The evidence pack of an organisation: what is counted, and the page and files of it. */
#ifndef VARDE_PORTAL_EVIDENCE_H
#define VARDE_PORTAL_EVIDENCE_H

#include "api/call.h"
#include "report/evidence.h"

/*
 * Collects what stands in the records of the call's organisation since then, in the reader's
 * language; incidents of which the reader may not know (model/audience.h) are left out, and so
 * are exercises. Everything in the call's arena.
 */
int evidence_collect(struct call *call, int64_t since, struct evidence *ret) MUST_USE;

#endif
