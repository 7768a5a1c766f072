#include "fuzz.h"
#include "packet/checksum.h"
#include "packet/defrag.h"
#include "packet/event.h"

static void take(void *ctx, struct packet *p)
{
	struct span frame = span_of(p->frame, p->caplen);

	HOLDS(++*(int *)ctx <= 2 * PACKET_TUNNELS + 2);
	HOLDS(p->nvlan <= PACKET_VLANS && p->depth <= PACKET_TUNNELS);
	HOLDS(p->rebuilt || p->depth || fuzz_inside(p->payload, frame));
	(void)checksum_ok(p);
}

/* A link type and a frame, given twice: fragments meet themselves. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct defrag_settings few = {DEFRAG_LINUX, 4, 16, 64, 60};
	struct defrag *defrag = defrag_new(&few);

	for (int i = 0; i < 2 && size > 1; i++) {
		struct packet p = {.frame = data + 1, .caplen = (uint32_t)size - 1};
		int n = 0;

		packet_decode(&p, data[0] == 0x14 ? PACKET_SLL2 : data[0], defrag, take, &n);
	}
	(void)defrag_free(defrag);
	return 0;
}
