#include "feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	feed(data, size, FEED_TCP, 445);
	return 0;
}
