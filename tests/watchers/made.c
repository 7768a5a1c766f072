#include "made.h"

#include "proto/dns_impl.h"

enum { SECOND = 1000000 };

void made_begin(struct made *m, const char *settings)
{
	struct msg msg = {0};

	memset(m, 0, sizeof(*m));
	m->arena = arena_new();
	settings_usual(&m->settings, m->arena);
	if (settings_read(&m->settings, span_str(settings), &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	m->watchers = watcher_new(&m->settings);
}

void made_end(struct made *m)
{
	assert_null(watcher_free(m->watchers));
	(void)arena_free(m->arena);
}

static struct flow begin(
    const char *client, const char *server, uint16_t port, int64_t second, uint8_t proto)
{
	struct flow f = {.proto = proto, .cport = 40000, .sport = port};
	struct ip a, b;

	assert_int_equal(ip_parse(span_str(client), &a), 0);
	assert_int_equal(ip_parse(span_str(server), &b), 0);
	f.family = a.family;
	memcpy(f.client, a.b, 16);
	memcpy(f.server, b.b, 16);
	f.start = (second + 1) * SECOND;
	f.last = f.start + SECOND / 2;
	return f;
}

struct flow made_talk(const char *client, const char *server, uint16_t port, int64_t second)
{
	struct flow f = begin(client, server, port, second, 6);

	f.state = FLOW_CLOSED;
	for (int i = 0; i < 2; i++) {
		f.side[i].packets = 5;
		f.side[i].bytes = 1000;
		f.side[i].tcp_flags = TCP_SYN | TCP_ACK | TCP_PSH | TCP_FIN;
	}
	return f;
}

struct flow made_refused(const char *client, const char *server, uint16_t port, int64_t second)
{
	struct flow f = begin(client, server, port, second, 6);

	f.side[0] = (struct flow_side){.packets = 1, .bytes = 60, .tcp_flags = TCP_SYN};
	f.side[1] =
	    (struct flow_side){.packets = 1, .bytes = 60, .tcp_flags = TCP_RST | TCP_ACK};
	return f;
}

struct flow made_unanswered(
    const char *client, const char *server, uint16_t port, int64_t second)
{
	struct flow f = begin(client, server, port, second, 6);

	f.side[0] = (struct flow_side){.packets = 2, .bytes = 120, .tcp_flags = TCP_SYN};
	return f;
}

static size_t note(struct made *m)
{
	for (size_t i = 0; i < m->report.n; i++) {
		const struct watcher_hit *hit = &m->report.hits[i];

		/* What a person reads, and what machines count by. */
		assert_in_range(hit->alert->sid, WATCHER_SID, WATCHER_SID_LAST);
		assert_in_range(strlen(hit->text), 20, WATCHER_TEXT - 2);
		assert_true(hit->observed >= hit->threshold);
		assert_true(m->n < 64);
		m->sids[m->n++] = hit->alert->sid;
	}
	return m->report.n;
}

size_t made_ended(struct made *m, const struct flow *flow)
{
	watcher_flow(m->watchers, flow, &m->report);
	return note(m);
}

size_t made_known(struct made *m, struct flow *flow, enum proto_id app)
{
	flow->app = (uint8_t)app;
	watcher_known(m->watchers, flow, &m->report);
	return note(m);
}

size_t made_tx(struct made *m, struct flow *flow, enum proto_id proto, enum buffer_id id,
    enum flow_dir dir, const char *value)
{
	struct tx_buffer buffer = {
	    .id = (uint8_t)id, .dir = (uint8_t)dir, .data = span_str(value)};
	struct tx tx = {.flow = flow, .proto = (uint8_t)proto};

	tx.buffers.items = &buffer;
	tx.buffers.n = tx.buffers.cap = 1;
	flow->app = (uint8_t)proto;
	watcher_tx(m->watchers, &tx, &m->report);
	return note(m);
}

size_t made_dns(
    struct made *m, const char *client, const char *name, uint16_t type, int64_t second)
{
	struct flow f = begin(client, "10.0.0.53", 53, second, 17);
	struct tx_buffer buffer = {.id = BUFFER_DNS_QUERY, .data = span_str(name)};
	struct tx tx = {.flow = &f, .proto = PROTO_DNS};
	struct span rest = span_str(name), label;
	STR_AUTO(message, 512);
	struct dns_own own;

	str_put(&message, "\0\1\1\0\0\1\0\0\0\0\0\0", 12);
	while (span_split(&rest, '.', &label)) {
		str_u8(&message, (uint8_t)label.n);
		str_span(&message, label);
	}
	str_u8(&message, 0);
	str_u16(&message, type);
	str_u16(&message, 1);
	own.message = str_bytes(&message);
	tx.own = &own;
	tx.buffers.items = &buffer;
	tx.buffers.n = tx.buffers.cap = 1;
	f.app = PROTO_DNS;
	watcher_tx(m->watchers, &tx, &m->report);
	return note(m);
}

size_t made_told(const struct made *m, uint32_t sid)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n; i++)
		n += m->sids[i] == sid;
	return n;
}

const char *made_address(const char *net, unsigned last, char *to)
{
	(void)snprintf(to, IP_TEXT, "%s.%u", net, last);
	return to;
}
