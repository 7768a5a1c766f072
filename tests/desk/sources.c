#include "desk/sources.h"

#include "model/log.h"
#include "place.h"
#include "store/desk.h"
#include "store/knowledge.h"

static const struct source *of(const struct sources *all, const char *name)
{
	vec_foreach (s, &all->all)
		if (strcmp(s->feed->name, name) == 0)
			return s;
	fail_msg("there is no feed %s", name);
	return NULL;
}

TEST_STORE(sources_are_the_feeds_with_what_was_taken_in)
{
	struct db *db = place_open(place);
	struct know_source rows[] = {
	    {.name = "nvd/2023", .feed = "nvd", .records = 10, .newest = 5, .taken = 7},
	    {.name = "nvd/2024",
		.feed = "nvd",
		.records = 20,
		.newest = 9,
		.checked = 11,
		.error = "it is cut"}};
	struct setting off = {.name = SOURCES_SWITCH "kev", .value = "off"};
	struct setting url = {.name = SOURCES_URL "kev", .value = "https://mirror.example/kev"};
	struct sources all;

	assert_int_equal(sources_list(db, place->arena, &all), 0);
	assert_true(of(&all, "kev")->on);
	assert_int_equal(of(&all, "nvd")->publications, 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(desk_insert(db, &know_source_type, &rows[i]), 0);
	assert_int_equal(desk_insert(db, &setting_type, &off), 0);
	assert_int_equal(desk_insert(db, &setting_type, &url), 0);
	assert_int_equal(sources_list(db, place->arena, &all), 0);
	assert_int_equal(of(&all, "nvd")->publications, 2);
	assert_int_equal(of(&all, "nvd")->records, 30);
	assert_int_equal(of(&all, "nvd")->newest, 9);
	assert_int_equal(of(&all, "nvd")->taken, 7);
	assert_int_equal(of(&all, "nvd")->checked, 11);
	assert_string_equal(of(&all, "nvd")->error, "it is cut");
	assert_null(of(&all, "kev")->error);
	assert_false(of(&all, "kev")->on);
	assert_string_equal(of(&all, "kev")->url, "https://mirror.example/kev");
	(void)db_close(db);
}
