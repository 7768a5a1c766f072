#include "feed/csaf_tree.h"

#include "test.h"

static struct feed_read rd;

static struct csaf_tree read(const char *text, struct arena *a)
{
	struct csaf_tree tree;
	struct json *v;

	rd = (struct feed_read){0};
	assert_int_equal(json_parse(span_str(text), a, &v, NULL), 0);
	csaf_tree_read(&tree, v, &rd, a);
	return tree;
}

TEST(csaf_tree_gives_each_id_what_stands_above_it)
{
	struct arena *a = arena_new();
	struct csaf_tree t = read(
	    "{\"branches\":[{\"category\":\"vendor\",\"name\":\"V\",\"branches\":[{"
	    "\"category\":"
	    "\"product_family\",\"name\":\"F\",\"branches\":[{\"category\":\"product_name\","
	    "\"name\":\"P\",\"product\":{\"product_id\":\"0\",\"name\":\"V P\"},\"branches\":["
	    "{\"category\":\"product_version_range\",\"name\":\"<2\",\"product\":{\"product_"
	    "id\":"
	    "\"1\",\"name\":\"V P <2\"}},{\"category\":\"product_version\",\"name\":\"2\","
	    "\"branches\":[{\"category\":\"service_pack\",\"name\":\"sp1\",\"product\":{"
	    "\"product_id\":\"2\",\"name\":\"x\"}}]}]}]}]}],\"full_product_names\":[{"
	    "\"product_id\":\"3\",\"name\":\"Whole\"},{\"product_id\":\"3\",\"name\":\"Again\"}"
	    ","
	    "{\"name\":\"none\"}],\"relationships\":[{\"category\":\"installed_on\","
	    "\"product_reference\":\"1\",\"relates_to_product_reference\":\"3\","
	    "\"full_product_name\":{\"product_id\":\"4\",\"name\":\"both\"}}]}",
	    a);
	const struct csaf_product *p = csaf_tree_find(&t, "1");

	assert_int_equal(t.all.n, 5);
	assert_string_equal(p->vendor, "V");
	assert_string_equal(p->family, "F");
	assert_string_equal(p->name, "P");
	assert_string_equal(p->version, "<2");
	assert_true(p->range);
	assert_null(csaf_tree_find(&t, "0")->version);
	p = csaf_tree_find(&t, "2");
	assert_string_equal(p->version, "2");
	assert_string_equal(p->update, "sp1");
	assert_false(p->range);
	assert_string_equal(csaf_tree_find(&t, "3")->full, "Whole");
	p = csaf_tree_find(&t, "4");
	assert_int_equal(p->bond, CSAF_ON);
	assert_string_equal(p->first, "1");
	assert_string_equal(p->second, "3");
	assert_null(csaf_tree_find(&t, "5"));
	assert_null(csaf_tree_find(&t, NULL));
	assert_int_equal(rd.remarks, 2);
	(void)arena_free(a);
}

TEST(csaf_tree_mends_what_was_encoded_twice)
{
	static const char *const cases[][2] = {
	    {"Yhtym\xC3\x83\xC2\xA4", "Yhtym\xC3\xA4"},
	    {"vendor\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2s", "vendor\xE2\x80\x99s"},
	    {"Yhtym\xC3\xA4", "Yhtym\xC3\xA4"},
	    {"\xC3\x83", "\xC3\x83"},
	    {"plain", "plain"},
	    {"\xE2\x82\xAC 5", "\xE2\x82\xAC 5"},
	    {"S\xC3\xA3o \xC3\x82ngelo", "S\xC3\xA3o \xC3\x82ngelo"},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		bool mended = false;

		assert_string_equal(csaf_mend(cases[i][0], a, &mended), cases[i][1]);
		assert_int_equal(mended, strcmp(cases[i][0], cases[i][1]) != 0);
	}
	assert_null(csaf_mend(NULL, a, NULL));
	(void)arena_free(a);
}
