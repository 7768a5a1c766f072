/* The gate and its worker: the end of either process ends the other's work. */
#include "net/gate.h"

#include "base/limits.h"
#include "net/gate_wire.h"
#include "net/peer.h"
#include "net/rig.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

/* Whether the process has gone (or is a corpse that nobody collects) within two seconds. */
static bool gone(pid_t pid)
{
	for (int i = 0; i < 200; i++) {
		struct timespec nap = {0, 10000000};
		char path[64], stat[256] = "";
		int fd;

		(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
		fd = open(path, O_RDONLY);
		if (fd < 0)
			return true;
		if (read(fd, stat, sizeof(stat) - 1) <= 0 || strstr(stat, ") Z ") ||
		    strstr(stat, ") X ")) {
			close(fd);
			return true;
		}
		close(fd);
		(void)nanosleep(&nap, NULL);
	}
	return false;
}

/* The only child of a process. */
static pid_t child_of(pid_t pid)
{
	char path[64], text[32] = "";
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid, (int)pid);
	fd = open(path, O_RDONLY);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		text[0] = '\0';
	if (fd >= 0)
		close(fd);
	return (pid_t)strtol(text, NULL, 10);
}

static void wait_for_ever(struct rig *rig)
{
	(void)rig_try(rig, rig_call("127.77.9.1", 1, GATE_PLAIN));
	assert_int_equal(write(*(int *)rig->arg, "x", 1), 1);
	assert_int_equal(co_sleep(60000), 0);
}

TEST(gate_ends_with_its_worker)
{
	int ready[2];
	pid_t worker, gate;
	char c;

	assert_int_equal(pipe(ready), 0);
	worker = fork();
	if (worker == 0) {
		struct rig rig;

		rig_init(&rig, "127.77.9.1");
		rig.arg = &ready[1];
		rig_run(&rig, wait_for_ever, 1);
		_exit(0);
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	gate = child_of(worker);
	if (gate == 0)
		skip(); /* the kernel does not list children */
	assert_int_equal(kill(worker, SIGKILL), 0);
	assert_int_equal(waitpid(worker, NULL, 0), worker);
	assert_true(gone(gate));
	close(ready[0]);
	close(ready[1]);
}

static void kill_the_gate(void *arg)
{
	(void)arg;
	assert_int_equal(co_sleep(100), 0);
	assert_int_equal(kill(child_of(getpid()), SIGKILL), 0);
}

static void outlived(struct rig *rig)
{
	struct peer *p = rig->arg;

	assert_int_equal(rig_try(rig, rig_call("127.77.9.2", p->port, GATE_SMTP)), 0);
	assert_false(gate_gone(rig->gate));
	loop_spawn(rig->loop, kill_the_gate, NULL);
	assert_int_equal(co_sleep(5000), ERR_CANCELLED); /* the worker stops */
	assert_true(gate_gone(rig->gate));
	assert_int_equal(
	    rig_try(rig, rig_call("127.77.9.2", p->port, GATE_SMTP)), ERR_CANCELLED);
}

TEST(gate_that_dies_stops_the_worker)
{
	struct rig rig;
	uint16_t port;
	int listener = peer_listen("127.77.9.2", 0, 8, &port);
	struct peer p = {.port = port};

	if (child_of(getppid()) == 0)
		skip();
	rig_init(&rig, "127.77.9.2");
	rig.arg = &p;
	rig_run(&rig, outlived, 1);
	rig_done(&rig);
	close(listener);
}

/* A request that meets the dead gate before the listener has heard of its end. */
static void asks_a_corpse(struct rig *rig)
{
	pid_t pid = child_of(getpid());

	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_true(gone(pid)); /* without giving the listener a turn */
	assert_int_equal(rig_try(rig, rig_call("127.77.9.2", 1, GATE_PLAIN)), ERR_CANCELLED);
	assert_true(gate_gone(rig->gate));
	assert_true(loop_stopping(rig->loop));
}

TEST(gate_that_is_dead_does_not_look_like_a_closed_port)
{
	struct rig rig;

	rig_init(&rig, "127.77.9.2");
	rig_run(&rig, asks_a_corpse, 1);
	rig_done(&rig);
}

/* The gate process alone, on one end of a pair. */
static pid_t bare_gate(const struct job *job, int *ret_fd)
{
	int pair[2];
	pid_t pid;

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, pair), 0);
	pid = fork();
	if (pid == 0) {
		close(pair[0]);
		_exit(gate_process(pair[1], job));
	}
	close(pair[1]);
	*ret_fd = pair[0];
	return pid;
}

TEST(gate_ends_at_a_malformed_message)
{
	struct gate_request sound = {.id = 1,
	    .op = GATE_OPEN_TCP,
	    .cls = GATE_PLAIN,
	    .port = 1,
	    .ip = {4, {127, 77, 9, 3}}};
	struct gate_request bad[6];
	struct rig rig;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		bad[i] = sound;
	bad[0].op = GATE_CLOSE + 1;
	bad[1].cls = GATE_CLASSES;
	bad[2].outcome = GATE_RESET + 1;
	bad[3].ip.family = 5;
	memset(bad[4].name, 'a', sizeof(bad[4].name)); /* without a NUL */
	rig_init(&rig, "127.77.9.3");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		size_t n = i == 5 ? sizeof(sound) - 1 : sizeof(sound);
		struct gate_answer a;
		int fd, status;
		pid_t pid = bare_gate(&rig.job, &fd);

		assert_int_equal(send(fd, &sound, sizeof(sound), 0), sizeof(sound));
		while (recv(fd, &a, sizeof(a), 0) < 0)
			assert_int_equal(errno, EAGAIN);
		assert_int_equal(a.id, 1);
		assert_int_equal(send(fd, &bad[i], n, 0), n);
		if (!gone(pid))
			fail_msg("message %zu is taken", i);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		close(fd);
	}
	rig_done(&rig);
}
