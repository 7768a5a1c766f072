/* Archives of publications, tar and zip, by libarchive: in memory, whatever paths they name. */
#include "feed/feed.h"
#include "feed/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

enum {
	BLOCK = 512,      /* bytes of a tar header, and of the end of a tar */
	FREELY = 1 << 20, /* bytes that may come out of an archive, however small it is */
};

struct walk {
	struct span all;
	const struct unpack_limits *limits;
	int (*take)(void *arg, const struct unpack_member *member);
	void *arg;
	struct msg *msg;
	struct archive *a;
	uint64_t total; /* bytes of the members so far */
	size_t members;
	size_t end; /* of a tar's last member: its end should follow */
};

static int damaged(const struct walk *w, const char *why)
{
	return feed_bad(w->msg, ERR_SYNTAX, "the archive is damaged: %s", why);
}

static int cut(const struct walk *w)
{
	return feed_bad(w->msg, ERR_TRUNCATED, "the archive ends in the middle");
}

static bool is_tar(struct span all)
{
	return all.n >= BLOCK && memcmp(all.p + 257, "ustar", 5) == 0;
}

static bool is_zip(struct span all)
{
	return all.n >= 22 &&
	       (memcmp(all.p, "PK\3\4", 4) == 0 || memcmp(all.p, "PK\5\6", 4) == 0);
}

/* What libarchive says of its last failure. */
static int failed(const struct walk *w)
{
	const char *why = archive_error_string(w->a);

	if (!why)
		why = "it cannot be read";
	/* A zip whose directory, at its end, is not there. */
	if (strncmp(why, "Truncated", 9) == 0 ||
	    (is_zip(w->all) && strncmp(why, "Unrecognized", 12) == 0))
		return cut(w);
	return damaged(w, why);
}

/* Before a member of that size is unpacked. */
static int check_limits(struct walk *w, const char *name, int64_t size)
{
	if (size < 0 || (uint64_t)size > w->limits->member)
		return feed_bad(w->msg, ERR_LIMIT, "%.100s is too big", name);
	if (++w->members > w->limits->members)
		return feed_bad(
		    w->msg, ERR_LIMIT, "it has more than %zu members", w->limits->members);
	w->total += (uint64_t)size;
	if (w->total > w->limits->all ||
	    (w->total > FREELY && w->total / UNPACK_RATIO > w->all.n))
		return feed_bad(w->msg, ERR_LIMIT,
		    "%zu bytes unpack to more than %zu: it was made to fill the disk", w->all.n,
		    (size_t)w->total);
	return 0;
}

/* The member's bytes into out, which has room for one more; to their end, where libarchive
 * compares the checksum. */
static int read_bytes(struct walk *w, uint8_t *out, size_t size)
{
	size_t n = 0;
	la_ssize_t got;

	while (n <= size && (got = archive_read_data(w->a, out + n, size + 1 - n)) != 0) {
		if (got < 0)
			return failed(w);
		n += (size_t)got;
	}
	return n == size ? 0 : damaged(w, "a member does not unpack to its size");
}

static int read_member(struct walk *w, struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);
	struct unpack_member m = {.name = name ? name : ""};
	int64_t size = archive_entry_size(entry);
	uint8_t *out;
	int r;

	if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry))
		return 0;
	if (archive_entry_is_encrypted(entry))
		return damaged(w, "a member is encrypted");
	r = check_limits(w, m.name, size);
	if (r < 0)
		return r;
	out = mem_alloc((size_t)size + 1);
	m.bytes = span_of(out, (size_t)size);
	r = read_bytes(w, out, (size_t)size);
	if (r == 0)
		r = w->take(w->arg, &m);
	(void)mem_free(out);
	return r;
}

/* Where a tar's next block begins. */
static size_t next_block(struct walk *w)
{
	size_t at = (size_t)archive_filter_bytes(w->a, 0);

	return (at + BLOCK - 1) / BLOCK * BLOCK;
}

/* POSIX: a tar ends by blocks of zeros. libarchive takes one without them for whole, so that
 * one which is cut between two members would not be told. */
static int check_end(const struct walk *w)
{
	static const uint8_t zeros[BLOCK];

	if (!is_tar(w->all) || !w->end)
		return 0;
	return w->end <= w->all.n - BLOCK && memcmp(w->all.p + w->end, zeros, BLOCK) == 0
		   ? 0
		   : cut(w);
}

static int read_all(struct walk *w)
{
	struct archive_entry *entry;
	int code, r = 0;

	while ((code = archive_read_next_header(w->a, &entry)) != ARCHIVE_EOF) {
		/* A warning: something else than names and sizes was not understood. */
		if (code != ARCHIVE_OK && code != ARCHIVE_WARN)
			return failed(w);
		r = read_member(w, entry);
		if (r < 0)
			return r;
		if (archive_read_data_skip(w->a) != ARCHIVE_OK)
			return failed(w);
		w->end = next_block(w);
	}
	return check_end(w);
}

static int open_archive(struct walk *w)
{
	/* A zip by its directory, never as a stream: what is not listed there is not in it. */
	int code = is_tar(w->all) ? archive_read_support_format_tar(w->a)
				  : archive_read_support_format_zip_seekable(w->a);

	if (code == ARCHIVE_OK)
		code = archive_read_open_memory(w->a, w->all.p, w->all.n);
	return code == ARCHIVE_OK ? 0 : failed(w);
}

bool unpack_is_archive(struct span bytes)
{
	return is_tar(bytes) || is_zip(bytes);
}

int unpack_each(struct span archive, const struct unpack_limits *limits,
    int (*take)(void *arg, const struct unpack_member *member), void *arg, struct msg *msg)
{
	struct walk w = {
	    .all = archive, .limits = limits, .take = take, .arg = arg, .msg = msg};
	locale_t utf8, before;
	int r;

	if (!unpack_is_archive(archive))
		return damaged(&w, "it is neither tar nor zip");
	/* libarchive gives names in the thread's character set, or none that does not fit. */
	utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	before = uselocale(utf8);
	w.a = archive_read_new();
	r = w.a ? open_archive(&w) : ERR_NOMEM;
	if (r == 0)
		r = read_all(&w);
	(void)archive_read_free(w.a);
	(void)uselocale(before);
	if (utf8)
		freelocale(utf8);
	return r;
}
