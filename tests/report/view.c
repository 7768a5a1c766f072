#include "test.h"

#include "report/view.h"
#include "sample_input.h"

TEST(view_counts_and_groups)
{
	struct arena *arena = arena_new();
	struct report_input *in = sample_input(arena, "en", 38, SAMPLE_COMPARED);
	struct view v;
	size_t levels = 0, categories = 0, grouped = 0, services = 0;

	view_make(in, arena, &v);
	assert_int_equal(v.present.n, 38);
	assert_int_equal(v.present.n + v.gone.n, in->findings->all.n);
	assert_true(v.gone.n > 0);
	for (int i = 0; i < CRIT_LEVELS; i++)
		levels += v.levels[i];
	for (int i = 0; i < CATEGORIES; i++)
		categories += v.categories[i];
	vec_foreach (g, &v.groups)
		grouped += g->n;
	vec_foreach (h, &v.hosts)
		services += h->n;
	assert_int_equal(levels, 38);
	assert_int_equal(categories, 38);
	assert_int_equal(grouped, 38);
	assert_int_equal(services, v.services.n);
	for (size_t i = 1; i < v.groups.n; i++)
		assert_true(v.groups.items[i - 1].criticality <= v.groups.items[i].criticality);
	assert_int_equal(v.states[FINDING_NEW] + v.states[FINDING_OPEN], 38);
	assert_int_equal(v.states[FINDING_FIXED] + v.states[FINDING_UNKNOWN], v.gone.n);
	arena_free(arena);
}

TEST(view_foreign_addresses_are_no_systems_of_the_perimeter)
{
	struct arena *arena = arena_new();
	struct report_input *in = sample_input(arena, "en", 0, 0);
	struct obs_service web = {
	    .time = 1, .unit = "u", .addr = "203.0.113.5", .port = 443, .protocol = "http"};
	struct observations obs = *in->obs;
	struct view v;

	vec_push(arena, &obs.all, (struct observation){.kind = OBS_SERVICE, .service = &web});
	in->obs = &obs;
	view_make(in, arena, &v);
	assert_int_equal(v.external.n, 2);
	assert_string_equal(v.external.items[1].name, "cdn.example.net");
	vec_foreach (h, &v.hosts)
		assert_string_not_equal(h->addr, "203.0.113.5");
	vec_foreach (n, &v.names)
		assert_int_equal(n->reach, REACH_FULL);
	arena_free(arena);
}

static void add_asset(struct arena *arena, struct observations *obs, struct obs_asset a)
{
	struct obs_asset *copy = ARENA_NEW(arena, struct obs_asset);

	*copy = a;
	vec_push(arena, &obs->all, (struct observation){.kind = OBS_ASSET, .asset = copy});
}

/* A zone transfer and a link only tell that a name was read: whose it is tells where it leads,
 * whichever record came first. */
TEST(view_name_that_leads_to_another_party_is_external)
{
	struct arena *arena = arena_new();
	struct report_input *in = sample_input(arena, "en", 0, SAMPLE_EMPTY);
	struct observations obs = {0};
	struct text_list there = {0};
	struct view v;

	text_list_add(&there, arena, "203.0.113.9");
	add_asset(arena, &obs,
	    (struct obs_asset){
		.type = ASSET_HOST, .name = "rdv.example.test", .why = "zone transfer"});
	add_asset(arena, &obs,
	    (struct obs_asset){.type = ASSET_HOST,
		.name = "rdv.example.test",
		.reach = REACH_NAME,
		.why = "resolved elsewhere",
		.addresses = there});
	add_asset(arena, &obs,
	    (struct obs_asset){
		.type = ASSET_HOST, .name = "old.example.test", .why = "zone transfer"});
	in->obs = &obs;
	view_make(in, arena, &v);
	assert_int_equal(v.external.n, 1);
	assert_string_equal(v.external.items[0].name, "rdv.example.test");
	assert_int_equal(v.external.items[0].reach, REACH_NAME);
	assert_int_equal(v.names.n, 1);
	assert_string_equal(v.names.items[0].name, "old.example.test");
	assert_int_equal(v.hosts.n, 0);
	arena_free(arena);
}

TEST(view_domain_stays_one_when_a_zone_names_it_as_a_host)
{
	struct arena *arena = arena_new();
	struct report_input *in = sample_input(arena, "en", 0, SAMPLE_EMPTY);
	struct observations obs = {0};
	struct view v;

	add_asset(arena, &obs,
	    (struct obs_asset){
		.type = ASSET_HOST, .name = "example.test", .why = "zone transfer"});
	add_asset(arena, &obs,
	    (struct obs_asset){.type = ASSET_DOMAIN, .name = "example.test", .why = "seed"});
	in->obs = &obs;
	view_make(in, arena, &v);
	assert_int_equal(v.names.n, 1);
	assert_int_equal(v.names.items[0].type, ASSET_DOMAIN);
	assert_true(v.names.items[0].seed);
	assert_string_equal(v.names.items[0].whys.items[0], "seed");
	arena_free(arena);
}

static struct observations reversed(const struct observations *obs, struct arena *arena)
{
	struct observations to = {0};

	for (size_t i = obs->all.n; i > 0; i--)
		vec_push(arena, &to.all, obs->all.items[i - 1]);
	return to;
}

TEST(view_order_of_observations_does_not_show)
{
	struct arena *arena = arena_new();
	struct report_input *in = sample_input(arena, "en", 60, 0);
	struct observations backwards = reversed(in->obs, arena);
	struct view a, b;

	view_make(in, arena, &a);
	in->obs = &backwards;
	view_make(in, arena, &b);
	assert_int_equal(a.services.n, b.services.n);
	for (size_t i = 0; i < a.services.n; i++) {
		assert_string_equal(a.services.items[i].addr, b.services.items[i].addr);
		assert_int_equal(a.services.items[i].port, b.services.items[i].port);
		assert_ptr_equal(a.services.items[i].seen, b.services.items[i].seen);
	}
	assert_int_equal(a.names.n, b.names.n);
	for (size_t i = 0; i < a.names.n; i++) {
		assert_string_equal(a.names.items[i].name, b.names.items[i].name);
		assert_int_equal(a.names.items[i].whys.n, b.names.items[i].whys.n);
		for (size_t j = 0; j < a.names.items[i].whys.n; j++)
			assert_string_equal(
			    a.names.items[i].whys.items[j], b.names.items[i].whys.items[j]);
	}
	arena_free(arena);
}

TEST(view_finds_services)
{
	struct arena *arena = arena_new();
	struct view v;

	view_make(sample_input(arena, "en", 38, 0), arena, &v);
	assert_string_equal(
	    view_service_at(&v, "198.51.100.8", 161, TRANSPORT_UDP)->seen->protocol, "snmp");
	assert_null(view_service_at(&v, "198.51.100.8", 161, TRANSPORT_TCP));
	assert_null(view_service_at(&v, NULL, 0, TRANSPORT_TCP));
	assert_int_equal(
	    view_service_at(&v, "198.51.100.7", 6379, TRANSPORT_TCP)->worst, CRIT_CRITICAL);
	arena_free(arena);
}

TEST(view_takes_what_is_gone_from_a_list_of_its_own)
{
	struct arena *arena = arena_new();
	struct report_input *in = sample_input(arena, "en", 38, SAMPLE_COMPARED);
	struct findings present = {0}, gone = {0};
	struct view one, two;

	view_make(in, arena, &one);
	for (size_t i = 0; i < one.present.n; i++)
		vec_push(arena, &present.all, *one.present.items[i]);
	for (size_t i = 0; i < one.gone.n; i++)
		vec_push(arena, &gone.all, *one.gone.items[i]);
	in->findings = &present;
	in->gone = &gone;
	view_make(in, arena, &two);
	assert_int_equal(two.present.n, one.present.n);
	assert_int_equal(two.gone.n, one.gone.n);
	assert_memory_equal(two.states, one.states, sizeof(one.states));
	arena_free(arena);
}
