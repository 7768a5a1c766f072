/* Whole runs: replayed, killed half-way and gone on with, stopped, passive, blocked. */
#include "scan/unit.h"

#include "base/rng.h"
#include "engine.h"

#include <signal.h>
#include <time.h>

#include "test.h"

static const char site[] = "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: "
			   "20\r\nConnection: close\r\n\r\n<title>Care</title>\n";

/* A hospital of two addresses: web and SSH, and a name server that knows it. */
struct small {
	struct peer web, ssh, names;
};

static struct small small_start(struct engine *e)
{
	struct small s = {peer_tcp("127.77.50.1", 8080, peer_answer, site),
	    peer_tcp("127.77.50.2", 0, peer_greet, "SSH-2.0-OpenSSH_9.2p1\r\n"),
	    engine_names("127.77.50.9",
		"chu.test 127.77.50.1;www.chu.test 127.77.50.1;ssh.chu.test 127.77.50.2")};

	engine_init(e, "chu.test 127.77.50.0/30", NULL);
	e->job.ports = engine_text(e, "%u,%u", s.web.port, s.ssh.port);
	engine_resolver(e, &s.names);
	return s;
}

static void small_end(struct small *s)
{
	peer_end(&s->web);
	peer_end(&s->ssh);
	peer_end(&s->names);
}

static size_t count(const struct engine *e, enum obs_kind kind)
{
	size_t n = 0;

	vec_foreach (o, &e->seen.all)
		n += o->kind == kind;
	return n;
}

/* The lines of the units for which keep says so, in the order of the output; progress and end
 * are left out. */
static const char *some_units(const struct engine *e, struct arena *arena,
    bool (*keep)(const char *unit, uint64_t salt), uint64_t salt)
{
	struct span rest = str_bytes(&e->output), line;
	STR_AUTO(out, 64 << 20);

	while (span_line(&rest, &line)) {
		struct observation o;

		assert_int_equal(obs_parse(line, arena, &o, NULL), 0);
		if (!obs_stored(o.kind) ||
		    !keep(field_text(record_field(&obs_types[o.kind], "unit"), o.rec), salt))
			continue;
		str_span(&out, line);
		str_char(&out, '\n');
	}
	return str_dup(&out, arena);
}

static bool all(const char *unit, uint64_t salt)
{
	(void)salt;
	return *unit;
}

/* A third to two thirds of the units, by chance. */
static bool some(const char *unit, uint64_t salt)
{
	struct rng rng;

	for (; *unit; unit++)
		salt = salt * 31 + (uint8_t)*unit;
	rng_seed(&rng, salt);
	return rng_below(&rng, 2) == 0;
}

TEST(unit_a_finished_run_replayed_has_nothing_to_do)
{
	struct engine e, again;
	struct small s = small_start(&e);
	const char *units;
	int connections;

	engine_run(&e, 10);
	units = engine_units(&e);
	assert_non_null(strstr(
	    units, engine_text(&e, "web/http/www.chu.test/%u/127.77.50.1\n", s.web.port)));
	assert_non_null(
	    strstr(units, engine_text(&e, "identify/127.77.50.2/%u\n", s.ssh.port)));
	assert_string_equal(
	    engine_find(&e, OBS_SERVICE, "127.77.50.2", s.ssh.port)->service->protocol, "ssh");
	/* every record belongs to a unit that ended, and stands before its end */
	vec_foreach (o, &e.seen.all)
		if (obs_stored(o->kind))
			assert_non_null(strstr(units,
			    field_text(record_field(&obs_types[o->kind], "unit"), o->rec)));
	connections = s.web.log->connections + s.ssh.log->connections;
	again = e;
	again.output = (struct str){.max = 64 << 20};
	again.arena = arena_new();
	engine_start(&again, some_units(&e, e.arena, all, 0), 10);
	assert_int_equal(engine_wait(&again), END_FINISHED);
	assert_int_equal(count(&again, OBS_UNIT), 0);
	assert_int_equal(again.seen.all.n, 1); /* the end */
	assert_int_equal(s.web.log->connections + s.ssh.log->connections, connections);
	engine_done(&again);
	engine_done(&e);
	small_end(&s);
}

TEST(unit_a_killed_run_goes_on_to_the_same_units)
{
	enum { RUNS = 4 };
	struct engine e, part[RUNS];
	struct small s = small_start(&e);
	const char *whole;

	engine_run(&e, 10);
	whole = engine_units(&e);
	for (uint64_t i = 0; i < RUNS; i++) {
		part[i] = e;
		part[i].output = (struct str){.max = 64 << 20};
		part[i].arena = arena_new();
		engine_start(&part[i], some_units(&e, e.arena, some, i), 10);
	}
	for (uint64_t i = 0; i < RUNS; i++) {
		struct span rest = span_str(whole), key;

		assert_int_equal(engine_wait(&part[i]), END_FINISHED);
		/* each unit once: kept, or done again */
		while (span_line(&rest, &key)) {
			const char *text = arena_strndup(part[i].arena, key.p, key.n);
			bool again = strstr(engine_units(&part[i]),
					 arena_printf(part[i].arena, "%s\n", text)) != NULL;

			if (again == some(text, i))
				fail_msg("run %u: %s is %s", (unsigned)i, text,
				    again ? "done twice" : "left out");
		}
		engine_done(&part[i]);
	}
	engine_done(&e);
	small_end(&s);
}

TEST(unit_stopped_in_good_order_leaves_whole_units)
{
	struct engine e;
	struct small s = small_start(&e);
	struct timespec nap = {0, 400000000};
	const char *units;

	engine_start(&e, NULL, 1);
	(void)nanosleep(&nap, NULL);
	assert_int_equal(kill(e.pid, SIGTERM), 0);
	assert_int_equal(engine_wait(&e), END_STOPPED);
	units = engine_units(&e);
	vec_foreach (o, &e.seen.all)
		if (obs_stored(o->kind))
			assert_non_null(strstr(
			    units, arena_printf(e.arena, "%s\n",
				       field_text(record_field(&obs_types[o->kind], "unit"),
					   o->rec))));
	engine_done(&e);
	small_end(&s);
}

TEST(unit_passive_sends_nothing_to_hosts)
{
	struct engine e;
	struct small s = small_start(&e);

	e.job.profile = PROFILE_PASSIVE;
	engine_run(&e, 10);
	assert_int_equal(s.web.log->connections, 0);
	assert_int_equal(s.ssh.log->connections, 0);
	assert_true(s.names.log->connections > 10);
	assert_int_equal(count(&e, OBS_PORT), 0);
	vec_foreach (o, &e.seen.all)
		if (o->kind == OBS_BURST)
			assert_string_equal(o->burst->dest, "127.77.50.9");
	engine_done(&e);
	small_end(&s);
}

/* --- a host that asks us to stop is never shown as clean --- */

static void busy(int fd, struct peer_log *log, const void *arg)
{
	struct timespec nap = {0, 250000000};

	if (peer_read_until(fd, log, "\r\n\r\n").n == 0)
		return;
	(void)nanosleep(&nap, NULL);
	peer_say(fd, arg);
}

TEST(unit_a_blocked_host_is_not_clean)
{
	struct peer p = peer_tcp(
	    "127.77.51.1", 8080, busy, "HTTP/1.1 429 Slow down\r\nContent-Length: 0\r\n\r\n");
	const struct obs_coverage *c;
	struct engine e;

	engine_init(&e, "127.77.51.1", NULL);
	e.job.ports = engine_text(&e, "%u", p.port);
	engine_run(&e, 1);
	c = engine_coverage(&e, engine_text(&e, "web/http/127.77.51.1/%u/127.77.51.1", p.port));
	assert_non_null(c);
	assert_int_equal(c->state, COVERAGE_BLOCKED);
	assert_string_equal(c->reason, "it asked to slow down (429, 503 or 421)");
	engine_done(&e);
	peer_end(&p);
}
