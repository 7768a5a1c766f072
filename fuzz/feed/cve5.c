/* Any publication of cve5. */
#include "feed/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_read(data, size, cve5_read, cve5_sniff);
}
