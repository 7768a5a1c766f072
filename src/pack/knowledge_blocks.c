#include "pack/knowledge_blocks.h"

#include "pack/knowledge.h"
#include "pack/knowledge_format.h"

#include <threads.h>
#include <zstd.h>

/* Blocks that wait; the producer waits when there are more. */
enum { QUEUE = 8, LEVEL = 9 };

struct knowledge_blocks {
	struct str current;      /* being filled */
	struct str queue[QUEUE]; /* a ring; the thread's while .count holds them */
	size_t head, count;
	bool ending, threaded, failed;
	uint32_t nblocks; /* handed over */
	struct str frames, index;
	mtx_t lock;
	cnd_t changed;
	thrd_t thread;
};

static void pack_block(struct knowledge_blocks *b, ZSTD_CCtx *ctx, struct span raw)
{
	size_t bound = ZSTD_compressBound(raw.n), n;
	char *to = mem_alloc(bound);

	str_u32_le(&b->index, (uint32_t)b->frames.n);
	str_u32_le(&b->index, (uint32_t)((uint64_t)b->frames.n >> 32));
	n = ZSTD_compressCCtx(ctx, to, bound, raw.p, raw.n, LEVEL);
	if (ZSTD_isError(n))
		b->failed = true;
	else
		str_put(&b->frames, to, n);
	mem_free(to);
}

static int work(void *arg)
{
	struct knowledge_blocks *b = arg;
	ZSTD_CCtx *ctx = ZSTD_createCCtx();

	(void)mtx_lock(&b->lock);
	for (;;) {
		while (!b->count && !b->ending)
			(void)cnd_wait(&b->changed, &b->lock);
		if (!b->count)
			break;
		(void)mtx_unlock(&b->lock);
		if (ctx)
			pack_block(b, ctx, str_bytes(&b->queue[b->head]));
		(void)mtx_lock(&b->lock);
		b->failed |= !ctx;
		str_clear(&b->queue[b->head]);
		b->head = (b->head + 1) % QUEUE;
		b->count--;
		(void)cnd_broadcast(&b->changed);
	}
	(void)mtx_unlock(&b->lock);
	(void)ZSTD_freeCCtx(ctx);
	return 0;
}

struct knowledge_blocks *knowledge_blocks_new(void)
{
	struct knowledge_blocks *b = mem_alloc(sizeof(*b));

	memset(b, 0, sizeof(*b));
	str_init(&b->current, KNOWLEDGE_BLOCK);
	for (size_t i = 0; i < QUEUE; i++)
		str_init(&b->queue[i], KNOWLEDGE_BLOCK);
	str_init(&b->frames, UINT32_MAX);
	str_init(&b->index, 1 << 20);
	(void)mtx_init(&b->lock, mtx_plain);
	(void)cnd_init(&b->changed);
	b->threaded = thrd_create(&b->thread, work, b) == thrd_success;
	b->failed = !b->threaded;
	return b;
}

/* Ends the thread once the queue is empty. */
static void join(struct knowledge_blocks *b)
{
	if (!b->threaded)
		return;
	(void)mtx_lock(&b->lock);
	b->ending = true;
	(void)cnd_broadcast(&b->changed);
	(void)mtx_unlock(&b->lock);
	(void)thrd_join(b->thread, NULL);
	b->threaded = false;
}

struct knowledge_blocks *knowledge_blocks_free(struct knowledge_blocks *b)
{
	if (!b)
		return NULL;
	join(b);
	str_done(&b->current);
	for (size_t i = 0; i < QUEUE; i++)
		str_done(&b->queue[i]);
	str_done(&b->frames);
	str_done(&b->index);
	mtx_destroy(&b->lock);
	cnd_destroy(&b->changed);
	return mem_free(b);
}

/* Swaps the full block with the free one at the queue's end. */
static void hand_over(struct knowledge_blocks *b)
{
	struct str full = b->current;
	size_t at;

	b->nblocks++;
	if (!b->threaded) {
		str_clear(&b->current);
		return;
	}
	(void)mtx_lock(&b->lock);
	while (b->count == QUEUE)
		(void)cnd_wait(&b->changed, &b->lock);
	at = (b->head + b->count) % QUEUE;
	b->current = b->queue[at];
	b->queue[at] = full;
	b->count++;
	(void)cnd_broadcast(&b->changed);
	(void)mtx_unlock(&b->lock);
}

uint32_t knowledge_blocks_add(struct knowledge_blocks *b, const char *const *texts, size_t n)
{
	size_t size = 0, at;

	for (size_t i = 0; i < n; i++)
		size += strlen(texts[i]) + 1;
	if (b->current.n && b->current.n + size > KNOWLEDGE_BLOCK)
		hand_over(b);
	at = b->current.n;
	for (size_t i = 0; i < n; i++)
		str_put(&b->current, texts[i], strlen(texts[i]) + 1);
	return b->nblocks << KTEXT_SHIFT | (uint32_t)at;
}

int knowledge_blocks_end(
    struct knowledge_blocks *b, struct span *ret_frames, struct span *ret_index)
{
	if (b->current.n)
		hand_over(b);
	join(b);
	if (b->nblocks >= 1U << (32 - KTEXT_SHIFT) || str_ok(&b->frames) < 0 ||
	    str_ok(&b->index) < 0)
		return ERR_LIMIT;
	if (b->failed)
		return ERR_NOMEM;
	*ret_frames = str_bytes(&b->frames);
	*ret_index = str_bytes(&b->index);
	return 0;
}
