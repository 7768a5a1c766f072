#include "share/stix.h"

#include "test.h"
#include "view_place.h"

TEST(stix_patterns_say_what_the_row_is)
{
	static const struct {
		const char *id, *type, *pattern;
	} rows[] = {
	    {"i1", "stix", "[domain-name:value = 'evil.example']"},
	    {"i2", "stix",
		"[domain-name:value = 'bad.example' OR domain-name:value LIKE "
		"'%.bad.example']"},
	    {"i4", "stix", "[ipv4-addr:value = '198.51.100.7']"},
	    {"i5", "stix", "[ipv4-addr:value ISSUBSET '203.0.112.0/22']"},
	    {"i6", "stix", "[ipv6-addr:value = '2001:db8::7']"},
	    {"i7", "stix", "[url:value = 'http://evil.example/it\\'s;a?b=\"c\"']"},
	    {"i9", "stix",
		"[file:hashes.'SHA-256' = "
		"'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855']"},
	    {"i12", "stix", "[email-addr:value = 'a@evil.example']"},
	};
	STR_AUTO(out, 4096);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		str_clear(&out);
		assert_string_equal(
		    stix_pattern(&view_place, view_place_row(rows[i].id), &out), rows[i].type);
		assert_string_equal(str_text(&out), rows[i].pattern);
	}
	str_clear(&out);
	assert_string_equal(stix_pattern(&view_place, view_place_row("i10"), &out), "suricata");
	assert_non_null(strstr(str_text(&out), "ja3.hash;"));
}

TEST(stix_indicators_have_their_marking_and_end)
{
	struct arena *arena = arena_new();
	struct json_writer w;
	const struct json *v;
	STR_AUTO(out, 1 << 16);

	json_write_init(&w, &out, 0);
	stix_indicator_write(&view_place, view_place_row("i13"), &w);
	v = view_place_json(&out, arena);
	assert_true(json_bool(json_get(v, "revoked"), false));
	assert_string_equal(json_text(&json_get(v, "object_marking_refs")->array.items[0], ""),
	    tlp_stix(TLP_GREEN));
	assert_string_not_equal(
	    json_text(json_get(v, "modified"), ""), json_text(json_get(v, "created"), ""));
	str_clear(&out);
	json_write_init(&w, &out, 0);
	stix_indicator_write(&view_place, view_place_row("i1"), &w);
	v = view_place_json(&out, arena);
	assert_null(json_get(v, "revoked"));
	assert_int_equal(json_int(json_get(v, "confidence"), 0), 85);
	assert_non_null(json_get(v, "kill_chain_phases"));
	arena_free(arena);
}

TEST(stix_sightings_do_not_say_who_saw)
{
	struct arena *arena = arena_new();
	struct json_writer w;
	const struct json *v;
	STR_AUTO(out, 1 << 16);

	json_write_init(&w, &out, 0);
	stix_sighting_write(&view_place, view_place_row("i1"), &w);
	v = view_place_json(&out, arena);
	assert_int_equal(json_int(json_get(v, "count"), 0), 3);
	assert_null(json_get(v, "where_sighted_refs"));
	arena_free(arena);
}

TEST(stix_markings_are_those_of_tlp_2)
{
	struct arena *arena = arena_new();
	struct json_writer w;
	const struct json *v;
	STR_AUTO(out, 1 << 16);

	json_write_init(&w, &out, 0);
	stix_marking_write(TLP_AMBER_STRICT, &w);
	v = view_place_json(&out, arena);
	assert_string_equal(json_text(json_get(v, "id"), ""), tlp_stix(TLP_AMBER_STRICT));
	assert_string_equal(
	    json_text(
		json_get(&json_get(v, "extensions")->object.members[0].value, "tlp_2_0"), ""),
	    "amber+strict");
	arena_free(arena);
}
