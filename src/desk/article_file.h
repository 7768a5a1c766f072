/* Files beside an article: of the kinds that are taken (article_file_type_of), which revision
 * has them. */
#ifndef VARDE_DESK_ARTICLE_FILE_H
#define VARDE_DESK_ARTICLE_FILE_H

#include "desk/article.h"
#include "store/desk.h"

/* What is added. Borrows. */
struct article_upload {
	const char *name; /* as it was sent, without a folder */
	struct span bytes;
};

/* Adds the file to an article that is being written; its next revision has it. ERR_RANGE (not
 * taken, too large, too many), ERR_UNSUPPORTED (not being written), ERR_NOTFOUND. */
int article_file_add(struct db *db, const struct actor *actor, const char *article,
    const struct article_upload *upload, int64_t now, struct arena *arena) MUST_USE;

/* Takes it away: the next revision has it no more; one that never went out is deleted. */
int article_file_remove(struct db *db, const struct actor *actor, const char *article,
    const char *id, int64_t now, struct arena *arena) MUST_USE;

/* The files that the revision has (struct article_file, oldest first); written: those of the
 * next one. */
int article_files(struct db *db, const struct article *a, bool written, struct arena *arena,
    struct desk_records *ret) MUST_USE;

/* One of them with its bytes. ERR_NOTFOUND: it is not of the article, or not of that revision.
 */
int article_file_get(struct db *db, const struct article *a, bool written, const char *id,
    struct arena *arena, struct article_file *ret, struct str *ret_bytes) MUST_USE;

#endif
