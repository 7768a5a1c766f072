/* What the pages of the CERT share. */
#ifndef VARDE_PORTAL_CERT_H
#define VARDE_PORTAL_CERT_H

#include "api/list.h"
#include "desk/order.h"

enum {
	CERT_REASON = 2000, /* bytes of a reason or note at most */
	CERT_NAME = 200,
	CERT_WINDOW = 3000, /* entries that a search of findings looks through */
};

/* Roles of the CERT of who asks: 1u << enum role. */
unsigned cert_roles(const struct call *call);

/*
 * The page tells of that organisation: call->org, so that the read is logged as its data's and
 * its menu is shown. ERR_NOTFOUND.
 */
int cert_at(struct call *call, const char *org) MUST_USE;

/* Logs a read of what belongs to many members; lists of the whole sector. */
int cert_take(struct call *call) MUST_USE;

/* Whether it is "CVE-", a year, "-" and a number. */
bool cert_is_cve(const char *text);

/* What orders need (struct order_house). */
void cert_house(struct call *call, struct order_house *ret);

/* A field of text: notes what is wrong when it is empty or longer than max. NULL then. */
const char *cert_need(struct call *call, const char *field, size_t max);

/* The same for one that may be empty; NULL when it is. */
const char *cert_text(struct call *call, const char *field, size_t max);

/* The index of the field in the names; -1 when it is none of them. */
int cert_choice(const struct call *call, const char *field, const char *const *names);

/* Sets data.NAME to an array {value, chosen} of the names, the one typed (or chosen: an index,
 * -1 for none) chosen. */
void cert_options(struct call *call, const char *name, const char *const *names, int from,
    int to, int chosen);

/* Shows what was typed: data.FIELD, of fields separated by spaces. */
void cert_keep(struct call *call, const char *fields);

/* The name of the person of that id ("Varde" for none), for pages. In the arena. */
const char *cert_person(struct call *call, const char *id);

/* A number by constant SQL; 0 is set when it fails, which the error tells. */
int cert_number(struct call *call, const char *sql, const struct desk_param *params, size_t n,
    int64_t *ret) MUST_USE;

/* Sets title in each row of data.list: its own in the column own_title, else that of the
 * finding type in its column type. */
void cert_titles(struct call *call);

/* The title of a finding type in the reader's language. */
const char *cert_title(const struct call *call, const char *type);

/* The folder of warning lists, which is kept beside the database (`varde kb import`); NULL:
 * none is known. In the arena. */
const char *cert_warnings(struct call *call);

/* 400, 403 and the like that a desk function gave for what was typed is shown beside the form
 * (0); the rest stays an error. */
int cert_refused(struct call *call, int r) MUST_USE;

#endif
