#include "cmd/kb_file.h"

#include "feed/unpack.h"

enum { MEMBER_MAX = 1 << 30, MEMBERS = 4 << 20 };

#define FILE_BYTES ((int64_t)16 << 30)

struct unpacking {
	struct scratch *to;
	struct msg *msg;
};

static int on_piece(void *arg, struct span piece)
{
	struct unpacking *u = arg;

	return scratch_write(u->to, piece, u->msg);
}

static int unpack(struct kb_file *file, struct msg *msg)
{
	int r = scratch_bytes(&file->raw, &file->packed, msg);

	file->bytes = file->packed;
	if (r == 0 && unpack_kind(file->packed) != UNPACK_NONE) {
		struct unpacking u = {&file->unpacked, msg};

		r = scratch_new(FILE_BYTES, &file->unpacked, msg);
		if (r == 0)
			r = unpack_stream(file->packed, on_piece, &u, msg);
		if (r == 0)
			r = scratch_bytes(&file->unpacked, &file->bytes, msg);
	}
	file->archive = r == 0 && unpack_is_archive(file->bytes);
	return r;
}

int kb_file_open(struct kb_file *file, const char *path, struct arena *arena, struct msg *msg)
{
	int r;

	*file = (struct kb_file){.path = path, .name = unpack_name(path, arena)};
	r = scratch_of_file(path, FILE_BYTES, &file->raw, msg);
	return r == 0 ? unpack(file, msg) : r;
}

int kb_file_fetched(struct kb_file *file, struct scratch *fetched, const char *url,
    struct arena *arena, struct msg *msg)
{
	const char *path = arena_strndup(arena, url, strcspn(url, "?#"));

	*file =
	    (struct kb_file){.path = url, .name = unpack_name(path, arena), .raw = *fetched};
	*fetched = (struct scratch){0};
	return unpack(file, msg);
}

void kb_file_done(struct kb_file *file)
{
	scratch_done(&file->raw);
	scratch_done(&file->unpacked);
}

struct looking {
	int (*take)(void *arg, const struct feed *feed, const char *name, struct span bytes);
	void *arg;
};

static int on_member(void *arg, const struct unpack_member *m)
{
	const struct looking *l = arg;
	const char *slash = strrchr(m->name, '/'), *name = slash ? slash + 1 : m->name;

	return l->take(l->arg, feed_sniff(m->bytes, name), name, m->bytes);
}

int kb_file_each(const struct kb_file *file,
    int (*take)(void *arg, const struct feed *feed, const char *name, struct span bytes),
    void *arg, struct msg *msg)
{
	static const struct unpack_limits limits = {MEMBER_MAX, MEMBERS, FILE_BYTES};
	struct looking l = {take, arg};

	if (file->archive)
		return unpack_each(file->bytes, &limits, on_member, &l, msg);
	return take(arg, feed_sniff(file->bytes, file->name), file->name, file->bytes);
}
