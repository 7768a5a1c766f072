/* Captures as one, many times over: usage: bench-multiply OUT COPIES ROUNDS CAPTURE... The
 * captures are merged by their times, each from its beginning; every frame is written COPIES
 * times with other addresses, and all of that ROUNDS times with others again, later. Only IPv4
 * in Ethernet with addresses in 10/8 is changed; checksums are made right. Prints packets and
 * bytes. */
#include "base/parse.h"
#include "packet/packet.h"
#include "sense/capture_file.h"

#include <inttypes.h>
#include <stdio.h>

enum { FILES = 16, ETHER = 14, TCP = 6, UDP = 17 };

struct source {
	struct capture_file *file;
	struct capture_frame frame;
	int64_t first;
	bool has;
};

struct out {
	FILE *file;
	uint64_t packets, bytes;
	int64_t last; /* of the round */
};

static uint32_t sum16(const uint8_t *p, size_t n, uint32_t sum)
{
	for (; n > 1; n -= 2, p += 2)
		sum += (uint32_t)p[0] << 8 | p[1];
	return n ? sum + ((uint32_t)p[0] << 8) : sum;
}

static void put_sum(uint8_t *to, uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	sum = ~sum & 0xffff;
	to[0] = (uint8_t)(sum >> 8);
	to[1] = (uint8_t)sum;
}

/* 10.A.B.C: A keeps its lowest bit, which tells clients from servers. */
static void move(uint8_t *address, uint32_t copy)
{
	if (address[0] != 10)
		return;
	address[1] = (uint8_t)((address[1] & 1) | (copy >> 8 & 127) << 1);
	address[2] = (uint8_t)copy;
}

static void change(uint8_t *frame, size_t n, uint32_t copy)
{
	uint8_t *ip = frame + ETHER;
	size_t head, total, at;
	uint32_t pseudo;

	if (n < ETHER + 20 || frame[12] != 8 || frame[13] != 0 || ip[0] >> 4 != 4)
		return;
	head = (size_t)(ip[0] & 15) * 4;
	total = (size_t)ip[2] << 8 | ip[3];
	if (head < 20 || total < head || total > n - ETHER)
		return;
	move(ip + 12, copy);
	move(ip + 16, copy);
	ip[10] = ip[11] = 0;
	put_sum(ip + 10, sum16(ip, head, 0));
	at = ip[9] == TCP ? 16 : ip[9] == UDP ? 6 : 0;
	if (!at || total - head < at + 2)
		return;
	ip[head + at] = ip[head + at + 1] = 0;
	pseudo = sum16(ip + 12, 8, ip[9] + (uint32_t)(total - head));
	put_sum(ip + head + at, sum16(ip + head, total - head, pseudo));
}

static void put(struct out *out, const struct capture_frame *f, int64_t time, uint32_t copy)
{
	uint8_t frame[CAPTURE_FRAME];
	uint32_t head[4] = {
	    (uint32_t)(time / 1000000), (uint32_t)(time % 1000000), f->caplen, f->caplen};

	memcpy(frame, f->bytes, f->caplen);
	change(frame, f->caplen, copy);
	(void)fwrite(head, sizeof(head), 1, out->file);
	(void)fwrite(frame, f->caplen, 1, out->file);
	out->packets++;
	out->bytes += f->caplen;
}

static void next(struct source *s)
{
	struct msg msg = {0};

	s->has = capture_file_next(s->file, &s->frame, &msg) == 0;
}

static bool open_all(struct source *s, char **names, int n)
{
	for (int i = 0; i < n; i++) {
		struct msg msg = {0};

		if (capture_file_open(names[i], UINT64_MAX, &s[i].file, &msg) < 0) {
			(void)fprintf(stderr, "%s %s\n", msg.what, msg.detail);
			return false;
		}
		next(&s[i]);
		s[i].first = s[i].frame.time;
	}
	return true;
}

static struct source *earliest(struct source *s, int n)
{
	struct source *best = NULL;

	for (int i = 0; i < n; i++)
		if (s[i].has &&
		    (!best || s[i].frame.time - s[i].first < best->frame.time - best->first))
			best = &s[i];
	return best;
}

static bool one_round(
    struct out *out, char **names, int n, int64_t begin, uint32_t copies, uint32_t from)
{
	struct source s[FILES] = {0}, *at;

	if (!open_all(s, names, n))
		return false;
	while ((at = earliest(s, n))) {
		out->last = begin + at->frame.time - at->first;
		for (uint32_t c = 0; c < copies; c++)
			put(out, &at->frame, out->last, from + c);
		next(at);
	}
	for (int i = 0; i < n; i++)
		(void)capture_file_free(s[i].file);
	return true;
}

int main(int argc, char **argv)
{
	static const uint32_t head[6] = {0xa1b2c3d4, 2 | 4 << 16, 0, 0, 65535, 1};
	int64_t copies, rounds, begin = INT64_C(1790000000) * 1000000;
	struct out out = {0};

	if (argc < 5 || argc > 4 + FILES ||
	    parse_int(span_str(argv[2]), 1, 1000, &copies) < 0 ||
	    parse_int(span_str(argv[3]), 1, 1000, &rounds) < 0)
		return 2;
	out.file = fopen(argv[1], "wb");
	if (!out.file || fwrite(head, sizeof(head), 1, out.file) != 1)
		return 1;
	for (int64_t r = 0; r < rounds; r++) {
		if (!one_round(&out, argv + 4, argc - 4, begin, (uint32_t)copies,
			(uint32_t)(r * copies)))
			return 1;
		begin = out.last + 1000000;
	}
	if (fclose(out.file) != 0)
		return 1;
	(void)printf("%" PRIu64 " %" PRIu64 "\n", out.packets, out.bytes);
	return 0;
}
