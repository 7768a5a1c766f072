#include "os/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

/* Each attempt runs in a child inside the sandbox and gives the errno it met, 0 when the call
 * went through. */
static int inside(enum sandbox_role role, int (*attempt)(int fd), int fd)
{
	struct msg msg;
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(sandbox_enter(role, NULL, &msg) < 0 ? 255 : attempt(fd));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int open_file(int fd)
{
	(void)fd;
	return open("/etc/hostname", O_RDONLY) < 0 ? errno : 0;
}

static int create_file(int fd)
{
	(void)fd;
	return open("/tmp/varde-sandbox-test", O_WRONLY | O_CREAT, 0600) < 0 ? errno : 0;
}

static int start_process(int fd)
{
	pid_t pid = fork();

	(void)fd;
	if (pid == 0)
		_exit(0);
	return pid < 0 ? errno : 0;
}

static int run_program(int fd)
{
	char *argv[] = {(char *)(uintptr_t) "/bin/true", NULL};

	(void)fd;
	(void)execv(argv[0], argv);
	return errno;
}

static int open_socket(int fd)
{
	(void)fd;
	return socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
}

static int open_unix(int fd)
{
	(void)fd;
	return socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? errno : 0;
}

/* Port 9 of loopback: nobody listens, and the seccomp filter answers before the packet exists.
 */
static struct sockaddr_in discard(void)
{
	return (struct sockaddr_in){.sin_family = AF_INET,
	    .sin_port = htons(9),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int connect_elsewhere(int fd)
{
	struct sockaddr_in a = discard();

	return connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0 ? errno : 0;
}

static int send_elsewhere(int fd)
{
	struct sockaddr_in a = discard();

	return sendto(fd, "x", 1, 0, (struct sockaddr *)&a, sizeof(a)) < 0 ? errno : 0;
}

static int plain_memory(int fd)
{
	(void)fd;
	return aligned_alloc(4096, 4096) ? 0 : ENOMEM;
}

TEST(sandbox_worker_opens_no_file_no_process_no_address)
{
	int udp = socket(AF_INET, SOCK_DGRAM, 0);

	assert_true(udp >= 0);
	assert_int_equal(inside(SANDBOX_WORKER, open_file, -1), EPERM);
	assert_int_equal(inside(SANDBOX_WORKER, create_file, -1), EPERM);
	assert_int_equal(inside(SANDBOX_WORKER, start_process, -1), EPERM);
	assert_int_equal(inside(SANDBOX_WORKER, run_program, -1), EPERM);
	assert_int_equal(inside(SANDBOX_WORKER, open_socket, -1), EPERM);
	assert_int_equal(inside(SANDBOX_WORKER, open_unix, -1), EPERM);
	assert_int_equal(inside(SANDBOX_WORKER, connect_elsewhere, udp), EPERM);
	assert_int_equal(inside(SANDBOX_WORKER, send_elsewhere, udp), EPERM);
	assert_int_equal(inside(SANDBOX_WORKER, plain_memory, -1), 0);
	close(udp);
}

TEST(sandbox_gate_opens_internet_sockets_only)
{
	assert_int_equal(inside(SANDBOX_GATE, open_socket, -1), 0);
	assert_int_equal(inside(SANDBOX_GATE, open_unix, -1), EPERM);
	assert_int_equal(inside(SANDBOX_GATE, open_file, -1), EPERM);
	assert_int_equal(inside(SANDBOX_GATE, start_process, -1), EPERM);
	assert_int_equal(inside(SANDBOX_GATE, run_program, -1), EPERM);
}

static int open_packets(int fd)
{
	(void)fd;
	return socket(AF_PACKET, SOCK_RAW, 0) < 0 ? errno : 0;
}

static int send_on(int fd)
{
	return send(fd, "x", 1, 0) < 0 ? errno : 0;
}

static int map_code(int fd)
{
	(void)fd;
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
		       MAP_FAILED
		   ? errno
		   : 0;
}

TEST(sandbox_sensor_opens_nothing_and_sends_nothing)
{
	int udp = socket(AF_INET, SOCK_DGRAM, 0);

	assert_true(udp >= 0);
	assert_int_equal(inside(SANDBOX_SENSOR, open_file, -1), EPERM);
	assert_int_equal(inside(SANDBOX_SENSOR, create_file, -1), EPERM);
	assert_int_equal(inside(SANDBOX_SENSOR, start_process, -1), EPERM);
	assert_int_equal(inside(SANDBOX_SENSOR, run_program, -1), EPERM);
	assert_int_equal(inside(SANDBOX_SENSOR, open_socket, -1), EPERM);
	assert_int_equal(inside(SANDBOX_SENSOR, open_unix, -1), EPERM);
	assert_int_equal(inside(SANDBOX_SENSOR, open_packets, -1), EPERM);
	assert_int_equal(inside(SANDBOX_SENSOR, connect_elsewhere, udp), EPERM);
	assert_int_equal(inside(SANDBOX_SENSOR, send_elsewhere, udp), EPERM);
	assert_int_equal(inside(SANDBOX_SENSOR, send_on, udp), EPERM);
	assert_int_equal(inside(SANDBOX_SENSOR, map_code, -1), EPERM);
	assert_int_equal(inside(SANDBOX_SENSOR, plain_memory, -1), 0);
	close(udp);
}

static char keeper_folder[] = "/tmp/varde-sandbox-XXXXXX";

static int keep_files(int fd)
{
	struct sandbox_folder folder = {keeper_folder, true};
	struct msg msg;
	int abi = 0, file;

	(void)fd;
	if (sandbox_enter_with(&folder, 1, &abi, &msg) < 0 || chdir(keeper_folder) == 0)
		return 1;
	file = openat(AT_FDCWD, "/tmp/varde-sandbox-elsewhere", O_WRONLY | O_CREAT, 0600);
	/* Without Landlock it is the owner's rights that count. */
	if (abi > 0 && file >= 0)
		return 2;
	if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || fork() >= 0)
		return 3;
	return 0;
}

static int keep_in_folder(int fd)
{
	struct sandbox_folder folder = {keeper_folder, true};
	char from[64], to[64];
	struct msg msg;
	int file;

	(void)fd;
	(void)snprintf(from, sizeof(from), "%s/a", keeper_folder);
	(void)snprintf(to, sizeof(to), "%s/b", keeper_folder);
	if (sandbox_enter_with(&folder, 1, NULL, &msg) < 0)
		return 1;
	file = open(from, O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (file < 0 || write(file, "x", 1) != 1 || fsync(file) < 0 || truncate(from, 0) < 0)
		return 2;
	return rename(from, to) == 0 && unlink(to) == 0 ? 0 : 3;
}

static int in_child(int (*attempt)(int fd))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(attempt(-1));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

TEST(sandbox_keeper_uses_files_of_its_folder_alone)
{
	assert_non_null(mkdtemp(keeper_folder));
	assert_int_equal(in_child(keep_files), 0);
	assert_int_equal(in_child(keep_in_folder), 0);
	assert_int_equal(rmdir(keeper_folder), 0);
}
