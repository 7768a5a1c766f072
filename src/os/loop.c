#include "os/loop.h"

#include "base/arena.h"
#include "os/co.h"

#include <assert.h>
#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { EVENTS = 64, STACKS_KEPT = 64 };
enum co_state { CO_READY, CO_RUNNING, CO_WAITING };

struct co {
	struct co_context context;
	struct loop *loop;
	enum co_state state;
	int64_t deadline;       /* of the wait; INT64_MAX for none */
	int fd;                 /* waited for, or -1 */
	int result;             /* of the wait */
	struct co_queue *queue; /* waited in, or NULL */
	struct co *queue_next;
	struct co *prev, *next; /* all coroutines of the loop */
	struct co *ready_next;
};

struct loop {
	const struct clock *clock;
	int epoll;
	bool stopping;
	size_t n;
	struct co *all;
	struct co *ready_first, *ready_last;
	struct co *spare; /* finished ones, their stacks kept for the next */
	size_t nspare;
};

static struct co *running;

int loop_new(const struct clock *clock, struct loop **ret)
{
	int fd = epoll_create1(EPOLL_CLOEXEC);
	struct loop *loop;

	if (fd < 0)
		return ERR_IO;
	loop = mem_alloc(sizeof(*loop));
	loop->clock = clock;
	loop->epoll = fd;
	*ret = loop;
	return 0;
}

static void co_delete(struct co *co)
{
	co_stack_free(&co->context.stack);
	mem_free(co);
}

struct loop *loop_free(struct loop *loop)
{
	if (!loop)
		return NULL;
	assert(loop->n == 0);
	while (loop->spare) {
		struct co *co = loop->spare;

		loop->spare = co->next;
		co_delete(co);
	}
	(void)close(loop->epoll);
	return mem_free(loop);
}

int64_t loop_now(const struct loop *loop)
{
	return loop->clock->mono(loop->clock->arg);
}

int64_t loop_wall(const struct loop *loop)
{
	return loop->clock->wall(loop->clock->arg);
}

bool loop_stopping(const struct loop *loop)
{
	return loop->stopping;
}

size_t loop_coroutines(const struct loop *loop)
{
	return loop->n;
}

struct loop *co_loop(void)
{
	assert(running);
	return running->loop;
}

static void make_ready(struct co *co, int result)
{
	struct loop *loop = co->loop;

	co->state = CO_READY;
	co->result = result;
	co->ready_next = NULL;
	if (loop->ready_last)
		loop->ready_last->ready_next = co;
	else
		loop->ready_first = co;
	loop->ready_last = co;
}

static struct co *co_take(struct loop *loop)
{
	struct co *co = loop->spare;

	if (co) {
		struct co_stack stack = co->context.stack;

		loop->spare = co->next;
		loop->nspare--;
		*co = (struct co){.context.stack = stack};
		return co;
	}
	co = mem_alloc(sizeof(*co));
	if (co_stack_new(LOOP_STACK, &co->context.stack) < 0)
		abort(); /* out of address space: as fatal as any allocation */
	return co;
}

void loop_spawn(struct loop *loop, void (*fn)(void *arg), void *arg)
{
	struct co *co = co_take(loop);

	co->context.fn = fn;
	co->context.arg = arg;
	co->loop = loop;
	co->fd = -1;
	co->next = loop->all;
	if (loop->all)
		loop->all->prev = co;
	loop->all = co;
	loop->n++;
	make_ready(co, 0);
}

static void retire(struct co *co)
{
	struct loop *loop = co->loop;

	if (co->prev)
		co->prev->next = co->next;
	else
		loop->all = co->next;
	if (co->next)
		co->next->prev = co->prev;
	loop->n--;
	if (loop->nspare < STACKS_KEPT) {
		co->next = loop->spare;
		loop->spare = co;
		loop->nspare++;
	} else {
		co_delete(co);
	}
}

static void queue_remove(struct co *co)
{
	struct co_queue *q = co->queue;
	struct co *before = NULL;

	if (!q)
		return;
	for (struct co *c = q->first; c != co; c = c->queue_next)
		before = c;
	if (before)
		before->queue_next = co->queue_next;
	else
		q->first = co->queue_next;
	if (q->last == co)
		q->last = before;
	co->queue = NULL;
	co->queue_next = NULL;
}

/* Ends a wait: takes the coroutine out of epoll and its queue and makes it ready. */
static void wake(struct co *co, int result)
{
	if (co->fd >= 0)
		(void)epoll_ctl(
		    co->loop->epoll, EPOLL_CTL_DEL, co->fd, NULL); /* gone already is fine */
	co->fd = -1;
	queue_remove(co);
	make_ready(co, result);
}

void loop_stop(struct loop *loop)
{
	loop->stopping = true;
	for (struct co *co = loop->all; co; co = co->next)
		if (co->state == CO_WAITING)
			wake(co, ERR_CANCELLED);
}

static void run_ready(struct loop *loop)
{
	struct co *list = loop->ready_first;

	loop->ready_first = loop->ready_last = NULL;
	while (list) {
		struct co *co = list;

		list = co->ready_next;
		co->state = CO_RUNNING;
		running = co;
		co_enter(&co->context);
		running = NULL;
		if (co->context.finished)
			retire(co);
	}
}

/* Milliseconds until the loop must look at its deadlines: 0 while somebody is ready, -1 for
 * never. */
static int64_t patience(const struct loop *loop)
{
	int64_t now, next = INT64_MAX;

	if (loop->ready_first)
		return 0;
	for (const struct co *co = loop->all; co; co = co->next)
		if (co->state == CO_WAITING && co->deadline < next)
			next = co->deadline;
	now = loop_now(loop);
	return next == INT64_MAX ? -1 : MAX(next - now, (int64_t)0);
}

/*
 * Wakes whoever's deadline has passed. Only after what is ready was woken: when the process was
 * held up, what came meanwhile is not to be taken for silence.
 */
static void expire(struct loop *loop)
{
	int64_t now = loop_now(loop);

	for (struct co *co = loop->all; co; co = co->next)
		if (co->state == CO_WAITING && co->deadline <= now)
			wake(co, ERR_TIMEOUT);
}

static int poll_events(struct loop *loop, int64_t wait)
{
	struct epoll_event events[EVENTS];
	bool fake = loop->clock->idle != NULL && wait > 0;
	int n;

	do {
		n = epoll_wait(
		    loop->epoll, events, EVENTS, fake ? 0 : (int)MIN(wait, (int64_t)60000));
		if (n < 0)
			return errno == EINTR ? 0 : ERR_IO;
		if (n == 0 && fake)
			loop->clock->idle(loop->clock->arg, wait);
		for (int i = 0; i < n; i++) {
			struct co *co = events[i].data.ptr;

			if (co->state == CO_WAITING)
				wake(co, 0);
		}
		wait = 0;
		fake = false;
	} while (n == EVENTS); /* there may be more */
	return 0;
}

int loop_run(struct loop *loop)
{
	while (loop->n) {
		int r;

		run_ready(loop);
		if (!loop->n)
			break;
		r = poll_events(loop, patience(loop));
		if (r < 0)
			return r;
		expire(loop);
	}
	return 0;
}

static int wait_until(int64_t timeout_ms)
{
	struct co *co = running;

	co->deadline = timeout_ms < 0 ? INT64_MAX : loop_now(co->loop) + timeout_ms;
	co->state = CO_WAITING;
	co_yield (&co->context);
	return co->result;
}

int co_wait_fd(int fd, enum co_event event, int64_t timeout_ms)
{
	struct co *co = running;
	struct epoll_event ev = {
	    .events = (event == CO_READ ? EPOLLIN : EPOLLOUT) | EPOLLONESHOT};

	assert(co);
	if (co->loop->stopping)
		return ERR_CANCELLED;
	ev.data.ptr = co;
	if (epoll_ctl(co->loop->epoll, EPOLL_CTL_ADD, fd, &ev) < 0)
		return ERR_IO;
	co->fd = fd;
	return wait_until(timeout_ms);
}

int co_sleep(int64_t ms)
{
	int r;

	assert(running);
	if (running->loop->stopping)
		return ERR_CANCELLED;
	r = wait_until(ms);
	return r == ERR_TIMEOUT ? 0 : r;
}

void co_step(void)
{
	assert(running);
	make_ready(running, 0);
	co_yield (&running->context);
}

int co_queue_wait(struct co_queue *queue, int64_t timeout_ms)
{
	struct co *co = running;

	assert(co);
	if (co->loop->stopping)
		return ERR_CANCELLED;
	co->queue = queue;
	if (queue->last)
		queue->last->queue_next = co;
	else
		queue->first = co;
	queue->last = co;
	return wait_until(timeout_ms);
}

void co_queue_wake(struct co_queue *queue)
{
	if (queue->first)
		wake(queue->first, 0);
}

void co_queue_wake_all(struct co_queue *queue)
{
	while (queue->first)
		wake(queue->first, 0);
}
