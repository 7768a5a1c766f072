#include "wire/imap.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size), rest, words = {0}, capability;
	struct imap_answer answer, again;
	size_t n = 0;

	if (imap_greeting_size(all, &n) == 0)
		HOLDS(n >= 4 && n <= size && imap_greets(all));
	if (imap_answer_parse(all, "a", &answer) < 0)
		return 0;
	HOLDS(answer.size <= size && answer.untagged.n < answer.size);
	HOLDS(imap_answer_parse(span_sub(all, 0, answer.size), "a", &again) == 0 &&
	      again.size == answer.size);
	HOLDS(
	    imap_answer_parse(span_sub(all, 0, answer.size - 1), "a", &again) == ERR_TRUNCATED);
	rest = answer.untagged;
	while (imap_capability(&rest, &words, &capability))
		HOLDS(capability.n && fuzz_inside(capability, answer.untagged));
	return 0;
}
