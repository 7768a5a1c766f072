#include "desk/ioc.h"

#include "test.h"

#define NOW INT64_C(1795000000000)

TEST(ioc_lists_are_read_with_their_remarks)
{
	static const char text[] = "\xef\xbb\xbf# from the report\n"
				   "evil[.]example  # the dropper\r\n"
				   "\n"
				   "25.1.2.3, first seen on Monday\n"
				   "10.0.0.1\n";
	struct ioc like = {.tlp = TLP_AMBER, .confidence = IOC_HIGH};
	struct arena *arena = arena_new();
	struct ioc_lines lines;
	struct msg why;

	assert_int_equal(ioc_parse_list(span_str(text), &like, NOW, arena, &lines, &why), 0);
	assert_int_equal(lines.all.n, 3);
	assert_int_equal(lines.refused, 1);
	assert_string_equal(lines.all.items[0].ioc.value, "evil.example");
	assert_string_equal(lines.all.items[0].ioc.note, "the dropper");
	assert_int_equal(lines.all.items[0].ioc.tlp, TLP_AMBER);
	assert_int_equal(lines.all.items[0].number, 2);
	assert_string_equal(lines.all.items[1].ioc.note, "first seen on Monday");
	assert_non_null(lines.all.items[2].why);
	assert_int_equal(lines.all.items[2].number, 5);
	arena_free(arena);
}

TEST(ioc_csv_says_more_in_its_columns)
{
	static const char text[] =
	    "type;value;tlp;confidence;kill_chain;days;note;malware\r\n"
	    "wildcard_domain;evil.example;TLP:CLEAR;high;c2;7;\"a; b\";emotet\r\n"
	    ";25.1.2.3;;;;;;\r\n"
	    "domain;ok.example;TLP:PURPLE;;;;;\r\n"
	    "ipv4;evil.example;;;;;;\r\n";
	struct ioc like = {.tlp = TLP_GREEN};
	struct arena *arena = arena_new();
	struct ioc_lines lines;
	struct msg why;

	assert_int_equal(ioc_parse_list(span_str(text), &like, NOW, arena, &lines, &why), 0);
	assert_int_equal(lines.all.n, 4);
	assert_int_equal(lines.refused, 2);
	assert_string_equal(lines.all.items[0].ioc.value, "*.evil.example");
	assert_int_equal(lines.all.items[0].ioc.tlp, TLP_CLEAR);
	assert_int_equal(lines.all.items[0].ioc.confidence, IOC_HIGH);
	assert_int_equal(lines.all.items[0].ioc.kill_chain, IOC_C2);
	assert_int_equal(lines.all.items[0].ioc.expires, NOW + 7 * INT64_C(86400000));
	assert_string_equal(lines.all.items[0].ioc.note, "a; b");
	assert_string_equal(lines.all.items[0].ioc.malware, "emotet");
	assert_int_equal(lines.all.items[1].ioc.type, IOC_IPV4);
	assert_int_equal(lines.all.items[1].ioc.tlp, TLP_GREEN);
	assert_non_null(lines.all.items[2].why);
	assert_non_null(lines.all.items[3].why);
	assert_int_equal(ioc_parse_list(span_str("value,colour\nevil.example,red\n"), &like,
			     NOW, arena, &lines, &why),
	    ERR_SYNTAX);
	assert_int_equal(ioc_parse_list(span_str("value,note\nevil.example,\"open\n"), &like,
			     NOW, arena, &lines, &why),
	    ERR_SYNTAX);
	arena_free(arena);
}

static int read_columns(
    const char *text, const char *mapping, struct arena *arena, struct ioc_lines *ret)
{
	struct ioc like = {.tlp = TLP_GREEN};
	struct msg why = {0};

	return ioc_parse_columns(span_str(text), mapping, &like, NOW, arena, ret, &why);
}

TEST(ioc_columns_of_others_are_understood)
{
	struct arena *arena = arena_new();
	struct ioc_lines lines;

	assert_int_equal(read_columns("indicator,type,comment,family\n"
				      "evil.example,hostname,c2,emotet\n"
				      "25.1.2.3,ip-dst,,\n"
				      "25.1.4.0/24,cidr,,\n"
				      "d41d8cd98f00b204e9800998ecf8427e,FileHash-MD5,,\n"
				      "evil.example,mutex,,\n",
			     NULL, arena, &lines),
	    0);
	assert_int_equal(lines.all.n, 5);
	assert_int_equal(lines.refused, 1);
	assert_int_equal(lines.all.items[0].ioc.type, IOC_DOMAIN);
	assert_string_equal(lines.all.items[0].ioc.note, "c2");
	assert_string_equal(lines.all.items[0].ioc.malware, "emotet");
	assert_int_equal(lines.all.items[1].ioc.type, IOC_IPV4);
	assert_int_equal(lines.all.items[2].ioc.type, IOC_IPV4_CIDR);
	assert_int_equal(lines.all.items[3].ioc.type, IOC_HASH);
	assert_non_null(lines.all.items[4].why);
	arena_free(arena);
}

TEST(ioc_columns_are_mapped_and_the_rest_passed_over)
{
	static const char text[] = "Id;Observable;Colour;Why\n7;evil.example;red;\"a;b\"\n";
	struct arena *arena = arena_new();
	struct ioc_lines lines;

	assert_int_equal(
	    read_columns(text, "value=Observable\n note = Why \n", arena, &lines), 0);
	assert_int_equal(lines.all.n, 1);
	assert_string_equal(lines.all.items[0].ioc.value, "evil.example");
	assert_string_equal(lines.all.items[0].ioc.note, "a;b");
	assert_int_equal(read_columns(text, "value=Nothing", arena, &lines), ERR_SYNTAX);
	assert_int_equal(read_columns(text, "price=Observable", arena, &lines), ERR_SYNTAX);
	assert_int_equal(read_columns(text, "nonsense", arena, &lines), ERR_SYNTAX);
	arena_free(arena);
}

TEST(ioc_csv_that_is_none_is_refused_whole_with_its_line)
{
	struct arena *arena = arena_new();
	struct ioc like = {0};
	struct ioc_lines lines = {0};
	struct msg why = {0};

	assert_int_equal(
	    ioc_parse_list(span_str("value,note\ngood.example,x\nevil.example,\"open\n"), &like,
		NOW, arena, &lines, &why),
	    ERR_SYNTAX);
	assert_string_equal(why.detail, "line 3");
	assert_int_equal(lines.all.n, 0);
	arena_free(arena);
}
