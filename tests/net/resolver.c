#include "net/resolver.h"

#include "base/limits.h"
#include "net/peer.h"
#include "net/rig.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test.h"

/* What the scripted server does with a question; by letter, one for each datagram, the last
 * again and again. */
struct script {
	const char *acts; /* n: not at all; w: wrong id, then right; q: other question; t:
			     truncated; a: answer; f: SERVFAIL; g: garbage, then right; F: an
			     endless flood of wrong ids */
	const char *addr; /* answered */
};

/* Answers the question in the datagram (borrows) with an A record, or the rcode alone. */
static void build(
    struct str *out, struct span question, const char *addr, int rcode, bool truncated)
{
	struct ip ip;
	size_t end = 12;

	while (end < question.n && question.p[end])
		end += question.p[end] + 1u;
	end += 5;
	str_put(out, question.p, 2);
	str_u16(out, (uint16_t)(0x8180 | rcode | (truncated ? 0x0200 : 0)));
	str_u16(out, 1);
	str_u16(out, !truncated && addr);
	str_u32(out, 0);
	str_put(out, question.p + 12, end - 12);
	if (truncated || !addr || ip_parse(span_str(addr), &ip) < 0)
		return;
	str_put(out, "\xc0\x0c\0\1\0\1\0\0\1\0\0\4", 12);
	str_put(out, ip.b, 4);
}

static void serve_udp(int fd, struct peer_log *log, const void *arg)
{
	const struct script *s = arg;

	for (size_t i = 0;; i += i + 1 < strlen(s->acts)) {
		struct sockaddr_storage from;
		socklen_t n = sizeof(from);
		uint8_t buf[512];
		ssize_t got = recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&from, &n);
		char act = s->acts[i];
		int left = act == 'F' ? 200000 : 1;
		STR_AUTO(out, 512);

		if (got < 17)
			continue;
		__atomic_add_fetch(&log->connections, 1, __ATOMIC_SEQ_CST);
		build(&out, span_of(buf, (size_t)got), act == 'f' ? NULL : s->addr,
		    act == 'f' ? DNS_SERVFAIL : 0, act == 't');
		if (act == 'w' || act == 'F')
			out.p[1] = (char)(out.p[1] ^ 1);
		if (act == 'q')
			out.p[13] = 'z';
		while (act != 'n' && left--)
			(void)!sendto(fd, act == 'g' ? "garbage" : out.p,
			    act == 'g' ? 7 : out.n, 0, (struct sockaddr *)&from, n);
		if (act != 'w' && act != 'q' && act != 'g')
			continue;
		str_clear(&out);
		build(&out, span_of(buf, (size_t)got), "10.0.0.1", 0, false);
		(void)!sendto(fd, out.p, out.n, 0, (struct sockaddr *)&from, n);
	}
}

/* DNS over TCP: the same answer, whole. */
static void serve_tcp(int fd, struct peer_log *log, const void *arg)
{
	struct span q;
	STR_AUTO(out, 512);

	if (peer_read(fd, log, &q) < 19)
		return;
	str_u16(&out, 0);
	build(&out, span_sub(q, 2, q.n), arg, 0, false);
	str_set_u16(&out, 0, (uint16_t)(out.n - 2));
	peer_write(fd, out.p, 1); /* in two pieces */
	peer_write(fd, out.p + 1, out.n - 1);
}

struct asking {
	struct peer *servers;
	size_t n;
	int err;          /* expected */
	const char *addr; /* expected; NULL: none */
};

static void add_servers(struct rig *rig, const struct peer *servers, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char text[IP_TEXT];

		text_list_add(&rig->job.resolvers, rig->arena,
		    arena_printf(
			rig->arena, "%s:%u", ip_text(&servers[i].ip, text), servers[i].port));
	}
}

static void ask(struct rig *rig)
{
	const struct asking *a = rig->arg;
	struct resolver r;
	struct dns_message m = {0};
	struct msg msg;

	assert_int_equal(resolver_init(&r, &rig->job, rig->gate, &msg), 0);
	assert_int_equal(r.n, a->n);
	assert_int_equal(resolver_query(&r, "www.chu.test", DNS_A, rig->arena, &m), a->err);
	if (!a->addr)
		return;
	assert_int_equal(m.answers.n, 1);
	assert_string_equal(m.answers.items[0].text, a->addr);
}

static void run(struct asking *a)
{
	struct rig rig;

	rig_init(&rig, "127.77.20.1");
	add_servers(&rig, a->servers, a->n);
	rig.arg = a;
	rig_run(&rig, ask, 10);
	rig_done(&rig);
}

TEST(resolver_takes_only_the_answer_to_its_question)
{
	static const char *const acts[] = {"w", "q", "g"};

	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		struct script s = {acts[i], "10.6.6.6"};
		struct peer p = peer_udp("127.77.20.2", 0, serve_udp, &s);
		struct asking a = {&p, 1, 0, "10.0.0.1"};

		run(&a);
		assert_int_equal(p.log->connections, 1);
		peer_end(&p);
	}
}

TEST(resolver_flood_of_wrong_answers_ends_in_time)
{
	struct script s = {"F", "10.6.6.6"};
	struct peer p = peer_udp("127.77.20.2", 0, serve_udp, &s);
	struct asking a = {&p, 1, ERR_TIMEOUT, NULL};
	int64_t start = clock_system.mono(NULL);

	run(&a);
	assert_in_range(clock_system.mono(NULL) - start, 0, 2500);
	peer_end(&p);
}

TEST(resolver_asks_the_second_server)
{
	struct script silent = {"n", NULL}, failing = {"f", NULL}, sound = {"a", "10.0.0.2"};
	struct peer p[] = {peer_udp("127.77.20.2", 0, serve_udp, &silent),
	    peer_udp("127.77.20.3", 0, serve_udp, &sound)};
	struct peer q[] = {peer_udp("127.77.20.2", 0, serve_udp, &failing),
	    peer_udp("127.77.20.3", 0, serve_udp, &sound)};
	struct asking a = {p, 2, 0, "10.0.0.2"}, b = {q, 2, 0, "10.0.0.2"};

	run(&a);
	assert_int_equal(p[0].log->connections, 1);
	run(&b);
	assert_int_equal(q[0].log->connections, 1);
	for (size_t i = 0; i < 2; i++) {
		peer_end(&p[i]);
		peer_end(&q[i]);
	}
}

static void ask_failing(struct rig *rig)
{
	struct dns_message m = {0};
	struct resolver r;
	struct msg msg;

	assert_int_equal(resolver_init(&r, &rig->job, rig->gate, &msg), 0);
	assert_int_equal(resolver_query(&r, "www.chu.test", DNS_A, rig->arena, &m), 0);
	assert_int_equal(m.rcode, DNS_SERVFAIL);
}

TEST(resolver_gives_a_failure_when_nobody_knows_better)
{
	struct script failing = {"f", NULL}, silent = {"n", NULL};
	struct peer p[] = {peer_udp("127.77.20.2", 0, serve_udp, &failing),
	    peer_udp("127.77.20.3", 0, serve_udp, &silent)};
	struct rig rig;

	rig_init(&rig, "127.77.20.1");
	add_servers(&rig, p, 2);
	rig_run(&rig, ask_failing, 20);
	rig_done(&rig);
	peer_end(&p[0]);
	peer_end(&p[1]);
}

TEST(resolver_truncated_goes_to_tcp)
{
	struct script s = {"t", "10.0.0.1"};
	struct peer tcp = peer_tcp("127.77.20.2", 0, serve_tcp, "10.0.0.3");
	struct peer udp = peer_udp("127.77.20.2", tcp.port, serve_udp, &s);
	struct asking a = {&udp, 1, 0, "10.0.0.3"};

	run(&a);
	assert_int_equal(tcp.log->connections, 1);
	peer_end(&udp);
	peer_end(&tcp);
}

TEST(resolver_nobody_answers)
{
	struct script s = {"n", NULL};
	struct peer p = peer_udp("127.77.20.2", 0, serve_udp, &s);
	struct asking a = {&p, 1, ERR_TIMEOUT, NULL}, none = {NULL, 0, ERR_NOTFOUND, NULL};

	run(&a);
	assert_int_equal(p.log->connections, 2); /* twice each */
	run(&none);
	peer_end(&p);
}

TEST(resolver_texts)
{
	static const char *const good[] = {"192.0.2.53", "192.0.2.53:5300", "2001:db8::53",
	    "[2001:db8::53]", "[2001:db8::53]:5300"};
	static const char *const bad[] = {"", "dns.test", "192.0.2.53:", "192.0.2.53:0",
	    "192.0.2.53:65536", "[::1", "[::1]5300", "[::1]:", "192.0.2.53:53:53"};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(good) + ARRAY_LEN(bad); i++) {
		const char *text = i < ARRAY_LEN(good) ? good[i] : bad[i - ARRAY_LEN(good)];
		struct job job = {0};
		struct resolver r;
		struct msg msg = {0};

		text_list_add(&job.resolvers, arena, text);
		if (resolver_init(&r, &job, NULL, &msg) !=
		    (i < ARRAY_LEN(good) ? 0 : ERR_SYNTAX))
			fail_msg("\"%s\"", text);
		if (i < ARRAY_LEN(good))
			assert_int_equal(r.ports[0], strstr(text, ":5300") ? 5300 : 53);
		else
			assert_true(*msg.what && *msg.hint);
	}
	arena_free(arena);
}

/* --- zone transfers --- */

static void put_name(struct str *m, const char *name)
{
	struct span rest = span_str(name), label;

	while (span_split(&rest, '.', &label)) {
		str_u8(m, (uint8_t)label.n);
		str_span(m, label);
	}
	str_u8(m, 0);
}

static void put_rr(struct str *m, const char *name, uint16_t type, const void *rdata, size_t n)
{
	put_name(m, name);
	str_u16(m, type);
	str_u16(m, DNS_IN);
	str_u32(m, 60);
	str_u16(m, (uint16_t)n);
	str_put(m, rdata, n);
}

static void message(int fd, uint16_t id, int rcode, const char *kinds)
{
	STR_AUTO(m, 4096);

	str_u16(&m, 0);
	str_u16(&m, id);
	str_u16(&m, (uint16_t)(0x8400 | rcode));
	str_u16(&m, 0);
	str_u16(&m, (uint16_t)strlen(kinds));
	str_u32(&m, 0);
	for (; *kinds; kinds++) {
		char host[] = "x.chu.test";

		host[0] = *kinds;
		if (*kinds == 'S')
			put_rr(&m, "chu.test", DNS_SOA,
			    "\0\0\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1", 22);
		else
			put_rr(&m, host, DNS_A, "\x0a\0\0\1", 4);
	}
	str_set_u16(&m, 0, (uint16_t)(m.n - 2));
	peer_write(fd, m.p, m.n);
}

/* arg: messages separated by spaces, each a letter a record; "-" refuses, "." is empty for
 * ever, "!" hangs up, "?" has another id. */
static void serve_zone(int fd, struct peer_log *log, const void *arg)
{
	struct span q, rest = span_str(arg), part;
	uint16_t id;

	if (peer_read(fd, log, &q) < 19)
		return;
	id = (uint16_t)(q.p[2] << 8 | q.p[3]);
	while (span_split(&rest, ' ', &part)) {
		char kinds[64];

		(void)snprintf(kinds, sizeof(kinds), "%.*s", (int)part.n, (const char *)part.p);
		if (*kinds == '!')
			return;
		while (*kinds == '.')
			message(fd, id, 0, "");
		if (*kinds == '-')
			message(fd, id, DNS_REFUSED, "");
		else if (*kinds == '?')
			message(fd, (uint16_t)(id + 1), 0, "SabS");
		else
			message(fd, id, 0, kinds);
	}
	peer_silent(fd, log, NULL);
}

struct zone {
	const char *script;
	int err;
	const char *names; /* first letters of the A records */
	struct peer p;
};

static void transfer(struct rig *rig)
{
	struct zone *z = rig->arg;
	struct gate_call call = rig_call("127.77.21.1", z->p.port, GATE_DNS);
	struct dns_records got = {0};
	struct resolver r;
	struct msg msg;
	STR_AUTO(names, 64);

	assert_int_equal(resolver_init(&r, &rig->job, rig->gate, &msg), 0);
	if (resolver_axfr(&r, &call, "chu.test", rig->arena, &got) != z->err)
		fail_msg("%s", z->script);
	vec_foreach (rr, &got.all)
		if (rr->type == DNS_A)
			str_char(&names, rr->name[0]);
	assert_string_equal(str_text(&names), z->names);
}

TEST(resolver_zone_transfers)
{
	static struct zone zones[] = {
	    {.script = "SabcS", .names = "abc"},
	    {.script = "S a bc dS", .names = "abcd"}, /* several messages */
	    {.script = "Sab !", .names = "ab"},       /* cut: what came was given to anyone */
	    {.script = "-", .err = ERR_NOTFOUND, .names = ""},
	    {.script = "S !", .err = ERR_CLOSED, .names = ""},
	    {.script = "!", .err = ERR_CLOSED, .names = ""},
	    {.script = "abS", .err = ERR_NOTFOUND, .names = ""}, /* begins without SOA */
	    {.script = "?", .err = ERR_NOTFOUND, .names = ""},
	    {.script = "S .",
		.err = ERR_NOTFOUND,
		.names = ""}, /* empty messages without end */
	};

	for (size_t i = 0; i < ARRAY_LEN(zones); i++) {
		struct rig rig;

		zones[i].p = peer_tcp("127.77.21.1", 0, serve_zone, zones[i].script);
		rig_init(&rig, "127.77.21.1");
		rig.arg = &zones[i];
		rig_run(&rig, transfer, 10);
		rig_done(&rig);
		peer_end(&zones[i].p);
	}
}
