#include "net/gate.h"

#include "base/limits.h"
#include "net/gate_wire.h"
#include "net/peer.h"
#include "net/rig.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

enum { WAIT = 1000 };

static int try_udp(struct rig *rig, struct gate_call call)
{
	struct gate_grant got;
	int r = gate_udp(rig->gate, &call, &got);

	if (r == 0) {
		assert_int_equal(send(got.fd, "x", 1, MSG_NOSIGNAL), 1);
		gate_done(rig->gate, &got, GATE_QUIET, 0);
	}
	return r;
}

/* --- what lies outside gets no packet --- */

static void outside(struct rig *rig)
{
	struct peer *p = rig->arg;

	assert_int_equal(rig_try(rig, rig_call("127.77.0.1", p[0].port, GATE_PLAIN)), 0);
	for (int cls = 0; cls < GATE_CLASSES; cls++) {
		assert_int_equal(
		    rig_try(rig, rig_call("127.77.0.2", p[1].port, (enum gate_class)cls)),
		    ERR_DENIED);
		assert_int_equal(
		    try_udp(rig, rig_call("127.77.0.2", p[2].port, (enum gate_class)cls)),
		    ERR_DENIED);
		assert_int_equal(
		    rig_try(rig, rig_call("127.77.0.3", p[3].port, (enum gate_class)cls)),
		    ERR_DENIED);
	}
	assert_string_equal(
	    gate_reason(rig->gate, &p[1].ip), "it is outside the authorised perimeter");
	assert_string_equal(gate_reason(rig->gate, &p[3].ip), "it is excluded");
	assert_string_equal(gate_reason(rig->gate, &p[0].ip), "");
	assert_int_equal(gate_granted(rig->gate), 1);
	assert_int_equal(co_sleep(50), 0); /* whatever was sent has arrived by then */
}

TEST(gate_outside_the_perimeter_no_packet_leaves)
{
	struct peer p[] = {peer_tcp("127.77.0.1", 0, peer_silent, NULL),
	    peer_tcp("127.77.0.2", 0, peer_silent, NULL),
	    peer_udp("127.77.0.2", 0, peer_silent, NULL),
	    peer_tcp("127.77.0.3", 0, peer_silent, NULL)};
	struct rig rig;

	rig_init(&rig, "127.77.0.1 127.77.0.3 -127.77.0.3");
	rig.arg = p;
	rig_run(&rig, outside, 1);
	assert_int_equal(p[0].log->connections, 1);
	assert_int_equal(p[1].log->connections, 0);
	assert_int_equal(p[2].log->n, 0);
	assert_int_equal(p[3].log->connections, 0);
	rig_done(&rig);
	for (size_t i = 0; i < ARRAY_LEN(p); i++)
		peer_end(&p[i]);
}

/* --- somebody else's service is reached by name, over the web, and no other way --- */

static void by_name(struct rig *rig)
{
	struct gate_call call = rig_call("127.77.1.9", 80, GATE_HTTP);
	struct gate_call url = rig_call("127.77.1.9", 8443, GATE_HTTP);

	call.name = "www.chu.test";
	call.direct = true;
	assert_int_not_equal(rig_try(rig, call), ERR_DENIED);
	call.port = 443;
	assert_int_not_equal(rig_try(rig, call), ERR_DENIED);
	assert_int_equal(try_udp(rig, call), ERR_DENIED);
	for (int cls = 0; cls < GATE_CLASSES; cls++) {
		call.cls = (enum gate_class)cls;
		if (cls != GATE_HTTP)
			assert_int_equal(rig_try(rig, call), ERR_DENIED);
	}
	call.cls = GATE_HTTP;
	call.port = 8080;
	assert_int_equal(rig_try(rig, call), ERR_DENIED);
	call.port = 22;
	assert_int_equal(rig_try(rig, call), ERR_DENIED);
	assert_non_null(strstr(gate_reason(rig->gate, &call.ip), "somebody else"));
	call.port = 443;
	call.name = "www.elsewhere.test";
	assert_int_equal(rig_try(rig, call), ERR_DENIED);
	call.name = NULL;
	assert_int_equal(rig_try(rig, call), ERR_DENIED);
	/* a URL names its port */
	url.name = "portal.elsewhere.test";
	assert_int_not_equal(rig_try(rig, url), ERR_DENIED);
	url.port = 8444;
	assert_int_equal(rig_try(rig, url), ERR_DENIED);
}

TEST(gate_by_name_only_the_web)
{
	struct rig rig;

	rig_init(&rig, "127.77.1.1 chu.test https://portal.elsewhere.test:8443/");
	rig_run(&rig, by_name, 1);
	rig_done(&rig);
}

/* --- printers --- */

static void printer(struct rig *rig)
{
	for (uint16_t port = 9100; port <= 9107; port++)
		for (int cls = 0; cls < GATE_CLASSES; cls++) {
			int r =
			    rig_try(rig, rig_call("127.77.2.1", port, (enum gate_class)cls));

			assert_int_equal(r == ERR_DENIED, cls != GATE_PLAIN);
		}
	assert_int_not_equal(rig_try(rig, rig_call("127.77.2.1", 9099, GATE_HTTP)), ERR_DENIED);
	assert_int_not_equal(rig_try(rig, rig_call("127.77.2.1", 9108, GATE_HTTP)), ERR_DENIED);
}

TEST(gate_printers_get_a_connection_and_no_more)
{
	struct rig rig;

	rig_init(&rig, "127.77.2.1");
	rig_run(&rig, printer, 1);
	rig_done(&rig);
}

/* --- resolvers --- */

static void resolvers(struct rig *rig)
{
	assert_int_equal(try_udp(rig, rig_call("127.77.3.9", 5300, GATE_DNS)), 0);
	assert_int_not_equal(rig_try(rig, rig_call("127.77.3.9", 5300, GATE_DNS)), ERR_DENIED);
	assert_int_equal(try_udp(rig, rig_call("127.77.3.9", 5300, GATE_PLAIN)), ERR_DENIED);
	assert_int_equal(try_udp(rig, rig_call("127.77.3.9", 53, GATE_DNS)), ERR_DENIED);
	assert_int_equal(try_udp(rig, rig_call("127.77.3.10", 53, GATE_DNS)), 0);
	assert_int_equal(try_udp(rig, rig_call("127.77.3.11", 53, GATE_DNS)), ERR_DENIED);
}

TEST(gate_resolvers_are_reached_though_outside)
{
	struct rig rig;

	rig_init(&rig, "127.77.3.1");
	text_list_add(&rig.job.resolvers, rig.arena, "127.77.3.9:5300");
	text_list_add(&rig.job.resolvers, rig.arena, "127.77.3.10");
	text_list_add(&rig.job.resolvers, rig.arena, "[::1]:5301");
	rig_run(&rig, resolvers, 1);
	rig_done(&rig);
}

/* --- the passive profile asks the resolvers and nobody else --- */

static void passive(struct rig *rig)
{
	for (int cls = 0; cls < GATE_CLASSES; cls++)
		assert_int_equal(
		    rig_try(rig, rig_call("127.77.3.1", 80, (enum gate_class)cls)), ERR_DENIED);
	assert_int_equal(try_udp(rig, rig_call("127.77.3.1", 53, GATE_DNS)), ERR_DENIED);
	assert_int_equal(try_udp(rig, rig_call("127.77.3.9", 53, GATE_DNS)), 0);
	assert_non_null(
	    strstr(gate_reason(rig->gate, &(struct ip){4, {127, 77, 3, 1}}), "passive"));
}

TEST(gate_passive_sends_nothing_to_hosts)
{
	struct rig rig;

	rig_init(&rig, "127.77.3.0/30 chu.test https://127.77.3.1/");
	rig.job.profile = PROFILE_PASSIVE;
	text_list_add(&rig.job.resolvers, rig.arena, "127.77.3.9");
	rig_run(&rig, passive, 1);
	rig_done(&rig);
}

/* --- what a connection may come to --- */

static void outcomes(struct rig *rig)
{
	struct peer *p = rig->arg;
	struct gate_call call = rig_call("127.77.4.1", p->port, GATE_PLAIN);
	uint16_t full_port;
	int backlog = peer_listen("127.77.4.1", 0, 0, &full_port), r = 0;

	assert_int_equal(rig_try(rig, call), 0);
	call.port = 1;
	assert_int_equal(rig_try(rig, call), ERR_REFUSED);
	/* a listener whose queue is full drops what comes: as a filter does */
	call.port = full_port;
	for (int i = 0; i < 8 && r == 0; i++) {
		struct gate_grant kept;

		r = gate_tcp(rig->gate, &call, 300, &kept);
		if (r == 0)
			gate_done(rig->gate, &kept, GATE_QUIET, 0);
	}
	assert_int_equal(r, ERR_TIMEOUT);
	close(backlog);
}

TEST(gate_open_closed_and_silent)
{
	struct peer p = peer_tcp("127.77.4.1", 0, peer_silent, NULL);
	struct rig rig;

	rig_init(&rig, "127.77.4.0/30");
	rig.arg = &p;
	rig_run(&rig, outcomes, 1);
	rig_done(&rig);
	peer_end(&p);
}

/* --- more at once than the gate serves at a time --- */

enum { CROWD = 3500 };

struct crowd {
	struct rig *rig;
	struct gate_call call;
	int left, failed, most, open;
	struct co_queue all;
};

static void one_of_the_crowd(void *arg)
{
	struct crowd *c = arg;
	struct gate_grant got;
	int r = gate_tcp(c->rig->gate, &c->call, 5000, &got);

	if (r == 0) {
		c->open++;
		c->most = MAX(c->most, c->open);
		if (co_sleep(1) < 0)
			r = ERR_CANCELLED;
		c->open--;
		gate_done(c->rig->gate, &got, GATE_QUIET, 0);
	}
	c->failed += r != 0;
	if (--c->left == 0)
		co_queue_wake(&c->all);
}

static void crowd(struct rig *rig)
{
	struct crowd c = {.rig = rig, .left = CROWD};
	uint16_t port;
	int listener = peer_listen("127.77.5.1", 0, 4096, &port);

	c.call = rig_call("127.77.5.1", port, GATE_PLAIN);
	for (int i = 0; i < CROWD; i++)
		loop_spawn(rig->loop, one_of_the_crowd, &c);
	assert_int_equal(co_queue_wait(&c.all, -1), 0);
	assert_int_equal(c.failed, 0);
	assert_in_range(c.most, 1, LIMIT_COROUTINES);
	close(listener);
}

TEST(gate_nobody_of_a_crowd_is_turned_away)
{
	struct rig rig;

	rig_init(&rig, "127.77.5.1");
	rig_run(&rig, crowd, 1);
	rig_done(&rig);
}

/* --- windows --- */

static void stop_soon(void *arg)
{
	(void)arg;
	assert_int_equal(co_sleep(200), 0);
	loop_stop(co_loop());
}

static void shut(struct rig *rig)
{
	struct peer *p = rig->arg;

	loop_spawn(rig->loop, stop_soon, NULL);
	assert_int_equal(
	    rig_try(rig, rig_call("127.77.8.1", p->port, GATE_PLAIN)), ERR_CANCELLED);
}

TEST(gate_outside_the_window_nothing_is_sent)
{
	struct peer p = peer_tcp("127.77.8.1", 0, peer_silent, NULL);
	int hour = (int)(clock_system.wall(NULL) / 3600000 % 24);
	struct rig rig;
	char window[16];

	(void)snprintf(
	    window, sizeof(window), "%02d:00-%02d:00", (hour + 6) % 24, (hour + 7) % 24);
	rig_init(&rig, "127.77.8.1");
	text_list_add(&rig.job.windows, rig.arena, window);
	rig.arg = &p;
	rig_run(&rig, shut, 1);
	assert_int_equal(p.log->connections, 0);
	rig_done(&rig);
	peer_end(&p);
}

TEST(gate_does_not_start_with_a_malformed_window)
{
	struct rig rig;
	struct msg msg = {0};

	rig_init(&rig, "127.77.8.1");
	text_list_add(&rig.job.windows, rig.arena, "00:00-02:00");
	text_list_add(&rig.job.windows, rig.arena, "25:00-26:00");
	assert_int_equal(loop_new(&clock_system, &rig.loop), 0);
	assert_int_equal(gate_start(&rig.job, rig.loop, &rig.gate, &msg), ERR_SYNTAX);
	assert_non_null(strstr(msg.what, "window"));
	rig_done(&rig);
}

static void six(struct rig *rig)
{
	struct peer *p = rig->arg;

	assert_int_equal(rig_try(rig, rig_call("::1", p->port, GATE_PLAIN)), 0);
}

TEST(gate_ipv6)
{
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	struct peer p;
	struct rig rig;

	if (fd < 0 || access("/proc/net/if_inet6", R_OK) < 0)
		skip(); /* a system without IPv6 */
	close(fd);
	p = peer_tcp("::1", 0, peer_silent, NULL);
	rig_init(&rig, "::1");
	rig.arg = &p;
	rig_run(&rig, six, 1);
	rig_done(&rig);
	peer_end(&p);
}
