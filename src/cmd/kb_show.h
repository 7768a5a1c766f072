/* varde kb show: what is said of one id beside the record itself, and all of it as JSON. */
#ifndef VARDE_CMD_KB_SHOW_H
#define VARDE_CMD_KB_SHOW_H

#include "pack/knowledge.h"

/* The first row from "from" on of KT_FIXES that is of the id, or of KT_ADVISORIES that speaks
 * of it; *ret is that row. KNOWLEDGE_NONE: there is none any more. */
uint32_t kb_show_next_fix(
    const struct knowledge_pack *k, const char *id, uint32_t from, struct knowledge_fix *ret);
uint32_t kb_show_next_document(const struct knowledge_pack *k, const char *id, uint32_t from,
    struct knowledge_advisory *ret);

/*
 * Prints all that is known of the id as one line of JSON: "vulnerabilities" (each with its
 * source, its scores, its record and configurations as model/vuln.h writes them), "exploited",
 * "epss" and "ssvc" (null: not stated), "fixes", and "advisories": the document itself, or
 * those that speak of the id. ERR_LIMIT when it would be absurdly long.
 */
int kb_show_json(const struct knowledge_pack *k, const char *id, struct arena *arena,
    struct msg *msg) MUST_USE;

#endif
