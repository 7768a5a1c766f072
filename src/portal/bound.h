/*
 * What the pages of an organisation share: records that belong to it (anybody else's are not
 * found), the roles that count there, and what a page does when the desk refuses.
 */
#ifndef VARDE_PORTAL_BOUND_H
#define VARDE_PORTAL_BOUND_H

#include "api/list.h"
#include "desk/order.h"
#include "model/scope.h"
#include "model/tracked.h"

/* The record of {id} when it is of the call's organisation. ERR_NOTFOUND with a message. */
int bound_item(struct call *call, struct item *ret) MUST_USE;
int bound_order(struct call *call, struct audit_order *ret) MUST_USE;
int bound_finding(struct call *call, struct tracked *ret) MUST_USE;
int bound_authorisation(struct call *call, struct authorisation *ret) MUST_USE;

/* 1u << enum role, those of who asks that count at the organisation. */
unsigned bound_roles(const struct call *call);

/* Sets data.items: the organisation's proved items, 500 at most; those that the form chose
 * before are marked (here). */
int bound_items(struct call *call) MUST_USE;

/* What orders need of the house, by the server's settings; in the call's arena. */
const struct order_house *bound_house(const struct call *call);

/* The end (exclusive) of the paths that the page is about: the organisation alone, or for a
 * group what lies below it too, when who asks may see that. The arena owns it. */
const char *bound_path_end(const struct call *call);

/* Whether the page is about what lies below the organisation too. */
bool bound_below(const struct call *call);

/* The record's members as a JSON object for templates; times are numbers, 0 when absent. */
struct json *bound_json(struct call *call, const struct record_type *type, const void *rec);

/* A person's name; NULL for an id that is NULL or unknown. The arena owns it. */
const char *bound_person(struct call *call, const char *id);

/* Sets data.people: id and name of those with a role at the organisation now. */
int bound_people(struct call *call) MUST_USE;

/*
 * A step of the desk has failed with r: what a person can mend becomes errors.form (and
 * data.refusal with the rest of the message), so that the page is shown again: 0. Else the
 * failure, for the caller to give back.
 */
int bound_refused(struct call *call, int r) MUST_USE;

/* Sets data.typed: the fields of the form as they were sent. */
void bound_typed(struct call *call);

/* Reads a date field, YYYY-MM-DD, as midnight UTC. False when it is none. */
bool bound_day(const struct call *call, const char *field, int64_t *ret);

/* The index of a name in a table that NULL ends, or -1. */
int bound_name(const char *const *names, const char *name);

/* The lines of a text field, trimmed, empty ones left out; in the arena. */
struct text_list bound_lines(struct call *call, const char *field);

/* An array of objects {value, here} of the names, for choices in forms. */
struct json *bound_choices(struct call *call, const char *const *names, const char *chosen);

/* Says where the page stands: a link of that label (key of the catalogue) to a page of the
 * organisation ("findings"). */
void bound_crumb(struct call *call, const char *label, const char *page);

/* What is asked before something is done; texts are keys of the catalogue. */
struct bound_question {
	const char *title, *text, *verb;
	const char *back; /* path below the organisation's */
};

/*
 * Whether the form was confirmed (by the script's dialog or the page that asks). If not, shows
 * that page, which sends the same form again: the handler then returns 0.
 */
bool bound_confirmed(struct call *call, const struct bound_question *question);

#endif
