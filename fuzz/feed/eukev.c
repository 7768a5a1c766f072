/* Any publication of eukev. */
#include "feed/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_read(data, size, eukev_read, eukev_sniff);
}
