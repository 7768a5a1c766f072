#include "watchers/settings.h"

#include "made.h"
#include "os/file.h"

static int read_text(const char *text, struct watcher_settings *s, struct msg *msg)
{
	struct arena *arena = arena_new();
	int r;

	settings_usual(s, arena);
	r = settings_read(s, span_str(text), msg);
	arena_free(arena);
	return r;
}

TEST(settings_are_read_and_held_against_their_bounds)
{
	struct watcher_settings s = {0};
	struct msg msg = {0};

	assert_int_equal(
	    read_text("port_scan = 50\noff = beaconing, first-time # loud\n", &s, &msg), 0);
	assert_int_equal(s.port_scan, 50);
	assert_int_equal(s.host_scan, 25);
	assert_true(s.off[WATCHER_BEACON]);
	assert_true(s.off[WATCHER_FIRST]);
	assert_false(s.off[WATCHER_PORT_SCAN]);
	assert_int_equal(read_text("port_scan = 4\n", &s, &msg), ERR_RANGE);
	assert_non_null(strstr(msg.detail, "port_scan = 4"));
	assert_int_equal(read_text("\nport_scans = 40\n", &s, &msg), ERR_NOTFOUND);
	assert_non_null(strstr(msg.what, "line 2"));
	assert_int_equal(read_text("perimeter = here\n", &s, &msg), ERR_SYNTAX);
	assert_int_equal(read_text("off = beacons\n", &s, &msg), ERR_SYNTAX);
	assert_int_equal(read_text("beacon_min = 100\nbeacon_max = 50\n", &s, &msg), ERR_RANGE);
}

/* What ships says what is so without it, and the manual names all. */
TEST(settings_that_ship_are_the_usual_ones)
{
	struct arena *arena = arena_new();
	struct watcher_settings s;
	struct msg msg = {0};
	STR_AUTO(file, 1 << 16);
	STR_AUTO(page, 1 << 16);

	assert_int_equal(file_read(VARDE_SOURCE "/packaging/detectors.conf", &file, &msg), 0);
	assert_int_equal(file_read(VARDE_SOURCE "/docs/operate/detection.md", &page, &msg), 0);
	settings_usual(&s, arena);
	if (settings_read(&s, str_bytes(&file), &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	for (const struct settings_row *row = settings_rows; row->name; row++) {
		const char *line = arena_printf(arena, "\n#%s = %s\n", row->name, row->usual);
		const char *name = arena_printf(arena, "`%s`", row->name);

		if (!strstr(str_text(&file), line))
			fail_msg("packaging/detectors.conf does not have \"%s\"", line + 1);
		if (!strstr(str_text(&page), name))
			fail_msg("docs/operate/detection.md does not name %s", name);
	}
	for (int i = 0; i < WATCHERS; i++)
		if (!strstr(str_text(&page), arena_printf(arena, "`%s`", watcher_name(i))))
			fail_msg("docs/operate/detection.md does not name %s", watcher_name(i));
	arena_free(arena);
}
