#include "wire/pop3.h"
#include "fuzz.h"
#include "wire/line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size), rest, item;
	size_t n = 0, again = 0;

	if (pop3_listing_size(all, &n) < 0)
		return 0;
	HOLDS(n <= size && pop3_greets(all));
	HOLDS(pop3_listing_size(span_sub(all, 0, n), &again) == 0 && again == n);
	HOLDS(pop3_listing_size(span_sub(all, 0, n - 1), &again) == ERR_TRUNCATED);
	rest = span_sub(all, 0, n);
	HOLDS(line_take(&rest, &item));
	while (pop3_item(&rest, &item))
		HOLDS(fuzz_inside(item, all) && span_find(item, "\n") < 0);
	return 0;
}
