/* What the readers of capture files share: capture_file.c (pcap) and capture_file_ng.c
 * (pcapng). */
#ifndef VARDE_SENSE_CAPTURE_FILE_H
#define VARDE_SENSE_CAPTURE_FILE_H

#include "sense/capture.h"

struct capture_interface {
	int link;
	uint32_t snap;       /* bytes kept of a frame; 0: all */
	uint64_t per_second; /* units of time */
	int64_t offset;      /* seconds to add */
};

struct capture_file {
	const uint8_t *p; /* the bytes, and where the next ones begin */
	size_t n, at;
	size_t ready; /* mapped: the bytes before it have their pages */
	bool mapped;
	bool swapped; /* the writer's byte order is not ours */
	bool nanos;
	bool ng;
	uint64_t nr;
	int link; /* of pcap */
	struct capture_interface interfaces[CAPTURE_INTERFACES];
	uint32_t ninterfaces;
	char name[256];
};

/* 16 and 32 bits at an offset, in the writer's byte order; the caller knows that they are
 * there. */
uint16_t capture_file_u16(const struct capture_file *file, size_t at);
uint32_t capture_file_u32(const struct capture_file *file, size_t at);

/* Fills the message for a file that cannot be read on, and gives err. */
int capture_file_torn(
    const struct capture_file *file, int err, const char *why, struct msg *msg) MUST_USE;

/* The next frame of a pcapng file, as capture_file_next. */
int capture_file_ng_next(
    struct capture_file *file, struct capture_frame *ret, struct msg *msg) MUST_USE;

#endif
