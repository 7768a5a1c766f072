/* Files lie inside the body, and pairs that are written are read back the same. */
#include "codec/form.h"
#include "fuzz.h"

#define TYPE span_str("multipart/form-data; boundary=x")
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct span in = span_of(data, size);
	struct form_pairs a = {0}, b = {0};
	struct form_files files = {0};
	const char *path;
	STR_AUTO(out, (size_t)1 << 24);

	if (form_parse(in, arena, &a) == 0) {
		for (size_t i = 0; i < a.n; i++)
			form_put(&out, a.items[i].name, a.items[i].value);
		HOLDS(form_parse(str_bytes(&out), arena, &b) == 0 && a.n == b.n);
		for (size_t i = a.n; i-- > 0;)
			HOLDS(!strcmp(a.items[i].value, b.items[i].value));
	}
	if (form_path(in, arena, &path) == 0)
		HOLDS(*path == '/' && !strstr(path, "//"));
	(void)!form_cookies(in, arena, &b);
	(void)!form_multipart(TYPE, in, arena, &b, &files);
	for (size_t i = 0; i < files.n; i++)
		HOLDS(fuzz_inside(files.items[i].bytes, in));
	arena_free(arena);
	return 0;
}
