/* What is known of vulnerabilities: handlers that a page and a reply share. */
#ifndef VARDE_API_V1_KNOWLEDGE_H
#define VARDE_API_V1_KNOWLEDGE_H

#include "api/call.h"
#include "pack/knowledge.h"

/*
 * The sources: pack (builtin, made, newest, how many vulnerabilities, advisories, exploited,
 * products), sources (name, what, publisher, licence, records, compiled, newest, taken,
 * age_days
 * ...; whoever is of the CERT sees all of them, with on, checked, url, error).
 */
int v1_knowledge_sources(struct call *call) MUST_USE;

/* The vulnerability or advisory of {id}: v1_vulnerability.c. ERR_NOTFOUND. */
int v1_knowledge_one(struct call *call) MUST_USE;

/*
 * Who in the sector runs what the query's "what" says: data.list, asked (what was asked),
 * counts; without "what" an empty list: v1_who.c. A text that names nothing is noted as wrong.
 */
int v1_knowledge_who(struct call *call) MUST_USE;

/* What became new, changed or withdrawn, and for whom: the list v1_news. */
int v1_knowledge_news(struct call *call) MUST_USE;

#endif
