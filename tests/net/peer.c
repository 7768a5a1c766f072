#include "net/peer.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

/*
 * Root's tests have a loopback of their own: fixed ports are free whoever else runs, and no
 * packet could leave the machine. Others share the system's.
 */
static __attribute__((constructor)) void own_loopback(void)
{
	struct ifreq lo = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	int fd;

	if (unshare(CLONE_NEWNET) < 0)
		return;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &lo) < 0)
		abort(); /* the namespace is ours: it must do */
	(void)close(fd);
}

static socklen_t address(const struct ip *ip, uint16_t port, struct sockaddr_storage *to)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};

	memcpy(&v4.sin_addr, ip->b, 4);
	memcpy(&v6.sin6_addr, ip->b, 16);
	memset(to, 0, sizeof(*to));
	if (ip->family == 4)
		memcpy(to, &v4, sizeof(v4));
	else
		memcpy(to, &v6, sizeof(v6));
	return ip->family == 4 ? sizeof(v4) : sizeof(v6);
}

static int bound(
    const char *addr, uint16_t port, int type, struct ip *ret_ip, uint16_t *ret_port)
{
	struct sockaddr_storage a;
	socklen_t n;
	int fd, one = 1;

	assert_int_equal(ip_parse(span_str(addr), ret_ip), 0);
	assert_true(ip_is_loopback(ret_ip));
	n = address(ret_ip, port, &a);
	fd = socket(ret_ip->family == 4 ? AF_INET : AF_INET6, type | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&a, n) < 0)
		fail_msg("%s port %u cannot be bound: %s", addr, port, strerror(errno));
	n = sizeof(a);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	*ret_port = ntohs(a.ss_family == AF_INET ? ((struct sockaddr_in *)&a)->sin_port
						 : ((struct sockaddr_in6 *)&a)->sin6_port);
	return fd;
}

int peer_listen(const char *addr, uint16_t port, int backlog, uint16_t *ret_port)
{
	struct ip ip;
	int fd = bound(addr, port, SOCK_STREAM, &ip, ret_port);

	assert_int_equal(listen(fd, backlog), 0);
	return fd;
}

/* The peer's process: a child a connection. */
static _Noreturn void accept_for_ever(
    int listener, peer_serve *serve, const void *arg, struct peer_log *log)
{
	(void)signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			continue;
		(void)__atomic_add_fetch(&log->connections, 1, __ATOMIC_SEQ_CST);
		if (fork() == 0) {
			(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
			(void)close(listener);
			serve(fd, log, arg);
			(void)close(fd);
			_exit(0);
		}
		(void)close(fd);
	}
}

static struct peer start(
    const char *addr, uint16_t port, int type, peer_serve *serve, const void *arg)
{
	struct peer p = {0};
	int fd = bound(addr, port, type, &p.ip, &p.port);
	pid_t parent = getpid();

	p.log = mmap(
	    NULL, sizeof(*p.log), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(p.log, MAP_FAILED);
	if (type == SOCK_STREAM)
		assert_int_equal(listen(fd, 512), 0);
	p.pid = fork();
	if (p.pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		(void)signal(SIGPIPE, SIG_IGN);
		if (getppid() != parent)
			_exit(1);
		if (type == SOCK_STREAM)
			accept_for_ever(fd, serve, arg, p.log);
		serve(fd, p.log, arg);
		_exit(0);
	}
	assert_true(p.pid > 0);
	(void)close(fd);
	return p;
}

struct peer peer_tcp(const char *addr, uint16_t port, peer_serve *serve, const void *arg)
{
	return start(addr, port, SOCK_STREAM, serve, arg);
}

struct peer peer_udp(const char *addr, uint16_t port, peer_serve *serve, const void *arg)
{
	return start(addr, port, SOCK_DGRAM, serve, arg);
}

void peer_end(struct peer *peer)
{
	(void)kill(peer->pid, SIGKILL);
	(void)waitpid(peer->pid, NULL, 0);
	(void)munmap(peer->log, sizeof(*peer->log));
	peer->log = NULL;
}

void peer_note(struct peer_log *log, const void *bytes, size_t n)
{
	size_t at = __atomic_fetch_add(&log->n, n, __ATOMIC_SEQ_CST);

	if (at + n <= sizeof(log->bytes))
		memcpy(log->bytes + at, bytes, n);
}

size_t peer_read(int fd, struct peer_log *log, struct span *ret)
{
	static uint8_t buf[65536];
	ssize_t n = read(fd, buf, sizeof(buf));

	*ret = span_of(buf, n > 0 ? (size_t)n : 0);
	peer_note(log, buf, ret->n);
	return ret->n;
}

struct span peer_read_until(int fd, struct peer_log *log, const char *text)
{
	static uint8_t all[65536];
	struct span got, so_far = {all, 0};

	while (span_find(so_far, text) < 0 && peer_read(fd, log, &got) &&
	       so_far.n + got.n <= sizeof(all)) {
		memcpy(all + so_far.n, got.p, got.n);
		so_far.n += got.n;
	}
	return so_far;
}

void peer_write(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;

	while (n) {
		ssize_t done = write(fd, p, n);

		if (done <= 0)
			_exit(0); /* the other end is gone */
		p += done;
		n -= (size_t)done;
	}
}

void peer_say(int fd, const char *text)
{
	peer_write(fd, text, strlen(text));
}

void peer_silent(int fd, struct peer_log *log, const void *arg)
{
	struct span got;

	(void)arg;
	while (peer_read(fd, log, &got))
		continue;
}

void peer_greet(int fd, struct peer_log *log, const void *arg)
{
	peer_say(fd, arg);
	peer_silent(fd, log, NULL);
}

void peer_hang_up(int fd, struct peer_log *log, const void *arg)
{
	(void)fd;
	(void)log;
	(void)arg;
}

void peer_answer(int fd, struct peer_log *log, const void *arg)
{
	(void)peer_read_until(fd, log, "\r\n\r\n");
	peer_say(fd, arg);
}
