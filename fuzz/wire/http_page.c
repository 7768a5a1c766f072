#include "codec/utf8.h"
#include "fuzz.h"
#include "wire/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct http_url base = {true, "www.test", 443, "/a/b"};
	struct span all = span_of(data, size);
	struct arena *arena = arena_new();
	const char *title = http_title(all, arena);
	struct text_values links = {0};

	HOLDS(!title || (strlen(title) <= 512 && utf8_valid(span_str(title))));
	HOLDS(!http_has_password_field(all) || size >= 20);
	http_links(all, arena, 50, &links);
	HOLDS(links.v.n <= 50);
	vec_foreach (l, &links.v) {
		struct http_url u, again;

		if (http_resolve(&base, span_str(*l), arena, &u) < 0)
			continue;
		HOLDS(u.path[0] == '/' && u.port && !strpbrk(u.path, " \r\n#"));
		HOLDS(http_resolve(&base, span_str(http_url_text(&u, arena)), arena, &again) ==
		      0);
		HOLDS(strcmp(again.host, u.host) == 0 && strcmp(again.path, u.path) == 0 &&
		      again.port == u.port);
	}
	arena_free(arena);
	return 0;
}
