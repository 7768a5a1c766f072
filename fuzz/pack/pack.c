/* A pack from a stranger: what opens must answer every key that it lists, inside its bytes. The
 * checksum is made good. */
#include "pack/pack.h"
#include "pack/crc32.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t copy[65536];
	size_t n = size < sizeof(copy) ? size : sizeof(copy);
	uint32_t crc =
	    n > PACK_HEADER ? crc32_of(span_of(data + PACK_HEADER, n - PACK_HEADER)) : 0;
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
		if (pack_get(&pack, key).p != value.p || value.p + value.n >= copy + n ||
		    value.p[value.n])
			abort();
	return 0;
}
