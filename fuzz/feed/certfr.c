/* Any publication of certfr. */
#include "feed/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_read(data, size, certfr_read, certfr_sniff);
}
