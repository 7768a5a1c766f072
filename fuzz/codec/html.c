/* Whatever goes in, no markup, control or override comes out. */
#include "codec/html.h"

#include "codec/utf8.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest;
	uint32_t code;
	STR_AUTO(out, (size_t)1 << 24);

	html_text(&out, span_of(data, size));
	HOLDS(!memchr(str_text(&out), '<', out.n) && !memchr(str_text(&out), '>', out.n));
	HOLDS(!memchr(str_text(&out), '"', out.n) && !memchr(str_text(&out), '\'', out.n));
	for (rest = str_bytes(&out); rest.n;) {
		size_t n = utf8_next(rest, &code);

		HOLDS(n && !html_is_steering(code) &&
		      (code >= 0x20 || code == '\t' || code == '\n'));
		rest = span_sub(rest, n, rest.n);
	}
	return 0;
}
