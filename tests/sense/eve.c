#include "sense/eve.h"

#include <unistd.h>

#include "packet/event.h"
#include "test.h"

/* What was written to the pipe, as lines that are parsed. */
static struct json *first_line(int fd, struct arena *arena)
{
	static char text[65536];
	ssize_t n = read(fd, text, sizeof(text) - 1);
	struct json *ret = NULL;
	char *end;

	assert_true(n > 0);
	text[n] = '\0';
	end = strchr(text, '\n');
	assert_non_null(end);
	assert_int_equal(json_parse(span_of(text, (size_t)(end - text)), arena, &ret, NULL), 0);
	return ret;
}

TEST(eve_flow_is_what_suricata_writes)
{
	struct arena *arena = arena_new();
	struct flow f = {.id = (UINT64_C(1) << 53) - 1,
	    .family = 4,
	    .proto = 6,
	    .state = FLOW_CLOSED,
	    .tcp_state = 10,
	    .nvlan = 1,
	    .vlan = {7},
	    .client = {10, 0, 0, 1},
	    .server = {10, 0, 0, 2},
	    .cport = 1024,
	    .sport = 80,
	    .start = 999999,
	    .last = 2000001};
	struct eve_out *out;
	struct eve *eve;
	int fds[2];
	const struct json *e;

	assert_int_equal(pipe(fds), 0);
	out = eve_out_new(fds[1]);
	eve = eve_new(out, &eve_settings_usual);
	f.side[0].tcp_flags = 0x1b;
	eve_flow(eve, &f, INT64_C(1259097999534255));
	assert_null(eve_free(eve));
	assert_null(eve_out_free(out));
	e = first_line(fds[0], arena);
	assert_string_equal(
	    json_text(json_get(e, "timestamp"), ""), "2009-11-24T21:26:39.534255+0000");
	assert_int_equal(json_int(json_get(e, "flow_id"), 0), (INT64_C(1) << 53) - 1);
	assert_string_equal(json_text(json_get(e, "src_ip"), ""), "10.0.0.1");
	assert_int_equal(json_int(json_get(e, "dest_port"), 0), 80);
	assert_string_equal(json_text(json_get(e, "proto"), ""), "TCP");
	assert_int_equal(json_int(json_get(json_get(e, "flow"), "age"), -1), 2);
	assert_string_equal(json_text(json_get(json_get(e, "flow"), "state"), ""), "closed");
	assert_string_equal(json_text(json_get(json_get(e, "tcp"), "tcp_flags_ts"), ""), "1b");
	assert_string_equal(json_text(json_get(json_get(e, "tcp"), "state"), ""), "closed");
	assert_int_equal(json_count(json_get(e, "vlan")), 1);
	close(fds[0]);
	close(fds[1]);
	arena_free(arena);
}

TEST(eve_anomalies_are_told_once_a_flow)
{
	struct packet p = {.nr = 3, .time = 1};
	uint64_t seen[4] = {0};
	struct eve_out *out;
	struct eve *eve;
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	out = eve_out_new(fds[1]);
	eve = eve_new(out, &eve_settings_usual);
	event_set(&p, PACKET_IPV4_TRUNC_PKT);
	event_set(&p, STREAM_REASSEMBLY_SEQ_GAP);
	eve_anomalies(eve, &p, NULL, FLOW_TO_SERVER, seen);
	assert_int_equal(eve_count(eve).events, 2);
	eve_anomalies(eve, &p, NULL, FLOW_TO_SERVER, seen);
	assert_int_equal(eve_count(eve).events, 2);
	eve_anomalies(eve, &p, NULL, FLOW_TO_SERVER, NULL);
	assert_int_equal(eve_count(eve).events, 4);
	(void)eve_free(eve);
	(void)eve_out_free(out);
	close(fds[0]);
	close(fds[1]);
}

TEST(eve_what_cannot_be_written_is_counted)
{
	struct eve_out *out = eve_out_new(-1);
	struct eve *eve = eve_new(out, &eve_settings_usual);
	struct flow f = {.family = 4, .proto = 17};

	for (int i = 0; i < 5; i++)
		eve_flow(eve, &f, 0);
	eve_flush(eve);
	assert_int_equal(eve_count(eve).dropped, 5);
	(void)eve_free(eve);
	(void)eve_out_free(out);
}

/* Writes one event and gives it, parsed. */
static struct json *one_event(
    struct arena *arena, void (*write)(struct eve *eve, struct flow *flow))
{
	struct flow f = {
	    .family = 4, .proto = 17, .client = {10, 0, 0, 1}, .server = {10, 0, 0, 2}};
	struct json *ret;
	struct eve_out *out;
	struct eve *eve;
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	out = eve_out_new(fds[1]);
	eve = eve_new(out, &eve_settings_usual);
	write(eve, &f);
	(void)eve_free(eve);
	(void)eve_out_free(out);
	ret = first_line(fds[0], arena);
	close(fds[0]);
	close(fds[1]);
	return ret;
}

static void from_server(struct eve *eve, struct flow *flow)
{
	struct tx tx = {.flow = flow, .dir = FLOW_TO_CLIENT, .nevents = 1, .events = {1}};

	eve_tx_anomalies(eve, NULL, &tx, 0);
}

static void with_gaps(struct eve *eve, struct flow *flow)
{
	struct tx tx = {.flow = flow};
	struct tx_file file = {.size = 70, .gaps = 28, .closed = true};

	eve_fileinfo(eve, NULL, &tx, &file, NULL, 0);
}

TEST(eve_a_message_that_stands_alone_comes_from_its_sender)
{
	struct arena *arena = arena_new();
	struct json *e = one_event(arena, from_server);

	assert_string_equal(json_text(json_get(e, "src_ip"), ""), "10.0.0.2");
	assert_string_equal(json_text(json_get(e, "dest_ip"), ""), "10.0.0.1");
	arena_free(arena);
}

TEST(eve_a_file_with_gaps_is_not_whole)
{
	struct arena *arena = arena_new();
	struct json *e = one_event(arena, with_gaps);

	assert_string_equal(
	    json_text(json_get(json_get(e, "fileinfo"), "state"), ""), "TRUNCATED");
	arena_free(arena);
}
