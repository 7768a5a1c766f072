/* Addresses, ports, protocol and flow of a rule's header. */
#include "detect/detect_impl.h"

static bool in4(const struct rule_range4 *list, uint32_t n, uint32_t v)
{
	uint32_t low = 0, high = n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (list[mid].high < v)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && list[low].low <= v;
}

static bool in6(const struct rule_range6 *list, uint32_t n, const uint8_t *v)
{
	uint32_t low = 0, high = n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (memcmp(list[mid].high, v, 16) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && memcmp(list[low].low, v, 16) <= 0;
}

bool header_in(const struct rule_image *image, uint32_t set, int family, const uint8_t *a)
{
	const struct rule_range_set *s = &image->addresses[set];

	if (!set)
		return true;
	if (family == 4)
		return in4(image->ranges4 + s->v4, s->nv4,
		    (uint32_t)a[0] << 24 | (uint32_t)a[1] << 16 | (uint32_t)a[2] << 8 | a[3]);
	return family == 6 && in6(image->ranges6 + s->v6, s->nv6, a);
}

static bool port_in(const struct rule_image *image, uint32_t set, uint16_t port)
{
	const struct rule_range_set *s = &image->ports[set];

	return !set || in4(image->ranges4 + s->v4, s->nv4, port);
}

static bool way(const struct look *l, const struct rule_row *r, bool turned)
{
	const struct rule_image *im = l->d->image;

	return port_in(im, turned ? r->dport : r->sport, l->sport) &&
	       port_in(im, turned ? r->sport : r->dport, l->dport) &&
	       header_in(im, turned ? r->dst : r->src, l->family, l->src) &&
	       header_in(im, turned ? r->src : r->dst, l->family, l->dst);
}

static uint8_t l4_of(uint8_t proto)
{
	switch (proto) {
	case 6:
		return RULE_L4_TCP;
	case 17:
		return RULE_L4_UDP;
	case 1:
		return RULE_L4_ICMP;
	case 58:
		return RULE_L4_ICMP6;
	case 2:
		return RULE_L4_IGMP;
	case 132:
		return RULE_L4_SCTP;
	default:
		return RULE_L4_OTHER;
	}
}

static bool flow_fits(const struct look *l, uint16_t want)
{
	const struct flow *f = l->flow;

	if (!want)
		return true;
	if (want & RULE_FLOW_ONLY_FRAG &&
	    !(l->packet && (l->packet->rebuilt || l->packet->fragment)))
		return false;
	if (want & RULE_FLOW_NO_FRAG && l->packet &&
	    (l->packet->rebuilt || l->packet->fragment))
		return false;
	if (want & RULE_FLOW_TO_SERVER && (!f || l->dir != FLOW_TO_SERVER))
		return false;
	if (want & RULE_FLOW_TO_CLIENT && (!f || l->dir != FLOW_TO_CLIENT))
		return false;
	if (want & RULE_FLOW_ESTABLISHED && (!f || f->state == FLOW_NEW))
		return false;
	if (want & RULE_FLOW_NOT_ESTABLISHED && (!f || f->state != FLOW_NEW))
		return false;
	return true;
}

bool header_fits(struct look *l, const struct rule_row *r)
{
	if (r->l4 == RULE_L4_ANY_PACKET)
		return flow_fits(l, r->flow);
	if (!l->family || !(r->l4 & l4_of(l->proto)) || (r->family && r->family != l->family))
		return false;
	if (r->apps && (!l->flow || !(r->apps & 1U << (l->tx ? l->tx->proto : l->flow->app))))
		return false;
	if (!flow_fits(l, r->flow))
		return false;
	return way(l, r, false) || (r->flags & RULE_BOTHWAYS && way(l, r, true));
}
