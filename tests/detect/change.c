#include "sample.h"

struct row {
	const char *options, *uri;
	bool match;
};

static const struct row rows[] = {
    {"dotprefix; content:\".abc\"; startswith;", "abc", true},
    {"strip_whitespace; content:\"abc\"; startswith; endswith;", " a b\tc ", true},
    {"compress_whitespace; content:\"a b\"; bsize:3;", "a  \t b", true},
    {"to_lowercase; content:\"abc\";", "ABC", true},
    {"to_uppercase; content:\"ABC\";", "abc", true},
    {"url_decode; content:\"a b\";", "a%20b", true},
    {"url_decode; content:\"a%\";", "a%", true},
    {"to_sha1; content:\"|aa f4 c6 1d dc c5 e8 a2 da be de 0f 3b 48 2c d9 ae a9 43 4d|\";",
	"hello", true},
    {"to_sha256; content:\"|2c f2 4d ba|\"; startswith;", "hello", true},
    {"xor:\"01\"; content:\"`cb\";", "abc", true},
    {"pcrexform:\"id=(\\d+)\"; content:\"42\"; bsize:2;", "x?id=42&y", true},
    {"from_base64; content:\"abc\";", "YWJj", true},
    {"from_base64:mode strict; content:\"abc\";", "!!", false},
    {"to_lowercase; dotprefix; content:\".abc\"; startswith;", "ABC", true},
};

TEST(transforms)
{
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sample s;

		sample_begin(&s,
		    arena_printf(arena, "alert http any any -> any any (http.uri; %s sid:1;)\n",
			rows[i].options));
		sample_tx(&s, PROTO_HTTP1);
		sample_buffer(&s, BUFFER_HTTP_URI, FLOW_TO_SERVER, rows[i].uri);
		sample_grown(&s, FLOW_TO_SERVER, true);
		if ((s.n == 1) != rows[i].match)
			print_message("# %s over %s\n", rows[i].options, rows[i].uri);
		assert_int_equal(s.n == 1, rows[i].match);
		sample_end(&s);
	}
	(void)arena_free(arena);
}
