/* Foreign text in a drawing and its names never becomes markup. */
#include "codec/svg.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_strndup(arena, data, size);
	struct canvas c;
	size_t open = 0;
	double v = 0;
	STR_AUTO(out, (size_t)1 << 24);

	memcpy(&v, data, size < sizeof(v) ? size : sizeof(v));
	canvas_init(&c, arena, v, 10);
	canvas_arc(&c, v, 0, v, v, 0, v, 0);
	canvas_text(&c, v, v, v, false, ANCHOR_END, 0, text);
	svg_write(&c, text, text, 1, &out);
	for (size_t i = 0; i < out.n; i++)
		open += out.p[i] == '<';
	/* svg, title, desc, text and their ends, and the arc unless it is empty. */
	HOLDS(open == 8 || open == 9);
	arena_free(arena);
	return 0;
}
