/* Any publication of news, and any text as its time and its HTML. */
#include "feed/syndication.h"

#include "feed/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	STR_AUTO(plain, 1 << 22);
	struct span all = span_of(data, size);

	HOLDS(syndication_time(all) >= 0);
	syndication_plain(&plain, all);
	HOLDS(str_bytes(&plain).n <= size + 1);
	return fuzz_read(data, size, syndication_read, syndication_sniff);
}
