/* A frame's contents, framed again, are the same contents; the message in it must only not
 * crash. */
#include "wire/hl7.h"
#include "base/limits.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	STR_AUTO(again, 2 * LIMIT_FRAME);
	struct span inside, same;
	struct hl7_message m;

	if (hl7_unframe(span_of(p, n), &inside) < 0)
		return 0;
	(void)!hl7_parse(inside, &m);
	str_char(&again, 0x0b);
	str_span(&again, inside);
	str_add(&again, "\x1c\r");
	if (hl7_unframe(str_bytes(&again), &same) < 0 || same.n != inside.n)
		abort();
	return 0;
}
