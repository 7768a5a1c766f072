/* What all rules of a compilation share: variables of addresses and ports, classes, parsed
 * groups. */
#ifndef VARDE_RULE_ENV_H
#define VARDE_RULE_ENV_H

#include "base/err.h"
#include "base/map.h"
#include "rule/range.h"

struct rule_class {
	const char *name, *text; /* "trojan-activity", how people are told */
	uint32_t priority;
};

struct rule_env {
	struct arena *arena;         /* borrowed */
	struct map vars;             /* name without $ to text */
	struct map classes;          /* name to struct rule_class */
	struct map addresses, ports; /* text of a group to struct range_set, made once */
	struct map bits;    /* names whose hash stands for them, to notice collisions */
	struct map systems; /* of references: name to the beginning of their addresses */
};

/* The usual variables and classes. The environment borrows the arena, which outlives it. */
void rule_env_init(struct rule_env *env, struct arena *arena);

/* Sets a variable (copies). */
void rule_env_var(struct rule_env *env, const char *name, struct span value);

/*
 * Takes lines "NAME = VALUE" or "NAME: VALUE" (a comment begins with #): the variables file.
 * ERR_SYNTAX, with the line's number.
 */
int rule_env_vars(struct rule_env *env, struct span text, struct msg *msg) MUST_USE;

/* Takes lines "config classification: NAME,TEXT,PRIORITY" and "config reference: NAME ADDRESS";
 * ERR_SYNTAX, with the line's number. */
int rule_env_config(struct rule_env *env, struct span text, struct msg *msg) MUST_USE;

/* The set that a group of addresses or ports stands for (borrows, the environment keeps it);
 * NULL in *ret: any. ERR_SYNTAX, ERR_NOTFOUND (a variable), with a message. */
int rule_env_addresses(struct rule_env *env, struct span text, const struct range_set **ret,
    struct msg *msg) MUST_USE;
int rule_env_ports(struct rule_env *env, struct span text, const struct range_set **ret,
    struct msg *msg) MUST_USE;

/* The number that stands for a name of flowbits and the like: the same in every image. */
uint32_t rule_env_hash(struct span name);

/* One address or prefix as a range; ERR_SYNTAX. *ret_family is 4 or 6. */
int rule_env_address(
    struct span text, int *ret_family, uint8_t low[16], uint8_t high[16]) MUST_USE;

#endif
