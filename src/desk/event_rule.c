#include "desk/event_rule.h"

#include "codec/json.h"
#include "desk/alert.h"
#include "desk/attribute.h"
#include "desk/id.h"
#include "desk/perimeter.h"
#include "model/event_kind.h"
#include "wire/ip.h"

#include <stdlib.h>

enum { APPLY_MAX = 20000, SHOWN = 20 };

#define DAY_MS INT64_C(86400000)

int event_rule_net(struct span text, struct arena *arena, struct event_rule *ret)
{
	char to[IP_NET_TEXT];
	struct ip_net net;
	int r = ip_net_parse(span_trim(text), &net, NULL);

	if (r < 0)
		return r;
	ret->net = arena_strdup(arena, ip_net_text(&net, to));
	item_net_keys(&net, arena, &ret->first, &ret->last);
	return 0;
}

int event_rule_check(const struct event_rule *rule, struct msg *msg)
{
	const char *what = NULL;

	/* A port or a report alone would take the events of everybody. */
	if (rule->does == EVENT_RULE_ASSIGNS && !rule->net && !rule->name)
		what = TR("a rule that assigns needs a network or a name");
	else if (rule->does == EVENT_RULE_ASSIGNS && !rule->org)
		what = TR("a rule that assigns needs an organisation");
	else if (rule->does == EVENT_RULE_SUPPRESSES && !rule->net && !rule->name &&
		 !rule->whose && !rule->type && !rule->report && !rule->indicator)
		what = TR("a rule needs a condition");
	else if (rule->type && !event_kind_of(rule->type))
		what = TR("there is no such kind of alert");
	else if (!rule->reason || !span_trim(span_str(rule->reason)).n)
		what = TR("a rule needs a reason");
	if (!what)
		return 0;
	msg_what(msg, "%s", what);
	msg_hint(msg, TR("say what is missing: others will ask why the rule is there"));
	return ERR_RANGE;
}

/* --- fitting --- */

static bool is_below(const char *name, const char *of)
{
	size_t n = name ? strlen(name) : 0, m = strlen(of);

	return name && n >= m && strcmp(name + n - m, of) == 0 &&
	       (n == m || name[n - m - 1] == '.');
}

static bool same(const char *condition, const char *text)
{
	return !condition || (text && strcasecmp(condition, text) == 0);
}

bool event_rule_fits(const struct event_rule *rule, const struct event *e, const char *org)
{
	if (rule->net && (!e->addr_key || strcmp(e->addr_key, rule->first) < 0 ||
			     strcmp(e->addr_key, rule->last) > 0))
		return false;
	if (rule->name && !is_below(e->name, rule->name))
		return false;
	if (rule->port && rule->port != e->port)
		return false;
	if (rule->whose && (!org || strcmp(rule->whose, org) != 0))
		return false;
	return same(rule->type, e->type) && same(rule->report, e->report) &&
	       same(rule->indicator, e->indicator);
}

const struct event_rule *event_rules_find(const struct event_rules *rules,
    enum event_rule_does does, const struct event *event, const char *org)
{
	vec_foreach (rule, &rules->all)
		if (rule->does == (int)does && event_rule_fits(rule, event, org))
			return rule;
	return NULL;
}

/* How much the rule says: the length of its network first, then its other conditions. */
static int weight(const struct event_rule *r)
{
	int n = 0;

	if (r->net) {
		struct ip_net net;

		if (ip_net_parse(span_str(r->net), &net, NULL) == 0)
			n += (net.ip.family == 4 ? net.bits + 96 : net.bits) * 16;
	}
	n += r->name ? (int)strlen(r->name) * 16 : 0;
	return n + (r->type != NULL) + (r->report != NULL) + (r->indicator != NULL) +
	       (r->port != 0) + (r->whose != NULL);
}

static int by_weight(const void *px, const void *py)
{
	const struct event_rule *x = px, *y = py;
	int d = weight(y) - weight(x);

	if (d == 0)
		d = x->created > y->created ? -1 : x->created < y->created;
	return d ? d : strcmp(x->id, y->id);
}

int event_rules_load(struct db *db, int64_t now, struct arena *arena, struct event_rules *ret)
{
	struct desk_records found = {0};
	struct event_rules rules = {0};
	int r = desk_list(db, &event_rule_type,
	    "WHERE \"ended\" = 0 AND (\"expires\" = 0 OR \"expires\" > $1) ORDER BY "
	    "\"created\" DESC, \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_INT(now), DESK_INT(EVENT_RULES)), arena, &found);

	if (r < 0)
		return r;
	for (size_t i = 0; i < found.all.n; i++)
		vec_push(arena, &rules.all, *(struct event_rule *)found.all.items[i]);
	if (rules.all.n)
		qsort(rules.all.items, rules.all.n, sizeof(*rules.all.items), by_weight);
	*ret = rules;
	return 0;
}

/* --- alerts that fit --- */

/* What an alert has of the events that made it. */
static struct event as_event(const struct alert *a)
{
	return (struct event){.type = a->type,
	    .report = a->report,
	    .indicator = a->indicator,
	    .addr_key = a->addr_key,
	    .port = a->port,
	    .name = a->how == EVENT_BY_NAME || !a->addr_key ? a->asset : NULL};
}

static bool fits_alert(const struct event_rule *rule, const struct alert *a)
{
	const struct event e = as_event(a);

	return event_rule_fits(rule, &e, a->org);
}

int event_rule_preview(struct db *db, const struct event_rule *rule, int64_t now,
    struct arena *arena, struct event_rule_preview *ret)
{
	struct event_rule_preview p = {0};
	struct desk_records found = {0};
	struct text_list orgs = {0};
	int r = desk_list(db, &alert_type,
	    "WHERE \"last\" >= $1 AND (CAST($2 AS TEXT) IS NULL OR (\"addr_key\" >= $2 AND "
	    "\"addr_key\" <= "
	    "$3)) AND (CAST($4 AS TEXT) IS NULL OR \"type\" = $4) AND (CAST($5 AS TEXT) IS "
	    "NULL OR \"org\" = $5) ORDER BY "
	    "\"last\" DESC, \"id\" LIMIT $6",
	    DESK_PARAMS(DESK_INT(now - EVENT_RULE_DAYS * DAY_MS), DESK_TEXT(rule->first),
		DESK_TEXT(rule->last), DESK_TEXT(rule->type), DESK_TEXT(rule->whose),
		DESK_INT(APPLY_MAX)),
	    arena, &found);

	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		const struct alert *a = found.all.items[i];

		if (!fits_alert(rule, a))
			continue;
		p.alerts++;
		p.events += a->events;
		p.nobodys += a->org == NULL;
		p.told += a->told > 0;
		if (a->org && orgs.n < 1000)
			text_list_add(&orgs, arena, a->org);
		if (p.shown.all.n < SHOWN)
			vec_push(arena, &p.shown.all, found.all.items[i]);
	}
	p.orgs = (int64_t)orgs.n;
	if (r == 0)
		*ret = p;
	return r;
}

/* The alerts that wait and fit follow the new rule. */
static int apply(struct db *db, const struct actor *actor, const struct event_rule *rule,
    int64_t now, struct arena *arena, int64_t *ret_applied)
{
	bool assigns = rule->does == EVENT_RULE_ASSIGNS;
	struct alert_step step = {.action = assigns ? ALERT_DO_ASSIGN : ALERT_DO_SUPPRESS,
	    .note = rule->reason,
	    .org = assigns ? rule->org : NULL,
	    .item = rule->id,
	    .rule = rule->id};
	struct desk_records found = {0};
	int r = desk_list(db, &alert_type, "WHERE \"state\" = $1 ORDER BY \"id\" LIMIT $2",
	    DESK_PARAMS(
		DESK_TEXT(alert_state_names[assigns ? ALERT_UNATTRIBUTED : ALERT_TRIAGE]),
		DESK_INT(APPLY_MAX)),
	    arena, &found);

	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		struct alert *a = found.all.items[i];

		if (!fits_alert(rule, a))
			continue;
		r = alert_step_within(db, actor, a, &step, true, now, arena);
		++*ret_applied;
	}
	return r;
}

static const char *detail_of(const struct event_rule *rule, struct arena *arena)
{
	STR_AUTO(out, 16384);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	record_to_json(&event_rule_type, rule, false, &w);
	return str_dup(&out, arena);
}

static int add(struct db *db, const struct actor *actor, struct event_rule *rule, int64_t now,
    struct arena *arena, int64_t *ret_applied)
{
	struct org org;
	int r = desk_may(db, actor, MAY_REVIEW, NULL, arena, now);

	if (r == 0 && rule->org)
		r = desk_get(db, &org_type, rule->org, arena, &org);
	if (r == 0)
		r = desk_insert(db, &event_rule_type, rule);
	if (r == 0)
		r = apply(db, actor, rule, now, arena, ret_applied);
	if (r == 0)
		r = attribute_changed(db);
	if (r == 0)
		r = log_append(db, actor, "event_rule.add", rule->org, rule->id, NULL,
		    detail_of(rule, arena), now);
	return r;
}

int event_rule_add(struct db *db, const struct actor *actor, struct event_rule *rule,
    int64_t now, struct arena *arena, int64_t *ret_applied)
{
	struct msg msg = {0};
	int64_t applied = 0;
	int r = event_rule_check(rule, &msg);

	if (r < 0)
		return db_refuse(db, r, &msg);
	rule->id = id_make(arena);
	rule->created = now;
	rule->created_by = actor ? actor->person : NULL;
	r = db_begin(db, DB_WRITE);
	if (r == 0)
		r = db_end(db, add(db, actor, rule, now, arena, &applied));
	if (r == 0 && ret_applied)
		*ret_applied = applied;
	return r;
}

static int end(
    struct db *db, const struct actor *actor, const char *id, int64_t now, struct arena *arena)
{
	struct event_rule rule = {0};
	int r = desk_may(db, actor, MAY_REVIEW, NULL, arena, now);

	if (r == 0)
		r = desk_get(db, &event_rule_type, id, arena, &rule);
	if (r == 0 && rule.ended)
		return 0;
	rule.ended = now;
	if (r == 0)
		r = desk_update(db, &event_rule_type, &rule);
	if (r == 0)
		r = attribute_changed(db);
	if (r == 0)
		r = log_append(db, actor, "event_rule.end", rule.org, rule.id, NULL, NULL, now);
	return r;
}

int event_rule_end(
    struct db *db, const struct actor *actor, const char *id, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, end(db, actor, id, now, arena));
}
