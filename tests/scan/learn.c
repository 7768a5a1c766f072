#include "base/rng.h"
#include "net/rig.h"
#include "scan/world.h"
#include "test.h"

/* What a scan could have seen, one record a line: kind and texts; each is learned alone, in any
 * order. */
static const char *const records[] = {
    "address 127.77.40.1",
    "address 127.77.40.2",
    "address ::1",
    "host www.chu.test direct 127.77.40.1 127.77.40.9",
    "host a.chu.test direct 127.77.40.9",
    "host b.chu.test elsewhere 127.77.40.9",
    "host portal.other.test direct 127.77.40.9",
    "host c.chu.test elsewhere 127.77.40.1 ::1",
    "host x.elsewhere.test direct 127.77.40.9",
    "host gone.chu.test direct",
    "port 127.77.40.1 22",
    "port 127.77.40.9 8080",
    "port ::1 443",
    "service 127.77.40.1 80 http",
    "service 127.77.40.1 443 https",
    "service 127.77.40.9 8080 http",
    "service 127.77.40.9 8443 https",
    "service 127.77.40.9 443 https",
    "service ::1 443 https",
    "service 127.77.40.2 53 dns",
    "service 127.77.40.2 25 smtp",
    "fact 127.77.40.2 25 smtp.extensions STARTTLS",
    "fact 127.77.40.2 143 imap.capabilities STARTTLS",
    "fact 127.77.40.2 21 ftp.features UTF8",
    "domain chu.test",
    "domain elsewhere.test",
};

static const char *word(struct span *rest, struct arena *arena)
{
	struct span part;

	return rest->p && span_split(rest, ' ', &part) ? arena_strndup(arena, part.p, part.n)
						       : NULL;
}

static void learn(struct scan *scan, const char *text)
{
	struct arena *arena = scan->arena;
	struct span rest = span_str(text);
	const char *kind = word(&rest, arena), *name = word(&rest, arena),
		   *second = word(&rest, arena), *third = word(&rest, arena);
	int64_t port = second ? strtol(second, NULL, 10) : 0;
	struct observation o = {0};
	struct obs_asset a = {.name = name, .reach = REACH_FULL, .why = "resolved"};
	struct obs_port p = {.addr = name, .port = port};
	struct obs_service s = {.addr = name, .port = port, .protocol = third};
	struct obs_fact f = {.addr = name, .port = port, .fact = third};

	if (strcmp(kind, "address") == 0 || strcmp(kind, "host") == 0 ||
	    strcmp(kind, "domain") == 0) {
		a.type = kind[0] == 'a'   ? ASSET_ADDRESS
			 : kind[0] == 'h' ? ASSET_HOST
					  : ASSET_DOMAIN;
		if (second && strcmp(second, "elsewhere") == 0)
			a.why = "resolved elsewhere";
		for (; third; third = word(&rest, arena))
			text_list_add(&a.addresses, arena, third);
		o = (struct observation){.kind = OBS_ASSET, .asset = &a};
	} else if (strcmp(kind, "port") == 0) {
		o = (struct observation){.kind = OBS_PORT, .port = &p};
	} else if (strcmp(kind, "service") == 0) {
		s.tls = strcmp(third, "https") == 0;
		s.protocol = s.tls ? "http" : third;
		o = (struct observation){.kind = OBS_SERVICE, .service = &s};
	} else {
		text_list_add(&f.values, arena, word(&rest, arena));
		o = (struct observation){.kind = OBS_FACT, .fact = &f};
	}
	scan_learn(scan, &o);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Keys of the units that follow when the records are learned in that order. */
static const char *units_after(struct rig *rig, const size_t *order, size_t n)
{
	struct scan scan = {
	    .job = &rig->job, .gate = rig->gate, .loop = rig->loop, .arena = arena_new()};
	VEC(const char *) keys = {0};
	STR_AUTO(out, 1 << 16);

	map_init(&scan.units, scan.arena);
	map_init(&scan.world, scan.arena);
	scan_seed(&scan);
	for (size_t i = 0; i < n; i++)
		learn(&scan, records[order[i]]);
	map_foreach (e, &scan.units)
		vec_push(scan.arena, &keys, e->key);
	qsort(keys.items, keys.n, sizeof(*keys.items), by_text);
	vec_foreach (k, &keys)
		str_addf(&out, "%s\n", *k);
	arena_free(scan.arena);
	return str_dup(&out, rig->arena);
}

static void any_order(struct rig *rig)
{
	size_t order[ARRAY_LEN(records)];
	const char *first;
	struct rng rng;

	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		order[i] = i;
	first = units_after(rig, order, ARRAY_LEN(order));
	rig->arg = (void *)(uintptr_t)first;
	rng_seed(&rng, 1);
	for (int round = 0; round < 300; round++) {
		const char *again;

		for (size_t i = ARRAY_LEN(order) - 1; i > 0; i--) {
			size_t k = rng_below(&rng, i + 1), kept = order[i];

			order[i] = order[k];
			order[k] = kept;
		}
		again = units_after(rig, order, ARRAY_LEN(order));
		if (strcmp(again, first) != 0)
			fail_msg("round %d:\n%s--- but first ---\n%s", round, again, first);
	}
}

static void check(
    const char *targets, int profile, const char *const *has, const char *const *lacks)
{
	struct rig rig;

	rig_init(&rig, targets);
	rig.job.profile = profile;
	rig_run(&rig, any_order, 1);
	for (; *has; has++)
		if (!strstr(rig.arg, *has))
			fail_msg("%s\nlacks %s", (const char *)rig.arg, *has);
	for (; *lacks; lacks++)
		if (strstr(rig.arg, *lacks))
			fail_msg("%s\nhas %s", (const char *)rig.arg, *lacks);
	rig_done(&rig);
}

TEST(learn_any_order_when_a_domain_is_named)
{
	static const char *const has[] = {"domain/chu.test\n", "words/chu.test\n",
	    "host/a.chu.test\n", "sweep/127.77.40.1\n", "udp/::1\n", "ptr/127.77.40.2\n",
	    "identify/::1/443\n", "web/http/127.77.40.9/8080/127.77.40.9\n",
	    "web/http/a.chu.test/8080/127.77.40.9\n",
	    "web/https/www.chu.test/8443/127.77.40.9\n",
	    "web/https/b.chu.test/443/127.77.40.9\n", "web/http/b.chu.test/80/127.77.40.9\n",
	    "web/https/::1/443/::1\n", "web/https/c.chu.test/443/::1\n", "tls/::1/443/direct\n",
	    "tls/127.77.40.2/25/smtp\n", "tls/127.77.40.2/143/imap\n",
	    "axfr/chu.test@127.77.40.2\n", "server/127.77.40.2/53\n", NULL};
	static const char *const lacks[] = {
	    "elsewhere.test", "b.chu.test/8080", "tls/127.77.40.2/21", "other.test", NULL};

	check("chu.test", PROFILE_STANDARD, has, lacks);
}

TEST(learn_any_order_when_networks_and_urls_are_named)
{
	static const char *const has[] = {"net/127.77.40.0/30\n",
	    "web/https/portal.other.test/8443/127.77.40.9\n",
	    "web/https/portal.other.test/443/127.77.40.9\n",
	    "web/http/127.77.40.1/80/127.77.40.1\n", "web/https/c.chu.test/443/127.77.40.1\n",
	    "web/https/a.chu.test/443/127.77.40.9\n", "web/http/127.77.40.1/8000/127.77.40.1\n",
	    "host/portal.other.test\n", NULL};
	static const char *const lacks[] = {"a.chu.test/8080", "www.chu.test/8443",
	    "domain/portal", "web/http/portal.other.test/8443", NULL};

	check("chu.test 127.77.40.0/30 https://portal.other.test:8443/ "
	      "http://127.77.40.1:8000/ http://c.chu.test:8443/",
	    PROFILE_STANDARD, has, lacks);
}

/* Only what asks the resolvers: never a unit that would send something to a host. */
TEST(learn_passive_makes_no_unit_that_touches_a_host)
{
	static const char *const has[] = {
	    "domain/chu.test\n", "host/www.chu.test\n", "ptr/127.77.40.1\n", NULL};
	static const char *const lacks[] = {
	    "sweep/", "udp/", "web/", "tls/", "identify/", "axfr/", "server/", NULL};

	check("chu.test 127.77.40.0/30 http://127.77.40.1:8000/", PROFILE_PASSIVE, has, lacks);
}

/* --- the name by which the gate lets an address be reached --- */

static void naming(struct rig *rig)
{
	struct scan scan = {
	    .job = &rig->job, .gate = rig->gate, .loop = rig->loop, .arena = rig->arena};
	struct gate_call call;

	map_init(&scan.units, scan.arena);
	map_init(&scan.world, scan.arena);
	learn(&scan, "host a.portal.test direct 127.77.41.1"); /* no target */
	learn(&scan, "host aa.url.test direct 127.77.41.1");   /* a URL: only the web */
	learn(&scan, "host z.chu.test direct 127.77.41.1");
	learn(&scan, "host y.chu.test elsewhere 127.77.41.1");
	learn(&scan, "host m.chu.test direct 127.77.41.1");
	call = world_call(&scan, "127.77.41.1", 22, GATE_PLAIN);
	assert_string_equal(call.name, "m.chu.test");
	assert_true(call.direct);
	assert_int_equal(call.port, 22);
	learn(&scan, "host y.chu.test elsewhere 127.77.41.2");
	call = world_call(&scan, "127.77.41.2", 22, GATE_PLAIN);
	assert_null(call.name);
	assert_string_equal(world_any_name(&scan, "127.77.41.2"), "y.chu.test");
	assert_string_equal(world_any_name(&scan, "127.77.41.1"), "aa.url.test");
	assert_null(world_any_name(&scan, "127.77.41.3"));
	assert_int_equal(world_call(&scan, "no address", 22, GATE_PLAIN).ip.family, 0);
}

TEST(learn_the_name_that_opens_the_gate)
{
	struct rig rig;

	rig_init(&rig, "chu.test https://aa.url.test/");
	rig_run(&rig, naming, 1);
	rig_done(&rig);
}
