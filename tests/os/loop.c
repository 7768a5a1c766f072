#include "os/loop.h"

#include <fcntl.h>
#include <unistd.h>

#include "test.h"

static int64_t fake_now;

static int64_t fake_mono(void *arg)
{
	(void)arg;
	return fake_now;
}

static void fake_idle(void *arg, int64_t ms)
{
	(void)arg;
	fake_now += ms;
}

static const struct clock fake = {fake_mono, fake_mono, fake_idle, NULL};

static char trail[64];
static size_t ntrail;

static void mark(char c)
{
	trail[ntrail++] = c;
	trail[ntrail] = '\0';
}

static void sleeper(void *arg)
{
	int64_t ms = *(int64_t *)arg;

	assert_int_equal(co_sleep(ms), 0);
	mark((char)('0' + ms / 1000));
}

TEST(loop_sleeps_in_order_on_a_fake_clock)
{
	int64_t times[] = {3000, 1000, 2000};
	struct loop *loop;

	fake_now = 0;
	ntrail = 0;
	assert_int_equal(loop_new(&fake, &loop), 0);
	for (size_t i = 0; i < 3; i++)
		loop_spawn(loop, sleeper, &times[i]);
	assert_int_equal(loop_run(loop), 0);
	assert_string_equal(trail, "123");
	assert_int_equal(fake_now, 3000);
	loop_free(loop);
}

struct pipe_test {
	int fd[2];
	int read_result, late_result;
};

static void reader(void *arg)
{
	struct pipe_test *t = arg;
	char c;

	t->late_result = co_wait_fd(t->fd[0], CO_READ, 500);
	t->read_result = co_wait_fd(t->fd[0], CO_READ, 10000);
	assert_int_equal(read(t->fd[0], &c, 1), 1);
	assert_int_equal(c, 'x');
}

static void writer(void *arg)
{
	struct pipe_test *t = arg;

	assert_int_equal(co_sleep(2000), 0);
	assert_int_equal(write(t->fd[1], "x", 1), 1);
}

TEST(loop_waits_for_descriptors_and_times_out)
{
	struct pipe_test t;
	struct loop *loop;

	assert_int_equal(pipe2(t.fd, O_NONBLOCK), 0);
	assert_int_equal(loop_new(&fake, &loop), 0);
	loop_spawn(loop, reader, &t);
	loop_spawn(loop, writer, &t);
	assert_int_equal(loop_run(loop), 0);
	assert_int_equal(t.late_result, ERR_TIMEOUT);
	assert_int_equal(t.read_result, 0);
	loop_free(loop);
	close(t.fd[0]);
	close(t.fd[1]);
}

static struct co_queue queue;

static void waiter(void *arg)
{
	int r = co_queue_wait(&queue, 5000);

	mark(r == 0 ? *(char *)arg : r == ERR_TIMEOUT ? 't' : 'c');
}

static void waker(void *arg)
{
	(void)arg;
	assert_int_equal(co_sleep(10), 0);
	co_queue_wake(&queue);
	co_queue_wake(&queue);
}

TEST(loop_queue_is_first_come_first_served)
{
	char names[] = "abc";
	struct loop *loop;

	ntrail = 0;
	assert_int_equal(loop_new(&fake, &loop), 0);
	for (size_t i = 0; i < 3; i++)
		loop_spawn(loop, waiter, &names[i]);
	loop_spawn(loop, waker, NULL);
	assert_int_equal(loop_run(loop), 0);
	assert_string_equal(trail, "abt");
	loop_free(loop);
}

static void stopper(void *arg)
{
	(void)arg;
	assert_int_equal(co_sleep(10), 0);
	loop_stop(co_loop());
	assert_int_equal(co_sleep(10), ERR_CANCELLED);
}

TEST(loop_stop_ends_every_wait)
{
	char names[] = "abc";
	struct loop *loop;

	ntrail = 0;
	assert_int_equal(loop_new(&fake, &loop), 0);
	for (size_t i = 0; i < 3; i++)
		loop_spawn(loop, waiter, &names[i]);
	loop_spawn(loop, stopper, NULL);
	assert_int_equal(loop_run(loop), 0);
	assert_string_equal(trail, "ccc");
	loop_free(loop);
}

static void deep(void *arg)
{
	volatile char block[64 << 10];

	memset((void *)(uintptr_t)block, 1, sizeof(block));
	assert_int_equal(co_sleep(1), 0);
	*(int *)arg += block[sizeof(block) - 1];
}

TEST(loop_runs_a_thousand_coroutines_with_deep_stacks)
{
	struct loop *loop;
	int count = 0;

	assert_int_equal(loop_new(&fake, &loop), 0);
	for (int i = 0; i < 1000; i++)
		loop_spawn(loop, deep, &count);
	assert_int_equal(loop_run(loop), 0);
	assert_int_equal(count, 1000);
	loop_free(loop);
}

static void late_reader(void *arg)
{
	struct pipe_test *t = arg;

	t->late_result = co_wait_fd(t->fd[0], CO_READ, 100);
	t->read_result = co_wait_fd(t->fd[0], CO_READ, 0);
}

/* The process was stopped, or busy elsewhere, for longer than the wait's time. */
static void staller(void *arg)
{
	struct pipe_test *t = arg;

	fake_now += 60000;
	assert_int_equal(write(t->fd[1], "x", 1), 1);
}

TEST(loop_what_is_ready_wins_over_a_deadline_that_passed)
{
	struct pipe_test t = {.late_result = 1, .read_result = 1};
	struct loop *loop;

	assert_int_equal(pipe2(t.fd, O_NONBLOCK), 0);
	assert_int_equal(loop_new(&fake, &loop), 0);
	loop_spawn(loop, late_reader, &t);
	loop_spawn(loop, staller, &t);
	assert_int_equal(loop_run(loop), 0);
	assert_int_equal(t.late_result, 0);
	assert_int_equal(t.read_result, 0);
	loop_free(loop);
	close(t.fd[0]);
	close(t.fd[1]);
}

enum { MANY = 200 };

static int many_timeouts;

static void one_of_many(void *arg)
{
	many_timeouts += co_wait_fd(*(int *)arg, CO_READ, 100) != 0;
}

/* More descriptors than one look at epoll gives. */
TEST(loop_what_is_ready_wins_for_many)
{
	int fd[MANY][2];
	struct loop *loop;

	many_timeouts = 0;
	assert_int_equal(loop_new(&fake, &loop), 0);
	for (size_t i = 0; i < MANY; i++) {
		assert_int_equal(pipe2(fd[i], O_NONBLOCK), 0);
		loop_spawn(loop, one_of_many, &fd[i][0]);
	}
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(write(fd[i][1], "x", 1), 1);
	loop_spawn(loop, staller, &(struct pipe_test){.fd = {fd[0][0], fd[0][1]}});
	assert_int_equal(loop_run(loop), 0);
	assert_int_equal(many_timeouts, 0);
	loop_free(loop);
	for (size_t i = 0; i < MANY; i++) {
		close(fd[i][0]);
		close(fd[i][1]);
	}
}

static int64_t woken_at;

static void short_sleeper(void *arg)
{
	(void)arg;
	assert_int_equal(co_sleep(10), 0);
	woken_at = fake_now;
}

static void spinner(void *arg)
{
	(void)arg;
	for (int i = 0; i < 1000; i++) {
		fake_now++;
		co_step();
	}
}

TEST(loop_deadlines_are_kept_while_others_are_always_ready)
{
	struct loop *loop;

	fake_now = 0;
	assert_int_equal(loop_new(&fake, &loop), 0);
	loop_spawn(loop, short_sleeper, NULL);
	loop_spawn(loop, spinner, NULL);
	assert_int_equal(loop_run(loop), 0);
	assert_in_range(woken_at, 10, 12);
	loop_free(loop);
}
