/*
 * The starter set: articles of the house that come with Varde (kb/watch/NAME.md, in three
 * languages), published when a database is new. One that somebody has written at is theirs: it
 * is never changed here, and one that was withdrawn stays so.
 *
 * A file is a head of "name: value" lines (kind, tags, months), then for each language a line
 * "== en", "title:" and "lead:" lines, an empty line and Markdown.
 */
#ifndef VARDE_DESK_ARTICLE_STARTER_H
#define VARDE_DESK_ARTICLE_STARTER_H

#include "base/embed.h"
#include "model/article.h"
#include "store/db.h"

/* The files that are built in; the last has no name. */
extern const struct embed_file embed_watch_starter[];

/* Reads such a file; text lives in the arena. ERR_SYNTAX with the line in *msg. */
int article_starter_read(struct span text, struct arena *arena, struct article_document *ret,
    struct msg *msg) MUST_USE;

struct article_starter_done {
	int64_t published, updated, kept; /* kept: theirs, or as it was */
};

/* Publishes those that are not there, and newer texts of those that nobody has written at. */
int article_starter_load(struct db *db, int64_t now, struct article_starter_done *ret) MUST_USE;

#endif
