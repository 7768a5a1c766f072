/* Many rules: taken or refused with a reason, ordered, made an image. */
#ifndef VARDE_RULE_COMPILE_H
#define VARDE_RULE_COMPILE_H

#include "base/str.h"
#include "rule/env.h"
#include "rule/rule.h"

struct indicator_list; /* rule/indicator_list.h */

struct rule_refusal {
	const char *file, *reason, *detail;
	int line;
	uint32_t sid; /* 0: none could be read */
};

struct rule_reason {
	const char *reason;
	uint32_t n;
	uint32_t sid; /* of the first */
};

/* Reads a file that a rule names (a dataset's), relative to the rule's: appends it to *ret. */
typedef int rule_load(void *ctx, const char *beside, const char *name, struct str *ret);

struct rule_compile {
	struct arena *arena;
	struct rule_env env;
	struct indicator_list *indicators; /* go into the image too (borrowed); NULL: none */
	rule_load *load;                   /* NULL: rules that name files are refused */
	void *ctx;
	VEC(struct rule *) rules;
	VEC(struct rule_refusal) refused;
	struct map ids;     /* "GID:SID" to struct rule */
	struct map reasons; /* to struct rule_reason */
	const char *file;   /* being read */
};

/* Begins; it lives in the arena (borrows). */
struct rule_compile *rule_compile_new(struct arena *arena);

/* Takes the rules of a file's text (copies what it needs); name is told with refusals. */
void rule_compile_add(struct rule_compile *c, const char *name, struct span text);

/* Reasons of refusals, the most frequent first. */
struct rule_reason **rule_compile_reasons(struct rule_compile *c, size_t *ret_n);

/* Appends the image of all rules that were taken, and of the indicators. ERR_* with a message.
 */
int rule_compile_end(struct rule_compile *c, struct str *ret, struct msg *msg) MUST_USE;

#endif
