#include "run/spool_read.h"

#include "base/limits.h"
#include "base/parse.h"
#include "model/observation.h"
#include "os/file.h"
#include "run/spool.h"
#include "run/spool_frame.h"
#include "run/spool_segment.h"

#include <unistd.h>

struct spool_read {
	struct arena *arena; /* as long as the reader */
	struct arena *now;   /* as long as what a call gives */
	const char *folder;
	int lock;
	uint32_t number; /* of the segment that is read */
	size_t at;       /* in it: what is before has been given */
	struct str bytes;
	uint32_t loaded; /* whose bytes they are */
	bool damaged;    /* some bytes were skipped */
	bool end_given;
	const char *chunk;
};

/* Where the last acknowledgement was: "SEGMENT OFFSET DAMAGED". */
static int read_place(struct spool_read *r, struct msg *msg)
{
	STR_AUTO(text, 64);
	struct span rest, number_text, at_text;
	int64_t number, at;
	int err = file_read(arena_printf(r->arena, "%s/shipped", r->folder), &text, NULL);

	if (err == ERR_NOTFOUND)
		return 0;
	rest = span_trim(str_bytes(&text));
	if (err == 0 && span_split(&rest, ' ', &number_text) &&
	    span_split(&rest, ' ', &at_text) &&
	    parse_int(number_text, 0, UINT32_MAX, &number) == 0 &&
	    parse_int(at_text, 0, INT64_MAX, &at) == 0) {
		r->number = (uint32_t)number;
		r->at = (size_t)at;
		r->damaged = span_eq(rest, "1");
		return 0;
	}
	/* Unreadable: giving all again costs time; the receiver knows what it has. */
	return err == 0 || err == ERR_LIMIT ? 0 : file_error("read", r->folder, msg);
}

int spool_read_open(const char *folder, struct msg *msg, struct spool_read **ret)
{
	struct arena *arena = arena_new();
	struct spool_read *r = ARENA_NEW(arena, struct spool_read);
	int err;

	r->arena = arena;
	r->now = arena_new();
	r->folder = arena_strdup(arena, folder);
	r->lock = -1;
	str_init(&r->bytes, SPOOL_FILE);
	err = spool_segment_lock(folder, "shipper", msg, &r->lock);
	if (err == 0)
		err = read_place(r, msg);
	if (err < 0) {
		spool_read_close(r);
		return err;
	}
	*ret = r;
	return 0;
}

struct spool_read *spool_read_close(struct spool_read *r)
{
	if (!r)
		return NULL;
	if (r->lock >= 0)
		(void)close(r->lock);
	str_done(&r->bytes);
	(void)arena_free(r->now);
	(void)arena_free(r->arena);
	return NULL;
}

/* Reads the segment as it is now. ERR_NOTFOUND when it is gone. */
static int load(struct spool_read *r, struct msg *msg)
{
	int err;

	str_clear(&r->bytes);
	r->loaded = 0;
	err = file_read(spool_segment_path(r->folder, r->number, r->now), &r->bytes, msg);
	if (err == 0)
		r->loaded = r->number;
	return err;
}

/* The oldest segment that is not before that number; 0 when there is none. */
static int find_segment(struct spool_read *r, uint32_t from, uint32_t *ret, struct msg *msg)
{
	struct spool_segments list;
	int err = spool_segment_list(r->folder, r->now, &list, msg);

	if (err < 0)
		return err;
	*ret = 0;
	vec_foreach (n, &list.all)
		if (*ret == 0 && *n >= from)
			*ret = *n;
	return 0;
}

static const char *text_of(struct spool_read *r, struct span s)
{
	return arena_strndup(r->now, s.p, s.n);
}

/* Whether the frame is a unit, for the receiver; a head is for us. */
static bool give(struct spool_read *r, const struct spool_frame *f, struct spool_batch *ret)
{
	if (f->type == SPOOL_HEAD)
		r->chunk = arena_strndup(r->arena, f->name.p, f->name.n);
	if (f->type != SPOOL_UNIT)
		return false;
	*ret = (struct spool_batch){
	    .chunk = r->chunk, .unit = text_of(r, f->name), .lines = f->rest};
	return true;
}

/* The next frame of the loaded bytes that says something: 1, or 0 when they are used up. past:
 * the segment is ended, so what is not whole is damage, and skipped. */
static int from_segment(struct spool_read *r, bool past, struct spool_batch *ret)
{
	struct spool_frame f;

	while (r->at < r->bytes.n) {
		struct span rest = span_sub(str_bytes(&r->bytes), r->at, r->bytes.n);

		if (spool_frame_read(rest, &f) < 0) {
			size_t skip = spool_frame_resync(rest);

			/* A writer at work may not have written all of it yet. */
			if (!past && skip >= rest.n)
				return 0;
			r->at += skip;
			r->damaged = true;
			continue;
		}
		r->at += f.size;
		if (give(r, &f, ret))
			return 1;
	}
	return 0;
}

/* The head, when the reading begins behind it. */
static void read_head(struct spool_read *r)
{
	struct spool_frame f;

	if (spool_frame_read(str_bytes(&r->bytes), &f) == 0 && f.type == SPOOL_HEAD)
		r->chunk = arena_strndup(r->arena, f.name.p, f.name.n);
}

/* 1: a batch; 0: nothing in this segment; ERR_*. */
static int try_segment(
    struct spool_read *r, bool past, struct spool_batch *ret, struct msg *msg)
{
	int err = 0;

	if (r->loaded == r->number && from_segment(r, false, ret) == 1)
		return 1;
	err = load(r, msg);
	if (err == ERR_NOTFOUND)
		return 0;
	if (err < 0)
		return err;
	if (!r->chunk)
		read_head(r);
	return from_segment(r, past, ret);
}

/* The chunk's end, when it is there: 1, 0 or an error. */
static int read_end(struct spool_read *r, struct spool_batch *ret, struct msg *msg)
{
	const char *path = arena_printf(r->now, "%s/end", r->folder);
	STR_AUTO(bytes, LIMIT_LINE);
	struct spool_frame f;
	int64_t state;
	int err = file_read(path, &bytes, msg);

	if (err < 0)
		return err == ERR_NOTFOUND ? 0 : err;
	*ret = (struct spool_batch){.chunk = r->chunk ? r->chunk : "",
	    .end = true,
	    .state = END_FAILED,
	    .reason = "a part of what was seen was damaged on disk"};
	if (r->damaged || spool_frame_read(str_bytes(&bytes), &f) < 0 || f.type != SPOOL_END ||
	    parse_int(f.name, 0, END_FAILED, &state) < 0)
		return 1;
	ret->state = (int)state;
	ret->reason = text_of(r, f.rest);
	return 1;
}

int spool_read_next(struct spool_read *r, struct spool_batch *ret, struct msg *msg)
{
	struct spool_batch end;
	int ended;

	arena_clear(r->now);
	/* Whether it has ended, and below whether there is a newer segment, is asked first:
	 * what a segment lacks then it will lack for ever. */
	ended = read_end(r, &end, msg);
	for (;;) {
		uint32_t next;
		int err = find_segment(r, r->number + 1, &next, msg);

		if (err == 0 && r->number)
			err = try_segment(r, next != 0 || ended > 0, ret, msg);
		if (err != 0)
			return err;
		if (next == 0)
			break;
		r->number = next;
		r->at = 0;
	}
	if (ended < 0 || !ended || r->end_given)
		return MIN(ended, 0);
	r->end_given = true;
	return read_end(r, ret, msg);
}

int spool_read_acknowledge(struct spool_read *r, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct spool_segments list;
	int err = spool_segment_list(r->folder, arena, &list, msg);

	if (err == 0)
		err = file_write(arena_printf(arena, "%s/shipped", r->folder),
		    span_str(arena_printf(arena, "%u %zu %d\n", r->number, r->at, r->damaged)),
		    0600, msg);
	if (err < 0)
		return err;
	vec_foreach (n, &list.all)
		if (*n < r->number)
			(void)unlink(spool_segment_path(r->folder, *n, arena));
	return 0;
}
