/* Any text gives elements that close, and no other elements and attributes than those of the
 * subset. */
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
	static const char *const elements[] = {"p", "ul", "ol", "li", "blockquote", "pre", "code",
	    "strong", "em", "h2", "h3", "h4", "h5"};
	STR_AUTO(out, (size_t)1 << 24);
	size_t marks;

	markdown_html(span_of(data, MIN(size, 4096)), 2, &out);
	marks = 2 * count(str_text(&out), "<a href=\"");
	HOLDS(marks == 2 * count(str_text(&out), "</a>"));
	for (size_t i = 0; i < ARRAY_LEN(elements); i++) {
		char open[20], close[20];

		(void)snprintf(open, sizeof(open), "<%s>", elements[i]);
		(void)snprintf(close, sizeof(close), "</%s>", elements[i]);
		HOLDS(count(str_text(&out), open) == count(str_text(&out), close));
		marks += 2 * count(str_text(&out), open);
	}
	HOLDS(marks == count(str_text(&out), "<"));
	return 0;
}
