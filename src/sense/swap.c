#include "sense/swap.h"

#include "rule/image.h"

#include <stdio.h>

void swap_init(struct swap *s, struct rule_image *image, int64_t number, uint32_t n)
{
	*s = (struct swap){.n = MIN(n, (uint32_t)SWAP_SLOTS), .image = image, .number = number};
}

void swap_refuse(struct swap *s, int64_t number, const struct msg *msg)
{
	(void)snprintf(s->why, sizeof(s->why), "pack %lld: %.80s: %.80s", (long long)number,
	    msg->what, msg->detail);
}

static void lay(struct swap *s, const struct rule_image *image, bool all)
{
	for (uint32_t i = 0; i < s->n; i++) {
		struct swap_slot *slot = &s->slots[i];

		/* Who refused the new one has the old one still. */
		if (all || slot->result == 0)
			atomic_store_explicit(&slot->next, image, memory_order_release);
	}
}

int swap_begin(struct swap *s, int fd, int64_t number, struct msg *msg)
{
	int r;

	if (s->other) {
		msg_what(msg, "another pack is being taken");
		return ERR_BUSY;
	}
	r = rule_image_open_fd(fd, &s->other, msg);
	if (r < 0) {
		s->other = NULL;
		swap_refuse(s, number, msg);
		return r;
	}
	s->other_number = number;
	s->back = false;
	lay(s, s->other, true);
	return 0;
}

/* The first worker that refused; NULL: all took it. */
static const struct swap_slot *refused(const struct swap *s)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (s->slots[i].result < 0)
			return &s->slots[i];
	return NULL;
}

static bool waits(struct swap *s)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (atomic_load_explicit(&s->slots[i].next, memory_order_acquire))
			return true;
	return false;
}

bool swap_step(struct swap *s)
{
	const struct swap_slot *slot;

	if (!s->other || waits(s))
		return false;
	slot = s->back ? NULL : refused(s);
	if (slot) {
		swap_refuse(s, s->other_number, &slot->msg);
		/* Without rules before there is nothing to go back to: who took them keeps
		 * them, and the image stays with them. */
		s->back = s->image != NULL;
		if (s->back) {
			lay(s, s->image, false);
			return false;
		}
	}
	if (s->back) {
		s->other = rule_image_close(s->other);
		return true;
	}
	(void)rule_image_close(s->image);
	s->image = s->other;
	s->other = NULL;
	s->number = slot ? s->number : s->other_number;
	if (!slot)
		s->why[0] = '\0';
	return true;
}

void swap_done(struct swap *s)
{
	s->image = rule_image_close(s->image);
	s->other = rule_image_close(s->other);
}
