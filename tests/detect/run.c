#include "sample.h"

struct row {
	const char *options, *payload;
	bool match;
};

/* The keywords over a payload, one truth a line. */
static const struct row rows[] = {
    {"content:\"abc\";", "xxabcxx", true},
    {"content:\"abc\";", "xxabxcx", false},
    {"content:\"ABC\"; nocase;", "xxabcxx", true},
    {"content:\"ABC\";", "xxabcxx", false},
    {"content:\"a|62 63|\";", "abc", true},
    {"content:!\"abc\"; content:\"x\";", "xx", true},
    {"content:!\"abc\"; content:\"x\";", "xabc", false},
    {"content:\"abc\"; offset:2;", "abcxx", false},
    {"content:\"abc\"; offset:2;", "xxabc", true},
    {"content:\"abc\"; depth:4;", "xabcx", true},
    {"content:\"abc\"; depth:4;", "xxabc", false},
    {"content:\"abc\"; offset:1; depth:3;", "xabc", true},
    {"content:\"abc\"; startswith;", "abcx", true},
    {"content:\"abc\"; startswith;", "xabc", false},
    {"content:\"abc\"; endswith;", "abcxabc", true},
    {"content:\"abc\"; endswith;", "abcx", false},
    {"content:\"ab\"; content:\"cd\"; distance:0;", "abcd", true},
    {"content:\"ab\"; content:\"cd\"; distance:1;", "abcd", false},
    {"content:\"ab\"; content:\"cd\"; distance:1;", "ab_cd", true},
    {"content:\"ab\"; content:\"cd\"; within:2;", "abcd", true},
    {"content:\"ab\"; content:\"cd\"; within:2;", "ab_cd", false},
    {"content:\"ab\"; content:\"cd\"; distance:1; within:2;", "ab_cd", true},
    {"content:\"cd\"; content:\"ab\"; distance:-4; within:2;", "abcd", true},
    /* The second place of "ab" is the right one. */
    {"content:\"ab\"; content:\"cd\"; within:2;", "ab..abcd", true},
    {"content:\"ab\"; content:!\"cd\"; within:2;", "abcd", false},
    {"content:\"ab\"; content:!\"cd\"; within:2;", "abcdab__", true},
    {"content:\"a\"; content:\"b\"; within:1; content:\"c\"; within:1;", "aababc", true},
    {"pcre:\"/a.c/\";", "xabcx", true},
    {"pcre:\"/A.C/i\";", "xabcx", true},
    {"pcre:!\"/a.c/\"; content:\"x\";", "xabcx", false},
    {"content:\"ab\"; pcre:\"/^cd/R\";", "abcd", true},
    {"content:\"ab\"; pcre:\"/^cd/R\";", "ab_cd", false},
    {"content:\"ab\"; pcre:\"/^cd/R\";", "ab_abcd", true},
    {"pcre:\"/a/\"; content:\"b\"; within:1;", "aaab", true},
    {"content:\"ab\"; isdataat:2,relative;", "abcd", true},
    {"content:\"ab\"; isdataat:3,relative;", "abcd", false},
    {"content:\"ab\"; isdataat:!1,relative;", "ab", true},
    {"content:\"ab\"; isdataat:!1,relative;", "abc", false},
    {"content:\"a\"; isdataat:3;", "abcd", true},
    {"content:\"a\"; isdataat:4;", "abcd", false},
    {"dsize:4;", "abcd", true},
    {"dsize:>4;", "abcd", false},
    {"dsize:3<>5;", "abcd", true},
    {"dsize:4<>6;", "abcd", false},
    {"dsize:!4;", "abcd", false},
    {"byte_test:1,=,97,0;", "abcd", true},
    {"byte_test:1,!=,97,0;", "abcd", false},
    {"byte_test:2,=,0x6162,0;", "abcd", true},
    {"byte_test:2,=,0x6261,0,little;", "abcd", true},
    {"byte_test:1,&,1,0;", "abcd", true},
    {"byte_test:1,!&,1,0;", "abcd", false},
    {"byte_test:3,>,122,0,string,dec;", "123x", true},
    {"byte_test:4,=,255,0,string,hex;", "00ff", true},
    {"content:\"b\"; byte_test:1,=,99,0,relative;", "abcd", true},
    {"byte_test:2,=,0x61,0,bitmask 0xff00;", "abcd", true},
    {"byte_test:1,=,1,4;", "abcd", false},
    {"byte_jump:1,0,string,dec; content:\"x\"; distance:0; within:1;", "3abcx", true},
    {"byte_jump:1,0,string,dec; content:\"x\"; distance:0; within:1;", "2abcx", false},
    {"byte_jump:1,0,string,dec,from_beginning; content:\"c\"; distance:0; within:1;", "3abcx",
	true},
    {"byte_jump:1,0,string,dec,multiplier 2; content:\"x\"; distance:0; within:1;", "2abcdx",
	true},
    {"content:\"bc\"; byte_jump:0,0,relative,post_offset -9; content:\"a\"; distance:0; "
     "within:1;",
	"abc", true},
    {"byte_jump:1,0,string,dec,post_offset -1; content:\"b\"; distance:0; within:1;", "2abc",
	true},
    {"byte_extract:1,0,n,string,dec; content:\"x\"; offset:n; depth:1;", "3abx", true},
    {"byte_extract:1,0,n,string,dec; content:\"x\"; offset:n; depth:1;", "2abx", false},
    {"byte_math:bytes 1, offset 0, oper +, rvalue 1, result n, string dec; content:\"x\"; "
     "offset:n; depth:1;",
	"2abx", true},
    {"base64_decode:bytes 4, offset 1; base64_data; content:\"abc\";", "xYWJjx", true},
    {"base64_decode:bytes 4, offset 1; base64_data; content:\"abd\";", "xYWJjx", false},
    {"content:\"k=\"; base64_decode:relative; base64_data; content:\"abc\"; startswith;",
	"k=YWJj", true},
};

TEST(keywords_over_payloads)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool is =
		    sample_matches(rows[i].options, rows[i].payload, strlen(rows[i].payload));

		if (is != rows[i].match)
			print_message("# %s over %s\n", rows[i].options, rows[i].payload);
		assert_int_equal(is, rows[i].match);
	}
}

/* "a" at a thousand places, each of which could begin a match: given up, and counted. */
TEST(hostile_input_has_a_budget)
{
	struct sample s;
	char text[4001];

	memset(text, 'a', 4000);
	text[4000] = '\0';
	sample_begin(&s,
	    "alert tcp-pkt any any -> any any (content:\"aa\"; content:\"a\"; distance:0; "
	    "content:\"a\"; distance:0; content:\"b\"; distance:0; sid:1;)\n"
	    "alert tcp-pkt any any -> any any (content:\"aa\"; pcre:\"/(a+)+$x/\"; sid:2;)\n");
	sample_packet(&s, FLOW_TO_SERVER, text);
	assert_int_equal(s.n, 0);
	assert_true(detect_counts(s.detect)->cut >= 1);
	sample_end(&s);
}

TEST(streams_match_across_pieces_and_once)
{
	struct sample s;

	sample_begin(&s, "alert tcp any any -> any 80 (flow:to_server,established; "
			 "content:\"abcdef\"; sid:1;)\n"
			 "alert tcp any any -> any any (flow:to_server; content:\"ab\"; "
			 "content:\"xyz\"; distance:0; sid:2;)\n"
			 "alert tcp any any -> any any (flow:to_server; content:\"de\"; "
			 "offset:3; depth:2; sid:3;)\n"
			 "alert tcp any any -> any 81 (content:\"abcdef\"; sid:4;)\n");
	sample_stream(&s, FLOW_TO_SERVER, "abc", 0);
	assert_int_equal(s.n, 0);
	sample_stream(&s, FLOW_TO_SERVER, "def", 3);
	assert_int_equal(sample_told(&s, 1), 1);
	assert_int_equal(sample_told(&s, 3), 1);
	sample_stream(&s, FLOW_TO_SERVER, "...", 6);
	assert_int_equal(sample_told(&s, 1), 1);
	sample_stream(&s, FLOW_TO_SERVER, "xyz", 9);
	assert_int_equal(sample_told(&s, 2), 1);
	sample_stream(&s, FLOW_TO_CLIENT, "abcdef", 0);
	assert_int_equal(s.n, 3);
	sample_end(&s);
}

TEST(bytes_that_no_stream_takes_are_looked_at_alone)
{
	struct sample s;

	sample_begin(&s, "alert tcp any any -> any any (content:\"abc\"; sid:1;)\n"
			 "alert tcp-stream any any -> any any (content:\"abc\"; sid:2;)\n");
	sample_packet(&s, FLOW_TO_SERVER, "xabcx");
	assert_int_equal(s.n, 0);
	s.packet.stray = true;
	sample_packet(&s, FLOW_TO_SERVER, "xabcx");
	assert_int_equal(sample_told(&s, 1), 1);
	assert_int_equal(sample_told(&s, 2), 0);
	sample_end(&s);
}
