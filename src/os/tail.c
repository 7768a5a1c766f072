#include "os/tail.h"

#include "base/vec.h"
#include "os/file.h"
#include "os/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file to be read: its path and from where. */
struct part {
	const char *path;
	int64_t offset, time; /* ns of its last change */
	int64_t device, inode;
	bool marked; /* it is the mark's */
};

struct parts {
	VEC(struct part) all;
};

struct tail {
	char *path;
	struct arena *arena; /* of .next */
	struct parts next;   /* files that come before the one that grows */
	size_t done;         /* of them */
	struct tail_mark mark;
	int64_t at; /* of the file that is read: behind what is in .buffer */
	int fd;     /* -1: none */
	bool last;  /* it is the one that grows */
	bool skip;  /* the rest of a line that was too long */
	char *buffer;
	size_t n;     /* bytes in it */
	size_t given; /* of these */
	struct tail_counts counts;
};

struct tail *tail_new(const char *path, const struct tail_mark *from)
{
	struct tail *t = mem_alloc(sizeof(*t));
	size_t n = strlen(path) + 1;

	*t = (struct tail){.mark = *from, .fd = -1, .arena = arena_new()};
	t->path = mem_alloc(n);
	memcpy(t->path, path, n);
	t->buffer = mem_alloc(TAIL_BUFFER);
	return t;
}

struct tail *tail_free(struct tail *t)
{
	if (!t)
		return NULL;
	if (t->fd >= 0)
		(void)close(t->fd);
	arena_free(t->arena);
	(void)mem_free(t->buffer);
	(void)mem_free(t->path);
	return mem_free(t);
}

/* --- which file --- */

/* Whether the file begins as the mark says. */
static bool has_head(int fd, const struct tail_mark *mark)
{
	unsigned char head[TAIL_HEAD];

	return pread(fd, head, mark->nhead, 0) == (ssize_t)mark->nhead &&
	       memcmp(head, mark->head, mark->nhead) == 0;
}

static bool is_marked(const struct stat *st, const struct tail_mark *mark)
{
	return (int64_t)st->st_dev == mark->device && (int64_t)st->st_ino == mark->inode;
}

static bool is_packed(const char *name)
{
	static const char *const ends[] = {".gz", ".xz", ".zst", ".bz2", ".lz4"};
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t end = strlen(ends[i]);

		if (n > end && strcmp(name + n - end, ends[i]) == 0)
			return true;
	}
	return false;
}

/* How the file begins now. */
static struct tail_mark head_of(int fd)
{
	struct tail_mark now = {0};
	ssize_t n = fd < 0 ? -1 : pread(fd, now.head, TAIL_HEAD, 0);

	now.nhead = n > 0 ? (size_t)n : 0;
	return now;
}

/* Whether the file is a copy of that one, perhaps not yet all of it. */
static bool is_copy(int fd, const struct tail_mark *of)
{
	unsigned char head[TAIL_HEAD];
	ssize_t n = of->nhead ? pread(fd, head, of->nhead, 0) : 0;

	return n > 0 && memcmp(head, of->head, (size_t)n) == 0;
}

/* A file beside ours that may be an older one of it. A copy of what is not cut yet is none. */
static void look_at(
    struct tail *t, const char *path, const struct tail_mark *now, struct parts *parts)
{
	struct part p = {.path = path};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size && !is_copy(fd, now)) {
		p.time = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
		p.device = (int64_t)st.st_dev;
		p.inode = (int64_t)st.st_ino;
		/* The same file, or a copy of it that was made before it was cut. */
		p.marked =
		    st.st_size >= t->mark.offset && t->mark.nhead && has_head(fd, &t->mark);
		vec_push(t->arena, &parts->all, p);
	}
	(void)close(fd);
}

static int by_time(const void *px, const void *py)
{
	const struct part *x = px, *y = py;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return strcmp(x->path, y->path);
}

/* Files beside ours, the oldest first. */
static void look_around(struct tail *t, struct parts *parts)
{
	const char *folder = file_folder(t->arena, t->path);
	const char *slash = strrchr(t->path, '/');
	const char *base = slash ? slash + 1 : t->path;
	int fd = open(t->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	const struct tail_mark now = head_of(fd);
	struct folder found = {0};
	size_t n = strlen(base);

	if (fd >= 0)
		(void)close(fd);
	if (folder_list(folder, t->arena, &found, NULL) < 0)
		return;
	vec_foreach (name, &found.names)
		if (strncmp(*name, base, n) == 0 && (*name)[n] && strchr(".-_", (*name)[n]) &&
		    !is_packed(*name))
			look_at(t, arena_printf(t->arena, "%s/%s", folder, *name), &now, parts);
	if (parts->all.n)
		qsort(parts->all.items, parts->all.n, sizeof(*parts->all.items), by_time);
}

/* The file of the mark is not the one that grows: what is left of it, and what came between. */
static void plan(struct tail *t)
{
	struct parts parts = {0};
	bool found = false;

	arena_clear(t->arena);
	t->next = (struct parts){0};
	t->done = 0;
	if (!t->mark.nhead)
		return;
	look_around(t, &parts);
	vec_foreach (p, &parts.all) {
		if (!found && !p->marked)
			continue;
		p->offset = found ? 0 : t->mark.offset;
		found = true;
		vec_push(t->arena, &t->next.all, *p);
	}
}

static void count_turn(struct tail *t)
{
	t->counts.turned++;
	t->counts.lost += !t->next.all.n;
}

/* The head is learned with the first bytes, so that a copy of the file can be known whenever it
 * is cut; what was learned holds. */
static void learn_head(struct tail *t)
{
	unsigned char head[TAIL_HEAD];
	ssize_t n;

	if (t->mark.nhead == TAIL_HEAD)
		return;
	n = pread(t->fd, head, TAIL_HEAD, 0);
	if (n <= (ssize_t)t->mark.nhead || memcmp(head, t->mark.head, t->mark.nhead) != 0)
		return;
	memcpy(t->mark.head, head, (size_t)n);
	t->mark.nhead = (size_t)n;
}

/* Begins to read the file at the offset. */
static void begin(struct tail *t, int fd, const struct stat *st, int64_t offset, bool last)
{
	if (t->fd >= 0)
		(void)close(t->fd);
	t->fd = fd;
	t->last = last;
	t->at = offset;
	t->n = t->given = 0;
	t->skip = false;
	if (!offset)
		t->mark.nhead = 0;
	t->mark.device = (int64_t)st->st_dev;
	t->mark.inode = (int64_t)st->st_ino;
	t->mark.offset = offset;
	learn_head(t);
}

static void leave(struct tail *t)
{
	(void)close(t->fd);
	t->fd = -1;
	t->n = t->given = 0;
}

/* The next file of the plan; false when there is none. */
static bool begin_next(struct tail *t)
{
	while (t->done < t->next.all.n) {
		const struct part *p = &t->next.all.items[t->done++];
		int fd = open(p->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
		struct stat st;

		if (fd >= 0 && fstat(fd, &st) == 0) {
			begin(t, fd, &st, p->offset, false);
			return true;
		}
		if (fd >= 0)
			(void)close(fd);
	}
	return false;
}

/* Renamed, and nothing is written to a new one yet: the writer may still have it open, so that
 * it is the one that grows. */
static int begin_renamed(struct tail *t)
{
	const struct part *p;
	struct stat st;
	int fd;

	if (!t->mark.inode)
		return 0;
	plan(t);
	/* Another is newer: nobody writes to the first any more. */
	if (t->next.all.n > 1)
		return begin_next(t) ? 1 : 0;
	if (!t->next.all.n)
		return 0;
	p = &t->next.all.items[0];
	fd = open(p->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return 0;
	if (fstat(fd, &st) < 0) {
		(void)close(fd);
		return 0;
	}
	begin(t, fd, &st, p->offset, true);
	t->next = (struct parts){0};
	return 1;
}

/* Whether the file is the mark's: itself, or what it is a copy of and that is not cut yet. */
static bool goes_on(int fd, const struct stat *st, const struct tail_mark *mark)
{
	return (mark->nhead || is_marked(st, mark)) && st->st_size >= mark->offset &&
	       has_head(fd, mark);
}

/* Opens the file itself; *ret_fd -1: it is not there. */
static int open_itself(const struct tail *t, int *ret_fd, struct stat *ret, struct msg *msg)
{
	int r = 0, fd = open(t->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if ((fd < 0 && errno != ENOENT) || (fd >= 0 && fstat(fd, ret) < 0))
		r = file_error("read", t->path, msg);
	if (r < 0 && fd >= 0)
		(void)close(fd);
	if (r == 0)
		*ret_fd = fd;
	return r;
}

/* The file itself, from its beginning, unless another was turned over since what was read last.
 * It is opened first: what it is renamed to after that is known by its inode. An empty one is
 * not begun, for it has nothing to be known by when it is copied and cut. */
static int begin_after(struct tail *t, struct msg *msg)
{
	const struct tail_mark old = t->mark;
	const struct part *next = NULL;
	struct tail_mark seen;
	struct stat st = {0};
	int fd = -1, r = open_itself(t, &fd, &st, msg);

	if (r < 0)
		return r;
	seen = head_of(fd);
	if (fd >= 0 && t->mark.inode && goes_on(fd, &st, &t->mark)) {
		begin(t, fd, &st, t->mark.offset, true);
		return 1;
	}
	plan(t);
	/* The first is the mark's, which was read. */
	if (t->next.all.n > 1) {
		t->done = 1;
		next = &t->next.all.items[1];
	}
	if (next && (fd < 0 || next->device != (int64_t)st.st_dev ||
			next->inode != (int64_t)st.st_ino)) {
		if (fd >= 0)
			(void)close(fd);
		return begin_next(t) ? 1 : 0;
	}
	if (fd < 0)
		return 0;
	begin(t, fd, &st, 0, true);
	if (seen.nhead && t->mark.nhead >= seen.nhead &&
	    memcmp(t->mark.head, seen.head, seen.nhead) == 0)
		return 1;
	/* Empty, or cut since we looked around: its copy comes first, at the next look. */
	leave(t);
	t->mark = old;
	return 0;
}

/* Opens the file itself. 1: it is read from where the mark says, or its beginning; 0: it is not
 * there; 2: something else comes before it. */
static int begin_last(struct tail *t, struct msg *msg)
{
	struct stat st = {0};
	int fd = -1, r;

	if (!t->mark.inode)
		return begin_after(t, msg);
	r = open_itself(t, &fd, &st, msg);
	if (r < 0)
		return r;
	if (fd < 0)
		return begin_renamed(t);
	if (goes_on(fd, &st, &t->mark)) {
		begin(t, fd, &st, t->mark.offset, true);
		return 1;
	}
	(void)close(fd);
	if (!st.st_size)
		return begin_renamed(t);
	plan(t);
	count_turn(t);
	return 2;
}

/* A file to read from is open: 1, or there is none: 0. */
static int ensure(struct tail *t, struct msg *msg)
{
	int r;

	if (t->fd >= 0)
		return 1;
	r = begin_last(t, msg);
	if (r == 2)
		r = begin_next(t) ? 1 : begin_after(t, msg);
	return r;
}

/* --- reading --- */

/* What was given is behind us. */
static void drop_given(struct tail *t)
{
	memmove(t->buffer, t->buffer + t->given, t->n - t->given);
	t->n -= t->given;
	t->given = 0;
}

/* Of a line without an end that is longer than it may be nothing is kept. */
static void skip_long(struct tail *t)
{
	if (t->n <= TAIL_LINE)
		return;
	t->counts.long_ += !t->skip;
	t->skip = true;
	t->mark.offset += (int64_t)t->n;
	t->n = 0;
}

/* What stands behind the last end of a line that is to be passed over. */
static void end_skip(struct tail *t)
{
	const char *end = t->skip && t->n ? memchr(t->buffer, '\n', t->n) : NULL;

	if (!end)
		return;
	t->skip = false;
	t->given = (size_t)(end - t->buffer) + 1;
	t->mark.offset += (int64_t)t->given;
	drop_given(t);
}

/* Whole lines of the buffer; all when whole is not asked for. */
static struct span give(struct tail *t, bool whole)
{
	const char *end = t->n ? memrchr(t->buffer, '\n', t->n) : NULL;

	t->given = end ? (size_t)(end - t->buffer) + 1 : 0;
	if (!whole && !end)
		t->given = t->n;
	t->mark.offset += (int64_t)t->given;
	return span_of(t->buffer, t->given);
}

static int fill(struct tail *t, struct msg *msg)
{
	ssize_t n;

	while (t->n < TAIL_BUFFER) {
		n = pread(t->fd, t->buffer + t->n, TAIL_BUFFER - t->n, t->at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return file_error("read", t->path, msg);
		if (n == 0)
			break;
		t->at += n;
		t->n += (size_t)n;
	}
	return 0;
}

/* Whether the file that we read is not the one that grows any more. Its writer may still have
 * it open: another one counts when something is in it. */
static bool is_turned(struct tail *t)
{
	struct stat here, st;
	bool there;

	if (!t->last)
		return true;
	if (fstat(t->fd, &here) < 0)
		return false;
	if (here.st_size < t->at || (t->mark.nhead && !has_head(t->fd, &t->mark)))
		return true;
	there = stat(t->path, &st) == 0;
	if (there && st.st_dev == here.st_dev && st.st_ino == here.st_ino)
		return false;
	if (there && st.st_size > 0)
		return true;
	plan(t);
	return t->next.all.n > 1;
}

/* Cut: what is read from now on is not what the mark means. */
static bool is_cut(const struct tail *t)
{
	struct stat st;

	return t->fd >= 0 && fstat(t->fd, &st) == 0 &&
	       (st.st_size < t->at || (t->mark.nhead && !has_head(t->fd, &t->mark)));
}

/* From a file that has nothing more to the next one. 1: there is one; 0: none. */
static int turn(struct tail *t, struct msg *msg)
{
	bool planned = !t->last;

	if (planned && begin_next(t))
		return 1;
	leave(t);
	return planned ? begin_after(t, msg) : ensure(t, msg);
}

int tail_read(struct tail *t, struct span *ret, struct msg *msg)
{
	struct span lines = {0};
	int r = ensure(t, msg);

	if (r <= 0) {
		if (r == 0)
			*ret = lines;
		return r;
	}
	drop_given(t);
	/* What is in the buffer of a file that was cut is read again from its copy. */
	if (t->last && is_cut(t))
		r = turn(t, msg);
	for (int i = 0; r == 1 && !lines.n && i < 100; i++) {
		bool turned = is_turned(t);

		r = fill(t, msg);
		if (r < 0)
			return r;
		/* Cut while it was read: its copy has what it was. */
		if (t->last && t->mark.nhead && !has_head(t->fd, &t->mark)) {
			r = turn(t, msg);
			continue;
		}
		learn_head(t);
		end_skip(t);
		lines = give(t, !turned);
		if (!lines.n)
			skip_long(t);
		r = lines.n || !turned ? 1 : turn(t, msg);
		if (!lines.n && !turned)
			break;
	}
	if (r < 0)
		return r;
	*ret = lines;
	return 0;
}

void tail_where(const struct tail *t, struct tail_mark *ret)
{
	*ret = t->mark;
}

void tail_count(const struct tail *t, struct tail_counts *ret)
{
	*ret = t->counts;
}
