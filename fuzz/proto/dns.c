#include "feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	feed(data, size, FEED_UDP, 5300);
	feed(data, size, FEED_TCP, 53);
	return 0;
}
