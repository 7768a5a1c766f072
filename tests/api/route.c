#include "api/route.h"

#include "test.h"

static const struct route one[] = {
    {.method = "GET", .path = "/orgs/new"},
    {.method = "GET", .path = "/orgs/{org}"},
    {.method = "POST", .path = "/orgs/{org}"},
    {.method = "GET", .path = "/orgs/{org}/findings/{id}.csv"},
    {.method = NULL},
};
static const struct route two[] = {
    {.method = "GET", .path = "/"},
    {.method = "DELETE", .path = "/orgs/{org}"},
    {.method = NULL},
};
static const struct route *const tables[] = {one, two, NULL};

TEST(route_finds_the_row_and_its_arguments)
{
	struct arena *a = arena_new();
	struct serve_pairs args = {0};
	const char *allow = NULL;

	assert_ptr_equal(route_find(tables, "GET", "/", a, &args, &allow), &two[0]);
	assert_int_equal(args.n, 0);
	assert_ptr_equal(route_find(tables, "HEAD", "/orgs/new", a, &args, &allow), &one[0]);
	assert_ptr_equal(route_find(tables, "GET", "/orgs/a b", a, &args, &allow), &one[1]);
	assert_int_equal(args.n, 1);
	assert_string_equal(args.items[0].name, "org");
	assert_string_equal(args.items[0].value, "a b");
	assert_ptr_equal(route_find(tables, "DELETE", "/orgs/x", a, &args, &allow), &two[1]);
	assert_null(allow);
	arena_free(a);
}

TEST(route_says_what_a_path_allows)
{
	struct arena *a = arena_new();
	struct serve_pairs args = {0};
	const char *allow = NULL;

	assert_null(route_find(tables, "PUT", "/orgs/x", a, &args, &allow));
	assert_string_equal(allow, "GET, HEAD, POST, DELETE");
	allow = NULL;
	assert_null(route_find(tables, "GET", "/orgs", a, &args, &allow));
	assert_null(allow);
	assert_null(route_find(tables, "GET", "/orgs/", a, &args, &allow));
	assert_null(route_find(tables, "GET", "/orgs/x/", a, &args, &allow));
	assert_null(route_find(tables, "GET", "/orgs/x/y", a, &args, &allow));
	assert_null(allow);
	arena_free(a);
}
