/*
 * What is wrong with contacts, as conditions that the board (v1_contacts) and the figures of
 * the duty board share, so that both count the same. $1 is now, $2 CONTACTS_MS before it.
 */
#ifndef VARDE_API_V1_CONTACTS_H
#define VARDE_API_V1_CONTACTS_H

#include "model/contact.h"

#define CONTACTS_MS     (INT64_C(90) * 86400000) /* after that a contact is to be confirmed */
#define CONTACTS_NOW    "CAST($1 AS @int)"
#define CONTACTS_DAYS60 "5184000000"
#define CONTACTS_WEEK   "604800000"

/* The membership of that alias is valid. */
#define CONTACTS_VALID(m)                                                 \
	m ".\"since\" <= " CONTACTS_NOW " AND (" m ".\"until\" = 0 OR " m \
	  ".\"until\" > " CONTACTS_NOW ")"

/* The first organisation of a person; NULL: none. */
#define CONTACTS_ORG_OF(person)                                                       \
	"(SELECT min(vm.\"org\") FROM membership AS vm WHERE vm.\"person\" = " person \
	" AND " CONTACTS_VALID("vm") ")"

/* k: keys in use, of people who are written to. */
#define CONTACTS_KEYS                                                                        \
	"contact_key AS k JOIN person AS kp ON kp.\"id\" = k.\"person\" AND kp.\"state\" = " \
	"'active'"
#define CONTACTS_KEY_EXPIRED \
	"k.\"used\" = 1 AND k.\"expires\" > 0 AND k.\"expires\" <= " CONTACTS_NOW
#define CONTACTS_KEY_ENDS                                          \
	"k.\"used\" = 1 AND k.\"expires\" > " CONTACTS_NOW " AND " \
	"k.\"expires\" <= " CONTACTS_NOW " + " CONTACTS_DAYS60

/* h: contact_health. A key that has expired says so itself. */
#define CONTACTS_NOT_ENCRYPTED                                                                \
	"h.\"type\" = 'key' AND h.\"settled\" = 0 AND NOT EXISTS (SELECT 1 FROM contact_key " \
	"AS xk WHERE xk.\"id\" = h.\"object\" AND xk.\"expires\" > 0 AND xk.\"expires\" "     \
	"<= " CONTACTS_NOW ")"
/* An address that was corrected since is nobody's any more. */
#define CONTACTS_BOUNCED                                                                   \
	"h.\"type\" = 'bounce' AND h.\"settled\" = 0 AND (h.\"person\" IS NULL OR EXISTS " \
	"(SELECT 1 "                                                                       \
	"FROM person AS bp WHERE bp.\"id\" = h.\"person\" AND bp.\"mail\" = h.\"mail\"))"
#define CONTACTS_UNANSWERED "h.\"type\" = 'unanswered' AND h.\"settled\" = 0"

/* p: people who have a role, and whose address nobody has proved for a week. */
#define CONTACTS_MAIL                                                                          \
	"p.\"mail_confirmed\" = 0 AND p.\"state\" IN ('invited', 'active') AND p.\"created\" " \
	"< " CONTACTS_NOW " - " CONTACTS_WEEK                                                  \
	" AND EXISTS (SELECT 1 FROM membership AS em WHERE em.\"person\" = p.\"id\" "          \
	"AND " CONTACTS_VALID("em") ")"

/* m, p, o: as people_unconfirmed; $2: since when. */
#define CONTACTS_OF                                                                     \
	"membership AS m JOIN person AS p ON p.\"id\" = m.\"person\" JOIN org AS o ON " \
	"o.\"id\" = m.\"org\""
#define CONTACTS_UNCONFIRMED                                                          \
	CONTACTS_VALID("m")                                                           \
	" AND m.\"confirmed\" < CAST($2 AS @int) AND m.\"since\" < CAST($2 AS @int) " \
	"AND o.\"state\" = 'active'"

/* o: nobody of it is reached at any hour. */
#define CONTACTS_NO_ONCALL                                                               \
	"o.\"state\" = 'active' AND coalesce(o.\"emergency\", '') = '' AND NOT EXISTS "  \
	"(SELECT "                                                                       \
	"1 FROM membership AS nm WHERE nm.\"org\" = o.\"id\" AND nm.\"functions\" LIKE " \
	"'%\"on-call\"%' AND " CONTACTS_VALID("nm") ")"

/* Names of what is wrong, in the order in which it is mended; NULL-terminated. */
extern const char *const v1_contacts_kinds[];

#endif
