/* Where a value may stand in a page, and where it would be code. */
#include "test.h"

#include "codec/template.h"

static int add(const char *text, const char *name, struct msg *msg)
{
	struct template_set *set = template_set_new();
	int r = template_add(set, name, text, msg);

	template_set_free(set);
	return r;
}

static void refused(const char *text, const char *detail)
{
	struct msg msg = {0};

	if (add(text, "page", &msg) != ERR_SYNTAX)
		fail_msg("compiled: %s", text);
	if (!strstr(msg.detail, detail))
		fail_msg("%s: \"%s\" has no \"%s\"", text, msg.detail, detail);
	assert_int_equal(add(text, "mail.txt", &msg), 0); /* no page, no tags */
}

static void accepted(const char *text)
{
	struct msg msg = {0};

	if (add(text, "page", &msg) < 0)
		fail_msg("%s: %s", text, msg.detail);
}

TEST(place_between_elements_and_in_quotes)
{
	accepted("<!DOCTYPE html><p>{{a}}{{{a}}}</p> 1 < 2 {{a}} <3 {{a}}");
	accepted("<p class=\"a {{b}}\" title='{{_ text}}' data-x = \"{{a}}\">{{a}}");
	accepted("<input value=\"{{a}}\"{{#b}} checked{{/b}}{{^b}} disabled{{/b}}/>{{a}}");
	accepted("<a class=\"{{#b}}x {{c}}{{/b}}\">{{a}}</a>");
	accepted("<title>{{a}}</title><textarea name=x>\n{{a}}</textarea>{{{a}}}");
	accepted("<script src=\"/varde.js\"></script>{{a}}<style>a{b:c}</style >{{{a}}}");
	accepted("<!-- <p title= --><p>{{a}}</p>");
	accepted("<br/>{{{a}}}<hr title=x>{{{a}}}");
}

TEST(place_refuses_bare_values)
{
	refused("<p class={{a}}>x</p>", "needs quotes");
	refused("<p class= {{a}}>x</p>", "needs quotes");
	refused("<p class=a-{{a}}>x</p>", "needs quotes");
	refused("<p class={{_ text}}>x</p>", "needs quotes");
	refused("<p {{a}}>x</p>", "name of an attribute");
	refused("<p a{{a}}>x</p>", "name of an attribute");
	refused("<p title=\"x\"{{%t a}}>x</p>", "name of an attribute");
	refused("<{{a}}>", "name of a tag");
	refused("</{{a}}>", "name of a tag");
	refused("<h{{a}}>", "name of an attribute");
}

TEST(place_refuses_code)
{
	refused("<script>var a = '{{a}}'</script>", "would be code");
	refused("<SCRIPT type=x>{{a}}</SCRIPT>", "would be code");
	refused("<script></scripty>{{a}}</script>", "would be code");
	refused("<script>'</p>' {{a}}</script>", "would be code");
	refused("<style>{{_ text}}</style>", "would be code");
	refused("<p onclick=\"go('{{a}}')\">x</p>", "this attribute is code");
	refused("<p OnClick='{{a}}'>x</p>", "this attribute is code");
	refused("<p style=\"width:{{a}}\">x</p>", "this attribute is code");
	refused("<iframe srcdoc=\"{{a}}\"></iframe>", "this attribute is code");
	refused("<!-- {{a}} -->", "HTML comment");
}

TEST(place_refuses_what_is_not_escaped_in_values)
{
	refused("<p title=\"{{{a}}}\">x</p>", "between elements only");
	refused("<p title='{{&a}}'>x</p>", "between elements only");
	refused("<textarea>{{{a}}}</textarea>", "between elements only");
	refused("<p title=\"{{>part}}\">x</p>", "between elements only");
}

TEST(place_sections_go_on_as_they_began)
{
	refused("<p {{#a}}title=\"{{/a}}x\">y</p>", "same place of the page");
	refused("{{#a}}<p {{/a}}title=\"x\">y</p>", "same place of the page");
	refused("<p title={{#a}}\"x\"{{/a}}>y</p>", "same place of the page");
	refused("{{#a}}<script>{{/a}}x</script>", "same place of the page");
	refused("<p title=\"x", "ends inside a tag");
	refused("<!-- x", "ends inside a tag");
}

TEST(place_addresses)
{
	accepted("<a href=\"{{a}}\">x</a><img src='{{a}}'><form action=\"{{a}}\"></form>");
	accepted("<a href=\"/x?q={{%url a}}&amp;r={{%url b}}#{{c}}\">x</a>");
	accepted("<a href=\"mailto:{{a}}\">x</a><a href='tel:{{a}}'>x</a>");
	refused("<a href=\"javascript:go({{a}})\">x</a>", "an address that runs");
	refused("<a href=\" \nJavaScript:{{%url b}}{{a}}\">x</a>", "an address that runs");
	refused("<a href=\"data:{{a}}\">x</a>", "an address that runs");
	refused("<a href=\"{{_ text}}\">x</a>", "may stand in an address");
	refused("<a href=\"/{{%t a}}\">x</a>", "may stand in an address");
	refused("<a href=\"{{{a}}}\">x</a>", "between elements only");
}

static void check(const char *text, const char *value, const char *expected)
{
	const struct template_reader reader = {.lang = "en"};
	struct template_set *set = template_set_new();
	struct json_member members[] = {
	    {"a", 1, {.type = JSON_STRING, .string = {value, strlen(value)}}}};
	struct json values = {.type = JSON_OBJECT, .object = {members, 1}};
	struct msg msg;
	STR_AUTO(out, 4096);

	assert_int_equal(template_add(set, "t", text, &msg), 0);
	assert_int_equal(template_render(template_of(set, "t"), &values, &reader, &out), 0);
	assert_string_equal(str_text(&out), expected);
	template_set_free(set);
}

TEST(place_addresses_begin_with_what_cannot_run)
{
	static const char *const good[] = {"/", "/a/b", "https://example.org/", "HTTP://x",
	    "mailto:cert@example.org", "?page=2", "#top"};
	static const char *const bad[] = {"javascript:alert(1)", " javascript:alert(1)",
	    "JaVaScRiPt:alert(1)", "java\nscript:x", "data:text/html,x", "vbscript:x",
	    "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "",
	    "\x01javascript:x", "ftp://x", "x", "https:evil"};
	char expected[200];

	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		(void)snprintf(expected, sizeof(expected), "<a href=\"%s\">", good[i]);
		check("<a href=\"{{a}}\">", good[i], expected);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		check("<a href=\"{{a}}\">", bad[i], "<a href=\"#\">");
}

TEST(place_addresses_begin_once)
{
	check("<a href=\"{{a}}/{{a}}\">", "x", "<a href=\"#/x\">");
	check("<a href=\" {{a}}\">", "javascript:x", "<a href=\" #\">");
	/* The section may write nothing, so that what follows begins the address. */
	check("<a href=\"{{#b}}/b/{{/b}}{{a}}\">", "javascript:x", "<a href=\"#\">");
	check("<a href=\"{{^a}}/b/{{/a}}{{a}}\">", "javascript:x", "<a href=\"#\">");
	check("<a href=\"/b/{{a}}\">", "javascript:x", "<a href=\"/b/javascript:x\">");
	check("<a href=\"/b?q={{%url a}}\">", "a b&\"=æ",
	    "<a href=\"/b?q=a%20b%26%22%3D%C3%A6\">");
	check("<a href=\"{{%url a}}\">", "javascript:x", "<a href=\"javascript%3Ax\">");
	check("<p title=\"{{a}}\">", "\" onclick=\"x", "<p title=\"&quot; onclick=&quot;x\">");
}
