/* A job, its loop and its gate, around a test that runs as a coroutine of the worker (which the
 * test does not lock up). */
#ifndef VARDE_TESTS_NET_RIG_H
#define VARDE_TESTS_NET_RIG_H

#include "net/dial.h"

struct rig {
	struct arena *arena;
	struct job job;
	struct loop *loop;
	struct gate *gate;
	void (*fn)(struct rig *rig);
	void *arg; /* the test's */
};

/* A rig whose job targets the texts separated by spaces ("-x" excludes x). Nobody authorises
 * it: loopback alone. */
void rig_init(struct rig *rig, const char *targets);

/* Starts gate and loop and runs fn as a coroutine; the loop stops when it returns. speed: how
 * often faster than real time the worker's clock runs (1: the system's). */
void rig_run(struct rig *rig, void (*fn)(struct rig *rig), int speed);

/* Frees. */
void rig_done(struct rig *rig);

/* A call to the address. */
struct gate_call rig_call(const char *addr, uint16_t port, enum gate_class cls);

/* One connection through the gate, closed at once: what gate_tcp gives. */
int rig_try(struct rig *rig, struct gate_call call);

#endif
