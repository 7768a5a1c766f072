/* What others publish, as signals to triage: advisories of vendors and CERTs that the feeds
 * have brought into the knowledge. */
#ifndef VARDE_DESK_ADVISORY_SIGNAL_H
#define VARDE_DESK_ADVISORY_SIGNAL_H

#include "desk/log.h"
#include "model/vuln.h"
#include "store/db.h"

enum {
	ADVISORY_SIGNAL_DAYS = 14, /* older publications are no news, when Varde begins */
	ADVISORY_SIGNAL_MAX = 200, /* records that are looked at in one pass */
};

/*
 * Takes what came in since the last pass: a signal each, once; of one that is known and was
 * changed by its publisher, a note in its history. Any number of servers may do it; each pass
 * is one transaction with its mark, so that nothing is taken twice or left out after a crash.
 */
int advisory_signal_take(struct db *db, int64_t now, int max, int64_t *ret_new) MUST_USE;

/*
 * Takes one document that somebody of the CERT brings (CSAF 2.0, or what CERT-FR publishes) as
 * a signal, however old; one that is there already is given instead, changed when the document
 * is newer. *ret_id: the signal, in the arena. ERR_SYNTAX and what the reader gives (no such
 * document, or nothing in it that may be used), with a message.
 */
int advisory_signal_file(struct db *db, const struct actor *actor, struct span bytes,
    const char *name, int64_t now, struct arena *arena, const char **ret_id) MUST_USE;

/* Product lines of an advisory ("vendor:product <1.2") by the configurations of another one;
 * names without a vendor have "*" there. In the arena. */
struct text_list advisory_signal_products(
    const struct vuln_configs *configs, struct arena *arena);

#endif
