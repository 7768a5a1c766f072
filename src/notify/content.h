/*
 * What an encrypted mail holds beside the pointer to the portal: the advisory, the findings. It
 * is read when the mail is made, as the reader may see it then.
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
 * Errors of the database alone.
 */
int content_load(struct db *db, const struct outgoing *message, const char *person,
    const struct lang *lang, int64_t now, struct arena *arena, struct json **ret) MUST_USE;

#endif
