#include "desk/intake_flow.h"

#include "event_place.h"
#include "os/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct intake_origin origin = {.feed = "probe", .tlp = TLP_AMBER};

static const char *line(struct place *place, int n)
{
	return arena_printf(place->arena,
	    "{\"timestamp\":\"2026-11-20T10:00:0%d.000000+0000\",\"flow_id\":%d,\"event_type\":"
	    "\"alert\",\"src_ip\":\"192.0.2.%d\",\"src_port\":1000,\"dest_ip\":\"203.0.113.1\","
	    "\"dest_port\":80,\"proto\":\"TCP\",\"alert\":{\"signature_id\":1,\"signature\":"
	    "\"SIG\",\"category\":\"A Network Trojan was detected\",\"severity\":1}}\n",
	    n % 10, n, n % 200);
}

static void add(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	(void)close(fd);
}

/* One life of a follower: what is there is taken in, or (killed) read and not stored. */
static void live(struct db *db, const char *path, bool killed)
{
	struct intake_flow *flow = NULL;
	struct tail_mark mark;
	struct span lines;
	struct tail *tail;

	assert_int_equal(intake_flow_new(db, &origin, NOW, &flow), 0);
	assert_int_equal(intake_flow_mark(flow, path, &mark), 0);
	tail = tail_new(path, &mark);
	for (;;) {
		assert_int_equal(tail_read(tail, &lines, NULL), 0);
		if (!lines.n)
			break;
		assert_int_equal(intake_flow_lines(flow, lines, NOW), 0);
		tail_where(tail, &mark);
		if (killed)
			break;
		assert_int_equal(intake_flow_store(flow, &mark, 0, NOW), 0);
	}
	(void)tail_free(tail);
	(void)intake_flow_free(flow);
}

TEST_STORE(intake_flow_counts_each_line_of_a_growing_file_once)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	const char *folder, *path;

	assert_int_equal(folder_temporary(place->arena, &folder, NULL), 0);
	path = arena_printf(place->arena, "%s/eve.json", folder);
	live(db, path, false);
	add(path, line(place, 1));
	add(path, line(place, 2));
	live(db, path, false);
	assert_int_equal(place_int(db, "SELECT count(*) FROM event"), 2);
	assert_string_equal(event_alert(place, db, "192.0.2.1").org, s.org);
	/* What was told is told once; the lines of one batch are one notice. */
	assert_int_equal(place_int(db, "SELECT count(*) FROM notice"), 1);
	add(path, line(place, 3));
	live(db, path, true);
	assert_int_equal(place_int(db, "SELECT count(*) FROM event"), 2);
	assert_int_equal(rename(path, arena_printf(place->arena, "%s/eve.json.1", folder)), 0);
	add(path, line(place, 4));
	add(path, "no JSON\n");
	live(db, path, false);
	live(db, path, false);
	assert_int_equal(place_int(db, "SELECT count(*) FROM event"), 4);
	assert_int_equal(place_int(db, "SELECT \"lines\" FROM event_follow"), 5);
	assert_int_equal(place_int(db, "SELECT \"wrong\" FROM event_follow"), 1);
	assert_int_equal(place_int(db, "SELECT \"lost\" FROM event_follow"), 0);
	(void)folder_remove(folder);
	db_close(db);
}

/* Without a file there is no mark; much is several transactions. */
TEST_STORE(intake_flow_stores_what_comes_without_a_file)
{
	enum { LINES = INTAKE_CHUNK_EVENTS + 100 };
	struct db *db = place_open(place);
	struct intake_flow *flow = NULL;
	struct intake_counts counts;
	struct alert_told told;

	(void)event_scene(place, db);
	assert_int_equal(intake_flow_new(db, &origin, NOW, &flow), 0);
	for (int i = 0; i < LINES; i++)
		assert_int_equal(intake_flow_lines(flow, span_str(line(place, i)), NOW), 0);
	intake_flow_count(flow, &counts, &told);
	assert_int_equal(counts.added, INTAKE_CHUNK_EVENTS);
	assert_int_equal(intake_flow_store(flow, NULL, 0, NOW), 0);
	assert_int_equal(intake_flow_store(flow, NULL, 0, NOW), 0);
	intake_flow_count(flow, &counts, &told);
	assert_int_equal(counts.added, LINES);
	assert_int_equal(counts.alerts, 200);
	assert_true(told.orgs > 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM event"), LINES);
	assert_int_equal(place_int(db, "SELECT count(*) FROM event_follow"), 0);
	(void)intake_flow_free(flow);
	db_close(db);
}
