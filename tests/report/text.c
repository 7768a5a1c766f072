#include "test.h"

#include "pack/kb.h"
#include "report/text.h"

static struct arena *arena;

static void check_clean(const char *s, size_t max, const char *expected)
{
	arena = arena_new();
	assert_string_equal(text_clean(arena, s, max), expected);
	arena_free(arena);
}

TEST(text_clean_shows_what_is_hidden)
{
	check_clean("\x1b[31mred\x1b[0m", 0, "\\x1b[31mred\\x1b[0m");
	check_clean("a\xe2\x80\xae"
		    "b",
	    0, "a[U+202E]b");
	check_clean("  a \r\n\t b  ", 0, "a b");
	check_clean("bad \xff byte", 0, "bad \xef\xbf\xbd byte");
	check_clean(NULL, 0, "");
	check_clean("<b>&", 0, "<b>&"); /* escaping is the writers' work */
}

TEST(text_clean_cuts_whole_characters)
{
	check_clean("blåbær", 6, "blåbær");
	check_clean("blåbærsyltetøy", 6, "blåbær\xe2\x80\xa6");
	check_clean("ab cd", 3, "ab\xe2\x80\xa6");
}

TEST(text_runs_follow_backticks)
{
	static const struct {
		enum doc_style style;
		const char *text;
	} expected[] = {
	    {RUN_PLAIN, "set "}, {RUN_CODE, "a: b"}, {RUN_PLAIN, " and "}, {RUN_CODE, "c"}};
	struct doc *doc;
	struct doc_node *p;

	arena = arena_new();
	doc = doc_new(arena, "en");
	p = doc_add(doc, doc->body, DOC_PARA);
	text_runs(doc, p, "set `a: b` and `c`");
	assert_int_equal(p->runs.v.n, ARRAY_LEN(expected));
	for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
		assert_int_equal(p->runs.v.items[i].style, expected[i].style);
		assert_string_equal(p->runs.v.items[i].text, expected[i].text);
	}
	arena_free(arena);
}

TEST(text_runs_keep_lone_backticks)
{
	static const char *const texts[] = {"a ` b", "`", "``", "a``b", "`a`b`", "`a` `", "x`"};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct doc *doc;
		struct doc_node *p;
		size_t n = 0, ticks = 0;

		arena = arena_new();
		doc = doc_new(arena, "en");
		p = doc_add(doc, doc->body, DOC_PARA);
		text_runs(doc, p, texts[i]);
		vec_foreach (r, &p->runs.v)
			n += strlen(r->text);
		for (const char *c = texts[i]; *c; c++)
			ticks += *c == '`';
		/* All but whole pairs of backticks is there. */
		assert_int_equal(n, strlen(texts[i]) - ticks / 2 * 2);
		arena_free(arena);
	}
}

static void check_sentence(const char *text, const char *expected)
{
	arena = arena_new();
	assert_string_equal(text_first_sentence(arena, text), expected);
	arena_free(arena);
}

TEST(text_first_sentence_ends_at_its_stop)
{
	check_sentence("Switch it off. Then restart.", "Switch it off.");
	check_sentence(
	    "Allow only TLS 1.2 and TLS 1.3. Test it.", "Allow only TLS 1.2 and TLS 1.3.");
	check_sentence("Run `a. B` first. Then stop.", "Run `a. B` first.");
	check_sentence("One only", "One only");
	check_sentence("See e.g. nginx. Élargir.", "See e.g. nginx.");
	check_sentence("Fermez le port. Élargissez ensuite.", "Fermez le port.");
	check_sentence("Set it. `nginx -t` checks.", "Set it.");
}

TEST(text_endpoint_brackets_ipv6)
{
	arena = arena_new();
	assert_string_equal(text_endpoint(arena, "192.0.2.1", 443, 0), "192.0.2.1:443");
	assert_string_equal(
	    text_endpoint(arena, "2001:db8::1", 161, 1), "[2001:db8::1]:161/udp");
	assert_string_equal(text_endpoint(arena, "2001:db8::1", 0, 0), "2001:db8::1");
	arena_free(arena);
}

TEST(text_join_and_length)
{
	static const char *const items[] = {"a", "b", "ø"};

	arena = arena_new();
	assert_string_equal(text_join(arena, items, 3, ", "), "a, b, ø");
	assert_string_equal(text_join(arena, items, 0, ", "), "");
	assert_int_equal(text_length("blåbær"), 6);
	assert_string_equal(text_plain(arena, "run `x` now"), "run x now");
	arena_free(arena);
}

static size_t count_code(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '`';
	assert_int_equal(n % 2, 0);
	return n / 2;
}

/* A command of one language that the others print as prose would lose its quotes and dashes. */
TEST(text_of_each_finding_marks_the_same_code_in_all_languages)
{
	const struct pack *kb = kb_builtin();
	struct pack_iter it = kb_findings(kb);
	const char *id;

	while (kb_next_id(&it, &id)) {
		for (const char *const *product = kb_products; *product; product++)
			for (int part = KB_FIX; part <= KB_VERIFY; part++) {
				size_t n = count_code(
				    kb_text(kb, id, "en", (enum kb_part)part, *product));

				for (const char *const *lang = kb_langs; *lang; lang++)
					if (count_code(kb_text(kb, id, *lang,
						(enum kb_part)part, *product)) != n)
						fail_msg("%s, %s, %s: other code than in en",
						    id, *product, *lang);
			}
	}
}
