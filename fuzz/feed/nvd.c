/* Any publication of nvd. */
#include "feed/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_read(data, size, nvd_read, nvd_sniff);
}
