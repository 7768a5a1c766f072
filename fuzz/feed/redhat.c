/* Any publication of redhat. */
#include "feed/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_read(data, size, redhat_read, redhat_sniff);
}
