#include "sense/capture_file.h"

#include "base/arena.h"
#include "os/file.h"
#include "packet/packet.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PCAP_HEAD = 24,
	PCAP_RECORD = 16,
	MAGIC_MICROS = 0xa1b2c3d4,
	MAGIC_NANOS = 0xa1b23c4d,
	MAGIC_MODIFIED = 0xa1b2cd34, /* Kuznetzov's: records of 24 bytes */
	MAGIC_NG = 0x0a0d0d0a,
	AHEAD = 4 << 20 /* bytes whose pages are asked for at once: a fault each costs more */
};

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22 /* Linux 5.14; an older one refuses it, and nothing is lost */
#endif

uint16_t capture_file_u16(const struct capture_file *file, size_t at)
{
	uint16_t v;

	memcpy(&v, file->p + at, 2);
	return file->swapped ? __builtin_bswap16(v) : v;
}

uint32_t capture_file_u32(const struct capture_file *file, size_t at)
{
	uint32_t v;

	memcpy(&v, file->p + at, 4);
	return file->swapped ? __builtin_bswap32(v) : v;
}

int capture_file_torn(
    const struct capture_file *file, int err, const char *why, struct msg *msg)
{
	msg_what(msg, "the capture could not be read to its end");
	msg_detail(msg, "%s: %s at byte %zu of %zu; %llu packets were read before it",
	    file->name, why, file->at, file->n, (unsigned long long)file->nr);
	msg_hint(
	    msg, "what was read is in the events; copy the file again if it was being written");
	return err;
}

static int not_a_capture(const char *name, const char *why, struct msg *msg)
{
	msg_what(msg, "the file is no capture");
	msg_detail(msg, "%s: %s", name, why);
	msg_hint(msg, "give a pcap or pcapng file; unpack a compressed one first");
	return ERR_SYNTAX;
}

/* pcap's header: draft-ietf-opsawg-pcap section 4. */
static int read_head(struct capture_file *file, struct msg *msg)
{
	uint32_t magic;

	if (file->n < 4)
		return not_a_capture(
		    file->name, file->n ? "it is too short" : "it is empty", msg);
	magic = capture_file_u32(file, 0);
	if (magic == MAGIC_NG) {
		file->ng = true;
		return 0;
	}
	if (magic == __builtin_bswap32(MAGIC_MICROS) ||
	    magic == __builtin_bswap32(MAGIC_NANOS)) {
		file->swapped = true;
		magic = capture_file_u32(file, 0);
	}
	if (magic == MAGIC_MODIFIED || magic == __builtin_bswap32(MAGIC_MODIFIED))
		return not_a_capture(file->name, "it has the old modified form of pcap", msg);
	if (magic != MAGIC_MICROS && magic != MAGIC_NANOS)
		return not_a_capture(file->name, "its first bytes are of neither form", msg);
	if (file->n < PCAP_HEAD)
		return not_a_capture(file->name, "its header is cut off", msg);
	file->nanos = magic == MAGIC_NANOS;
	/* The upper bits may say how long a check sequence is. */
	file->link = (int)(capture_file_u32(file, 20) & 0xffff);
	file->at = PCAP_HEAD;
	return 0;
}

int capture_file_over(
    struct span bytes, const char *name, struct capture_file **ret, struct msg *msg)
{
	struct capture_file *file = mem_alloc(sizeof(*file));
	size_t n = MIN(strlen(name), sizeof(file->name) - 1);
	int r;

	memset(file, 0, sizeof(*file));
	file->p = bytes.p;
	file->n = bytes.n;
	memcpy(file->name, name, n);
	r = read_head(file, msg);
	if (r < 0)
		(void)capture_file_free(file);
	else
		*ret = file;
	return r;
}

static int too_long(const char *path, uint64_t n, uint64_t max, struct msg *msg)
{
	msg_what(msg, "the capture is too long");
	msg_detail(msg, "%s: %llu bytes, at most %llu are read", path, (unsigned long long)n,
	    (unsigned long long)max);
	msg_hint(msg, "split it, or raise the limit by --max-bytes");
	return ERR_LIMIT;
}

int capture_file_open(
    const char *path, uint64_t max, struct capture_file **ret, struct msg *msg)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY), r;
	void *p = NULL;

	if (fd < 0 || fstat(fd, &st) < 0) {
		r = file_error("read", path, msg);
	} else if (!S_ISREG(st.st_mode)) {
		r = not_a_capture(path, "it is no ordinary file", msg);
	} else if ((uint64_t)st.st_size > max) {
		r = too_long(path, (uint64_t)st.st_size, max, msg);
	} else {
		r = 0;
		if (st.st_size > 0)
			p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (p == MAP_FAILED)
			r = file_error("read", path, msg);
	}
	if (fd >= 0)
		(void)close(fd);
	if (r < 0)
		return r;
	if (p)
		(void)madvise(p, (size_t)st.st_size, MADV_SEQUENTIAL);
	r = capture_file_over(span_of(p, p ? (size_t)st.st_size : 0), path, ret, msg);
	if (r == 0)
		(*ret)->mapped = p;
	else if (p)
		(void)munmap(p, (size_t)st.st_size);
	return r;
}

struct capture_file *capture_file_free(struct capture_file *file)
{
	if (!file)
		return NULL;
	if (file->mapped)
		(void)munmap((void *)(uintptr_t)file->p, file->n);
	return mem_free(file);
}

static int pcap_next(struct capture_file *file, struct capture_frame *ret, struct msg *msg)
{
	size_t left = file->n - file->at;
	uint32_t caplen, sub;

	if (left == 0)
		return ERR_CLOSED;
	if (left < PCAP_RECORD)
		return capture_file_torn(
		    file, ERR_TRUNCATED, "a record's header is cut off", msg);
	caplen = capture_file_u32(file, file->at + 8);
	if (caplen > CAPTURE_FRAME)
		return capture_file_torn(
		    file, ERR_SYNTAX, "a record is longer than any frame", msg);
	if (caplen > left - PCAP_RECORD)
		return capture_file_torn(file, ERR_TRUNCATED, "a frame is cut off", msg);
	sub = capture_file_u32(file, file->at + 4);
	*ret =
	    (struct capture_frame){.time = (int64_t)capture_file_u32(file, file->at) * 1000000 +
					   (file->nanos ? sub / 1000 : sub),
		.nr = ++file->nr,
		.bytes = file->p + file->at + PCAP_RECORD,
		.caplen = caplen,
		.wirelen = MAX(capture_file_u32(file, file->at + 12), caplen),
		.link = file->link};
	file->at += PCAP_RECORD + caplen;
	return 0;
}

/* What was read is given back, so that a long capture takes no more memory than a short one;
 * whoever looks there again gets it from the file. */
static void ask_ahead(struct capture_file *file)
{
	size_t n = MIN(file->n - file->ready, (size_t)AHEAD);
	uint8_t *at = (uint8_t *)(uintptr_t)(file->p + file->ready);

	if (file->ready)
		(void)madvise(at - AHEAD, AHEAD, MADV_DONTNEED);
	(void)madvise(at, n, MADV_POPULATE_READ);
	file->ready += n;
}

int capture_file_next(struct capture_file *file, struct capture_frame *ret, struct msg *msg)
{
	if (file->mapped && file->at >= file->ready && file->ready < file->n)
		ask_ahead(file);
	return file->ng ? capture_file_ng_next(file, ret, msg) : pcap_next(file, ret, msg);
}
