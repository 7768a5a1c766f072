/*
 * Rules of the CERT over events (struct event_rule): whose they are in spite of every
 * perimeter, and which need not be told. A rule's conditions must all fit; of several the one
 * that says most counts, then the newest.
 */
#ifndef VARDE_DESK_EVENT_RULE_H
#define VARDE_DESK_EVENT_RULE_H

#include "auth/role.h"
#include "desk/log.h"
#include "model/event.h"
#include "store/desk.h"

enum { EVENT_RULES = 2000 /* that hold at a time */, EVENT_RULE_DAYS = 30 /* of a preview */ };

struct event_rules {
	VEC(struct event_rule) all; /* the one that counts first, first */
};

/* Reads the condition "net" as people write it: sets net, first, last. ERR_SYNTAX. */
int event_rule_net(struct span text, struct arena *arena, struct event_rule *ret) MUST_USE;

/* Whether the rule has all that it needs: a condition that says something, a reason, and an
 * organisation when it assigns. ERR_RANGE with what is missing. */
int event_rule_check(const struct event_rule *rule, struct msg *msg) MUST_USE;

/* Whether every condition fits the event, which is that organisation's (NULL: nobody's). Pure.
 */
bool event_rule_fits(const struct event_rule *rule, const struct event *event, const char *org);

/* The first rule that does that and fits, or NULL. Borrows. */
const struct event_rule *event_rules_find(const struct event_rules *rules,
    enum event_rule_does does, const struct event *event, const char *org);

/* The rules that hold now, in order. */
int event_rules_load(
    struct db *db, int64_t now, struct arena *arena, struct event_rules *ret) MUST_USE;

/* What a rule would have done in the last EVENT_RULE_DAYS days. */
struct event_rule_preview {
	int64_t alerts, events;    /* that fit */
	int64_t orgs;              /* whose they are now */
	int64_t nobodys;           /* of the alerts: unattributed ones */
	int64_t told;              /* of the alerts: told already */
	struct desk_records shown; /* struct alert, the newest 20 */
};

/* Asks without changing anything. */
int event_rule_preview(struct db *db, const struct event_rule *rule, int64_t now,
    struct arena *arena, struct event_rule_preview *ret) MUST_USE;

/*
 * Makes the rule and applies it to the alerts that wait: unattributed ones that fit become the
 * organisation's, ones in triage are suppressed. MAY_REVIEW. Sets id and created of *rule.
 * *ret_applied (NULL allowed) counts alerts.
 */
int event_rule_add(struct db *db, const struct actor *actor, struct event_rule *rule,
    int64_t now, struct arena *arena, int64_t *ret_applied) MUST_USE;

/* Ends it: what it did stays. MAY_REVIEW. */
int event_rule_end(struct db *db, const struct actor *actor, const char *id, int64_t now,
    struct arena *arena) MUST_USE;

#endif
