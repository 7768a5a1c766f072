#include "ship/ship_frame.h"

#include "base/err.h"
#include "ship/crc32c.h"

static const char magic[] = "VSHP";

enum { VERSION = 1 };

int ship_priority(enum ship_class class)
{
	static const int priorities[] = {1, 2, 3, 0};

	return priorities[class];
}

static void put_u64(struct str *out, uint64_t v)
{
	str_u32(out, (uint32_t)(v >> 32));
	str_u32(out, (uint32_t)v);
}

static uint32_t u32_at(struct span s, size_t at)
{
	return (uint32_t)s.p[at] << 24 | (uint32_t)s.p[at + 1] << 16 |
	       (uint32_t)s.p[at + 2] << 8 | s.p[at + 3];
}

static uint64_t u64_at(struct span s, size_t at)
{
	return (uint64_t)u32_at(s, at) << 32 | u32_at(s, at + 4);
}

/* Writes the checksum of what stands from there on into the place before it. */
static void seal(struct str *out, size_t at)
{
	uint32_t sum = crc32c_of(span_sub(str_bytes(out), at + 4, out->n));

	str_set_u16(out, at, (uint16_t)(sum >> 16));
	str_set_u16(out, at + 2, (uint16_t)sum);
}

int ship_frame_put(struct str *out, const struct ship_frame *f)
{
	size_t begin = out->n;

	if (f->payload.n > SHIP_PAYLOAD)
		return ERR_LIMIT;
	str_u32(out, (uint32_t)f->payload.n);
	str_u32(out, 0);
	put_u64(out, f->seq);
	str_u8(out, (uint8_t)f->class);
	str_u8(out, (uint8_t)f->priority);
	put_u64(out, (uint64_t)f->time);
	str_span(out, f->payload);
	if (str_ok(out) < 0)
		return ERR_LIMIT;
	seal(out, begin + 4);
	return 0;
}

int ship_frame_read(struct span bytes, struct ship_frame *ret)
{
	size_t n;

	if (bytes.n < SHIP_FRAME_HEAD)
		return ERR_TRUNCATED;
	n = u32_at(bytes, 0);
	if (n > SHIP_PAYLOAD || bytes.p[16] >= SHIP_CLASSES || bytes.p[17] >= SHIP_PRIORITIES)
		return ERR_CORRUPT;
	if (bytes.n - SHIP_FRAME_HEAD < n)
		return ERR_TRUNCATED;
	if (crc32c_of(span_sub(bytes, 8, SHIP_FRAME_HEAD - 8 + n)) != u32_at(bytes, 4))
		return ERR_CORRUPT;
	*ret = (struct ship_frame){.seq = u64_at(bytes, 8),
	    .class = (enum ship_class)bytes.p[16],
	    .priority = bytes.p[17],
	    .time = (int64_t)u64_at(bytes, 18),
	    .payload = span_sub(bytes, SHIP_FRAME_HEAD, n),
	    .size = SHIP_FRAME_HEAD + n};
	return ret->seq && ret->seq <= INT64_MAX ? 0 : ERR_CORRUPT;
}

int ship_head_put(struct str *out, const struct ship_head *h)
{
	size_t begin = out->n;
	uint32_t sum;

	str_put(out, magic, 4);
	str_u8(out, VERSION);
	str_u8(out, (uint8_t)h->priority);
	str_put(out, h->epoch, SHIP_EPOCH);
	put_u64(out, h->first);
	sum = crc32c_of(span_sub(str_bytes(out), begin, out->n));
	str_u32(out, sum);
	return str_ok(out) < 0 ? ERR_LIMIT : 0;
}

int ship_head_read(struct span bytes, struct ship_head *ret)
{
	struct ship_head h = {0};

	if (bytes.n < SHIP_SEGMENT_HEAD)
		return ERR_TRUNCATED;
	if (memcmp(bytes.p, magic, 4) != 0 || bytes.p[4] != VERSION ||
	    bytes.p[5] >= SHIP_PRIORITIES ||
	    crc32c_of(span_sub(bytes, 0, SHIP_SEGMENT_HEAD - 4)) !=
		u32_at(bytes, SHIP_SEGMENT_HEAD - 4))
		return ERR_CORRUPT;
	h.priority = bytes.p[5];
	memcpy(h.epoch, bytes.p + 6, SHIP_EPOCH);
	h.first = u64_at(bytes, 6 + SHIP_EPOCH);
	if (!ship_epoch_ok(span_of(h.epoch, SHIP_EPOCH)))
		return ERR_CORRUPT;
	*ret = h;
	return 0;
}

bool ship_epoch_ok(struct span name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!(name.p[i] >= 'a' && name.p[i] <= 'z') &&
		    !(name.p[i] >= '0' && name.p[i] <= '9'))
			return false;
	return name.n == SHIP_EPOCH;
}
