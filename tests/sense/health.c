#include "sense/health.h"

#include <unistd.h>

#include "test.h"

TEST(health_says_what_the_shipper_reads)
{
	struct arena *arena = arena_new();
	struct stats stats = {.frames = 1000, .two_way = 8, .one_sided = 2, .alerts = 3};
	struct health health = {
	    .time = 1700000000000, .stats = &stats, .memory = 4096, .pack = 7};
	struct json *v = NULL;
	STR_AUTO(text, 4096);

	stats.ring.drops = 5;
	stats.stream.gap_bytes = 6;
	health_put(&health, &text);
	assert_int_equal(json_parse(span_trim(str_bytes(&text)), arena, &v, NULL), 0);
	assert_int_equal(json_int(json_get(v, "time"), 0), 1700000000000);
	assert_int_equal(json_int(json_get(v, "packets"), 0), 1000);
	assert_int_equal(json_int(json_get(v, "drops"), 0), 5);
	assert_int_equal(json_int(json_get(v, "gaps"), 0), 6);
	assert_int_equal(json_int(json_get(v, "one_sided"), 0), 250);
	assert_int_equal(json_int(json_get(v, "memory"), 0), 4096);
	assert_int_equal(json_int(json_get(v, "pack"), 0), 7);
	assert_null(json_get(v, "pack_error"));
	assert_true(strlen(json_text(json_get(v, "release"), "")) > 0);
	str_clear(&text);
	health.pack_error = "bad";
	health_put(&health, &text);
	assert_non_null(strstr(str_text(&text), "\"pack_error\":\"bad\""));
	arena_free(arena);
}

TEST(health_knows_its_memory)
{
	int fd = health_memory_open();

	assert_true(fd >= 0);
	assert_true(health_memory(fd) > 65536);
	assert_true(health_memory(fd) > 65536);
	assert_int_equal(health_memory(-1), 0);
	close(fd);
}
