#include "api/openapi.h"

#include "api/v1.h"
#include "api_place.h"
#include "base/limits.h"
#include "os/file.h"
#include "portal/routes.h"

TEST_RIG(openapi_describes_every_row)
{
	struct rig_browser *b = rig_browser(rig);
	const struct json *paths;

	assert_int_equal(rig_get(b, "/api/v1/openapi.json"), 200);
	assert_string_equal(api_text(b, "openapi"), "3.1.0");
	paths = json_get(api_reply(b), "paths");
	for (size_t t = 0; portal_tables[t]; t++)
		for (const struct route *r = portal_tables[t]; r->method; r++) {
			const struct json *path = json_get(paths, r->path);
			const struct json *one =
			    json_get(path, strcmp(r->method, "GET") == 0 ? "get" : "post");

			if (strncmp(r->path, "/api/v1/", 8) != 0)
				continue;
			assert_string_equal(json_text(json_get(one, "summary"), ""), r->doc);
			assert_string_equal(json_text(json_get(one, "x-permission"), ""),
			    permission_names[r->need]);
		}
}

/* Rows that say what they reply with are rows that are there. */
TEST(openapi_replies_belong_to_rows)
{
	struct arena *arena = arena_new();

	for (const struct v1_reply *reply = v1_replies; reply->method; reply++) {
		struct serve_pairs args;
		const char *allow = NULL;

		if (!route_find(v1_tables, reply->method, reply->path, arena, &args, &allow))
			fail_msg("%s %s is no row", reply->method, reply->path);
		assert_true((reply->type != NULL) != (reply->list != NULL));
	}
	arena_free(arena);
}

/* VARDE_OPENAPI names the file in docs/api (tests/api/meson.build). */
TEST(openapi_file_is_what_the_rows_say)
{
	const char *path = getenv("VARDE_OPENAPI");
	struct msg msg = {0};
	struct json_writer w;
	STR_AUTO(want, LIMIT_DOCUMENT);
	STR_AUTO(have, LIMIT_DOCUMENT);

	if (!path)
		skip();
	json_write_init(&w, &want, 2);
	openapi_write(portal_tables, &w);
	str_char(&want, '\n');
	if (file_read(path, &have, &msg) < 0 || strcmp(str_text(&have), str_text(&want)) != 0)
		fail_msg("%s is old: run tools/make-openapi", path);
}

TEST_RIG(openapi_page_lists_the_operations)
{
	static const char *const langs[] = {"en", "fr", "nb"};
	struct rig_browser *b = rig_browser(rig);

	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		b->lang = langs[i];
		assert_int_equal(rig_get(b, "/api"), 200);
		assert_true(rig_has(b, rig_f(rig, "<html lang=\"%s\"", langs[i])));
		assert_true(rig_has(b, "/api/v1/orgs/{org}/findings/{id}/retest"));
	}
}
