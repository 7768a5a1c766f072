#include "wire/http.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size), body;
	struct arena *arena = arena_new();
	struct http_head h;
	STR_AUTO(out, 4096);
	size_t at = 0;
	int r = http_parse_head(all, arena, &h);

	if (r == 0) {
		HOLDS(h.bytes > 0 && h.bytes <= size && h.status >= 100 && h.status <= 999);
		vec_foreach (hd, &h.headers) {
			HOLDS(hd->name && hd->value && !strpbrk(hd->value, "\n"));
			HOLDS(http_header(&h, hd->name));
		}
	}
	body = r == 0 ? span_sub(all, h.bytes, size) : all;
	if (http_unchunk(body, &out) && str_bytes(&out).n < 4096)
		HOLDS(http_chunks_end(body, &at));
	HOLDS(at <= body.n && str_ok(&out) == 0);
	arena_free(arena);
	return 0;
}
