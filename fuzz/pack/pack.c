/* A pack from a stranger: what opens must answer every key that it lists, inside its bytes. The
 * checksum is made good. */
#include "pack/pack.h"
#include "fuzz.h"
#include "pack/crc32.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t copy[65536];
	size_t n = size < sizeof(copy) ? size : sizeof(copy);
	uint32_t crc = n > PACK_TRAILER ? crc32_of(span_of(data, n - PACK_TRAILER)) : 0;
	struct pack pack;
	struct pack_iter it;
	struct span value;
	const char *key;

	memcpy(copy, data, n);
	for (int i = 0; n > PACK_TRAILER && i < 4; i++)
		copy[n - PACK_TRAILER + i] = (uint8_t)(crc >> (24 - 8 * i));
	if (pack_from_memory(span_of(copy, n), &pack, NULL) < 0)
		return 0;
	for (it = pack_iter(&pack, ""); pack_next(&it, &key, &value);)
		HOLDS(pack_get(&pack, key).p == value.p &&
		      fuzz_inside(value, span_of(copy, n)) && !value.p[value.n]);
	return 0;
}
