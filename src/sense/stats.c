#include "sense/stats.h"

static void add_flow(struct flow_count *to, const struct flow_count *from)
{
	to->total += from->total;
	to->tcp += from->tcp;
	to->udp += from->udp;
	to->icmp += from->icmp;
	to->icmpv6 += from->icmpv6;
	to->other += from->other;
	to->timeout += from->timeout;
	to->forced += from->forced;
	to->reused += from->reused;
	to->active += from->active;
}

static void add_stream(struct stream_count *to, const struct stream_count *from)
{
	to->bytes += from->bytes;
	to->gaps += from->gaps;
	to->gap_bytes += from->gap_bytes;
	to->end_gaps += from->end_gaps;
	to->early += from->early;
	to->overlaps += from->overlaps;
	to->differences += from->differences;
	to->full += from->full;
	to->depth += from->depth;
	to->held += from->held;
}

static void add_defrag(struct defrag_count *to, const struct defrag_count *from)
{
	to->fragments += from->fragments;
	to->rebuilt += from->rebuilt;
	to->expired += from->expired;
	to->evicted += from->evicted;
	to->overlaps += from->overlaps;
	to->refused += from->refused;
}

void stats_add(struct stats *to, const struct stats *from)
{
	to->frames += from->frames;
	to->bytes += from->bytes;
	to->packets += from->packets;
	to->invalid += from->invalid;
	to->largest = MAX(to->largest, from->largest);
	for (size_t i = 0; i < STATS_KINDS; i++)
		to->kinds[i] += from->kinds[i];
	for (size_t i = 0; i < PACKET_EVENT_END; i++)
		to->events[i] += from->events[i];
	to->syn += from->syn;
	to->synack += from->synack;
	to->rst += from->rst;
	to->sessions += from->sessions;
	to->midstream += from->midstream;
	to->checksums += from->checksums;
	to->suppressed += from->suppressed;
	to->alerts += from->alerts;
	to->two_way += from->two_way;
	to->one_sided += from->one_sided;
	to->watched += from->watched;
	to->forgotten += from->forgotten;
	add_flow(&to->flow, &from->flow);
	add_stream(&to->stream, &from->stream);
	add_defrag(&to->defrag, &from->defrag);
	to->ring.packets += from->ring.packets;
	to->ring.drops += from->ring.drops;
	to->ring.freezes += from->ring.freezes;
	to->eve.events += from->eve.events;
	to->eve.bytes += from->eve.bytes;
	to->eve.dropped += from->eve.dropped;
	to->eve.waited += from->eve.waited;
}

static void member(struct json_writer *w, const char *key, uint64_t v)
{
	json_member_int(w, key, (int64_t)MIN(v, (uint64_t)INT64_MAX));
}

static void open_object(struct json_writer *w, const char *key)
{
	json_write_key(w, key);
	json_write_object(w);
}

/* Events by the first part of their names: "ipv4.trunc_pkt" is trunc_pkt in ipv4. */
static void put_events(struct json_writer *w, const struct stats *s, int from, int to)
{
	struct span group = {0};
	bool open = false;

	for (int i = from; i < to; i++) {
		struct span rest = span_str(event_name(i)), head;

		if (s->events[i] == 0)
			continue;
		if (span_find(rest, ".") < 0) {
			if (open)
				json_write_object_end(w);
			open = false;
			member(w, event_name(i), s->events[i]);
			continue;
		}
		(void)span_split(&rest, '.', &head);
		if (!open || head.n != group.n || memcmp(head.p, group.p, head.n) != 0) {
			char name[32] = {0};

			if (open)
				json_write_object_end(w);
			memcpy(name, head.p, MIN(head.n, sizeof(name) - 1));
			open_object(w, name);
			group = head;
			open = true;
		}
		member(w, (const char *)rest.p, s->events[i]);
	}
	if (open)
		json_write_object_end(w);
}

static void put_decoder(struct json_writer *w, const struct stats *s)
{
	static const char *const names[STATS_KINDS] = {"ipv4", "ipv6", "tcp", "udp", "icmpv4",
	    "icmpv6", "sctp", "gre", "vlan", "arp", "tunnel", "ipv4_in_ipv4", "ipv6_in_ipv4",
	    "ipv4_in_ipv6", "ipv6_in_ipv6", "teredo", "vxlan", "geneve", "fragment",
	    "unknown_link"};

	open_object(w, "decoder");
	member(w, "pkts", s->frames);
	member(w, "bytes", s->bytes);
	member(w, "invalid", s->invalid);
	for (size_t i = 0; i < STATS_KINDS; i++)
		member(w, names[i], s->kinds[i]);
	member(w, "avg_pkt_size", s->frames ? s->bytes / s->frames : 0);
	member(w, "max_pkt_size", s->largest);
	open_object(w, "event");
	put_events(w, s, 0, PACKET_EVENT_DECODE_END);
	json_write_object_end(w);
	json_write_object_end(w);
}

static void put_flow(struct json_writer *w, const struct flow_count *f)
{
	open_object(w, "flow");
	member(w, "total", f->total);
	member(w, "active", f->active);
	member(w, "tcp", f->tcp);
	member(w, "udp", f->udp);
	member(w, "icmpv4", f->icmp);
	member(w, "icmpv6", f->icmpv6);
	member(w, "other", f->other);
	member(w, "tcp_reuse", f->reused);
	member(w, "timeout", f->timeout);
	member(w, "forced", f->forced);
	json_write_object_end(w);
}

static void put_defrag(struct json_writer *w, const struct defrag_count *d)
{
	open_object(w, "defrag");
	member(w, "fragments", d->fragments);
	member(w, "reassembled", d->rebuilt);
	member(w, "timeouts", d->expired);
	member(w, "evicted", d->evicted);
	member(w, "overlaps", d->overlaps);
	member(w, "refused", d->refused);
	json_write_object_end(w);
}

static void put_tcp(struct json_writer *w, const struct stats *s)
{
	const struct stream_count *t = &s->stream;

	open_object(w, "tcp");
	member(w, "sessions", s->sessions);
	member(w, "midstream_pickups", s->midstream);
	member(w, "syn", s->syn);
	member(w, "synack", s->synack);
	member(w, "rst", s->rst);
	member(w, "invalid_checksum", s->checksums);
	member(w, "reassembled_bytes", t->bytes);
	member(w, "reassembly_gap", t->gaps);
	member(w, "reassembly_gap_bytes", t->gap_bytes);
	member(w, "reassembly_gap_at_end", t->end_gaps);
	member(w, "out_of_order", t->early);
	member(w, "overlap", t->overlaps);
	member(w, "overlap_diff_data", t->differences);
	member(w, "segment_memcap_drop", t->full);
	member(w, "stream_depth_reached", t->depth);
	member(w, "reassembly_memuse", (uint64_t)t->held * 2048);
	json_write_object_end(w);
}

void stats_tell(
    struct eve *eve, const struct stats *s, bool ring, int64_t time, int64_t seconds)
{
	struct json_writer *w;

	if (!eve_wants(eve, EVE_STATS))
		return;
	w = eve_begin(eve, "stats", time, NULL, NULL, FLOW_TO_SERVER);
	open_object(w, "stats");
	json_member_int(w, "uptime", seconds);
	if (ring) {
		open_object(w, "capture");
		member(w, "kernel_packets", s->ring.packets);
		member(w, "kernel_drops", s->ring.drops);
		member(w, "kernel_freezes", s->ring.freezes);
		json_write_object_end(w);
	}
	put_decoder(w, s);
	open_object(w, "stream");
	put_events(w, s, PACKET_EVENT_STREAM, PACKET_EVENT_END);
	json_write_object_end(w);
	put_flow(w, &s->flow);
	put_defrag(w, &s->defrag);
	put_tcp(w, s);
	open_object(w, "detect");
	member(w, "alert", s->alerts);
	member(w, "detectors", s->watched);
	member(w, "detectors_forgotten", s->forgotten);
	json_write_object_end(w);
	open_object(w, "output");
	member(w, "events", s->eve.events);
	member(w, "bytes", s->eve.bytes);
	member(w, "dropped", s->eve.dropped);
	member(w, "waited", s->eve.waited);
	member(w, "anomalies_suppressed", s->suppressed);
	json_write_object_end(w);
	json_write_object_end(w);
	eve_end(eve);
}
