#include "wire/telnet.h"

#include "test.h"

static const uint8_t stream[] =
    "hi\r\n\xff\xfd\x18\xff\xfb\x01\xff\xfa\x18\x01\xff\xff\x02\xff\xf0\xff\xf1\xff\xffz";

TEST(telnet_events_of_a_stream)
{
	static const struct {
		enum telnet_kind kind;
		uint8_t command, option;
		const char *data;
	} want[] = {{TELNET_TEXT, 0, 0, "hi\r\n"}, {TELNET_NEGOTIATION, TELNET_DO, 24, ""},
	    {TELNET_NEGOTIATION, TELNET_WILL, 1, ""},
	    {TELNET_PARAMETERS, TELNET_SB, 24, "\x01\xff\xff\x02"},
	    {TELNET_COMMAND, 241, 0, ""}, {TELNET_TEXT, TELNET_IAC, 0, "\xff"},
	    {TELNET_TEXT, 0, 0, "z"}};
	struct span all = span_of(stream, sizeof(stream) - 1), rest = all;
	struct telnet_event e;
	STR_AUTO(built, 256);

	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		assert_int_equal(telnet_next(&rest, &e), 0);
		assert_int_equal(e.kind, want[i].kind);
		assert_int_equal(e.command, want[i].command);
		assert_int_equal(e.option, want[i].option);
		assert_true(span_eq(e.data, want[i].data));
		telnet_build(&built, &e);
	}
	assert_int_equal(telnet_next(&rest, &e), ERR_TRUNCATED);
	assert_int_equal(built.n, all.n);
	assert_memory_equal(built.p, all.p, all.n);
}

TEST(telnet_truncated_events_stay)
{
	static const char *const parts[] = {"\xff", "\xff\xfd", "\xff\xfa", "\xff\xfa\x18",
	    "\xff\xfa\x18\x01\xff", "\xff\xfa\x18\xff\xff"};
	struct telnet_event e;

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		struct span rest = span_str(parts[i]);

		assert_int_equal(telnet_next(&rest, &e), ERR_TRUNCATED);
		assert_true(span_eq(rest, parts[i]));
	}
}

TEST(telnet_refuses_and_describes)
{
	static const struct {
		struct telnet_event event;
		const char *answer, *text;
	} cases[] = {
	    {{.kind = TELNET_NEGOTIATION, .command = TELNET_DO, .option = 24}, "\xff\xfc\x18",
		"DO TERMINAL-TYPE"},
	    {{.kind = TELNET_NEGOTIATION, .command = TELNET_WILL, .option = 1}, "\xff\xfe\x01",
		"WILL ECHO"},
	    {{.kind = TELNET_NEGOTIATION, .command = TELNET_WONT, .option = 2}, "", "WONT 2"},
	    {{.kind = TELNET_NEGOTIATION, .command = TELNET_DONT, .option = 200}, "",
		"DONT 200"},
	    {{.kind = TELNET_TEXT}, "", ""},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		STR_AUTO(answer, 16);
		STR_AUTO(text, 64);

		telnet_refuse(&answer, &cases[i].event);
		telnet_describe(&text, &cases[i].event);
		assert_string_equal(str_text(&answer), cases[i].answer);
		assert_string_equal(str_text(&text), cases[i].text);
	}
	assert_true(telnet_greets(span_str("\xff\xfd\x18")));
	assert_false(telnet_greets(span_str("\xff\xfd")));
	assert_false(telnet_greets(span_str("\xff\xf1")));
	assert_false(telnet_greets(span_str("login:")));
}
