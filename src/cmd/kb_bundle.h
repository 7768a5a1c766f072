/* kb bundle and kb key: a whole signed knowledge base in one file, and whom to trust. */
#ifndef VARDE_CMD_KB_BUNDLE_H
#define VARDE_CMD_KB_BUNDLE_H

#include "cmd/kb_take.h"
#include "cmd/options.h"

/* Options of kb bundle and of kb key. */
extern const struct option_row kb_bundle_options[], kb_key_options[];

/* Writes a bundle. Gives an exit code. */
int cmd_kb_bundle(int argc, char **argv);

/* Shows or makes the key, and says whose bundles are taken. Gives an exit code. */
int cmd_kb_key(int argc, char **argv);

/*
 * Takes an opened bundle in: its signature must be by a key that is trusted, and all of it must
 * be right, before anything of it is written. Kept files go below keep. What was taken is told;
 * a failure gives an ERR_* with its message.
 */
int kb_bundle_take(struct db *db, const struct kb_file *file, const char *keep, bool accept,
    const struct kb_out *out, struct msg *msg) MUST_USE;

#endif
