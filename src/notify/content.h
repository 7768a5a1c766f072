/*
 * What an encrypted mail holds beside the pointer to the portal: the advisory, the findings,
 * the notice. It is read when the mail is made, as the reader may see it then.
 */
#ifndef VARDE_NOTIFY_CONTENT_H
#define VARDE_NOTIFY_CONTENT_H

#include "codec/json_build.h"
#include "model/log.h"
#include "report/i18n.h"
#include "store/db.h"

enum {
	CONTENT_FINDINGS = 20,      /* are told; the portal has the rest */
	CONTENT_SECTION = 16 << 10, /* bytes of one section at most */
};

/*
 * The sections {title, text} for the person, in the language (NULL: English) and the arena: an
 * array, empty when the message has no more to tell or the person may not see it (any more).
 * Of a notice it is one section with all values of desk/notice_tell.h, for its own template.
 * Errors of the database alone.
 */
int content_load(struct db *db, const struct outgoing *message, const char *person,
    const struct lang *lang, int64_t now, struct arena *arena, struct json **ret) MUST_USE;

/* The content of a notice, made of its values: what a preview shows of an encrypted mail.
 * ERR_SYNTAX. */
int content_of_notice(const char *values, struct arena *arena, struct json **ret) MUST_USE;

#endif
