/*
 * The event loop and its coroutines: epoll, deadlines, and functions that read top to bottom.
 * One thread. A coroutine has its own stack (LOOP_STACK bytes and a guard page) and runs until
 * it waits; every wait has a deadline and ends early with ERR_CANCELLED when the loop is
 * stopped.
 */
#ifndef VARDE_OS_LOOP_H
#define VARDE_OS_LOOP_H

#include "base/err.h"
#include "os/clock.h"

#include <stdbool.h>
#include <stddef.h>

enum { LOOP_STACK = 256 << 10 };

struct loop;
struct co;

/* A new loop over the clock (borrowed). ERR_IO. Gives; loop_free ends it. */
int loop_new(const struct clock *clock, struct loop **ret) MUST_USE;

/* Frees the loop, which no coroutine may be using any more. NULL is allowed. Returns NULL. */
struct loop *loop_free(struct loop *loop);

/* Milliseconds of the loop's clocks: one that never goes back, and the calendar's. */
int64_t loop_now(const struct loop *loop);
int64_t loop_wall(const struct loop *loop);

/* Starts a coroutine at the next turn: fn(arg) on its own stack. arg is borrowed until fn
 * returns. */
void loop_spawn(struct loop *loop, void (*fn)(void *arg), void *arg);

/* Runs until every coroutine has returned. Returns 0 or ERR_IO. */
int loop_run(struct loop *loop) MUST_USE;

/* From now on every wait, also of waiting coroutines, gives ERR_CANCELLED. May be called from a
 * coroutine. */
void loop_stop(struct loop *loop);

/* Whether loop_stop was called. */
bool loop_stopping(const struct loop *loop);

/* Coroutines that have not returned. */
size_t loop_coroutines(const struct loop *loop);

/* --- from inside a coroutine --- */

enum co_event { CO_READ, CO_WRITE };

/*
 * Waits until the descriptor is readable or writable (or broken: the next call on it tells).
 * timeout_ms < 0 waits for ever. 0, ERR_TIMEOUT, ERR_CANCELLED, ERR_IO. One coroutine a
 * descriptor at a time.
 */
int co_wait_fd(int fd, enum co_event event, int64_t timeout_ms) MUST_USE;

/* Sleeps; 0 or ERR_CANCELLED. 0 ms lets the others run. */
int co_sleep(int64_t ms) MUST_USE;

/* Lets the others run one turn, even while the loop is stopping. */
void co_step(void);

/* The loop of the running coroutine. */
struct loop *co_loop(void);

/* Coroutines that wait for a condition, first come first served. Zero-initialised. */
struct co_queue {
	struct co *first, *last;
};

/* Waits in the queue until woken. 0, ERR_TIMEOUT, ERR_CANCELLED. timeout_ms < 0 waits for ever.
 */
int co_queue_wait(struct co_queue *queue, int64_t timeout_ms) MUST_USE;

/* Wakes the first waiter, or all; none is fine. May be called outside a coroutine too. */
void co_queue_wake(struct co_queue *queue);
void co_queue_wake_all(struct co_queue *queue);

#endif
