/* Publications in files: mapped, unpacked, and looked into when they are archives. */
#ifndef VARDE_CMD_KB_FILE_H
#define VARDE_CMD_KB_FILE_H

#include "feed/feed.h"
#include "os/scratch.h"

struct kb_file {
	const char *path; /* borrowed */
	const char *name; /* without folder and packing; in the arena */
	struct scratch raw, unpacked;
	struct span packed, bytes; /* as it came; what it holds */
	bool archive;
};

/* Opens and unpacks it: *file is zeroed before, kb_file_done ends it also after a failure. With
 * a message. */
int kb_file_open(
    struct kb_file *file, const char *path, struct arena *arena, struct msg *msg) MUST_USE;

/* Ends it. */
void kb_file_done(struct kb_file *file);

/* What is inside: each publication's feed (NULL: not known), name and bytes, which are
 * borrowed. An error of take ends it and is given on. */
int kb_file_each(const struct kb_file *file,
    int (*take)(void *arg, const struct feed *feed, const char *name, struct span bytes),
    void *arg, struct msg *msg) MUST_USE;

#endif
