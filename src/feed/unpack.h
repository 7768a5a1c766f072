/*
 * Packed publications: gzip, xz, zstd, and the members of tar and zip archives. Pure functions
 * of bytes: what is unpacked goes to the caller piece by piece, who bounds it.
 */
#ifndef VARDE_FEED_UNPACK_H
#define VARDE_FEED_UNPACK_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

enum unpack_kind { UNPACK_NONE, UNPACK_GZIP, UNPACK_XZ, UNPACK_ZSTD };

enum { UNPACK_RATIO = 2000 }; /* no honest publication shrinks that much */

/* By its first bytes. */
enum unpack_kind unpack_kind(struct span bytes);

/* Unpacks the stream into out, piece by piece. ERR_SYNTAX, ERR_TRUNCATED, ERR_LIMIT (it wants
 * too much memory), or what out gave, with a message. */
int unpack_stream(struct span bytes, int (*out)(void *arg, struct span piece), void *arg,
    struct msg *msg) MUST_USE;

/* Whether these are the first bytes (512 at least, or all) of a tar or zip archive. */
bool unpack_is_archive(struct span bytes);

struct unpack_member {
	const char *name; /* as the archive has it: never a path of ours */
	struct span bytes;
};

struct unpack_limits {
	size_t member;  /* bytes of one member, unpacked */
	size_t members; /* that are ordinary files */
	uint64_t all;   /* bytes of all members */
};

/*
 * Gives every ordinary file of the archive to take, which borrows it; an error of take ends it
 * and is given on. What is beyond the limits (borrows) or UNPACK_RATIO is ERR_LIMIT, a damaged
 * archive ERR_SYNTAX, a cut one ERR_TRUNCATED, with a message.
 */
int unpack_each(struct span archive, const struct unpack_limits *limits,
    int (*take)(void *arg, const struct unpack_member *member), void *arg,
    struct msg *msg) MUST_USE;

/* The name without its packing's extension ("a.json" for "a.json.gz"); in the arena. */
const char *unpack_name(const char *name, struct arena *arena);

#endif
