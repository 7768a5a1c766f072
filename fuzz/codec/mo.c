/* Whatever opens can be searched for every message that it lists, and each translation lies
 * inside the file. */
#include "codec/mo.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span file = span_of(data, size), id, text;
	struct mo mo;

	if (mo_open(file, &mo) < 0)
		return 0;
	for (uint32_t i = 0; i < mo.n; i++) {
		const char *found;

		mo_entry(&mo, i, &id, &text);
		HOLDS(fuzz_inside(id, file) && fuzz_inside(text, file));
		found = mo_get(&mo, (const char *)id.p);
		HOLDS(found == (const char *)text.p);
		for (unsigned form = 0; (found = mo_plural(&mo, (const char *)id.p, form));
		     form++)
			HOLDS(fuzz_inside(span_str(found), file));
	}
	return 0;
}
