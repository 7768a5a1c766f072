/* Any publication of csaf. */
#include "feed/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_read(data, size, csaf_read, csaf_sniff);
}
