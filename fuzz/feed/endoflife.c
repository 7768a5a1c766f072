/* Any publication of endoflife. */
#include "feed/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_read(data, size, endoflife_read, endoflife_sniff);
}
