/* Any publication of warninglist. */
#include "feed/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_read(data, size, warninglist_read, warninglist_sniff);
}
