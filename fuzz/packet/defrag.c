#include "packet/defrag.h"
#include "fuzz.h"

/* Four bytes say a fragment: place, length, whether more come and whose it is. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t bytes[4096] = {1};
	struct defrag_settings few = {DEFRAG_BSD, 4, 16, 32, 60};
	struct defrag *defrag;

	if (size)
		few.policy = data[0] % DEFRAG_POLICIES;
	defrag = defrag_new(&few);
	for (size_t i = 1; i + 4 <= size; i += 4) {
		struct packet p = {.family = 4, .ip_id = data[i + 3] >> 2};
		uint32_t at = (uint32_t)data[i] << 8;
		struct span whole;

		p.payload = span_of(bytes, (size_t)data[i + 1] * 16 + (data[i + 2] & 7));
		if (defrag_add(defrag, &p, at, data[i + 3] & 1, &whole))
			HOLDS(whole.n >= p.payload.n - (p.payload.n ? 1 : 0) || whole.n > 0);
	}
	(void)defrag_free(defrag);
	return 0;
}
