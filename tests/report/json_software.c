#include "test.h"

#include "base/limits.h"
#include "report/json_software.h"
#include "sample_input.h"

static struct finding finding(struct arena *arena, int verdict, const char *line)
{
	struct finding f = {.type = "software-vulnerable",
	    .key = "software-vulnerable|192.0.2.1|192.0.2.1|443",
	    .category = CATEGORY_SOFTWARE,
	    .subject = "192.0.2.1",
	    .addr = "192.0.2.1",
	    .port = 443,
	    .software = "CrushFTP 10.6.0",
	    .verdict = verdict,
	    .ncves = 1,
	    .days = 3};

	text_list_add(&f.cves, arena, line);
	return f;
}

static const struct json *items(struct arena *arena, struct findings *all, int64_t ended)
{
	struct report_input *in = sample_input(arena, "en", 0, SAMPLE_CLEAN);
	struct json_writer w;
	struct view view;
	struct json *v;
	size_t at;
	STR_AUTO(out, LIMIT_DOCUMENT);

	in->findings = all;
	view_split(in, arena, &view);
	json_write_init(&w, &out, 0);
	json_write_array(&w);
	report_json_software(&view, ended, arena, &w);
	json_write_array_end(&w);
	assert_int_equal(json_parse(str_bytes(&out), arena, &v, &at), 0);
	return v;
}

TEST(json_software_has_values_of_their_own)
{
	struct arena *arena = arena_new();
	struct findings all = {0};
	const struct json *v, *one;

	vec_push(arena, &all.all,
	    finding(arena, VERDICT_PROBABLE,
		"CVE-2024-4040 probable why=version cvss=9.8 epss=94.4 priority=900 kev "
		"ransomware fixed=10.7.1 source=nvd"));
	vec_push(arena, &all.all,
	    finding(arena, VERDICT_POSSIBLE, "ICSMA-24-001-01 possible why=any_version"));
	v = items(arena, &all, 1764201600000); /* 2025-11-27 */
	assert_int_equal(v->array.n, 2);
	one = &v->array.items[0];
	assert_string_equal(json_text(json_get(one, "id"), ""), "CVE-2024-4040");
	assert_string_equal(json_text(json_get(one, "verdict"), ""), "probable");
	assert_string_equal(json_text(json_get(one, "why"), ""), "version");
	assert_string_equal(json_text(json_get(one, "fixed"), ""), "10.7.1");
	assert_string_equal(json_text(json_get(one, "source"), ""), "nvd");
	assert_string_equal(json_text(json_get(one, "due"), ""), "2025-11-30T00:00:00.000Z");
	assert_int_equal(json_int(json_get(one, "cvss"), 0), 98);
	assert_int_equal(json_int(json_get(one, "epss"), 0), 944);
	assert_int_equal(json_int(json_get(one, "priority"), 0), 900);
	assert_true(json_bool(json_get(one, "kev"), false));
	assert_true(json_bool(json_get(one, "ransomware"), false));
	one = &v->array.items[1]; /* to be verified: after the others */
	assert_string_equal(json_text(json_get(one, "id"), ""), "ICSMA-24-001-01");
	assert_string_equal(json_text(json_get(one, "verdict"), ""), "possible");
	assert_int_equal(json_int(json_get(one, "cvss"), 0), -1);
	assert_int_equal(json_int(json_get(one, "epss"), 0), -1);
	assert_false(json_bool(json_get(one, "kev"), true));
	arena_free(arena);
}

TEST(json_software_due_counts_from_the_first_run)
{
	struct arena *arena = arena_new();
	struct findings all = {0};
	struct finding f =
	    finding(arena, VERDICT_CONFIRMED, "CVE-2024-4040 confirmed why=revision");
	const struct json *v;

	f.first_seen = 1763596800000; /* 2025-11-20 */
	vec_push(arena, &all.all, f);
	f.key = "other";
	f.days = 0; /* with the next update */
	vec_push(arena, &all.all, f);
	v = items(arena, &all, 1764201600000);
	assert_string_equal(
	    json_text(json_get(&v->array.items[0], "due"), ""), "2025-11-23T00:00:00.000Z");
	assert_null(json_get(&v->array.items[1], "due"));
	arena_free(arena);
}
