#include "net/rig.h"

#include <signal.h>
#include <time.h>

#include "test.h"

static int64_t started[2];
static int factor;

/* Runs factor times as fast as the system's clock: a deadline of 20 s is over in one. */
static int64_t fast_mono(void *arg)
{
	return started[0] + (clock_system.mono(arg) - started[0]) * factor;
}

static int64_t fast_wall(void *arg)
{
	return started[1] + (clock_system.wall(arg) - started[1]) * factor;
}

static void fast_idle(void *arg, int64_t ms)
{
	struct timespec nap = {0, 1000000};

	(void)arg;
	(void)ms;
	(void)nanosleep(&nap, NULL);
}

static const struct clock fast = {fast_mono, fast_wall, fast_idle, NULL};

void rig_init(struct rig *rig, const char *targets)
{
	struct span rest = span_str(targets), part;

	*rig = (struct rig){.arena = arena_new()};
	rig->job.id = "test";
	rig->job.profile = PROFILE_STANDARD;
	rig->job.seed = 1;
	while (span_split(&rest, ' ', &part)) {
		bool out = part.p[0] == '-';

		text_list_add(out ? &rig->job.exclude : &rig->job.targets, rig->arena,
		    arena_strndup(rig->arena, part.p + out, part.n - out));
	}
	(void)signal(SIGPIPE, SIG_IGN);
}

static void body(void *arg)
{
	struct rig *rig = arg;

	rig->fn(rig);
	loop_stop(rig->loop);
}

void rig_run(struct rig *rig, void (*fn)(struct rig *rig), int speed)
{
	struct msg msg = {0};

	factor = speed;
	started[0] = clock_system.mono(NULL);
	started[1] = clock_system.wall(NULL);
	assert_int_equal(dial_init(), 0);
	assert_int_equal(loop_new(speed == 1 ? &clock_system : &fast, &rig->loop), 0);
	if (gate_start(&rig->job, rig->loop, &rig->gate, &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	rig->fn = fn;
	gate_listen(rig->gate);
	loop_spawn(rig->loop, body, rig);
	assert_int_equal(loop_run(rig->loop), 0);
}

void rig_done(struct rig *rig)
{
	gate_stop(rig->gate);
	loop_free(rig->loop);
	arena_free(rig->arena);
}

struct gate_call rig_call(const char *addr, uint16_t port, enum gate_class cls)
{
	struct gate_call call = {.port = port, .cls = cls};

	assert_int_equal(ip_parse(span_str(addr), &call.ip), 0);
	return call;
}

enum { TRY_MS = 1000 };

int rig_try(struct rig *rig, struct gate_call call)
{
	struct gate_grant got;
	int r = gate_tcp(rig->gate, &call, TRY_MS, &got);

	if (r == 0)
		gate_done(rig->gate, &got, GATE_QUIET, 0);
	return r;
}
