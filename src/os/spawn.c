#include "os/spawn.h"

#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

void spawn_close(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* In the child: a failed exec is told to the parent through the close-on-exec pipe. */
static NORETURN void child(const char *const *argv, int in, int out, int report)
{
	sigset_t none;
	int e;

	(void)sigemptyset(&none);
	(void)pthread_sigmask(SIG_SETMASK, &none, NULL);
	/* Its own group: Ctrl-C reaches the parent alone, which stops the child in good order.
	 */
	(void)setpgid(0, 0);
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && dup2(in, 0) >= 0 && dup2(out, 1) >= 0)
		/* POSIX: execv changes neither the array nor the texts.
		 * NOLINTNEXTLINE(performance-no-int-to-ptr) */
		(void)execv(argv[0], (char *const *)(uintptr_t)argv);
	e = errno;
	(void)!write(report, &e, sizeof(e));
	_exit(127);
}

static void close_pair(int pair[2])
{
	spawn_close(&pair[0]);
	spawn_close(&pair[1]);
}

int spawn_filter(const char *const *argv, struct spawn *ret, struct msg *msg)
{
	int in[2] = {-1, -1}, out[2] = {-1, -1}, report[2] = {-1, -1}, e = 0;
	pid_t pid = -1;

	if (pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0 &&
	    pipe2(report, O_CLOEXEC) == 0)
		pid = fork();
	if (pid == 0)
		child(argv, in[0], out[1], report[1]);
	if (pid < 0)
		e = errno;
	spawn_close(&report[1]);
	if (pid > 0 && read(report[0], &e, sizeof(e)) != (ssize_t)sizeof(e))
		e = 0;
	spawn_close(&report[0]);
	spawn_close(&in[0]);
	spawn_close(&out[1]);
	if (e) {
		if (pid > 0)
			(void)waitpid(pid, NULL, 0);
		close_pair(in);
		close_pair(out);
		errno = e;
		return file_error("start", argv[0], msg);
	}
	*ret = (struct spawn){pid, in[1], out[0]};
	return 0;
}

int spawn_wait(struct spawn *spawn)
{
	int status;

	while (waitpid(spawn->pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void spawn_own_folder(char *to, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", to, size - 1);
	char *slash;

	to[n < 0 ? 0 : n] = '\0';
	slash = strrchr(to, '/');
	if (slash)
		*slash = '\0';
}
