#include "scan/prove.h"

#include "engine.h"
#include "test.h"

#define GOOD "0123456789abcdefghjkmnpqrs"

/* Answers GET of the challenge file with the text, everything else with 404. */
static void serve_file(int fd, struct peer_log *log, const void *arg)
{
	struct span rq = peer_read_until(fd, log, "\r\n\r\n");
	bool file = span_starts(rq, "GET /.well-known/varde-challenge/" GOOD " ");
	STR_AUTO(out, 4096);

	str_addf(&out, "HTTP/1.1 %d X\r\nContent-Length: %zu\r\n\r\n%s", file ? 200 : 404,
	    file ? strlen(arg) : 0, file ? (const char *)arg : "");
	peer_write(fd, out.p, out.n);
}

static void prove(struct engine *e, const struct peer *names, const char *item)
{
	engine_init(e, item, NULL);
	text_list_add(&e->job.proofs, e->arena, engine_text(e, "%s|" GOOD, item));
	engine_resolver(e, names);
	engine_run(e, 20);
}

static const struct obs_fact *fact(const struct engine *e, const char *name)
{
	const struct obs_fact *hit = NULL;

	vec_foreach (o, &e->seen.all) {
		if (o->kind != OBS_FACT)
			continue;
		assert_true(strncmp(o->fact->fact, "proof.", 6) == 0);
		if (strcmp(o->fact->fact, name) != 0)
			continue;
		assert_null(hit);
		hit = o->fact;
	}
	return hit;
}

TEST(prove_by_dns_and_by_file)
{
	struct peer names = engine_names("127.77.90.9",
	    "chu.test 127.77.90.1;_varde-challenge.chu.test \"v=spf1\"varde-proof=" GOOD
	    "\"varde-proof=x y\"varde-proof=other");
	struct peer site = peer_tcp("127.77.90.1", 80, serve_file, GOOD "\r\n");
	struct engine e;

	prove(&e, &names, "chu.test");
	assert_int_equal(fact(&e, "proof.dns")->values.n, 2);
	assert_true(text_list_has(&fact(&e, "proof.dns")->values, GOOD));
	assert_true(text_list_has(&fact(&e, "proof.dns")->values, "other"));
	assert_string_equal(fact(&e, "proof.dns")->subject, "chu.test");
	assert_int_equal(fact(&e, "proof.http")->values.n, 1);
	assert_string_equal(fact(&e, "proof.http")->values.items[0], GOOD);
	assert_string_equal(fact(&e, "proof.http")->addr, "127.77.90.1");
	assert_int_equal(fact(&e, "proof.http")->port, 80);
	assert_int_equal(site.log->connections, 1);
	/* Nothing but the proof is done. */
	assert_string_equal(engine_units(&e), "prove/chu.test\n");
	engine_done(&e);
	peer_end(&site);
	peer_end(&names);
}

TEST(prove_what_is_not_there)
{
	struct peer names = engine_names("127.77.91.9", "chu.test 127.77.91.1");
	struct peer site = peer_tcp("127.77.91.1", 80, serve_file, "<html>secret</html>");
	struct engine e;

	prove(&e, &names, "chu.test");
	assert_int_equal(fact(&e, "proof.dns")->values.n, 0);
	assert_non_null(strstr(fact(&e, "proof.dns")->evidence, "NXDOMAIN"));
	assert_int_equal(fact(&e, "proof.http")->values.n, 0);
	assert_non_null(strstr(fact(&e, "proof.http")->evidence, "status 200, no token"));
	/* By https as well, where nobody listens; and no word of the page is told. */
	assert_non_null(strstr(fact(&e, "proof.http")->evidence, "https"));
	assert_true(span_find(str_bytes(&e.output), "secret") < 0);
	engine_done(&e);
	peer_end(&site);
	peer_end(&names);
}

TEST(prove_a_name_without_address)
{
	struct peer names =
	    engine_names("127.77.92.9", "_varde-challenge.chu.test \"varde-proof=" GOOD);
	struct engine e;

	prove(&e, &names, "chu.test");
	assert_true(text_list_has(&fact(&e, "proof.dns")->values, GOOD));
	assert_string_equal(fact(&e, "proof.http")->evidence, "the name has no address");
	engine_done(&e);
	peer_end(&names);
}

TEST(prove_an_address_and_a_network)
{
	struct peer names = engine_names("127.77.93.9",
	    "_varde-challenge.1.93.77.127.in-addr.arpa \"varde-proof=" GOOD
	    ";_varde-challenge.93.77.127.in-addr.arpa \"varde-proof=other");
	struct peer site = peer_tcp("127.77.93.1", 80, serve_file, GOOD);
	struct engine e;

	prove(&e, &names, "127.77.93.1/32");
	assert_true(text_list_has(&fact(&e, "proof.dns")->values, GOOD));
	assert_true(text_list_has(&fact(&e, "proof.http")->values, GOOD));
	engine_done(&e);
	prove(&e, &names, "127.77.93.0/25");
	assert_true(text_list_has(&fact(&e, "proof.dns")->values, "other"));
	assert_null(fact(&e, "proof.http"));
	assert_int_equal(site.log->connections, 1);
	engine_done(&e);
	peer_end(&site);
	peer_end(&names);
}

/* The targets of a job with proofs are not scanned, and what is excluded is not asked. */
TEST(prove_sends_nothing_else)
{
	struct peer names = engine_names("127.77.94.9", "chu.test 127.77.94.1");
	struct peer site = peer_tcp("127.77.94.1", 80, serve_file, GOOD);
	struct peer other = peer_tcp("127.77.94.2", 80, serve_file, GOOD);
	struct engine e;

	engine_init(&e, "127.77.94.2 -127.77.94.1", "80");
	text_list_add(&e.job.proofs, e.arena, "chu.test|" GOOD);
	engine_resolver(&e, &names);
	engine_run(&e, 20);
	assert_int_equal(site.log->connections, 0);
	assert_int_equal(other.log->connections, 0);
	assert_non_null(strstr(fact(&e, "proof.http")->evidence, "excluded"));
	engine_done(&e);
	peer_end(&site);
	peer_end(&other);
	peer_end(&names);
}
