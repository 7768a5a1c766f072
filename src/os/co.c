/* Compiled without _FORTIFY_SOURCE: its longjmp check takes another stack for corruption. */
#include "os/co.h"

#include <stdint.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define CO_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CO_ASAN 1
#endif
#endif

#ifdef CO_ASAN
void __sanitizer_start_switch_fiber(void **save, const void *bottom, size_t size);
void __sanitizer_finish_switch_fiber(void *save, const void **bottom, size_t *size);
#else
static void __sanitizer_start_switch_fiber(void **save, const void *bottom, size_t size)
{
	(void)save;
	(void)bottom;
	(void)size;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the sanitizer's own signature */
static void __sanitizer_finish_switch_fiber(void *save, const void **bottom, size_t *size)
{
	(void)save;
	(void)bottom;
	(void)size;
}
#endif

int co_stack_new(size_t size, struct co_stack *ret)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct co_stack s = {.size = size + page};

	s.base = mmap(NULL, s.size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	if (s.base == MAP_FAILED)
		return -1;
	if (mprotect(s.base, page, PROT_NONE) < 0) {
		(void)munmap(s.base, s.size);
		return -1;
	}
	*ret = s;
	return 0;
}

void co_stack_free(struct co_stack *stack)
{
	if (stack->base)
		(void)munmap(
		    stack->base, stack->size); /* the mapping is ours, so this cannot fail */
	stack->base = NULL;
}

/* makecontext passes ints only: the pointer comes in two halves. */
static void entry(unsigned high, unsigned low)
{
	struct co_context *co =
	    (struct co_context *)(uintptr_t)((uint64_t)high << 32 |
					     low); /* NOLINT(performance-no-int-to-ptr) */

	__sanitizer_finish_switch_fiber(NULL, &co->caller_stack, &co->caller_size);
	co->fn(co->arg);
	co->finished = true;
	__sanitizer_start_switch_fiber(NULL, co->caller_stack, co->caller_size);
	_longjmp(co->caller, 1);
}

/*
 * Never returns by itself: the coroutine jumps over its frame, so that the sanitizer would keep
 * the frame's red zones on the caller's stack for ever. Therefore it has none.
 */
static __attribute__((no_sanitize_address)) void start(struct co_context *co)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uint64_t p = (uint64_t)(uintptr_t)co;
	ucontext_t uc;

	co->started = true;
	if (getcontext(&uc) < 0)
		abort(); /* never fails on Linux */
	uc.uc_link = NULL;
	uc.uc_stack.ss_sp = (char *)co->stack.base + page;
	uc.uc_stack.ss_size = co->stack.size - page;
	makecontext(&uc, (void (*)(void))entry, 2, (unsigned)(p >> 32), (unsigned)p);
	(void)setcontext(&uc);
	abort(); /* setcontext does not return */
}

void co_enter(struct co_context *co)
{
	__sanitizer_start_switch_fiber(&co->fake_caller, co->stack.base, co->stack.size);
	if (_setjmp(co->caller) == 0) {
		if (co->started)
			_longjmp(co->self, 1);
		start(co);
	}
	__sanitizer_finish_switch_fiber(co->fake_caller, NULL, NULL);
}

void co_yield (struct co_context *co)
{
	__sanitizer_start_switch_fiber(&co->fake_self, co->caller_stack, co->caller_size);
	if (_setjmp(co->self) == 0)
		_longjmp(co->caller, 1);
	__sanitizer_finish_switch_fiber(co->fake_self, &co->caller_stack, &co->caller_size);
}
