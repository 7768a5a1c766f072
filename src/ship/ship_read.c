#include "ship/ship_read.h"

#include "base/map.h"
#include "os/file.h"
#include "ship/ship_folder.h"

#include <unistd.h>

/* A segment is ended when it has SHIP_SEGMENT bytes: one commit more at most. */
enum { FILE_MOST = 64 << 20 };

/* What is known of a stream. */
struct known {
	uint64_t acked;
};

struct ship_read {
	struct arena *arena;
	const char *folder;
	int lock;
	struct map streams; /* to struct known */
	struct str bytes;   /* of the segment that is read */
	char *path;         /* its path; NULL: none */
};

int ship_read_open(const char *folder, struct msg *msg, struct ship_read **ret)
{
	struct arena *arena = arena_new();
	struct ship_read *r = ARENA_NEW(arena, struct ship_read);
	int e;

	*r = (struct ship_read){.arena = arena, .lock = -1};
	r->folder = arena_strdup(arena, folder);
	map_init(&r->streams, arena);
	str_init(&r->bytes, FILE_MOST);
	e = ship_folder_lock(folder, "shipper", msg, &r->lock);
	if (e < 0) {
		(void)ship_read_close(r);
		return e;
	}
	*ret = r;
	return 0;
}

struct ship_read *ship_read_close(struct ship_read *r)
{
	if (!r)
		return NULL;
	if (r->lock >= 0)
		(void)close(r->lock);
	str_done(&r->bytes);
	(void)mem_free(r->path);
	(void)arena_free(r->arena);
	return NULL;
}

static struct known *known_of(struct ship_read *r, const char *stream)
{
	struct known *k = map_get(&r->streams, stream);

	if (!k) {
		k = ARENA_NEW(r->arena, struct known);
		(void)map_set(&r->streams, stream, k);
	}
	return k;
}

static void stream_of(const struct ship_file *f, char to[SHIP_STREAM])
{
	(void)snprintf(to, SHIP_STREAM, "%.16s-%d", f->epoch, f->priority);
}

/* Fills the batch with what follows in the bytes. Gives whether it has anything. */
static bool fill(struct span bytes, uint64_t acked, struct ship_batch *ret)
{
	struct span rest = span_sub(bytes, SHIP_SEGMENT_HEAD, bytes.n);
	const uint8_t *begin = NULL;
	size_t n = 0;
	struct ship_frame f;

	ret->n = 0;
	while (ship_frame_read(rest, &f) == 0) {
		bool sent = f.seq <= acked;

		if (!sent && !begin) {
			begin = rest.p;
			ret->first = f.seq;
			ret->oldest = f.time;
		}
		rest = span_sub(rest, f.size, rest.n);
		if (sent)
			continue;
		ret->last = f.seq;
		ret->n++;
		n += f.size;
		if (n >= SHIP_BATCH)
			break;
	}
	if (begin)
		ret->frames = span_of(begin, n);
	return begin != NULL;
}

/* Reads the segment, from the cache when it is the same whole one as before. */
static int read_file(struct ship_read *r, const char *path, bool whole, struct msg *msg)
{
	int e;

	if (whole && r->path && strcmp(r->path, path) == 0)
		return 0;
	str_clear(&r->bytes);
	r->path = mem_free(r->path);
	e = file_read(path, &r->bytes, msg);
	if (e == 0 && whole) {
		r->path = mem_alloc(strlen(path) + 1);
		memcpy(r->path, path, strlen(path) + 1);
	}
	return e;
}

/* One file: 1 when it has something to send. A whole one that has nothing is deleted. */
static int try_file(struct ship_read *r, const struct ship_file *f, struct arena *arena,
    struct ship_batch *ret, struct msg *msg)
{
	const char *path = ship_folder_path(r->folder, f, arena);
	struct ship_head head;
	int e;

	stream_of(f, ret->stream);
	e = read_file(r, path, f->kind == SHIP_WHOLE, msg);
	if (e == ERR_NOTFOUND) /* renamed or dropped meanwhile */
		return 0;
	if (e < 0)
		return e;
	if (ship_head_read(str_bytes(&r->bytes), &head) == 0 &&
	    fill(str_bytes(&r->bytes), known_of(r, ret->stream)->acked, ret))
		return 1;
	if (f->kind == SHIP_WHOLE)
		(void)unlink(path);
	return 0;
}

int ship_read_next(struct ship_read *r, struct ship_batch *ret, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct ship_files files = {0};
	int e = ship_folder_list(r->folder, arena, &files, msg);

	if (e < 0)
		return e;
	vec_foreach (f, &files.all) {
		e = f->kind == SHIP_DROPPED ? 0 : try_file(r, f, arena, ret, msg);
		if (e)
			return e;
	}
	return 0;
}

void ship_read_acked(struct ship_read *r, const char *stream, uint64_t acked)
{
	struct known *k = known_of(r, stream);

	k->acked = MAX(k->acked, acked);
}
