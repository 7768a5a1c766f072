#include "wire/rdp.h"

#include "test.h"

TEST(rdp_request_bytes)
{
	static const uint8_t want[] = {
	    3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0};
	STR_AUTO(out, 64);

	rdp_request_build(&out, RDP_TLS | RDP_NLA);
	assert_int_equal(out.n, sizeof(want));
	assert_memory_equal(out.p, want, sizeof(want));
}

TEST(rdp_confirms)
{
	/* Selected NLA, with the flags that Windows 10 sends; failure; no negotiation. */
	static const uint8_t nla[] = {
	    3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 0x1f, 8, 0, 2, 0, 0, 0};
	static const uint8_t no[] = {
	    3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 3, 0, 8, 0, 5, 0, 0, 0};
	static const uint8_t old[] = {3, 0, 0, 11, 6, 0xd0, 0, 0, 0x12, 0x34, 0};
	struct rdp_confirm c;
	size_t size = 0;

	assert_int_equal(rdp_confirm_parse(span_of(nla, sizeof(nla)), &c), 0);
	assert_int_equal(c.answer, RDP_SELECTED);
	assert_int_equal(c.value, RDP_NLA);
	assert_string_equal(rdp_confirm_text(&c), "NLA");
	assert_int_equal(rdp_confirm_parse(span_of(no, sizeof(no)), &c), 0);
	assert_int_equal(c.answer, RDP_FAILED);
	assert_string_equal(rdp_confirm_text(&c), "failure: NLA required");
	assert_int_equal(rdp_confirm_parse(span_of(old, sizeof(old)), &c), 0);
	assert_int_equal(c.answer, RDP_PLAIN);
	for (size_t n = 0; n < sizeof(nla); n++)
		assert_int_equal(rdp_packet_size(span_of(nla, n), &size), ERR_TRUNCATED);
	for (size_t n = 0; n < sizeof(nla); n++)
		assert_int_equal(rdp_confirm_parse(span_of(nla, n), &c), ERR_TRUNCATED);
	assert_int_equal(rdp_packet_size(span_of(nla, sizeof(nla)), &size), 0);
	assert_int_equal(size, sizeof(nla));
}

TEST(rdp_refuses_what_is_no_confirm)
{
	static const uint8_t no[][19] = {
	    {4, 0, 0, 11, 6, 0xd0}, /* not TPKT */
	    {3, 0, 0, 10, 6, 0xd0}, /* too short */
	    {3, 0, 0xff, 0xff},     /* too long */
	    {3, 0, 0, 11, 7, 0xd0}, /* length of X.224 */
	    {3, 0, 0, 11, 6, 0x80}, /* a disconnect */
	    {3, 0, 0, 19, 14, 0xd0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 1, 0, 0, 0}, /* a request */
	    {3, 0, 0, 19, 14, 0xd0, 0, 0, 0, 0, 0, 2, 0, 9, 0, 1, 0, 0,
		0}, /* length of the negotiation */
	    {3, 0, 0, 18, 13, 0xd0, 0, 0, 0, 0, 0, 2, 0, 8, 0, 1, 0, 0,
		0}, /* cut negotiation */
	};
	struct rdp_confirm c;

	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		assert_int_equal(rdp_confirm_parse(span_of(no[i], 19), &c), ERR_SYNTAX);
}

TEST(rdp_confirm_build_parse_text)
{
	static const struct {
		struct rdp_confirm confirm;
		const char *text;
	} cases[] = {{{RDP_PLAIN, 0}, "standard RDP without negotiation"},
	    {{RDP_SELECTED, 0}, "standard RDP"}, {{RDP_SELECTED, 1}, "TLS"},
	    {{RDP_SELECTED, 4}, "another protocol"}, {{RDP_FAILED, 1}, "failure: TLS required"},
	    {{RDP_FAILED, 2}, "failure: TLS not allowed"},
	    {{RDP_FAILED, 3}, "failure: no certificate for TLS"},
	    {{RDP_FAILED, 77}, "failure"}};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct rdp_confirm same;
		STR_AUTO(out, 64);

		rdp_confirm_build(&out, &cases[i].confirm);
		assert_int_equal(rdp_confirm_parse(str_bytes(&out), &same), 0);
		assert_int_equal(same.answer, cases[i].confirm.answer);
		assert_int_equal(same.value, cases[i].confirm.value);
		assert_string_equal(rdp_confirm_text(&same), cases[i].text);
	}
}
