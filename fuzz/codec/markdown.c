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
	static const char *const elements[][2] = {{"<p>", "</p>"}, {"<ul>", "</ul>"},
	    {"<ol>", "</ol>"}, {"<li>", "</li>"}, {"<blockquote>", "</blockquote>"},
	    {"<pre>", "</pre>"}, {"<code>", "</code>"}, {"<strong>", "</strong>"},
	    {"<em>", "</em>"}, {"<h2>", "</h2>"}, {"<h3>", "</h3>"}, {"<h4>", "</h4>"},
	    {"<h5>", "</h5>"}, {"<a href=\"", "</a>"}};
	STR_AUTO(out, (size_t)1 << 24);
	size_t marks = 0;

	markdown_html(span_of(data, MIN(size, 4096)), 2, &out);
	for (size_t i = 0; i < ARRAY_LEN(elements); i++) {
		size_t n = count(str_text(&out), elements[i][0]);

		HOLDS(n == count(str_text(&out), elements[i][1]));
		marks += 2 * n;
	}
	HOLDS(marks == count(str_text(&out), "<"));
	return 0;
}
