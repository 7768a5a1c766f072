/* Any publication of suffixlist. */
#include "feed/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_read(data, size, suffixlist_read, suffixlist_sniff);
}
