/*
 * Rules in Suricata's language (its manual's chapter "rules"; we know no other rule formats).
 * A rule is taken whole or refused with a reason; what a keyword means is in the key_*.c files.
 */
#ifndef VARDE_RULE_PARSE_H
#define VARDE_RULE_PARSE_H

#include "rule/env.h"
#include "rule/rule.h"

/*
 * Parses one rule. *ret lives in the arena. ERR_UNSUPPORTED: something that we do not do;
 * ERR_SYNTAX, ERR_RANGE, ERR_LIMIT: it is wrong. *msg: the reason in what (without values, so
 * that reasons can be counted), the place in detail.
 */
int rule_parse(struct rule_env *env, struct span text, struct arena *arena, struct rule **ret,
    struct msg *msg) MUST_USE;

/* What takes a rule's text, and the line where it begins. */
typedef void rule_take(void *ctx, struct span text, int line);

/* Gives the rules of a file one by one: lines ended by \ go on, # begins a comment. */
void rule_each(struct span file, rule_take *take, void *ctx);

#endif
