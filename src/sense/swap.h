/*
 * Exchanging the rules of running workers. The main thread opens the new image and lays it into
 * each worker's slot; a worker takes it between two frames, so that none is lost; when all
 * have, the old image is closed.
 */
#ifndef VARDE_SENSE_SWAP_H
#define VARDE_SENSE_SWAP_H

#include "sense/worker.h"

#include <stdatomic.h>

enum { SWAP_SLOTS = 64, SWAP_WHY = 200 };

/* One worker's; of the main thread while .next is NULL. */
struct swap_slot {
	_Atomic(const struct rule_image *) next; /* waits to be taken; NULL: nothing does */
	int result;                              /* of the last one */
	struct msg msg;
};

struct swap {
	struct swap_slot slots[SWAP_SLOTS];
	uint32_t n;               /* workers */
	struct rule_image *image; /* in use; owned; NULL: none */
	struct rule_image *other; /* the one that comes, or (back) goes; NULL: all is quiet */
	bool back;                /* a worker refused it: the others return to .image */
	int64_t number, other_number;
	char why[SWAP_WHY]; /* the last pack that was refused: why; "": none was */
};

/* Takes the image (NULL: no rules) of that number for n workers. */
void swap_init(struct swap *s, struct rule_image *image, int64_t number, uint32_t n);

/* Begins with the pack behind the descriptor (borrows). ERR_BUSY: one is under way; what is
 * wrong with the pack is in .why too. */
int swap_begin(struct swap *s, int fd, int64_t number, struct msg *msg) MUST_USE;

/* A pack of that number cannot be used. */
void swap_refuse(struct swap *s, int64_t number, const struct msg *msg);

/* Looks whether all workers have taken theirs. True: the exchange has just ended, with .number
 * and .why telling how. */
bool swap_step(struct swap *s);

/* A worker's thread, between two frames: takes what waits. */
static inline void swap_take(struct swap_slot *slot, struct worker *worker)
{
	const struct rule_image *next = atomic_load_explicit(&slot->next, memory_order_acquire);

	if (!next)
		return;
	slot->result = worker_swap(worker, next, &slot->msg);
	atomic_store_explicit(&slot->next, NULL, memory_order_release);
}

/* Closes the images, after the workers have ended. */
void swap_done(struct swap *s);

#endif
