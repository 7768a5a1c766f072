/*
 * Whose is it: every verified perimeter of the constituency as one structure in memory, which
 * answers for an event in well under a microsecond. A rule of the CERT counts first; then the
 * longest verified network that holds the address; then, when no network does, the most
 * specific verified name (a host itself, a domain and what lies below it). What an address is
 * called backwards does not count: whoever owns the address can write anybody's name there. An
 * item counts for events from ATTRIBUTE_BEFORE days before it was declared; of the same network
 * at a group and its site the site's counts.
 */
#ifndef VARDE_DESK_ATTRIBUTE_H
#define VARDE_DESK_ATTRIBUTE_H

#include "desk/event_rule.h"
#include "model/member.h"

enum { ATTRIBUTE_BEFORE = 30 /* days */ };

/* What is known of an organisation. Borrowed from the structure. */
struct attribute_org {
	const char *id, *path;
	int state;       /* enum org_state */
	int criticality; /* 1 to 4 */
};

struct attribute_hit {
	const struct attribute_org *org; /* NULL: nobody's */
	const char *item;                /* id of the item, or of the rule */
	enum event_how how;
};

struct attribute;

/* Reads the verified perimeters, the organisations and the rules that hold now. Gives;
 * attribute_free ends it. */
int attribute_load(struct db *db, int64_t now, struct attribute **ret) MUST_USE;

/* NULL is allowed. Returns NULL. */
struct attribute *attribute_free(struct attribute *a);

/* Loads it anew when a perimeter or a rule has changed since; *a is replaced then. *ret_anew
 * (NULL allowed) tells. */
int attribute_refresh(
    struct db *db, int64_t now, struct attribute **a, bool *ret_anew) MUST_USE;

/* Whose the event is. Pure. */
struct attribute_hit attribute_find(const struct attribute *a, const struct event *event);

/* The rule by which an event of that organisation is not told, or NULL. Borrows. */
const struct event_rule *attribute_suppressed(
    const struct attribute *a, const struct event *event, const char *org);

/* The organisation of that id, or NULL. Borrows. */
const struct attribute_org *attribute_org_of(const struct attribute *a, const char *id);

/* How many networks and names it holds. */
size_t attribute_networks(const struct attribute *a);
size_t attribute_names(const struct attribute *a);

/* Perimeters or rules have changed: counted, for attribute_refresh. Inside the caller's
 * DB_WRITE transaction. */
int attribute_changed(struct db *db) MUST_USE;

#endif
