#include "pack/pack.h"

#include "codec/cursor.h"
#include "pack/crc32.h"
#include "pack/mapped.h"

struct row {
	struct span key, value;
};

static uint32_t number_at(const struct pack *pack, size_t at)
{
	struct cursor c = cursor_of(span_sub(pack->bytes, at, 4));

	return cursor_u32(&c);
}

/* Only after check_rows: nothing is checked here. */
static struct row row_at(const struct pack *pack, size_t i)
{
	size_t at = PACK_HEADER + i * PACK_ROW;

	return (struct row){
	    .key = span_of(pack->bytes.p + number_at(pack, at), number_at(pack, at + 4)),
	    .value = span_of(pack->bytes.p + number_at(pack, at + 8), number_at(pack, at + 12)),
	};
}

static int compare(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int r = n ? memcmp(a.p, b.p, n) : 0;

	return r ? r : (a.n > b.n) - (a.n < b.n);
}

static int corrupt(struct msg *msg, const char *detail)
{
	msg_what(msg, "the knowledge pack is damaged");
	msg_detail(msg, "%s", detail);
	msg_hint(msg, "build or download it again");
	return ERR_CORRUPT;
}

/* Whether [at, at + n] lies behind the table and a NUL follows it. */
static bool item_ok(const struct pack *pack, uint32_t at, uint32_t n)
{
	uint64_t end = (uint64_t)at + n;

	return at >= PACK_HEADER + pack->n * PACK_ROW && end < pack->bytes.n - PACK_TRAILER &&
	       pack->bytes.p[end] == '\0';
}

static int check_rows(const struct pack *pack, struct msg *msg)
{
	struct span last = {0};

	for (size_t i = 0; i < pack->n; i++) {
		size_t at = PACK_HEADER + i * PACK_ROW;
		struct span key;

		if (!item_ok(pack, number_at(pack, at), number_at(pack, at + 4)) ||
		    !item_ok(pack, number_at(pack, at + 8), number_at(pack, at + 12)))
			return corrupt(msg, "an entry points outside the file");
		key = row_at(pack, i).key;
		if (key.n == 0 || memchr(key.p, '\0', key.n))
			return corrupt(msg, "a key is empty or binary");
		if (i && compare(last, key) >= 0)
			return corrupt(msg, "the keys are not in order");
		last = key;
	}
	return 0;
}

int pack_from_memory(struct span bytes, struct pack *ret, struct msg *msg)
{
	struct cursor c = cursor_of(bytes);
	struct pack pack = {.bytes = bytes};
	uint32_t version, size;
	int r;

	if (!span_starts(cursor_bytes(&c, 8), PACK_MAGIC))
		return corrupt(msg, "it does not begin like a pack");
	version = cursor_u32(&c);
	pack.n = cursor_u32(&c);
	size = cursor_u32(&c);
	if (cursor_err(&c) < 0 || cursor_left(&c) < PACK_TRAILER)
		return corrupt(msg, "it is shorter than its header");
	if (version > PACK_VERSION) {
		msg_what(msg, "the knowledge pack is newer than this program");
		msg_detail(msg, "version %u, and %d is the newest that is known", version,
		    PACK_VERSION);
		msg_hint(msg, "update Varde");
		return ERR_VERSION;
	}
	if (version != PACK_VERSION)
		return corrupt(msg, "it has no known version");
	if (size != bytes.n || pack.n > (bytes.n - PACK_HEADER - PACK_TRAILER) / PACK_ROW)
		return corrupt(msg, "it is truncated or has bytes too many");
	if (crc32_of(span_sub(bytes, 0, bytes.n - PACK_TRAILER)) !=
	    number_at(&pack, bytes.n - PACK_TRAILER))
		return corrupt(msg, "its checksum does not match");
	r = check_rows(&pack, msg);
	if (r < 0)
		return r;
	*ret = pack;
	return 0;
}

int pack_open(const char *path, struct pack *ret, struct msg *msg)
{
	struct span bytes;
	int r = mapped_open(path, &bytes, msg);

	if (r < 0)
		return r;
	r = pack_from_memory(bytes, ret, msg);
	if (r < 0) {
		mapped_close(bytes);
		return r;
	}
	ret->mapped = true;
	return 0;
}

void pack_close(struct pack *pack)
{
	if (pack->mapped)
		mapped_close(pack->bytes);
	*pack = (struct pack){0};
}

/* The first entry whose key is not below it. */
static size_t lower_bound(const struct pack *pack, struct span key)
{
	size_t lo = 0, hi = pack->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (compare(row_at(pack, mid).key, key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct span pack_get(const struct pack *pack, const char *key)
{
	size_t at = lower_bound(pack, span_str(key));
	struct row row;

	if (at == pack->n)
		return (struct span){NULL, 0};
	row = row_at(pack, at);
	return span_eq(row.key, key) ? row.value : (struct span){NULL, 0};
}

struct pack_iter pack_iter(const struct pack *pack, const char *prefix)
{
	return (struct pack_iter){pack, prefix, lower_bound(pack, span_str(prefix))};
}

bool pack_next(struct pack_iter *it, const char **ret_key, struct span *ret_value)
{
	struct row row;

	if (it->at >= it->pack->n)
		return false;
	row = row_at(it->pack, it->at);
	if (!span_starts(row.key, it->prefix))
		return false;
	it->at++;
	*ret_key = (const char *)row.key.p;
	*ret_value = row.value;
	return true;
}
