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

/* A file beside ours that may be an older one of it. */
static void look_at(struct tail *t, const char *path, struct parts *parts)
{
	struct part p = {.path = path};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
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
	struct folder found = {0};
	size_t n = strlen(base);

	if (folder_list(folder, t->arena, &found, NULL) < 0)
		return;
	vec_foreach (name, &found.names)
		if (strncmp(*name, base, n) == 0 && (*name)[n] && strchr(".-_", (*name)[n]) &&
		    !is_packed(*name))
			look_at(t, arena_printf(t->arena, "%s/%s", folder, *name), parts);
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
	if (t->next.all.n != 1)
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

/* Opens the file itself. 1: it is read from where the mark says, or its beginning; 0: it is not
 * there; 2: something else comes before it. */
static int begin_last(struct tail *t, bool fresh, struct msg *msg)
{
	int fd = open(t->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0 && errno == ENOENT)
		return fresh ? 0 : begin_renamed(t);
	if (fd < 0)
		return file_error("read", t->path, msg);
	if (fstat(fd, &st) < 0) {
		(void)close(fd);
		return file_error("read", t->path, msg);
	}
	if (fresh || !t->mark.inode) {
		begin(t, fd, &st, 0, true);
		return 1;
	}
	if (is_marked(&st, &t->mark) && st.st_size >= t->mark.offset &&
	    has_head(fd, &t->mark)) {
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

/* The plan is done with: the file itself, from its beginning, unless it was turned over again
 * meanwhile. It is opened first: what it is renamed to after that is known by its inode. An
 * empty one is not begun, for it has nothing to be known by when it is copied and cut. */
static int begin_after(struct tail *t, struct msg *msg)
{
	int fd = open(t->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st = {0};

	if (fd < 0 && errno != ENOENT)
		return file_error("read", t->path, msg);
	if (fd >= 0 && fstat(fd, &st) < 0) {
		(void)close(fd);
		return file_error("read", t->path, msg);
	}
	plan(t);
	/* The first is the mark's, which was read. */
	if (t->next.all.n)
		t->done = 1;
	if (t->done < t->next.all.n &&
	    (fd < 0 || t->next.all.items[t->done].device != (int64_t)st.st_dev ||
		t->next.all.items[t->done].inode != (int64_t)st.st_ino) &&
	    begin_next(t)) {
		if (fd >= 0)
			(void)close(fd);
		return 1;
	}
	if (fd >= 0 && st.st_size) {
		begin(t, fd, &st, 0, true);
		return 1;
	}
	if (fd >= 0)
		(void)close(fd);
	return 0;
}

/* A file to read from is open: 1, or there is none: 0. */
static int ensure(struct tail *t, struct msg *msg)
{
	int r;

	if (t->fd >= 0)
		return 1;
	r = begin_last(t, false, msg);
	if (r == 2)
		r = begin_next(t) ? 1 : begin_last(t, true, msg);
	return r;
}

/* --- reading --- */

static void learn_head(struct tail *t)
{
	ssize_t n;

	if (t->mark.nhead == TAIL_HEAD)
		return;
	n = pread(t->fd, t->mark.head, TAIL_HEAD, 0);
	n = n > t->mark.offset ? (ssize_t)t->mark.offset : n;
	t->mark.nhead = n > 0 ? (size_t)n : 0;
}

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
	if (t->given)
		learn_head(t);
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
static bool is_turned(const struct tail *t)
{
	struct stat here, st;

	if (!t->last)
		return true;
	if (fstat(t->fd, &here) < 0)
		return false;
	if (here.st_size < t->at || (t->mark.nhead && !has_head(t->fd, &t->mark)))
		return true;
	return stat(t->path, &st) == 0 && st.st_size > 0 &&
	       (st.st_dev != here.st_dev || st.st_ino != here.st_ino);
}

/* Cut: what is read from now on is not what the mark means. */
static bool is_cut(const struct tail *t)
{
	struct stat st;

	return t->fd >= 0 && fstat(t->fd, &st) == 0 &&
	       (st.st_size < t->at || (t->mark.nhead && !has_head(t->fd, &t->mark)));
}

static void leave(struct tail *t)
{
	(void)close(t->fd);
	t->fd = -1;
	t->n = t->given = 0;
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
