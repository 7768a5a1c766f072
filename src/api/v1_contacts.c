/* How people are reached: one's own keys for mails, and the board of what is wrong with
 * contacts (portal/cert_contacts.c shows it, too). */
#include "api/v1_contacts.h"
#include "api/v1.h"
#include "report/i18n.h"

const char *const v1_contacts_kinds[] = {"key_expired", "not_encrypted", "key_ends", "bounce",
    "unanswered", "mail_unconfirmed", "unconfirmed", "no_oncall", NULL};

/* Every arm has the same columns: id, kind, person, org, mail (when it is no person's), at,
 * status, times, reason. The first that bad it is comes first. */
#define ARM_WHY(kind, id, person, org, mail, at, status, times, reason)                   \
	"SELECT " id " AS \"id\", '" kind "' AS \"kind\", " person " AS \"person\", " org \
	" AS \"org\", " mail " AS \"mail\", " at " AS \"at\", " status                    \
	" AS \"status\", " times " AS \"times\", " reason " AS \"reason\" FROM "

#define ARM(kind, id, person, org, mail, at, status, times) \
	ARM_WHY(kind, id, person, org, mail, at, status, times, "''")

#define KEY(kind, which)                                                             \
	ARM(kind, "k.\"id\"", "k.\"person\"", CONTACTS_ORG_OF("k.\"person\""), "''", \
	    "k.\"expires\"", "k.\"type\"", "0")                                      \
	CONTACTS_KEYS " WHERE " which

#define HEALTH(kind, at, status, which)                                 \
	ARM_WHY(kind, "h.\"id\"", "h.\"person\"",                       \
	    "coalesce(h.\"org\", " CONTACTS_ORG_OF("h.\"person\"") ")", \
	    "coalesce(h.\"mail\", '')", at, status, "h.\"count\"",      \
	    "coalesce(h.\"reason\", '')")                               \
	"contact_health AS h WHERE " which

#define SAID "coalesce(h.\"status\", '')"

/* What a server said, or that three said so: nothing is sent there any more. */
#define SAID_OR_OFF                                                                         \
	"CASE WHEN EXISTS (SELECT 1 FROM address_state AS xa WHERE xa.\"id\" = h.\"mail\" " \
	"AND xa.\"disabled\" > 0) THEN 'address_off' ELSE " SAID " END"

#define BOARD                                                                                  \
	"(" KEY("key_expired", CONTACTS_KEY_EXPIRED) " UNION ALL " KEY(                        \
	    "key_ends", CONTACTS_KEY_ENDS) " UNION ALL " HEALTH("not_encrypted", "h.\"last\"", \
	    SAID, CONTACTS_NOT_ENCRYPTED) " UNION ALL " HEALTH("bounce", "h.\"first\"",        \
	    SAID_OR_OFF, CONTACTS_BOUNCED) " UNION ALL " HEALTH("unanswered", "h.\"last\"",    \
	    SAID, CONTACTS_UNANSWERED) " UNION ALL " ARM("mail_unconfirmed", "p.\"id\"",       \
	    "p.\"id\"", CONTACTS_ORG_OF("p.\"id\""), "''", "p.\"created\"", "p.\"state\"",     \
	    "0") "person AS p WHERE " CONTACTS_MAIL " UNION ALL " ARM("unconfirmed",           \
	    "m.\"id\"", "m.\"person\"", "m.\"org\"", "''", "m.\"confirmed\"", "m.\"role\"",    \
	    "coalesce(a.\"count\", 0)") CONTACTS_OF                                            \
	    " LEFT JOIN contact_health AS a ON a.\"id\" = 'unconfirmed.' || "                  \
	    "m.\"id\" AND a.\"settled\" = 0 WHERE " CONTACTS_UNCONFIRMED                       \
	    " UNION ALL " ARM("no_oncall", "o.\"id\"", "NULL", "o.\"id\"", "''",               \
		"o.\"joined\"", "''", "0") "org AS o WHERE " CONTACTS_NO_ONCALL ") AS b"

static const struct list_column columns[] = {
    {"id", TR("Identifier"), "b.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"kind", TR("Problem"), "b.\"kind\"", LIST_ENUM, LIST_SORT | LIST_FILTER, v1_contacts_kinds,
	"CASE b.\"kind\" WHEN 'key_expired' THEN 1 WHEN 'not_encrypted' THEN 2 WHEN 'key_ends' "
	"THEN 3 WHEN 'bounce' THEN 4 WHEN 'unanswered' THEN 5 WHEN 'mail_unconfirmed' THEN 6 "
	"WHEN 'unconfirmed' THEN 7 ELSE 8 END"},
    {"person_id", TR("Person"), "b.\"person\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"person", TR("Name"), "coalesce(cp.\"name\", '')", LIST_TEXT, LIST_SORT | LIST_SEARCH,
	NULL, NULL},
    {"mail", TR("Mail address"),
	"CASE WHEN b.\"mail\" <> '' THEN b.\"mail\" ELSE coalesce(cp.\"mail\", '') END",
	LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"phone", TR("Telephone"), "coalesce(cp.\"phone\", co.\"emergency\", '')", LIST_TEXT, 0,
	NULL, NULL},
    {"org_id", TR("Organisation"), "b.\"org\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"org", TR("Organisation"), "coalesce(co.\"name\", '')", LIST_TEXT, LIST_SORT | LIST_SEARCH,
	NULL, NULL},
    {"at", TR("Since, or on"), "b.\"at\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"status", TR("Detail"), "b.\"status\"", LIST_TEXT, 0, NULL, NULL},
    {"times", TR("How often"), "b.\"times\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"reason", TR("What the other side said"), "b.\"reason\"", LIST_TEXT, 0, NULL, NULL},
};

const struct list v1_contacts = {.name = "contacts",
    .from = BOARD " LEFT JOIN person AS cp ON cp.\"id\" = b.\"person\" LEFT JOIN org AS co ON "
		  "co.\"id\" = b.\"org\"",
    .where = CONTACTS_NOW " > 0 AND CAST($2 AS @int) < " CONTACTS_NOW,
    .columns = columns,
    .ncolumns = ARRAY_LEN(columns),
    .sort = "kind",
    .key = "b.\"id\""};

static int board(struct call *call)
{
	return v1_list(call, &v1_contacts,
	    DESK_PARAMS(DESK_INT(call->now), DESK_INT(call->now - CONTACTS_MS)));
}

/* --- one's own keys --- */

static const struct list_column key_columns[] = {
    {"id", "Identifier", "k.\"id\"", LIST_TEXT, 0, NULL, NULL},
    {"type", "What it is", "k.\"type\"", LIST_ENUM, LIST_FILTER, contact_key_kind_names, NULL},
    {"used", "1 when mails are encrypted to it", "k.\"used\"", LIST_INT, 0, NULL, NULL},
    {"fingerprint", "Fingerprint", "k.\"fingerprint\"", LIST_TEXT, 0, NULL, NULL},
    {"algorithm", "What it encrypts with", "k.\"algorithm\"", LIST_TEXT, 0, NULL, NULL},
    {"expires", "When it ends", "k.\"expires\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"added", "When it was taken", "k.\"added\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"fault", "What was wrong at the last mail", "k.\"fault\"", LIST_ENUM, LIST_FILTER,
	contact_fault_names, NULL},
    {"key", "The key", "k.\"key\"", LIST_TEXT, 0, NULL, NULL},
};

const struct list v1_contact_keys = {.name = "keys",
    .from = "contact_key AS k",
    .where = "k.\"person\" = $1",
    .columns = key_columns,
    .ncolumns = ARRAY_LEN(key_columns),
    .sort = "-added",
    .key = "k.\"id\""};

static int keys(struct call *call)
{
	return v1_list(call, &v1_contact_keys, DESK_PARAMS(DESK_TEXT(call->who.person)));
}

const struct route v1_contacts_routes[] = {
    {"GET", "/api/v1/me/keys", MAY_SIGN_IN, NULL, keys, ROUTE_NO_LOG,
	"The keys that mails to the caller can be encrypted to.", NULL, NULL},
    {"GET", "/api/v1/cert/contacts", MAY_SECTOR, NULL, board, 0,
	"What is wrong with contacts: keys, bounces, addresses and contacts to confirm.", NULL,
	NULL},
    {.method = NULL},
};
