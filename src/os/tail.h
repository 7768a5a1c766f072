/*
 * A file that somebody else writes to, line by line, and turns over: renamed and begun anew, or
 * copied and cut (logrotate's copytruncate). Where we are is a mark that outlives the process:
 * which file (device and inode), how far, and its first bytes, by which a copy is known and a
 * file that was cut. After any pause the reading goes on in the file of the mark, whatever it
 * is called now, then in those that came after it, then in the file itself. Files beside it
 * count when their names begin as its own does ("eve.json.1", "eve.json-20261122"); packed ones
 * do not.
 */
#ifndef VARDE_OS_TAIL_H
#define VARDE_OS_TAIL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

enum {
	TAIL_HEAD = 96,        /* bytes by which a file is known */
	TAIL_LINE = 1 << 20,   /* of a line: of a longer one the rest is passed over */
	TAIL_BUFFER = 4 << 20, /* that are read at a time */
};

struct tail_mark {
	int64_t device, inode; /* 0: nothing was read yet */
	int64_t offset;        /* behind the last whole line that was given */
	size_t nhead;          /* bytes of .head that are known */
	unsigned char head[TAIL_HEAD];
};

struct tail;

/* Begins to follow: at the mark (copies), or (its inode 0) at the file's beginning. The file
 * need not be there yet. Gives; tail_free ends it. */
struct tail *tail_new(const char *path, const struct tail_mark *from);

/* NULL is allowed. Returns NULL. */
struct tail *tail_free(struct tail *t);

/*
 * The next whole lines (each with its end), or none when nothing is new: borrowed until the
 * next call. Of a file that was turned over its last line may lack its end; it is given. An
 * error is ERR_DENIED or ERR_IO, and may be gone later.
 */
int tail_read(struct tail *t, struct span *ret, struct msg *msg) MUST_USE;

/* Where it is: behind what tail_read gave last. */
void tail_where(const struct tail *t, struct tail_mark *ret);

struct tail_counts {
	int64_t turned; /* how often the file was another one */
	int64_t lost;   /* of these: the file of the mark was not found any more */
	int64_t long_;  /* lines that were longer than TAIL_LINE */
};

/* What was met so far. */
void tail_count(const struct tail *t, struct tail_counts *ret);

#endif
