#include "share/misp.h"

#include "codec/md5.h"
#include "test.h"
#include "view_place.h"

TEST(misp_has_an_event_for_each_day_and_label)
{
	struct arena *arena = arena_new();
	struct misp_events events;
	size_t rows = 0;

	misp_events_of(&view_place, arena, &events);
	assert_int_equal(events.all.n, 5); /* 1 day before; 4: two labels; 5: two labels */
	for (size_t i = 0; i < events.all.n; i++) {
		const struct misp_event *e = &events.all.items[i];

		rows += e->rows.n;
		assert_true(i == 0 || events.all.items[i - 1].number > e->number);
		assert_ptr_equal(misp_event_find(&events, e->uuid), e);
		assert_true(e->tlp != TLP_RED);
	}
	assert_int_equal(rows, 13); /* all but the RED one */
	assert_null(misp_event_find(&events, "nothing"));
	misp_events_of(&view_place_public, arena, &events);
	assert_int_equal(events.all.n, 1);
	arena_free(arena);
}

TEST(misp_manifest_has_what_its_format_wants)
{
	static const char *const needed[] = {
	    "info", "Orgc", "timestamp", "date", "analysis", "threat_level_id"};
	struct arena *arena = arena_new();
	struct misp_events events;
	const struct json *v;
	STR_AUTO(out, 1 << 20);

	misp_events_of(&view_place, arena, &events);
	misp_manifest_write(&view_place, &events, &out);
	v = view_place_json(&out, arena);
	assert_int_equal(v->object.n, events.all.n);
	for (size_t i = 0; i < v->object.n; i++)
		for (size_t k = 0; k < ARRAY_LEN(needed); k++)
			assert_non_null(json_get(&v->object.members[i].value, needed[k]));
	v = json_get(v, events.all.items[0].uuid);
	assert_string_equal(json_text(json_get(v, "info"), ""),
	    "Helse-CERT: indicators of 2026-11-17, TLP:GREEN");
	assert_string_equal(json_text(json_get(v, "threat_level_id"), ""), "1");
	arena_free(arena);
}

static const struct json *attribute(const struct json *event, const char *value)
{
	const struct json *all = json_get(json_get(event, "Event"), "Attribute");

	for (size_t i = 0; i < json_count(all); i++)
		if (strcmp(json_text(json_get(&all->array.items[i], "value"), ""), value) == 0)
			return &all->array.items[i];
	return NULL;
}

TEST(misp_attributes_have_the_types_that_mean_the_same)
{
	static const struct {
		const char *id, *type, *value;
	} rows[] = {{"i1", "hostname", "evil.example"}, {"i2", "domain", "bad.example"},
	    {"i4", "ip-src", "198.51.100.7"}, {"i5", "ip-dst", "203.0.112.0/22"},
	    {"i9", "sha256", NULL}, {"i10", "ja3-fingerprint-md5", NULL},
	    {"i11", "other", NULL}, {"i12", "email-src", "a@evil.example"},
	    {"i8", "url", NULL}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct blocklist_row *row = view_place_row(rows[i].id);

		assert_string_equal(misp_type(row), rows[i].type);
		if (rows[i].value)
			assert_string_equal(misp_value(row), rows[i].value);
	}
}

TEST(misp_events_tell_what_was_deleted)
{
	struct arena *arena = arena_new();
	struct misp_events events;
	const struct json *v;
	struct json_writer w;
	STR_AUTO(out, 1 << 20);
	STR_AUTO(hashes, 1 << 20);
	char sum[MD5_HEX];

	misp_events_of(&view_place, arena, &events);
	json_write_init(&w, &out, 0);
	misp_event_write(&view_place, &events.all.items[3], NULL, false, &w);
	v = view_place_json(&out, arena);
	assert_true(json_bool(json_get(attribute(v, "gone.example"), "deleted"), false));
	assert_true(json_bool(json_get(attribute(v, "late.example"), "deleted"), false));
	assert_false(json_bool(json_get(attribute(v, "a@evil.example"), "deleted"), true));
	misp_hashes_write(&view_place, &events, &hashes);
	assert_null(strstr(str_text(&hashes), md5_hex(span_str("gone.example"), sum)));
	assert_non_null(strstr(str_text(&hashes), md5_hex(span_str("evil.example"), sum)));
	assert_null(strstr(str_text(&hashes), md5_hex(span_str("secret.example"), sum)));
	arena_free(arena);
}
