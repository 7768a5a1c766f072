/* What decodes encodes to the same text: there is one spelling of every byte string. */
#include "codec/base64.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	STR_AUTO(bytes, (size_t)1 << 22);
	STR_AUTO(text, (size_t)1 << 22);

	if (base64_decode(span_of(data, size), &bytes) == 0) {
		base64_encode(str_bytes(&bytes), &text);
		HOLDS(fuzz_same(str_bytes(&text), span_of(data, size)));
	}
	return 0;
}
