#include "run/spool_frame.h"

#include "base/err.h"
#include "pack/crc32.h"

static const char magic[] = "VFRM";

int spool_frame_put(struct str *out, enum spool_type type, struct span name, struct span rest)
{
	size_t begin = out->n, n = 2 + name.n + rest.n;
	uint32_t sum;

	if (name.n > UINT16_MAX || n > SPOOL_FRAME_MAX - SPOOL_FRAME_HEAD)
		return ERR_LIMIT;
	str_put(out, magic, 4);
	str_u32(out, 0);
	str_u8(out, (uint8_t)type);
	str_u32(out, (uint32_t)n);
	str_u16(out, (uint16_t)name.n);
	str_span(out, name);
	str_span(out, rest);
	if (str_ok(out) < 0)
		return ERR_LIMIT;
	sum = crc32_of(span_sub(str_bytes(out), begin + 8, out->n));
	str_set_u16(out, begin + 4, (uint16_t)(sum >> 16));
	str_set_u16(out, begin + 6, (uint16_t)sum);
	return 0;
}

static uint32_t u32_at(struct span s, size_t at)
{
	return (uint32_t)s.p[at] << 24 | (uint32_t)s.p[at + 1] << 16 |
	       (uint32_t)s.p[at + 2] << 8 | s.p[at + 3];
}

int spool_frame_read(struct span bytes, struct spool_frame *ret)
{
	size_t n, name;
	struct span payload;

	if (!bytes.p || !bytes.n)
		return ERR_TRUNCATED;
	if (memcmp(bytes.p, magic, MIN(bytes.n, (size_t)4)) != 0)
		return ERR_CORRUPT;
	if (bytes.n < SPOOL_FRAME_HEAD)
		return ERR_TRUNCATED;
	n = u32_at(bytes, 9);
	if (n < 2 || n > SPOOL_FRAME_MAX - SPOOL_FRAME_HEAD)
		return ERR_CORRUPT;
	if (bytes.n - SPOOL_FRAME_HEAD < n)
		return ERR_TRUNCATED;
	if (crc32_of(span_sub(bytes, 8, 5 + n)) != u32_at(bytes, 4))
		return ERR_CORRUPT;
	payload = span_sub(bytes, SPOOL_FRAME_HEAD, n);
	name = (size_t)payload.p[0] << 8 | payload.p[1];
	if (name + 2 > n)
		return ERR_CORRUPT;
	*ret = (struct spool_frame){(enum spool_type)bytes.p[8], span_sub(payload, 2, name),
	    span_sub(payload, 2 + name, n), SPOOL_FRAME_HEAD + n};
	return 0;
}

size_t spool_frame_resync(struct span bytes)
{
	size_t at = 1;

	while (at < bytes.n) {
		struct span rest = span_sub(bytes, at, bytes.n);
		ptrdiff_t next = span_find(rest, magic);
		struct spool_frame f;

		if (next < 0)
			break;
		at += (size_t)next;
		if (spool_frame_read(span_sub(bytes, at, bytes.n), &f) == 0)
			return at;
		at++;
	}
	return bytes.n;
}
