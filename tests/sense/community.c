#include "sense/community.h"

#include "test.h"

static struct flow flow_of(uint8_t family, uint8_t proto, const void *client,
    const void *server, uint16_t cport, uint16_t sport)
{
	struct flow f = {.family = family, .proto = proto, .cport = cport, .sport = sport};

	memcpy(f.client, client, family == 4 ? 4 : 16);
	memcpy(f.server, server, family == 4 ? 4 : 16);
	return f;
}

/* Values that other implementations publish for the same flows. */
TEST(community_as_others_compute_it)
{
	char text[COMMUNITY_TEXT];
	struct flow f = flow_of(4, 6, "\1\2\3\4", "\x2b\3\x84\3", 4584, 3483);

	assert_string_equal(community_id(&f, 0, text), "1:koNcqhFRD5kb254ZrLsdv630jCM=");
	f = flow_of(4, 6, "\x2b\3\x84\3", "\1\2\3\4", 3483, 4584);
	assert_string_equal(community_id(&f, 0, text), "1:koNcqhFRD5kb254ZrLsdv630jCM=");
	f = flow_of(4, 6, "\x80\xe8\x6e\x78", "\x42\x23\xfa\xcc", 34855, 80);
	assert_string_equal(community_id(&f, 0, text), "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
	f = flow_of(4, 6, "\x80\xe8\x6e\x78", "\x42\x23\xfa\xcc", 34855, 80);
	assert_string_equal(community_id(&f, 1, text), "1:3V71V58M3Ksw/yuFALMcW0LAHvc=");
	f = flow_of(4, 17, "\xc0\xa8\1\x34", "\x08\x08\x08\x08", 54585, 53);
	assert_string_equal(community_id(&f, 0, text), "1:d/FP5EW3wiY1vCndhwleRRKHowQ=");
	f = flow_of(4, 1, "\xc0\xa8\0\x59", "\xc0\xa8\0\1", 8, 0);
	f.icmp[0] = 0x0800;
	assert_string_equal(community_id(&f, 0, text), "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=");
}
