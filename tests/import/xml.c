#include "import/xml.h"

#include "base/str.h"
#include "test.h"

static const char *const skip[] = {"secret", NULL};

static int parse(struct arena *a, const char *text, struct xml_node **ret)
{
	struct msg msg = {0};
	int r = xml_parse(span_str(text), skip, a, ret, &msg);

	assert_int_equal(r < 0, msg.what[0] != '\0');
	return r;
}

TEST(xml_is_a_tree)
{
	struct arena *a = arena_new();
	struct xml_node *root = NULL;
	const struct xml_node *b;
	int n = 0;

	assert_int_equal(parse(a,
			     "<a x='1' y=\"&lt;2&#233;\"> t<b>one</b>u<c/><b k=\"v\">"
			     "<![CDATA[two & <three>]]></b></a>",
			     &root),
	    0);
	assert_string_equal(root->name, "a");
	assert_string_equal(root->text, " tu");
	assert_string_equal(xml_attr(root, "x"), "1");
	assert_string_equal(xml_attr(root, "y"), "<2\xc3\xa9");
	assert_string_equal(xml_attr(root, "z"), "");
	assert_string_equal(xml_text(root, "b"), "one");
	assert_string_equal(xml_text(root, "d"), "");
	b = xml_next(xml_child(root, "b"), "b");
	assert_string_equal(b->text, "two & <three>");
	assert_null(xml_next(b, "b"));
	xml_each(it, root, "b") n++;
	assert_int_equal(n, 2);
	assert_null(xml_child(NULL, "b"));
	assert_string_equal(xml_attr(NULL, "b"), "");
	arena_free(a);
}

TEST(xml_leaves_out_what_is_not_to_be_kept)
{
	struct arena *a = arena_new();
	struct xml_node *root = NULL;

	assert_int_equal(parse(a, "<a><secret k='v'>x<b>y</b></secret><b>z</b></a>", &root), 0);
	assert_string_equal(xml_text(root, "secret"), "");
	assert_string_equal(xml_attr(xml_child(root, "secret"), "k"), "");
	assert_null(xml_child(root, "secret")->first);
	assert_string_equal(xml_text(root, "b"), "z");
	arena_free(a);
}

/* A billion laughs, files of the host, parameters: nothing that declares an entity is read. */
TEST(xml_refuses_entities)
{
	static const char *const bad[] = {
	    "<!DOCTYPE a [<!ENTITY l \"lol\"><!ENTITY m \"&l;&l;&l;\">]><a>&m;</a>",
	    "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
	    "<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://192.0.2.1/x\"> %p;]><a/>",
	    "<!DOCTYPE a [<!ENTITY unused \"x\">]><a/>"};
	struct arena *a = arena_new();
	struct xml_node *root = NULL;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(parse(a, bad[i], &root), ERR_DENIED);
	assert_int_equal(parse(a, "<a>&nobody;</a>", &root), ERR_SYNTAX);
	assert_null(root);
	arena_free(a);
}

/* Values that a declaration gives to every element would grow the file. */
TEST(xml_takes_no_values_from_declarations)
{
	struct arena *a = arena_new();
	struct xml_node *root = NULL;

	assert_int_equal(
	    parse(a, "<!DOCTYPE a [<!ATTLIST b k CDATA \"given\">]><a><b/><b k='own'/></a>",
		&root),
	    0);
	assert_string_equal(xml_attr(xml_child(root, "b"), "k"), "");
	assert_string_equal(xml_attr(xml_next(xml_child(root, "b"), "b"), "k"), "own");
	arena_free(a);
}

TEST(xml_is_bounded)
{
	struct arena *a = arena_new();
	struct xml_node *root = NULL;
	STR_AUTO(deep, 1 << 20);

	for (int i = 0; i <= XML_DEPTH; i++)
		str_add(&deep, "<a>");
	assert_int_equal(parse(a, str_text(&deep), &root), ERR_LIMIT);
	str_clear(&deep);
	str_add(&deep, "<a>");
	for (int i = 0; i < XML_TEXT; i++)
		str_add(&deep, "xy");
	str_add(&deep, "</a>");
	assert_int_equal(parse(a, str_text(&deep), &root), 0);
	assert_int_equal(strlen(root->text), XML_TEXT);
	assert_int_equal(parse(a, "", &root), ERR_SYNTAX);
	assert_int_equal(parse(a, "<a><b></a>", &root), ERR_SYNTAX);
	arena_free(a);
}

TEST(xml_root_is_found_without_parsing)
{
	static const char *const texts[] = {"<nmaprun x='1'>",
	    "<?xml version='1.0'?>\n<nmaprun/>",
	    "<!DOCTYPE nmaprun [<!ELEMENT other (a)>]>\n<nmaprun>", "<!-- <no> --><nmaprun >"};
	struct span name;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		assert_true(xml_root(span_str(texts[i]), &name));
		assert_true(span_eq(name, "nmaprun"));
	}
	assert_false(xml_root(span_str("no markup"), &name));
	assert_false(xml_root(span_str("<!-- <no>"), &name));
	assert_false(xml_root(span_str(""), &name));
}
