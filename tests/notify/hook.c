#include "notify/hook.h"

#include "desk/directive.h"
#include "notify_place.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

TEST(hook_signs_timestamp_and_body)
{
	struct arena *arena = arena_new();

	/* By another hand: printf '1795000000.{"a":1}' | openssl dgst -sha256 -hmac key */
	assert_string_equal(hook_signature("key", "1795000000", span_str("{\"a\":1}"), arena),
	    "sha256="
	    "1bd16f4bb96630234f5d9db1391a58d04079ea2aaf515271f43b4b91dcdfe987");
	arena_free(arena);
}

TEST(hook_reaches_the_public_and_what_is_set)
{
	static const char *nets[] = {"127.0.0.0/8", "10.1.0.0/16"};
	static const char *const inside[] = {"127.0.0.1", "10.0.0.1", "10.1.2.3", "192.168.1.1",
	    "169.254.169.254", "::1", "fc00::1", "fe80::1", "100.64.0.1", "0.0.0.0"};
	struct settings settings;
	struct ip ip;

	settings_init(&settings);
	for (size_t i = 0; i < ARRAY_LEN(inside); i++) {
		assert_int_equal(ip_parse(span_str(inside[i]), &ip), 0);
		assert_false(hook_may_reach(&settings, &ip));
	}
	assert_int_equal(ip_parse(span_str("198.41.0.4"), &ip), 0);
	assert_true(hook_may_reach(&settings, &ip));
	settings.webhook_networks = (struct text_list){nets, 2};
	assert_int_equal(ip_parse(span_str("127.0.0.1"), &ip), 0);
	assert_true(hook_may_reach(&settings, &ip));
	assert_int_equal(ip_parse(span_str("10.1.2.3"), &ip), 0);
	assert_true(hook_may_reach(&settings, &ip));
	assert_int_equal(ip_parse(span_str("10.2.0.1"), &ip), 0);
	assert_false(hook_may_reach(&settings, &ip));
}

/* A receiver on loopback for one request. */
struct receiver {
	int fd, port;
	const char *answer;
	char got[8192];
	pthread_t thread;
};

static void *receive(void *arg)
{
	struct receiver *r = arg;
	int fd = accept(r->fd, NULL, NULL);
	size_t n = 0;
	ssize_t m;

	while (
	    n < sizeof(r->got) - 1 && (m = read(fd, r->got + n, sizeof(r->got) - 1 - n)) > 0) {
		n += (size_t)m;
		r->got[n] = '\0';
		if (strstr(r->got, "\r\n\r\n") && r->got[n - 1] == '}')
			break;
	}
	if (write(fd, r->answer, strlen(r->answer)) < 0)
		r->got[0] = '\0';
	(void)close(fd);
	return NULL;
}

static void listens(struct receiver *r, const char *answer)
{
	struct sockaddr_in at = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(at);

	*r = (struct receiver){.fd = socket(AF_INET, SOCK_STREAM, 0), .answer = answer};
	assert_int_equal(bind(r->fd, (struct sockaddr *)&at, n), 0);
	assert_int_equal(listen(r->fd, 4), 0);
	assert_int_equal(getsockname(r->fd, (struct sockaddr *)&at, &n), 0);
	r->port = ntohs(at.sin_port);
	assert_int_equal(pthread_create(&r->thread, NULL, receive, r), 0);
}

static void rule(struct notify_bench *b, int port)
{
	struct directive d = {.id = "d1",
	    .org = "o1",
	    .name = "Tickets",
	    .enabled = true,
	    .channel = NOTICE_BY_WEBHOOK,
	    .url = arena_printf(b->place->arena, "http://127.0.0.1:%d/varde", port),
	    .secret = "key"};
	const struct outgoing m = {.unique_key = "k",
	    .template = "notice",
	    .mail = "webhook",
	    .directive = "d1",
	    .object = "n1",
	    .values =
		"{\"reference\":\"VARDE#2026-00001\",\"title\":\"Critical\",\"token\":\"abc\","
		"\"lines\":[{\"line\":\"High\"}]}"};

	assert_int_equal(desk_insert(b->db, &directive_type, &d), 0);
	notify_bench_put(b, m, NOW);
}

static struct outgoing steps(struct notify_bench *b, int64_t now)
{
	struct notify_result got;

	if (notify_step(b->db, &b->options, now, &got) < 0)
		fail_msg("%s: %s", db_msg(b->db)->what, db_msg(b->db)->detail);
	return notify_bench_get(b, "k");
}

TEST_STORE(hook_tells_a_receiver_and_mails_leave_it_alone)
{
	static const char *nets[] = {"127.0.0.0/8"};
	struct notify_bench b;
	struct receiver r;

	notify_bench_init(&b, place);
	listens(&r, "HTTP/1.1 204 No Content\r\n\r\n");
	rule(&b, r.port);
	assert_int_equal(steps(&b, NOW).state, OUT_WAITING); /* the lane of mails */
	b.options.send = NULL;
	b.options.hook = hook_send;
	/* Loopback is not reached unless it is set. */
	assert_int_equal(steps(&b, NOW).state, OUT_WAITING);
	assert_int_equal(notify_bench_get(&b, "k").attempts, 1);
	b.settings.webhook_networks = (struct text_list){nets, 1};
	assert_int_equal(steps(&b, NOW + 3600000).state, OUT_SENT);
	assert_int_equal(pthread_join(r.thread, NULL), 0);
	(void)close(r.fd);
	assert_non_null(strstr(r.got, "POST /varde"));
	assert_non_null(strstr(r.got, "Varde-Signature: sha256="));
	assert_non_null(strstr(r.got, "\"reference\":\"VARDE#2026-00001\""));
	assert_non_null(strstr(r.got, "\"link\":\"https://portal.varde.test/n/abc\""));
	assert_null(strstr(r.got, "\"token\""));
	notify_bench_done(&b);
}

TEST_STORE(hook_that_is_refused_is_tried_again_and_gone_is_final)
{
	static const char *nets[] = {"127.0.0.0/8"};
	struct directive d;
	struct notify_bench b;
	struct receiver r;

	notify_bench_init(&b, place);
	b.settings.webhook_networks = (struct text_list){nets, 1};
	b.options.hook = hook_send;
	listens(&r, "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
	rule(&b, r.port);
	assert_int_equal(steps(&b, NOW).state, OUT_WAITING);
	assert_int_equal(pthread_join(r.thread, NULL), 0);
	assert_int_equal(desk_get(b.db, &directive_type, "d1", place->arena, &d), 0);
	assert_int_equal(d.failures, 1);
	r.answer = "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n";
	r.got[0] = '\0';
	assert_int_equal(pthread_create(&r.thread, NULL, receive, &r), 0);
	assert_int_equal(steps(&b, NOW + 3600000).state, OUT_FAILED);
	assert_int_equal(pthread_join(r.thread, NULL), 0);
	(void)close(r.fd);
	notify_bench_done(&b);
}

TEST_STORE(hook_of_a_rule_that_is_gone_is_dropped)
{
	struct notify_bench b;

	notify_bench_init(&b, place);
	b.options.hook = hook_send;
	rule(&b, 1);
	assert_int_equal(desk_delete(b.db, &directive_type, "d1"), 0);
	assert_int_equal(steps(&b, NOW).state, OUT_DROPPED);
	notify_bench_done(&b);
}
