#include "traffic.h"

/* Each conversation whole and byte by byte: what comes out is the same. */
static void say(struct traffic *t, const struct traffic_talk *talk, size_t n, size_t size)
{
	traffic_init(t);
	traffic_talk(t, 6, 22, talk, n, size);
}

static const char kex[] =
    "\000\000\000\221\004\024\000\000\000\000\000\000\000\000\000\000\000\000\000"
    "\000\000\000\000\000\000\021curve\062\065\065\061\071-sha\062\065\066\000\000"
    "\000\013ssh-ed\062\065\065\061\071\000\000\000\012aes\061\062\070-ctr\000\000"
    "\000\012aes\062\065\066-ctr\000\000\000\015hmac-sha\062-\062\065\066\000\000"
    "\000\011hmac-sha\061\000\000\000\004none\000\000\000\004zlib\000\000\000\000"
    "\000\000\000\000\000\000\000\000\000\000\000\000\000";

static const char newkeys[] = "\000\000\000\006\004\025\000\000\000\000";

static const struct traffic_talk session[] = {
    {FLOW_TO_CLIENT, "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", 0},
    {FLOW_TO_CLIENT, kex, sizeof(kex) - 1},
    {FLOW_TO_SERVER, "SSH-2.0-PuTTY_0.80\r\n", 0},
    {FLOW_TO_SERVER, kex, sizeof(kex) - 1},
    {FLOW_TO_SERVER, newkeys, sizeof(newkeys) - 1},
    {FLOW_TO_CLIENT, newkeys, sizeof(newkeys) - 1},
    {FLOW_TO_CLIENT, "secret", 0},
};

static void check_banners_and_fingerprints_of_both_sides(size_t size)
{
	struct traffic t;

	say(&t, session, ARRAY_LEN(session), size);
	assert_int_equal(t.transactions, 1);
	assert_true(traffic_line(&t.buffers, "ssh.software 0 PuTTY_0.80"));
	assert_true(traffic_line(&t.buffers, "ssh.proto 1 2.0"));
	assert_true(traffic_line(&t.buffers, "ssh.hassh 0 e97d07603350d1111ec2b64bf25413c9"));
	assert_true(
	    traffic_line(&t.buffers, "ssh.hassh.server 1 1d28bf246fed683b2556414dbd13cd28"));
	assert_int_equal(
	    traffic_count(&t.events,
		"\"server\":{\"proto_version\":\"2.0\",\"software_version\":\"OpenSSH_9.2p1\","
		"\"hassh\":{\"hash\":\"1d28bf246fed683b2556414dbd13cd28\",\"string\":"
		"\"curve25519-sha256;aes256-ctr;hmac-sha1;zlib\"}}"),
	    1);
	traffic_done(&t);
}

TEST(banners_and_fingerprints_of_both_sides)
{
	check_banners_and_fingerprints_of_both_sides(1 << 16);
	check_banners_and_fingerprints_of_both_sides(1);
}
