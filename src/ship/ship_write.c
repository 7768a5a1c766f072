#include "ship/ship_write.h"

#include "base/rng.h"
#include "codec/json.h"
#include "os/file.h"
#include "ship/ship_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

enum { GAP_MAX = 512, EXTRA = 4096 /* bytes of heads and gaps beyond the cap */ };

/* The segments of one priority in this epoch. */
struct stream {
	int fd; /* of the open segment; -1: none */
	struct ship_file file;
	int64_t size;         /* bytes of it that are safe */
	uint64_t next;        /* number of the next record */
	uint64_t safe;        /* last number that is safe */
	struct str waits;     /* frames */
	uint64_t waits_first; /* number of the first of these */
};

struct ship_write {
	struct arena *arena;
	const char *folder;
	char epoch[SHIP_EPOCH + 1];
	int lock;
	int64_t max, segment;
	int64_t total;   /* bytes of all segments, at most: the other side deletes */
	uint32_t number; /* of the newest segment */
	struct stream streams[SHIP_PRIORITIES];
	uint64_t records, dropped, refused;
	int64_t time; /* of the newest record */
	bool untold;  /* files of what was dropped are there */
};

static int put_gap(struct ship_write *w, const struct ship_file *f, const char *why);

/* --- opening --- */

static int64_t size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_size : 0;
}

/* What an earlier life was writing is whole now. */
static int end_old(
    struct ship_write *w, struct ship_file *f, struct arena *arena, struct msg *msg)
{
	const char *from = ship_folder_path(w->folder, f, arena), *to;

	f->kind = SHIP_WHOLE;
	to = ship_folder_path(w->folder, f, arena);
	return rename(from, to) < 0 && errno != ENOENT ? file_error("rename", from, msg) : 0;
}

static int look_around(struct ship_write *w, struct ship_files *files, struct msg *msg)
{
	int r = ship_folder_list(w->folder, w->arena, files, msg);

	vec_foreach (f, &files->all) {
		if (r < 0)
			break;
		w->number = MAX(w->number, f->number);
		if (f->kind == SHIP_OPEN)
			r = end_old(w, f, w->arena, msg);
		w->total += size_of(ship_folder_path(w->folder, f, w->arena));
	}
	return r;
}

/* What was dropped and, for want of time, not told: the next sync does. */
static int tell_old(struct ship_write *w, const struct ship_files *files, struct msg *msg)
{
	int r = 0;

	vec_foreach (f, &files->all)
		if (r == 0 && f->kind == SHIP_DROPPED)
			r = put_gap(w, f, "full");
	if (r == 0 && w->untold)
		r = ship_write_sync(w, msg);
	/* A full disk is no reason not to begin: it is told when there is room. */
	return r == ERR_FULL ? 0 : r;
}

int ship_write_open(
    const char *folder, int64_t max, int64_t segment, struct msg *msg, struct ship_write **ret)
{
	struct arena *arena = arena_new();
	struct ship_write *w = ARENA_NEW(arena, struct ship_write);
	struct ship_files files = {0};
	struct rng rng;
	int r = file_make_folder(folder, 0700, msg);

	*w = (struct ship_write){.arena = arena,
	    .lock = -1,
	    .max = max,
	    .segment = segment ? segment : SHIP_SEGMENT};
	w->folder = arena_strdup(arena, folder);
	rng_seed_system(&rng);
	rng_label(&rng, w->epoch, SHIP_EPOCH);
	for (int i = 0; i < SHIP_PRIORITIES; i++) {
		w->streams[i] = (struct stream){.fd = -1, .next = 1};
		str_init(&w->streams[i].waits, SHIP_BUFFER);
	}
	if (r == 0)
		r = ship_folder_lock(folder, "writer", msg, &w->lock);
	if (r == 0)
		r = look_around(w, &files, msg);
	if (r == 0)
		r = tell_old(w, &files, msg);
	if (r < 0) {
		(void)ship_write_close(w);
		return r;
	}
	*ret = w;
	return 0;
}

/* The open segment gets the name of a whole one. */
static void end_segment(struct ship_write *w, struct stream *s)
{
	struct arena *arena;
	const char *from;

	if (s->fd < 0)
		return;
	arena = arena_new();
	from = ship_folder_path(w->folder, &s->file, arena);
	(void)close(s->fd);
	s->fd = -1;
	s->file.kind = SHIP_WHOLE;
	(void)rename(from, ship_folder_path(w->folder, &s->file, arena));
	arena_free(arena);
}

struct ship_write *ship_write_close(struct ship_write *w)
{
	if (!w)
		return NULL;
	if (w->lock >= 0)
		(void)!ship_write_sync(w, NULL);
	for (int i = 0; i < SHIP_PRIORITIES; i++) {
		end_segment(w, &w->streams[i]);
		str_done(&w->streams[i].waits);
	}
	if (w->lock >= 0)
		(void)close(w->lock);
	(void)arena_free(w->arena);
	return NULL;
}

/* --- dropping --- */

/* How many records the segment holds: up to the first that the next one of its stream has. */
static uint64_t last_of(
    const struct ship_write *w, const struct ship_files *files, const struct ship_file *f)
{
	STR_AUTO(bytes, SHIP_SEGMENT + SHIP_PAYLOAD + SHIP_BUFFER);
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct ship_frame frame;
	struct span rest;
	uint64_t last = f->first - 1;

	vec_foreach (other, &files->all)
		if (other->priority == f->priority && strcmp(other->epoch, f->epoch) == 0 &&
		    other->first > f->first)
			return other->first - 1;
	if (file_read(ship_folder_path(w->folder, f, arena), &bytes, NULL) < 0)
		return last;
	rest = span_sub(str_bytes(&bytes), SHIP_SEGMENT_HEAD, bytes.n);
	while (ship_frame_read(rest, &frame) == 0) {
		last = frame.seq;
		rest = span_sub(rest, frame.size, rest.n);
	}
	return last;
}

static int put_gap(struct ship_write *w, const struct ship_file *f, const char *why)
{
	STR_AUTO(text, GAP_MAX);
	char stream[SHIP_STREAM];
	struct json_writer j;

	if (f->last < f->first)
		return 0;
	json_write_init(&j, &text, 0);
	json_write_object(&j);
	(void)snprintf(stream, sizeof(stream), "%.16s-%d", f->epoch, f->priority);
	json_member_text(&j, "stream", stream);
	json_member_int(&j, "first", (int64_t)f->first);
	json_member_int(&j, "last", (int64_t)f->last);
	json_member_text(&j, "why", why);
	json_write_object_end(&j);
	w->dropped += f->last - f->first + 1;
	w->untold = true;
	return ship_write_add(w, SHIP_GAP, w->time, str_bytes(&text));
}

/* The oldest whole segment of the lowest priority, down to that priority; NULL: none. */
static struct ship_file *oldest(struct ship_files *files, int priority)
{
	for (int p = SHIP_PRIORITIES - 1; p >= MAX(priority, 1); p--)
		vec_foreach (f, &files->all)
			if (f->priority == p && f->kind == SHIP_WHOLE)
				return f;
	return NULL;
}

/*
 * Drops one segment of that priority or a lower one. First it gets a name that says what is
 * lost, then it is emptied; the gap is told with the next sync, and the file removed after
 * that. 1: it did; 0: there is none.
 */
static int drop_one(struct ship_write *w, int priority)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct ship_files files = {0};
	struct ship_file *f;
	const char *from, *to;

	if (ship_folder_list(w->folder, arena, &files, NULL) < 0)
		return 0;
	f = oldest(&files, priority);
	if (!f)
		return 0;
	from = ship_folder_path(w->folder, f, arena);
	f->last = last_of(w, &files, f);
	f->kind = SHIP_DROPPED;
	to = ship_folder_path(w->folder, f, arena);
	w->total -= MIN(size_of(from), w->total);
	if (rename(from, to) < 0)
		return errno == ENOENT; /* the other side was faster: room all the same */
	(void)!truncate(to, 0);
	return put_gap(w, f, "full") == 0;
}

/* Removes what was dropped and is told now. */
static void forget_dropped(struct ship_write *w)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct ship_files files = {0};

	if (ship_folder_list(w->folder, arena, &files, NULL) < 0)
		return;
	vec_foreach (f, &files.all)
		if (f->kind == SHIP_DROPPED)
			(void)unlink(ship_folder_path(w->folder, f, arena));
	w->untold = false;
}

/* --- writing --- */

static void count_again(struct ship_write *w)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct ship_files files = {0};

	if (ship_folder_list(w->folder, arena, &files, NULL) < 0)
		return;
	w->total = 0;
	vec_foreach (f, &files.all)
		w->total += size_of(ship_folder_path(w->folder, f, arena));
}

static int full(const struct ship_write *w, struct msg *msg)
{
	msg_what(msg, "the spool is full");
	msg_detail(msg, "%.200s holds %lld of %lld bytes", w->folder, (long long)w->total,
	    (long long)w->max);
	msg_hint(msg, "it empties when the server can be reached; else allow it more room");
	return ERR_FULL;
}

/* Makes room for what the stream waits to write. */
static int make_room(struct ship_write *w, int priority, struct msg *msg)
{
	int64_t need = (int64_t)w->streams[priority].waits.n;

	if (w->total + need > w->max)
		count_again(w);
	while (w->total + need > w->max + (priority ? 0 : EXTRA)) {
		if (!drop_one(w, priority))
			return full(w, msg);
		need = (int64_t)w->streams[priority].waits.n;
	}
	return 0;
}

/* The segment is not believed behind what is safe. */
static int write_failed(struct ship_write *w, struct stream *s, struct msg *msg)
{
	int e = errno;

	(void)!ftruncate(s->fd, (off_t)s->size);
	end_segment(w, s);
	errno = e;
	return file_error("write to", w->folder, msg);
}

static int begin_segment(struct ship_write *w, int priority, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct stream *s = &w->streams[priority];
	struct ship_head head = {.priority = priority, .first = s->waits_first};
	const char *path;
	STR_AUTO(bytes, SHIP_SEGMENT_HEAD);

	end_segment(w, s);
	memcpy(head.epoch, w->epoch, sizeof(head.epoch));
	s->file = (struct ship_file){.kind = SHIP_OPEN,
	    .priority = priority,
	    .number = ++w->number,
	    .first = s->waits_first};
	memcpy(s->file.epoch, w->epoch, sizeof(s->file.epoch));
	path = ship_folder_path(w->folder, &s->file, arena);
	s->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (s->fd < 0)
		return file_error("create", path, msg);
	s->size = 0;
	if (ship_head_put(&bytes, &head) < 0)
		return ERR_LIMIT;
	if (file_write_all(s->fd, str_bytes(&bytes)) < 0 || ship_folder_sync(w->folder) < 0) {
		int e = errno;

		/* Without its head it is no segment. */
		(void)unlink(path);
		(void)close(s->fd);
		s->fd = -1;
		errno = e;
		return file_error("write to", path, msg);
	}
	s->size = (int64_t)bytes.n;
	w->total += (int64_t)bytes.n;
	return 0;
}

static int try_write(struct ship_write *w, int priority, struct msg *msg)
{
	struct stream *s = &w->streams[priority];
	int r = 0;

	if (s->fd < 0 || s->size >= w->segment)
		r = begin_segment(w, priority, msg);
	if (r < 0)
		return r;
	if (file_write_all(s->fd, str_bytes(&s->waits)) < 0 || fdatasync(s->fd) < 0)
		return write_failed(w, s, msg);
	s->size += (int64_t)s->waits.n;
	w->total += (int64_t)s->waits.n;
	str_clear(&s->waits);
	s->safe = s->next - 1;
	s->waits_first = s->next;
	return 0;
}

static int write_stream(struct ship_write *w, int priority, struct msg *msg)
{
	int r = make_room(w, priority, msg);

	if (r == 0)
		r = try_write(w, priority, msg);
	/* The disk is fuller than the cap thinks. */
	while (r == ERR_FULL && drop_one(w, priority))
		r = try_write(w, priority, msg);
	return r;
}

/* There is no room for the lower priorities at all: what waits of them is let go, and told. */
static int drop_waiting(struct ship_write *w, int priority)
{
	struct stream *s = &w->streams[priority];
	struct ship_file f = {
	    .priority = priority, .first = s->waits_first, .last = s->next - 1};

	memcpy(f.epoch, w->epoch, sizeof(f.epoch));
	str_clear(&s->waits);
	s->waits_first = s->next;
	return put_gap(w, &f, "full");
}

int ship_write_sync(struct ship_write *w, struct msg *msg)
{
	int first = 0;

	/* The lowest first: what is dropped for it is told in the stream of priority 0. */
	for (int i = SHIP_PRIORITIES - 1; i >= 0; i--) {
		int r = w->streams[i].waits.n ? write_stream(w, i, msg) : 0;

		if (r == ERR_FULL && i > 1)
			r = drop_waiting(w, i);
		first = first ? first : r;
	}
	if (w->streams[0].waits.n && !first)
		first = write_stream(w, 0, msg);
	if (w->untold && !w->streams[0].waits.n)
		forget_dropped(w);
	return first;
}

int ship_write_add(
    struct ship_write *w, enum ship_class class, int64_t time, struct span payload)
{
	return ship_write_add_as(w, class, ship_priority(class), time, payload);
}

int ship_write_add_as(struct ship_write *w, enum ship_class class, int priority, int64_t time,
    struct span payload)
{
	struct stream *s = &w->streams[priority];
	struct ship_frame f = {.seq = s->next,
	    .class = class,
	    .priority = priority,
	    .time = time,
	    .payload = payload};
	size_t before = s->waits.n;

	if (payload.n > SHIP_PAYLOAD)
		return ERR_LIMIT;
	if (!before)
		s->waits_first = s->next;
	if (ship_frame_put(&s->waits, &f) < 0) {
		/* Numbers have no holes for what was never taken: it is counted alone. */
		s->waits.over = false;
		str_cut(&s->waits, before);
		w->refused++;
		return ERR_FULL;
	}
	s->next++;
	w->time = MAX(w->time, time);
	w->records++;
	return 0;
}

bool ship_write_ripe(const struct ship_write *w)
{
	size_t n = 0;

	for (int i = 0; i < SHIP_PRIORITIES; i++)
		n += w->streams[i].waits.n;
	return n >= SHIP_COMMIT;
}

void ship_write_state(const struct ship_write *w, struct ship_state *ret)
{
	*ret = (struct ship_state){.bytes = w->total,
	    .max = w->max,
	    .records = w->records,
	    .dropped = w->dropped,
	    .refused = w->refused,
	    .epoch = w->epoch};
	for (int i = 0; i < SHIP_PRIORITIES; i++)
		ret->next[i] = w->streams[i].next;
}
