#include "taste.h"

static const char text[] =
    "{\"id\":\"UBUNTU-CVE-2024-6387\",\"modified\":\"2024-07-02T00:00:00Z\",\"affected\":["
    "{\"package\":{\"ecosystem\":\"Ubuntu:22.04:LTS\",\"name\":\"openssh\"},\"ranges\":[{"
    "\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"0\"},{\"fixed\":"
    "\"1:8.9p1-3ubuntu0.10\"}]}]},{\"package\":{\"ecosystem\":\"Ubuntu:Pro:16.04:LTS\","
    "\"name\":"
    "\"openssh\"},\"ranges\":[{\"events\":[{\"introduced\":\"0\"}]}]},"
    "{\"package\":{\"ecosystem\":\"Debian:12\",\"name\":\"openssh\"}}]}";

TEST(ubuntu_fixed_and_not_yet)
{
	struct taste t;

	assert_true(ubuntu_sniff(span_str(text), "x"));
	taste_text(&t, ubuntu_read, text);
	assert_int_equal(t.r, 0);
	assert_string_equal(str_text(&t.out),
	    "fix CVE-2024-6387 ubuntu 22.04 openssh 2024-07-02 {\"id\":\"CVE-2024-6387\","
	    "\"distro\":\"ubuntu\",\"release\":\"22.04\",\"package\":\"openssh\","
	    "\"version\":\"1:8.9p1-3ubuntu0.10\",\"state\":\"released\"}\n"
	    "fix CVE-2024-6387 ubuntu pro-16.04 openssh 2024-07-02 {\"id\":\"CVE-2024-6387\","
	    "\"distro\":\"ubuntu\",\"release\":\"pro-16.04\",\"package\":\"openssh\","
	    "\"state\":\"none_yet\"}\n");
	assert_int_equal(t.rd.left, 1);
	taste_done(&t);
	taste_truncated(ubuntu_read, text);
}
