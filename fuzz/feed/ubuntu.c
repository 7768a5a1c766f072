/* Any publication of ubuntu. */
#include "feed/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_read(data, size, ubuntu_read, ubuntu_sniff);
}
