#include "scan/discover.h"

#include <unistd.h>

#include "engine.h"
#include "test.h"

static const struct obs_asset *asset(const struct engine *e, const char *name, const char *why)
{
	vec_foreach (o, &e->seen.all)
		if (o->kind == OBS_ASSET && strcmp(o->asset->name, name) == 0 &&
		    strcmp(o->asset->why, why) == 0)
			return o->asset;
	return NULL;
}

TEST(discover_words_aliases_and_somebody_else)
{
	struct peer names = engine_names("127.77.76.9",
	    "chu.test 127.77.76.1;www.chu.test =web.chu.test;web.chu.test "
	    "127.77.76.2;mail.chu.test =chu.saas.test;"
	    "chu.saas.test 127.77.76.3;vpn.chu.test 127.77.76.4");
	struct engine e;

	/* without networks: an address that a name leads to directly is ours, one behind
	 * somebody else's name is not */
	engine_init(&e, "chu.test -vpn.chu.test", "1");
	engine_resolver(&e, &names);
	engine_run(&e, 5);
	assert_non_null(asset(&e, "www.chu.test", "word list"));
	assert_string_equal(
	    asset(&e, "www.chu.test", "resolved")->addresses.items[0], "127.77.76.2");
	assert_int_equal(asset(&e, "www.chu.test", "resolved")->reach, REACH_FULL);
	assert_int_equal(asset(&e, "mail.chu.test", "resolved elsewhere")->reach, REACH_NAME);
	assert_non_null(engine_coverage(&e, "sweep/127.77.76.2"));
	assert_null(engine_coverage(&e, "sweep/127.77.76.3"));
	assert_int_equal(engine_coverage(&e, "host/mail.chu.test")->state, COVERAGE_SKIPPED);
	assert_null(asset(&e, "vpn.chu.test", "word list")); /* excluded */
	assert_null(engine_coverage(&e, "sweep/127.77.76.4"));
	assert_null(asset(&e, "dev.chu.test", "word list"));
	engine_done(&e);
	peer_end(&names);
}

/* --- a zone in which every name exists, its addresses handed out in turn --- */

TEST(discover_words_below_a_wildcard_that_rotates)
{
	struct peer names =
	    peer_udp("127.77.77.9", 0, engine_rotating, "127.77.77.1 127.77.77.2 127.77.77.3");
	const struct obs_fact *wildcard = NULL;
	struct engine e;

	engine_init(&e, "chu.test", "1");
	engine_resolver(&e, &names);
	engine_run(&e, 5);
	vec_foreach (o, &e.seen.all) {
		if (o->kind == OBS_FACT && strcmp(o->fact->fact, "dns.wildcard") == 0)
			wildcard = o->fact;
		if (o->kind == OBS_ASSET)
			assert_string_not_equal(o->asset->why, "word list");
	}
	assert_int_equal(wildcard ? wildcard->values.n : 0, 3);
	engine_done(&e);
	peer_end(&names);
}

TEST(discover_when_no_resolver_answers)
{
	struct peer silent = peer_udp("127.77.78.9", 0, peer_silent, NULL);
	struct engine e;

	engine_init(&e, "chu.test", "1");
	engine_resolver(&e, &silent);
	engine_run(&e, 20);
	assert_int_equal(engine_coverage(&e, "domain/chu.test")->state, COVERAGE_UNREACHABLE);
	assert_int_equal(engine_coverage(&e, "host/chu.test")->state, COVERAGE_UNREACHABLE);
	assert_int_equal(engine_coverage(&e, "words/chu.test")->state, COVERAGE_UNREACHABLE);
	engine_done(&e);
	peer_end(&silent);
}
