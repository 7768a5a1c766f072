/* Stack switching: ucontext to start a coroutine, _setjmp/_longjmp to switch. Internal to os/:
 * use os/loop.h. */
#ifndef VARDE_OS_CO_H
#define VARDE_OS_CO_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

struct co_stack {
	void *base;  /* of the mapping, guard page included */
	size_t size; /* of the mapping */
};

struct co_context {
	jmp_buf self;   /* where the coroutine goes on */
	jmp_buf caller; /* where the loop goes on */
	bool started;
	bool finished;
	struct co_stack stack;
	void (*fn)(void *arg);
	void *arg;
	void *fake_self, *fake_caller; /* AddressSanitizer's shadow stacks */
	const void *caller_stack;
	size_t caller_size;
};

/* Maps a stack with a guard page below it. 0 or -1. co_stack_free ends it. */
int co_stack_new(size_t size, struct co_stack *ret);
void co_stack_free(struct co_stack *stack);

/* Runs the coroutine until it yields or returns (.finished). */
void co_enter(struct co_context *co);

/* Goes back to whoever entered the coroutine. */
void co_yield (struct co_context *co);

#endif
