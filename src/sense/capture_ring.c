#include "base/arena.h"
#include "os/file.h"
#include "packet/packet.h"
#include "sense/capture.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* Of Linux since 5.6; Debian 12's headers do not name it. */
enum { FANOUT_IGNORE_OUTGOING = 0x4000 };

struct capture_ring {
	int fd;
	uint8_t *map;
	size_t mapped;
	struct capture_ring_settings settings;
	uint32_t block; /* the one that is read */
	uint32_t left;  /* frames of it that are left; 0: it is the kernel's */
	const struct tpacket3_hdr *frame;
	uint64_t nr;
	struct capture_ring_count count;
	uint8_t tagged[CAPTURE_FRAME]; /* a frame whose VLAN tag the card took out, put back */
};

const struct capture_ring_settings capture_ring_settings_usual = {
    .block_bytes = 1 << 20, .blocks = 64, .block_millis = 20, .promiscuous = true};

static int refuse(const struct capture_ring_settings *s, const char *step, struct msg *msg)
{
	int err = errno;

	msg_what(msg, "the interface cannot be captured");
	msg_detail(msg, "%s: %s: %s", s->interface, step, strerrordesc_np(err));
	if (err == EPERM || err == EACCES) {
		msg_hint(msg,
		    "start as root or with the capability CAP_NET_RAW; it is given up "
		    "before the first packet is looked at");
		return ERR_DENIED;
	}
	if (err == ENODEV) {
		msg_hint(msg, "ip link shows the interfaces of this machine");
		return ERR_NOTFOUND;
	}
	if (err == ENOMEM)
		msg_hint(msg, "make the ring smaller by --ring");
	return ERR_IO;
}

static int set_up(struct capture_ring *ring, unsigned index, const char **ret_step)
{
	const struct capture_ring_settings *s = &ring->settings;
	int version = TPACKET_V3, loopback = strcmp(s->interface, "lo") == 0;
	struct tpacket_req3 req = {.tp_block_size = s->block_bytes,
	    .tp_block_nr = s->blocks,
	    .tp_frame_size = 2048,
	    .tp_frame_nr = s->block_bytes / 2048 * s->blocks,
	    .tp_retire_blk_tov = s->block_millis};
	struct sockaddr_ll address = {.sll_family = AF_PACKET,
	    .sll_protocol = htons(ETH_P_ALL),
	    .sll_ifindex = (int)index};
	struct packet_mreq all = {.mr_ifindex = (int)index, .mr_type = PACKET_MR_PROMISC};
	uint32_t how = PACKET_FANOUT_HASH | PACKET_FANOUT_FLAG_DEFRAG |
		       (loopback ? FANOUT_IGNORE_OUTGOING : 0);
	uint32_t fanout = (uint32_t)s->fanout | how << 16;

	*ret_step = "packet ring";
	if (setsockopt(ring->fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) < 0 ||
	    setsockopt(ring->fd, SOL_PACKET, PACKET_RX_RING, &req, sizeof(req)) < 0)
		return -1;
	/* On the loopback interface each packet goes out and comes in: once is enough. */
	(void)setsockopt(
	    ring->fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &loopback, sizeof(loopback));
	*ret_step = "mapping the ring";
	ring->mapped = (size_t)s->block_bytes * s->blocks;
	ring->map = mmap(NULL, ring->mapped, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, 0);
	if (ring->map == MAP_FAILED)
		return -1;
	*ret_step = "binding";
	if (bind(ring->fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -1;
	*ret_step = "promiscuous mode";
	if (s->promiscuous &&
	    setsockopt(ring->fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof(all)) < 0)
		return -1;
	*ret_step = "fanout";
	if (s->fanout &&
	    setsockopt(ring->fd, SOL_PACKET, PACKET_FANOUT, &fanout, sizeof(fanout)) < 0)
		return -1;
	return 0;
}

int capture_ring_open(
    const struct capture_ring_settings *settings, struct capture_ring **ret, struct msg *msg)
{
	struct capture_ring *ring;
	const char *step = "socket";
	unsigned index = if_nametoindex(settings->interface);
	int r;

	if (index == 0) {
		errno = ENODEV;
		return refuse(settings, "no such interface", msg);
	}
	ring = mem_alloc(sizeof(*ring));
	memset(ring, 0, sizeof(*ring));
	ring->settings = *settings;
	ring->map = MAP_FAILED;
	/* Protocol 0: nothing comes before it is bound, and so nothing of other interfaces. */
	ring->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (ring->fd < 0 || set_up(ring, index, &step) < 0) {
		r = refuse(settings, step, msg);
		(void)capture_ring_free(ring);
		return r;
	}
	*ret = ring;
	return 0;
}

struct capture_ring *capture_ring_free(struct capture_ring *ring)
{
	if (!ring)
		return NULL;
	if (ring->map != MAP_FAILED)
		(void)munmap(ring->map, ring->mapped);
	if (ring->fd >= 0)
		(void)close(ring->fd);
	return mem_free(ring);
}

static struct tpacket_block_desc *block_of(const struct capture_ring *ring)
{
	return (
	    struct tpacket_block_desc *)(void *)(ring->map + (size_t)ring->block *
								 ring->settings.block_bytes);
}

static int wait_block(struct capture_ring *ring, int wait, struct msg *msg)
{
	struct tpacket_block_desc *b = block_of(ring);
	struct pollfd p = {.fd = ring->fd, .events = POLLIN | POLLERR};
	int r;

	if (__atomic_load_n(&b->hdr.bh1.block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER)
		return 0;
	r = poll(&p, 1, wait);
	if (__atomic_load_n(&b->hdr.bh1.block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER)
		return 0;
	if (r < 0)
		return errno == EINTR ? ERR_CANCELLED : refuse(&ring->settings, "waiting", msg);
	if (r > 0 && (p.revents & POLLERR)) {
		int err = 0;
		socklen_t n = sizeof(err);

		(void)getsockopt(ring->fd, SOL_SOCKET, SO_ERROR, &err, &n);
		if (err) {
			errno = err;
			return refuse(&ring->settings, "the interface went down", msg);
		}
	}
	return ERR_TIMEOUT;
}

/* The kernel keeps the tag that the card took out beside the frame: back to its place. */
static void put_tag_back(struct capture_ring *ring, const struct tpacket3_hdr *h,
    const uint8_t *bytes, struct capture_frame *ret)
{
	uint16_t type = h->tp_status & TP_STATUS_VLAN_TPID_VALID ? h->hv1.tp_vlan_tpid : 0x8100;
	uint8_t tag[4] = {(uint8_t)(type >> 8), (uint8_t)type,
	    (uint8_t)(h->hv1.tp_vlan_tci >> 8), (uint8_t)h->hv1.tp_vlan_tci};

	if (ret->caplen < 12 || ret->caplen > CAPTURE_FRAME - 4)
		return;
	memcpy(ring->tagged, bytes, 12);
	memcpy(ring->tagged + 12, tag, 4);
	memcpy(ring->tagged + 16, bytes + 12, ret->caplen - 12);
	ret->bytes = ring->tagged;
	ret->caplen += 4;
	ret->wirelen += 4;
}

int capture_ring_next(
    struct capture_ring *ring, int wait, struct capture_frame *ret, struct msg *msg)
{
	const struct tpacket3_hdr *h;
	const uint8_t *bytes;
	int r;

	while (ring->left == 0) {
		struct tpacket_block_desc *b;

		if (ring->frame) {
			b = block_of(ring);
			ring->frame = NULL;
			__atomic_store_n(
			    &b->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
			ring->block = (ring->block + 1) % ring->settings.blocks;
		}
		r = wait_block(ring, wait, msg);
		if (r < 0)
			return r;
		b = block_of(ring);
		ring->left = b->hdr.bh1.num_pkts;
		ring->frame =
		    (const struct tpacket3_hdr *)(const void *)((const uint8_t *)b +
								b->hdr.bh1.offset_to_first_pkt);
	}
	h = ring->frame;
	bytes = (const uint8_t *)h + h->tp_mac;
	*ret = (struct capture_frame){.time = (int64_t)h->tp_sec * 1000000 + h->tp_nsec / 1000,
	    .nr = ++ring->nr,
	    .bytes = bytes,
	    .caplen = MIN(h->tp_snaplen, (uint32_t)CAPTURE_FRAME),
	    .wirelen = h->tp_len,
	    .link = PACKET_ETHERNET};
	if (h->tp_status & TP_STATUS_VLAN_VALID)
		put_tag_back(ring, h, bytes, ret);
	ring->left--;
	if (ring->left)
		ring->frame = (const struct tpacket3_hdr *)(const void *)((const uint8_t *)h +
									  h->tp_next_offset);
	return 0;
}

struct capture_ring_count capture_ring_count(struct capture_ring *ring)
{
	struct tpacket_stats_v3 stats;
	socklen_t n = sizeof(stats);

	/* Reading sets the kernel's counters back. tp_packets has the drops in it. */
	if (getsockopt(ring->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &n) == 0) {
		ring->count.packets += stats.tp_packets;
		ring->count.drops += stats.tp_drops;
		ring->count.freezes += stats.tp_freeze_q_cnt;
	}
	return ring->count;
}
