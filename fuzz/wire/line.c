#include "wire/line.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size), rest = all, line, word;
	size_t words = 0;

	while (line_take(&rest, &line)) {
		HOLDS(fuzz_inside(line, all));
		HOLDS(span_find(line, "\n") < 0);
		while (line_word(&line, &word)) {
			HOLDS(word.n && fuzz_inside(word, all));
			words += word.n;
		}
	}
	HOLDS(span_find(rest, "\n") < 0);
	HOLDS(words <= size);
	return 0;
}
