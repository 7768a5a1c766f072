/*
 * The facts of the mustache specification (1.4) that this subset supports, section by section,
 * and what it refuses.
 */
#include "test.h"

#include "codec/template.h"

static const struct template_reader english = {.lang = "en"};

/* Renders the template "t" of the set with the JSON text as its values. */
static void render(struct template_set *set, const char *values, const char *expected)
{
	struct arena *arena = arena_new();
	struct msg msg = {0};
	struct json *json;
	STR_AUTO(out, 1 << 16);

	assert_int_equal(json_parse(span_str(values), arena, &json, NULL), 0);
	assert_int_equal(template_link(set, &msg), 0);
	assert_int_equal(template_render(template_of(set, "t"), json, &english, &out), 0);
	assert_string_equal(str_text(&out), expected);
	arena_free(arena);
}

static void add(struct template_set *set, const char *name, const char *text)
{
	struct msg msg = {0};

	if (template_add(set, name, text, &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
}

static void check(const char *text, const char *values, const char *expected)
{
	struct template_set *set = template_set_new();

	add(set, "t", text);
	render(set, values, expected);
	template_set_free(set);
}

/* The same with a partial called "p". */
static void check_partial(
    const char *text, const char *partial, const char *values, const char *expected)
{
	struct template_set *set = template_set_new();

	add(set, "t", text);
	add(set, "p", partial);
	render(set, values, expected);
	template_set_free(set);
}

static void refused(const char *text, const char *detail)
{
	struct template_set *set = template_set_new();
	struct msg msg = {0};

	assert_int_equal(template_add(set, "page", text, &msg), ERR_SYNTAX);
	assert_non_null(strstr(msg.what, "page"));
	if (!strstr(msg.detail, detail))
		fail_msg("\"%s\" has no \"%s\"", msg.detail, detail);
	assert_null(template_of(set, "page"));
	template_set_free(set);
}

TEST(template_interpolation)
{
	check("Hei fra {Varde}!\n", "{}", "Hei fra {Varde}!\n");
	check("Hello, {{subject}}!\n", "{\"subject\":\"world\"}", "Hello, world!\n");
	check("{{a}} {{{a}}} {{&a}}", "{\"a\":\"& \\\" < > '\"}",
	    "&amp; &quot; &lt; &gt; &#39; & \" < > ' & \" < > '");
	check("{{a}} {{{a}}}", "{\"a\":85}", "85 85");
	check("{{a}} {{b}} {{c}}", "{\"a\":1.21,\"b\":-0.5,\"c\":1e300}", "1.21 -0.5 1e+300");
	check("[{{a}}{{{a}}}{{no}}]", "{\"a\":null}", "[]");
	check("{{t}} {{f}}", "{\"t\":true,\"f\":false}", "true false");
	check("| {{ a }} |{{{ a }}}|{{& a }}|\n", "{\"a\":\"x\"}", "| x |x|x|\n");
	check("  {{a}}\n", "{\"a\":\"x\"}", "  x\n"); /* never standalone */
	check("{{a}}", "{\"a\":\"one\\r\\ntwo\"}", "one\ntwo");
}

TEST(template_interpolation_dotted_names)
{
	check("{{a.b}} {{#a}}{{b}}{{/a}}", "{\"a\":{\"b\":\"x\"}}", "x x");
	check("{{a.b.c.d}}", "{\"a\":{\"b\":{\"c\":{\"d\":\"x\"}}}}", "x");
	check("[{{a.b.c}}]", "{\"a\":{}}", "[]");
	check("[{{a.b.c}}]", "{\"a\":{\"b\":{}},\"c\":\"no\"}", "[]");
	/* The first part alone is looked up in the stack; the rest in what it found. */
	check("{{#a}}{{b.c}}{{/a}}", "{\"a\":{\"b\":{}},\"b\":{\"c\":\"no\"}}", "");
	check("{{#a}}{{b.c}}{{/a}}", "{\"a\":{\"x\":1},\"b\":{\"c\":\"yes\"}}", "yes");
}

TEST(template_implicit_iterators)
{
	check("{{.}}|{{{.}}}", "\"<\"", "&lt;|<");
	check("{{#l}}({{.}}){{/l}}", "{\"l\":[1,\"b\",2.5]}", "(1)(b)(2.5)");
	check("{{#l}}({{#.}}{{.}}{{/.}}){{/l}}", "{\"l\":[[1,2],[\"a\"]]}", "(12)(a)");
	check("{{#s}}{{.}}{{/s}}", "{\"s\":\"text\"}", "text");
}

TEST(template_sections)
{
	check("{{#b}}yes{{/b}}", "{\"b\":true}", "yes");
	check("[{{#b}}no{{/b}}{{#none}}no{{/none}}{{#nil}}no{{/nil}}]",
	    "{\"b\":false,\"nil\":null}", "[]");
	check("[{{#e}}no{{/e}}{{#z}}no{{/z}}{{#l}}no{{/l}}]", "{\"e\":\"\",\"z\":0,\"l\":[]}",
	    "[]");
	check("{{#o}}yes{{/o}}", "{\"o\":{}}", "yes");
	check("{{#c}}Hi {{name}}.{{/c}}", "{\"c\":{\"name\":\"Jo\"}}", "Hi Jo.");
	check("{{#a}}{{one}}{{#b}}{{one}}{{two}}{{#c}}{{one}}{{three}}{{/c}}{{/b}}{{/a}}",
	    "{\"a\":{\"one\":1},\"b\":{\"two\":2},\"c\":{\"three\":3,\"one\":9}}", "11293");
	check("{{#l}}{{n}}{{/l}}", "{\"l\":[{\"n\":1},{\"n\":2},{\"n\":3}]}", "123");
	check("{{#l}}{{n}}{{/l}}", "{\"n\":\"up\",\"l\":[{\"n\":1},{}]}", "1up");
	check("{{#a}}A{{#a}}B{{/a}}C{{/a}}", "{\"a\":true}", "ABC");
	check("{{#a.b}}yes{{/a.b}}[{{#a.c}}no{{/a.c}}]", "{\"a\":{\"b\":true}}", "yes[]");
	check("|{{# a }}x{{/ a }}|", "{\"a\":true}", "|x|");
}

TEST(template_sections_inverted)
{
	check("{{^b}}yes{{/b}}{{^none}}yes{{/none}}{{^l}}yes{{/l}}", "{\"b\":false,\"l\":[]}",
	    "yesyesyes");
	check("[{{^b}}no{{/b}}{{^o}}no{{/o}}{{^l}}no{{/l}}]", "{\"b\":true,\"o\":{},\"l\":[0]}",
	    "[]");
	check("{{^a.b.c}}none{{/a.b.c}}", "{\"a\":{}}", "none");
	check("{{#l}}{{.}}{{/l}}{{^l}}empty{{/l}}", "{\"l\":[]}", "empty");
}

TEST(template_standalone_lines)
{
	check("| This\n{{#b}}\n|\n{{/b}}\n| line\n", "{\"b\":true}", "| This\n|\n| line\n");
	check(
	    "| This\n  {{#b}}\n|\n\t{{/b}} \n| line\n", "{\"b\":true}", "| This\n|\n| line\n");
	check("|\r\n{{#b}}\r\n{{/b}}\r\n|", "{\"b\":true}", "|\r\n|");
	check("{{^b}}\n/{{/b}}\n/", "{\"b\":false}", "/\n/"); /* the end has company */
	check("  {{#b}}\n#{{/b}}\n/", "{\"b\":true}", "#\n/");
	check("#{{#b}}\n/\n  {{/b}}", "{\"b\":true}", "#\n/\n");
	check(" {{#b}}yes{{/b}}\n {{#b}}good{{/b}}\n", "{\"b\":true}", " yes\n good\n");
	check(" | {{#b}} {{! c }}\n {{/b}} | \n", "{\"b\":true}", " |  \n  | \n");
}

TEST(template_comments)
{
	check("12345{{! comment }}67890", "{}", "1234567890");
	check("12345{{!\n  more\n  lines\n}}67890\n", "{}", "1234567890\n");
	check("Begin.\n{{! comment }}\nEnd.\n", "{}", "Begin.\nEnd.\n");
	check("Begin.\n  {{!\n    more }}\nEnd.\n", "{}", "Begin.\nEnd.\n");
	check("!\n  {{! last }}", "{}", "!\n");
	check("  12 {{! 34 }}\n", "{}", "  12 \n");
}

TEST(template_partials)
{
	check_partial("\"{{>p}}\"", "from {{a}}", "{\"a\":\"here\"}", "\"from here\"");
	check_partial("{{>p}}", "{{c}}({{#n}}{{>p}}{{/n}})",
	    "{\"c\":\"X\",\"n\":[{\"c\":\"Y\",\"n\":[]}]}", "X(Y())");
	check_partial("| {{> p }} |", "[]", "{}", "| [] |");
	check_partial("|\t{{>p}}|", "\t|\t", "{}", "|\t\t|\t|");
	check_partial("|\r\n{{>p}}\r\n|", ">", "{}", "|\r\n>|");
	check_partial("#\n  {{>p}}", ">\n>", "{}", "#\n  >\n  >");
	check_partial("  {{a}}  {{>p}}\n", ">\n>", "{\"a\":\"|\"}", "  |  >\n>\n");
}

TEST(template_partials_indentation)
{
	/* Lines of the partial are indented, line ends of values are not. */
	check_partial("\\\n {{>p}}\n/\n", "|\n{{{c}}}\n|\n", "{\"c\":\"<\\n->\"}",
	    "\\\n |\n <\n->\n |\n/\n");
	check_partial("  {{>p}}\n", "{{#l}}\n-{{.}}\n{{/l}}\n{{#y}}z{{/y}}\n",
	    "{\"l\":[1,2],\"y\":1}", "  -1\n  -2\n  z\n");
	check_partial(" {{>p}}\n", "{{#n}}\n{{c}}\n {{>p}}\n{{/n}}\n",
	    "{\"n\":{\"c\":\"1\",\"n\":{\"c\":\"2\",\"n\":false}}}", " 1\n  2\n");
}

TEST(template_partials_end)
{
	struct template_set *set = template_set_new();
	struct arena *arena = arena_new();
	struct msg msg = {0};
	struct json *json;
	STR_AUTO(out, 1000);

	str_add(&out, "before");
	assert_int_equal(json_parse(span_str("{\"x\":1}"), arena, &json, NULL), 0);
	add(set, "t", "x{{>t}}");
	add(set, "small.txt", "{{x}}");
	assert_int_equal(template_link(set, &msg), 0);
	assert_int_equal(
	    template_render(template_of(set, "t"), json, &english, &out), ERR_LIMIT);
	assert_string_equal(str_text(&out), "before");
	assert_int_equal(template_add(set, "t", "", &msg), ERR_EXISTS);
	add(set, "u", "{{#x}}{{>missing}}{{/x}}");
	assert_int_equal(template_link(set, &msg), ERR_NOTFOUND);
	assert_non_null(strstr(msg.what, "missing"));
	add(set, "missing", "{{>small.txt}}");
	assert_int_equal(template_link(set, &msg), ERR_SYNTAX);
	arena_free(arena);
	template_set_free(set);
}

TEST(template_deep_stacks)
{
	STR_AUTO(text, 4096);
	struct template_set *set = template_set_new();
	struct msg msg = {0};

	for (int i = 0; i < 15; i++)
		str_add(&text, "{{#a}}");
	str_add(&text, "x");
	for (int i = 0; i < 15; i++)
		str_add(&text, "{{/a}}");
	check(str_text(&text), "{\"a\":true}", "x");
	str_clear(&text);
	for (int i = 0; i < 1000; i++)
		str_add(&text, "\n{{#a}}");
	assert_int_equal(template_add(set, "page", str_text(&text), &msg), ERR_SYNTAX);
	assert_string_equal(msg.detail, "line 17: too many sections inside each other");
	template_set_free(set);
}

TEST(template_errors_name_the_line)
{
	refused(
	    "a\nb {{#x}}\n{{/y}}", "line 3: the section that begins in line 2 is called \"x\"");
	refused("\n{{#x}} {{^y}}{{/y}}", "line 2: this section has no end");
	refused("{{/x}}", "line 1: the end of a section that has no beginning");
	refused("\n\n{{x", "line 3: this tag has no end");
	refused("{{{x}}", "has no end");
	refused("{{=<% %>=}}", "not supported");
	refused("{{$block}}{{/block}}", "not supported");
	refused("{{<page}}{{/page}}", "not supported");
	refused("{{}}", "not the name of a value");
	refused("{{a b}}", "not the name of a value");
	refused("{{a..b}}", "not the name of a value");
	refused("{{.a}}", "not the name of a value");
	refused("{{#}}{{/}}", "needs the name");
	refused("{{>}}", "needs the name of a template");
	refused("{{_ }}", "no text to translate");
	refused("{{_n x|one}}", "a plural is");
	refused("{{_n x|one|two|three}}", "a plural is");
	refused("{{_n x y|one|two}}", "a plural is");
	refused("{{%clock x}}", "a format is");
	refused("{{%time}}", "needs the name");
}

TEST(template_full_output_is_an_error)
{
	struct template_set *set = template_set_new();
	struct json json = {.type = JSON_NULL};
	STR_AUTO(out, 4);

	add(set, "t", "12345");
	assert_int_equal(
	    template_render(template_of(set, "t"), &json, &english, &out), ERR_LIMIT);
	template_set_free(set);
}
