/* Listening sockets: TCP on a numeric address, or a Unix socket. */
#include "base/parse.h"
#include "serve/serve_impl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

union place {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr_un un;
	struct sockaddr_storage storage;
};

static int fail(int fd, const char *place, const char *hint, struct msg *msg)
{
	msg_what(msg, "cannot listen on %s", place);
	msg_detail(msg, "%s", strerrordesc_np(errno));
	msg_hint(msg, "%s", hint);
	if (fd >= 0)
		(void)close(fd);
	return ERR_IO;
}

/* A socket whose server was killed stays in the folder; one that somebody answers on is taken.
 */
static bool is_stale(const struct sockaddr_un *un)
{
	struct stat st;
	int fd;
	bool stale;

	if (lstat(un->sun_path, &st) < 0 || !S_ISSOCK(st.st_mode))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	stale =
	    connect(fd, (const struct sockaddr *)un, sizeof(*un)) < 0 && errno == ECONNREFUSED;
	(void)close(fd);
	return stale;
}

static int listen_unix(struct serve *serve, const char *path, struct msg *msg)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	size_t n = strlen(path);
	int fd;

	if (n == 0 || n >= sizeof(un.sun_path)) {
		msg_what(msg, "the path of the socket is empty or too long");
		msg_detail(msg, "%s", path);
		msg_hint(msg, "at most %zu bytes", sizeof(un.sun_path) - 1);
		return ERR_SYNTAX;
	}
	memcpy(un.sun_path, path, n + 1);
	if (is_stale(&un))
		(void)unlink(path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&un, sizeof(un)) < 0)
		return fail(
		    fd, path, "is another server running, may we write the folder?", msg);
	/* The proxy is in our group; the folder's rights say who else comes near. */
	if (chmod(path, 0660) < 0 || listen(fd, BACKLOG) < 0) {
		(void)unlink(path);
		return fail(fd, path, "try another folder", msg);
	}
	serve->listen_fd = fd;
	serve->unix_path = mem_alloc(n + 1);
	memcpy(serve->unix_path, path, n + 1);
	return 0;
}

/* "127.0.0.1:8443" or "[::1]:0". */
static int parse_place(const char *text, union place *ret, socklen_t *ret_n)
{
	const char *colon = strrchr(text, ':');
	char host[INET6_ADDRSTRLEN + 2];
	size_t n = colon ? (size_t)(colon - text) : 0;
	int64_t port;

	if (n == 0 || n >= sizeof(host) || parse_int(span_str(colon + 1), 0, 65535, &port) < 0)
		return ERR_SYNTAX;
	memcpy(host, text, n);
	host[n] = '\0';
	*ret = (union place){.storage = {0}};
	if (host[0] == '[' && host[n - 1] == ']') {
		host[n - 1] = '\0';
		ret->v6.sin6_family = AF_INET6;
		ret->v6.sin6_port = htons((uint16_t)port);
		*ret_n = sizeof(ret->v6);
		return inet_pton(AF_INET6, host + 1, &ret->v6.sin6_addr) == 1 ? 0 : ERR_SYNTAX;
	}
	ret->v4.sin_family = AF_INET;
	ret->v4.sin_port = htons((uint16_t)port);
	*ret_n = sizeof(ret->v4);
	return inet_pton(AF_INET, host, &ret->v4.sin_addr) == 1 ? 0 : ERR_SYNTAX;
}

int serve_listen(struct serve *serve, struct msg *msg)
{
	const char *text = serve->o.listen;
	union place place;
	socklen_t n = 0;
	int one = 1, fd;

	if (text && strncmp(text, "unix:", 5) == 0)
		return listen_unix(serve, text + 5, msg);
	if (!text || parse_place(text, &place, &n) < 0) {
		msg_what(msg, "this is no place to listen on: %s", text ? text : "");
		msg_hint(msg, "write 127.0.0.1:8443, [::1]:8443 or unix:/run/varde/web.sock");
		return ERR_SYNTAX;
	}
	fd = socket(place.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return fail(fd, text, "does this machine have that kind of address?", msg);
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (place.any.sa_family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
	if (bind(fd, &place.any, n) < 0 || listen(fd, BACKLOG) < 0)
		return fail(fd, text, "is another server running on that port?", msg);
	n = sizeof(place);
	if (getsockname(fd, &place.any, &n) < 0)
		return fail(fd, text, "", msg);
	serve->listen_fd = fd;
	serve->port =
	    ntohs(place.any.sa_family == AF_INET6 ? place.v6.sin6_port : place.v4.sin_port);
	return 0;
}

int serve_listen_address(const char *text, struct in6_addr *ret)
{
	struct in6_addr v6 = IN6ADDR_ANY_INIT;

	if (inet_pton(AF_INET6, text, &v6) != 1) {
		if (inet_pton(AF_INET, text, &v6.s6_addr[12]) != 1)
			return ERR_SYNTAX;
		v6.s6_addr[10] = v6.s6_addr[11] = 0xff;
	}
	*ret = v6;
	return 0;
}
