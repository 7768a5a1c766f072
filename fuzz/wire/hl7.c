/* A frame's contents, framed again, are the same contents. */
#include "wire/hl7.h"

#include "base/limits.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	STR_AUTO(again, 2 * LIMIT_FRAME);
	struct span inside, same;
	struct hl7_message m;

	if (hl7_unframe(span_of(data, size), &inside) < 0)
		return 0;
	if (hl7_parse(inside, &m) == 0)
		HOLDS(fuzz_inside(m.application, inside) && fuzz_inside(m.version, inside) &&
		      fuzz_inside(m.ack, inside));
	str_char(&again, 0x0b);
	str_span(&again, inside);
	str_add(&again, "\x1c\r");
	HOLDS(hl7_unframe(str_bytes(&again), &same) == 0 && fuzz_same(inside, same));
	return 0;
}
