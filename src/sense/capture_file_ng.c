#include "sense/capture_file.h"

/* draft-ietf-opsawg-pcapng: blocks of a type, a length, a body, and the length again. */
enum {
	NG_SECTION = 0x0a0d0d0a,
	NG_INTERFACE = 1,
	NG_PACKET_OLD = 2,
	NG_SIMPLE = 3,
	NG_PACKET = 6,
	NG_ORDER = 0x1a2b3c4d,
	NG_MAX = 16 << 20,
	OPTION_RESOLUTION = 9,
	OPTION_OFFSET = 14
};

struct block {
	uint32_t type;
	size_t body, n; /* where its body begins, and its bytes */
};

static int begin_section(struct capture_file *file, struct msg *msg)
{
	uint32_t order;

	if (file->n - file->at < 28)
		return capture_file_torn(
		    file, ERR_TRUNCATED, "a section's header is cut off", msg);
	memcpy(&order, file->p + file->at + 8, 4);
	if (order != NG_ORDER && order != __builtin_bswap32(NG_ORDER))
		return capture_file_torn(
		    file, ERR_SYNTAX, "a section's byte order is unknown", msg);
	file->swapped = order != NG_ORDER;
	if (capture_file_u16(file, file->at + 12) != 1)
		return capture_file_torn(
		    file, ERR_VERSION, "a section is of a newer version", msg);
	file->ninterfaces = 0;
	return 0;
}

/* if_tsresol: units of a second, powers of 10 or, with the highest bit, of 2. */
static uint64_t resolution(uint8_t v)
{
	uint64_t n = 1;

	for (int i = v & 0x7f; i > 0 && n < UINT64_C(1) << 60; i--)
		n *= v & 0x80 ? 2 : 10;
	return n;
}

/* if_tsoffset in seconds; a time that nobody lives in would overflow. */
static int64_t offset(const struct capture_file *file, size_t at)
{
	uint32_t low = capture_file_u32(file, at + (file->swapped ? 4 : 0));
	uint32_t high = capture_file_u32(file, at + (file->swapped ? 0 : 4));
	int64_t n = (int64_t)((uint64_t)high << 32 | low);

	return n > INT64_C(1) << 40 || n < -(INT64_C(1) << 40) ? 0 : n;
}

/* Options that say what times mean: section 4.2. */
static void read_options(struct capture_file *file, size_t at, size_t end)
{
	struct capture_interface *in = &file->interfaces[file->ninterfaces];

	while (end - at >= 4) {
		unsigned code = capture_file_u16(file, at);
		size_t n = capture_file_u16(file, at + 2);

		at += 4;
		if (code == 0 || n > end - at)
			return;
		if (code == OPTION_RESOLUTION && n >= 1)
			in->per_second = resolution(file->p[at]);
		else if (code == OPTION_OFFSET && n >= 8)
			in->offset = offset(file, at);
		n = (n + 3) & ~(size_t)3;
		if (n > end - at)
			return;
		at += n;
	}
}

static int add_interface(struct capture_file *file, const struct block *b, struct msg *msg)
{
	if (b->n < 8)
		return capture_file_torn(file, ERR_SYNTAX, "an interface is too short", msg);
	if (file->ninterfaces == CAPTURE_INTERFACES)
		return capture_file_torn(file, ERR_LIMIT, "it has too many interfaces", msg);
	file->interfaces[file->ninterfaces] =
	    (struct capture_interface){.link = capture_file_u16(file, b->body),
		.snap = capture_file_u32(file, b->body + 4),
		.per_second = 1000000};
	read_options(file, b->body + 8, b->body + b->n);
	file->ninterfaces++;
	return 0;
}

static int64_t micros(const struct capture_interface *in, uint64_t units)
{
	uint64_t rest = units % in->per_second;
	int64_t seconds = (int64_t)MIN(units / in->per_second, UINT64_C(1) << 40) + in->offset;

	return seconds * 1000000 +
	       (int64_t)((unsigned __int128)rest * 1000000 / in->per_second);
}

/* Enhanced packet (section 4.3) and its forerunner (appendix A): interface, time, lengths. */
static int take_packet(struct capture_file *file, const struct block *b, bool old,
    struct capture_frame *ret, struct msg *msg)
{
	uint32_t nr, caplen;
	const struct capture_interface *in;

	if (b->n < 20)
		return capture_file_torn(
		    file, ERR_SYNTAX, "a packet's block is too short", msg);
	nr = old ? capture_file_u16(file, b->body) : capture_file_u32(file, b->body);
	caplen = capture_file_u32(file, b->body + 12);
	if (nr >= file->ninterfaces)
		return capture_file_torn(
		    file, ERR_SYNTAX, "a packet is of an interface that is not there", msg);
	if (caplen > b->n - 20 || caplen > CAPTURE_FRAME)
		return capture_file_torn(
		    file, ERR_SYNTAX, "a packet is longer than its block", msg);
	in = &file->interfaces[nr];
	*ret = (struct capture_frame){
	    .time = micros(in, (uint64_t)capture_file_u32(file, b->body + 4) << 32 |
				   capture_file_u32(file, b->body + 8)),
	    .nr = ++file->nr,
	    .bytes = file->p + b->body + 20,
	    .caplen = caplen,
	    .wirelen = MAX(capture_file_u32(file, b->body + 16), caplen),
	    .link = in->link};
	return 0;
}

/* Simple packet, section 4.4: of the first interface, without a time. */
static int take_simple(struct capture_file *file, const struct block *b,
    struct capture_frame *ret, struct msg *msg)
{
	uint32_t wirelen, caplen;

	if (b->n < 4 || file->ninterfaces == 0)
		return capture_file_torn(
		    file, ERR_SYNTAX, "a packet's block is too short", msg);
	wirelen = capture_file_u32(file, b->body);
	caplen = (uint32_t)MIN((size_t)wirelen, b->n - 4);
	if (file->interfaces[0].snap)
		caplen = MIN(caplen, file->interfaces[0].snap);
	if (caplen > CAPTURE_FRAME)
		return capture_file_torn(
		    file, ERR_SYNTAX, "a record is longer than any frame", msg);
	*ret = (struct capture_frame){.nr = ++file->nr,
	    .bytes = file->p + b->body + 4,
	    .caplen = caplen,
	    .wirelen = wirelen,
	    .link = file->interfaces[0].link};
	return 0;
}

/* One block; 1 when it was a frame. */
static int take_block(struct capture_file *file, const struct block *b,
    struct capture_frame *ret, struct msg *msg)
{
	int r;

	switch (b->type) {
	case NG_INTERFACE:
		return add_interface(file, b, msg);
	case NG_PACKET:
	case NG_PACKET_OLD:
		r = take_packet(file, b, b->type == NG_PACKET_OLD, ret, msg);
		return r < 0 ? r : 1;
	case NG_SIMPLE:
		r = take_simple(file, b, ret, msg);
		return r < 0 ? r : 1;
	default:
		return 0;
	}
}

int capture_file_ng_next(struct capture_file *file, struct capture_frame *ret, struct msg *msg)
{
	while (file->at < file->n) {
		struct block b;
		uint32_t type, total;
		int r;

		if (file->n - file->at < 12)
			return capture_file_torn(
			    file, ERR_TRUNCATED, "a block's header is cut off", msg);
		/* The same in both byte orders. */
		memcpy(&type, file->p + file->at, 4);
		if (type == NG_SECTION && (r = begin_section(file, msg)) < 0)
			return r;
		b.type = capture_file_u32(file, file->at);
		total = capture_file_u32(file, file->at + 4);
		if (total < 12 || total % 4 || total > NG_MAX)
			return capture_file_torn(
			    file, ERR_SYNTAX, "a block's length is impossible", msg);
		if (total > file->n - file->at)
			return capture_file_torn(
			    file, ERR_TRUNCATED, "a block is cut off", msg);
		b.body = file->at + 8;
		b.n = total - 12;
		r = take_block(file, &b, ret, msg);
		if (r < 0)
			return r;
		file->at += total;
		if (r > 0)
			return 0;
	}
	return ERR_CLOSED;
}
