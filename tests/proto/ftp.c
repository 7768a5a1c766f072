#include "traffic.h"

/* Each conversation whole and byte by byte: what comes out is the same. */
static void say(struct traffic *t, const struct traffic_talk *talk, size_t n, size_t size)
{
	traffic_init(t);
	traffic_talk(t, 6, 21, talk, n, size);
}

static const struct traffic_talk session[] = {
    {FLOW_TO_CLIENT, "220-hi\r\n220 ftp ready\r\n", 0},
    {FLOW_TO_SERVER, "user anonymous\r\n", 0},
    {FLOW_TO_CLIENT, "331 pw\r\n", 0},
    {FLOW_TO_SERVER, "PASS hunter2\r\n", 0},
    {FLOW_TO_CLIENT, "230 ok\r\n", 0},
    {FLOW_TO_SERVER, "PASV\r\n", 0},
    {FLOW_TO_CLIENT, "227 Entering (10,0,0,1,200,5)\r\n", 0},
    {FLOW_TO_SERVER, "RETR scan.pdf\r\n", 0},
    {FLOW_TO_CLIENT, "150 opening\r\n226 done\r\n", 0},
};

static void check_commands_with_their_replies(size_t size)
{
	struct traffic t;

	say(&t, session, ARRAY_LEN(session), size);
	assert_int_equal(t.transactions, 5);
	assert_int_equal(
	    traffic_count(&t.events, "\"command\":\"USER\",\"command_data\":\"anonymous\""), 1);
	assert_int_equal(
	    traffic_count(&t.events, "\"dynamic_port\":51205,\"mode\":\"passive\""), 1);
	assert_int_equal(
	    traffic_count(&t.events,
		"\"completion_code\":[\"150\",\"226\"],\"reply\":[\"opening\",\"done\"]"),
	    1);
	assert_int_equal(traffic_count(&t.events, "hunter2"), 0);
	assert_true(traffic_line(&t.buffers, "ftp.command_data 0 hunter2"));
	assert_true(traffic_line(&t.buffers, "ftp.command 0 RETR"));
	traffic_done(&t);
}

TEST(commands_with_their_replies)
{
	check_commands_with_their_replies(1 << 16);
	check_commands_with_their_replies(1);
}

static void on_capture(void *ctx, const char *name, struct span bytes)
{
	if (strstr(name, "ftp/retr.pcap"))
		traffic_file(ctx, bytes);
}

TEST(a_captured_transfer_is_known_by_what_announced_it)
{
	struct traffic t;

	traffic_init(&t);
	traffic_archive("sensor/zeek-traces.tar.xz", on_capture, &t);
	assert_true(traffic_line(&t.known, "ftp-data"));
	assert_true(traffic_count(&t.events, "\"ftp_data\":{\"filename\":") > 0);
	traffic_done(&t);
}
