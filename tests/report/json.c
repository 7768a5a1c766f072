#include "test.h"

#include "base/limits.h"
#include "report/json.h"
#include "sample_input.h"

static struct json *parse(struct arena *arena, struct str *out)
{
	struct json *v;
	size_t at = 0;

	assert_int_equal(json_parse(str_bytes(out), arena, &v, &at), 0);
	return v;
}

TEST(json_has_the_figures)
{
	struct arena *arena = arena_new();
	struct json *v;
	const struct json *summary;
	STR_AUTO(out, LIMIT_DOCUMENT);

	assert_int_equal(report_json(sample_input(arena, "en", 38, SAMPLE_COMPARED), &out), 0);
	v = parse(arena, &out);
	summary = json_get(v, "summary");
	assert_int_equal(json_int(json_get(summary, "findings"), -1), 38);
	assert_int_equal(json_get(v, "findings")->array.n, 38);
	assert_int_equal(json_int(json_get(summary, "fixed"), -1) +
			     json_int(json_get(summary, "unknown"), -1),
	    json_get(v, "gone")->array.n);
	assert_string_equal(json_text(json_get(json_get(v, "grade"), "letter"), ""), "E");
	assert_string_equal(
	    json_text(json_get(json_get(v, "report"), "label"), ""), "TLP:AMBER");
	assert_true(json_get(v, "plan")->array.n >= json_get(v, "types")->array.n);
	arena_free(arena);
}

TEST(json_hostile_texts_are_kept_but_quiet)
{
	struct arena *arena = arena_new();
	struct json *v;
	const char *subject;
	STR_AUTO(out, LIMIT_DOCUMENT);

	assert_int_equal(report_json(sample_input(arena, "en", 3, SAMPLE_HOSTILE), &out), 0);
	assert_null(strstr(str_text(&out), "\x1b"));
	assert_null(strstr(str_text(&out), "\xe2\x80\xae"));
	v = parse(arena, &out);
	/* The value itself is what was seen. */
	subject = json_text(json_get(&json_get(v, "findings")->array.items[0], "subject"), "");
	assert_true(strncmp(subject, SAMPLE_HOSTILE_TEXT, strlen(SAMPLE_HOSTILE_TEXT)) == 0);
	arena_free(arena);
}

TEST(json_same_input_same_bytes)
{
	struct arena *arena = arena_new();
	STR_AUTO(a, LIMIT_DOCUMENT);
	STR_AUTO(b, LIMIT_DOCUMENT);

	assert_int_equal(report_json(sample_input(arena, "nb", 60, SAMPLE_COMPARED), &a), 0);
	assert_int_equal(report_json(sample_input(arena, "nb", 60, SAMPLE_COMPARED), &b), 0);
	assert_string_equal(str_text(&a), str_text(&b));
	arena_free(arena);
}

/* Two audits of the same systems see the same things in another order. */
TEST(json_order_of_the_observations_does_not_show)
{
	struct arena *arena = arena_new();
	struct report_input *in = sample_input(arena, "en", 38, 0);
	struct observation *items = in->obs->all.items;
	size_t n = in->obs->all.n;
	STR_AUTO(a, LIMIT_DOCUMENT);
	STR_AUTO(b, LIMIT_DOCUMENT);

	assert_true(n > 10);
	assert_int_equal(report_json(in, &a), 0);
	for (size_t i = 0; i < n / 2; i++) {
		struct observation o = items[i];

		items[i] = items[n - 1 - i];
		items[n - 1 - i] = o;
	}
	assert_int_equal(report_json(in, &b), 0);
	assert_string_equal(str_text(&a), str_text(&b));
	arena_free(arena);
}

TEST(json_ndjson_reads_back)
{
	struct arena *arena = arena_new();
	struct report_input *in = sample_input(arena, "en", 38, SAMPLE_HOSTILE);
	struct span rest, line;
	size_t n = 0;
	STR_AUTO(out, LIMIT_DOCUMENT);

	assert_int_equal(report_ndjson(in, &out), 0);
	assert_null(strstr(str_text(&out), "\xe2\x80\xae"));
	rest = str_bytes(&out);
	while (span_line(&rest, &line) && line.n) {
		struct observation o;
		struct msg msg;

		assert_int_equal(obs_parse(line, arena, &o, &msg), 0);
		assert_int_equal(
		    record_compare(&obs_types[o.kind], o.rec, in->obs->all.items[n].rec), 0);
		n++;
	}
	assert_int_equal(n, in->obs->all.n);
	arena_free(arena);
}

TEST(json_schemas_are_closed)
{
	void (*const writers[])(struct json_writer * w) = {
	    report_json_schema, report_json_schema_observation};

	for (size_t i = 0; i < ARRAY_LEN(writers); i++) {
		struct arena *arena = arena_new();
		struct json_writer w;
		const struct json *defs;
		struct json *v;
		STR_AUTO(out, LIMIT_DOCUMENT);

		json_write_init(&w, &out, 2);
		writers[i](&w);
		v = parse(arena, &out);
		defs = json_get(v, "$defs");
		assert_true(defs->object.n >= 9);
		for (size_t d = 0; d < defs->object.n; d++)
			assert_false(json_bool(
			    json_get(&defs->object.members[d].value, "additionalProperties"),
			    true));
		arena_free(arena);
	}
}

TEST(json_has_the_watermark)
{
	struct arena *arena = arena_new();
	struct report_input *in = sample_input(arena, "en", 3, 0);
	STR_AUTO(out, LIMIT_DOCUMENT);

	assert_int_equal(report_json(in, &out), 0);
	assert_null(json_get(json_get(parse(arena, &out), "report"), "watermark"));
	str_clear(&out);
	in->watermark = "for Anna Berg";
	assert_int_equal(report_json(in, &out), 0);
	assert_string_equal(
	    json_text(json_get(json_get(parse(arena, &out), "report"), "watermark"), ""),
	    "for Anna Berg");
	arena_free(arena);
}
