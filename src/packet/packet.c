#include "packet/packet.h"

#include "packet/defrag.h"
#include "packet/packet_impl.h"

/* The next packet of the same frame: what the frame says stays. What was put together of
 * fragments is overwritten by what is in it, and is nobody's outer one. */
static void begin_inner(struct packet *to, const struct packet *from)
{
	struct packet inner = {.outer = from->outer  ? from->outer
					: from == to ? NULL
						     : from,
	    .time = from->time,
	    .nr = from->nr,
	    .frame = from->frame,
	    .caplen = from->caplen,
	    .wirelen = from->wirelen,
	    .ether = from->ether,
	    .nvlan = from->nvlan,
	    .tunnel = tunnel_kind(from),
	    .depth = (uint8_t)(from->depth + 1)};

	memcpy(inner.vlan, from->vlan, sizeof(inner.vlan));
	*to = inner;
}

/* The packet that the fragment completed. */
static void begin_rebuilt(
    struct decode *d, struct packet *to, const struct packet *from, struct span whole)
{
	if (to != from)
		*to = *from;
	to->fragment = false;
	to->rebuilt = true;
	to->payload = whole;
	/* What is wrong with the last fragment was told with it. */
	memset(to->events, 0, sizeof(to->events));
	*d = (struct decode){0};
	transport_decode(d, to);
}

static void decode_inner(struct decode *d, struct packet *packet)
{
	enum inner inner = d->inner;
	struct span inside = d->inside;

	packet->inside = (uint32_t)inside.n + d->head;
	if (d->mirrored && packet->nvlan < PACKET_VLANS)
		packet->vlan[packet->nvlan++] = d->vlan;
	*d = (struct decode){0};
	if (inner == INNER_ETHERNET)
		link_ethernet(d, packet, inside);
	else if (inner == INNER_PPP)
		link_ppp(d, packet, inside);
	else
		link_ip(d, packet, inside);
}

void packet_decode(
    struct packet *packet, int link, struct defrag *defrag, packet_take *take, void *ctx)
{
	struct decode d = {0};
	struct packet inner;
	struct span whole;

	link_decode(&d, packet, link, span_of(packet->frame, packet->caplen));
	for (;;) {
		bool complete = packet->fragment && defrag && !d.frag_invalid &&
				defrag_add(defrag, packet, d.frag_at, d.frag_more, &whole);

		if (d.inner != INNER_NONE && packet->depth >= PACKET_TUNNELS) {
			event_set(packet, PACKET_TOO_MANY_LAYERS);
			d.inner = INNER_NONE;
		}
		take(ctx, packet);
		if (complete) {
			begin_rebuilt(&d, &inner, packet, whole);
		} else if (d.inner != INNER_NONE) {
			begin_inner(&inner, packet);
			decode_inner(&d, &inner);
		} else {
			return;
		}
		packet = &inner;
	}
}
