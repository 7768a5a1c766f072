/* A packet lies inside the bytes; a CONNACK's properties inside the packet. */
#include "wire/mqtt.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size), body;
	struct mqtt_connack ack;
	size_t whole;
	int type;

	if (mqtt_frame(all, &whole) < 0)
		return 0;
	HOLDS(mqtt_packet_parse(all, &type, &body) == 0 && fuzz_inside(body, all));
	HOLDS(type > 0 && whole <= size && body.n < whole);
	if (mqtt_connack_parse(body, &ack) == 0)
		HOLDS(fuzz_inside(ack.properties, body) &&
		      fuzz_inside(ack.client, ack.properties) && mqtt_code_text(ack.code)[0]);
	return 0;
}
