#include "codec/idn.h"

#include "test.h"

TEST(idn_names)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
	    {"www.Example.TEST", "www.example.test"},
	    {"example.test.", "example.test"},
	    {"a", "a"},
	    {"_dmarc.example.test", "_dmarc.example.test"},
	    {"xn--bcher-kva.test", "xn--bcher-kva.test"},
	    {"b\xc3\xbc"
	     "cher.test",
		"xn--bcher-kva.test"},
	    {"B\xc3\x9c"
	     "CHER.test",
		"xn--bcher-kva.test"},
	    {"bu\xcc\x88"
	     "cher.test",
		"xn--bcher-kva.test"},              /* decomposed */
	    {"fa\xc3\x9f.test", "xn--fa-hia.test"}, /* nontransitional: not fass */
	    {"sykehus-\xc3\xb8.test", "xn--sykehus--d5a.test"},
	    {"1.2.3", "1.2.3"},
	    {"", NULL},
	    {".", NULL},
	    {"a..b", NULL},
	    {".a", NULL},
	    {"a..", NULL},
	    {"-a.test", NULL},
	    {"a-.test", NULL},
	    {"a b.test", NULL},
	    {"a/b", NULL},
	    {"a\\046b", NULL},
	    {"a:80", NULL},
	    {"*.test", NULL},
	    {"a\xff.test", NULL},
	    {"\xe2\x80\xae.test", NULL}, /* right-to-left override */
	    {"a\nb.test", NULL},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *got = NULL;
		int r = idn_to_ascii(span_str(rows[i].in), arena, &got);

		if (r != (rows[i].out ? 0 : ERR_SYNTAX))
			fail_msg("\"%s\" gives %d", rows[i].in, r);
		if (rows[i].out)
			assert_string_equal(got, rows[i].out);
		else
			assert_null(got);
	}
	assert_int_equal(
	    idn_to_ascii(span_of("a\0b.test", 8), arena, &(char *){NULL}), ERR_SYNTAX);
	arena_free(arena);
}

TEST(idn_lengths)
{
	struct arena *arena = arena_new();
	char label[65], name[300];
	char *got;

	memset(label, 'a', 64);
	label[64] = '\0';
	assert_int_equal(idn_to_ascii(span_str(label), arena, &got), ERR_SYNTAX);
	assert_int_equal(idn_to_ascii(span_of(label, 63), arena, &got), 0);
	for (size_t i = 0; i < sizeof(name); i++)
		name[i] = i % 2 ? '.' : 'a';
	assert_int_equal(idn_to_ascii(span_of(name, 253), arena, &got), 0);
	assert_int_equal(idn_to_ascii(span_of(name, 255), arena, &got), ERR_SYNTAX);
	arena_free(arena);
}

TEST(idn_within_is_by_whole_labels)
{
	assert_true(idn_within("a.test", "a.test"));
	assert_true(idn_within("x.a.test", "a.test"));
	assert_true(idn_within("y.x.a.test", "a.test"));
	assert_false(idn_within("xa.test", "a.test"));
	assert_false(idn_within("a.test", "x.a.test"));
	assert_false(idn_within("a.test.evil", "a.test"));
	assert_false(idn_within("test", "a.test"));
	assert_false(idn_within("", "a.test"));
}
