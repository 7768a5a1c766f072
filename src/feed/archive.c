/* tar (POSIX ustar, GNU long names, pax names) and zip (APPNOTE 6.3, with zip64). */
#include "feed/feed.h"
#include "feed/unpack.h"

#include <zlib.h>

enum {
	BLOCK = 512,
	NAME_BYTES = 4096,
	ZIP_END = 22, /* bytes of the end record */
	ZIP_ENTRY = 46,
	ZIP_LOCAL = 30,
};

struct walk {
	struct span all;
	size_t max;
	int (*take)(void *arg, const struct unpack_member *member);
	void *arg;
	struct msg *msg;
	struct arena *arena;
};

static int damaged(struct walk *w, const char *why)
{
	return feed_bad(w->msg, ERR_SYNTAX, "the archive is damaged: %s", why);
}

static int cut(struct walk *w)
{
	return feed_bad(w->msg, ERR_TRUNCATED, "the archive ends in the middle");
}

/* --- tar --- */

static bool is_tar(struct span all)
{
	return all.n >= BLOCK && memcmp(all.p + 257, "ustar", 5) == 0;
}

/* Octal digits, ended by a space or a NUL; or base 256 when the first bit is set. */
static int tar_number(const uint8_t *p, size_t n, uint64_t *ret)
{
	uint64_t v = 0;
	size_t i = 0;

	if (p[0] & 0x80) {
		for (i = n - 8; i < n; i++)
			v = v << 8 | p[i];
		*ret = v;
		return v >> 62 ? ERR_SYNTAX : 0;
	}
	while (i < n && p[i] == ' ')
		i++;
	for (; i < n && p[i] >= '0' && p[i] <= '7'; i++)
		v = v * 8 + (uint64_t)(p[i] - '0');
	*ret = v;
	return i < n && p[i] && p[i] != ' ' ? ERR_SYNTAX : 0;
}

static bool tar_sum_fits(const uint8_t *h)
{
	uint64_t said, sum = 0;

	for (size_t i = 0; i < BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : h[i];
	return tar_number(h + 148, 8, &said) == 0 && said == sum;
}

static bool is_zero(const uint8_t *h)
{
	for (size_t i = 0; i < BLOCK; i++)
		if (h[i])
			return false;
	return true;
}

static const char *tar_name(struct walk *w, const uint8_t *h)
{
	const char *name = (const char *)h, *prefix = (const char *)h + 345;

	if (h[345] && memcmp(h + 257, "ustar\0", 6) == 0)
		return arena_printf(w->arena, "%.*s/%.*s", (int)strnlen(prefix, 155), prefix,
		    (int)strnlen(name, 100), name);
	return arena_strndup(w->arena, name, strnlen(name, 100));
}

/* "LEN path=NAME\n" among the records of a pax header; NULL: it names none. */
static const char *pax_name(struct walk *w, struct span records)
{
	struct span line;

	while (span_line(&records, &line)) {
		ptrdiff_t at = span_find(line, " path=");

		if (at > 0)
			return arena_strndup(
			    w->arena, line.p + at + 6, line.n - (size_t)at - 6);
	}
	return NULL;
}

/* One entry; *longer is the name that it or an entry before it has for the next. */
static int tar_entry(struct walk *w, const uint8_t *h, struct span bytes, const char **longer)
{
	struct unpack_member m = {.name = *longer ? *longer : tar_name(w, h), .bytes = bytes};
	char type = (char)h[156];

	*longer = NULL;
	if ((type == 'L' || type == 'x') && bytes.n > NAME_BYTES)
		return damaged(w, "a name is too long");
	if (type == 'L')
		*longer =
		    arena_strndup(w->arena, bytes.p, strnlen((const char *)bytes.p, bytes.n));
	if (type == 'x')
		*longer = pax_name(w, bytes);
	if (type != '0' && type != '\0')
		return 0;
	if (bytes.n > w->max)
		return feed_bad(w->msg, ERR_LIMIT, "%.100s is too big", m.name);
	return w->take(w->arg, &m);
}

static int tar_each(struct walk *w)
{
	const char *longer = NULL;
	size_t at = 0;
	int r = 0;

	while (r >= 0) {
		const uint8_t *h = w->all.p + at;
		uint64_t size;

		if (w->all.n - at < BLOCK)
			return cut(w);
		if (is_zero(h))
			return 0;
		if (!tar_sum_fits(h) || tar_number(h + 124, 12, &size) < 0)
			return damaged(w, "a header's checksum is wrong");
		at += BLOCK;
		if (size > w->all.n - at)
			return cut(w);
		r = tar_entry(w, h, span_of(w->all.p + at, (size_t)size), &longer);
		if (!longer)
			arena_clear(w->arena);
		size = (size + BLOCK - 1) / BLOCK * BLOCK;
		at = size > w->all.n - at ? w->all.n : at + (size_t)size;
	}
	return r;
}

/* --- zip --- */

static bool is_zip(struct span all)
{
	return all.n >= ZIP_END &&
	       (memcmp(all.p, "PK\3\4", 4) == 0 || memcmp(all.p, "PK\5\6", 4) == 0);
}

static uint64_t little(const uint8_t *p, size_t n)
{
	uint64_t v = 0;

	while (n-- > 0)
		v = v << 8 | p[n];
	return v;
}

struct zip {
	uint64_t entries, at, size; /* of the central directory */
};

/* The end record, searched from the end; and its zip64 form. */
static int zip_end(struct walk *w, struct zip *ret)
{
	size_t i = w->all.n - ZIP_END, from = i > 65535 ? i - 65535 : 0;
	const uint8_t *p = w->all.p;

	while (i > from && memcmp(p + i, "PK\5\6", 4) != 0)
		i--;
	if (memcmp(p + i, "PK\5\6", 4) != 0)
		return cut(w);
	*ret =
	    (struct zip){little(p + i + 10, 2), little(p + i + 16, 4), little(p + i + 12, 4)};
	if (i >= 20 && memcmp(p + i - 20, "PK\6\7", 4) == 0) {
		uint64_t at = little(p + i - 12, 8);

		if (at > w->all.n || w->all.n - at < 56 || memcmp(p + at, "PK\6\6", 4) != 0)
			return damaged(w, "its directory is not where it should be");
		*ret = (struct zip){
		    little(p + at + 32, 8), little(p + at + 48, 8), little(p + at + 40, 8)};
	}
	if (ret->at > w->all.n || ret->size > w->all.n - ret->at)
		return damaged(w, "its directory is not where it should be");
	return 0;
}

/* Unpacks one member into out, which is as big as the directory says. */
/* NOLINTNEXTLINE(readability-non-const-parameter): zlib writes into out */
static int zip_inflate(struct walk *w, struct span packed, uint8_t *out, size_t size)
{
	z_stream z = {.next_in = (Bytef *)(uintptr_t)packed.p,
	    .avail_in = (uInt)packed.n,
	    .next_out = out,
	    .avail_out = (uInt)size};
	int code = inflateInit2(&z, -15);

	if (code == Z_OK) {
		code = inflate(&z, Z_FINISH);
		(void)inflateEnd(&z);
	}
	return code == Z_STREAM_END && z.avail_out == 0
		   ? 0
		   : damaged(w, "a member does not unpack to its size");
}

/* Where the member's bytes are, behind its local header. */
static int zip_packed(struct walk *w, const uint8_t *e, struct span *ret)
{
	uint64_t at = little(e + 42, 4), size = little(e + 20, 4);
	const uint8_t *local;

	if (at > w->all.n || w->all.n - at < ZIP_LOCAL)
		return damaged(w, "a member is outside of it");
	local = w->all.p + at;
	if (memcmp(local, "PK\3\4", 4) != 0)
		return damaged(w, "a member is not where it should be");
	at += ZIP_LOCAL + little(local + 26, 2) + little(local + 28, 2);
	if (at > w->all.n || size > w->all.n - at)
		return damaged(w, "a member is outside of it");
	*ret = span_sub(w->all, (size_t)at, (size_t)size);
	return 0;
}

static int zip_member(struct walk *w, const uint8_t *e, const char *name)
{
	uint64_t method = little(e + 10, 2), size = little(e + 24, 4);
	struct unpack_member m = {.name = name};
	struct span packed = {0};
	uint8_t *out;
	int r = zip_packed(w, e, &packed);

	if (r == 0 && (little(e + 8, 2) & 1))
		r = damaged(w, "a member is encrypted");
	if (r == 0 && (size > w->max || (method == 0 && size != packed.n)))
		r = feed_bad(w->msg, ERR_LIMIT, "%.100s is too big", name);
	if (r < 0)
		return r;
	out = method == 0 ? NULL : mem_alloc((size_t)size + 1);
	if (method == 8)
		r = zip_inflate(w, packed, out, (size_t)size);
	else if (method != 0)
		r = damaged(w, "a member is packed in a way that is not known");
	m.bytes = method == 0 ? packed : span_of(out, (size_t)size);
	if (r == 0 && crc32_z(0, m.bytes.p, m.bytes.n) != little(e + 16, 4))
		r = damaged(w, "a member's checksum is wrong");
	if (r == 0)
		r = w->take(w->arg, &m);
	(void)mem_free(out);
	return r;
}

static int zip_each(struct walk *w)
{
	struct zip zip = {0};
	int r = zip_end(w, &zip);
	struct span dir;

	if (r < 0)
		return r;
	dir = span_sub(w->all, (size_t)zip.at, (size_t)zip.size);
	for (uint64_t i = 0; r >= 0 && i < zip.entries; i++) {
		size_t n, extra;
		const char *name;

		if (dir.n < ZIP_ENTRY || memcmp(dir.p, "PK\1\2", 4) != 0)
			return damaged(w, "its directory is cut");
		n = (size_t)little(dir.p + 28, 2);
		extra = (size_t)(little(dir.p + 30, 2) + little(dir.p + 32, 2));
		if (dir.n - ZIP_ENTRY < n + extra)
			return damaged(w, "its directory is cut");
		name = arena_strndup(w->arena, dir.p + ZIP_ENTRY, n);
		if (n && name[n - 1] != '/')
			r = zip_member(w, dir.p, name);
		arena_clear(w->arena);
		dir = span_sub(dir, ZIP_ENTRY + n + extra, dir.n);
	}
	return r;
}

bool unpack_is_archive(struct span bytes)
{
	return is_tar(bytes) || is_zip(bytes);
}

int unpack_each(struct span archive, size_t max,
    int (*take)(void *arg, const struct unpack_member *member), void *arg, struct msg *msg)
{
	struct walk w = {.all = archive, .max = max, .take = take, .arg = arg, .msg = msg};
	int r;

	w.arena = arena_new();
	if (is_tar(archive))
		r = tar_each(&w);
	else if (is_zip(archive))
		r = zip_each(&w);
	else
		r = damaged(&w, "it is neither tar nor zip");
	arena_free(w.arena);
	return r;
}
