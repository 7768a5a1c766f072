#include "fuzz.h"
#include "rule/compile.h"
#include "rule/image.h"

/* Whatever rules are taken make an image that opens. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct rule_compile *c = rule_compile_new(arena);
	struct rule_image *image = NULL;
	struct msg msg = {0};
	STR_AUTO(bytes, 64 << 20);

	rule_compile_add(c, "fuzz", span_of(data, size));
	if (c->rules.n > 200)
		return 0;
	if (rule_compile_end(c, &bytes, &msg) == 0)
		HOLDS(rule_image_of(str_bytes(&bytes), &image, &msg) == 0);
	(void)rule_image_close(image);
	return 0;
}
