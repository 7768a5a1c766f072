#include "sense/sensor.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/file.h"
#include "packet/packet.h"
#include "test.h"

/* A pcap of one datagram of DNS and a frame that is too short. */
static const char capture[] =
    "\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\xff\xff\0\0\x65\0\0\0"
    "\1\0\0\0\2\0\0\0\x1d\0\0\0\x1d\0\0\0"
    "\x45\0\0\x1d\0\0\0\0\x40\x11\0\0\x0a\0\0\1\x0a\0\0\2\x10\0\0\x35\0\x09\0\0z"
    "\2\0\0\0\3\0\0\0\2\0\0\0\2\0\0\0\x45\0";

TEST(sensor_reads_a_file_and_tells_what_was_in_it)
{
	char folder[] = "/tmp/varde-sensor-XXXXXX";
	struct sensor_settings s;
	struct stats stats;
	struct msg msg = {0};
	struct arena *arena = arena_new();
	const char *pcap, *eve;
	STR_AUTO(text, 1 << 20);

	assert_non_null(mkdtemp(folder));
	pcap = arena_printf(arena, "%s/x.pcap", folder);
	eve = arena_printf(arena, "%s/eve.json", folder);
	assert_int_equal(
	    file_write(pcap, span_of(capture, sizeof(capture) - 1), 0600, &msg), 0);
	sensor_settings_usual(&s);
	s.file = pcap;
	s.output = folder;
	s.sandbox = false;
	s.worker.checksum = WORKER_CHECKSUM_NONE;
	assert_int_equal(sensor_run(&s, &stats, &msg), 0);
	assert_int_equal(stats.frames, 2);
	assert_int_equal(stats.invalid, 1);
	assert_int_equal(stats.flow.total, 1);
	assert_int_equal(file_read(eve, &text, &msg), 0);
	assert_non_null(strstr(str_text(&text), "\"event_type\":\"flow\""));
	assert_non_null(strstr(str_text(&text), "\"decoder.ipv4.pkt_too_small\""));
	assert_non_null(strstr(str_text(&text), "\"event_type\":\"stats\""));
	(void)unlink(pcap);
	(void)unlink(eve);
	(void)rmdir(folder);
	arena_free(arena);
}

TEST(sensor_names_what_cannot_be_opened)
{
	struct sensor_settings s;
	struct msg msg = {0};

	sensor_settings_usual(&s);
	s.sandbox = false;
	s.output = "-";
	s.file = "/nonexistent/x.pcap";
	assert_int_equal(sensor_run(&s, NULL, &msg), ERR_NOTFOUND);
	assert_non_null(strstr(msg.what, "/nonexistent/x.pcap"));
	s.file = NULL;
	s.ring.interface = "no-such-interface0";
	assert_int_equal(sensor_run(&s, NULL, &msg), ERR_NOTFOUND);
	assert_non_null(strstr(msg.detail, "no-such-interface0"));
}
