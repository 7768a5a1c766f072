#include "packet/event.h"

#define X(id, name) [PACKET_##id] = (name),
static const char *const decode_names[PACKET_EVENT_DECODE_END] = {PACKET_DECODE_EVENTS(X)};
#undef X
#define X(id, name) [STREAM_##id - PACKET_EVENT_STREAM] = (name),
static const char *const stream_names[PACKET_EVENT_END - PACKET_EVENT_STREAM] = {
    PACKET_STREAM_EVENTS(X)};
#undef X

_Static_assert(PACKET_EVENT_DECODE_END <= PACKET_EVENT_STREAM, "two words hold them");
_Static_assert(PACKET_EVENT_END <= 256, "four words hold them");

const char *event_name(int event)
{
	if (event >= 0 && event < PACKET_EVENT_DECODE_END)
		return decode_names[event];
	if (event >= PACKET_EVENT_STREAM && event < PACKET_EVENT_END)
		return stream_names[event - PACKET_EVENT_STREAM];
	return NULL;
}

static int find(const char *const *names, int n, struct span name)
{
	for (int i = 0; i < n; i++)
		if (span_eq(name, names[i]))
			return i;
	return -1;
}

int event_decode(struct span name)
{
	return find(decode_names, (int)ARRAY_LEN(decode_names), name);
}

int event_stream(struct span name)
{
	int i = find(stream_names, (int)ARRAY_LEN(stream_names), name);

	return i < 0 ? -1 : i + PACKET_EVENT_STREAM;
}
