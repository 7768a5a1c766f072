/* Any text gives elements that close, and none that runs anything. */
#include "codec/markdown.h"

#include "fuzz.h"

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what)) && ++n)
		text++;
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	STR_AUTO(out, (size_t)1 << 24);

	markdown_html(span_of(data, MIN(size, 4096)), 2, &out);
	HOLDS(count(str_text(&out), "<") == 2 * count(str_text(&out), "</"));
	HOLDS(count(str_text(&out), "<a ") == count(str_text(&out), "<a href=\""));
	HOLDS(count(str_text(&out), "<s") == count(str_text(&out), "<strong>"));
	HOLDS(!strstr(str_text(&out), "<i"));
	return 0;
}
