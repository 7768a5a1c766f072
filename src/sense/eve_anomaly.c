#include "packet/event.h"
#include "sense/eve.h"

static void tell(struct eve *eve, const struct packet *packet, const struct flow *flow,
    enum flow_dir dir, int event)
{
	bool decode = event < PACKET_EVENT_STREAM;
	struct json_writer *w = eve_begin(eve, "anomaly", packet->time, packet, flow, dir);
	char name[64];
	const char *short_name = event_name(event);
	size_t at = decode ? 8 : 7, n = MIN(strlen(short_name), sizeof(name) - 9);

	for (size_t i = 0; i < at; i++)
		name[i] = (decode ? "decoder." : "stream.")[i];
	for (size_t i = 0; i < n; i++)
		name[at + i] = short_name[i];
	json_write_key(w, "anomaly");
	json_write_object(w);
	json_member_text(w, "type", decode ? "decode" : "stream");
	json_write_key(w, "event");
	json_write_span(w, span_of(name, at + n));
	json_write_object_end(w);
	eve_end(eve);
}

void eve_anomalies(struct eve *eve, const struct packet *packet, const struct flow *flow,
    enum flow_dir dir, uint64_t *seen)
{
	for (int i = 0; i < 4; i++) {
		uint64_t left = packet->events[i] & ~(seen ? seen[i] : 0);

		if (seen)
			seen[i] |= left;
		while (left) {
			int bit = __builtin_ctzll(left);

			left &= left - 1;
			if (event_name(i * 64 + bit))
				tell(eve, packet, flow, dir, i * 64 + bit);
		}
	}
}
