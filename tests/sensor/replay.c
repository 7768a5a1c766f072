/*
 * replay INTERFACE FILE RATE: sends the frames of a pcap (native byte order, Ethernet) into an
 * interface, RATE a second, and prints how many went. For the tests of the sensor in networks
 * of their own.
 */
#include "base/parse.h"
#include "os/clock.h"
#include "os/file.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { FILE_HEAD = 24, FRAME_HEAD = 16, FILE_MOST = 1 << 30, BURST = 32 };

static int fail(const char *what, const char *why)
{
	(void)fprintf(stderr, "replay: %s: %s\n", what, why);
	return 1;
}

/* The next frame of the file; an empty one: there is none. */
static struct span next(struct span *rest)
{
	uint32_t n;
	struct span frame;

	if (rest->n < FRAME_HEAD)
		return (struct span){0};
	memcpy(&n, rest->p + 8, sizeof(n));
	frame = span_sub(*rest, FRAME_HEAD, FRAME_HEAD + (size_t)n);
	*rest = span_sub(*rest, FRAME_HEAD + (size_t)n, rest->n);
	return frame;
}

/* Sends them all, a few at a time. -1: errno says why. */
static int64_t send_all(int fd, struct span rest, int64_t rate)
{
	int64_t begun = clock_system.mono(NULL), sent = 0;
	struct span frame = next(&rest);

	while (frame.n) {
		int64_t due = begun + sent * 1000 / rate, now = clock_system.mono(NULL);

		if (now < due) {
			struct timespec wait = {.tv_nsec = (due - now) % 1000 * 1000000L,
			    .tv_sec = (due - now) / 1000};

			(void)nanosleep(&wait, NULL);
		}
		for (int i = 0; i < BURST && frame.n; i++) {
			/* The queue of the interface is full: it empties by itself. */
			while (send(fd, frame.p, frame.n, 0) < 0)
				if (errno != ENOBUFS && errno != EINTR && errno != EAGAIN)
					return -1;
			sent++;
			frame = next(&rest);
		}
	}
	return sent;
}

int main(int argc, char **argv)
{
	struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
	STR_AUTO(bytes, FILE_MOST);
	struct msg msg = {0};
	int64_t rate = 0, sent;
	int fd;

	if (argc != 4 || parse_int(span_str(argv[3]), 1, 100000000, &rate) < 0)
		return fail("usage", "replay INTERFACE FILE RATE");
	if (file_read(argv[2], &bytes, &msg) < 0)
		return fail(msg.what, msg.detail);
	to.sll_ifindex = (int)if_nametoindex(argv[1]);
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (!to.sll_ifindex || fd < 0 || bind(fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		return fail(argv[1], strerrordesc_np(errno));
	sent = send_all(fd, span_sub(str_bytes(&bytes), FILE_HEAD, bytes.n), rate);
	(void)close(fd);
	if (sent < 0)
		return fail(argv[1], strerrordesc_np(errno));
	(void)printf("%lld\n", (long long)sent);
	return 0;
}
