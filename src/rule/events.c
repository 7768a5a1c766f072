#include "rule/events.h"

#include "packet/event.h"
#include "proto/event.h"

int events_packet(struct span name)
{
	if (span_starts(name, "stream."))
		return event_stream(span_sub(name, 7, name.n));
	return event_decode(name);
}

int events_app(struct span name)
{
	unsigned nr = proto_event_by_name(name);

	return nr ? (int)nr : -1;
}
