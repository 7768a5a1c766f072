#include "run/spool.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/parse.h"
#include "os/file.h"
#include "run/spool_frame.h"
#include "run/spool_segment.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct spool {
	struct arena *arena;
	const char *folder, *chunk;
	int64_t max;
	int lock;
	int fd;          /* of the segment that is written, or -1 */
	uint32_t number; /* of the newest segment; 0 for none */
	int64_t size;    /* bytes of the segment that is written */
	int64_t total;   /* bytes of all segments, at most: others delete */
	int64_t damaged;
	struct map units; /* names of the units that are here */
	bool ended;
	int end_state;
};

/* --- opening --- */

static int foreign(const struct spool *s, struct span chunk, struct msg *msg)
{
	msg_what(msg, "the spool is another chunk's");
	msg_detail(msg, "%.150s holds chunk %.*s, not %.60s", s->folder,
	    (int)MIN(chunk.n, (size_t)60), (const char *)chunk.p, s->chunk);
	msg_hint(msg, "ship it first, or give each chunk a folder of its own");
	return ERR_EXISTS;
}

static int learn(struct spool *s, const struct spool_frame *f, struct msg *msg)
{
	if (f->type == SPOOL_HEAD && !span_eq(f->name, s->chunk))
		return foreign(s, f->name, msg);
	if (f->type == SPOOL_UNIT)
		map_set(&s->units, arena_strndup(s->arena, f->name.p, f->name.n), s);
	return 0;
}

/* Reads a segment. *ret_whole is where its last whole frame ends; what is damaged before that
 * is counted. */
static int scan(struct spool *s, struct span bytes, size_t *ret_whole, struct msg *msg)
{
	size_t at = 0, whole = 0;
	struct spool_frame f;
	int r = 0;

	while (r == 0 && at < bytes.n) {
		struct span rest = span_sub(bytes, at, bytes.n);

		if (spool_frame_read(rest, &f) < 0) {
			at += spool_frame_resync(rest);
			continue;
		}
		s->damaged += (int64_t)(at - whole);
		at += f.size;
		whole = at;
		r = learn(s, &f, msg);
	}
	*ret_whole = whole;
	return r;
}

static int open_segment(struct spool *s, uint32_t number, bool newest, struct msg *msg)
{
	const char *path = spool_segment_path(s->folder, number, s->arena);
	STR_AUTO(bytes, SPOOL_FILE);
	size_t whole = 0;
	int r = file_read(path, &bytes, msg);

	if (r == ERR_NOTFOUND) /* shipped and deleted in between */
		return 0;
	if (r == 0)
		r = scan(s, str_bytes(&bytes), &whole, msg);
	if (r < 0)
		return r;
	s->number = number;
	s->total += (int64_t)whole;
	if (whole == bytes.n)
		return 0;
	if (!newest) {
		s->damaged += (int64_t)(bytes.n - whole);
		return 0;
	}
	/* What was being written when the writer died was never confirmed. */
	return truncate(path, (off_t)whole) < 0 ? file_error("write", path, msg) : 0;
}

static int open_segments(struct spool *s, struct msg *msg)
{
	struct spool_segments list;
	int r = spool_segment_list(s->folder, s->arena, &list, msg);

	if (r < 0)
		return r;
	for (size_t i = 0; i < list.all.n && r == 0; i++)
		r = open_segment(s, list.all.items[i], i + 1 == list.all.n, msg);
	return r;
}

static const char *end_path(const struct spool *s)
{
	return arena_printf(s->arena, "%s/end", s->folder);
}

static void read_end(struct spool *s)
{
	STR_AUTO(bytes, LIMIT_LINE);
	struct spool_frame f;
	int64_t state;

	if (file_read(end_path(s), &bytes, NULL) < 0 ||
	    spool_frame_read(str_bytes(&bytes), &f) < 0 || f.type != SPOOL_END ||
	    parse_int(f.name, 0, END_FAILED, &state) < 0)
		return;
	s->ended = true;
	s->end_state = (int)state;
}

/* Something will follow: it has not ended. */
static int take_end_back(struct spool *s, struct msg *msg)
{
	s->ended = false;
	if (unlink(end_path(s)) < 0 && errno != ENOENT)
		return file_error("delete", end_path(s), msg);
	return 0;
}

int spool_open(
    const char *folder, const char *chunk, int64_t max, struct msg *msg, struct spool **ret)
{
	struct arena *arena = arena_new();
	struct spool *s = ARENA_NEW(arena, struct spool);
	int r = file_make_folder(folder, 0700, msg);

	*s = (struct spool){.arena = arena, .max = max, .lock = -1, .fd = -1};
	s->folder = arena_strdup(arena, folder);
	s->chunk = arena_strdup(arena, chunk);
	map_init(&s->units, arena);
	if (r == 0)
		r = spool_segment_lock(folder, "writer", msg, &s->lock);
	if (r == 0)
		r = open_segments(s, msg);
	if (r == 0)
		read_end(s);
	/* Which units the damage took is not known, so it is not known to be complete. */
	if (r == 0 && s->ended && s->damaged)
		r = take_end_back(s, msg);
	if (r < 0) {
		spool_close(s);
		return r;
	}
	*ret = s;
	return 0;
}

struct spool *spool_close(struct spool *s)
{
	if (!s)
		return NULL;
	if (s->fd >= 0)
		(void)close(s->fd);
	if (s->lock >= 0)
		(void)close(s->lock);
	(void)arena_free(s->arena);
	return NULL;
}

/* --- writing --- */

/* A new file is safe only once its folder is. */
static int sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), r;

	if (fd < 0)
		return -1;
	r = fsync(fd);
	(void)close(fd);
	return r;
}

/*
 * Ends the segment without the half that was written. What is confirmed later stands in another
 * one: somebody who ships may have seen some of that half.
 */
static int write_failed(struct spool *s, struct msg *msg)
{
	int e = errno;

	(void)!ftruncate(s->fd, (off_t)s->size); /* else it is a torn tail, as after a kill */
	(void)close(s->fd);
	s->fd = -1;
	errno = e;
	return file_error("write to", s->folder, msg);
}

/* Writes to the open segment and syncs. */
static int put(struct spool *s, struct span bytes, struct msg *msg)
{
	if (file_write_all(s->fd, bytes) < 0 || fdatasync(s->fd) < 0)
		return write_failed(s, msg);
	s->size += (int64_t)bytes.n;
	s->total += (int64_t)bytes.n;
	return 0;
}

static int begin_segment(struct spool *s, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	const char *path = spool_segment_path(s->folder, ++s->number, arena);
	STR_AUTO(head, 4096);
	int r;

	if (s->fd >= 0)
		(void)close(s->fd);
	s->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (s->fd < 0)
		return file_error("create", path, msg);
	s->size = 0;
	r = spool_frame_put(&head, SPOOL_HEAD, span_str(s->chunk), (struct span){0});
	if (r == 0)
		r = put(s, str_bytes(&head), msg);
	if (r == 0 && sync_folder(s->folder) < 0)
		r = write_failed(s, msg);
	return r;
}

static int64_t size_now(struct spool *s, struct arena *arena)
{
	struct spool_segments list = {0};
	int64_t total = 0;
	struct stat st;

	if (spool_segment_list(s->folder, arena, &list, NULL) < 0)
		return s->total;
	vec_foreach (number, &list.all)
		if (stat(spool_segment_path(s->folder, *number, arena), &st) == 0)
			total += st.st_size;
	return total;
}

static int make_room(struct spool *s, int64_t bytes, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();

	if (bytes > s->max) {
		msg_what(msg, "a unit of work is larger than the spool");
		msg_detail(msg, "%lld of %lld bytes", (long long)bytes, (long long)s->max);
		msg_hint(msg, "allow the spool more room");
		return ERR_LIMIT;
	}
	if (s->total + bytes > s->max)
		s->total = size_now(s, arena);
	if (s->total + bytes <= s->max)
		return 0;
	msg_what(msg, "the spool is full");
	msg_detail(msg, "%.200s holds %lld of %lld bytes", s->folder, (long long)s->total,
	    (long long)s->max);
	msg_hint(msg, "it empties when the server can be reached; else allow it more room");
	return ERR_FULL;
}

static int append(struct spool *s, struct span bytes, struct msg *msg)
{
	int r = make_room(s, (int64_t)bytes.n, msg);

	if (r == 0 && (s->fd < 0 || s->size >= SPOOL_SEGMENT))
		r = begin_segment(s, msg);
	return r == 0 ? put(s, bytes, msg) : r;
}

static const char *name_of(const struct observations *unit)
{
	vec_foreach (o, &unit->all)
		if (o->kind == OBS_UNIT)
			return o->unit->unit;
	return "";
}

static int put_unit(const struct observations *unit, struct str *out)
{
	STR_AUTO(lines, SPOOL_FRAME_MAX);

	vec_foreach (o, &unit->all)
		if (obs_stored(o->kind))
			obs_write(o, &lines);
	if (str_ok(&lines) < 0)
		return ERR_LIMIT;
	return spool_frame_put(out, SPOOL_UNIT, span_str(name_of(unit)), str_bytes(&lines));
}

static int too_large(struct msg *msg)
{
	msg_what(msg, "a unit of work is too large to be kept");
	msg_detail(msg, "more than %d MiB", SPOOL_FRAME_MAX >> 20);
	msg_hint(msg, "please report it as an error in Varde");
	return ERR_LIMIT;
}

/* Appends as many units as make a segment, one at least: how many, or an error. */
static int append_some(
    struct spool *s, const struct observations *units, size_t n, struct msg *msg)
{
	STR_AUTO(out, SPOOL_FILE);
	size_t i = 0;
	int r = 0;

	for (; i < n && out.n < SPOOL_SEGMENT; i++) {
		size_t before = out.n;

		if (map_has(&s->units, name_of(&units[i])))
			continue;
		if (put_unit(&units[i], &out) == 0)
			continue;
		if (before == 0)
			return too_large(msg);
		str_cut(&out, before); /* alone it may do */
		break;
	}
	if (out.n)
		r = append(s, str_bytes(&out), msg);
	for (size_t k = 0; k < i && r == 0; k++)
		map_set(&s->units, name_of(&units[k]), s);
	return r < 0 ? r : (int)i;
}

int spool_append(struct spool *s, const struct observations *units, size_t n, struct msg *msg)
{
	int r = s->ended ? take_end_back(s, msg) : 0;

	for (size_t i = 0; i < n && r >= 0; i += (size_t)r) {
		r = append_some(s, units + i, n - i, msg);
		if (r < 0)
			break;
	}
	return MIN(r, 0);
}

int spool_end(struct spool *s, int state, const char *reason, struct msg *msg)
{
	STR_AUTO(out, LIMIT_LINE);
	char digits[16];
	int r;

	(void)snprintf(digits, sizeof(digits), "%d", state);
	r = spool_frame_put(&out, SPOOL_END, span_str(digits), span_str(reason));
	if (r == 0)
		r = file_write(end_path(s), str_bytes(&out), 0600, msg);
	if (r < 0)
		return r;
	s->ended = true;
	s->end_state = state;
	return 0;
}

bool spool_ended(const struct spool *s, int *ret_state)
{
	if (s->ended && ret_state)
		*ret_state = s->end_state;
	return s->ended;
}

int64_t spool_damaged(const struct spool *s)
{
	return s->damaged;
}

/* --- reading back, to go on with a chunk --- */

static int load_unit(
    const struct spool_frame *f, struct arena *arena, struct observations *ret, struct msg *msg)
{
	struct span rest = f->rest, line;
	struct observation o;

	while (span_line(&rest, &line)) {
		int r = line.n ? obs_parse(line, arena, &o, msg) : 0;

		if (r < 0)
			return ERR_CORRUPT;
		if (line.n)
			vec_push(arena, &ret->all, o);
	}
	return 0;
}

static int load_segment(struct span bytes, struct map *seen, struct arena *arena,
    struct observations *ret, struct msg *msg)
{
	struct spool_frame f;
	int r = 0;

	while (r == 0 && bytes.n) {
		size_t used;

		if (spool_frame_read(bytes, &f) < 0) {
			used = spool_frame_resync(bytes);
		} else {
			used = f.size;
			if (f.type == SPOOL_UNIT &&
			    map_set(seen, arena_strndup(arena, f.name.p, f.name.n), seen))
				r = load_unit(&f, arena, ret, msg);
		}
		bytes = span_sub(bytes, used, bytes.n);
	}
	return r;
}

int spool_load(struct spool *s, const struct text_list *except, struct arena *arena,
    struct observations *ret, struct msg *msg)
{
	struct spool_segments list;
	struct map seen;
	int r = spool_segment_list(s->folder, arena, &list, msg);

	map_init(&seen, arena);
	for (size_t i = 0; i < except->n; i++)
		map_set(&seen, except->items[i], &seen);
	for (size_t i = 0; r == 0 && i < list.all.n; i++) {
		STR_AUTO(bytes, SPOOL_FILE);

		r = file_read(
		    spool_segment_path(s->folder, list.all.items[i], arena), &bytes, msg);
		if (r == 0)
			r = load_segment(str_bytes(&bytes), &seen, arena, ret, msg);
		else if (r == ERR_NOTFOUND) /* shipped and deleted in between */
			r = 0;
	}
	return r;
}

int spool_remove(const char *folder, struct msg *msg)
{
	static const char *const files[] = {
	    "end", "end.tmp", "shipped", "shipped.tmp", "writer", "shipper"};
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct spool_segments list = {0};
	int writer = -1, shipper = -1;
	int r = spool_segment_lock(folder, "writer", msg, &writer);

	if (r == 0)
		r = spool_segment_lock(folder, "shipper", msg, &shipper);
	if (r == 0)
		r = spool_segment_list(folder, arena, &list, msg);
	if (r == 0) {
		/* What cannot be deleted the folder's end tells. */
		vec_foreach (n, &list.all)
			(void)unlink(spool_segment_path(folder, *n, arena));
		for (size_t i = 0; i < ARRAY_LEN(files); i++)
			(void)unlink(arena_printf(arena, "%s/%s", folder, files[i]));
		if (rmdir(folder) < 0)
			r = file_error("delete", folder, msg);
	}
	if (writer >= 0)
		(void)close(writer);
	if (shipper >= 0)
		(void)close(shipper);
	return r;
}
