/* Groups of addresses and ports: "[10.0.0.0/8,!10.1.0.0/16,$X]", "[80,1024:,!8080]". */
#ifndef VARDE_RULE_GROUP_H
#define VARDE_RULE_GROUP_H

#include "rule/env.h"

/* Works a group out into *ret (lists are the arena's). ports: it is one of ports. ERR_SYNTAX,
 * ERR_NOTFOUND, with a message. */
int group_parse(struct rule_env *env, struct span text, bool ports, struct range_set *ret,
    struct msg *msg) MUST_USE;

#endif
