#include "scan/sweep.h"

#include "engine.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test.h"

/* A port that drops what comes: a listener whose queue is full. Gives false when this system's
 * does not. */
static bool full_listener(const char *addr, int *fds, size_t n, uint16_t *ret_port)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	struct ip ip;
	bool full = false;

	fds[0] = peer_listen(addr, 0, 0, ret_port);
	assert_int_equal(ip_parse(span_str(addr), &ip), 0);
	memcpy(&a.sin_addr, ip.b, 4);
	a.sin_port = htons(*ret_port);
	for (size_t i = 1; i < n; i++) {
		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		(void)connect(fds[i], (struct sockaddr *)&a, sizeof(a));
		usleep(20000);
		full = connect(fds[i], (struct sockaddr *)&a, sizeof(a)) < 0;
	}
	return full;
}

TEST(sweep_open_closed_and_silent)
{
	struct peer p = peer_tcp("127.77.60.1", 0, peer_greet, "SSH-2.0-x\r\n");
	const struct obs_coverage *c;
	const struct obs_burst *b = NULL;
	uint16_t silent;
	struct engine e;
	int fds[6];

	if (!full_listener("127.77.60.1", fds, ARRAY_LEN(fds), &silent)) {
		peer_end(&p);
		skip();
	}
	engine_init(&e, "127.77.60.1", NULL);
	e.job.ports = engine_text(&e, "1,2,%u,%u", p.port, silent);
	engine_run(&e, 10);
	c = engine_coverage(&e, "sweep/127.77.60.1");
	assert_int_equal(c->state, COVERAGE_SCANNED);
	assert_string_equal(c->reason, "4 ports: 1 open, 2 closed, 1 silent");
	assert_non_null(engine_find(&e, OBS_PORT, "127.77.60.1", p.port));
	assert_null(engine_find(&e, OBS_PORT, "127.77.60.1", silent));
	vec_foreach (o, &e.seen.all)
		if (o->kind == OBS_BURST && strcmp(o->burst->probe, "sweep") == 0)
			b = o->burst;
	assert_int_equal(b ? b->packets : 0, 5); /* the silent one is tried twice */
	engine_done(&e);
	for (size_t i = 0; i < ARRAY_LEN(fds); i++)
		close(fds[i]);
	peer_end(&p);
}

TEST(sweep_of_silence_alone_is_unreachable)
{
	const struct obs_coverage *c;
	uint16_t silent;
	struct engine e;
	int fds[6];

	if (!full_listener("127.77.60.2", fds, ARRAY_LEN(fds), &silent))
		skip();
	engine_init(&e, "127.77.60.2", NULL);
	e.job.ports = engine_text(&e, "%u", silent);
	engine_run(&e, 10);
	c = engine_coverage(&e, "sweep/127.77.60.2");
	assert_int_equal(c->state, COVERAGE_UNREACHABLE);
	assert_string_equal(c->reason, "1 ports: 0 open, 0 closed, 1 silent");
	engine_done(&e);
	for (size_t i = 0; i < ARRAY_LEN(fds); i++)
		close(fds[i]);
}

/* Many addresses at once: not one port may get lost between the engine and the gate. */
TEST(sweep_of_a_network_tries_every_port)
{
	struct peer p = peer_tcp("127.77.61.30", 0, peer_hang_up, NULL);
	struct engine e;

	engine_init(&e, "127.77.61.0/26 -127.77.61.5", NULL);
	e.job.ports = engine_text(&e, "1-60,%u", p.port);
	engine_run(&e, 1);
	for (int i = 0; i < 64; i++) {
		const struct obs_coverage *c =
		    engine_coverage(&e, engine_text(&e, "sweep/127.77.61.%d", i));

		if (i == 5) {
			assert_null(c);
			continue;
		}
		assert_non_null(c);
		assert_int_equal(c->state, COVERAGE_SCANNED);
		assert_string_equal(c->reason, i == 30
						   ? "61 ports: 1 open, 60 closed, 0 silent"
						   : "61 ports: 0 open, 61 closed, 0 silent");
	}
	assert_string_equal(
	    engine_coverage(&e, "net/127.77.61.0/26")->reason, "it is excluded");
	engine_done(&e);
	peer_end(&p);
}
