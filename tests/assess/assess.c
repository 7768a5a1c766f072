#include "assess/assess.h"

#include "pack/kb.h"
#include "pack/pack_write.h"
#include "test.h"

static void add_telnet(
    struct arena *a, struct observations *obs, const char *addr, const char *banner)
{
	struct obs_service *s = ARENA_NEW(a, struct obs_service);

	*s = (struct obs_service){
	    .unit = "u", .addr = addr, .port = 23, .protocol = "telnet", .banner = banner};
	vec_push(a, &obs->all, (struct observation){.kind = OBS_SERVICE, .service = s});
}

TEST(assess_of_nothing_is_nothing)
{
	struct arena *a = arena_new();
	struct observations none = {0};
	struct findings all = {0};

	assert_int_equal(
	    assess(&none, &(struct assess_with){.kb = kb_builtin()}, 0, a, &all), 0);
	assert_int_equal(all.all.n, 0);
	(void)arena_free(a);
}

TEST(assess_sorts_and_merges)
{
	struct arena *a = arena_new();
	struct observations obs = {0};
	struct findings all;

	for (int i = 9; i >= 0; i--)
		for (int k = 0; k < 8; k++)
			add_telnet(a, &obs, arena_printf(a, "192.0.2.%d", i),
			    arena_printf(a, "login %d", k));
	assert_int_equal(
	    assess(&obs, &(struct assess_with){.kb = kb_builtin()}, 5, a, &all), 0);
	assert_int_equal(all.all.n, 10);
	for (size_t i = 0; i < all.all.n; i++) {
		assert_int_equal(all.all.items[i].evidence.n, ASSESS_EVIDENCE);
		assert_string_equal(all.all.items[i].key,
		    arena_printf(a, "telnet-exposed|192.0.2.%zu|192.0.2.%zu|23", i, i));
	}
	(void)arena_free(a);
}

TEST(assess_redacts_and_shortens_evidence)
{
	struct arena *a = arena_new();
	struct observations obs = {0};
	struct findings all;
	STR_AUTO(banner, 4096);

	str_add(&banner, "password=hunter2 ");
	while (banner.n < 1000)
		str_add(&banner, "Bienvenue \x1b[31m ");
	add_telnet(a, &obs, "192.0.2.1", str_text(&banner));
	assert_int_equal(
	    assess(&obs, &(struct assess_with){.kb = kb_builtin()}, 5, a, &all), 0);
	assert_true(strlen(all.all.items[0].evidence.items[0]) <= ASSESS_EVIDENCE_LINE);
	assert_null(strstr(all.all.items[0].evidence.items[0], "hunter2"));
	assert_null(strchr(all.all.items[0].evidence.items[0], '\x1b'));
	(void)arena_free(a);
}

TEST(assess_refuses_a_pack_without_the_types)
{
	struct arena *a = arena_new();
	struct observations none = {0};
	struct findings all = {.all = {.n = 7}};
	STR_AUTO(bytes, 1024);
	struct pack_writer w;
	struct pack pack;

	pack_write_init(&w, a);
	assert_int_equal(pack_write_end(&w, &bytes, NULL), 0);
	assert_int_equal(pack_from_memory(str_bytes(&bytes), &pack, NULL), 0);
	assert_int_equal(
	    assess(&none, &(struct assess_with){.kb = &pack}, 0, a, &all), ERR_NOTFOUND);
	assert_int_equal(all.all.n, 7);
	(void)arena_free(a);
}
