#include "sense/watching.h"

#include <sys/mman.h>
#include <unistd.h>

#include "os/file.h"
#include "sense/worker.h"
#include "test.h"

struct wire {
	struct worker *worker;
	struct capture_frame frame;
};

/* A SYN from 198.51.100.7, or the answer to it, as a packet of IPv4. */
static void segment(struct wire *w, uint16_t port, bool answer)
{
	static const uint8_t client[] = {198, 51, 100, 7}, server[] = {10, 0, 0, 5};
	STR_AUTO(f, 128);

	str_put(&f, "\x45\0\0\x28\0\1\0\0\x40\6\0\0", 12);
	str_put(&f, answer ? server : client, 4);
	str_put(&f, answer ? client : server, 4);
	str_u16(&f, answer ? port : 40000);
	str_u16(&f, answer ? 40000 : port);
	str_u32(&f, answer ? 0 : 1000);
	str_u32(&f, answer ? 1001 : 0);
	str_u8(&f, 0x50);
	str_u8(&f, answer ? TCP_RST | TCP_ACK : TCP_SYN);
	str_put(&f, "\xff\xff\0\0\0\0", 6);
	w->frame.nr++;
	w->frame.time += 1000;
	w->frame.link = PACKET_RAW;
	w->frame.bytes = (const uint8_t *)f.p;
	w->frame.caplen = w->frame.wirelen = (uint32_t)f.n;
	worker_frame(w->worker, &w->frame);
}

/* Two workers, as of two threads, share the detectors: each sees half of the scan. */
TEST(watching_workers_share_what_they_see)
{
	struct worker_settings settings = worker_settings_usual;
	struct wire wires[2] = {{.frame = {.time = INT64_C(1790000000000000)}},
	    {.frame = {.time = INT64_C(1790000000000000)}}};
	struct arena *arena = arena_new();
	struct watching *watching = NULL;
	int fd = memfd_create("eve", 0);
	struct eve_out *out = eve_out_new(fd);
	const struct json *alert, *metadata;
	struct stats stats = {0}, sum = {0};
	struct json *event = NULL;
	struct msg msg = {0};
	char text[4096] = {0};
	ssize_t n;

	assert_int_equal(watching_open("usual", &watching, &msg), 0);
	settings.flow = flow_settings_usual;
	settings.flow.flows = 256;
	settings.stream = stream_settings_usual;
	settings.defrag = defrag_settings_usual;
	settings.eve = eve_settings_usual;
	settings.eve.types = EVE_ALERT;
	settings.proto = proto_limits_usual;
	settings.checksum = WORKER_CHECKSUM_NONE;
	settings.watchers = watching_watchers(watching);
	for (int i = 0; i < 2; i++)
		assert_int_equal(worker_new(&settings, out, &wires[i].worker, &msg), 0);
	for (uint16_t port = 1; port <= 60; port++) {
		segment(&wires[port % 2], port, false);
		segment(&wires[port % 2], port, true);
	}
	for (int i = 0; i < 2; i++) {
		worker_end_flows(wires[i].worker);
		worker_stats(wires[i].worker, &stats);
		stats_add(&sum, &stats);
		(void)worker_free(wires[i].worker);
	}
	assert_int_equal(sum.alerts, 1);
	assert_int_equal(sum.watched, 1);
	assert_int_equal(sum.forgotten, 0);
	n = pread(fd, text, sizeof(text) - 1, 0);
	assert_true(n > 0 && text[n - 1] == '\n');
	assert_int_equal(json_parse(span_of(text, (size_t)n - 1), arena, &event, NULL), 0);
	assert_string_equal(json_text(json_get(event, "event_type"), ""), "alert");
	assert_string_equal(json_text(json_get(event, "src_ip"), ""), "198.51.100.7");
	assert_string_equal(json_text(json_get(event, "dest_ip"), ""), "10.0.0.5");
	assert_null(json_get(event, "payload"));
	alert = json_get(event, "alert");
	assert_int_equal(json_int(json_get(alert, "signature_id"), 0), WATCHER_SID + 1);
	assert_string_equal(
	    json_text(json_get(alert, "category"), ""), "Detection of a Network Scan");
	metadata = json_get(alert, "metadata");
	assert_string_equal(
	    json_text(json_get(metadata, "detector")->array.items, ""), "port-scan");
	assert_string_equal(json_text(json_get(metadata, "threshold")->array.items, ""), "25");
	assert_string_equal(json_text(json_get(metadata, "observed")->array.items, ""), "25");
	assert_non_null(
	    strstr(json_text(json_get(metadata, "explanation")->array.items, ""), "25 ports"));
	assert_null(watching_close(watching));
	(void)eve_out_free(out);
	(void)close(fd);
	arena_free(arena);
}

TEST(watching_names_what_is_wrong_with_its_file)
{
	char path[] = "/tmp/varde-watching-XXXXXX";
	struct watching *watching = NULL;
	struct msg msg = {0};
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	(void)close(fd);
	assert_int_equal(
	    file_write(path, span_str("port_scan = 25\nport_scam = 1\n"), 0600, &msg), 0);
	assert_int_equal(watching_open(path, &watching, &msg), ERR_NOTFOUND);
	assert_non_null(strstr(msg.what, "line 2"));
	assert_non_null(strstr(msg.hint, "detection.md"));
	assert_int_equal(file_write(path, span_str("off = first-time\n"), 0600, &msg), 0);
	assert_int_equal(watching_open(path, &watching, &msg), 0);
	assert_null(watching_close(watching));
	(void)unlink(path);
	watching = NULL;
	assert_int_equal(watching_open(path, &watching, &msg), ERR_NOTFOUND);
	assert_null(watching);
	assert_null(watching_watchers(NULL));
}
