#include "portal/assets.h"

#include "rig.h"

static const char *header(const struct rig_browser *b, const char *name)
{
	for (size_t i = 0; i < b->headers.n; i++)
		if (strcmp(b->headers.items[i].name, name) == 0)
			return b->headers.items[i].value;
	return "";
}

TEST(assets_link_changes_with_the_file)
{
	struct arena *a = arena_new();
	const char *style = assets_link("portal.css", a), *script = assets_link("portal.js", a);

	assert_int_equal(strncmp(style, "/assets/portal.css?v=", 21), 0);
	assert_int_equal(strlen(style), 21 + 12);
	assert_string_not_equal(style + 21, script + strlen("/assets/portal.js?v="));
	assert_string_equal(assets_link("portal.css", a), style);
	assert_string_equal(assets_link("none.css", a), "/assets/");
	arena_free(a);
}

TEST_RIG(assets_are_kept_for_ever_under_their_link_alone)
{
	struct rig_browser *b = rig_browser(rig);

	assert_int_equal(rig_get(b, assets_link("portal.css", rig->arena)), 200);
	assert_string_equal(b->type, "text/css; charset=utf-8");
	assert_non_null(strstr(header(b, "Cache-Control"), "immutable"));
	assert_int_equal(rig_get(b, "/assets/portal.css"), 200);
	assert_string_equal(header(b, "Cache-Control"), "no-cache");
	assert_int_equal(rig_get(b, "/assets/icon.svg"), 200);
	assert_string_equal(b->type, "image/svg+xml");
}

/* Every built-in file has a type that browsers take under nosniff. */
TEST_RIG(assets_all_have_a_type)
{
	struct rig_browser *b = rig_browser(rig);
	size_t n = 0;

	for (const struct embed_file *f = embed_portal_assets; f->name; f++, n++) {
		assert_int_equal(rig_get(b, rig_f(rig, "/assets/%s", f->name)), 200);
		assert_string_not_equal(b->type, "application/octet-stream");
	}
	assert_true(n >= 3);
}

TEST_RIG(assets_are_built_in_and_nothing_else_is_read)
{
	struct rig_browser *b = rig_browser(rig);

	assert_int_equal(rig_get(b, "/assets/none.css"), 404);
	assert_int_equal(rig_get(b, "/assets/frame.html"), 404);
	assert_int_equal(rig_get(b, "/assets/..%2fetc%2fpasswd"), 404);
}
