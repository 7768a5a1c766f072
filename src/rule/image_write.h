/* Rules that were parsed, as an image. */
#ifndef VARDE_RULE_IMAGE_WRITE_H
#define VARDE_RULE_IMAGE_WRITE_H

#include "rule/image.h"
#include "rule/rule.h"

enum { RULE_IMAGE_MAX = 512 << 20 };

struct indicator_list; /* rule/indicator_list.h */

/* Appends the image of the rules (in the order in which they are to be evaluated) and of the
 * indicators (NULL: none) to *ret. The arena is for what is needed meanwhile. ERR_UNSUPPORTED,
 * ERR_LIMIT, with a message. */
int rule_image_write(struct rule *const *rules, size_t n, struct indicator_list *indicators,
    struct arena *arena, struct str *ret, struct msg *msg) MUST_USE;

/* For its parts: a table being filled. */
struct image_writer {
	struct arena *arena;
	struct str tables[RT_TABLES];
	struct map pool; /* bytes that are in the pool already, to offsets + 1 */
	struct map sets; /* range sets by address, to rows */
	struct map buffers, groups, named;
	struct msg *msg;
};

/* Appends rows; gives the number of the first. */
uint32_t image_put(struct image_writer *w, int table, const void *rows, uint32_t n);

/* Bytes into the pool, once each; their offset. With NUL behind them. */
uint32_t image_pool(struct image_writer *w, struct span bytes);

/* The matchers and groups of the rules, whose rows are written (image_groups.c). */
int image_groups(struct image_writer *w, struct rule *const *rules, size_t n) MUST_USE;

/* The row of RT_BUFFERS of a part. */
uint16_t image_buffer(struct image_writer *w, const struct rule_part *part);

#endif
