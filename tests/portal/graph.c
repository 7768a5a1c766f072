/* The graph page, its JSON, and the page of one thing that is exposed. */
#include "portal/graph.h"

#include "member_place.h"

#include "desk/id.h"

static const char *at(struct rig *rig, const struct member_place *p, const char *end)
{
	return rig_f(rig, "/orgs/%s/exposure/%s", p->org, end);
}

static const char *asset_of(struct rig *rig, const char *org, const char *name)
{
	struct exposed e;

	assert_int_equal(
	    desk_find(rig->db, &exposed_type, "WHERE \"org\" = $1 AND \"name\" = $2",
		DESK_PARAMS(DESK_TEXT(org), DESK_TEXT(name)), rig->arena, &e),
	    0);
	return e.id;
}

static size_t times(const char *text, const char *what)
{
	size_t n = 0;

	for (const char *p = strstr(text, what); p; p = strstr(p + 1, what))
		n++;
	return n;
}

TEST_RIG(the_graph_page_lists_what_the_json_draws)
{
	struct member_place p = member_place_make(rig);

	assert_int_equal(rig_get(p.b, at(rig, &p, "graph")), 200);
	assert_true(rig_has(p.b, "3 of 3 names, addresses and services are shown."));
	assert_true(rig_has(p.b, "cytoscape.min.js"));
	assert_true(rig_has(p.b, "<noscript>"));
	assert_true(rig_has(p.b, rig_f(rig, "id=\"n-%s\"", asset_of(rig, p.org, "192.0.2.7"))));
	assert_false(rig_has(p.b, "rival"));
	assert_int_equal(rig_get(p.b, at(rig, &p, "graph.json")), 200);
	assert_string_equal(p.b->type, "application/json");
	/* The organisation and three assets on one string; the finding is on each of them. */
	assert_int_equal(times(p.b->body, "\"id\":"), 4);
	assert_int_equal(times(p.b->body, "\"criticality\":\"critical\""), 4);
	assert_true(
	    rig_has(p.b, rig_f(rig, "[\"%s\",\"%s\"]", asset_of(rig, p.org, "www.chu.example"),
			     asset_of(rig, p.org, "192.0.2.7"))));
	assert_true(
	    rig_has(p.b, rig_f(rig, "[\"%s\",\"%s\"]", asset_of(rig, p.org, "192.0.2.7"),
			     asset_of(rig, p.org, "192.0.2.7:443/tcp"))));
	assert_true(rig_has(p.b, "\"beside\":[]"));
}

TEST_RIG(the_graph_is_narrowed_by_level_age_and_text)
{
	struct member_place p = member_place_make(rig);

	assert_int_equal(rig_get(p.b, at(rig, &p, "graph?q=NGINX")), 200);
	assert_true(rig_has(p.b, "3 of 3 names")); /* the service, with what it hangs on */
	assert_int_equal(rig_get(p.b, at(rig, &p, "graph?q=www")), 200);
	assert_true(rig_has(p.b, "1 of 3 names"));
	assert_int_equal(rig_get(p.b, at(rig, &p, "graph?q=%3Cb%3E")), 200);
	assert_true(rig_has(p.b, "0 of 3 names"));
	assert_true(rig_has(p.b, "&lt;b&gt;"));
	assert_false(rig_has(p.b, "<b>"));
	assert_int_equal(rig_get(p.b, at(rig, &p, "graph?new=yes")), 200);
	assert_true(rig_has(p.b, "3 of 3 names"));
	assert_int_equal(
	    desk_exec(rig->db,
		"UPDATE exposed_asset SET \"first_seen\" = 1 WHERE \"type\" <> 'name'", NULL, 0,
		NULL),
	    0);
	assert_int_equal(rig_get(p.b, at(rig, &p, "graph.json?new=yes")), 200);
	assert_int_equal(times(p.b->body, "\"id\":"), 2);
	/* Once it is closed, nothing critical is left. */
	assert_int_equal(rig_get(p.b, at(rig, &p, "graph?criticality=high")), 200);
	assert_true(rig_has(p.b, "3 of 3 names"));
	assert_int_equal(desk_exec(rig->db,
			     "UPDATE tracked_finding SET \"state\" = 'verified_fixed' WHERE "
			     "\"id\" = $1",
			     DESK_PARAMS(DESK_TEXT(p.finding)), NULL),
	    0);
	assert_int_equal(rig_get(p.b, at(rig, &p, "graph?criticality=high")), 200);
	assert_true(rig_has(p.b, "0 of 3 names"));
}

TEST_RIG(a_group_sees_its_sites_in_the_graph_and_no_others)
{
	struct member_place p = member_place_make(rig);
	struct rig_browser *g = member_place_browser(rig, "Greta", ROLE_GROUP_OFFICER, p.group);
	struct rig_browser *v = member_place_browser(rig, "Vera", ROLE_OFFICER, p.rival);

	assert_int_equal(rig_get(g, rig_f(rig, "/orgs/%s/exposure/graph", p.group)), 200);
	assert_true(rig_has(g, rig_f(rig, "/orgs/%s/exposure/assets/", p.org)));
	assert_true(rig_has(g, "3 of 3 names"));
	assert_false(rig_has(g, "CH Rival"));
	assert_int_equal(rig_get(g, rig_f(rig, "/orgs/%s/exposure/graph.json", p.group)), 200);
	assert_int_equal(times(g->body, "\"id\":"), 5);
	assert_int_equal(rig_get(v, at(rig, &p, "graph")), 404);
	assert_int_equal(rig_get(v, at(rig, &p, "graph.json")), 404);
	assert_int_equal(rig_get(v, rig_f(rig, "/orgs/%s/exposure/graph", p.rival)), 200);
	assert_true(rig_has(v, "Nothing is known yet"));
	assert_false(rig_has(v, "cytoscape"));
}

TEST_RIG(an_asset_has_a_page_of_its_own)
{
	struct member_place p = member_place_make(rig);
	const char *service = asset_of(rig, p.org, "192.0.2.7:443/tcp");
	const char *name = asset_of(rig, p.org, "www.chu.example");
	struct rig_browser *v = member_place_browser(rig, "Vera", ROLE_OFFICER, p.rival);

	assert_int_equal(rig_get(p.b, at(rig, &p, rig_f(rig, "assets/%s", service))), 200);
	assert_true(rig_has(p.b, "nginx 1.24"));
	assert_true(rig_has(p.b, "F-TEST-1"));
	assert_true(rig_has(p.b, name)); /* the name that leads there */
	assert_int_equal(rig_get(p.b, at(rig, &p, rig_f(rig, "assets/%s", name))), 200);
	assert_true(rig_has(p.b, "F-TEST-1"));
	assert_true(rig_has(p.b, service));
	/* Not of another organisation, whichever way it is asked for. */
	assert_int_equal(
	    rig_get(v, rig_f(rig, "/orgs/%s/exposure/assets/%s", p.rival, service)), 404);
	assert_int_equal(rig_get(v, at(rig, &p, rig_f(rig, "assets/%s", service))), 404);
	assert_int_equal(rig_get(p.b, at(rig, &p, "assets/none")), 404);
}

/* --- without a database --- */

static struct exposed asset(const char *id, int type, const char *name, const char *addr)
{
	return (struct exposed){.id = id, .org = "o", .type = type, .name = name, .addr = addr};
}

TEST(things_hang_where_they_belong)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	const struct org org = {.id = "o", .name = "Org"};
	struct exposed all[] = {
	    asset("1", EXPOSED_SERVICE, "192.0.2.1:443/tcp", "192.0.2.1"),
	    asset("2", EXPOSED_ADDRESS, "192.0.2.1", "192.0.2.1"),
	    asset("3", EXPOSED_NAME, "a.b.example", "192.0.2.1"),
	    asset("4", EXPOSED_NAME, "b.example", NULL),
	    asset("5", EXPOSED_NAME, "c.b.example", "192.0.2.1"),
	    asset("6", EXPOSED_ADDRESS, "192.0.2.9", "192.0.2.9"),
	    asset("7", EXPOSED_NAME, "found.example", NULL),
	    asset("8", EXPOSED_SERVICE, "192.0.2.8:1/tcp", "192.0.2.8"),
	};
	struct graph_tallies tallies;
	struct graph g;

	all[6].parent = "192.0.2.9"; /* by the reverse of the address */
	all[0].port = 443;
	graph_tallies_init(&tallies, arena);
	graph_tally_add(&tallies, "o", "192.0.2.1", 443, "b.example",
	    (struct graph_tally){.worst = CRIT_HIGH, .findings = 2});
	graph_tally_add(&tallies, "o", "192.0.2.1", 22, NULL,
	    (struct graph_tally){.worst = CRIT_CRITICAL, .findings = 1});
	graph_build(arena, &org, 1, all, ARRAY_LEN(all), &tallies, &g);
	assert_int_equal(g.n, 9);
	assert_ptr_equal(g.nodes[1].above, &g.nodes[2]); /* service on address */
	assert_ptr_equal(g.nodes[2].above, &g.nodes[3]); /* address on the first name */
	assert_ptr_equal(g.nodes[3].above, &g.nodes[4]); /* a.b.example on b.example */
	assert_ptr_equal(g.nodes[4].above, &g.nodes[0]);
	assert_ptr_equal(g.nodes[5].above, &g.nodes[4]);
	assert_ptr_equal(g.nodes[5].beside, &g.nodes[2]); /* the second name */
	assert_null(g.nodes[3].beside);
	assert_ptr_equal(g.nodes[6].above, &g.nodes[7]);
	assert_ptr_equal(g.nodes[8].above, &g.nodes[0]); /* its address is not known */
	assert_int_equal(g.nodes[1].tally.worst, CRIT_HIGH);
	assert_int_equal(g.nodes[2].tally.worst, CRIT_CRITICAL);
	assert_int_equal(g.nodes[2].tally.findings, 3);
	assert_int_equal(g.nodes[4].tally.findings, 2);
	assert_int_equal(g.nodes[3].tally.worst, CRIT_LEVELS);
	assert_int_equal(g.nodes[0].tally.findings, 3);
}

TEST(the_worst_are_drawn_when_there_are_too_many)
{
	enum { MANY = 3 * GRAPH_MOST };
	static const struct graph_wish all = {.at_least = CRIT_LEVELS, .q = ""};
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	const struct org orgs[] = {
	    {.id = "o", .name = "Group"}, {.id = "s", .name = "Site", .parent = "o"}};
	struct exposed *assets = ARENA_ARRAY(arena, MANY, struct exposed);
	struct graph_tallies tallies;
	struct graph g;
	size_t chosen = 0;

	graph_tallies_init(&tallies, arena);
	for (int i = 0; i < MANY; i++) {
		const char *name = arena_printf(arena, "n%d.example", i);

		assets[i] = asset(arena_printf(arena, "%d", i), EXPOSED_NAME, name, NULL);
		assets[i].org = "s";
	}
	graph_tally_add(&tallies, "s", NULL, 0, assets[MANY - 1].name,
	    (struct graph_tally){.worst = CRIT_CRITICAL, .findings = 1});
	graph_build(arena, orgs, 2, assets, MANY, &tallies, &g);
	graph_choose(arena, &g, &all);
	for (size_t i = 0; i < g.n; i++)
		chosen += g.nodes[i].chosen;
	assert_int_equal(chosen, GRAPH_MOST);
	assert_int_equal(g.drawn, GRAPH_MOST - 2);
	assert_int_equal(g.wanted, MANY);
	assert_true(g.nodes[g.n - 1].chosen);
	assert_int_equal(g.nodes[0].tally.findings, 1); /* what the site has, the group has */
	assert_int_equal(g.nodes[1].below.n, GRAPH_MOST - 2);
}
