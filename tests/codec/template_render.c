/* What the reader's language, zone and catalogue do to a template. */
#include "test.h"

#include "codec/template.h"

#include <pthread.h>

#define NBSP   "\xc2\xa0"
#define NARROW "\xe2\x80\xaf"

static void put_word(struct str *out, size_t v)
{
	str_u32_le(out, (uint32_t)v);
}

/* A compiled catalogue (GNU gettext manual, "The Format of GNU MO Files") of n pairs in the
 * order of their keys; "\0" inside separates plural forms. */
static struct span catalogue(struct arena *arena, const struct span (*pairs)[2], size_t n)
{
	STR_AUTO(out, 1 << 16);
	size_t at = 28 + 16 * n;

	put_word(&out, 0x950412de);
	put_word(&out, 0);
	put_word(&out, n);
	put_word(&out, 28);
	put_word(&out, 28 + 8 * n);
	put_word(&out, 0);
	put_word(&out, 0);
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < n; i++) {
			put_word(&out, pairs[i][side].n);
			put_word(&out, at);
			at += pairs[i][side].n + 1;
		}
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < n; i++) {
			str_span(&out, pairs[i][side]);
			str_char(&out, '\0');
		}
	return arena_span(arena, str_bytes(&out));
}

#define BYTES(text)                                       \
	{                                                 \
		(const uint8_t *)(text), sizeof(text) - 1 \
	}

static const struct span french[][2] = {
    {BYTES("<b> is bold"), BYTES("<b> est « gras »")},
    {BYTES("Hello {name}, it is {a.b}"), BYTES("{a.b}, {name} : bonjour {unknown} {a b}")},
    {BYTES("open"), BYTES("ouvert")},
    {BYTES("{n} case of {name}\0{n} cases of {name}"),
	BYTES("{n} cas de {name}\0{n} cas de {name} en tout")},
};

/* Renders with the French catalogue, in the zone of Oslo in winter. */
static void check_named(const char *name, const char *lang, const char *text,
    const char *values, const char *expected)
{
	struct arena *arena = arena_new();
	struct template_set *set = template_set_new();
	struct mo mo;
	struct template_reader reader = {.lang = lang, .zone = 60};
	struct msg msg = {0};
	struct json *json;
	STR_AUTO(out, 4096);

	assert_int_equal(mo_open(catalogue(arena, french, ARRAY_LEN(french)), &mo), 0);
	if (strcmp(lang, "fr") == 0)
		reader.mo = &mo;
	assert_int_equal(json_parse(span_str(values), arena, &json, NULL), 0);
	if (template_add(set, name, text, &msg) < 0)
		fail_msg("%s", msg.detail);
	assert_int_equal(template_link(set, &msg), 0);
	assert_int_equal(template_render(template_of(set, name), json, &reader, &out), 0);
	assert_string_equal(str_text(&out), expected);
	template_set_free(set);
	arena_free(arena);
}

static void check(const char *lang, const char *text, const char *values, const char *expected)
{
	check_named("page", lang, text, values, expected);
}

TEST(render_words)
{
	check("en", "{{_ open}}/{{_ other}}", "{}", "open/other");
	check("fr", "{{_ open}}/{{_ other}}", "{}", "ouvert/other");
	check("fr", "{{_\n  <b> is\n\t bold }}", "{}", "&lt;b&gt; est « gras »");
}

TEST(render_placeholders)
{
	check("en", "{{_ Hello {name}, it is {a.b}}}.", "{\"name\":\"<Jo>\",\"a\":{\"b\":1}}",
	    "Hello &lt;Jo&gt;, it is 1.");
	check("fr", "{{_ Hello {name}, it is {a.b}}}", "{\"name\":\"{x}\",\"a\":{\"b\":true}}",
	    "true, {x} : bonjour  {a b}");
	check("en", "{{_ {} { {a b} {x}}}", "{\"x\":1}", "{} { {a b} 1");
	check("en", "{{_ {a.b.c.d.e.f.g.h.i} {.} {a.} {..}}}", "{\"a\":1}", "   ");
}

TEST(render_plurals)
{
	static const char *const text = "{{_n n|{n} case of {name}|{n} cases of {name}}}";

	check("en", text, "{\"n\":1,\"name\":\"x\"}", "1 case of x");
	check("en", text, "{\"n\":0,\"name\":\"x\"}", "0 cases of x");
	check("en", text, "{\"n\":[5,6],\"name\":\"<\"}", "2 cases of &lt;");
	check("fr", text, "{\"n\":0,\"name\":\"x\"}", "0 cas de x");
	check("fr", text, "{\"n\":12345,\"name\":\"x\"}", "12" NARROW "345 cas de x en tout");
	check("nb", "{{_n a.b|{a.b} sak|{a.b} saker}}", "{\"a\":{\"b\":1000}}",
	    "1" NBSP "000 saker");
	check("en", "{{_n none|one|many}}", "{}", "many");
	check("en", "{{_n a.b|{count} day|{count} days}}", "{\"a\":{\"b\":7}}", "7 days");
}

TEST(render_items_by_number)
{
	check("en", "{{#a.0}}some{{/a.0}}{{#a.2}}many{{/a.2}}", "{\"a\":[{},{}]}", "some");
	check("en", "{{#a.0}}some{{/a.0}}{{^a.0}}none{{/a.0}}", "{\"a\":[]}", "none");
	check("en", "{{a.1.b}}{{a.-1}}{{a.x}}{{a.01}}", "{\"a\":[1,{\"b\":7}]}", "7");
}

TEST(render_keys)
{
	check("fr", "{{%t state}} {{%t other}}{{%t none}}",
	    "{\"state\":\"open\",\"other\":\"<x>\"}", "ouvert &lt;x&gt;");
	check("fr", "[{{%t empty}}{{%t number}}]", "{\"empty\":\"\",\"number\":7}", "[7]");
}

TEST(render_formats)
{
	static const char *const values =
	    "{\"t\":1795266300000,\"s\":\"2026-11-21T13:05:00Z\",\"n\":1234,\"d\":7500000,"
	    "\"x\":\"<soon>\"}";

	check("en", "{{%time t}}", values, "21 Nov 2026, 14:05");
	check("fr", "{{%time s}}", values, "21 nov. 2026 à 14:05");
	check("nb", "{{%time t}}|{{%date s}}", values, "21. nov. 2026 kl. 14.05|21. nov. 2026");
	check("fr", "{{%number n}}", values, "1" NARROW "234");
	check("nb", "{{%duration d}}", values, "2 t 5 min");
	check("en", "<time datetime=\"{{%iso t}}\">", values,
	    "<time datetime=\"2026-11-21T13:05:00.000Z\">");
	check("en", "{{%time x}}{{%number x}}{{%time none}}{{%duration none}}", values,
	    "&lt;soon&gt;&lt;soon&gt;");
	check("xx", "{{%number n}}", values, "1,234"); /* unknown languages read English */
	check("en", "{{%url x}}", values, "%3Csoon%3E");
}

TEST(render_plain_text)
{
	check_named("mail.txt", "en", "{{x}} <{{x}}> {{_ a {x}}}", "{\"x\":\"<&'\"}",
	    "<&' <<&'> a <&'");
}

/* One template for all threads. */
static struct {
	const struct template *t;
	const struct json *values;
} shared;

static void *many_times(void *state)
{
	const struct template_reader reader = {.lang = "en"};
	size_t *good = state;

	for (int i = 0; i < 500; i++) {
		STR_AUTO(out, 4096);

		if (template_render(shared.t, shared.values, &reader, &out) == 0)
			*good += strcmp(str_text(&out), "1,2,<p>&lt;</p>") == 0;
	}
	return NULL;
}

TEST(render_from_many_threads)
{
	struct arena *arena = arena_new();
	struct template_set *set = template_set_new();
	struct msg msg = {0};
	struct json *json;
	pthread_t threads[4];
	size_t good[4] = {0};

	assert_int_equal(
	    json_parse(span_str("{\"l\":[1,2],\"x\":\"<\"}"), arena, &json, NULL), 0);
	assert_int_equal(template_add(set, "t", "{{#l}}{{.}},{{/l}}{{>p}}", &msg), 0);
	assert_int_equal(template_add(set, "p", "<p>{{x}}</p>", &msg), 0);
	assert_int_equal(template_link(set, &msg), 0);
	shared.t = template_of(set, "t");
	shared.values = json;
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, many_times, &good[i]), 0);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(good[i], 500);
	}
	template_set_free(set);
	arena_free(arena);
}
