#include "sense/keeper_word.h"

#include <errno.h>
#include <sys/socket.h>

/* Room for one descriptor, aligned as the kernel wants it. */
union carrier {
	struct cmsghdr head;
	char room[CMSG_SPACE(sizeof(int))];
};

bool keeper_word_send(int control, const struct keeper_word *word, int fd, bool wait)
{
	struct keeper_word copy = *word;
	struct iovec io = {.iov_base = &copy, .iov_len = sizeof(copy)};
	struct msghdr m = {.msg_iov = &io, .msg_iovlen = 1};
	union carrier carrier = {0};
	ssize_t n;

	copy.fd = -1;
	if (fd >= 0) {
		struct cmsghdr *c = &carrier.head;

		m.msg_control = carrier.room;
		m.msg_controllen = sizeof(carrier.room);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	do
		n = sendmsg(control, &m, MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT));
	while (n < 0 && errno == EINTR);
	return n >= 0;
}

int keeper_word_take(int control, bool wait, struct keeper_word *ret)
{
	struct keeper_word word = {0};
	struct iovec io = {.iov_base = &word, .iov_len = sizeof(word)};
	union carrier carrier = {0};
	struct msghdr m = {.msg_iov = &io,
	    .msg_iovlen = 1,
	    .msg_control = carrier.room,
	    .msg_controllen = sizeof(carrier.room)};
	const struct cmsghdr *c;
	ssize_t n;

	do
		n = recvmsg(control, &m, MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN ? 0 : ERR_CLOSED;
	if (n != (ssize_t)sizeof(word))
		return ERR_CLOSED;
	word.fd = -1;
	c = CMSG_FIRSTHDR(&m);
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
		memcpy(&word.fd, CMSG_DATA(c), sizeof(word.fd));
	*ret = word;
	return 1;
}
